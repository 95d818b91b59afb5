//! The core of an asyncio client: the same pipeline as [`NativeClient`]'s, awaited.

use std::borrow::Cow;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyBytes, PyDict, PyTuple};
use tokio::sync::Semaphore;

use super::async_calls::{
    AsyncCall, AsyncCredentials, AsyncLane, LARGE, LentParams, in_turn, transmit,
};
use super::async_runtime::{Errand, into_awaitable};
use super::bridge::PerProcess;
use super::call_log::{AwaitedLog, tell_later};
use super::client::{NativeClient, operation_model};
use super::params::ReadParams;
use super::stages::{self, Headers};
use super::trace::trace_id;
use crate::error::Error;
use crate::model::OperationModel;
use crate::orchestrator::CallContext;
use crate::slots::Slot;
use crate::transport::HttpConnector;

/// Parameters of one call, checked and read.
#[pyclass(frozen, module = "awssupport._awssupport")]
pub(super) struct NativeParams {
    operation: &'static OperationModel,
    /// Taken by the call.
    read: Mutex<Option<ReadParams>>,
}

impl NativeParams {
    fn take(&self) -> PyResult<ReadParams> {
        self.lock().take().ok_or_else(used)
    }

    fn lock(&self) -> MutexGuard<'_, Option<ReadParams>> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn used() -> PyErr {
    PyRuntimeError::new_err("these parameters were used in another call")
}

#[pymethods]
impl NativeParams {
    /// Whether a request is made of them in next to no time: no file has to be read for it, and no
    /// large attachment encoded.
    #[getter]
    fn is_quick(&self) -> PyResult<bool> {
        let read = self.lock();
        let read = read.as_ref().ok_or_else(used)?;
        Ok(!read.has_files && read.attached_len <= LARGE)
    }

    /// Whether an attachment looks as if it were base64 already.
    #[getter]
    fn encoded_twice(&self) -> PyResult<bool> {
        Ok(self.lock().as_ref().ok_or_else(used)?.encoded_twice)
    }

    /// Warn of what is suspicious about them; `stacklevel` is where the warning points, counted
    /// from the caller of this method.
    #[pyo3(signature = (stacklevel=1))]
    fn warn(&self, py: Python<'_>, stacklevel: i32) -> PyResult<()> {
        // A warning runs Python code, which must not find the lock taken.
        let read = self.take()?;
        let warned = read.warn(py, stacklevel);
        *self.lock() = Some(read);
        warned
    }
}

/// The right to send one request. In a `with` statement, at whose end it is given back unless a
/// request has it.
#[pyclass(frozen, module = "awssupport._awssupport")]
pub(super) struct NativeSlot(Mutex<Option<Slot>>);

impl NativeSlot {
    fn new(slot: Slot) -> Self {
        Self(Mutex::new(Some(slot)))
    }

    fn take(&self) -> Option<Slot> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[pymethods]
impl NativeSlot {
    const fn __enter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    #[pyo3(signature = (*_error))]
    fn __exit__(&self, _error: &Bound<'_, PyTuple>) {
        self.take();
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
        let watch = AwaitedLog::begin(py, params.operation.name)?;
        let read = params.take()?;
        let call = AsyncCall {
            native: Arc::clone(&self.native),
            lane,
            operation: params.operation,
            lent: LentParams { params: read.params, attached_len: read.attached_len },
            context: CallContext { trace_id, paginating, watch, ..CallContext::default() },
            credentials,
        };
        into_awaitable(py, call.run())
    }

    /// See [`NativeClient`]'s `build_request`; takes its time unless the parameters are quick.
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

    /// Run Python code that may have to fetch credentials, on a thread, when it is its turn: an
    /// awaitable of what it returns.
    #[pyo3(signature = (function, *args))]
    fn ask<'py>(
        &self,
        function: Bound<'py, PyAny>,
        args: Bound<'py, PyTuple>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.on_thread(function, args, Errand::Other, |lane| &lane.asking)
    }

    /// The same for what keeps a processor busy: few at a time, so that the event loop's thread has
    /// its share.
    #[pyo3(signature = (function, *args))]
    fn compute<'py>(
        &self,
        function: Bound<'py, PyAny>,
        args: Bound<'py, PyTuple>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.on_thread(function, args, Errand::Other, |lane| &lane.hashing)
    }

    /// The same for what reads files.
    #[pyo3(signature = (function, *args))]
    fn read<'py>(
        &self,
        function: Bound<'py, PyAny>,
        args: Bound<'py, PyTuple>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.on_thread(function, args, Errand::Reading, |lane| &lane.reading)
    }

    /// A slot for a request, if nobody waits for one; otherwise `None`.
    fn free_slot(&self) -> PyResult<Option<NativeSlot>> {
        Ok(self.lane()?.connector.free_slot().map(NativeSlot::new))
    }

    /// A slot for a request when it is its turn: an awaitable.
    fn next_slot<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let lane = self.lane()?;
        into_awaitable(py, async move { Ok(NativeSlot::new(lane.connector.slot().await)) })
    }

    /// Send a request as it is, in its slot: an awaitable of the whole response: status, headers,
    /// body. `log` is the call's.
    #[pyo3(signature = (url, headers, body, slot, log=None))]
    #[allow(clippy::needless_pass_by_value, reason = "pyo3 hands over what it has converted")]
    fn transmit<'py>(
        &self,
        py: Python<'py>,
        url: &str,
        headers: Headers,
        body: PyBackedBytes,
        slot: &NativeSlot,
        log: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let slot = slot.take().ok_or_else(|| PyRuntimeError::new_err("this slot was used"))?;
        let request = stages::parsed_url(url).map_err(Error::from).and_then(|url| {
            stages::outgoing_request(Method::POST, url, &headers, Bytes::from_owner(body))
        });
        let watch = log.map(AwaitedLog::of).transpose()?.unwrap_or_default();
        into_awaitable(py, transmit(self.lane()?, request, slot, watch))
    }

    /// Let a call's log tell what happens (see the methods of `CallLog`) without making the event loop
    /// wait: an awaitable.
    #[pyo3(signature = (log, happening, *arguments))]
    #[allow(clippy::unused_self, reason = "what is awaited is asked of the client")]
    fn tell<'py>(
        &self,
        log: Bound<'py, PyAny>,
        happening: String,
        arguments: Bound<'py, PyTuple>,
    ) -> PyResult<Bound<'py, PyAny>> {
        tell_later(log, happening, arguments)
    }

    /// Wait before another attempt: an awaitable.
    fn sleep<'py>(&self, py: Python<'py>, seconds: f64) -> PyResult<Bound<'py, PyAny>> {
        let duration = Duration::try_from_secs_f64(seconds)
            .map_err(|_| PyValueError::new_err("sleep length must be non-negative"))?;
        let native = Arc::clone(&self.native);
        into_awaitable(py, async move {
            // A timer can only be set on the runtime.
            native.get().orchestrator.seams.sleep.sleep(duration).await;
            Ok(())
        })
    }

    /// Close the idle connections. The client stays usable; calls under way go on, and count.
    fn close(&self) {
        if let Some(lane) = self.lanes.existing() {
            lane.connector.inner().close_idle();
        }
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(self.native.as_ref())
    }
}

impl NativeAsyncClient {
    fn on_thread<'py>(
        &self,
        function: Bound<'py, PyAny>,
        args: Bound<'py, PyTuple>,
        errand: Errand,
        turns: impl FnOnce(&AsyncLane) -> &Semaphore + Send + 'static,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (py, lane) = (function.py(), self.lane()?);
        // Variables of the caller's context are there, as in `asyncio.to_thread`.
        let context = py.import("contextvars")?.call_method0("copy_context")?.unbind();
        let mut to_run = vec![function];
        to_run.extend(args);
        let args = PyTuple::new(py, to_run)?.unbind();
        let work = move |py: Python<'_>| {
            context.bind(py).call_method1("run", args.bind(py)).map(Bound::unbind)
        };
        into_awaitable(py, async move { in_turn(turns(&lane), errand, work).await })
    }

    /// The client's lane, made if there is none yet.
    fn lane(&self) -> PyResult<Arc<AsyncLane>> {
        let transport = &self.native.get().orchestrator.config.transport;
        let make = || Ok(Ok::<_, Infallible>(AsyncLane::new(transport)));
        let Ok(lane) = self.lanes.get_or_make(make)?;
        Ok(lane)
    }
}
