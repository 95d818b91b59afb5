//! Dates: as HTTP headers have them, and as AWS writes them.

use std::time::{Duration, SystemTime};

const SECONDS_PER_DAY: i64 = 86_400;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The time of a `Date` header in the form that everybody sends (RFC 1123):
/// `Fri, 02 Jan 2026 03:04:05 GMT`. `None` for anything else, before 1970 and after 9999.
pub(crate) fn parse_http_date(text: &str) -> Option<SystemTime> {
    let (weekday, rest) = text.trim().split_once(',')?;
    let known = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    if !known.contains(&weekday.to_ascii_lowercase().as_str()) {
        return None;
    }
    let mut parts = rest.split_ascii_whitespace();
    let day = number(parts.next()?, 2)?;
    let month = parts.next()?.to_ascii_lowercase();
    let month = i64::try_from(MONTHS.iter().position(|name| *name == month)?).ok()? + 1;
    let year = parts.next().filter(|year| year.len() == 4).and_then(|year| number(year, 4))?;
    let mut clock = parts.next()?.split(':').map(|part| number(part, 2));
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    let zone = parts.next()?.to_ascii_lowercase();
    let complete = clock.next().is_none() && parts.next().is_none();
    let in_range =
        (1..=days_in_month(year, month)).contains(&day) && hour < 24 && minute < 60 && second < 61;
    if !complete || !in_range || !matches!(zone.as_str(), "gmt" | "utc") {
        return None;
    }
    let seconds =
        days_from_civil(year, month, day) * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second;
    let time =
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(u64::try_from(seconds).ok()?));
    // A leap second can end the last year.
    time.filter(|time| amz_date(*time).is_some())
}

/// A time as `20260102T030405Z`, parts of a second cut off. `None` before 1970 and after 9999.
pub(crate) fn amz_date(time: SystemTime) -> Option<String> {
    let seconds = time.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs();
    let seconds = i64::try_from(seconds).ok()?;
    let (days, rest) = (seconds / SECONDS_PER_DAY, seconds % SECONDS_PER_DAY);
    // Beyond that the calendar below would overflow.
    let (year, month, day) = (days < 3_000_000).then(|| civil_from_days(days))?;
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    (year <= 9999).then(|| format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z"))
}

fn number(text: &str, max_digits: usize) -> Option<i64> {
    let well_formed =
        (1..=max_digits).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    well_formed.then(|| text.parse().ok()).flatten()
}

fn days_in_month(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar. Years begin in March here, so that the
/// leap day is their last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719_468
}

/// The date so many days after 1970-01-01: year, month, day.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(text: &str) -> Option<u64> {
        let time = parse_http_date(text)?;
        Some(time.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs())
    }

    #[test]
    fn dates_of_rfc_1123_are_read() {
        for (text, expected) in [
            ("Fri, 02 Jan 2026 03:04:05 GMT", 1_767_323_045),
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199),
            ("fri, 2 JAN 2026 3:4:5 utc", 1_767_323_045),
            // Nobody checks the weekday.
            ("Mon, 02 Jan 2026 03:04:05 GMT", 1_767_323_045),
        ] {
            assert_eq!(parsed(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn anything_else_is_none() {
        for text in [
            "",
            "soon",
            "Friday, 02-Jan-26 03:04:05 GMT",
            "Fri Jan  2 03:04:05 2026",
            "Fri, 02 Jan 2026 03:04:05",
            "Fri, 02 Jan 2026 03:04:05 +0000",
            "Fri, 02 Jan 2026 03:04:05 GMT x",
            "Fri, 02 Jan 2026 03:04 GMT",
            "Fri, 02 Jan 2026 03:04:05:06 GMT",
            "Fri, 02 Jan 26 03:04:05 GMT",
            "Fri, 29 Feb 2023 00:00:00 GMT",
            "Fri, 31 Apr 2026 00:00:00 GMT",
            "Fri, 00 Jan 2026 00:00:00 GMT",
            "Fri, 02 Jan 2026 24:00:00 GMT",
            "Fri, 02 Jan 2026 00:60:00 GMT",
            "Fri, 02 Foo 2026 00:00:00 GMT",
            "Fri, 02 Jan 1969 00:00:00 GMT",
            "Fri, 31 Dec 9999 23:59:60 GMT",
            "Fri, +2 Jan 2026 00:00:00 GMT",
            "Xyz, 02 Jan 2026 00:00:00 GMT",
        ] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }

    #[test]
    fn aws_writes_dates_without_punctuation() {
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        assert_eq!(amz_date(at(1_767_323_045)).unwrap(), "20260102T030405Z");
        assert_eq!(amz_date(at(0)).unwrap(), "19700101T000000Z");
        assert_eq!(amz_date(at(253_402_300_799)).unwrap(), "99991231T235959Z");
        assert_eq!(amz_date(at(253_402_300_800)), None);
        assert_eq!(amz_date(SystemTime::UNIX_EPOCH - Duration::from_secs(1)), None);
    }

    proptest! {
        #[test]
        fn a_date_is_the_same_in_both_forms(seconds in 0_u64..253_402_300_800) {
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            let amz = amz_date(time).unwrap();
            let month = MONTHS[amz[4..6].parse::<usize>().unwrap() - 1];
            let http = format!(
                "Mon, {} {month} {} {}:{}:{} GMT",
                &amz[6..8], &amz[..4], &amz[9..11], &amz[11..13], &amz[13..15]
            );
            prop_assert_eq!(parse_http_date(&http), Some(time));
        }

        #[test]
        fn no_text_is_a_panic(text in "[A-Za-z0-9 ,:+-]{0,40}") {
            let _ = parse_http_date(&text);
        }
    }
}
