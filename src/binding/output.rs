//! Answers as dicts, as botocore builds them.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyFloat, PyInt, PyList, PyString};

use super::answer_builder::PyAnswerBuilder;
use super::exceptions::exception;
use crate::answer::{Answer, BuildError, OutputBlob, OutputValue};
use crate::error::{Error, ResponseError};
use crate::parse::{ErrorDetails, ResponseMetadata, ServiceError};
use crate::value::{Text, Value};

/// The dict of an answer: its members, then `ResponseMetadata`.
pub(super) fn answer_dict<'py>(
    py: Python<'py>,
    mut answer: Answer,
) -> PyResult<Bound<'py, PyDict>> {
    let metadata = std::mem::take(&mut answer.metadata);
    let _pause = if answer.is_large() { Some(CollectorPause::new(py)?) } else { None };
    let dict: Bound<'py, PyDict> = match answer.build(&mut PyAnswerBuilder::new(py)) {
        Ok(built) => built.cast_into()?,
        Err(BuildError::Builder(error)) => return Err(error),
        Err(BuildError::Response(kind)) => {
            let error = ResponseError { kind, metadata };
            return Err(exception(py, Error::Response(Box::new(error))));
        }
    };
    dict.set_item("ResponseMetadata", metadata_dict(py, &metadata)?)?;
    Ok(dict)
}

/// Keeps the garbage collector away while a large answer is built: it would go through all that is
/// there so far again and again, and find that everything is in use.
struct CollectorPause<'py>(Option<Bound<'py, PyModule>>);

impl<'py> CollectorPause<'py> {
    fn new(py: Python<'py>) -> PyResult<Self> {
        let gc = py.import("gc")?;
        if !gc.call_method0("isenabled")?.is_truthy()? {
            return Ok(Self(None));
        }
        gc.call_method0("disable")?;
        Ok(Self(Some(gc)))
    }
}

impl Drop for CollectorPause<'_> {
    fn drop(&mut self) {
        if let Some(gc) = &self.0
            && let Err(error) = gc.call_method0("enable")
        {
            error.write_unraisable(gc.py(), None);
        }
    }
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
    if metadata.retry_quota_reached {
        dict.set_item("RetryQuotaReached", true)?;
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

pub(super) fn object<'py>(py: Python<'py>, value: &OutputValue) -> PyResult<Bound<'py, PyAny>> {
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

/// A whole number of any size, or a float, as Python's `json` tells them apart.
fn number<'py>(py: Python<'py>, digits: &str) -> PyResult<Bound<'py, PyAny>> {
    if digits.contains(['.', 'e', 'E']) || digits == "NaN" {
        return py.get_type::<PyFloat>().call1((digits,));
    }
    match digits.parse::<i64>() {
        Ok(small) => Ok(small.into_pyobject(py)?.into_any()),
        Err(_) => py.get_type::<PyInt>().call1((digits,)),
    }
}

pub(super) fn text<'py>(py: Python<'py>, text: &Text) -> PyResult<Bound<'py, PyString>> {
    match text.as_str() {
        Some(utf8) => Ok(PyString::new(py, utf8)),
        None => PyString::from_encoded_object(
            &PyBytes::new(py, text.as_bytes()),
            Some(c"utf-8"),
            Some(c"surrogatepass"),
        ),
    }
}

/// What Python's own decoder makes of text that is not strict base64: bytes, or its exception.
fn decode_leniently<'py>(text: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyAny>> {
    let base64 = text.py().import("base64")?;
    base64.call_method1("b64decode", (text,))
}
