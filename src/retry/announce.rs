//! What an attempt says of itself in the header `amz-sdk-request`.

use std::time::Duration;

use crate::http_date::{amz_date, parse_http_date};

/// The header's value. `max` is left out where it is `None`; `ttl` is told from the second attempt
/// on, if the server's clock is known.
pub(crate) fn attempt_header(attempt: u32, max: Option<u32>, ttl: Option<&str>) -> String {
    let ttl = ttl.map(|ttl| format!("ttl={ttl}; ")).unwrap_or_default();
    let max = max.map(|max| format!("; max={max}")).unwrap_or_default();
    format!("{ttl}attempt={attempt}{max}")
}

/// Until when the answer to the next attempt is waited for, on the clock of the server that sent
/// this `Date` header; `None` where there is no such moment.
pub(crate) fn ttl(date: Option<&str>, read_timeout: Option<Duration>) -> Option<String> {
    let until = parse_http_date(date?)?.checked_add(read_timeout?)?;
    amz_date(until)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_that_are_known_stand_in_botocores_order() {
        assert_eq!(attempt_header(1, Some(3), None), "attempt=1; max=3");
        assert_eq!(attempt_header(1, None, None), "attempt=1");
        let ttl = Some("20260102T030505Z");
        assert_eq!(attempt_header(2, Some(5), ttl), "ttl=20260102T030505Z; attempt=2; max=5");
    }

    #[test]
    fn the_servers_clock_and_the_read_timeout_make_the_ttl() {
        let date = Some("Fri, 02 Jan 2026 03:04:05 GMT");
        let minute = Some(Duration::from_mins(1));
        assert_eq!(ttl(date, minute).unwrap(), "20260102T030505Z");
        assert_eq!(ttl(date, Some(Duration::from_millis(1500))).unwrap(), "20260102T030406Z");
        assert_eq!(ttl(date, None), None);
        assert_eq!(ttl(date, Some(Duration::MAX)), None);
        assert_eq!(ttl(Some("soon"), minute), None);
        assert_eq!(ttl(None, minute), None);
    }
}
