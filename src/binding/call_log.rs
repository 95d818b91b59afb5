//! What happens in a call as records of Python's `logging`, whose texts are in
//! `awssupport.call_log`. Without `logging`, or with nobody who listens, a call has no log.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use pyo3::exceptions::PyException;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyModule, PyTuple};
use url::Url;

use super::async_runtime::{into_awaitable, tell_on_thread};
use super::call_records::Record;
use crate::observe::{self, CallEvent, CallObserver, TakenIn, Watch};

/// The loggers that tell of calls.
const LOGGERS: [&str; 3] = ["awssupport.attempts", "awssupport.retries", "awssupport.endpoint"];

/// `logging.DEBUG`.
const DEBUG: u32 = 10;

/// The log of a call that begins: a `CallLog` of `awssupport.call_log`, or `None` where nobody
/// listens. Costs next to nothing then.
#[pyfunction]
pub(super) fn call_log<'py>(
    py: Python<'py>,
    operation_name: &str,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let begun = || {
        if !is_wanted(py)? {
            return Ok(None);
        }
        let log = texts(py)?.call_method1(intern!(py, "begin"), (operation_name,))?;
        Ok((!log.is_none()).then_some(log))
    };
    match begun() {
        Ok(log) => Ok(log),
        Err(error) => outlive(py, error).map(|()| None),
    }
}

/// Let a call's log tell what happens: see the methods of `CallLog`.
#[pyfunction]
#[pyo3(signature = (log, happening, *arguments))]
pub(super) fn tell(
    log: &Bound<'_, PyAny>,
    happening: &str,
    arguments: &Bound<'_, PyTuple>,
) -> PyResult<()> {
    match log.call_method1(happening, arguments) {
        Ok(_) => Ok(()),
        Err(error) => outlive(log.py(), error),
    }
}

/// A URL as logs show it, without what may be secret in it; nothing of what is no URL.
#[pyfunction]
pub(super) fn shown_url(url: &str) -> String {
    Url::parse(url).map_or_else(|_| "***".to_owned(), |url| observe::shown_url(&url))
}

/// What goes wrong with a log is no failure of the call; Ctrl-C is.
fn outlive(py: Python<'_>, error: PyErr) -> PyResult<()> {
    if !error.is_instance_of::<PyException>(py) {
        return Err(error);
    }
    error.write_unraisable(py, None);
    Ok(())
}

/// Whether anybody listens. `logging` is not imported for it.
fn is_wanted(py: Python<'_>) -> PyResult<bool> {
    static SYS: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    // It fails while the interpreter shuts down, when nothing can be imported and nobody listens.
    let Ok(sys) = SYS.get_or_try_init(py, || py.import("sys").map(Bound::unbind)) else {
        return Ok(false);
    };
    let modules = sys.bind(py).getattr(intern!(py, "modules"))?;
    if !modules.contains(intern!(py, "logging"))? {
        return Ok(false);
    }
    let Some(Questions { questions, debug }) = questions(py, &modules)? else { return Ok(false) };
    for question in questions {
        if question.bind(py).call1(debug.bind(py))?.is_truthy()? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The loggers' `isEnabledFor`, and what they are asked: made once, since each call asks.
struct Questions {
    questions: [Py<PyAny>; 3],
    debug: Py<PyTuple>,
}

/// Loggers stay the same as long as the process lives.
fn questions<'py>(
    py: Python<'py>,
    modules: &Bound<'py, PyAny>,
) -> PyResult<Option<&'py Questions>> {
    static FOUND: PyOnceLock<Questions> = PyOnceLock::new();
    if let Some(found) = FOUND.get(py) {
        return Ok(Some(found));
    }
    let logging = modules.get_item(intern!(py, "logging"))?;
    // Another thread may be importing it: this is among the last of its names.
    if logging.is_none() || logging.getattr_opt("NullHandler")?.is_none() {
        return Ok(None);
    }
    let question = |name| -> PyResult<Py<PyAny>> {
        let logger = logging.call_method1("getLogger", (name,))?;
        Ok(logger.getattr("isEnabledFor")?.unbind())
    };
    let [attempts, retries, endpoint] = LOGGERS;
    let questions = [question(attempts)?, question(retries)?, question(endpoint)?];
    let debug = PyTuple::new(py, [DEBUG])?.unbind();
    Ok(Some(FOUND.get_or_init(py, || Questions { questions, debug })))
}

/// The module `awssupport.call_log`, imported when somebody listens.
fn texts(py: Python<'_>) -> PyResult<&Bound<'_, PyModule>> {
    static MODULE: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    let module =
        MODULE.get_or_try_init(py, || py.import("awssupport.call_log").map(Bound::unbind))?;
    Ok(module.bind(py))
}

/// The log of a call that is waited for. What happens is told by the thread that waits, outside of
/// the runtime, so that whoever listens may make calls; the call stands still meanwhile.
#[derive(Debug)]
pub(super) struct WaitedLog {
    log: Py<PyAny>,
    news: Arc<News>,
}

#[derive(Debug, Default)]
struct News(Mutex<VecDeque<Record>>);

impl News {
    fn lock(&self) -> MutexGuard<'_, VecDeque<Record>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl WaitedLog {
    /// That of a call which begins, if anybody listens.
    pub(super) fn begin(py: Python<'_>, operation_name: &str) -> PyResult<Option<Arc<Self>>> {
        let log = call_log(py, operation_name)?.map(Bound::unbind);
        Ok(log.map(|log| Arc::new(Self { log, news: Arc::default() })))
    }

    pub(super) fn watch(log: Option<&Arc<Self>>) -> Watch {
        log.map(|log| Watch::by(Arc::<Self>::clone(log))).unwrap_or_default()
    }

    pub(super) fn has_news(&self) -> bool {
        !self.news.lock().is_empty()
    }

    /// Tell what has happened. Fails only with what must end the call, as Ctrl-C does.
    pub(super) fn tell_news(&self, py: Python<'_>) -> PyResult<()> {
        loop {
            // Whoever listens may do anything: the lock is not held meanwhile.
            let Some(record) = self.news.lock().front().cloned() else { return Ok(()) };
            let told = tell(self.log.bind(py), record.happening, &record.arguments(py)?);
            self.news.lock().pop_front();
            told?;
        }
    }

    /// Tell what has happened in the call, where nothing of it is running.
    pub(super) fn tell_now(&self, py: Python<'_>, event: &CallEvent<'_>) -> PyResult<()> {
        self.news.lock().push_back(Record::of(event));
        self.tell_news(py)
    }
}

impl CallObserver for WaitedLog {
    fn tell(&self, event: &CallEvent<'_>) -> TakenIn {
        self.news.lock().push_back(Record::of(event));
        let news = Arc::clone(&self.news);
        // Whoever waits polls again once it has told the news: there is nobody to be woken.
        Box::pin(poll_fn(
            move |_| {
                if news.lock().is_empty() { Poll::Ready(()) } else { Poll::Pending }
            },
        ))
    }
}

/// The log of a call that is awaited. What happens is told on a thread of its own, in a copy of the
/// context that the call was made in; the call stands still meanwhile, the event loop does not.
#[derive(Debug)]
pub(super) struct AwaitedLog(Arc<InContext>);

#[derive(Debug)]
struct InContext {
    log: Py<PyAny>,
    context: Py<PyAny>,
}

impl AwaitedLog {
    /// That of a call which begins, as its only onlooker.
    pub(super) fn begin(py: Python<'_>, operation_name: &str) -> PyResult<Watch> {
        match call_log(py, operation_name)? {
            Some(log) => Self::of(log),
            None => Ok(Watch::default()),
        }
    }

    /// With a `CallLog` of the call, whatever else that is told.
    pub(super) fn of(log: Bound<'_, PyAny>) -> PyResult<Watch> {
        Ok(Watch::by(Arc::new(Self(Arc::new(InContext::of(log)?)))))
    }
}

/// Let the log of a call that is awaited tell what happens: an awaitable.
pub(super) fn tell_later<'py>(
    log: Bound<'py, PyAny>,
    happening: String,
    arguments: Bound<'py, PyTuple>,
) -> PyResult<Bound<'py, PyAny>> {
    let (py, arguments) = (log.py(), arguments.unbind());
    let log = InContext::of(log)?;
    into_awaitable(py, async move {
        tell_on_thread(move |py| log.tell(py, &happening, || Ok(arguments.into_bound(py)))).await;
        Ok(())
    })
}

impl InContext {
    fn of(log: Bound<'_, PyAny>) -> PyResult<Self> {
        let context = log.py().import("contextvars")?.call_method0("copy_context")?.unbind();
        Ok(Self { log: log.unbind(), context })
    }

    fn tell<'py>(
        &self,
        py: Python<'py>,
        happening: &str,
        arguments: impl FnOnce() -> PyResult<Bound<'py, PyTuple>>,
    ) {
        let told = || {
            let mut to_run = vec![self.log.bind(py).getattr(happening)?];
            to_run.extend(arguments()?);
            self.context.bind(py).call_method1("run", PyTuple::new(py, to_run)?)
        };
        if let Err(error) = told() {
            // Nobody is there for it to end.
            error.write_unraisable(py, None);
        }
    }
}

impl CallObserver for AwaitedLog {
    fn tell(&self, event: &CallEvent<'_>) -> TakenIn {
        let (record, log) = (Record::of(event), Arc::clone(&self.0));
        Box::pin(async move {
            tell_on_thread(move |py| log.tell(py, record.happening, || record.arguments(py))).await;
        })
    }
}
