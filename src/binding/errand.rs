//! Python code that may take its time, done for an asyncio call on a thread of its own.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::PyRuntimeError;
use pyo3::exceptions::asyncio::CancelledError;
use pyo3::prelude::*;
use pyo3::types::{PyCFunction, PyDict};
use tokio::sync::oneshot;

use super::async_runtime::{SHUTTING_DOWN, errand_turn, in_python, raisable};

thread_local! {
    /// Set once nobody waits any more for what this thread does.
    static GIVEN_UP: RefCell<Option<Arc<AtomicBool>>> = const { RefCell::new(None) };
}

/// Run `work` on a thread for it. When the future is dropped, what `work` waits for by the core
/// ends soon after.
///
/// The thread is one of Python's, a daemon: however long `work` takes, neither the event loop's
/// end nor the interpreter's waits for it, and the interpreter knows how to stop it.
pub(super) async fn on_thread<T: Send + 'static>(
    work: impl FnOnce(Python<'_>) -> PyResult<T> + Send + 'static,
) -> PyResult<T> {
    let _turn = errand_turn().await;
    let errand = Errand::default();
    let given_up = Arc::clone(&errand.0);
    let (sender, receiver) = oneshot::channel();
    in_python(move || {
        Python::attach(|py| {
            // Whoever comes first: the thread, or the failure to start one.
            let task = Arc::new(Mutex::new(Some((sender, work, given_up))));
            let thread_task = Arc::clone(&task);
            let take = |task: &Mutex<Option<_>>| {
                task.lock().unwrap_or_else(PoisonError::into_inner).take()
            };
            let run = move |py: Python<'_>| {
                if let Some((sender, work, given_up)) = take(&thread_task) {
                    GIVEN_UP.set(Some(given_up));
                    // It fails where nobody waits for it any more.
                    let _ = sender.send(work(py).map_err(|error| raisable(py, error)));
                }
            };
            if let Err(error) = start_thread(py, run)
                && let Some((sender, ..)) = take(&task)
            {
                let _ = sender.send(Err(error));
            }
        });
    });
    // There is no answer if the interpreter shuts down, or if `work` panics, which its thread tells.
    let outcome = receiver.await.map_err(|_| PyRuntimeError::new_err(SHUTTING_DOWN));
    outcome.and_then(|outcome| outcome)
}

/// Fails in a thread whose errand nobody waits for any more.
pub(super) fn check_wanted() -> PyResult<()> {
    let given_up = GIVEN_UP
        .with_borrow(|flag| flag.as_ref().is_some_and(|given_up| given_up.load(Ordering::Relaxed)));
    if given_up { Err(CancelledError::new_err(())) } else { Ok(()) }
}

fn start_thread(py: Python<'_>, run: impl Fn(Python<'_>) + Send + Sync + 'static) -> PyResult<()> {
    let options = PyDict::new(py);
    let target = PyCFunction::new_closure(py, None, None, move |args, _| run(args.py()))?;
    options.set_item("target", target)?;
    options.set_item("name", "awssupport")?;
    options.set_item("daemon", true)?;
    let thread = py.import("threading")?.getattr("Thread")?.call((), Some(&options))?;
    thread.call_method0("start").map(drop)
}

/// Somebody waits for it until this is dropped.
#[derive(Default)]
struct Errand(Arc<AtomicBool>);

impl Drop for Errand {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
