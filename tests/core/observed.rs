//! What whoever looks on at a call is told, and when.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use awssupport::config::ClientOptions;
use awssupport::error::{DispatchError, DispatchErrorKind, Error};
use awssupport::observe::{CallEvent, CallObserver, TakenIn, Watch};
use awssupport::orchestrator::{CallContext, Orchestrator};
use awssupport::parse::RawResponse;
use awssupport::seams::{FixedJitter, Seams, Sleep};
use awssupport::sign::SignedRequest;
use awssupport::transport::{HttpConnector, Transmission};
use awssupport::validate::Params;

use crate::caller::{Caller, credentials, nothing, operation, options};
use crate::server::{EMPTY_ANSWER, Server, answer, answer_with};

/// Writes down what it is told.
#[derive(Debug, Default)]
struct Notes(Mutex<Vec<String>>);

impl Notes {
    fn take(&self) -> Vec<String> {
        self.0.lock().unwrap().drain(..).collect()
    }
}

impl CallObserver for Notes {
    fn tell(&self, event: &CallEvent<'_>) -> TakenIn {
        let note = match event {
            CallEvent::AttemptBegins { attempt, max_attempts, url, .. } => {
                let host = url.split('/').nth(2).unwrap().split(':').next().unwrap();
                format!("attempt {attempt} of {max_attempts} to {host}")
            }
            CallEvent::Answered { status, code, .. } => format!("{status} {code:?}"),
            CallEvent::Failed { error: Error::Dispatch(error), .. } => format!("{:?}", error.kind),
            other => format!("{other:?}"),
        };
        self.0.lock().unwrap().push(note);
        Box::pin(std::future::ready(()))
    }
}

/// Says when it is asked to wait, and does not.
#[derive(Debug)]
struct Noted(Arc<Notes>);

impl Sleep for Noted {
    fn sleep(&self, duration: Duration) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> {
        self.0.0.lock().unwrap().push(format!("sleeps {duration:?}"));
        Box::pin(std::future::ready(()))
    }
}

fn observed(url: &str, options: ClientOptions) -> (Caller, Arc<Notes>) {
    let mut caller = Caller::with_options(ClientOptions { endpoint_url: None, ..options });
    if !url.is_empty() {
        caller = Caller::new(url);
    }
    let notes = Arc::new(Notes::default());
    let seams = Seams {
        clock: Arc::clone(&caller.orchestrator.seams.clock),
        sleep: Arc::new(Noted(Arc::clone(&notes))),
        jitter: Arc::new(FixedJitter(1.0)),
        ..Seams::default()
    };
    let (service, config) = (caller.orchestrator.service, Arc::clone(&caller.orchestrator.config));
    caller.orchestrator = Orchestrator::new(service, config, seams);
    let watch = Watch::by(Arc::<Notes>::clone(&notes));
    caller.context = CallContext { watch, ..CallContext::default() };
    (caller, notes)
}

#[test]
fn everything_is_told_when_it_happens() {
    let skewed = answer_with(
        "403 Forbidden",
        &[("Date", "Fri, 02 Jan 2026 04:04:05 GMT")],
        r#"{"__type": "RequestTimeTooSkewed"}"#,
    );
    let failing = answer("500 Internal Server Error", "");
    let server = Server::answering(vec![failing, skewed, EMPTY_ANSWER.to_vec()]);
    let (caller, notes) = observed(&server.url(), ClientOptions::default());
    caller.describe().unwrap();
    assert_eq!(
        notes.take(),
        [
            "attempt 1 of 3 to 127.0.0.1",
            "500 Some(\"500\")",
            "WaitsForRetry { delay: 50ms, attempt: 2 }",
            "sleeps 50ms",
            "attempt 2 of 3 to 127.0.0.1",
            "403 Some(\"RequestTimeTooSkewed\")",
            "SentAgain(Clock)",
            "attempt 2 of 3 to 127.0.0.1",
            "200 None",
            "Ended { attempts: 2, succeeded: true, decision: Done }",
        ]
    );
}

/// Reaches one host and no other.
#[derive(Debug)]
struct Reaching(&'static str);

impl HttpConnector for Reaching {
    fn transmit(&self, request: SignedRequest) -> Transmission<'_> {
        let is_up = request.url.host_str() == Some(self.0);
        let url = request.url.to_string();
        Box::pin(std::future::ready(if is_up {
            Ok(RawResponse { status: 200, headers: vec![], body: "{}".into() })
        } else {
            let kind = DispatchErrorKind::Connect;
            Err(Error::Dispatch(DispatchError { kind, url, source: "down".into() }))
        }))
    }
}

#[test]
fn other_endpoints_are_told() {
    let failover = ClientOptions { endpoint_failover: true, ..options("") };
    let (caller, notes) = observed("", failover);
    let connector = Reaching("support.us-west-2.amazonaws.com");
    let Caller { orchestrator, context, .. } = &caller;
    let (signer, params): (_, Params<_>) = (credentials(None), nothing());
    let describing = operation("DescribeServices");
    let call = orchestrator.invoke(describing, &params, context, Some(&signer), &connector);
    caller.block_on(call).unwrap();
    assert_eq!(
        notes.take(),
        [
            "attempt 1 of 3 to support.us-east-1.amazonaws.com",
            "Connect",
            "SentAgain(Endpoint)",
            "attempt 1 of 3 to support.us-west-2.amazonaws.com",
            "200 None",
            "Ended { attempts: 1, succeeded: true, decision: Done }",
        ]
    );
}
