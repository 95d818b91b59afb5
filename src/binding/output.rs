//! Answers as dicts, as botocore builds them.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyString};

use super::exceptions::exception;
use super::python_sink::{PythonSink, decode_leniently, number, string};
use crate::output::Content;
use crate::parse::{
    ErrorDetails, Output, OutputBlob, OutputError, OutputValue, ResponseMetadata, ServiceError,
};
use crate::value::{Text, Value};

/// From this length on an answer is built without garbage collection in between.
const LARGE_LEN: usize = 256 * 1024;

/// Python's garbage collection put off for as long as this lives, if it was on. Up to 3.11 it would
/// run whenever some hundred objects have been made, each time over all that is built so far and
/// all of which stays; from 3.12 on Python itself puts it off until its own code goes on. Nobody
/// else sees it off, since the interpreter is held all the time.
struct PausedCollection<'py>(Option<Bound<'py, PyModule>>);

impl<'py> PausedCollection<'py> {
    fn new(py: Python<'py>) -> Self {
        let pause = || -> PyResult<Option<Bound<'py, PyModule>>> {
            let collector = py.import("gc")?;
            if py.version_info() >= (3, 12) || !collector.call_method0("isenabled")?.is_truthy()? {
                return Ok(None);
            }
            collector.call_method0("disable")?;
            Ok(Some(collector))
        };
        // Where it cannot be paused it goes on.
        Self(pause().unwrap_or_default())
    }
}

impl Drop for PausedCollection<'_> {
    fn drop(&mut self) {
        if let Some(collector) = &self.0 {
            // It takes no arguments and cannot fail.
            let _ = collector.call_method0("enable");
        }
    }
}

/// The dict of an answer: its members, then `ResponseMetadata`.
pub(super) fn answer_dict(py: Python<'_>, output: Output) -> PyResult<Bound<'_, PyDict>> {
    let mut sink = PythonSink::new(py);
    let metadata = metadata_dict(py, &output.metadata)?;
    let _paused = (output.answer.len() >= LARGE_LEN).then(|| PausedCollection::new(py));
    let dict = match output.read(&mut sink) {
        Ok(answer) => answer.cast_into::<PyDict>()?,
        // botocore takes the ValueError for one of its JSON reader.
        Err(_) if sink.has_too_many_digits => PyDict::new(py),
        Err(OutputError::Sink(error)) => return Err(error),
        Err(OutputError::Unreadable(error)) => return Err(exception(py, error)),
    };
    dict.set_item("ResponseMetadata", metadata)?;
    Ok(dict)
}

/// The `response` of a `ClientError`.
pub(super) fn error_dict<'py>(
    py: Python<'py>,
    error: &ServiceError,
) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    let Some(details) = &error.details else {
        set_members(&dict, &error.members)?;
        dict.set_item("ResponseMetadata", metadata_dict(py, &error.metadata)?)?;
        return Ok(dict);
    };
    dict.set_item("Error", details_dict(py, details)?)?;
    dict.set_item("ResponseMetadata", metadata_dict(py, &error.metadata)?)?;
    set_members(&dict, &error.members)?;
    Ok(dict)
}

fn details_dict<'py>(py: Python<'py>, details: &ErrorDetails) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    let message = object(py, &details.message)?;
    if !details.generic {
        dict.set_item("Message", &message)?;
    }
    dict.set_item("Code", object(py, &details.code)?)?;
    if details.generic {
        dict.set_item("Message", message)?;
    }
    if let Some(query) = &details.query {
        dict.set_item("QueryErrorCode", object(py, &query.original_code)?)?;
        dict.set_item("Type", &query.fault)?;
    }
    Ok(dict)
}

fn metadata_dict<'py>(
    py: Python<'py>,
    metadata: &ResponseMetadata,
) -> PyResult<Bound<'py, PyDict>> {
    let headers = PyDict::new(py);
    for (name, value) in &metadata.headers {
        headers.set_item(name, value)?;
    }
    let dict = PyDict::new(py);
    if let Some(request_id) = &metadata.request_id {
        dict.set_item("RequestId", request_id)?;
    }
    dict.set_item("HTTPStatusCode", metadata.status)?;
    dict.set_item("HTTPHeaders", headers)?;
    if metadata.max_attempts_reached {
        dict.set_item("MaxAttemptsReached", true)?;
    }
    dict.set_item("RetryAttempts", metadata.retry_attempts)?;
    Ok(dict)
}

fn set_members(dict: &Bound<'_, PyDict>, members: &[(Text, OutputValue)]) -> PyResult<()> {
    for (name, value) in members {
        dict.set_item(text(dict.py(), name)?, object(dict.py(), value)?)?;
    }
    Ok(())
}

fn object<'py>(py: Python<'py>, value: &OutputValue) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Null => py.None().into_bound(py),
        Value::Boolean(flag) => flag.into_pyobject(py)?.to_owned().into_any(),
        Value::Number(digits) => number(py, digits)?,
        Value::Text(content) => text(py, content)?.into_any(),
        Value::Blob(OutputBlob::Decoded(bytes)) => PyBytes::new(py, bytes).into_any(),
        Value::Blob(OutputBlob::Undecoded(content)) => decode_leniently(&text(py, content)?)?,
        Value::List(items) => {
            let list = PyList::empty(py);
            for item in items {
                list.append(object(py, item)?)?;
            }
            list.into_any()
        }
        Value::Structure(members) => {
            let dict = PyDict::new(py);
            set_members(&dict, members)?;
            dict.into_any()
        }
    })
}

pub(super) fn text<'py>(py: Python<'py>, text: &Text) -> PyResult<Bound<'py, PyString>> {
    string(
        py,
        match text.as_str() {
            Some(utf8) => Content::Utf8(utf8),
            None => Content::Surrogates(text.as_bytes()),
        },
    )
}
