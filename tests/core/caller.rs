//! A client as a program has it: a runtime that runs while somebody waits, and only then.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::{Duration, SystemTime};

use awssupport::answer::Output;
use awssupport::body::Blob;
use awssupport::config::{ClientConfig, ClientOptions, resolve_config};
use awssupport::credentials::Credentials;
use awssupport::error::{DispatchError, DispatchErrorKind, Error};
use awssupport::file_source::FileSource;
use awssupport::model::{OperationModel, SUPPORT};
use awssupport::orchestrator::{CallContext, Orchestrator};
use awssupport::retry::NeverRetry;
use awssupport::seams::{Clock, FixedClock, Seams};
use awssupport::sign::SignedRequest;
use awssupport::transport::{HttpConnector, HyperConnector};
use awssupport::validate::Params;
use awssupport::value::Value;
use tokio::runtime::{Builder, Runtime};

pub(crate) const ACCESS_KEY_ID: &str = "AKIDEXAMPLE";
pub(crate) const SECRET_ACCESS_KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// 2026-01-02T03:04:05Z: the time of the signatures observed from botocore.
pub(crate) fn observed_time() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045)
}

/// Longer than any call takes: a call that hangs fails its test.
const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) fn options(url: &str) -> ClientOptions {
    ClientOptions {
        region_name: Some("us-east-1".to_owned()),
        endpoint_url: Some(url.to_owned()),
        ..ClientOptions::default()
    }
}

pub(crate) fn config(options: ClientOptions) -> ClientConfig {
    resolve_config(&SUPPORT, options).unwrap()
}

/// Those that every signature of these tests is made with.
pub(crate) fn credentials(session_token: Option<&str>) -> Credentials {
    Credentials {
        access_key_id: ACCESS_KEY_ID.to_owned(),
        secret_access_key: SECRET_ACCESS_KEY.to_owned(),
        session_token: session_token.map(str::to_owned),
    }
}

pub(crate) struct Caller {
    /// Closed before the runtime is.
    pub(crate) connector: HyperConnector,
    pub(crate) orchestrator: Orchestrator,
    pub(crate) context: CallContext,
    pub(crate) credentials: Option<Credentials>,
    pub(crate) runtime: Runtime,
}

impl Caller {
    /// A client of `url` that never retries, and whose clock stands still.
    pub(crate) fn new(url: &str) -> Self {
        Self::with_options(options(url))
    }

    pub(crate) fn with_token(url: &str, session_token: Option<&str>) -> Self {
        Self { credentials: Some(credentials(session_token)), ..Self::new(url) }
    }

    pub(crate) fn with_read_timeout(url: &str, limit: Duration) -> Self {
        Self::with_options(ClientOptions { read_timeout: Some(limit), ..options(url) })
    }

    pub(crate) fn with_options(options: ClientOptions) -> Self {
        let config = Arc::new(config(options));
        let credentials = Some(credentials(None));
        let connector = HyperConnector::new(&config.transport);
        let mut orchestrator = Orchestrator::new(&SUPPORT, config, Seams::default());
        orchestrator.retry = Arc::new(NeverRetry);
        orchestrator.seams.clock = Arc::new(FixedClock(observed_time()));
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        Self { connector, orchestrator, context: CallContext::default(), credentials, runtime }
    }

    /// The same with another clock to tell how long connections have been idle.
    pub(crate) fn with_pool_clock(options: ClientOptions, clock: Arc<dyn Clock>) -> Self {
        let caller = Self::with_options(options);
        let connector = HyperConnector::with_clock(&caller.orchestrator.config.transport, clock);
        Self { connector, ..caller }
    }

    pub(crate) fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.runtime.block_on(async {
            let waiting = tokio::time::timeout(PATIENCE, future);
            waiting.await.expect("the call hangs")
        })
    }

    /// Run one operation, to be waited for.
    pub(crate) async fn invoke(&self, name: &str, params: &Params<Blob>) -> Result<Output, Error> {
        self.invoke_over(name, params, &self.connector).await
    }

    /// The same over another connector than the caller's own.
    pub(crate) async fn invoke_over(
        &self,
        name: &str,
        params: &Params<Blob>,
        connector: &dyn HttpConnector,
    ) -> Result<Output, Error> {
        let credentials = self.credentials.as_ref();
        let call = self.orchestrator.invoke(
            operation(name),
            params,
            &self.context,
            credentials,
            connector,
        );
        call.await?.output()
    }

    /// The first request of an operation, signed and not sent.
    pub(crate) fn prepare(
        &self,
        name: &str,
        params: &Params<Blob>,
    ) -> Result<SignedRequest, Error> {
        let credentials = self.credentials.as_ref();
        let preparing =
            self.orchestrator.prepare(operation(name), params, &self.context, credentials);
        self.block_on(preparing)
    }

    /// Run one operation to its end.
    pub(crate) fn call(&self, name: &str, params: &Params<Blob>) -> Result<Output, Error> {
        self.block_on(self.invoke(name, params))
    }

    /// The smallest call there is: `DescribeServices` without parameters.
    pub(crate) fn describe(&self) -> Result<Output, Error> {
        self.call("DescribeServices", &nothing())
    }

    /// Send these attachments.
    pub(crate) fn add(&self, blobs: &[Blob]) -> Result<Output, Error> {
        self.call("AddAttachmentsToSet", &attachments(blobs))
    }
}

pub(crate) fn operation(name: &str) -> &'static OperationModel {
    SUPPORT.operation(name).unwrap()
}

/// Run on another thread, so that the runtime goes on: wait until a script says something.
pub(crate) async fn heard<T: Send + 'static>(events: Receiver<T>) -> T {
    let waiting = tokio::task::spawn_blocking(move || events.recv_timeout(PATIENCE));
    waiting.await.unwrap().expect("the script said nothing")
}

pub(crate) fn nothing() -> Params<Blob> {
    Value::Structure(Vec::new())
}

/// Parameters of `AddAttachmentsToSet`: files called `0`, `1`, ...
pub(crate) fn attachments(blobs: &[Blob]) -> Params<Blob> {
    let attachment = |(index, blob): (usize, &Blob)| {
        Value::Structure(vec![
            ("fileName".into(), Value::Text(index.to_string().into())),
            ("data".into(), Value::Blob(blob.clone())),
        ])
    };
    let attachments = blobs.iter().enumerate().map(attachment).collect();
    Value::Structure(vec![("attachments".into(), Value::List(attachments))])
}

/// The body of such a call as Python would have written it.
pub(crate) fn attachments_body(contents: &[&[u8]]) -> Vec<u8> {
    let attachment = |(index, content): (usize, &&[u8])| {
        let text = base64_simd::STANDARD.encode_to_string(content);
        format!(r#"{{"fileName": "{index}", "data": "{text}"}}"#)
    };
    let attachments: Vec<_> = contents.iter().enumerate().map(attachment).collect();
    format!(r#"{{"attachments": [{}]}}"#, attachments.join(", ")).into_bytes()
}

/// Bytes in which no frame looks like another.
pub(crate) fn content(len: usize, seed: u8) -> Vec<u8> {
    (0..len).map(|index| (index * 31 + index / 251).to_le_bytes()[0] ^ seed).collect()
}

pub(crate) fn memory(content: &[u8]) -> Blob {
    Blob::Memory(content.to_vec().into())
}

/// The failure of a call as the kind of a dispatch error.
pub(crate) fn dispatch_error(outcome: Result<Output, Error>) -> DispatchError {
    match outcome {
        Err(Error::Dispatch(error)) => error,
        Err(other) => panic!("{other:?}"),
        Ok(output) => panic!("{output:?}"),
    }
}

pub(crate) fn dispatch_kind(outcome: Result<Output, Error>) -> DispatchErrorKind {
    dispatch_error(outcome).kind
}

/// A file of one test's own, removed in the end.
pub(crate) struct ScratchFile(PathBuf);

impl ScratchFile {
    pub(crate) fn new(name: &str, content: &[u8]) -> Self {
        let name = format!("{}-{name}", std::process::id());
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::write(&path, content).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn blob(&self) -> Blob {
        Blob::File(FileSource::open(&self.0).unwrap().unwrap())
    }
}

impl Drop for ScratchFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
