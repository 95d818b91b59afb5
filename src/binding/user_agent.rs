//! The User-Agent for the package's own Python code.

use pyo3::prelude::*;

use super::options::host_info;
use crate::user_agent::{UserAgentOptions, user_agent as text};

/// The User-Agent of requests that fetch credentials: the grammar is that of clients.
#[pyfunction]
#[pyo3(signature = (retry_mode, feature_ids, app_id=None, execution_env=None))]
#[allow(clippy::needless_pass_by_value, reason = "pyo3 hands over what it has converted")]
pub(super) fn user_agent(
    py: Python<'_>,
    retry_mode: &str,
    feature_ids: Vec<String>,
    app_id: Option<String>,
    execution_env: Option<String>,
) -> PyResult<String> {
    let options = UserAgentOptions { app_id, execution_env, ..UserAgentOptions::default() };
    let feature_ids: Vec<_> = feature_ids.iter().map(String::as_str).collect();
    Ok(text(&host_info(py)?, &options, retry_mode, &feature_ids))
}
