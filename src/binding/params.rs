//! Stages 1 and 2 for Python objects: a call's parameters, with the bytes of their blobs.

use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::exceptions::{exception, exceptions};
use super::input::{PyBlob, dict_entries};
use super::unchecked::unchecked;
use crate::body::Blob;
use crate::double_base64::looks_base64_encoded;
use crate::error::Error;
use crate::model::OperationModel;
use crate::validate::{Params, Rejection, validate};

/// Read parameters, held against the model unless the client does not validate. `stacklevel` is
/// where a warning points, counted from the caller of the method that calls this.
pub(super) fn read_params(
    operation: &OperationModel,
    params: &Bound<'_, PyDict>,
    validates: bool,
    stacklevel: i32,
) -> PyResult<Params<Blob>> {
    let read = ReadParams::new(operation, params, validates)?;
    read.warn(params.py(), stacklevel)?;
    Ok(read.params)
}

/// Parameters that were read, and what is suspicious about them.
pub(super) struct ReadParams {
    pub(super) params: Params<Blob>,
    /// How many bytes the attachments have together.
    pub(super) attached_len: u64,
    /// Whether some attachment is a file, to be read when it is needed.
    pub(super) has_files: bool,
    /// Whether some attachment looks as if it were base64 already.
    pub(super) encoded_twice: bool,
}

impl ReadParams {
    /// Read parameters; files among them are opened, and file objects read.
    pub(super) fn new(
        operation: &OperationModel,
        params: &Bound<'_, PyDict>,
        validates: bool,
    ) -> PyResult<Self> {
        let read = if validates {
            validated(operation, params)?
        } else {
            unchecked(params, operation.input)?
        };
        let (mut encoded_twice, mut has_files, mut attached_len) = (false, false, 0_u64);
        let params = read.try_map_blobs(&mut |blob: PyBlob<'_>| {
            let blob = blob.resolve()?;
            attached_len = attached_len.saturating_add(blob.raw_len());
            match &blob {
                Blob::Memory(bytes) => encoded_twice |= looks_base64_encoded(bytes),
                Blob::File(_) => has_files = true,
            }
            Ok::<_, PyErr>(blob)
        })?;
        Ok(Self { params, attached_len, has_files, encoded_twice })
    }

    /// Tell of what is suspicious. `stacklevel` is as in [`read_params`].
    pub(super) fn warn(&self, py: Python<'_>, stacklevel: i32) -> PyResult<()> {
        if self.encoded_twice { warn_of_double_base64(py, stacklevel) } else { Ok(()) }
    }
}

fn validated<'py>(
    operation: &OperationModel,
    params: &Bound<'py, PyDict>,
) -> PyResult<Params<PyBlob<'py>>> {
    match validate(dict_entries(params)?, operation.input) {
        Ok(checked) => Ok(checked),
        Err(Rejection::Invalid(report)) => {
            Err(exception(params.py(), Error::ParamValidation(report)))
        }
        Err(Rejection::Failed(failure)) => Err(failure),
    }
}

fn warn_of_double_base64(py: Python<'_>, stacklevel: i32) -> PyResult<()> {
    let category = exceptions(py)?.getattr("DoubleBase64Warning")?;
    let message =
        c"the data of an attachment looks like a file that is base64-encoded already; it \
        is encoded once more when it is sent, so the case would hold unreadable text. Pass the \
        file's raw bytes (or its path as a pathlib.Path) instead of base64 text.";
    PyErr::warn(py, &category, message, stacklevel)
}
