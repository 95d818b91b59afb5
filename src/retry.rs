//! Stage 9: whether an attempt is the last. Pure: no clock, no I/O; what there is of state is behind
//! a lock and belongs to one client.
//!
//! The rules, costs and bounds are those of botocore 1.44.5: [`standard`] and [`legacy`] decide on
//! retries, [`adaptive`] on when an attempt may be sent at all.

pub mod adaptive;
pub(crate) mod announce;
mod backoff;
pub mod classify;
pub mod legacy;
mod quota;
pub mod standard;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use self::adaptive::ClientRateLimiter;
use self::classify::AttemptOutcome;
use self::legacy::LegacyRetry;
use self::standard::StandardRetry;
use crate::seams::{Clock, Jitter};

/// What is to happen after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryDecision {
    /// The outcome is the call's outcome.
    Done,
    /// It is, and this was the last attempt that the configuration allows.
    MaxAttemptsReached,
    /// It is, although it could be retried: the client's retry quota is used up.
    RetryQuotaReached,
    /// Wait, and send the request again, newly signed.
    RetryAfter {
        /// How long to wait.
        delay: Duration,
        /// What the retry took from the client's quota: to be given back by
        /// [`RetryStrategy::succeeded`].
        cost: u32,
    },
}

/// Decides after each attempt.
pub trait RetryStrategy: Send + Sync + fmt::Debug {
    /// What is to happen after the `attempt`th attempt (from 1) had this outcome.
    fn decide(&self, attempt: u32, outcome: &AttemptOutcome<'_>) -> RetryDecision;

    /// A call had a 2xx answer; `cost` is what its last retry took, if there was one.
    fn succeeded(&self, cost: Option<u32>) {
        let _ = cost;
    }
}

/// Every attempt is the last.
#[derive(Clone, Copy, Debug, Default)]
pub struct NeverRetry;

impl RetryStrategy for NeverRetry {
    fn decide(&self, _attempt: u32, _outcome: &AttemptOutcome<'_>) -> RetryDecision {
        RetryDecision::Done
    }
}

/// A retry mode by botocore's names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RetryMode {
    /// Five attempts, long waits, no quota: what was there before there were modes.
    Legacy,
    /// Three attempts and a quota of retries for each client.
    #[default]
    Standard,
    /// The same, and after throttling the client limits its own rate.
    Adaptive,
}

impl RetryMode {
    /// The mode of this name; names are case-sensitive.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Legacy, Self::Standard, Self::Adaptive].into_iter().find(|mode| mode.name() == name)
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Legacy => "legacy",
            Self::Standard => "standard",
            Self::Adaptive => "adaptive",
        }
    }

    /// The id that stands for it in the User-Agent's `m/` segment.
    pub const fn feature_id(self) -> &'static str {
        match self {
            Self::Legacy => "D",
            Self::Standard => "E",
            Self::Adaptive => "F",
        }
    }

    /// Whether the first attempt already says how many there may be.
    pub const fn announces_max_attempts(self) -> bool {
        !matches!(self, Self::Legacy)
    }

    /// What decides on the retries of a new client.
    pub fn strategy(self, max_attempts: u32, jitter: Arc<dyn Jitter>) -> Arc<dyn RetryStrategy> {
        match self {
            Self::Legacy => Arc::new(LegacyRetry::new(max_attempts, jitter)),
            Self::Standard | Self::Adaptive => Arc::new(StandardRetry::new(max_attempts, jitter)),
        }
    }

    /// What limits the rate of a new client's attempts, if anything does.
    pub fn rate_limiter(self, clock: &dyn Clock) -> Option<Arc<ClientRateLimiter>> {
        (self == Self::Adaptive).then(|| Arc::new(ClientRateLimiter::new(clock.now())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_found_by_their_exact_names_only() {
        for mode in [RetryMode::Legacy, RetryMode::Standard, RetryMode::Adaptive] {
            assert_eq!(RetryMode::named(mode.name()), Some(mode));
        }
        for name in ["", "Standard", "standard ", "none"] {
            assert_eq!(RetryMode::named(name), None);
        }
    }
}
