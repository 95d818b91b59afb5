//! Requests that are sent again at once because the client knows better: its clock was wrong, other
//! credentials are to be had, or another endpoint is.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use awssupport::config::ClientOptions;
use awssupport::credentials::Credentials;
use awssupport::error::{DispatchError, DispatchErrorKind, Error};
use awssupport::orchestrator::Orchestrator;
use awssupport::parse::RawResponse;
use awssupport::retry::RetryMode;
use awssupport::seams::{FixedClock, FixedJitter, Seams};
use awssupport::sign::SignedRequest;
use awssupport::transport::{HttpConnector, Transmission};

use crate::caller::{Caller, nothing, observed_time, operation, options};
use crate::server::{EMPTY_ANSWER, Server, answer_with};
use crate::signature::{expected_signature, given_signature};

/// An hour after the client's clock.
const DATE: (&str, &str) = ("Date", "Fri, 02 Jan 2026 04:04:05 GMT");

fn skewed(code: &str, message: &str) -> Vec<u8> {
    let body = format!(r#"{{"__type": "{code}", "message": "{message}"}}"#);
    answer_with("403 Forbidden", &[DATE], &body)
}

#[test]
fn a_wrong_clock_is_set_and_stays_so() {
    for (code, message) in [
        ("RequestTimeTooSkewed", ""),
        ("RequestExpired", ""),
        ("InvalidSignatureException", "Signature expired: 20260102T030405Z is now earlier than"),
        ("InvalidSignatureException", "Signature not yet current: 20260102T030405Z is still"),
    ] {
        let server = Server::answering(vec![skewed(code, message), EMPTY_ANSWER.to_vec()]);
        let caller = Caller::new(&server.url());
        let output = caller.describe().unwrap();
        assert_eq!(output.metadata.retry_attempts, 0);
        caller.describe().unwrap();
        let requests = server.take_requests();
        let dates: Vec<_> =
            requests.iter().map(|request| request.header("x-amz-date").unwrap()).collect();
        assert_eq!(dates, ["20260102T030405Z", "20260102T040405Z", "20260102T040405Z"], "{code}");
        for request in &requests {
            assert_eq!(given_signature(request), expected_signature(request));
            assert_eq!(request.header("amz-sdk-request"), Some("attempt=1; max=3"));
        }
        let id = |index: usize| requests[index].header("amz-sdk-invocation-id");
        assert_eq!(id(0), id(1));
        assert_ne!(id(1), id(2));
    }
}

#[test]
fn a_clock_is_set_once_a_call() {
    let later = answer_with(
        "403 Forbidden",
        &[("Date", "Fri, 02 Jan 2026 09:04:05 GMT")],
        r#"{"__type": "RequestTimeTooSkewed"}"#,
    );
    let server = Server::answering(vec![skewed("RequestTimeTooSkewed", ""), later]);
    let error = Caller::new(&server.url()).describe().unwrap_err();
    assert!(matches!(error, Error::Service(_)), "{error:?}");
    assert_eq!(server.take_requests().len(), 2);
}

#[test]
fn refusals_that_say_nothing_of_the_clock_leave_it_alone() {
    for answer in [
        skewed("InvalidSignatureException", "The request signature we calculated does not match"),
        answer_with("403 Forbidden", &[], r#"{"__type": "RequestTimeTooSkewed"}"#),
        answer_with(
            "403 Forbidden",
            &[("Date", "Fri, 02 Jan 2026 03:04:07 GMT")],
            r#"{"__type": "RequestTimeTooSkewed"}"#,
        ),
    ] {
        let server = Server::answering(vec![answer]);
        Caller::new(&server.url()).describe().unwrap_err();
        assert_eq!(server.take_requests().len(), 1);
    }
}

#[test]
fn a_call_goes_on_with_other_credentials() {
    let expired = answer_with("400 Bad Request", &[], r#"{"__type": "ExpiredTokenException"}"#);
    let server = Server::answering(vec![expired, EMPTY_ANSWER.to_vec()]);
    let caller = Caller::new(&server.url());
    let (params, credentials) = (nothing(), caller.credentials.as_ref());
    let outcome = caller.block_on(async {
        let mut call = caller
            .orchestrator
            .begin(operation("DescribeServices"), &params, &caller.context, credentials)
            .await?;
        let refused = caller.orchestrator.run(&mut call, &caller.connector).await;
        assert!(matches!(refused, Err(Error::Service(_))));
        call.set_credentials(Credentials {
            access_key_id: "OTHER".to_owned(),
            secret_access_key: "other".to_owned(),
            session_token: Some("token".to_owned()),
        });
        caller.orchestrator.run(&mut call, &caller.connector).await
    });
    assert_eq!(outcome.unwrap().metadata.retry_attempts, 0);
    let requests = server.take_requests();
    assert_eq!(requests.len(), 2);
    assert!(requests[1].header("authorization").unwrap().contains("Credential=OTHER/"));
    let id = |index: usize| requests[index].header("amz-sdk-invocation-id");
    assert_eq!(id(0), id(1));
}

/// Notes where requests go, and lets hosts of some regions fail.
#[derive(Debug)]
struct Regions {
    down: Mutex<Vec<(&'static str, DispatchErrorKind)>>,
    sent: Mutex<Vec<String>>,
}

impl HttpConnector for Regions {
    fn transmit(&self, request: SignedRequest) -> Transmission<'_> {
        let host = request.url.host_str().unwrap().to_owned();
        let authorization = request.headers["authorization"].to_str().unwrap();
        let region = host.split('.').nth(1).unwrap().to_owned();
        assert!(authorization.contains(&format!("/{region}/support/aws4_request")), "{host}");
        assert_eq!(request.headers["host"], *host);
        self.sent.lock().unwrap().push(region.clone());
        let down = self.down.lock().unwrap();
        let failure = down.iter().find(|(down, _)| **down == region).map(|(_, kind)| *kind);
        let outcome = match failure {
            Some(kind) => {
                let source = "it is down".into();
                Err(Error::Dispatch(DispatchError { kind, url: host, source }))
            }
            None => Ok(RawResponse { status: 200, headers: Vec::new(), body: "{}".into() }),
        };
        Box::pin(std::future::ready(outcome))
    }
}

struct Failover {
    caller: Caller,
    regions: Regions,
}

impl Failover {
    fn new(down: &[(&'static str, DispatchErrorKind)], more: ClientOptions) -> Self {
        let mut caller = Caller::with_options(ClientOptions { endpoint_failover: true, ..more });
        let seams = Seams {
            clock: Arc::new(FixedClock(observed_time())),
            jitter: Arc::new(FixedJitter(0.0)),
            ..Seams::default()
        };
        let config = Arc::clone(&caller.orchestrator.config);
        caller.orchestrator = Orchestrator::new(caller.orchestrator.service, config, seams);
        let regions = Regions { down: Mutex::new(down.to_vec()), sent: Mutex::default() };
        Self { caller, regions }
    }

    fn call(&self, name: &str) -> Result<(), Error> {
        let params = nothing();
        let invoking = self.caller.invoke_over(name, &params, &self.regions);
        self.caller.block_on(invoking).map(drop)
    }

    fn sent(&self) -> Vec<String> {
        std::mem::take(&mut *self.regions.sent.lock().unwrap())
    }
}

fn at_aws(max_attempts: u32) -> ClientOptions {
    ClientOptions {
        endpoint_url: None,
        max_attempts,
        retry_mode: RetryMode::Standard,
        read_timeout: Some(Duration::from_mins(1)),
        ..options("http://unused")
    }
}

#[test]
fn endpoints_are_tried_in_turn_where_one_cannot_be_reached() {
    use DispatchErrorKind::{Connect, ConnectTimeout};
    let down = [("us-east-1", Connect), ("us-west-2", ConnectTimeout)];
    let failover = Failover::new(&down, at_aws(1));
    failover.call("CreateCase").unwrap();
    assert_eq!(failover.sent(), ["us-east-1", "us-west-2", "eu-west-1"]);
    // The one that answered is asked first from now on.
    failover.call("CreateCase").unwrap();
    assert_eq!(failover.sent(), ["eu-west-1"]);
    *failover.regions.down.lock().unwrap() = vec![("eu-west-1", Connect)];
    failover.call("CreateCase").unwrap();
    assert_eq!(failover.sent(), ["eu-west-1", "us-east-1"]);
}

#[test]
fn each_attempt_tries_all_endpoints() {
    use DispatchErrorKind::Connect;
    let down = [("us-east-1", Connect), ("us-west-2", Connect), ("eu-west-1", Connect)];
    let failover = Failover::new(&down, at_aws(2));
    let error = failover.call("CreateCase").unwrap_err();
    assert!(matches!(error, Error::Dispatch(_)), "{error:?}");
    let round = ["us-east-1", "us-west-2", "eu-west-1"];
    assert_eq!(failover.sent(), [round, round].concat());
}

#[test]
fn what_may_have_been_acted_on_goes_nowhere_else_unless_it_only_reads() {
    use DispatchErrorKind::{Closed, ReadTimeout, Tls};
    for kind in [Closed, ReadTimeout] {
        let failover = Failover::new(&[("us-east-1", kind)], at_aws(1));
        failover.call("CreateCase").unwrap_err();
        assert_eq!(failover.sent(), ["us-east-1"]);
        failover.call("DescribeServices").unwrap();
        assert_eq!(failover.sent(), ["us-east-1", "us-west-2"]);
    }
    let failover = Failover::new(&[("us-east-1", Tls)], at_aws(1));
    failover.call("DescribeServices").unwrap_err();
    assert_eq!(failover.sent(), ["us-east-1"]);
}

#[test]
fn only_the_ordinary_commercial_endpoint_has_alternatives() {
    let region = |name: &str| ClientOptions { region_name: Some(name.to_owned()), ..at_aws(1) };
    let others = |options: ClientOptions| {
        let caller = Caller::with_options(options);
        caller.orchestrator.config.endpoint.alternatives.len()
    };
    let asked = |options| ClientOptions { endpoint_failover: true, ..options };
    for name in ["us-east-1", "eu-west-1", "ap-south-1", "aws-global"] {
        assert_eq!(others(asked(region(name))), 2, "{name}");
        assert_eq!(others(region(name)), 0, "{name}");
    }
    for name in ["cn-north-1", "us-gov-west-1", "us-iso-east-1", "fips-us-east-1"] {
        assert_eq!(others(asked(region(name))), 0, "{name}");
    }
    let dualstack = ClientOptions { use_dualstack_endpoint: true, ..region("us-east-1") };
    assert_eq!(others(asked(dualstack)), 0);
    let given = options("https://support.us-east-1.amazonaws.com");
    assert_eq!(others(asked(given)), 0);
}
