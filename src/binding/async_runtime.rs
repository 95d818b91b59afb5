//! The tokio runtime that the asyncio calls of a process share, and the thread that hands their
//! answers to Python.

use std::pin::Pin;
use std::sync::{Arc, OnceLock, mpsc};
use std::task::{Context, Poll};
use std::thread::available_parallelism;
use std::time::Duration;
use std::{any::Any, io};

use pyo3::exceptions::{PyRuntimeError, PyStopIteration};
use pyo3::prelude::*;
use pyo3::types::{PyCFunction, PyDict, PyTuple};
use pyo3_async_runtimes::generic::{
    ContextExt, JoinError, Runtime as AsyncRuntime, future_into_py_with_locals,
};
use pyo3_async_runtimes::{TaskLocals, get_running_loop};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Semaphore, SemaphorePermit, oneshot};
use tokio::task::JoinHandle;

use super::python_gate::{Inside, PythonGate};

/// More threads would not make a client faster: what they share is the network, and the thread of
/// the event loop.
const MAX_WORKERS: usize = 4;

/// Threads for what waits without being asked to: name look-ups.
const MAX_BLOCKING_THREADS: usize = 32;

/// How many threads may tell logs of what happens: whoever listens may hold all of them up, and
/// make a call meanwhile that needs another.
const MAX_TELLING: usize = 4;

/// How many threads do Python code that may take its time, as long as somebody waits for it.
const MAX_ERRANDS: usize = 32;

/// How many threads read files meanwhile, which may let their readers wait as long as they like.
const MAX_READERS: usize = 32;

/// How often a call that takes long looks whether its event loop is still there.
const LOOP_POLL: Duration = Duration::from_secs(1);

/// How long the interpreter's end waits for errands, which nobody else waits for any more. What goes on
/// after that is stopped where it next needs the interpreter.
const PATIENCE_AT_EXIT: Duration = Duration::from_millis(500);

/// How many answers are handed over before the event loop's thread may go on.
const MAX_BATCH: usize = 64;

type Delivery = Box<dyn FnOnce() + Send>;

/// What one process has.
struct Shared {
    process_id: u32,
    runtime: Runtime,
    deliveries: mpsc::Sender<Delivery>,
    gate: Arc<PythonGate>,
    /// That of Python code which may never end.
    errand_gate: Arc<PythonGate>,
    telling: Semaphore,
    errands: Semaphore,
    readers: Semaphore,
    /// That of a process forked off. Threads do not survive a fork, so that the parent's is of no
    /// use there; nor can it be taken down, which would wait for them.
    forked: OnceLock<Box<Shared>>,
}

static SHARED: OnceLock<Box<Shared>> = OnceLock::new();

impl Shared {
    fn new() -> io::Result<Self> {
        let workers = available_parallelism().map_or(1, |found| found.get().min(MAX_WORKERS));
        let runtime = Builder::new_multi_thread()
            .worker_threads(workers)
            .max_blocking_threads(MAX_BLOCKING_THREADS)
            .thread_name("awssupport")
            .enable_all()
            .build()?;
        let gate = Arc::new(PythonGate::default());
        let (deliveries, received) = mpsc::channel();
        let thread = std::thread::Builder::new().name("awssupport-answers".to_owned());
        let entrance = Arc::clone(&gate);
        thread.spawn(move || deliver(&received, &entrance))?;
        let process_id = std::process::id();
        let [telling, errands, readers] =
            [MAX_TELLING, MAX_ERRANDS, MAX_READERS].map(Semaphore::new);
        Ok(Self {
            process_id,
            runtime,
            deliveries,
            gate,
            errand_gate: Arc::default(),
            telling,
            errands,
            readers,
            forked: OnceLock::new(),
        })
    }

    /// That of this process, if there is one yet.
    fn existing() -> Result<&'static Self, &'static OnceLock<Box<Self>>> {
        let mut link = &SHARED;
        while let Some(found) = link.get() {
            if found.process_id == std::process::id() {
                return Ok(found);
            }
            link = &found.forked;
        }
        Err(link)
    }

    /// That of this process, made when it is first needed.
    fn get_or_make(py: Python<'_>) -> PyResult<&'static Self> {
        loop {
            match Self::existing() {
                Ok(shared) if shared.gate.is_closed() => {
                    return Err(PyRuntimeError::new_err(SHUTTING_DOWN));
                }
                Ok(shared) => return Ok(shared),
                Err(link) => {
                    let leave = PyCFunction::new_closure(py, None, None, |args, _| {
                        leave_python(args.py());
                    })?;
                    py.import("atexit")?.call_method1("register", (leave,))?;
                    // Of several threads that come first, one has its way.
                    let _ = link.set(Box::new(Self::new()?));
                }
            }
        }
    }
}

pub(super) const SHUTTING_DOWN: &str =
    "awssupport.aio makes no calls while the interpreter shuts down";

/// Keep all threads out of the interpreter, which is about to go: a thread that it finds waiting
/// for it, it kills.
fn leave_python(py: Python<'_>) {
    if let Ok(shared) = Shared::existing() {
        py.detach(|| {
            shared.errand_gate.close(PATIENCE_AT_EXIT);
            shared.gate.close(Duration::MAX);
        });
    }
}

/// Hand over what has come, all that is there whenever the interpreter is had: the event loop's
/// thread gives it away only every few milliseconds when it is busy.
fn deliver(received: &mpsc::Receiver<Delivery>, gate: &Arc<PythonGate>) {
    while let Ok(first) = received.recv() {
        // Once the interpreter shuts down there is nobody to hand anything to.
        let Some(_inside) = gate.enter() else { return };
        Python::try_attach(|_| {
            first();
            received.try_iter().take(MAX_BATCH).for_each(|delivery| delivery());
        });
    }
}

/// Run `work`, which needs the interpreter, soon.
pub(super) fn in_python(work: impl FnOnce() + Send + 'static) {
    if let Ok(shared) = Shared::existing() {
        let guarded = move || {
            // A panic is told by the hook, and must not take the thread with it.
            let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
        };
        // It fails once its thread has ended, with the process.
        let _ = shared.deliveries.send(Box::new(guarded));
    }
}

/// What is done on threads for asyncio calls. Each has turns of its own: whoever waits for a file
/// keeps nobody from credentials.
#[derive(Clone, Copy, Debug)]
pub(super) enum Errand {
    /// Reading files.
    Reading,
    /// All else.
    Other,
}

/// Wait for the right to run Python code that may take its time on a thread, to be held as long as
/// somebody waits for it.
pub(super) async fn errand_turn(errand: Errand) -> Option<SemaphorePermit<'static>> {
    let shared = Shared::existing().ok()?;
    let turns = match errand {
        Errand::Reading => &shared.readers,
        Errand::Other => &shared.errands,
    };
    // Acquiring fails once the semaphore is closed, which nobody does.
    turns.acquire().await.ok()
}

/// Go into the interpreter with what may take its time; `None` once it shuts down.
pub(super) fn enter_for_errand() -> Option<Inside> {
    Shared::existing().ok()?.errand_gate.enter()
}

/// Whether the interpreter is about to shut down, so that nobody waits for errands any more.
pub(super) fn is_shutting_down() -> bool {
    Shared::existing().is_ok_and(|shared| shared.errand_gate.is_closed())
}

/// Run Python code that tells of something, on a thread for that, and wait for it. Once the
/// interpreter shuts down nobody is told.
pub(super) async fn tell_on_thread(work: impl FnOnce(Python<'_>) + Send + 'static) {
    let Ok(shared) = Shared::existing() else { return };
    // Acquiring fails once the semaphore is closed, which nobody does.
    let turn = shared.telling.acquire().await.ok();
    let told = tokio::task::spawn_blocking(move || {
        // Kept until then, even if nobody waits for it any more.
        let _turn = turn;
        let _inside = enter_for_errand()?;
        Python::try_attach(work)
    });
    // A panic is told by the hook.
    let _ = told.await;
}

/// What can be raised at an await: `StopIteration` would be lost there, and with it the end of the
/// wait, so that it becomes what Python makes of it in coroutines.
pub(super) fn raisable(py: Python<'_>, error: PyErr) -> PyErr {
    if !error.is_instance_of::<PyStopIteration>(py) {
        return error;
    }
    let raised = PyRuntimeError::new_err("coroutine raised StopIteration");
    raised.set_cause(py, Some(error));
    raised
}

/// The awaitable of a future, for the event loop that runs in this thread. Cancelling it drops the
/// future.
pub(super) fn into_awaitable<'py, T>(
    py: Python<'py>,
    future: impl Future<Output = PyResult<T>> + Send + 'static,
) -> PyResult<Bound<'py, PyAny>>
where
    T: for<'out> IntoPyObject<'out> + Send + 'static,
{
    Shared::get_or_make(py)?;
    let event_loop = get_running_loop(py)?.unbind();
    let future = while_open(Arc::new(event_loop.clone_ref(py)), future);
    let locals = TaskLocals::new(Bound::new(py, LoopDoor { event_loop })?.into_any());
    future_into_py_with_locals::<Asyncio, _, _>(py, locals, future)
}

/// What comes of `future`, which ends with its event loop: where one is closed without cancelling its
/// tasks, nobody tells.
async fn while_open<T>(
    event_loop: Arc<Py<PyAny>>,
    future: impl Future<Output = PyResult<T>>,
) -> PyResult<T> {
    let mut future = std::pin::pin!(future);
    loop {
        match tokio::time::timeout(LOOP_POLL, future.as_mut()).await {
            Ok(outcome) => return outcome,
            Err(_) if is_closed(Arc::clone(&event_loop)).await => {
                return Err(PyRuntimeError::new_err("the event loop of this call was closed"));
            }
            Err(_) => {}
        }
    }
}

async fn is_closed(event_loop: Arc<Py<PyAny>>) -> bool {
    let (sender, receiver) = oneshot::channel();
    in_python(move || {
        let closed = Python::attach(|py| {
            event_loop.bind(py).call_method0("is_closed").and_then(|closed| closed.is_truthy())
        });
        // It fails where the call has ended meanwhile.
        let _ = sender.send(closed.unwrap_or(false));
    });
    // Once the interpreter shuts down nobody answers.
    receiver.await.unwrap_or(false)
}

/// An event loop as answers come to it: what comes after it was closed is for nobody.
#[pyclass(frozen)]
struct LoopDoor {
    event_loop: Py<PyAny>,
}

#[pymethods]
impl LoopDoor {
    fn create_future<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.event_loop.bind(py).call_method0("create_future")
    }

    #[pyo3(signature = (*args, **kwargs))]
    fn call_soon_threadsafe(
        &self,
        args: &Bound<'_, PyTuple>,
        kwargs: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<()> {
        let event_loop = self.event_loop.bind(args.py());
        let called = event_loop.call_method("call_soon_threadsafe", args, kwargs);
        match called {
            Err(_) if event_loop.call_method0("is_closed")?.is_truthy()? => Ok(()),
            called => called.map(drop),
        }
    }
}

/// The shared runtime as pyo3-async-runtimes wants one.
struct Asyncio;

impl AsyncRuntime for Asyncio {
    type JoinError = Failure;
    type JoinHandle = Spawned;

    fn spawn<F>(future: F) -> Spawned
    where
        F: Future<Output = ()> + Send + 'static,
    {
        Spawned(Shared::existing().ok().map(|shared| shared.runtime.spawn(future)))
    }

    fn spawn_blocking<F>(work: F) -> Spawned
    where
        F: FnOnce() + Send + 'static,
    {
        in_python(work);
        Spawned(None)
    }
}

impl ContextExt for Asyncio {
    fn scope<F, R>(_locals: TaskLocals, future: F) -> Pin<Box<dyn Future<Output = R> + Send>>
    where
        F: Future<Output = R> + Send + 'static,
    {
        // Nothing of ours awaits Python from Rust.
        Box::pin(future)
    }

    fn get_task_locals() -> Option<TaskLocals> {
        None
    }
}

/// A task, if it is one of the runtime's.
struct Spawned(Option<JoinHandle<()>>);

impl Future for Spawned {
    type Output = Result<(), Failure>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            Some(handle) => Pin::new(handle).poll(context).map_err(Failure),
            None => Poll::Ready(Ok(())),
        }
    }
}

/// Why a task has not come to its end.
struct Failure(tokio::task::JoinError);

impl JoinError for Failure {
    fn is_panic(&self) -> bool {
        self.0.is_panic()
    }

    fn into_panic(self) -> Box<dyn Any + Send + 'static> {
        self.0.into_panic()
    }
}
