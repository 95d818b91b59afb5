//! Time, chance and waiting in Python's hands: for tests, which neither wait nor guess.

use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::seams::{Clock, Jitter, Seams, Sleep};

/// The private option `_seams` of a client: an object with any of `time()`, `sleep(seconds)` and
/// `random()`.
pub(super) fn injected_seams<'py>(
    options: &Bound<'py, PyDict>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    Ok(options.get_item("_seams")?.filter(|value| !value.is_none()))
}

/// The machine's own seams but for those that are given.
pub(super) fn seams(given: Option<&Bound<'_, PyAny>>) -> PyResult<Seams> {
    let mut seams = Seams::default();
    let Some(given) = given else { return Ok(seams) };
    let function = |name| -> PyResult<Option<Arc<PyFunction>>> {
        let found = given.getattr_opt(name)?;
        Ok(found.map(|found| Arc::new(PyFunction(found.unbind()))))
    };
    if let Some(time) = function("time")? {
        seams.clock = time;
    }
    if let Some(sleep) = function("sleep")? {
        seams.sleep = sleep;
    }
    if let Some(random) = function("random")? {
        seams.jitter = random;
    }
    Ok(seams)
}

/// The machine's own random numbers, unless a function gives them.
pub(super) fn jitter(given: Option<Bound<'_, PyAny>>) -> Arc<dyn Jitter> {
    match given {
        Some(random) => Arc::new(PyFunction(random.unbind())),
        None => Seams::default().jitter,
    }
}

#[derive(Debug)]
struct PyFunction(Py<PyAny>);

impl PyFunction {
    fn number(&self) -> f64 {
        Python::attach(|py| self.value(py, self.0.call0(py))).unwrap_or_default()
    }

    /// What a call gave; there is nobody to tell that it failed but whoever reads what is written.
    fn value(&self, py: Python<'_>, called: PyResult<Py<PyAny>>) -> Option<f64> {
        let given = called.and_then(|given| given.extract::<Option<f64>>(py));
        given.unwrap_or_else(|error| {
            error.write_unraisable(py, Some(self.0.bind(py)));
            None
        })
    }
}

impl Clock for PyFunction {
    fn now(&self) -> SystemTime {
        let since = Duration::try_from_secs_f64(self.number()).unwrap_or_default();
        SystemTime::UNIX_EPOCH + since
    }
}

impl Jitter for PyFunction {
    fn random(&self) -> f64 {
        self.number()
    }
}

impl Sleep for PyFunction {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Python::attach(|py| self.value(py, self.0.call1(py, (duration.as_secs_f64(),))));
        Box::pin(std::future::ready(()))
    }
}
