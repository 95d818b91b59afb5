//! What an attempt came to, and which outcomes are worth another attempt.

use crate::error::{DispatchErrorKind, Error};
use crate::model::OperationModel;
use crate::parse::{ResponseMetadata, ServiceError};

/// An attempt as far as retries depend on it.
#[derive(Clone, Copy, Debug)]
pub struct AttemptOutcome<'a> {
    /// The operation.
    pub operation: &'a OperationModel,
    /// What came instead of a response, or the response.
    pub arrived: Arrived<'a>,
}

/// What came of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrived<'a> {
    /// A response, be it the answer or an error.
    Response {
        /// The HTTP status.
        status: u16,
        /// The error's code; `None` for an answer, and for codes that are no text.
        error_code: Option<&'a str>,
        /// The header `x-amz-retry-after`.
        retry_after: Option<&'a str>,
    },
    /// No connection: refused, timed out, or TLS or a proxy failed.
    NoConnection,
    /// A connection, and no complete response.
    BrokenOff,
    /// Another failure of the HTTP layer.
    OtherFailure,
}

/// Why an attempt is worth another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The service wants fewer requests.
    Throttling,
    /// It may work next time.
    Transient,
}

/// Refusals that another attempt cannot change and that count against the account: whatever status
/// comes with them, they are never retried. botocore does retry them with status 500.
const NEVER_RETRIED: &[&str] = &["AttachmentLimitExceeded", "CaseCreationLimitExceeded"];

const THROTTLING_CODES: &[&str] = &[
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottledException",
    "TooManyRequestsException",
    "ProvisionedThroughputExceededException",
    "TransactionInProgressException",
    "RequestLimitExceeded",
    "BandwidthLimitExceeded",
    "LimitExceededException",
    "RequestThrottled",
    "SlowDown",
    "PriorRequestNotComplete",
    "EC2ThrottledException",
];

const TRANSIENT_CODES: &[&str] =
    &["RequestTimeout", "RequestTimeoutException", "PriorRequestNotComplete"];

const LEGACY_CODES: &[&str] = &[
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottledException",
    "ProvisionedThroughputExceededException",
];

impl<'a> AttemptOutcome<'a> {
    /// The outcome that is a response with this metadata; `error` if it is one.
    pub fn of_response(
        operation: &'a OperationModel,
        metadata: &'a ResponseMetadata,
        error: Option<&'a ServiceError>,
    ) -> Self {
        let arrived = Arrived::Response {
            status: metadata.status,
            error_code: error.and_then(ServiceError::code),
            retry_after: metadata.header("x-amz-retry-after"),
        };
        Self { operation, arrived }
    }

    /// The outcome that is a failure; `None` for failures that no attempt can mend: those of
    /// parameters, configuration, credentials, files, and of responses that cannot be read or are
    /// too large.
    pub fn of_failure(operation: &'a OperationModel, error: &Error) -> Option<Self> {
        let Error::Dispatch(error) = error else { return None };
        let arrived = match error.kind {
            DispatchErrorKind::Connect
            | DispatchErrorKind::ConnectTimeout
            | DispatchErrorKind::Tls
            | DispatchErrorKind::Proxy => Arrived::NoConnection,
            DispatchErrorKind::ReadTimeout | DispatchErrorKind::Closed => Arrived::BrokenOff,
            DispatchErrorKind::ProxyFiles | DispatchErrorKind::Other => Arrived::OtherFailure,
            DispatchErrorKind::TooLarge => return None,
        };
        Some(Self { operation, arrived })
    }

    /// Whether, and why, the standard and the adaptive mode retry it.
    pub fn standard_kind(&self) -> Option<ErrorKind> {
        match self.arrived {
            Arrived::Response { error_code: Some(code), .. } if NEVER_RETRIED.contains(&code) => {
                None
            }
            Arrived::Response { status, error_code, .. } => {
                let has = |codes: &[&str]| error_code.is_some_and(|code| codes.contains(&code));
                if has(THROTTLING_CODES) || (status == 429 && !self.has_modelled_code()) {
                    Some(ErrorKind::Throttling)
                } else if has(TRANSIENT_CODES) || matches!(status, 500 | 502 | 503 | 504) {
                    Some(ErrorKind::Transient)
                } else {
                    None
                }
            }
            Arrived::NoConnection | Arrived::BrokenOff | Arrived::OtherFailure => {
                Some(ErrorKind::Transient)
            }
        }
    }

    /// Whether the legacy mode retries it.
    pub fn is_retryable_in_legacy_mode(&self) -> bool {
        match self.arrived {
            Arrived::Response { status, error_code, .. } => {
                let has = |codes: &[&str]| error_code.is_some_and(|code| codes.contains(&code));
                !has(NEVER_RETRIED)
                    && (matches!(status, 429 | 500 | 502 | 503 | 504 | 509)
                        || (status == 400 && has(LEGACY_CODES)))
            }
            Arrived::NoConnection | Arrived::BrokenOff => true,
            Arrived::OtherFailure => false,
        }
    }

    /// Whether the operation's model has the error: then the model says whether it may be retried,
    /// and for this service it says so of none.
    fn has_modelled_code(&self) -> bool {
        match self.arrived {
            Arrived::Response { error_code: Some(code), .. } => {
                self.operation.errors.iter().any(|shape| shape.name == code)
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::DispatchError;
    use crate::model::SUPPORT;

    fn response(status: u16, error_code: Option<&str>) -> AttemptOutcome<'_> {
        let operation = SUPPORT.operation("DescribeCases").unwrap();
        let arrived = Arrived::Response { status, error_code, retry_after: None };
        AttemptOutcome { operation, arrived }
    }

    #[test]
    fn the_standard_mode_retries_by_status() {
        for status in [500, 502, 503, 504] {
            assert_eq!(response(status, None).standard_kind(), Some(ErrorKind::Transient));
        }
        assert_eq!(response(429, None).standard_kind(), Some(ErrorKind::Throttling));
        for status in [200, 300, 301, 400, 403, 404, 408, 413, 501, 505, 509] {
            assert_eq!(response(status, Some("Any")).standard_kind(), None, "{status}");
        }
    }

    #[test]
    fn the_standard_mode_retries_by_code_whatever_the_status() {
        for status in [400, 403, 500] {
            for code in THROTTLING_CODES {
                let kind = response(status, Some(code)).standard_kind();
                assert_eq!(kind, Some(ErrorKind::Throttling), "{status} {code}");
            }
            for code in ["RequestTimeout", "RequestTimeoutException"] {
                let kind = response(status, Some(code)).standard_kind();
                assert_eq!(kind, Some(ErrorKind::Transient), "{status} {code}");
            }
        }
        for code in [
            "InternalServerError",
            "ExpiredToken",
            "RequestTimeTooSkewed",
            "AttachmentLimitExceeded",
            "CaseCreationLimitExceeded",
            "throttling",
            "",
        ] {
            assert_eq!(response(400, Some(code)).standard_kind(), None, "{code}");
        }
    }

    #[test]
    fn status_429_does_not_count_where_the_operation_models_the_code() {
        let kind = |code| response(429, Some(code)).standard_kind();
        assert_eq!(kind("CaseIdNotFound"), None);
        assert_eq!(kind("AttachmentIdNotFound"), Some(ErrorKind::Throttling));
        assert_eq!(kind("RequestTimeout"), Some(ErrorKind::Throttling));
    }

    #[test]
    fn limits_of_the_account_are_never_retried() {
        for code in NEVER_RETRIED {
            for status in [400, 429, 500, 503] {
                assert_eq!(response(status, Some(code)).standard_kind(), None);
                assert!(!response(status, Some(code)).is_retryable_in_legacy_mode());
            }
        }
    }

    #[test]
    fn the_legacy_mode_has_rules_of_its_own() {
        for status in [429, 500, 502, 503, 504, 509] {
            assert!(response(status, Some("CaseIdNotFound")).is_retryable_in_legacy_mode());
        }
        for code in LEGACY_CODES {
            assert!(response(400, Some(code)).is_retryable_in_legacy_mode());
            assert!(!response(403, Some(code)).is_retryable_in_legacy_mode());
        }
        for code in ["TooManyRequestsException", "RequestTimeout", "SlowDown"] {
            assert!(!response(400, Some(code)).is_retryable_in_legacy_mode());
        }
        assert!(!response(200, None).is_retryable_in_legacy_mode());
    }

    #[test]
    fn failures_are_told_apart_as_botocores_classes_do() {
        let operation = SUPPORT.operation("DescribeCases").unwrap();
        let arrived = |kind| {
            let error = Error::Dispatch(DispatchError {
                kind,
                url: String::new(),
                source: "reason".into(),
            });
            AttemptOutcome::of_failure(operation, &error).unwrap()
        };
        for (kind, legacy) in [
            (DispatchErrorKind::Connect, true),
            (DispatchErrorKind::ConnectTimeout, true),
            (DispatchErrorKind::Tls, true),
            (DispatchErrorKind::ReadTimeout, true),
            (DispatchErrorKind::Closed, true),
            (DispatchErrorKind::Proxy, true),
            (DispatchErrorKind::ProxyFiles, false),
            (DispatchErrorKind::Other, false),
        ] {
            assert_eq!(arrived(kind).standard_kind(), Some(ErrorKind::Transient));
            assert_eq!(arrived(kind).is_retryable_in_legacy_mode(), legacy, "{kind:?}");
        }
        let too_large = Error::Dispatch(DispatchError {
            kind: DispatchErrorKind::TooLarge,
            url: String::new(),
            source: "reason".into(),
        });
        assert!(AttemptOutcome::of_failure(operation, &too_large).is_none());
        let error = Error::Construction("reason".into());
        assert!(AttemptOutcome::of_failure(operation, &error).is_none());
    }
}
