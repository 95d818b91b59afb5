//! How a Python value that stands where attachments belong is shown in a validation report: as
//! `str()` shows it, as in botocore, but for the content of attachments, which no message may hold.

use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyDict, PyList, PyMemoryView, PyString, PyTuple};

/// How deep to look for content; a report's value that nests deeper is shown as it is.
const MAX_DEPTH: u32 = 8;

/// The member that holds an attachment's content.
const CONTENT_MEMBER: &str = "data";

/// A copy with attachment content replaced by its length, or `None` if there is none in it:
/// bytes anywhere are content, text and lists are where they stand under the key `data`.
pub(super) fn without_content<'py>(
    value: &Bound<'py, PyAny>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    without_content_above(value, MAX_DEPTH)
}

fn without_content_above<'py>(
    value: &Bound<'py, PyAny>,
    depth: u32,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    if let Some(len) = bytes_len(value)? {
        return omitted(value.py(), len).map(Some);
    }
    let Some(below) = depth.checked_sub(1) else {
        return Ok(None);
    };
    if let Ok(dict) = value.cast::<PyDict>() {
        return dict_without_content(dict, below);
    }
    if let Ok(list) = value.cast::<PyList>() {
        let items: Vec<_> = list.iter().collect();
        let safe = items_without_content(&items, below)?;
        return safe.map(|items| Ok(PyList::new(value.py(), items)?.into_any())).transpose();
    }
    if let Ok(tuple) = value.cast::<PyTuple>() {
        let items: Vec<_> = tuple.iter().collect();
        let safe = items_without_content(&items, below)?;
        return safe.map(|items| Ok(PyTuple::new(value.py(), items)?.into_any())).transpose();
    }
    Ok(None)
}

fn dict_without_content<'py>(
    dict: &Bound<'py, PyDict>,
    depth: u32,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let safe = dict.copy()?;
    let mut changed = false;
    for (key, value) in dict.iter() {
        let is_content = key.cast::<PyString>().is_ok_and(|key| key == CONTENT_MEMBER);
        let replaced = match (is_content, content_len(&value)?) {
            (true, Some(len)) => Some(omitted(dict.py(), len)?),
            _ => without_content_above(&value, depth)?,
        };
        if let Some(replaced) = replaced {
            safe.set_item(key, replaced)?;
            changed = true;
        }
    }
    Ok(changed.then(|| safe.into_any()))
}

fn items_without_content<'py>(
    items: &[Bound<'py, PyAny>],
    depth: u32,
) -> PyResult<Option<Vec<Bound<'py, PyAny>>>> {
    let mut safe = items.to_vec();
    let mut changed = false;
    for item in &mut safe {
        if let Some(replaced) = without_content_above(item, depth)? {
            *item = replaced;
            changed = true;
        }
    }
    Ok(changed.then_some(safe))
}

fn bytes_len(value: &Bound<'_, PyAny>) -> PyResult<Option<usize>> {
    let is_bytes = value.is_instance_of::<PyBytes>()
        || value.is_instance_of::<PyByteArray>()
        || value.is_instance_of::<PyMemoryView>();
    if is_bytes { value.len().map(Some) } else { Ok(None) }
}

fn content_len(value: &Bound<'_, PyAny>) -> PyResult<Option<usize>> {
    if value.is_instance_of::<PyString>() || value.is_instance_of::<PyList>() {
        return value.len().map(Some);
    }
    bytes_len(value)
}

fn omitted(py: Python<'_>, len: usize) -> PyResult<Bound<'_, PyAny>> {
    Ok(Bound::new(py, Omitted { len })?.into_any())
}

/// Stands in a shown value where content was.
#[pyclass(frozen)]
struct Omitted {
    len: usize,
}

#[pymethods]
impl Omitted {
    fn __repr__(&self) -> String {
        format!("<{} bytes>", self.len)
    }
}
