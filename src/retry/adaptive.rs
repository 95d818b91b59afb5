//! The adaptive mode's rate: once the service has throttled a client, each attempt first takes a
//! token from a bucket whose rate follows how the service answers.

use std::sync::MutexGuard;
use std::time::{Duration, SystemTime};

use super::classify::{AttemptOutcome, ErrorKind};
use crate::forks::ForkLock;

/// Limits the rate of one client's attempts. Safe to share between threads.
#[derive(Debug)]
pub struct ClientRateLimiter {
    state: ForkLock<State>,
}

#[derive(Clone, Debug)]
struct State {
    /// Nothing is limited before the first throttling.
    enabled: bool,
    bucket: TokenBucket,
    measured: RateClocker,
    cubic: CubicCalculator,
}

impl ClientRateLimiter {
    /// The rate may grow to this multiple of the one that was measured.
    const MAX_RATE_ADJUST_SCALE: f64 = 2.0;

    /// A limiter that does not limit yet.
    pub fn new(now: SystemTime) -> Self {
        let now = epoch_seconds(now);
        let (bucket, measured) = (TokenBucket::new(now), RateClocker::new(now));
        let cubic = CubicCalculator::new(now);
        Self { state: ForkLock::new(State { enabled: false, bucket, measured, cubic }) }
    }

    /// Take the token of one attempt. `None`: it is taken. Otherwise try again after so long.
    pub fn take_token(&self, now: SystemTime) -> Option<Duration> {
        let mut state = self.state();
        if !state.enabled {
            return None;
        }
        let wait = state.bucket.acquire(epoch_seconds(now))?;
        Some(Duration::try_from_secs_f64(wait).unwrap_or(Duration::MAX))
    }

    /// Learn from the outcome of an attempt.
    pub fn learn(&self, outcome: &AttemptOutcome<'_>, now: SystemTime) {
        let now = epoch_seconds(now);
        let mut state = self.state();
        let measured = state.measured.record(now);
        let rate = if outcome.standard_kind() == Some(ErrorKind::Throttling) {
            let before =
                if state.enabled { measured.min(state.bucket.fill_rate) } else { measured };
            state.enabled = true;
            state.cubic.error_received(before, now)
        } else {
            state.cubic.success_received(now)
        };
        state.bucket.set_rate(rate.min(Self::MAX_RATE_ADJUST_SCALE * measured), now);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }
}

fn epoch_seconds(time: SystemTime) -> f64 {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}

/// Tokens that come at a rate, up to a number.
#[derive(Clone, Debug)]
struct TokenBucket {
    fill_rate: f64,
    max_capacity: f64,
    capacity: f64,
    last_refill: f64,
}

impl TokenBucket {
    const MIN_RATE: f64 = 0.5;

    /// Part of a token that is as good as none: seconds since 1970 have no finer steps as doubles.
    const ROUNDING: f64 = 1e-6;

    /// An empty bucket.
    fn new(now: f64) -> Self {
        Self { fill_rate: 1.0, max_capacity: 1.0, capacity: 0.0, last_refill: now }
    }

    fn set_rate(&mut self, rate: f64, now: f64) {
        // What came until now came at the old rate.
        self.refill(now);
        self.fill_rate = rate.max(Self::MIN_RATE);
        self.max_capacity = rate.max(1.0);
        self.capacity = self.capacity.min(self.max_capacity);
    }

    /// Take a token; otherwise, how many seconds until there will be one.
    fn acquire(&mut self, now: f64) -> Option<f64> {
        self.refill(now);
        let missing = 1.0 - self.capacity;
        if missing > Self::ROUNDING {
            return Some(missing / self.fill_rate);
        }
        self.capacity -= 1.0;
        None
    }

    fn refill(&mut self, now: f64) {
        // A clock that is set back fills nothing, and takes nothing away.
        let elapsed = (now - self.last_refill).max(0.0);
        self.capacity = self.max_capacity.min(self.capacity + elapsed * self.fill_rate);
        self.last_refill = now;
    }
}

/// The rate at which responses come, smoothed over half seconds.
#[derive(Clone, Debug)]
struct RateClocker {
    measured: f64,
    last_bucket: f64,
    count: f64,
}

impl RateClocker {
    const SMOOTHING: f64 = 0.8;
    const BUCKETS_PER_SECOND: f64 = 2.0;

    fn new(now: f64) -> Self {
        Self { measured: 0.0, last_bucket: now.floor(), count: 0.0 }
    }

    fn record(&mut self, now: f64) -> f64 {
        let bucket = (now * Self::BUCKETS_PER_SECOND).floor() / Self::BUCKETS_PER_SECOND;
        self.count += 1.0;
        if bucket > self.last_bucket {
            let current = self.count / (bucket - self.last_bucket);
            self.measured = current * Self::SMOOTHING + self.measured * (1.0 - Self::SMOOTHING);
            self.count = 0.0;
            self.last_bucket = bucket;
        }
        self.measured
    }
}

/// The rate after throttling, and how it grows again: RFC 8312's function for a window's size.
#[derive(Clone, Debug)]
struct CubicCalculator {
    w_max: f64,
    k: f64,
    last_fail: f64,
}

impl CubicCalculator {
    const SCALE: f64 = 0.4;
    const BETA: f64 = 0.7;

    fn new(now: f64) -> Self {
        Self { w_max: 0.0, k: 0.0, last_fail: now }
    }

    fn success_received(&self, now: f64) -> f64 {
        Self::SCALE * (now - self.last_fail - self.k).powi(3) + self.w_max
    }

    fn error_received(&mut self, rate: f64, now: f64) -> f64 {
        self.w_max = rate;
        self.k = (self.w_max * (1.0 - Self::BETA) / Self::SCALE).cbrt();
        self.last_fail = now;
        rate * Self::BETA
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::retry::classify::{Arrived, ErrorModel};

    fn at(seconds: f64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs_f64(seconds)
    }

    fn outcome(error_code: Option<&str>) -> AttemptOutcome<'_> {
        let status = if error_code.is_some() { 400 } else { 200 };
        let arrived = Arrived::Response { status, error_code, retry_after: None };
        AttemptOutcome { arrived, error_model: ErrorModel::Unknown }
    }

    #[test]
    fn nothing_is_limited_before_the_first_throttling() {
        let limiter = ClientRateLimiter::new(at(1000.0));
        for _ in 0..1000 {
            assert_eq!(limiter.take_token(at(1000.0)), None);
            limiter.learn(&outcome(None), at(1000.0));
            limiter.learn(&outcome(Some("InternalServerError")), at(1000.0));
        }
    }

    #[test]
    fn after_it_tokens_come_at_half_a_token_a_second_at_least() {
        let limiter = ClientRateLimiter::new(at(1000.0));
        limiter.learn(&outcome(Some("Throttling")), at(1000.0));
        assert_eq!(limiter.take_token(at(1000.0)), Some(Duration::from_secs(2)));
        assert_eq!(limiter.take_token(at(1001.0)), Some(Duration::from_secs(1)));
        assert_eq!(limiter.take_token(at(1002.0)), None);
        assert_eq!(limiter.take_token(at(1002.0)), Some(Duration::from_secs(2)));
    }

    #[test]
    fn the_rate_grows_with_successes_but_not_beyond_twice_the_measured_one() {
        let limiter = ClientRateLimiter::new(at(1000.0));
        limiter.learn(&outcome(Some("Throttling")), at(1000.0));
        for tenth in 0..100_u32 {
            limiter.learn(&outcome(None), at(1000.0 + f64::from(tenth) / 10.0));
        }
        let state = limiter.state();
        assert!(state.measured.measured > 9.0 && state.measured.measured < 11.0, "{state:?}");
        assert!(state.bucket.fill_rate <= 2.0 * state.measured.measured, "{state:?}");
        assert!(state.bucket.fill_rate > 10.0, "{state:?}");
    }

    #[test]
    fn a_clock_that_is_set_back_does_no_harm() {
        let limiter = ClientRateLimiter::new(at(1000.0));
        limiter.learn(&outcome(Some("Throttling")), at(1000.0));
        assert_eq!(limiter.take_token(at(900.0)), Some(Duration::from_secs(2)));
        assert_eq!(limiter.take_token(at(902.0)), None);
        limiter.learn(&outcome(None), SystemTime::UNIX_EPOCH - Duration::from_secs(5));
        assert!(limiter.take_token(at(1.0)).is_none_or(|wait| wait <= Duration::from_secs(2)));
    }

    /// Rates that botocore's own calculator gives.
    #[test]
    fn the_cubic_function_has_rfc_8312s_constants() {
        let mut cubic = CubicCalculator::new(0.0);
        assert!((cubic.error_received(10.0, 5.0) - 7.0).abs() < 1e-12);
        assert!((cubic.k - 7.5_f64.cbrt()).abs() < 1e-12);
        assert!((cubic.success_received(5.0) - 7.0).abs() < 1e-12);
        assert!((cubic.success_received(5.0 + cubic.k) - 10.0).abs() < 1e-12);
    }
}
