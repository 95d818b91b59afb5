//! Parameters of a client that does not validate: `Config(parameter_validation=False)`.
//!
//! What is wrong with them fails where botocore's serializer would trip over it, or is sent: the
//! model says which values are structures, lists and blobs, and Python's `json` writes all others.

use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;

use super::input::{PyBlob, PyInput, text_of};
use crate::model::{Shape, ShapeKind};
use crate::validate::{ParamInput, Params};
use crate::value::Value;

/// The tree of parameters, members in the caller's order. Fails with what Python raises for values
/// that cannot be taken apart as the model says, and for members that it does not have.
pub(super) fn unchecked<'py>(
    value: &Bound<'py, PyAny>,
    shape: &Shape,
) -> PyResult<Params<PyBlob<'py>>> {
    match shape.kind {
        ShapeKind::Structure(_) => structure(value, shape),
        ShapeKind::List(item) => {
            let items = value.try_iter()?.map(|value| unchecked(&value?, item));
            items.collect::<PyResult<_>>().map(Value::List)
        }
        ShapeKind::Blob => blob(value),
        _ => json(value),
    }
}

fn structure<'py>(value: &Bound<'py, PyAny>, shape: &Shape) -> PyResult<Params<PyBlob<'py>>> {
    let mut members = Vec::new();
    for entry in value.call_method0("items")?.try_iter()? {
        let (name, value): (Bound<'py, PyAny>, Bound<'py, PyAny>) = entry?.extract()?;
        let text = PyInput(name.clone()).text()?;
        let member = text.as_ref().and_then(|text| shape.member(text.as_str()?));
        let (Some(text), Some(member)) = (text, member) else {
            return Err(PyKeyError::new_err((name.unbind(),)));
        };
        members.push((text, unchecked(&value, member.shape)?));
    }
    Ok(Value::Structure(members))
}

fn blob<'py>(value: &Bound<'py, PyAny>) -> PyResult<Params<PyBlob<'py>>> {
    if let Some(blob) = PyInput(value.clone()).blob()? {
        return Ok(Value::Blob(blob));
    }
    // Python says best what is wrong with it.
    let encoded = value.py().import("base64")?.call_method1("b64encode", (value,))?;
    Ok(Value::Text(text_of(&encoded.call_method1("decode", ("ascii",))?.cast_into()?)?))
}

fn json<'py>(value: &Bound<'py, PyAny>) -> PyResult<Params<PyBlob<'py>>> {
    let text = value.py().import("json")?.call_method1("dumps", (value,))?;
    Ok(Value::Number(text.extract()?))
}
