//! What a call of an asyncio client does beside those of a sync client: everything on the shared
//! runtime, Python code that may wait on threads of its own.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyTuple};
use tokio::sync::Semaphore;

use super::async_runtime::{Errand, in_python};
use super::client::NativeClient;
use super::errand::on_thread;
use super::exceptions::exception;
use super::output::answer_dict;
use super::stages::Headers;
use crate::answer::Answer;
use crate::body::Blob;
use crate::config::TransportConfig;
use crate::credentials::Credentials;
use crate::error::Error;
use crate::model::OperationModel;
use crate::observe::{CallEvent, Repair, Watch};
use crate::orchestrator::CallContext;
use crate::parse::RawResponse;
use crate::repair::is_expired_token;
use crate::sign::SignedRequest;
use crate::slots::{BoundedConnector, Slot};
use crate::transport::{HttpConnector, HyperConnector};
use crate::validate::Params;

/// How many calls of a client may ask for credentials at once. While one renews them, the others
/// wait for it or go on with the old ones.
const MAX_ASKING: usize = 4;

/// How many calls of a client may hash large attachments at once: more would not be done sooner,
/// and each takes memory meanwhile.
const MAX_HASHING: usize = 2;

/// For how many calls of a client files may be read at once. Each has a thread meanwhile, and with it
/// memory; some files let their readers wait.
const MAX_READING: usize = 8;

/// What is not more than that is encoded and hashed at once.
pub(super) const LARGE: u64 = 128 * 1024;

/// The connections of one asyncio client.
#[derive(Debug)]
pub(super) struct AsyncLane {
    pub(super) connector: BoundedConnector<HyperConnector>,
    /// Turns of those who ask for credentials, who keep a processor busy, and who read files.
    pub(super) asking: Semaphore,
    pub(super) hashing: Semaphore,
    pub(super) reading: Semaphore,
}

impl AsyncLane {
    pub(super) fn new(config: &TransportConfig) -> Self {
        let connector =
            BoundedConnector::new(HyperConnector::new(config), config.max_pool_connections);
        let [asking, hashing, reading] = [MAX_ASKING, MAX_HASHING, MAX_READING].map(Semaphore::new);
        Self { connector, asking, hashing, reading }
    }

    /// Ask the client's provider for credentials on a thread that may wait.
    async fn ask<T: Send + 'static>(
        &self,
        native: &Arc<Py<NativeClient>>,
        question: impl FnOnce(Python<'_>, &NativeClient) -> PyResult<T> + Send + 'static,
    ) -> PyResult<T> {
        let native = Arc::clone(native);
        in_turn(&self.asking, Errand::Other, move |py| question(py, native.get())).await
    }
}

/// Run Python code that takes its time on a thread, when it is its turn.
pub(super) async fn in_turn<T: Send + 'static>(
    turns: &Semaphore,
    errand: Errand,
    work: impl FnOnce(Python<'_>) -> PyResult<T> + Send + 'static,
) -> PyResult<T> {
    // Acquiring fails once the semaphore is closed, which nobody does.
    let _turn = turns.acquire().await.ok();
    on_thread(errand, work).await
}

/// What an asyncio call begins with.
pub(super) struct AsyncCall {
    pub(super) native: Arc<Py<NativeClient>>,
    pub(super) lane: Arc<AsyncLane>,
    pub(super) operation: &'static OperationModel,
    pub(super) lent: LentParams,
    pub(super) context: CallContext,
    pub(super) credentials: AsyncCredentials,
}

/// Whose call it is.
pub(super) enum AsyncCredentials {
    /// Known when the call begins; `None` if nobody was found.
    Known(Option<Credentials>),
    /// To be asked for where that may take its time.
    Awaited,
}

impl AsyncCall {
    /// Run it to its end. Dropping the future ends the call at once.
    pub(super) async fn run(self) -> PyResult<CallOutcome> {
        let Self { native, lane, operation, lent, context, credentials } = self;
        let credentials = match credentials {
            AsyncCredentials::Known(known) => known,
            AsyncCredentials::Awaited => lane.ask(&native, current_credentials).await?,
        };
        let orchestrator = &native.get().orchestrator;
        let hashing =
            if lent.attached_len > LARGE { lane.hashing.acquire().await.ok() } else { None };
        let begun =
            orchestrator.begin(operation, &lent.params, &context, credentials.as_ref()).await;
        drop(hashing);
        let mut call = match begun {
            Ok(call) => call,
            Err(error) => return Ok(CallOutcome(Err(error))),
        };
        let mut outcome = orchestrator.run(&mut call, &lane.connector).await;
        if let Err(Error::Service(error)) = &outcome
            && is_expired_token(error.code())
        {
            let used = credentials.clone();
            let renewing = move |py: Python<'_>, native: &NativeClient| {
                native.credentials.renewed(py, used.as_ref())
            };
            if let Some(renewed) = lane.ask(&native, renewing).await? {
                call.set_credentials(renewed);
                context.watch.tell(|| CallEvent::SentAgain(Repair::Token)).await;
                outcome = orchestrator.run(&mut call, &lane.connector).await;
            }
        }
        context.watch.tell(|| call.end(&outcome)).await;
        Ok(CallOutcome(outcome))
    }
}

fn current_credentials(py: Python<'_>, native: &NativeClient) -> PyResult<Option<Credentials>> {
    Ok(native.credentials.current(py)?.map(Cow::into_owned))
}

/// Parameters with what was borrowed from Python, which goes back while the interpreter is held,
/// wherever they are dropped.
pub(super) struct LentParams {
    pub(super) params: Params<Blob>,
    /// How many bytes the attachments have together: where there are none, nothing was borrowed.
    pub(super) attached_len: u64,
}

impl Drop for LentParams {
    fn drop(&mut self) {
        if self.attached_len > 0 {
            let borrowed = std::mem::replace(&mut self.params, Params::Null);
            in_python(move || drop(borrowed));
        }
    }
}

/// What a call came to: a dict, or what it raises, made where the interpreter is held.
pub(super) struct CallOutcome(Result<Answer, Error>);

impl<'py> IntoPyObject<'py> for CallOutcome {
    type Target = PyDict;
    type Output = Bound<'py, PyDict>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        answer_dict(py, self.0.map_err(|error| exception(py, error))?)
    }
}

/// Send a request as it is, in its slot.
pub(super) async fn transmit(
    lane: Arc<AsyncLane>,
    request: Result<SignedRequest, Error>,
    slot: Slot,
    watch: Watch,
) -> PyResult<ResponseOutcome> {
    let request = match request {
        Ok(request) => request,
        Err(error) => return Ok(ResponseOutcome(Err(error))),
    };
    let progress = request.progress.clone();
    let outcome = lane.connector.transmit(request).await;
    drop(slot);
    watch.replaced(&progress).await;
    Ok(ResponseOutcome(outcome))
}

/// A whole response: status, headers, body; or what is raised instead of one.
pub(super) struct ResponseOutcome(Result<RawResponse, Error>);

impl<'py> IntoPyObject<'py> for ResponseOutcome {
    type Target = PyTuple;
    type Output = Bound<'py, PyTuple>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
        let RawResponse { status, headers, body } = self.0.map_err(|error| exception(py, error))?;
        let headers: Headers = headers;
        let body: Bytes = body;
        (status, headers, PyBytes::new(py, &body)).into_pyobject(py)
    }
}
