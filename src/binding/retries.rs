//! Decisions on retries for calls that Python event handlers have a say in.

use std::sync::Arc;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::client::operation_model;
use crate::config::ClientConfig;
use crate::orchestrator::Orchestrator;
use crate::retry::adaptive::ClientRateLimiter;
use crate::retry::classify::{Arrived, AttemptOutcome, ErrorModel};
use crate::retry::{RetryDecision, RetryStrategy};
use crate::seams::Clock;

/// A client's retries: its mode, its quota and, in the adaptive mode, its rate. The same for all of
/// its calls, with and without event handlers.
#[pyclass(frozen, module = "awssupport._awssupport")]
pub(super) struct NativeRetries {
    config: Arc<ClientConfig>,
    strategy: Arc<dyn RetryStrategy>,
    rate_limiter: Option<Arc<ClientRateLimiter>>,
    clock: Arc<dyn Clock>,
}

/// What came of an attempt, as Python says it: the response's status, the error's code, the header
/// `x-amz-retry-after`, and what came instead of a response.
pub(super) type Came<'a> = (Option<u16>, Option<&'a str>, Option<&'a str>, Option<&'a str>);

impl NativeRetries {
    pub(super) fn of(orchestrator: &Orchestrator) -> Self {
        Self {
            config: Arc::clone(&orchestrator.config),
            strategy: Arc::clone(&orchestrator.retry),
            rate_limiter: orchestrator.rate_limiter.clone(),
            clock: Arc::clone(&orchestrator.seams.clock),
        }
    }
}

#[pymethods]
impl NativeRetries {
    /// The mode: `standard`, `legacy` or `adaptive`.
    #[getter]
    fn mode(&self) -> &'static str {
        self.config.retry_mode.name()
    }

    /// How often a request is sent at most.
    #[getter]
    fn max_attempts(&self) -> u32 {
        self.config.max_attempts
    }

    /// What is to happen after the `attempt`th attempt (from 1): how many seconds to wait before the
    /// next one, `None` for no more; what that takes from the quota; and the key that the answer's
    /// metadata gets, if any. Of a response `came` has the status, the code of an error and the
    /// header `x-amz-retry-after`; of a failure its kind: `no connection`, `broken off`, `other`.
    fn decide(
        &self,
        py: Python<'_>,
        operation_name: &str,
        attempt: u32,
        came: Came<'_>,
    ) -> PyResult<(Option<f64>, Option<u32>, Option<&'static str>)> {
        let outcome = outcome(py, operation_name, came)?;
        Ok(match self.strategy.decide(attempt, &outcome) {
            RetryDecision::Done => (None, None, None),
            RetryDecision::MaxAttemptsReached => (None, None, Some("MaxAttemptsReached")),
            RetryDecision::RetryQuotaReached => (None, None, Some("RetryQuotaReached")),
            RetryDecision::RetryAfter { delay, cost } => {
                (Some(delay.as_secs_f64()), Some(cost), None)
            }
        })
    }

    /// A call had a 2xx answer; `cost` is what its last retry took, if there was one.
    #[pyo3(signature = (cost))]
    fn succeeded(&self, cost: Option<u32>) {
        self.strategy.succeeded(cost);
    }

    /// Take the turn of one attempt. `None`: it may be sent. Otherwise ask again after so many
    /// seconds.
    fn take_turn(&self) -> Option<f64> {
        let limiter = self.rate_limiter.as_ref()?;
        limiter.take_token(self.clock.now()).map(|wait| wait.as_secs_f64())
    }

    /// Let the client's rate follow what came of an attempt; see `decide`.
    fn learn(&self, py: Python<'_>, operation_name: &str, came: Came<'_>) -> PyResult<()> {
        if let Some(limiter) = &self.rate_limiter {
            limiter.learn(&outcome(py, operation_name, came)?, self.clock.now());
        }
        Ok(())
    }
}

fn outcome<'a>(
    py: Python<'_>,
    operation_name: &str,
    came: Came<'a>,
) -> PyResult<AttemptOutcome<'a>> {
    let operation = operation_model(py, operation_name)?;
    let error_model = ErrorModel::of(operation, came.1);
    Ok(AttemptOutcome { arrived: arrived(came)?, error_model })
}

/// What came, as the core says it.
pub(super) fn arrived(
    (status, error_code, retry_after, failure): Came<'_>,
) -> PyResult<Arrived<'_>> {
    Ok(match (status, failure) {
        (Some(status), None) => Arrived::Response { status, error_code, retry_after },
        (None, Some("no connection")) => Arrived::NoConnection,
        (None, Some("broken off")) => Arrived::BrokenOff,
        (None, Some("other")) => Arrived::OtherFailure,
        _ => return Err(PyValueError::new_err("neither a response nor a known failure")),
    })
}
