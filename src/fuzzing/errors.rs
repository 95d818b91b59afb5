//! Errors: any status, headers and body come to an error of bounded text, the code that a second
//! reader finds, and a decision on retries that keeps its bounds.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::Value as Json;

use super::input::{first_line, operation};
use crate::answer::Answer;
use crate::error::Error;
use crate::http_date::amz_date;
use crate::model::{OperationModel, SUPPORT};
use crate::parse::{RawResponse, ResponseMetadata, ServiceError, parse};
use crate::repair::{Learned, is_clock_skew, is_expired_token, message_of};
use crate::retry::announce::ttl;
use crate::retry::classify::AttemptOutcome;
use crate::retry::{RetryDecision, RetryMode};
use crate::seams::FixedJitter;

/// What standard waits are limited to: 20 seconds, and 5 that the service may ask for on top.
const LONGEST_WAIT: Duration = Duration::from_secs(25);

/// The status on the first line, header lines (`name: value`) to an empty line, the body.
pub fn error(data: &[u8]) {
    let (status, mut rest) = first_line(data);
    let status = String::from_utf8_lossy(status).trim().parse().unwrap_or(400);
    let mut headers: Vec<(String, String)> = Vec::new();
    loop {
        let (line, after) = first_line(rest);
        rest = after;
        let line = String::from_utf8_lossy(line).into_owned();
        let Some((name, value)) = line.split_once(':') else { break };
        let name = name.to_ascii_lowercase();
        if headers.iter().all(|(known, _)| *known != name) {
            headers.push((name, value.trim().to_owned()));
        }
    }
    check(&RawResponse { status, headers, body: rest.to_vec().into() });
}

/// Check what any response comes to.
pub(super) fn check(response: &RawResponse) {
    let operation = operation(&[response.status.to_le_bytes()[0]]);
    let outcome = parse(&SUPPORT, operation, response.clone());
    if let Ok(answer) = &outcome {
        assert!(response.status < 300);
        check_decisions(operation, &answer.metadata, None);
    }
    match outcome.and_then(Answer::output) {
        Ok(output) => assert_eq!(output.metadata.status, response.status),
        Err(Error::Service(error)) => check_refusal(operation, response, &error),
        Err(Error::Response(error)) => {
            assert_eq!(error.metadata.status, response.status);
            assert!(error.to_string().len() < 100, "{error}");
            assert!(AttemptOutcome::of_failure(&Error::Response(error)).is_none());
        }
        Err(other) => unreachable!("{other:?}"),
    }
}

fn check_refusal(operation: &OperationModel, response: &RawResponse, error: &ServiceError) {
    assert!(response.status >= 300);
    assert_eq!(error.metadata.status, response.status);
    assert_eq!(error.details.is_none(), response.status == 300);
    // Bytes that are no text take three bytes when they are shown; a header may be the code.
    let given = response.body.len() + header(response, "x-amzn-query-error").map_or(0, str::len);
    assert!(error.to_string().len() <= 3 * given + 200, "the text is out of proportion");
    if let Some(expected) = code_by_another_reader(response) {
        assert_eq!(error.code(), Some(expected.as_str()));
    }
    check_decisions(operation, &error.metadata, Some(error));
    let (code, message) = (error.code(), message_of(error));
    let _ = (is_clock_skew(code, message), is_expired_token(code));
    // Setting the clock by the same header twice changes nothing more.
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045);
    let learned = Learned::default();
    learned.set_clock(error.metadata.header("date"), now);
    assert!(!learned.set_clock(error.metadata.header("date"), now));
    assert!(amz_date(learned.service_time(now)).is_some(), "a time without signatures");
    let ttl = ttl(error.metadata.header("date"), Some(Duration::from_mins(1)));
    assert!(ttl.is_none_or(|ttl| ttl.len() == 16));
}

fn check_decisions(
    operation: &OperationModel,
    metadata: &ResponseMetadata,
    error: Option<&ServiceError>,
) {
    let outcome = AttemptOutcome::of_response(operation, metadata, error);
    let limits = ["AttachmentLimitExceeded", "CaseCreationLimitExceeded"];
    let is_limit = error.and_then(ServiceError::code).is_some_and(|code| limits.contains(&code));
    for mode in [RetryMode::Legacy, RetryMode::Standard, RetryMode::Adaptive] {
        let strategy = mode.strategy(u32::MAX, Arc::new(FixedJitter(1.0)));
        for attempt in [1, 2, 3, 1000, u32::MAX - 1] {
            if let RetryDecision::RetryAfter { delay, .. } = strategy.decide(attempt, &outcome) {
                assert!(error.is_some() || metadata.status >= 300, "an answer is retried");
                assert!(!is_limit, "{error:?} is retried");
                assert!(mode == RetryMode::Legacy || delay <= LONGEST_WAIT, "{delay:?}");
            }
        }
    }
}

fn header<'a>(response: &'a RawResponse, name: &str) -> Option<&'a str> {
    let found = response.headers.iter().find(|(header, _)| header == name);
    found.map(|(_, value)| value.as_str())
}

/// The code of a body that `serde_json` reads as an object with a text for its type.
fn code_by_another_reader(response: &RawResponse) -> Option<String> {
    if response.status == 300 || header(response, "x-amzn-query-error").is_some() {
        return None;
    }
    let Json::Object(members) = serde_json::from_slice(&response.body).ok()? else { return None };
    let code = members.get("__type")?.as_str()?;
    let bare = code.split_once(':').map_or(code, |(before, _)| before);
    Some(bare.rsplit_once('#').map_or(bare, |(_, after)| after).to_owned())
}
