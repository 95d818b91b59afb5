//! The extension's one class.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyBytes, PyDict, PyList};

use super::bridge::{Lane, LaneHolder};
use super::exceptions::{exception, exceptions};
use super::input::{PyBlob, dict_entries};
use super::options::{PyEnvironment, client_options};
use super::output::answer_dict;
use super::progress::PySendProgress;
use super::stages::{self, Headers};
use crate::body::Blob;
use crate::config::resolve_config;
use crate::double_base64::looks_base64_encoded;
use crate::error::Error;
use crate::model::{OperationModel, SUPPORT};
use crate::orchestrator::{CallContext, Orchestrator};
use crate::progress::SendProgress;
use crate::retry::NeverRetry;
use crate::seams::{Environment, FixedClock};
use crate::transport::HttpConnector;
use crate::validate::{Params, Rejection, validate};

/// A client of the service: resolved configuration and a pool of connections. Safe to share
/// between threads; a forked child makes connections of its own.
#[pyclass(frozen, module = "awssupport._awssupport")]
pub(super) struct NativeClient {
    orchestrator: Orchestrator,
    lanes: LaneHolder,
}

#[pymethods]
impl NativeClient {
    /// Resolve a client from a dict of options and the environment.
    #[new]
    fn new(options: &Bound<'_, PyDict>) -> PyResult<Self> {
        let py = options.py();
        let environment = PyEnvironment::new(py)?;
        let config = resolve_config(&SUPPORT, client_options(options)?, &environment)
            .map_err(|error| exception(py, error))?;
        let orchestrator = Orchestrator::new(&SUPPORT, Arc::new(config), Arc::new(NeverRetry));
        Ok(Self { orchestrator, lanes: LaneHolder::default() })
    }

    /// Run an operation and wait for its answer. `stacklevel` is where a warning points, counted
    /// from the caller of this method; `progress` is told how much has been sent; `paginating` says
    /// that a paginator makes the call.
    #[pyo3(signature = (operation_name, params, stacklevel=1, progress=None, paginating=false))]
    fn call<'py>(
        &self,
        operation_name: &str,
        params: &Bound<'py, PyDict>,
        stacklevel: i32,
        progress: Option<&PySendProgress>,
        paginating: bool,
    ) -> PyResult<Bound<'py, PyDict>> {
        let py = params.py();
        let operation = operation_model(py, operation_name)?;
        let params = checked_params(operation, params, stacklevel)?;
        let progress = progress.map(|progress| progress.0.clone()).unwrap_or_default();
        let context = CallContext { trace_id: trace_id(py)?, paginating, progress };
        let lane = self.lane()?;
        let call = self.orchestrator.invoke(operation, &params, &context, &lane.connector);
        let outcome = lane.block_on(py, call).inspect_err(|_| self.lanes.close())?;
        // What was borrowed from Python goes back while the interpreter is held.
        drop(params);
        answer_dict(py, &outcome.map_err(|error| exception(py, error))?)
    }

    /// The request that `call` would send first, signed at `epoch_seconds` and not sent: a dict of
    /// `method`, `url`, `headers` and `body`.
    fn prepare<'py>(
        &self,
        operation_name: &str,
        params: &Bound<'py, PyDict>,
        epoch_seconds: u64,
    ) -> PyResult<Bound<'py, PyDict>> {
        let py = params.py();
        let operation = operation_model(py, operation_name)?;
        let params = checked_params(operation, params, 1)?;
        let time = SystemTime::UNIX_EPOCH
            .checked_add(Duration::from_secs(epoch_seconds))
            .ok_or_else(|| PyValueError::new_err("epoch_seconds is too far in the future"))?;
        let orchestrator =
            Orchestrator { clock: Arc::new(FixedClock(time)), ..self.orchestrator.clone() };
        let lane = self.lane()?;
        let context = CallContext { trace_id: trace_id(py)?, ..CallContext::default() };
        let preparation = orchestrator.prepare(operation, &params, &context);
        let prepared = lane.block_on(py, preparation)?;
        let request = prepared.map_err(|error| exception(py, error))?;
        let body = request.body.to_bytes().map_err(|error| exception(py, Error::File(error)))?;
        let headers = PyDict::new(py);
        for (name, value) in &request.headers {
            headers.set_item(name.as_str(), String::from_utf8_lossy(value.as_bytes()))?;
        }
        let dict = PyDict::new(py);
        dict.set_item("method", "POST")?;
        dict.set_item("url", request.url.as_str())?;
        dict.set_item("headers", headers)?;
        dict.set_item("body", PyBytes::new(py, &body))?;
        Ok(dict)
    }

    /// A URL that carries its signature and, in `query`, the operation's members.
    fn presign(
        &self,
        operation_name: &str,
        query: &Bound<'_, PyList>,
        expires_in: u64,
        method: &str,
    ) -> PyResult<String> {
        let py = query.py();
        let operation = operation_model(py, operation_name)?;
        let query: Vec<(String, String)> = query.extract()?;
        let expires_in = Duration::from_secs(expires_in);
        let url = self.orchestrator.presign(operation, &query, expires_in, method);
        url.map_err(|error| exception(py, error))
    }

    /// The request of a call before anything else is done with it: its URL, its headers and its
    /// body. For calls that event handlers have a say in; see [`stages`].
    #[pyo3(signature = (operation_name, params, stacklevel=1, paginating=false))]
    fn build_request<'py>(
        &self,
        operation_name: &str,
        params: &Bound<'py, PyDict>,
        stacklevel: i32,
        paginating: bool,
    ) -> PyResult<(String, Headers, Bound<'py, PyBytes>)> {
        let py = params.py();
        let operation = operation_model(py, operation_name)?;
        let params = checked_params(operation, params, stacklevel)?;
        let progress = SendProgress::default();
        let context = CallContext { trace_id: trace_id(py)?, paginating, progress };
        stages::build_request(py, &self.orchestrator, operation, &params, context)
    }

    /// The headers that sign a request: `X-Amz-Date`, `X-Amz-Security-Token` where there is a
    /// token, `Authorization`. Region and name are the client's where they are not given.
    #[pyo3(signature = (url, headers, body, signing_region=None, signing_name=None))]
    #[allow(clippy::needless_pass_by_value, reason = "pyo3 hands over what it has converted")]
    fn sign_request(
        &self,
        py: Python<'_>,
        url: &str,
        headers: Headers,
        body: &[u8],
        signing_region: Option<&str>,
        signing_name: Option<&str>,
    ) -> PyResult<Headers> {
        let scope = (signing_region, signing_name);
        stages::sign_request(&self.orchestrator, url, &headers, body, scope)
            .map_err(|error| exception(py, error))
    }

    /// Send a request as it is and wait for the whole response: status, headers, body.
    #[allow(clippy::needless_pass_by_value, reason = "pyo3 hands over what it has converted")]
    fn transmit<'py>(
        &self,
        py: Python<'py>,
        url: &str,
        headers: Headers,
        body: PyBackedBytes,
    ) -> PyResult<(u16, Headers, Bound<'py, PyBytes>)> {
        let request = stages::outgoing_request(url, &headers, body);
        let request = request.map_err(|error| exception(py, error))?;
        let lane = self.lane()?;
        let exchange = lane.connector.transmit(request);
        let outcome = lane.block_on(py, exchange).inspect_err(|_| self.lanes.close())?;
        let response = outcome.map_err(|error| exception(py, error))?;
        Ok((response.status, response.headers, PyBytes::new(py, &response.body)))
    }

    /// A response as the dict of the answer or of the error.
    #[staticmethod]
    fn parse_response<'py>(
        py: Python<'py>,
        operation_name: &str,
        status: u16,
        headers: Headers,
        body: Vec<u8>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let operation = operation_model(py, operation_name)?;
        stages::parse_response(py, operation, status, headers, body)
    }

    /// How often a request is sent at most.
    #[getter]
    fn max_attempts(&self) -> u32 {
        self.orchestrator.config.max_attempts
    }

    /// The region in the credential scope; `None` where a call would raise `NoRegionError`.
    #[getter]
    fn signing_region(&self) -> Option<&str> {
        self.orchestrator.config.endpoint.signing_region.as_deref()
    }

    /// Where requests go; `None` for an endpoint URL that none can go to.
    #[getter]
    fn wire_url(&self) -> Option<&str> {
        self.orchestrator.config.endpoint.url.as_ref().map(url::Url::as_str)
    }

    /// A client of the same configuration with connections of its own.
    fn copy(&self) -> Self {
        Self { orchestrator: self.orchestrator.clone(), lanes: LaneHolder::default() }
    }

    /// Close the idle connections. The client stays usable.
    fn close(&self) {
        self.lanes.close();
    }

    /// The options that came out of arguments and environment together: a dict by their names.
    #[getter]
    fn resolved_options<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let config = &self.orchestrator.config;
        let options = PyDict::new(py);
        options.set_item("user_agent", &config.user_agent)?;
        options.set_item("user_agent_appid", &config.shown.user_agent_appid)?;
        options.set_item("use_fips_endpoint", config.shown.use_fips_endpoint)?;
        options.set_item("use_dualstack_endpoint", config.shown.use_dualstack_endpoint)?;
        Ok(options)
    }

    /// The client's region; `None` if it has an endpoint URL and no region.
    #[getter]
    fn region_name(&self) -> Option<&str> {
        self.orchestrator.config.endpoint.region_name.as_deref()
    }

    /// The endpoint as botocore's metadata shows it.
    #[getter]
    fn endpoint_url(&self) -> &str {
        &self.orchestrator.config.endpoint.shown_url
    }

    /// The partition of the client's region.
    #[getter]
    fn partition(&self) -> &str {
        self.orchestrator.config.endpoint.partition
    }
}

impl NativeClient {
    /// The client's lane, made if there is none yet.
    fn lane(&self) -> PyResult<Arc<Lane>> {
        self.lanes.get(&self.orchestrator.config)
    }
}

fn operation_model(py: Python<'_>, name: &str) -> PyResult<&'static OperationModel> {
    match SUPPORT.operation(name) {
        Some(operation) => Ok(operation),
        None => Err(PyErr::from_value(
            exceptions(py)?.getattr("OperationNotFoundError")?.call1((name,))?,
        )),
    }
}

/// Stage 1 and 2 for Python objects, then their bytes.
fn checked_params(
    operation: &OperationModel,
    params: &Bound<'_, PyDict>,
    stacklevel: i32,
) -> PyResult<Params<Blob>> {
    let py = params.py();
    let checked = match validate(dict_entries(params)?, operation.input) {
        Ok(checked) => checked,
        Err(Rejection::Invalid(report)) => {
            return Err(exception(py, Error::ParamValidation(report)));
        }
        Err(Rejection::Failed(failure)) => return Err(failure),
    };
    let mut encoded_twice = false;
    let resolved = checked.try_map_blobs(&mut |blob: PyBlob<'_>| {
        let blob = blob.resolve()?;
        if let Blob::Memory(bytes) = &blob {
            encoded_twice |= looks_base64_encoded(bytes);
        }
        Ok::<_, PyErr>(blob)
    })?;
    if encoded_twice {
        warn_of_double_base64(py, stacklevel)?;
    }
    Ok(resolved)
}

fn warn_of_double_base64(py: Python<'_>, stacklevel: i32) -> PyResult<()> {
    let category = exceptions(py)?.getattr("DoubleBase64Warning")?;
    let message =
        c"the data of an attachment looks like a file that is base64-encoded already; it \
        is encoded once more when it is sent, so the case would hold unreadable text. Pass the \
        file's raw bytes (or its path as a pathlib.Path) instead of base64 text.";
    PyErr::warn(py, &category, message, stacklevel)
}

/// The X-Ray trace header's value, in Lambda, where each invocation has a new one.
fn trace_id(py: Python<'_>) -> PyResult<Option<String>> {
    let environment = PyEnvironment::new(py)?;
    if environment.var("AWS_LAMBDA_FUNCTION_NAME").is_none() {
        return Ok(None);
    }
    Ok(environment.non_empty_var("_X_AMZN_TRACE_ID").map(|id| percent_encode(&id)))
}

/// All but unreserved characters and those that botocore keeps, as UTF-8.
fn percent_encode(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~-=;:+&[]{}\"',".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}
