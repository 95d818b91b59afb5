//! The Python extension module `awssupport._awssupport`: the only part that knows Python.

mod answer_builder;
mod async_calls;
mod async_client;
mod async_runtime;
mod bridge;
mod call_log;
mod call_records;
mod client;
mod credential_retries;
mod credentials;
mod endpoint;
mod errand;
mod exceptions;
mod fetcher;
mod file_object;
mod input;
mod options;
mod output;
mod params;
mod progress;
mod python_gate;
mod regions;
mod retries;
mod seams;
mod service_table;
mod shown;
mod signing;
mod stages;
mod trace;
mod unchecked;
mod user_agent;

use pyo3::pymodule;

/// The Rust core of awssupport. Use it through the package `awssupport`.
#[pymodule(gil_used = false)]
mod _awssupport {
    #[pymodule_export]
    use super::async_client::{NativeAsyncClient, NativeParams, NativeSlot};
    #[pymodule_export]
    use super::call_log::{call_log, shown_url, tell};
    #[pymodule_export]
    use super::client::NativeClient;
    #[pymodule_export]
    use super::credential_retries::CredentialRetries;
    #[pymodule_export]
    use super::endpoint::NativeEndpoint;
    #[pymodule_export]
    use super::errand::{check_wanted, when_given_up};
    #[pymodule_export]
    use super::fetcher::HttpFetcher;
    #[pymodule_export]
    use super::progress::PySendProgress;
    #[pymodule_export]
    use super::regions::{partition_for_region, validate_region_name};
    #[pymodule_export]
    use super::retries::NativeRetries;
    #[pymodule_export]
    use super::service_table::service_table;
    #[pymodule_export]
    use super::signing::{es256_public_key, sign_es256, sign_request};
    #[pymodule_export]
    use super::user_agent::user_agent;

    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
