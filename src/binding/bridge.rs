//! Where a future of the core is waited for, and the connection that it uses.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use tokio::runtime::{Builder, Runtime};

use super::call_log::WaitedLog;
use super::errand::check_wanted;

/// How long a wait goes on before Python is asked whether a signal has come.
const SIGNAL_POLL: Duration = Duration::from_millis(50);

/// Wait. Unlike `time.sleep` it sees a signal that comes in the moment before it begins to wait.
pub(super) fn pause(py: Python<'_>, seconds: f64) -> PyResult<()> {
    let mut left = Duration::try_from_secs_f64(seconds)
        .map_err(|_| PyValueError::new_err("sleep length must be non-negative"))?;
    while !left.is_zero() {
        let slice = left.min(SIGNAL_POLL);
        py.detach(|| std::thread::sleep(slice));
        left -= slice;
        py.check_signals()?;
    }
    Ok(())
}

const FORKED: &str =
    "this process was forked in the middle of a call, which goes on in the parent alone";

/// A runtime with the connections that live on it. The runtime has no threads of its own: whoever
/// waits drives it.
#[derive(Debug)]
pub(super) struct Lane<C> {
    pub(super) connector: C,
    process_id: u32,
    runtime: Option<Runtime>,
}

impl<C> Lane<C> {
    fn new(connector: C) -> PyResult<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        Ok(Self { connector, process_id: std::process::id(), runtime: Some(runtime) })
    }

    /// Wait for `future` with the interpreter free for other threads. Fails only if a signal's
    /// handler raises, as that of Ctrl-C does, or if nobody waits for this thread's errand any more:
    /// the future is then dropped unfinished, and the lane should go with it, since nothing else
    /// closes a connection at once whose peer does not read. It fails, too, in a child that was
    /// forked by a signal's handler or by whoever gives credentials.
    pub(super) fn block_on<F>(&self, py: Python<'_>, future: F) -> PyResult<F::Output>
    where
        F: Future + Send,
        F::Output: Send,
    {
        self.block_on_telling(py, future, None)
    }

    /// The same, and tell what happens meanwhile.
    pub(super) fn block_on_telling<F>(
        &self,
        py: Python<'_>,
        future: F,
        log: Option<&WaitedLog>,
    ) -> PyResult<F::Output>
    where
        F: Future + Send,
        F::Output: Send,
    {
        let Some(runtime) = &self.runtime else {
            return Err(PyRuntimeError::new_err("the client is shut down"));
        };
        let mut future = Box::pin(future);
        loop {
            if self.process_id != std::process::id() {
                // Dropping it would take the parent's sockets from what tells it of their news,
                // which parent and child share.
                std::mem::forget(future);
                return Err(PyRuntimeError::new_err(FORKED));
            }
            let step = poll_fn(|context| match future.as_mut().poll(context) {
                Poll::Ready(output) => Poll::Ready(Some(output)),
                Poll::Pending if log.is_some_and(WaitedLog::has_news) => Poll::Ready(None),
                Poll::Pending => Poll::Pending,
            });
            let slice =
                || runtime.block_on(async { tokio::time::timeout(SIGNAL_POLL, step).await });
            if let Ok(Some(output)) = py.detach(slice) {
                return Ok(output);
            }
            if let Some(log) = log {
                log.tell_news(py)?;
            }
            py.check_signals()?;
            check_wanted()?;
        }
    }
}

impl<C> Drop for Lane<C> {
    fn drop(&mut self) {
        // A look-up of a name may hang on its own thread: nobody waits for it.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// The lane of one client or fetcher.
pub(super) type LaneHolder<C> = PerProcess<Lane<C>>;

/// What lives on a runtime: made when first needed, and made anew in a forked child, where the
/// parent's must be neither used nor taken down.
#[derive(Debug)]
pub(super) struct PerProcess<L> {
    held: Mutex<Option<Held<L>>>,
}

#[derive(Debug)]
struct Held<L> {
    process_id: u32,
    /// Always there until the holder is dropped.
    lane: Option<Arc<L>>,
}

impl<L> Default for PerProcess<L> {
    fn default() -> Self {
        Self { held: Mutex::new(None) }
    }
}

impl<C> LaneHolder<C> {
    /// The lane, with the connector that `make` gives if there is none yet.
    pub(super) fn get<E>(
        &self,
        make: impl FnOnce() -> Result<C, E>,
    ) -> PyResult<Result<Arc<Lane<C>>, E>> {
        self.get_or_make(|| match make() {
            Ok(connector) => Lane::new(connector).map(Ok),
            Err(error) => Ok(Err(error)),
        })
    }
}

impl<L> PerProcess<L> {
    /// What there is, or what `make` gives.
    pub(super) fn get_or_make<E>(
        &self,
        make: impl FnOnce() -> PyResult<Result<L, E>>,
    ) -> PyResult<Result<Arc<L>, E>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let process_id = std::process::id();
        if let Some(Held { process_id: maker, lane: Some(lane) }) = held.as_ref()
            && *maker == process_id
        {
            return Ok(Ok(Arc::clone(lane)));
        }
        Ok(make()?.map(|made| {
            let lane = Arc::new(made);
            *held = Some(Held { process_id, lane: Some(Arc::clone(&lane)) });
            lane
        }))
    }

    /// What there is in this process, if there is anything yet.
    pub(super) fn existing(&self) -> Option<Arc<L>> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let held = held.as_ref().filter(|held| held.process_id == std::process::id())?;
        held.lane.clone()
    }

    /// Let go of the lane; calls under way keep it until they end.
    pub(super) fn close(&self) {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl<L> Drop for Held<L> {
    fn drop(&mut self) {
        if self.process_id != std::process::id() {
            // Taking the parent's runtime down would wait for threads this process does not have,
            // and closing its TLS sessions would end the parent's: leave them be.
            std::mem::forget(self.lane.take());
        }
    }
}
