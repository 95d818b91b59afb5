//! The pipeline's stages one by one, for calls that Python event handlers have a say in between
//! them. Each is the core's own function; what is between them is `awssupport.evented_call`.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyBytes, PyDict};
use url::Url;

use super::exceptions::exception;
use super::output::{answer_dict, error_dict};
use crate::body::{Blob, RequestBody, Segment};
use crate::error::{ConfigError, Error};
use crate::model::{OperationModel, SUPPORT};
use crate::orchestrator::{CallContext, Orchestrator};
use crate::parse::{RawResponse, parse};
use crate::progress::SendProgress;
use crate::serialize::serialize;
use crate::sign::{
    SIGNATURE_HEADERS, SignedRequest, SigningContext, construction, header_value, host_header,
    sign_headers,
};
use crate::validate::Params;

/// Names and values of headers, in order.
pub(super) type Headers = Vec<(String, String)>;

pub(super) fn build_request<'py>(
    py: Python<'py>,
    orchestrator: &Orchestrator,
    operation: &OperationModel,
    params: &Params<Blob>,
    context: CallContext,
) -> PyResult<(String, Headers, Bound<'py, PyBytes>)> {
    let url = orchestrator.config.endpoint.usable_url();
    let url = url.map_err(|error| exception(py, error.into()))?;
    let request = py.detach(|| serialize(orchestrator.service, operation, params));
    let body = written(py, &request.body)?;
    let mut headers = vec![
        ("X-Amz-Target".to_owned(), request.target),
        ("Content-Type".to_owned(), request.content_type),
        ("User-Agent".to_owned(), context.user_agent(&orchestrator.config).to_owned()),
    ];
    headers.extend(context.trace_id.map(|id| ("X-Amzn-Trace-Id".to_owned(), id)));
    Ok((url.to_string(), headers, body))
}

/// A body whole in memory, encoded with the interpreter free for others.
fn written<'py>(py: Python<'py>, body: &RequestBody) -> PyResult<Bound<'py, PyBytes>> {
    let len = usize::try_from(body.content_length())?;
    PyBytes::new_with(py, len, |out| {
        py.detach(|| body.write_to(out)).map_err(|error| exception(py, error.into()))
    })
}

/// The headers that sign a request to `context.url` that has these headers and this body.
pub(super) fn signature_headers(
    headers: &Headers,
    body: &[u8],
    context: &SigningContext<'_>,
) -> Result<Headers, Error> {
    let host = host_header(context.url);
    let mut to_sign = vec![("host", host.as_str())];
    to_sign.extend(
        headers
            .iter()
            .filter(|(name, _)| !name.eq_ignore_ascii_case("host"))
            .map(|(name, value)| (name.as_str(), value.as_str())),
    );
    let payload = ring::digest::digest(&ring::digest::SHA256, body);
    let signature = sign_headers(&to_sign, &crate::body::hex(payload.as_ref()), context)?;
    let value = |wanted| signature.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value);
    Ok(SIGNATURE_HEADERS
        .iter()
        .filter_map(|(name, shown)| Some(((*shown).to_owned(), value(*name)?.clone())))
        .collect())
}

/// A request with the headers given and no others but those of the HTTP layer. Its length is the
/// body's, whatever the headers say.
pub(super) fn outgoing_request(
    method: Method,
    url: Url,
    headers: &Headers,
    body: Bytes,
) -> Result<SignedRequest, Error> {
    let mut map = HeaderMap::with_capacity(headers.len() + 2);
    map.insert(http::header::HOST, header_value(&host_header(&url))?);
    map.insert(http::header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(construction)?;
        if name != http::header::CONTENT_LENGTH && name != http::header::HOST {
            map.append(name, header_value(value)?);
        }
    }
    let body = RequestBody::new(vec![Segment::Literal(body)]);
    Ok(SignedRequest { method, url, headers: map, body, progress: SendProgress::default() })
}

pub(super) fn parse_response<'py>(
    py: Python<'py>,
    operation: &OperationModel,
    status: u16,
    headers: Headers,
    body: PyBackedBytes,
) -> PyResult<Bound<'py, PyDict>> {
    let response = RawResponse { status, headers, body: Bytes::from_owner(body) };
    match parse(&SUPPORT, operation, response) {
        Ok(answer) => answer_dict(py, answer),
        Err(Error::Service(error)) => error_dict(py, &error),
        Err(error) => Err(exception(py, error)),
    }
}

pub(super) fn parsed_url(url: &str) -> Result<Url, ConfigError> {
    Url::parse(url).map_err(|_| ConfigError::UnusableUrl { url: url.to_owned() })
}
