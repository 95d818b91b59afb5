//! Decisions on retries for the calls that fetch credentials, which are made from Python.

use std::sync::Arc;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::retries::{Came, arrived};
use super::seams::jitter;
use crate::retry::classify::{AttemptOutcome, ErrorModel};
use crate::retry::{RetryDecision, RetryMode, RetryStrategy};

/// The retries of a client of STS or the like: by the same rules as those of the service's own, with
/// a quota of its own. The adaptive mode retries as the standard one does.
#[pyclass(frozen, module = "awssupport._awssupport")]
pub(super) struct CredentialRetries {
    strategy: Arc<dyn RetryStrategy>,
}

#[pymethods]
impl CredentialRetries {
    /// For a retry mode and that many attempts. `random` gives a number from 0 to 1: the system's,
    /// unless it is given.
    #[new]
    #[pyo3(signature = (mode, max_attempts, random=None))]
    fn new(mode: &str, max_attempts: u32, random: Option<Bound<'_, PyAny>>) -> PyResult<Self> {
        let mode = RetryMode::named(mode)
            .ok_or_else(|| PyValueError::new_err(format!("no retry mode: {mode:?}")))?;
        Ok(Self { strategy: mode.strategy(max_attempts, jitter(random)) })
    }

    /// What is to happen after the `attempt`th attempt (from 1): how many seconds to wait before the
    /// next one, `None` for no more; and whether it is said of the last that it was the last that may
    /// be made. `came` is what `NativeRetries.decide` takes; `is_modeled` and `is_retryable` are what
    /// the service's model says of the error's code.
    fn decide(
        &self,
        attempt: u32,
        came: Came<'_>,
        is_modeled: bool,
        is_retryable: bool,
    ) -> PyResult<(Option<f64>, bool)> {
        let error_model = match (is_modeled, is_retryable) {
            (_, true) => ErrorModel::Transient,
            (true, false) => ErrorModel::Final,
            (false, false) => ErrorModel::Unknown,
        };
        let outcome = AttemptOutcome { arrived: arrived(came)?, error_model };
        Ok(match self.strategy.decide(attempt, &outcome) {
            RetryDecision::RetryAfter { delay, .. } => (Some(delay.as_secs_f64()), false),
            last => (None, last == RetryDecision::MaxAttemptsReached),
        })
    }
}
