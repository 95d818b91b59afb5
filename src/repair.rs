//! Failures after which the client knows better: its clock is wrong, its token has expired, or an
//! endpoint cannot be reached and another one can. The request is then sent once more at once, which
//! counts as no attempt. boto3 does none of this.

use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use crate::error::DispatchErrorKind;
use crate::http_date::parse_http_date;
use crate::model::OperationModel;
use crate::parse::ServiceError;
use crate::value::Value;

/// What a client's calls have learned for those that follow.
#[derive(Debug, Default)]
pub struct Learned {
    /// By how many seconds the service's clock is ahead.
    clock_offset: AtomicI64,
    /// Which of the client's endpoints answered last.
    endpoint: AtomicUsize,
}

/// Smaller differences are those of the network and of whole seconds; no signature fails for them.
const LEAST_CLOCK_CHANGE: i64 = 10;

/// 9999-01-01: whoever says that it is later is not believed, since signatures have no dates for much
/// longer.
const END_OF_TIME: i64 = 253_370_764_800;

impl Learned {
    /// The time on the service's clock, as far as it is known, when ours shows `now`.
    pub(crate) fn service_time(&self, now: SystemTime) -> SystemTime {
        let offset = self.clock_offset.load(Ordering::Relaxed);
        let size = Duration::from_secs(offset.unsigned_abs());
        let corrected = if offset < 0 { now.checked_sub(size) } else { now.checked_add(size) };
        corrected.unwrap_or(now)
    }

    /// Set our clock by a `Date` header that came when it showed `now`. Says whether that makes a
    /// difference for signatures.
    pub(crate) fn set_clock(&self, date: Option<&str>, now: SystemTime) -> bool {
        let Some(service) = date.and_then(parse_http_date).map(seconds_of) else { return false };
        if service >= END_OF_TIME {
            return false;
        }
        let offset = service - seconds_of(now);
        let before = self.clock_offset.load(Ordering::Relaxed);
        let differs = (offset - before).abs() >= LEAST_CLOCK_CHANGE;
        if differs {
            self.clock_offset.store(offset, Ordering::Relaxed);
        }
        differs
    }

    pub(crate) fn endpoint(&self) -> usize {
        self.endpoint.load(Ordering::Relaxed)
    }

    pub(crate) fn set_endpoint(&self, endpoint: usize) {
        self.endpoint.store(endpoint, Ordering::Relaxed);
    }
}

fn seconds_of(time: SystemTime) -> i64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX / 2)
}

/// Codes that say that the client's clock is wrong, whatever the message.
const CLOCK_SKEW_CODES: &[&str] = &["RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"];

/// What a message begins with that says so under a code of several meanings.
const CLOCK_SKEW_TEXTS: &[&str] = &["Signature expired", "Signature not yet current"];

/// Whether a refusal with this code and message means that the client's clock is wrong.
pub(crate) fn is_clock_skew(code: Option<&str>, message: Option<&str>) -> bool {
    let says_so = |text: &&str| message.is_some_and(|message| message.starts_with(*text));
    code.is_some_and(|code| CLOCK_SKEW_CODES.contains(&code))
        || CLOCK_SKEW_TEXTS.iter().any(says_so)
}

/// Whether a refusal with this code means that the session token has expired.
pub fn is_expired_token(code: Option<&str>) -> bool {
    matches!(code, Some("ExpiredToken" | "ExpiredTokenException"))
}

/// An error's message, if it is text as it should be.
pub(crate) fn message_of(error: &ServiceError) -> Option<&str> {
    match &error.details.as_ref()?.message {
        Value::Text(message) => message.as_str(),
        _ => None,
    }
}

/// Whether another endpoint may be tried after a failure of this kind: where nothing was sent, and
/// where nothing can have been done.
pub(crate) fn may_go_elsewhere(operation: &OperationModel, kind: DispatchErrorKind) -> bool {
    match kind {
        DispatchErrorKind::Connect | DispatchErrorKind::ConnectTimeout => true,
        DispatchErrorKind::ReadTimeout | DispatchErrorKind::Closed => operation.only_reads(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SUPPORT;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    /// 2026-01-02T03:04:05Z.
    const TIME: u64 = 1_767_323_045;
    const DATE: Option<&str> = Some("Fri, 02 Jan 2026 03:04:05 GMT");

    #[test]
    fn clocks_are_set_by_the_services_in_both_directions() {
        for ours in [TIME - 3600, TIME + 86_400] {
            let learned = Learned::default();
            assert_eq!(learned.service_time(at(ours)), at(ours));
            assert!(learned.set_clock(DATE, at(ours)));
            assert_eq!(learned.service_time(at(ours)), at(TIME));
            assert_eq!(learned.service_time(at(ours + 60)), at(TIME + 60));
            // What is right already makes no difference.
            assert!(!learned.set_clock(DATE, at(ours)));
        }
    }

    #[test]
    fn without_another_time_nothing_is_set() {
        let learned = Learned::default();
        for (date, ours) in [(None, TIME + 3600), (Some("soon"), TIME + 3600), (DATE, TIME + 5)] {
            assert!(!learned.set_clock(date, at(ours)));
            assert_eq!(learned.service_time(at(ours)), at(ours));
        }
    }

    #[test]
    fn a_clock_far_before_1970_is_left_alone() {
        let learned = Learned::default();
        assert!(learned.set_clock(DATE, at(TIME + 86_400)));
        let early = SystemTime::UNIX_EPOCH;
        assert!(learned.service_time(early) <= early);
    }

    #[test]
    fn dates_at_the_end_of_the_calendar_are_not_believed() {
        let learned = Learned::default();
        for date in ["Fri, 01 Jan 9999 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:60 GMT"] {
            assert!(!learned.set_clock(Some(date), at(TIME)), "{date}");
        }
        assert!(learned.set_clock(Some("Thu, 31 Dec 9998 23:59:59 GMT"), at(TIME)));
    }

    #[test]
    fn skew_is_told_by_codes_and_by_texts() {
        for code in CLOCK_SKEW_CODES {
            assert!(is_clock_skew(Some(code), None));
        }
        let expired = "Signature expired: 20260102T030405Z is now earlier than 20260102T033405Z";
        assert!(is_clock_skew(Some("InvalidSignatureException"), Some(expired)));
        let early = "Signature not yet current: 20260102T030405Z is still later than ...";
        assert!(is_clock_skew(Some("SignatureDoesNotMatch"), Some(early)));
        let other = "The request signature we calculated does not match";
        assert!(!is_clock_skew(Some("InvalidSignatureException"), Some(other)));
        assert!(!is_clock_skew(None, None));
    }

    #[test]
    fn requests_go_elsewhere_only_where_nothing_can_have_been_done() {
        use DispatchErrorKind::{Closed, Connect, ConnectTimeout, Other, Proxy, ReadTimeout, Tls};
        let may = |name, kind| may_go_elsewhere(SUPPORT.operation(name).unwrap(), kind);
        for kind in [Connect, ConnectTimeout] {
            assert!(may("CreateCase", kind) && may("DescribeCases", kind));
        }
        for kind in [ReadTimeout, Closed] {
            assert!(!may("CreateCase", kind) && may("DescribeCases", kind));
            assert!(!may("GetAttachmentUploadLinks", kind));
        }
        for kind in [Tls, Proxy, Other] {
            assert!(!may("CreateCase", kind) && !may("DescribeCases", kind));
        }
    }
}
