//! Python objects as parameters, and where a blob's bytes are had from.

use std::path::PathBuf;

use bytes::Bytes;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use pyo3::types::{
    PyBool, PyByteArray, PyBytes, PyDict, PyInt, PyList, PyMemoryView, PyString, PyTuple,
};

use super::exceptions::file_error;
use super::file_object::{open_again, read_all};
use super::shown::without_content;
use crate::body::Blob;
use crate::file_source::FileSource;
use crate::validate::{Content, Description, Key, ParamInput, WholeNumber};
use crate::value::Text;

/// A Python object that was given as a parameter.
pub(super) struct PyInput<'py>(pub(super) Bound<'py, PyAny>);

/// An object whose bytes can be sent; not read yet, so that a call refused for another parameter
/// has read nothing.
pub(super) enum PyBlob<'py> {
    /// Cannot change: borrowed.
    Bytes(Bound<'py, PyBytes>),
    /// Can change while the interpreter is free: copied.
    ByteArray(Bound<'py, PyByteArray>),
    /// Sent as UTF-8: borrowed.
    Str(Bound<'py, PyString>),
    /// A C-contiguous buffer of any other object.
    Buffer(Bound<'py, PyMemoryView>),
    /// Something with a `read` method.
    Reader(Bound<'py, PyAny>),
    /// A path object.
    Path(Bound<'py, PyAny>),
}

/// The entries of a dict at one moment, in its order. pyo3's own iterator panics if the dict changes
/// meanwhile, which the code of its keys and values can do, and other threads.
pub(super) fn dict_items<'py>(
    dict: &Bound<'py, PyDict>,
) -> impl Iterator<Item = PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)>> {
    dict.items().into_iter().map(|item| item.extract())
}

/// The entries of a dict in its order, keys as `str()` shows them.
pub(super) fn dict_entries<'py>(dict: &Bound<'py, PyDict>) -> PyResult<Vec<(Key, PyInput<'py>)>> {
    dict_items(dict)
        .map(|item| {
            let (key, value) = item?;
            let key =
                Key { text: text_of(&format(&key)?)?, is_text: key.is_instance_of::<PyString>() };
            Ok((key, PyInput(value)))
        })
        .collect()
}

impl<'py> ParamInput for PyInput<'py> {
    type Blob = PyBlob<'py>;
    type Failure = PyErr;

    fn entries(&self) -> PyResult<Option<Vec<(Key, Self)>>> {
        self.0.cast::<PyDict>().ok().map(dict_entries).transpose()
    }

    fn items(&self) -> PyResult<Option<Vec<Self>>> {
        if let Ok(list) = self.0.cast::<PyList>() {
            return Ok(Some(list.iter().map(Self).collect()));
        }
        Ok(self.0.cast::<PyTuple>().ok().map(|tuple| tuple.iter().map(Self).collect()))
    }

    fn text(&self) -> PyResult<Option<Text>> {
        self.0.cast::<PyString>().ok().map(text_of).transpose()
    }

    fn boolean(&self) -> PyResult<Option<bool>> {
        Ok(self.0.cast::<PyBool>().ok().map(PyBoolMethods::is_true))
    }

    fn whole_number(&self) -> PyResult<Option<WholeNumber>> {
        if let Some(flag) = self.boolean()? {
            return Ok(Some(WholeNumber::Boolean(flag)));
        }
        let Ok(number) = self.0.cast::<PyInt>() else {
            return Ok(None);
        };
        // An enumeration's member is sent as its number, whatever its `str` says.
        let digits = number.py().get_type::<PyInt>().call_method1("__repr__", (number,))?;
        Ok(Some(WholeNumber::Digits(digits.extract()?)))
    }

    fn blob(&self) -> PyResult<Option<PyBlob<'py>>> {
        let object = &self.0;
        if let Ok(bytes) = object.cast::<PyBytes>() {
            return Ok(Some(PyBlob::Bytes(bytes.clone())));
        }
        if let Ok(bytes) = object.cast::<PyByteArray>() {
            return Ok(Some(PyBlob::ByteArray(bytes.clone())));
        }
        if let Ok(text) = object.cast::<PyString>() {
            return Ok(Some(PyBlob::Str(text.clone())));
        }
        // An object that has no buffer, or no longer has one, may still be read or opened.
        if let Ok(view) = PyMemoryView::from(object)
            && view.getattr("c_contiguous")?.is_truthy()?
        {
            return Ok(Some(PyBlob::Buffer(view)));
        }
        if object.hasattr("read")? {
            return Ok(Some(PyBlob::Reader(object.clone())));
        }
        let is_path = object.get_type().hasattr("__fspath__")?;
        Ok(is_path.then(|| PyBlob::Path(object.clone())))
    }

    fn describe(&self, content: Content) -> PyResult<Description> {
        let type_name = self.0.get_type().repr()?.to_string_lossy().into_owned();
        let shown = without_content(&self.0, content)?;
        let shown = format(shown.as_ref().unwrap_or(&self.0))?;
        Ok(Description { value: text_of(&shown)?, type_name })
    }
}

/// How botocore shows a value: as a format string does, which for some types of older Pythons is
/// not what `str()` gives.
fn format<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyString>> {
    let builtins = value.py().import("builtins")?;
    Ok(builtins.call_method1("format", (value,))?.cast_into::<PyString>()?)
}

/// Text with its lone surrogates.
pub(super) fn text_of(text: &Bound<'_, PyString>) -> PyResult<Text> {
    if let Ok(utf8) = text.to_str() {
        return Ok(utf8.into());
    }
    let bytes = text.call_method1("encode", ("utf-8", "surrogatepass"))?;
    Ok(Text::from_generalized_utf8(bytes.extract::<Vec<u8>>()?))
}

impl PyBlob<'_> {
    /// Get at the bytes. Opens paths and reads file objects.
    pub(super) fn resolve(self) -> PyResult<Blob> {
        match self {
            Self::Bytes(bytes) => Ok(borrowed(bytes)),
            Self::ByteArray(bytes) => Ok(Blob::Memory(Bytes::from(bytes.to_vec()))),
            Self::Str(text) => {
                Ok(Blob::Memory(Bytes::from_owner(BackedText(PyBackedStr::try_from(text)?))))
            }
            Self::Buffer(view) => copied(view.as_any()),
            Self::Reader(reader) => match open_again(&reader)? {
                Some(source) => Ok(Blob::File(source)),
                None => from_read(&read_all(&reader)?),
            },
            Self::Path(path) => from_path(&path),
        }
    }
}

/// Lends a Python string's UTF-8 form to the core.
struct BackedText(PyBackedStr);

impl AsRef<[u8]> for BackedText {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

fn borrowed(bytes: Bound<'_, PyBytes>) -> Blob {
    Blob::Memory(Bytes::from_owner(PyBackedBytes::from(bytes)))
}

/// The content of a memoryview at this moment.
fn copied(view: &Bound<'_, PyAny>) -> PyResult<Blob> {
    Ok(borrowed(view.call_method0("tobytes")?.cast_into::<PyBytes>()?))
}

fn from_read(content: &Bound<'_, PyAny>) -> PyResult<Blob> {
    if let Ok(bytes) = content.cast::<PyBytes>() {
        return Ok(borrowed(bytes.clone()));
    }
    if content.is_instance_of::<PyString>() {
        return Err(PyTypeError::new_err(
            "a file object given as data must be opened in binary mode ('rb'): its read() gave str, not bytes",
        ));
    }
    match PyMemoryView::from(content) {
        Ok(view) => copied(view.as_any()),
        Err(_) => Err(PyTypeError::new_err(format!(
            "a file object given as data must give bytes: its read() gave {}",
            content.get_type().name()?
        ))),
    }
}

fn from_path(path: &Bound<'_, PyAny>) -> PyResult<Blob> {
    let py = path.py();
    let text = py.import("os")?.call_method1("fsdecode", (path,))?;
    let source = FileSource::open(&text.extract::<PathBuf>()?);
    if let Some(source) = source.map_err(|error| file_error(py, &error))? {
        return Ok(Blob::File(source));
    }
    // A pipe or a device: read by Python, so that Ctrl-C can end the wait for its content.
    let file = py.import("io")?.call_method1("open", (text, "rb"))?;
    let content = read_all(&file);
    file.call_method0("close")?;
    from_read(&content?)
}
