//! Where a future of the core is waited for, and the connection that it uses.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pyo3::prelude::*;
use tokio::runtime::{Builder, Runtime};
use url::Url;

use crate::config::TransportConfig;
use crate::error::Error;
use crate::transport::ReqwestConnector;

/// How long a wait goes on before Python is asked whether a signal has come.
const SIGNAL_POLL: Duration = Duration::from_millis(50);

/// A runtime with the connections that live on it. The runtime has no threads of its own: whoever
/// waits drives it.
#[derive(Debug)]
pub(super) struct Lane {
    pub(super) connector: ReqwestConnector,
    runtime: Option<Runtime>,
}

impl Lane {
    fn new(config: &TransportConfig, url: &Url) -> PyResult<Result<Self, Error>> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let connector = ReqwestConnector::new(config, url);
        Ok(connector.map(|connector| Self { connector, runtime: Some(runtime) }))
    }

    /// Wait for `future` with the interpreter free for other threads. Fails only if a signal's
    /// handler raises, as that of Ctrl-C does: the future is then dropped unfinished, and the lane
    /// should go with it, since nothing else closes a connection at once whose peer does not read.
    pub(super) fn block_on<F>(&self, py: Python<'_>, future: F) -> PyResult<F::Output>
    where
        F: Future + Send,
        F::Output: Send,
    {
        let Some(runtime) = &self.runtime else {
            return Err(pyo3::exceptions::PyRuntimeError::new_err("the client is shut down"));
        };
        let mut future = Box::pin(future);
        loop {
            let slice = || {
                let wait = async { tokio::time::timeout(SIGNAL_POLL, future.as_mut()).await };
                runtime.block_on(wait)
            };
            if let Ok(output) = py.detach(slice) {
                return Ok(output);
            }
            py.check_signals()?;
        }
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        // A look-up of a name may hang on its own thread: nobody waits for it.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// The lane of one client or fetcher: made when first needed, and made anew in a forked child, where the
/// parent's must be neither used nor taken down.
#[derive(Debug)]
pub(super) struct LaneHolder<L = Lane> {
    held: Mutex<Option<Held<L>>>,
}

#[derive(Debug)]
struct Held<L> {
    process_id: u32,
    /// Always there until the holder is dropped.
    lane: Option<Arc<L>>,
}

impl<L> Default for LaneHolder<L> {
    fn default() -> Self {
        Self { held: Mutex::new(None) }
    }
}

impl LaneHolder {
    /// The lane for requests to `url`, or to others of its scheme.
    pub(super) fn get(
        &self,
        config: &TransportConfig,
        url: &Url,
    ) -> PyResult<Result<Arc<Lane>, Error>> {
        self.get_or_make(|| Lane::new(config, url))
    }
}

impl<L> LaneHolder<L> {
    /// The lane, or the one that `make` gives.
    pub(super) fn get_or_make(
        &self,
        make: impl FnOnce() -> PyResult<Result<L, Error>>,
    ) -> PyResult<Result<Arc<L>, Error>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let process_id = std::process::id();
        if let Some(Held { process_id: maker, lane: Some(lane) }) = held.as_ref()
            && *maker == process_id
        {
            return Ok(Ok(Arc::clone(lane)));
        }
        Ok(make()?.map(|lane| {
            let lane = Arc::new(lane);
            *held = Some(Held { process_id, lane: Some(Arc::clone(&lane)) });
            lane
        }))
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
