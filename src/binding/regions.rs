//! What Sessions ask about regions.

use pyo3::prelude::*;

use super::exceptions::exception;
use crate::endpoint;

/// Refuse a region's name that could not be part of a host name: `InvalidRegionError`.
#[pyfunction]
pub(super) fn validate_region_name(py: Python<'_>, region_name: &str) -> PyResult<()> {
    endpoint::validate_region_name(region_name).map_err(|error| exception(py, error.into()))
}

/// The name of the partition that a region belongs to; `None` for a name of none.
#[pyfunction]
pub(super) fn partition_for_region(region_name: &str) -> Option<&'static str> {
    endpoint::partition_for_region(region_name)
}
