//! The core's [`SendProgress`] for Python.

use pyo3::prelude::*;

use crate::progress::SendProgress;

/// How far a call's request has been sent; to be read from another thread than the call's.
#[pyclass(frozen, name = "SendProgress", module = "awssupport._awssupport")]
#[derive(Default)]
pub(super) struct PySendProgress(pub(super) SendProgress);

#[pymethods]
impl PySendProgress {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Bytes of the request's body; 0 until it begins to be sent.
    #[getter]
    fn total(&self) -> u64 {
        self.0.total()
    }

    /// Bytes sent so far.
    #[getter]
    fn sent(&self) -> u64 {
        self.0.sent()
    }
}
