//! The standard mode: few attempts, short waits, and a quota for each client.

use std::sync::Arc;

use super::backoff::standard_delay;
use super::classify::{Arrived, AttemptOutcome, ErrorKind};
use super::quota::RetryQuota;
use super::{RetryDecision, RetryStrategy};
use crate::seams::Jitter;

/// What a success gives to the quota if it took no retry.
const NO_RETRY_INCREMENT: u32 = 1;

/// The standard mode of one client.
#[derive(Debug)]
pub struct StandardRetry {
    max_attempts: u32,
    jitter: Arc<dyn Jitter>,
    quota: RetryQuota,
}

impl StandardRetry {
    /// A strategy that allows so many attempts of each call.
    pub fn new(max_attempts: u32, jitter: Arc<dyn Jitter>) -> Self {
        Self { max_attempts, jitter, quota: RetryQuota::new() }
    }
}

impl ErrorKind {
    /// What a retry takes from the quota.
    const fn cost(self) -> u32 {
        match self {
            Self::Throttling => 5,
            Self::Transient => 14,
        }
    }

    /// Seconds that the first wait lasts at most.
    const fn base_scale(self) -> f64 {
        match self {
            Self::Throttling => 1.0,
            Self::Transient => 0.05,
        }
    }
}

impl RetryStrategy for StandardRetry {
    /// The last attempt is told as such whatever its outcome, be it a success.
    fn decide(&self, attempt: u32, outcome: &AttemptOutcome<'_>) -> RetryDecision {
        if attempt >= self.max_attempts {
            return RetryDecision::MaxAttemptsReached;
        }
        let Some(kind) = outcome.standard_kind() else {
            return RetryDecision::Done;
        };
        let cost = kind.cost();
        if !self.quota.acquire(cost) {
            return RetryDecision::RetryQuotaReached;
        }
        let retry_after = match outcome.arrived {
            Arrived::Response { retry_after, .. } => retry_after,
            _ => None,
        };
        let random = self.jitter.random();
        let delay = standard_delay(attempt, kind.base_scale(), random, retry_after);
        RetryDecision::RetryAfter { delay, cost }
    }

    fn succeeded(&self, cost: Option<u32>) {
        self.quota.release(cost.unwrap_or(NO_RETRY_INCREMENT));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::retry::classify::ErrorModel;
    use crate::seams::FixedJitter;

    fn response<'a>(
        status: u16,
        code: Option<&'a str>,
        after: Option<&'a str>,
    ) -> AttemptOutcome<'a> {
        let arrived = Arrived::Response { status, error_code: code, retry_after: after };
        AttemptOutcome { arrived, error_model: ErrorModel::Unknown }
    }

    fn strategy(max_attempts: u32) -> StandardRetry {
        StandardRetry::new(max_attempts, Arc::new(FixedJitter(1.0)))
    }

    #[test]
    fn waits_depend_on_the_kind_of_failure() {
        let strategy = strategy(9);
        let decide = |attempt, outcome: &AttemptOutcome<'_>| strategy.decide(attempt, outcome);
        let after =
            |millis, cost| RetryDecision::RetryAfter { delay: Duration::from_millis(millis), cost };
        assert_eq!(decide(1, &response(500, None, None)), after(50, 14));
        assert_eq!(decide(2, &response(500, None, None)), after(100, 14));
        assert_eq!(decide(1, &response(400, Some("Throttling"), None)), after(1000, 5));
        assert_eq!(decide(2, &response(400, Some("SlowDown"), None)), after(2000, 5));
        assert_eq!(decide(1, &response(503, None, Some("1500"))), after(1500, 14));
        assert_eq!(decide(1, &response(400, Some("Other"), None)), RetryDecision::Done);
        assert_eq!(decide(1, &response(200, None, None)), RetryDecision::Done);
    }

    #[test]
    fn the_last_attempt_is_told_whatever_came() {
        let strategy = strategy(2);
        for outcome in
            [response(500, None, None), response(400, None, None), response(200, None, None)]
        {
            assert_eq!(strategy.decide(2, &outcome), RetryDecision::MaxAttemptsReached);
        }
        assert!(strategy.quota.acquire(RetryQuota::CAPACITY));
    }

    /// As observed: 17 calls of three attempts, one of two, then one each.
    #[test]
    fn failures_use_the_quota_up() {
        let attempts_until_the_end = |code, calls: usize| -> Vec<u32> {
            let strategy = strategy(3);
            let outcome = response(500, code, None);
            let attempts = |_| {
                (1..9)
                    .find(|attempt| {
                        !matches!(
                            strategy.decide(*attempt, &outcome),
                            RetryDecision::RetryAfter { .. }
                        )
                    })
                    .unwrap()
            };
            (0..calls).map(attempts).collect()
        };
        let transient = attempts_until_the_end(None, 20);
        assert_eq!(transient, [vec![3; 17], vec![2], vec![1; 2]].concat());
        let throttled = attempts_until_the_end(Some("Throttling"), 52);
        assert_eq!(throttled, [vec![3; 50], vec![1; 2]].concat());
    }

    #[test]
    fn successes_give_back_what_their_last_retry_took() {
        let strategy = strategy(3);
        assert!(strategy.quota.acquire(RetryQuota::CAPACITY));
        let failure = response(500, None, None);
        assert_eq!(strategy.decide(1, &failure), RetryDecision::RetryQuotaReached);
        strategy.succeeded(Some(14));
        assert!(matches!(strategy.decide(1, &failure), RetryDecision::RetryAfter { .. }));
        for _ in 0..13 {
            strategy.succeeded(None);
        }
        assert_eq!(strategy.decide(1, &failure), RetryDecision::RetryQuotaReached);
        strategy.succeeded(None);
        assert!(matches!(strategy.decide(1, &failure), RetryDecision::RetryAfter { .. }));
    }
}
