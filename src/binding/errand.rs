//! Python code that may take its time, done for an asyncio call on a thread of its own.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pyo3::exceptions::PyRuntimeError;
use pyo3::exceptions::asyncio::CancelledError;
use pyo3::prelude::*;
use pyo3::types::{PyCFunction, PyDict};
use tokio::sync::oneshot;

use super::async_runtime::{
    Errand, SHUTTING_DOWN, enter_for_errand, errand_turn, in_python, is_shutting_down, raisable,
};

thread_local! {
    /// How it stands with what this thread does.
    static STATE: RefCell<Option<Arc<ErrandState>>> = const { RefCell::new(None) };
}

/// Run `work` on a thread for it. When the future is dropped, what `work` waits for by the core
/// ends soon after.
///
/// The thread is one of Python's, a daemon: however long `work` takes, neither the event loop's
/// end nor the interpreter's waits for it, and the interpreter knows how to stop it.
pub(super) async fn on_thread<T: Send + 'static>(
    errand: Errand,
    work: impl FnOnce(Python<'_>) -> PyResult<T> + Send + 'static,
) -> PyResult<T> {
    let _turn = errand_turn(errand).await;
    let waiter = Waiter::default();
    let state = Arc::clone(&waiter.0);
    let (sender, receiver) = oneshot::channel();
    in_python(move || {
        Python::attach(|py| {
            // Whoever comes first: the thread, or the failure to start one.
            let task = Arc::new(Mutex::new(Some((sender, work, state))));
            let thread_task = Arc::clone(&task);
            let take = |task: &Mutex<Option<_>>| {
                task.lock().unwrap_or_else(PoisonError::into_inner).take()
            };
            let run = move |py: Python<'_>| {
                if let Some((sender, work, state)) = take(&thread_task) {
                    STATE.set(Some(state));
                    // Without it there is nobody any more to do it for.
                    let Some(_inside) = enter_for_errand() else { return };
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
#[pyfunction]
pub(super) fn check_wanted() -> PyResult<()> {
    let given_up = STATE.with_borrow(|state| {
        state.as_ref().is_some_and(|state| state.lock().is_given_up || is_shutting_down())
    });
    if given_up { Err(CancelledError::new_err(())) } else { Ok(()) }
}

/// Have a function called, on another thread, once nobody waits any more for what this thread does:
/// it may end what the thread waits for. `None` takes that back. Has no effect where this is no
/// errand's thread.
#[pyfunction]
#[pyo3(signature = (function))]
pub(super) fn when_given_up(function: Option<Py<PyAny>>) {
    STATE.with_borrow(|state| {
        if let Some(state) = state {
            state.lock().then = function;
        }
    });
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

/// Somebody waits for an errand until this is dropped.
#[derive(Default)]
struct Waiter(Arc<ErrandState>);

#[derive(Default)]
struct ErrandState(Mutex<Progress>);

#[derive(Default)]
struct Progress {
    is_given_up: bool,
    /// Called when it is given up.
    then: Option<Py<PyAny>>,
}

impl ErrandState {
    fn lock(&self) -> MutexGuard<'_, Progress> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        let mut progress = self.0.lock();
        progress.is_given_up = true;
        if let Some(function) = progress.then.take() {
            in_python(move || {
                Python::attach(|py| {
                    if let Err(error) = function.call0(py) {
                        error.write_unraisable(py, None);
                    }
                });
            });
        }
    }
}
