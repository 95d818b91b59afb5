//! The extension's one class.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

use super::bridge::LaneHolder;
use super::exceptions::{exception, exceptions};
use super::input::{PyBlob, dict_entries};
use super::options::{PyEnvironment, client_options};
use super::output::answer_dict;
use super::progress::PySendProgress;
use crate::body::Blob;
use crate::config::resolve_config;
use crate::double_base64::looks_base64_encoded;
use crate::error::Error;
use crate::model::{OperationModel, SUPPORT};
use crate::orchestrator::{CallContext, Orchestrator};
use crate::retry::NeverRetry;
use crate::seams::{Environment, FixedClock};
use crate::validate::{Params, Rejection, validate};

/// A client of the service: resolved configuration and a pool of connections. Safe to share
/// between threads; a forked child makes connections of its own.
#[pyclass(frozen, module = "awssupport._awssupport")]
pub(super) struct NativeClient {
    orchestrator: Orchestrator,
    lane: LaneHolder,
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
        Ok(Self { orchestrator, lane: LaneHolder::default() })
    }

    /// Run an operation and wait for its answer. `stacklevel` is where a warning points, counted
    /// from the caller of this method; `progress` is told how much has been sent.
    #[pyo3(signature = (operation_name, params, stacklevel=1, progress=None))]
    fn call<'py>(
        &self,
        operation_name: &str,
        params: &Bound<'py, PyDict>,
        stacklevel: i32,
        progress: Option<&PySendProgress>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let py = params.py();
        let operation = operation_model(py, operation_name)?;
        let params = checked_params(operation, params, stacklevel)?;
        let progress = progress.map(|progress| progress.0.clone()).unwrap_or_default();
        let context = CallContext { trace_id: trace_id(py)?, progress };
        let lane = self.lane.get(&self.orchestrator.config)?;
        let lane = lane.map_err(|error| exception(py, error))?;
        let call = self.orchestrator.invoke(operation, &params, &context, &lane.connector);
        let outcome = lane.block_on(py, call).inspect_err(|_| self.lane.close())?;
        // What was borrowed from Python goes back while the interpreter is held.
        drop(params);
        answer_dict(py, outcome.map_err(|error| exception(py, error))?)
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
        let lane = self.lane.get(&self.orchestrator.config)?;
        let lane = lane.map_err(|error| exception(py, error))?;
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

    /// Close the idle connections. The client stays usable.
    fn close(&self) {
        self.lane.close();
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
