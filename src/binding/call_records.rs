//! What happens in a call by the names of the methods of `awssupport.call_log.CallLog`.

use pyo3::prelude::*;
use pyo3::types::{PyNone, PyTuple};

use super::exceptions::class_name;
use crate::error::Error;
use crate::observe::{CallEvent, Repair};
use crate::retry::RetryDecision;

/// The call of a method, to be made where the interpreter is held.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) happening: &'static str,
    arguments: Vec<Argument>,
}

#[derive(Clone, Debug)]
enum Argument {
    Whole(u32),
    Seconds(f64),
    Truth(bool),
    Text(String),
    Nothing,
}

impl Argument {
    fn text(text: Option<&str>) -> Self {
        text.map_or(Self::Nothing, |text| Self::Text(text.to_owned()))
    }
}

impl<'py> IntoPyObject<'py> for &Argument {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(match self {
            Argument::Whole(number) => number.into_pyobject(py)?.into_any(),
            Argument::Seconds(seconds) => seconds.into_pyobject(py)?.into_any(),
            Argument::Truth(truth) => truth.into_pyobject(py)?.to_owned().into_any(),
            Argument::Text(text) => text.into_pyobject(py)?.into_any(),
            Argument::Nothing => PyNone::get(py).to_owned().into_any(),
        })
    }
}

impl Record {
    /// What to call for an event.
    pub(super) fn of(event: &CallEvent<'_>) -> Self {
        use Argument::{Seconds, Text, Truth, Whole};
        let (happening, arguments) = match event {
            CallEvent::WaitsForSlot => ("waits_for_connection", vec![]),
            CallEvent::WaitsForRate(delay) => {
                ("waits_for_rate", vec![Seconds(delay.as_secs_f64())])
            }
            CallEvent::AttemptBegins { attempt, max_attempts, url, invocation_id } => {
                let (url, id) = (Text(url.clone()), Text((*invocation_id).to_owned()));
                ("attempt_begins", vec![Whole(*attempt), Whole(*max_attempts), url, id])
            }
            CallEvent::ConnectionReplaced => ("connection_replaced", vec![]),
            CallEvent::Answered { status, code, request_id, took } => {
                let (code, id) = (Argument::text(*code), Argument::text(*request_id));
                ("answered", vec![Whole((*status).into()), code, id, Seconds(took.as_secs_f64())])
            }
            CallEvent::Unreadable { status, request_id, took } => {
                let (id, took) = (Argument::text(*request_id), Seconds(took.as_secs_f64()));
                ("unreadable", vec![Whole((*status).into()), id, took])
            }
            CallEvent::Failed { error, took } => {
                let (name, reason) = (Text(class_name(error).to_owned()), Text(reason(error)));
                ("failed", vec![name, reason, Seconds(took.as_secs_f64())])
            }
            CallEvent::SentAgain(Repair::Clock) => ("clock_set", vec![]),
            CallEvent::SentAgain(Repair::Token) => ("credentials_renewed", vec![]),
            CallEvent::SentAgain(Repair::Endpoint) => ("goes_elsewhere", vec![]),
            CallEvent::WaitsForRetry { delay, attempt } => {
                ("waits_for_retry", vec![Seconds(delay.as_secs_f64()), Whole(*attempt)])
            }
            CallEvent::Ended { attempts, succeeded, decision } => {
                let why = match decision {
                    RetryDecision::MaxAttemptsReached => Some("MaxAttemptsReached"),
                    RetryDecision::RetryQuotaReached => Some("RetryQuotaReached"),
                    RetryDecision::Done | RetryDecision::RetryAfter { .. } => None,
                };
                ("ended", vec![Whole(*attempts), Truth(*succeeded), Argument::text(why)])
            }
        };
        Self { happening, arguments }
    }

    pub(super) fn arguments<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.arguments)
    }
}

/// What the layer below said.
fn reason(error: &Error) -> String {
    match error {
        Error::Dispatch(error) => error.root_cause(),
        Error::File(error) => error.error.to_string(),
        // How the client is configured is in the exception.
        _ => String::new(),
    }
}
