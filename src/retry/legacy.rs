//! The legacy mode: more attempts, longer waits, and no quota.

use std::sync::Arc;

use super::backoff::legacy_delay;
use super::classify::AttemptOutcome;
use super::{RetryDecision, RetryStrategy};
use crate::seams::Jitter;

/// The legacy mode of one client.
#[derive(Debug)]
pub struct LegacyRetry {
    max_attempts: u32,
    jitter: Arc<dyn Jitter>,
}

impl LegacyRetry {
    /// A strategy that allows so many attempts of each call.
    pub fn new(max_attempts: u32, jitter: Arc<dyn Jitter>) -> Self {
        Self { max_attempts, jitter }
    }
}

impl RetryStrategy for LegacyRetry {
    /// The last attempt is told as such only where another one was wanted.
    fn decide(&self, attempt: u32, outcome: &AttemptOutcome<'_>) -> RetryDecision {
        if !outcome.is_retryable_in_legacy_mode() {
            RetryDecision::Done
        } else if attempt >= self.max_attempts {
            RetryDecision::MaxAttemptsReached
        } else {
            let delay = legacy_delay(attempt, self.jitter.random());
            RetryDecision::RetryAfter { delay, cost: 0 }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::retry::classify::{Arrived, ErrorModel};
    use crate::seams::FixedJitter;

    #[test]
    fn only_what_is_given_up_is_told_as_the_last_attempt() {
        let strategy = LegacyRetry::new(3, Arc::new(FixedJitter(0.5)));
        let decide = |attempt, status| {
            let retry_after = Some("60000");
            let arrived = Arrived::Response { status, error_code: None, retry_after };
            strategy.decide(attempt, &AttemptOutcome { arrived, error_model: ErrorModel::Unknown })
        };
        let after =
            |millis| RetryDecision::RetryAfter { delay: Duration::from_millis(millis), cost: 0 };
        assert_eq!(decide(1, 509), after(500));
        assert_eq!(decide(2, 509), after(1000));
        assert_eq!(decide(3, 509), RetryDecision::MaxAttemptsReached);
        assert_eq!(decide(3, 200), RetryDecision::Done);
        assert_eq!(decide(3, 400), RetryDecision::Done);
    }
}
