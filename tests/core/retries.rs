//! The retry modes over a real connection: how many requests, what they announce, and who waits.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use awssupport::answer::Output;
use awssupport::config::ClientOptions;
use awssupport::error::Error;
use awssupport::retry::RetryMode;
use awssupport::seams::{Clock, FixedJitter, Seams, Sleep};

use crate::caller::{Caller, observed_time, options};
use crate::server::{EMPTY_ANSWER, Server, answer, answer_with};

/// A clock that only waiting moves on.
#[derive(Debug, Default)]
struct Waiting {
    naps: Mutex<Vec<Duration>>,
}

impl Clock for Waiting {
    fn now(&self) -> SystemTime {
        observed_time() + self.naps.lock().unwrap().iter().sum::<Duration>()
    }
}

impl Sleep for Waiting {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.naps.lock().unwrap().push(duration);
        Box::pin(std::future::ready(()))
    }
}

fn retrying(url: &str, retry_mode: RetryMode, max_attempts: u32) -> (Caller, Arc<Waiting>) {
    let mut caller =
        Caller::with_options(ClientOptions { retry_mode, max_attempts, ..options(url) });
    let waiting = Arc::new(Waiting::default());
    let seams = Seams {
        clock: Arc::<Waiting>::clone(&waiting),
        sleep: Arc::<Waiting>::clone(&waiting),
        jitter: Arc::new(FixedJitter(1.0)),
        ..Seams::default()
    };
    let (service, config) = (caller.orchestrator.service, Arc::clone(&caller.orchestrator.config));
    caller.orchestrator = awssupport::orchestrator::Orchestrator::new(service, config, seams);
    (caller, waiting)
}

fn announced(server: &Server) -> Vec<String> {
    let requests = server.take_requests();
    requests.iter().map(|request| request.header("amz-sdk-request").unwrap().to_owned()).collect()
}

fn naps(waiting: &Waiting) -> Vec<f64> {
    let mut naps = waiting.naps.lock().unwrap();
    naps.drain(..).map(|nap| nap.as_secs_f64()).collect()
}

fn refused(outcome: Result<Output, Error>) -> awssupport::parse::ResponseMetadata {
    match outcome {
        Err(Error::Service(error)) => error.metadata,
        other => panic!("{other:?}"),
    }
}

fn failing() -> Vec<u8> {
    answer("500 Internal Server Error", "")
}

#[test]
fn the_standard_mode_waits_shortly_and_tells_the_last_attempt() {
    let server = Server::answering(vec![failing(); 3]);
    let (caller, waiting) = retrying(&server.url(), RetryMode::Standard, 3);
    let metadata = refused(caller.describe());
    assert!(metadata.max_attempts_reached && !metadata.retry_quota_reached);
    assert_eq!(metadata.retry_attempts, 2);
    assert_eq!(naps(&waiting), [0.05, 0.1]);
    let expected = ["attempt=1; max=3", "attempt=2; max=3", "attempt=3; max=3"];
    assert_eq!(announced(&server), expected);
}

#[test]
fn the_legacy_mode_waits_longer_and_announces_its_attempts_late() {
    let date = [("Date", "Fri, 02 Jan 2026 03:04:05 GMT")];
    let server = Server::answering(vec![
        failing(),
        answer_with("503 Service Unavailable", &date, ""),
        failing(),
        EMPTY_ANSWER.to_vec(),
    ]);
    let (caller, waiting) = retrying(&server.url(), RetryMode::Legacy, 5);
    let output = caller.describe().unwrap();
    assert_eq!(output.metadata.retry_attempts, 3);
    assert!(!output.metadata.max_attempts_reached);
    assert_eq!(naps(&waiting), [1.0, 2.0, 4.0]);
    let expected = [
        "attempt=1",
        "attempt=2; max=5",
        "ttl=20260102T030505Z; attempt=3; max=5",
        "ttl=20260102T030505Z; attempt=4; max=5",
    ];
    assert_eq!(announced(&server), expected);
}

#[test]
fn a_quota_that_is_used_up_ends_retries_until_calls_succeed() {
    let server = Server::answering(vec![failing(); 200]);
    let (caller, _) = retrying(&server.url(), RetryMode::Standard, 3);
    let sent: Vec<_> = (0..19)
        .map(|_| {
            let metadata = refused(caller.describe());
            (metadata.retry_attempts, metadata.retry_quota_reached)
        })
        .collect();
    assert_eq!(sent[16], (2, false));
    assert_eq!(sent[17], (1, true));
    assert_eq!(sent[18], (0, true));
}

#[test]
fn the_adaptive_mode_paces_attempts_after_throttling() {
    let throttled = answer("400 Bad Request", r#"{"__type": "ThrottlingException"}"#);
    let server = Server::answering(vec![
        EMPTY_ANSWER.to_vec(),
        throttled.clone(),
        throttled,
        EMPTY_ANSWER.to_vec(),
    ]);
    let (caller, waiting) = retrying(&server.url(), RetryMode::Adaptive, 3);
    caller.describe().unwrap();
    assert!(naps(&waiting).is_empty());
    caller.describe().unwrap();
    // One second for the throttling, one more for the token; and again.
    let waited: f64 = naps(&waiting).iter().sum();
    assert!((3.9..4.1).contains(&waited), "{waited}");
}

#[test]
fn limits_of_the_account_are_not_hammered() {
    for code in ["AttachmentLimitExceeded", "CaseCreationLimitExceeded"] {
        for mode in [RetryMode::Standard, RetryMode::Legacy, RetryMode::Adaptive] {
            let body = format!(r#"{{"__type": "{code}"}}"#);
            let server = Server::answering(vec![answer("500 Internal Server Error", &body)]);
            let (caller, _) = retrying(&server.url(), mode, 5);
            refused(caller.describe());
            assert_eq!(server.take_requests().len(), 1);
        }
    }
}
