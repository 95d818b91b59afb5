//! The extension's one class.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::Method;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyBytes, PyCFunction, PyDict, PyTuple};

use super::bridge::{Lane, LaneHolder, pause};
use super::call_log::{WaitedLog, tell};
use super::credentials::CredentialsSource;
use super::endpoint::NativeEndpoint;
use super::exceptions::{exception, exceptions};
use super::options::{client_options, credentials_provider, static_credentials, validates};
use super::output::answer_dict;
use super::params::read_params;
use super::progress::PySendProgress;
use super::retries::NativeRetries;
use super::seams::{injected_seams, seams};
use super::signing::time_at;
use super::stages::{self, Headers};
use super::trace::trace_id;
use crate::config::resolve_config;
use crate::error::Error;
use crate::model::{OperationModel, SUPPORT};
use crate::observe::{CallEvent, Repair};
use crate::orchestrator::{CallContext, Orchestrator};
use crate::presign::{PresignRequest, presign};
use crate::repair::{Learned, is_clock_skew, is_expired_token};
use crate::seams::FixedClock;
use crate::sign::SigningContext;
use crate::transport::{HttpConnector, HyperConnector};

/// A client of the service: resolved configuration and a pool of connections. Safe to share
/// between threads; a forked child makes connections of its own.
#[pyclass(frozen, module = "awssupport._awssupport")]
pub(super) struct NativeClient {
    pub(super) orchestrator: Orchestrator,
    pub(super) credentials: CredentialsSource,
    /// Whether parameters are held against the model.
    pub(super) validates: bool,
    lanes: LaneHolder<HyperConnector>,
    /// Tests' own time, chance and waiting.
    seams: Option<Py<PyAny>>,
}

#[pymethods]
impl NativeClient {
    /// Make a client from a dict of options, all of them final. `credentials`, if it is given, is
    /// an object whose `get_frozen_credentials()` gives access key, secret key and token in this
    /// order: it is asked in each call, before anything is sent.
    #[new]
    fn new(options: &Bound<'_, PyDict>) -> PyResult<Self> {
        let py = options.py();
        let config = resolve_config(&SUPPORT, client_options(options)?)
            .map_err(|error| exception(py, error))?;
        let credentials = match credentials_provider(options)? {
            Some(provider) => CredentialsSource::Provider(provider),
            None => CredentialsSource::Static(static_credentials(options)?),
        };
        let injected = injected_seams(options)?;
        let seams = seams(injected.as_ref())?;
        let orchestrator = Orchestrator::new(&SUPPORT, Arc::new(config), seams);
        Ok(Self {
            orchestrator,
            credentials,
            validates: validates(options)?,
            lanes: LaneHolder::default(),
            seams: injected.map(Bound::unbind),
        })
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
        let params = read_params(operation, params, self.validates, stacklevel)?;
        let progress = progress.map(|progress| progress.0.clone()).unwrap_or_default();
        let log = WaitedLog::begin(py, operation.name)?;
        let watch = WaitedLog::watch(log.as_ref());
        let context = CallContext { trace_id: trace_id(py)?, paginating, progress, watch };
        let credentials = self.credentials.current(py)?;
        let lane = self.lane()?;
        let log = log.as_deref();
        let invoking = async {
            let (orchestrator, credentials) = (&self.orchestrator, credentials.as_deref());
            let mut call = orchestrator.begin(operation, &params, &context, credentials).await?;
            let outcome = orchestrator.run(&mut call, &lane.connector).await;
            Ok((call, outcome))
        };
        let invoked =
            lane.block_on_telling(py, invoking, log).inspect_err(|_| self.lanes.close())?;
        let (mut call, mut outcome) = invoked.map_err(|error| exception(py, error))?;
        if let Err(Error::Service(error)) = &outcome
            && is_expired_token(error.code())
            && let Some(renewed) = self.credentials.renewed(py, credentials.as_deref())?
        {
            call.set_credentials(renewed);
            log.map_or(Ok(()), |log| log.tell_now(py, &CallEvent::SentAgain(Repair::Token)))?;
            let running = self.orchestrator.run(&mut call, &lane.connector);
            outcome =
                lane.block_on_telling(py, running, log).inspect_err(|_| self.lanes.close())?;
        }
        log.map_or(Ok(()), |log| log.tell_now(py, &call.end(&outcome)))?;
        // What was borrowed from Python goes back while the interpreter is held.
        drop((call, params));
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
        let params = read_params(operation, params, self.validates, 1)?;
        let mut orchestrator = self.orchestrator.clone();
        orchestrator.seams.clock = Arc::new(FixedClock(time_at(epoch_seconds)?));
        orchestrator.learned = Arc::new(Learned::default());
        let credentials = self.credentials.current(py)?;
        let lane = self.lane()?;
        let context = CallContext { trace_id: trace_id(py)?, ..CallContext::default() };
        let credentials = credentials.as_deref();
        let preparation = orchestrator.prepare(operation, &params, &context, credentials);
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

    /// A URL that carries its signature: `url` with `query` as its query. Of `headers` whoever uses
    /// it must send those that are signed. Region and name are the client's where they are not
    /// given.
    #[pyo3(signature = (url, method, headers, query, expires_in, signing_region=None, signing_name=None, s3=false))]
    #[allow(clippy::needless_pass_by_value, reason = "pyo3 hands over what it has converted")]
    #[allow(clippy::too_many_arguments, reason = "what a signature depends on")]
    fn presign(
        &self,
        py: Python<'_>,
        url: &str,
        method: &str,
        headers: Headers,
        query: Headers,
        expires_in: u64,
        signing_region: Option<&str>,
        signing_name: Option<&str>,
        s3: bool,
    ) -> PyResult<String> {
        let expires_in = Duration::from_secs(expires_in);
        let credentials = self.credentials.current(py)?;
        let request = PresignRequest { method, headers: &headers, query: &query, expires_in };
        let presign = || {
            let own = self.orchestrator.signing_context(credentials.as_deref())?;
            let own_region = self.orchestrator.config.endpoint.presigning_region();
            let context = SigningContext {
                s3,
                url: &stages::parsed_url(url)?,
                signing_region: signing_region.or(own_region).unwrap_or(own.signing_region),
                signing_name: signing_name.unwrap_or(own.signing_name),
                ..own
            };
            presign(&request, &context)
        };
        presign().map_err(|error| exception(py, error))
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
        let params = read_params(operation, params, self.validates, stacklevel)?;
        let context = CallContext { trace_id: trace_id(py)?, paginating, ..CallContext::default() };
        stages::build_request(py, &self.orchestrator, operation, &params, context)
    }

    /// The headers that sign a request: `X-Amz-Date`, `X-Amz-Security-Token` where there is a
    /// token, `Authorization`. Region and name are the client's where they are not given; `s3` is
    /// for the signature version `s3v4`.
    #[pyo3(signature = (url, headers, body, signing_region=None, signing_name=None, s3=false))]
    #[allow(clippy::needless_pass_by_value, reason = "pyo3 hands over what it has converted")]
    #[allow(clippy::too_many_arguments, reason = "all of them are signed, or say how")]
    fn sign_request(
        &self,
        py: Python<'_>,
        url: &str,
        headers: Headers,
        body: &[u8],
        signing_region: Option<&str>,
        signing_name: Option<&str>,
        s3: bool,
    ) -> PyResult<Headers> {
        let credentials = self.credentials.current(py)?;
        let sign = || {
            let own = self.orchestrator.signing_context(credentials.as_deref())?;
            let context = SigningContext {
                s3,
                url: &stages::parsed_url(url)?,
                signing_region: signing_region.unwrap_or(own.signing_region),
                signing_name: signing_name.unwrap_or(own.signing_name),
                ..own
            };
            stages::signature_headers(&headers, body, &context)
        };
        py.detach(sign).map_err(|error| exception(py, error))
    }

    /// Send a request as it is and wait for the whole response: status, headers, body. `log` is the
    /// call's.
    #[pyo3(signature = (url, headers, body, log=None))]
    #[allow(clippy::needless_pass_by_value, reason = "pyo3 hands over what it has converted")]
    fn transmit<'py>(
        &self,
        py: Python<'py>,
        url: &str,
        headers: Headers,
        body: PyBackedBytes,
        log: Option<Bound<'py, PyAny>>,
    ) -> PyResult<(u16, Headers, Bound<'py, PyBytes>)> {
        let request = stages::parsed_url(url).map_err(Error::from).and_then(|url| {
            stages::outgoing_request(Method::POST, url, &headers, Bytes::from_owner(body))
        });
        let request = request.map_err(|error| exception(py, error))?;
        let progress = request.progress.clone();
        let lane = self.lane()?;
        let exchange = lane.connector.transmit(request);
        let outcome = lane.block_on(py, exchange).inspect_err(|_| self.lanes.close())?;
        if let Some(log) = &log {
            for _ in 0..progress.take_replaced() {
                tell(log, "connection_replaced", &PyTuple::empty(py))?;
            }
        }
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
        body: PyBackedBytes,
    ) -> PyResult<Bound<'py, PyDict>> {
        let operation = operation_model(py, operation_name)?;
        stages::parse_response(py, operation, status, headers, body)
    }

    /// Set the client's clock by the `Date` header of a refusal, if its code and message say that it
    /// is wrong. Says whether it was.
    fn set_clock(&self, code: Option<&str>, message: Option<&str>, date: Option<&str>) -> bool {
        let Orchestrator { learned, seams, .. } = &self.orchestrator;
        is_clock_skew(code, message) && learned.set_clock(date, seams.clock.now())
    }

    /// Whether asking for the credentials that sign may take its time.
    fn credentials_may_wait(&self, py: Python<'_>) -> PyResult<bool> {
        self.credentials.may_wait(py)
    }

    /// What the service's clock shows as far as the client knows: in seconds since 1970.
    fn service_time(&self) -> f64 {
        let Orchestrator { learned, seams, .. } = &self.orchestrator;
        let time = learned.service_time(seams.clock.now());
        time.duration_since(SystemTime::UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64())
    }

    /// Get other credentials than those that have just been found expired. Says whether there are.
    fn renew_credentials(&self, py: Python<'_>) -> PyResult<bool> {
        let used = self.credentials.current(py)?;
        Ok(self.credentials.renewed(py, used.as_deref())?.is_some())
    }

    /// Where its requests go.
    #[getter]
    fn endpoint(&self) -> NativeEndpoint {
        NativeEndpoint(Arc::clone(&self.orchestrator.config))
    }

    /// What decides on the retries of its calls.
    #[getter]
    fn retries(&self) -> NativeRetries {
        NativeRetries::of(&self.orchestrator)
    }

    /// Wait before another attempt: by `time.sleep` where a test has replaced it.
    fn sleep(&self, seconds: &Bound<'_, PyAny>) -> PyResult<()> {
        let py = seconds.py();
        let injected = match &self.seams {
            Some(seams) => seams.bind(py).getattr_opt("sleep")?,
            None => None,
        };
        let replaced = || -> PyResult<_> {
            let sleep = py.import("time")?.getattr("sleep")?;
            Ok((!sleep.is_instance_of::<PyCFunction>()).then_some(sleep))
        };
        match injected.map_or_else(replaced, |sleep| Ok(Some(sleep)))? {
            Some(sleep) => sleep.call1((seconds,)).map(drop),
            None => pause(py, seconds.extract()?),
        }
    }

    /// A client of the same configuration with connections and a retry quota of its own.
    fn copy(&self, py: Python<'_>) -> Self {
        let Orchestrator { service, config, seams, .. } = self.orchestrator.clone();
        Self {
            orchestrator: Orchestrator::new(service, config, seams),
            credentials: self.credentials.clone_ref(py),
            validates: self.validates,
            lanes: LaneHolder::default(),
            seams: self.seams.as_ref().map(|seams| seams.clone_ref(py)),
        }
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.credentials.traverse(&visit)
    }

    /// Close the idle connections. The client stays usable.
    fn close(&self) {
        self.lanes.close();
    }

    /// Options of a Config as they came out: a dict by their names.
    #[getter]
    fn resolved_options<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let config = &self.orchestrator.config;
        let options = PyDict::new(py);
        options.set_item("user_agent", &config.user_agent)?;
        options.set_item("use_fips_endpoint", config.shown.use_fips_endpoint)?;
        options.set_item("use_dualstack_endpoint", config.shown.use_dualstack_endpoint)?;
        Ok(options)
    }
}

impl NativeClient {
    /// The client's lane, made if there is none yet.
    fn lane(&self) -> PyResult<Arc<Lane<HyperConnector>>> {
        let transport = &self.orchestrator.config.transport;
        let Ok(lane) = self.lanes.get(|| Ok::<_, Infallible>(HyperConnector::new(transport)))?;
        Ok(lane)
    }
}

pub(super) fn operation_model(py: Python<'_>, name: &str) -> PyResult<&'static OperationModel> {
    match SUPPORT.operation(name) {
        Some(operation) => Ok(operation),
        None => Err(PyErr::from_value(
            exceptions(py)?.getattr("OperationNotFoundError")?.call1((name,))?,
        )),
    }
}
