//! How a Python value that stands where attachments belong is shown in a validation report: as
//! botocore shows it, but for the content of attachments, which no message may hold.

use pyo3::prelude::*;
use pyo3::types::{
    PyByteArray, PyBytes, PyDict, PyFrozenSet, PyList, PyMemoryView, PySet, PyString, PyTuple,
};

use super::input::dict_items;
use crate::validate::Content;

/// How deep to look for content. What nests deeper is left out.
const MAX_DEPTH: u32 = 8;

/// No name of a file is longer. What is, is content wherever it stands.
const NAME_LEN: usize = 255;

/// The member that holds an attachment's content.
const CONTENT_MEMBER: &str = "data";

type Shown<'py> = PyResult<Option<Bound<'py, PyAny>>>;

/// A copy with content replaced by its length, or `None` if there is no content in it. Bytes are
/// content but beside it; text is where the content itself belongs and under the key `data`.
/// Anything longer than a name is.
pub(super) fn without_content<'py>(value: &Bound<'py, PyAny>, content: Content) -> Shown<'py> {
    if content == Content::None { Ok(None) } else { shown(value, content, MAX_DEPTH) }
}

fn shown<'py>(value: &Bound<'py, PyAny>, content: Content, depth: u32) -> Shown<'py> {
    let py = value.py();
    let is_bytes = value.is_instance_of::<PyBytes>()
        || value.is_instance_of::<PyByteArray>()
        || value.is_instance_of::<PyMemoryView>();
    if is_bytes {
        let hidden = content != Content::Beside || value.len()? > NAME_LEN;
        return if hidden { omitted(value, "bytes").map(Some) } else { Ok(None) };
    }
    if value.is_instance_of::<PyString>() {
        let hidden = content == Content::Itself || value.len()? > NAME_LEN;
        return if hidden { omitted(value, "characters").map(Some) } else { Ok(None) };
    }
    let Some(depth) = depth.checked_sub(1) else {
        return if is_container(value)? { omitted(value, "items").map(Some) } else { Ok(None) };
    };
    if let Ok(dict) = value.cast::<PyDict>() {
        return shown_dict(dict, content, depth);
    }
    let items = |value: &Bound<'py, PyAny>| shown_items(value, content, depth);
    if value.is_instance_of::<PyList>() {
        return items(value)?.map(|items| Ok(PyList::new(py, items)?.into_any())).transpose();
    }
    if value.is_instance_of::<PyTuple>() {
        return items(value)?.map(|items| Ok(PyTuple::new(py, items)?.into_any())).transpose();
    }
    if value.is_instance_of::<PySet>() {
        return items(value)?.map(|items| Ok(PySet::new(py, items)?.into_any())).transpose();
    }
    if value.is_instance_of::<PyFrozenSet>() {
        return items(value)?.map(|items| Ok(PyFrozenSet::new(py, items)?.into_any())).transpose();
    }
    if is_container(value)? && other_holds_content(value, content, depth)? {
        return omitted(value, "items").map(Some);
    }
    Ok(None)
}

fn shown_dict<'py>(dict: &Bound<'py, PyDict>, content: Content, depth: u32) -> Shown<'py> {
    let safe = dict.copy()?;
    let mut changed = false;
    for item in dict_items(&safe) {
        let (key, value) = item?;
        if let Some(replaced) = shown(&value, content_under(&key, content), depth)? {
            safe.set_item(key, replaced)?;
            changed = true;
        }
    }
    Ok(changed.then(|| safe.into_any()))
}

fn content_under(key: &Bound<'_, PyAny>, around: Content) -> Content {
    let names_content = key.cast::<PyString>().is_ok_and(|key| key == CONTENT_MEMBER);
    if names_content { Content::Itself } else { around }
}

fn shown_items<'py>(
    value: &Bound<'py, PyAny>,
    content: Content,
    depth: u32,
) -> PyResult<Option<Vec<Bound<'py, PyAny>>>> {
    let mut changed = false;
    let mut safe = Vec::new();
    for item in value.try_iter()? {
        let item = item?;
        let replaced = shown(&item, content, depth)?;
        changed |= replaced.is_some();
        safe.push(replaced.unwrap_or(item));
    }
    Ok(changed.then_some(safe))
}

/// Whether it holds things and can be looked through any number of times, as a generator cannot.
fn is_container(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    let is_text = value.is_instance_of::<PyString>();
    Ok(!is_text && value.hasattr("__iter__")? && value.hasattr("__len__")?)
}

/// Whether there is content in a container of a kind that cannot be copied with a part replaced:
/// a mapping that is no dict, a deque, ...
fn other_holds_content(value: &Bound<'_, PyAny>, content: Content, depth: u32) -> PyResult<bool> {
    let is_mapping = value.hasattr("items")?;
    let items = if is_mapping { value.call_method0("items")? } else { value.clone() };
    for item in items.try_iter()? {
        let item = item?;
        let (content, item) = match item.cast::<PyTuple>() {
            Ok(pair) if is_mapping && pair.len() == 2 => {
                (content_under(&pair.get_item(0)?, content), pair.get_item(1)?)
            }
            _ => (content, item),
        };
        if shown(&item, content, depth)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn omitted<'py>(value: &Bound<'py, PyAny>, unit: &'static str) -> PyResult<Bound<'py, PyAny>> {
    Ok(Bound::new(value.py(), Omitted { len: value.len()?, unit })?.into_any())
}

/// Stands in a shown value where content was.
#[pyclass(frozen)]
struct Omitted {
    len: usize,
    unit: &'static str,
}

#[pymethods]
impl Omitted {
    fn __repr__(&self) -> String {
        format!("<{} {}>", self.len, self.unit)
    }
}
