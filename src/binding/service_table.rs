//! The service's model as plain Python data.

use std::collections::HashSet;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::model::{OperationModel, SUPPORT, Shape, ShapeKind};

/// The whole model as dicts, lists, texts and numbers, in the form of AWS's `service-2.json` files:
/// `metadata`, `operations` and `shapes`. `methods` has the Python methods' names and their
/// operations'. Made anew by each call.
#[pyfunction]
pub(super) fn service_table(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    let table = PyDict::new(py);
    let (operations, methods) = (PyDict::new(py), PyDict::new(py));
    let mut shapes = Vec::new();
    let mut known = HashSet::new();
    for operation in SUPPORT.operations {
        operations.set_item(operation.name, operation_row(py, operation)?)?;
        methods.set_item(operation.method_name, operation.name)?;
        collect(operation.input, &mut shapes, &mut known);
        collect(operation.output, &mut shapes, &mut known);
    }
    for error in SUPPORT.errors {
        collect(error, &mut shapes, &mut known);
    }
    shapes.sort_by_key(|shape| shape.name);
    let rows = PyDict::new(py);
    for shape in shapes {
        rows.set_item(shape.name, shape_row(py, shape)?)?;
    }
    table.set_item("metadata", metadata(py)?)?;
    table.set_item("operations", operations)?;
    table.set_item("shapes", rows)?;
    table.set_item("methods", methods)?;
    Ok(table)
}

/// `shape` and all that it is made of, once each.
fn collect(
    shape: &'static Shape,
    shapes: &mut Vec<&'static Shape>,
    known: &mut HashSet<&'static str>,
) {
    if !known.insert(shape.name) {
        return;
    }
    shapes.push(shape);
    if let ShapeKind::List(item) = shape.kind {
        collect(item, shapes, known);
    }
    for member in shape.members() {
        collect(member.shape, shapes, known);
    }
}

fn metadata(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    let row = PyDict::new(py);
    row.set_item("apiVersion", SUPPORT.api_version)?;
    row.set_item("endpointPrefix", SUPPORT.endpoint_prefix)?;
    row.set_item("jsonVersion", SUPPORT.json_version)?;
    row.set_item("protocol", "json")?;
    row.set_item("protocols", ["json"])?;
    row.set_item("serviceFullName", SUPPORT.full_name)?;
    row.set_item("serviceId", SUPPORT.service_id)?;
    row.set_item("signatureVersion", "v4")?;
    row.set_item("targetPrefix", SUPPORT.target_prefix)?;
    row.set_item("uid", format!("{}-{}", SUPPORT.service_name, SUPPORT.api_version))?;
    row.set_item("auth", ["aws.auth#sigv4"])?;
    Ok(row)
}

fn operation_row<'py>(py: Python<'py>, operation: &OperationModel) -> PyResult<Bound<'py, PyDict>> {
    let http = PyDict::new(py);
    http.set_item("method", "POST")?;
    http.set_item("requestUri", "/")?;
    let errors = PyList::empty(py);
    for error in operation.errors {
        errors.append(reference(py, error)?)?;
    }
    let row = PyDict::new(py);
    row.set_item("name", operation.name)?;
    row.set_item("http", http)?;
    row.set_item("input", reference(py, operation.input)?)?;
    row.set_item("output", reference(py, operation.output)?)?;
    row.set_item("errors", errors)?;
    Ok(row)
}

fn shape_row<'py>(py: Python<'py>, shape: &Shape) -> PyResult<Bound<'py, PyDict>> {
    let row = PyDict::new(py);
    row.set_item("type", type_name(&shape.kind))?;
    match shape.kind {
        ShapeKind::Structure(members) => {
            let required: Vec<_> =
                members.iter().filter(|member| member.required).map(|member| member.name).collect();
            if !required.is_empty() {
                row.set_item("required", required)?;
            }
            let references = PyDict::new(py);
            for member in members {
                references.set_item(member.name, reference(py, member.shape)?)?;
            }
            row.set_item("members", references)?;
        }
        ShapeKind::List(item) => row.set_item("member", reference(py, item)?)?,
        _ => {}
    }
    if let Some(min) = shape.min {
        row.set_item("min", min)?;
    }
    if let Some(max) = shape.max {
        row.set_item("max", max)?;
    }
    if let Some(pattern) = shape.pattern {
        row.set_item("pattern", pattern)?;
    }
    if !shape.values.is_empty() {
        row.set_item("enum", shape.values)?;
    }
    if SUPPORT.error(shape.name).is_some() {
        row.set_item("exception", true)?;
    }
    Ok(row)
}

fn reference<'py>(py: Python<'py>, shape: &Shape) -> PyResult<Bound<'py, PyDict>> {
    let reference = PyDict::new(py);
    reference.set_item("shape", shape.name)?;
    Ok(reference)
}

fn type_name(kind: &ShapeKind) -> &'static str {
    match kind {
        ShapeKind::Structure(_) => "structure",
        ShapeKind::List(_) => "list",
        ShapeKind::String => "string",
        ShapeKind::Boolean => "boolean",
        ShapeKind::Integer => "integer",
        ShapeKind::Long => "long",
        ShapeKind::Double => "double",
        ShapeKind::Blob => "blob",
    }
}
