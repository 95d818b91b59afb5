//! What an attempt came to, and which outcomes are worth another attempt.

use crate::error::{DispatchErrorKind, Error};
use crate::model::OperationModel;
use crate::parse::{ResponseMetadata, ServiceError};

/// An attempt as far as retries depend on it.
#[derive(Clone, Copy, Debug)]
pub struct AttemptOutcome<'a> {
    /// What came instead of a response, or the response.
    pub arrived: Arrived<'a>,
    /// What the service's model says of the response's error code.
    pub error_model: ErrorModel,
}

/// What a service's model says of an error: whether it may be retried, if it is in the model at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ErrorModel {
    /// It is not in the model, or there is no error.
    #[default]
    Unknown,
    /// The model has it, and does not say that it may be retried.
    Final,
    /// The model says that it may.
    Transient,
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
        let error_code = error.and_then(ServiceError::code);
        let retry_after = metadata.header("x-amz-retry-after");
        let arrived = Arrived::Response { status: metadata.status, error_code, retry_after };
        Self { arrived, error_model: ErrorModel::of(operation, error_code) }
    }

    /// The outcome that is a failure; `None` for failures that no attempt can mend: those of
    /// parameters, configuration, credentials, files, and of responses that cannot be read or are
    /// too large.
    pub fn of_failure(error: &Error) -> Option<Self> {
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
        Some(Self { arrived, error_model: ErrorModel::Unknown })
    }

    /// Whether, and why, the standard and the adaptive mode retry it.
    pub fn standard_kind(&self) -> Option<ErrorKind> {
        match self.arrived {
            Arrived::Response { error_code: Some(code), .. } if NEVER_RETRIED.contains(&code) => {
                None
            }
            Arrived::Response { status, error_code, .. } => {
                let has = |codes: &[&str]| error_code.is_some_and(|code| codes.contains(&code));
                let is_unknown = self.error_model == ErrorModel::Unknown;
                if has(THROTTLING_CODES) || (status == 429 && is_unknown) {
                    Some(ErrorKind::Throttling)
                } else if has(TRANSIENT_CODES)
                    || self.error_model == ErrorModel::Transient
                    || matches!(status, 500 | 502 | 503 | 504)
                {
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
                        || (status == 400
                            && (has(LEGACY_CODES) || self.error_model == ErrorModel::Transient)))
            }
            Arrived::NoConnection | Arrived::BrokenOff => true,
            Arrived::OtherFailure => false,
        }
    }
}

impl ErrorModel {
    /// What the operation's model says of the code. That an error may be retried it says of none.
    pub fn of(operation: &OperationModel, error_code: Option<&str>) -> Self {
        let is_modelled =
            error_code.is_some_and(|code| operation.errors.iter().any(|shape| shape.name == code));
        if is_modelled { Self::Final } else { Self::Unknown }
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
        AttemptOutcome { arrived, error_model: ErrorModel::of(operation, error_code) }
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
    fn the_model_may_say_that_an_error_is_worth_another_attempt() {
        let outcome = |error_model| {
            let error_code = Some("IDPCommunicationError");
            let arrived = Arrived::Response { status: 400, error_code, retry_after: None };
            AttemptOutcome { arrived, error_model }
        };
        let transient = outcome(ErrorModel::Transient);
        assert_eq!(transient.standard_kind(), Some(ErrorKind::Transient));
        assert!(transient.is_retryable_in_legacy_mode());
        for error_model in [ErrorModel::Unknown, ErrorModel::Final] {
            assert_eq!(outcome(error_model).standard_kind(), None);
            assert!(!outcome(error_model).is_retryable_in_legacy_mode());
        }
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
        let arrived = |kind| {
            let error = Error::Dispatch(DispatchError {
                kind,
                url: String::new(),
                source: "reason".into(),
            });
            AttemptOutcome::of_failure(&error).unwrap()
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
        assert!(AttemptOutcome::of_failure(&too_large).is_none());
        let error = Error::Construction("reason".into());
        assert!(AttemptOutcome::of_failure(&error).is_none());
    }
}
