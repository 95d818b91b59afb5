//! Stage 9: whether an attempt is the last. Pure: no clock, no I/O.

use std::fmt;
use std::time::Duration;

use crate::answer::Answer;
use crate::error::Error;

/// What is to happen after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryDecision {
    /// The outcome is the call's outcome.
    Done,
    /// Wait, and send the request again, newly signed.
    RetryAfter(Duration),
}

/// Decides after each attempt.
pub trait RetryStrategy: Send + Sync + fmt::Debug {
    /// What is to happen after the `attempt`th attempt (from 1) ended in `outcome`.
    fn decide(&self, attempt: u32, outcome: &Result<Answer, Error>) -> RetryDecision;
}

/// Every attempt is the last.
#[derive(Clone, Copy, Debug, Default)]
pub struct NeverRetry;

impl RetryStrategy for NeverRetry {
    fn decide(&self, _attempt: u32, _outcome: &Result<Answer, Error>) -> RetryDecision {
        RetryDecision::Done
    }
}
