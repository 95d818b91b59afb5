//! The Python extension module `awssupport._awssupport`: the only part that knows Python.

mod bridge;
mod client;
mod exceptions;
mod file_object;
mod input;
mod options;
mod output;
mod progress;
mod python_sink;
mod shown;

use pyo3::pymodule;

/// The Rust core of awssupport. Use it through the package `awssupport`.
#[pymodule(gil_used = false)]
mod _awssupport {
    #[pymodule_export]
    use super::client::NativeClient;
    #[pymodule_export]
    use super::progress::PySendProgress;

    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
