//! How long to wait before the next attempt.

use std::time::Duration;

/// Seconds beyond its own wait that a client lets the service ask for.
const RETRY_AFTER_MAX_ADDITIONAL: f64 = 5.0;

/// The longest wait of the standard mode, in seconds, before the service has its say.
const MAX_BACKOFF: f64 = 20.0;

/// The standard mode's wait after the `attempt`th attempt: `random` (from 0 to 1) of an exponential
/// one that begins with `base_scale` seconds. The header `x-amz-retry-after`, in milliseconds, can
/// make it longer.
pub(crate) fn standard_delay(
    attempt: u32,
    base_scale: f64,
    random: f64,
    retry_after: Option<&str>,
) -> Duration {
    let own = random * (base_scale * doublings(attempt)).min(MAX_BACKOFF);
    let asked = retry_after.and_then(milliseconds);
    seconds(asked.map_or(own, |asked| own.max(asked.min(own + RETRY_AFTER_MAX_ADDITIONAL))))
}

/// The legacy mode's wait: `random` of one second, two, four, and so on without end.
pub(crate) fn legacy_delay(attempt: u32, random: f64) -> Duration {
    seconds(random * doublings(attempt))
}

fn doublings(attempt: u32) -> f64 {
    2.0_f64.powi(i32::try_from(attempt.saturating_sub(1)).unwrap_or(i32::MAX))
}

/// Longer than a duration can be is as good as for ever.
fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
}

/// Seconds of a number of milliseconds as Python's `int()` reads it; `None` for what is none, and
/// for negative ones.
fn milliseconds(text: &str) -> Option<f64> {
    let text = text.trim();
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let well_formed = digits
        .split('_')
        .all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()));
    if !well_formed {
        return None;
    }
    let number: f64 = digits.replace('_', "").parse().ok()?;
    let negative = text.starts_with('-') && number > 0.0;
    (number.is_finite() && !negative).then_some(number / 1000.0)
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "these numbers are exact")]
mod tests {
    use super::*;

    fn standard(attempt: u32, scale: f64, random: f64, after: Option<&str>) -> f64 {
        standard_delay(attempt, scale, random, after).as_secs_f64()
    }

    #[test]
    fn waits_double_up_to_their_bound() {
        assert_eq!(standard(1, 0.05, 1.0, None), 0.05);
        assert_eq!(standard(2, 0.05, 1.0, None), 0.1);
        assert_eq!(standard(2, 1.0, 0.25, None), 0.5);
        assert_eq!(standard(9, 1.0, 1.0, None), 20.0);
        assert_eq!(standard(u32::MAX, 1.0, 1.0, None), 20.0);
        assert_eq!(standard(3, 1.0, 0.0, None), 0.0);
    }

    #[test]
    fn legacy_waits_have_no_bound() {
        for (attempt, seconds) in [(1, 1), (2, 2), (3, 4), (4, 8), (11, 1024)] {
            assert_eq!(legacy_delay(attempt, 1.0), Duration::from_secs(seconds));
        }
        assert_eq!(legacy_delay(1, 0.5), Duration::from_millis(500));
        assert_eq!(legacy_delay(u32::MAX, 0.5), Duration::MAX);
        assert_eq!(legacy_delay(1, 0.0), Duration::ZERO);
    }

    #[test]
    fn the_service_can_ask_for_longer_waits_within_bounds() {
        assert_eq!(standard(1, 0.05, 0.0, Some("1500")), 1.5);
        assert_eq!(standard(1, 0.05, 1.0, Some("60000")), 5.05);
        assert_eq!(standard(1, 1.0, 1.0, Some("10")), 1.0);
        assert_eq!(standard(1, 1.0, 0.5, Some("0")), 0.5);
    }

    #[test]
    fn headers_are_read_as_python_reads_whole_numbers() {
        for (text, expected) in [
            ("1500", Some(1.5)),
            (" +1_500 ", Some(1.5)),
            ("-0", Some(0.0)),
            ("007", Some(0.007)),
            ("-5", None),
            ("1.5", None),
            ("1e3", None),
            ("", None),
            ("_1", None),
            ("1__0", None),
            ("+", None),
            ("inf", None),
            ("soon", None),
        ] {
            assert_eq!(milliseconds(text), expected, "{text:?}");
        }
        assert_eq!(milliseconds(&"9".repeat(400)), None);
    }
}
