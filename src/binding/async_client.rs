//! The core of an asyncio client: the same pipeline as [`NativeClient`]'s, awaited.

use std::borrow::Cow;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyBytes, PyDict, PyTuple};

use super::async_calls::{AsyncCall, AsyncCredentials, AsyncLane, LentParams, transmit};
use super::async_runtime::into_awaitable;
use super::bridge::PerProcess;
use super::client::{NativeClient, operation_model};
use super::errand::on_thread;
use super::params::ReadParams;
use super::stages::{self, Headers};
use super::trace::trace_id;
use crate::error::Error;
use crate::model::OperationModel;
use crate::orchestrator::CallContext;

/// Parameters of one call, checked and read.
#[pyclass(frozen, module = "awssupport._awssupport")]
pub(super) struct NativeParams {
    operation: &'static OperationModel,
    /// Taken by the call.
    read: Mutex<Option<ReadParams>>,
}

impl NativeParams {
    fn take(&self) -> PyResult<ReadParams> {
        let taken = self.read.lock().unwrap_or_else(PoisonError::into_inner).take();
        taken.ok_or_else(|| PyRuntimeError::new_err("these parameters were used in another call"))
    }
}

#[pymethods]
impl NativeParams {
    /// Warn of what is suspicious about them; `stacklevel` is where the warning points, counted
    /// from the caller of this method.
    #[pyo3(signature = (stacklevel=1))]
    fn warn(&self, py: Python<'_>, stacklevel: i32) -> PyResult<()> {
        // A warning runs Python code, which must not find the lock taken.
        let read = self.take()?;
        let warned = read.warn(py, stacklevel);
        *self.read.lock().unwrap_or_else(PoisonError::into_inner) = Some(read);
        warned
    }
}

/// A client whose calls are awaited. It has connections of its own, and all else from a
/// [`NativeClient`]. Event loops in any number of threads may share it; a forked child makes
/// connections of its own.
#[pyclass(frozen, module = "awssupport._awssupport")]
pub(super) struct NativeAsyncClient {
    native: Arc<Py<NativeClient>>,
    lanes: PerProcess<AsyncLane>,
}

#[pymethods]
impl NativeAsyncClient {
    #[new]
    fn new(native: Py<NativeClient>) -> Self {
        Self { native: Arc::new(native), lanes: PerProcess::default() }
    }

    /// Check and read the parameters of an operation. Opens and reads files: where there may be
    /// some, not on the thread of an event loop.
    fn read_params(
        &self,
        operation_name: &str,
        params: &Bound<'_, PyDict>,
    ) -> PyResult<NativeParams> {
        let operation = operation_model(params.py(), operation_name)?;
        let read = ReadParams::new(operation, params, self.native.get().validates)?;
        Ok(NativeParams { operation, read: Mutex::new(Some(read)) })
    }

    /// Run an operation: an awaitable of its answer, for the event loop that runs in this thread.
    /// `paginating` says that a paginator makes the call.
    #[pyo3(signature = (params, paginating=false))]
    fn call<'py>(
        &self,
        py: Python<'py>,
        params: &NativeParams,
        paginating: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let lane = self.lane()?;
        let trace_id = trace_id(py)?;
        let source = &self.native.get().credentials;
        let credentials = if source.may_wait(py)? {
            AsyncCredentials::Awaited
        } else {
            AsyncCredentials::Known(source.current(py)?.map(Cow::into_owned))
        };
        let read = params.take()?;
        let call = AsyncCall {
            native: Arc::clone(&self.native),
            lane,
            operation: params.operation,
            lent: LentParams { params: read.params, attached_len: read.attached_len },
            context: CallContext { trace_id, paginating, ..CallContext::default() },
            credentials,
        };
        into_awaitable(py, call.run())
    }

    /// See [`NativeClient`]'s `build_request`; encodes the body, and so takes its time.
    #[pyo3(signature = (params, paginating=false))]
    fn build_request<'py>(
        &self,
        py: Python<'py>,
        params: &NativeParams,
        paginating: bool,
    ) -> PyResult<(String, Headers, Bound<'py, PyBytes>)> {
        let read = params.take()?;
        let context = CallContext { trace_id: trace_id(py)?, paginating, ..CallContext::default() };
        let orchestrator = &self.native.get().orchestrator;
        stages::build_request(py, orchestrator, params.operation, &read.params, context)
    }

    /// Send a request as it is: an awaitable of the whole response: status, headers, body.
    #[allow(clippy::needless_pass_by_value, reason = "pyo3 hands over what it has converted")]
    fn transmit<'py>(
        &self,
        py: Python<'py>,
        url: &str,
        headers: Headers,
        body: PyBackedBytes,
    ) -> PyResult<Bound<'py, PyAny>> {
        let request = stages::parsed_url(url).map_err(Error::from).and_then(|url| {
            stages::outgoing_request(Method::POST, url, &headers, Bytes::from_owner(body))
        });
        into_awaitable(py, transmit(self.lane()?, request))
    }

    /// Wait before another attempt: an awaitable.
    fn sleep<'py>(&self, py: Python<'py>, seconds: f64) -> PyResult<Bound<'py, PyAny>> {
        let duration = Duration::try_from_secs_f64(seconds)
            .map_err(|_| PyValueError::new_err("sleep length must be non-negative"))?;
        let sleeping = self.native.get().orchestrator.seams.sleep.sleep(duration);
        into_awaitable(py, async move {
            sleeping.await;
            Ok(())
        })
    }

    /// Call a function of Python's that may take its time on a thread for it: an awaitable of what it
    /// gives.
    #[staticmethod]
    #[pyo3(signature = (function, *args))]
    fn on_thread<'py>(
        function: Bound<'py, PyAny>,
        args: &Bound<'py, PyTuple>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = args.py();
        let (function, args) = (function.unbind(), args.clone().unbind());
        into_awaitable(py, on_thread(move |py| function.call1(py, args)))
    }

    /// Close the idle connections. The client stays usable.
    fn close(&self) {
        self.lanes.close();
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(self.native.as_ref())
    }
}

impl NativeAsyncClient {
    /// The client's lane, made if there is none yet.
    fn lane(&self) -> PyResult<Arc<AsyncLane>> {
        let transport = &self.native.get().orchestrator.config.transport;
        let make = || Ok(Ok::<_, Infallible>(AsyncLane::new(transport)));
        let Ok(lane) = self.lanes.get_or_make(make)?;
        Ok(lane)
    }
}
