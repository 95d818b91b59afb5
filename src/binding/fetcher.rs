//! HTTP for the package's own Python code: what fetches credentials goes through this.

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{HeaderValue, Method};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyBytes, PyDict};

use super::bridge::LaneHolder;
use super::exceptions::exception;
use super::options::transport_options;
use super::stages::{Headers, outgoing_request, parsed_url};
use crate::config::TransportConfig;
use crate::error::Error;
use crate::fetch::ReqwestConnector;
use crate::transport::HttpConnector;

/// Sends requests of any method to any URL, once each: nothing is signed, retried or followed. Safe
/// to share between threads; a forked child makes connections of its own.
#[pyclass(frozen, module = "awssupport._awssupport")]
pub(super) struct HttpFetcher {
    config: TransportConfig,
    /// Connections over TLS have lanes of their own: where there is none, no certificates are read.
    secure: LaneHolder<ReqwestConnector>,
    plain: LaneHolder<ReqwestConnector>,
}

#[pymethods]
impl HttpFetcher {
    /// A fetcher with the options of a client that concern connections, in a dict by the same
    /// names: `verify`, `client_cert`, `proxies`, `connect_timeout`, `read_timeout`,
    /// `max_pool_connections`, `tcp_keepalive`.
    #[new]
    fn new(options: &Bound<'_, PyDict>) -> PyResult<Self> {
        let config = transport_options(options)?;
        Ok(Self { config, secure: LaneHolder::default(), plain: LaneHolder::default() })
    }

    /// Send a request and wait for the whole response: status, headers, body. `Host`,
    /// `Accept-Encoding: identity` and `Content-Length` are added. Raises what calls raise where
    /// there is no response.
    #[pyo3(signature = (method, url, headers, body=None))]
    #[allow(clippy::needless_pass_by_value, reason = "pyo3 hands over what it has converted")]
    fn fetch<'py>(
        &self,
        py: Python<'py>,
        method: &str,
        url: &str,
        headers: Headers,
        body: Option<PyBackedBytes>,
    ) -> PyResult<(u16, Headers, Bound<'py, PyBytes>)> {
        let method = Method::from_bytes(method.as_bytes())
            .map_err(|_| PyValueError::new_err(format!("{method:?} is not an HTTP method")))?;
        let mut url = parsed_url(url).map_err(|error| exception(py, error.into()))?;
        // What errors show, and what is sent, has neither; this fails only where there is none.
        let _ = url.set_password(None).and_then(|()| url.set_username(""));
        let lanes = if url.scheme() == "https" { &self.secure } else { &self.plain };
        let lane = lanes.get(|| ReqwestConnector::new(&self.config, &url))?;
        let lane = lane.map_err(|error| exception(py, error))?;
        let body = body.map(Bytes::from_owner).unwrap_or_default();
        let says_empty = body.is_empty() && [Method::POST, Method::PUT].contains(&method);
        let request = outgoing_request(method, url, &headers, body);
        let mut request = request.map_err(|error| exception(py, error))?;
        if says_empty {
            // The HTTP layer says so of no request, which some servers refuse.
            request.headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let exchange = lane.connector.transmit(request);
        let outcome: Result<_, Error> =
            lane.block_on(py, exchange).inspect_err(|_| lanes.close())?;
        let response = outcome.map_err(|error| exception(py, error))?;
        Ok((response.status, response.headers, PyBytes::new(py, &response.body)))
    }

    /// Close the idle connections. The fetcher stays usable.
    fn close(&self) {
        self.secure.close();
        self.plain.close();
    }
}
