//! Several attempts of one call: what stays, what changes, and who waits.

use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use awssupport::body::Blob;
use awssupport::error::{DispatchErrorKind, Error};
use awssupport::retry::classify::{Arrived, AttemptOutcome};
use awssupport::retry::{RetryDecision, RetryStrategy};
use awssupport::seams::{Clock, Sleep};

use crate::caller::{
    Caller, ScratchFile, attachments_body, content, dispatch_kind, memory, observed_time,
};
use crate::server::{EMPTY_ANSWER, Request, Server, answer};
use crate::signature::{expected_signature, given_signature};

/// So long that a test in which anybody really slept would not end.
const DELAY: Duration = Duration::from_hours(1);

/// Retries every failure until so many attempts were made, and notes what it was asked.
#[derive(Debug, Default)]
struct Persistent {
    attempts: u32,
    asked: Mutex<Vec<(u32, String)>>,
    succeeded: Mutex<Vec<Option<u32>>>,
}

impl RetryStrategy for Persistent {
    fn decide(&self, attempt: u32, outcome: &AttemptOutcome<'_>) -> RetryDecision {
        let (shown, failed) = match outcome.arrived {
            Arrived::Response { status, .. } => (status.to_string(), status >= 300),
            failure => (format!("{failure:?}"), true),
        };
        self.asked.lock().unwrap().push((attempt, shown));
        match (failed, attempt < self.attempts) {
            (true, true) => RetryDecision::RetryAfter { delay: DELAY * attempt, cost: attempt },
            (true, false) => RetryDecision::MaxAttemptsReached,
            (false, _) => RetryDecision::Done,
        }
    }

    fn succeeded(&self, cost: Option<u32>) {
        self.succeeded.lock().unwrap().push(cost);
    }
}

/// A clock that is a minute later each time it is asked.
#[derive(Debug, Default)]
struct AdvancingClock(AtomicU32);

impl Clock for AdvancingClock {
    fn now(&self) -> SystemTime {
        observed_time() + Duration::from_mins(1) * self.0.fetch_add(1, Ordering::SeqCst)
    }
}

/// Notes how long it should have slept.
#[derive(Debug, Default)]
struct Naps(Mutex<Vec<Duration>>);

impl Sleep for Naps {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.0.lock().unwrap().push(duration);
        Box::pin(std::future::ready(()))
    }
}

struct Retrying {
    caller: Caller,
    strategy: Arc<Persistent>,
    naps: Arc<Naps>,
}

impl Retrying {
    fn new(url: &str, attempts: u32) -> Self {
        let mut caller = Caller::new(url);
        let naps = Arc::new(Naps::default());
        let strategy = Arc::new(Persistent { attempts, ..Persistent::default() });
        caller.orchestrator.retry = Arc::<Persistent>::clone(&strategy);
        caller.orchestrator.seams.clock = Arc::new(AdvancingClock::default());
        caller.orchestrator.seams.sleep = Arc::<Naps>::clone(&naps);
        Self { caller, strategy, naps }
    }

    fn naps(&self) -> Vec<Duration> {
        self.naps.0.lock().unwrap().clone()
    }

    fn succeeded(&self) -> Vec<Option<u32>> {
        self.strategy.succeeded.lock().unwrap().clone()
    }

    fn asked(&self) -> Vec<(u32, String)> {
        self.strategy.asked.lock().unwrap().clone()
    }
}

fn refusal() -> Vec<u8> {
    answer("500 Internal Server Error", r#"{"__type": "InternalServerError"}"#)
}

fn assert_same_call_signed_anew(requests: &[Request], body: &[u8]) {
    let first = &requests[0];
    for (index, request) in requests.iter().enumerate() {
        assert!(request.body == body, "attempt {index} sent another body");
        assert_eq!(given_signature(request), expected_signature(request));
        let attempt = format!("attempt={}; max=3", index + 1);
        assert_eq!(request.header("amz-sdk-request"), Some(attempt.as_str()));
        let invocation_id = request.header("amz-sdk-invocation-id");
        assert_eq!(invocation_id, first.header("amz-sdk-invocation-id"));
        for earlier in &requests[..index] {
            assert_ne!(request.header("x-amz-date"), earlier.header("x-amz-date"));
            assert_ne!(given_signature(request), given_signature(earlier));
        }
    }
}

#[test]
fn a_second_attempt_sends_the_same_bytes_under_a_new_signature() {
    let file = content(700_000, 5);
    let scratch = ScratchFile::new("second-attempt", &file);
    let large = content(2_000_000, 6);
    let cases: [(Vec<Blob>, Vec<&[u8]>); 3] = [
        (vec![memory(b"small")], vec![b"small"]),
        (vec![memory(&large)], vec![&large]),
        (vec![scratch.blob(), memory(b"x")], vec![&file, b"x"]),
    ];
    for (blobs, contents) in cases {
        let server = Server::answering(vec![refusal(), EMPTY_ANSWER.to_vec()]);
        let retrying = Retrying::new(&server.url(), 3);
        let output = retrying.caller.add(&blobs).unwrap();
        assert_eq!(output.metadata.retry_attempts, 1);
        assert!(!output.metadata.max_attempts_reached);
        let requests = server.take_requests();
        assert_eq!(requests.len(), 2);
        assert_same_call_signed_anew(&requests, &attachments_body(&contents));
        assert_eq!(retrying.naps(), [DELAY]);
        let asked = [(1, "500".to_owned()), (2, "200".to_owned())];
        assert_eq!(retrying.asked(), asked);
        assert_eq!(retrying.succeeded(), [Some(1)]);
    }
}

#[test]
fn the_last_attempts_refusal_is_the_calls() {
    let server = Server::answering(vec![
        refusal(),
        refusal(),
        answer("503 Service Unavailable", r#"{"__type": "Last"}"#),
    ]);
    let retrying = Retrying::new(&server.url(), 3);
    let Error::Service(error) = retrying.caller.add(&[memory(b"x")]).unwrap_err() else {
        panic!("not the service's error");
    };
    assert_eq!(error.code(), Some("Last"));
    assert_eq!(error.metadata.retry_attempts, 2);
    assert!(error.metadata.max_attempts_reached);
    let requests = server.take_requests();
    assert_eq!(requests.len(), 3);
    assert_same_call_signed_anew(&requests, &attachments_body(&[b"x"]));
    assert_eq!(retrying.naps(), [DELAY, DELAY * 2]);
}

#[test]
fn a_call_without_any_answer_can_be_tried_again() {
    let server = Server::start(|mut connection| {
        while connection.request().is_some() {
            if connection.number == 0 {
                return;
            }
            connection.send(EMPTY_ANSWER);
        }
    });
    let retrying = Retrying::new(&server.url(), 2);
    let output = retrying.caller.add(&[memory(b"x")]).unwrap();
    assert_eq!(output.metadata.retry_attempts, 1);
    let requests = server.take_requests();
    assert_eq!(requests.len(), 2);
    assert_same_call_signed_anew(&requests, &attachments_body(&[b"x"]));
    let asked = [(1, "BrokenOff".to_owned()), (2, "200".to_owned())];
    assert_eq!(retrying.asked(), asked);
}

#[test]
fn without_any_answer_in_the_end_the_last_failure_is_the_calls() {
    let server = Server::start(|mut connection| {
        connection.request();
    });
    let retrying = Retrying::new(&server.url(), 3);
    let outcome = retrying.caller.describe();
    assert_eq!(dispatch_kind(outcome), DispatchErrorKind::Closed);
    assert_eq!(server.take_requests().len(), 3);
    assert_eq!(retrying.naps(), [DELAY, DELAY * 2]);
}

#[test]
fn a_success_is_not_tried_again_and_nobody_sleeps() {
    let server = Server::answering(vec![EMPTY_ANSWER.to_vec()]);
    let retrying = Retrying::new(&server.url(), 3);
    retrying.caller.describe().unwrap();
    retrying.caller.describe().unwrap();
    let requests = server.take_requests();
    assert_eq!(requests.len(), 2);
    for request in &requests {
        assert_eq!(request.header("amz-sdk-request"), Some("attempt=1; max=3"));
    }
    let id = |request: &Request| request.header("amz-sdk-invocation-id").map(str::to_owned);
    assert_ne!(id(&requests[0]), id(&requests[1]));
    assert!(retrying.naps().is_empty());
    assert_eq!(retrying.asked().len(), 2);
    assert_eq!(retrying.succeeded(), [None, None]);
}

#[test]
fn a_file_that_changes_between_attempts_ends_the_call() {
    let scratch = ScratchFile::new("between-attempts", &content(700_000, 5));
    let path = scratch.path().to_owned();
    let server = Server::start(move |mut connection| {
        while connection.request().is_some() {
            std::fs::write(&path, b"shorter").unwrap();
            connection.send(&refusal());
        }
    });
    let retrying = Retrying::new(&server.url(), 2);
    let error = retrying.caller.add(&[scratch.blob()]).unwrap_err();
    assert!(matches!(error, Error::File(_)), "{error:?}");
    assert_eq!(server.take_requests().len(), 1);
    // Nobody is asked about a file.
    assert_eq!(retrying.asked(), [(1, "500".to_owned())]);
}
