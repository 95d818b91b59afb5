//! The X-Ray trace that a call in Lambda belongs to.

use pyo3::prelude::*;

/// The X-Ray trace header's value, in Lambda, where each invocation has a new one.
pub(super) fn trace_id(py: Python<'_>) -> PyResult<Option<String>> {
    let environment = py.import("os")?.getattr("environ")?;
    // A value that is no text in any encoding is as good as none.
    let variable = |name: &str| -> PyResult<Option<String>> {
        Ok(environment.call_method1("get", (name,))?.extract().ok())
    };
    if variable("AWS_LAMBDA_FUNCTION_NAME")?.is_none() {
        return Ok(None);
    }
    let id = variable("_X_AMZN_TRACE_ID")?.filter(|id| !id.is_empty());
    Ok(id.map(|id| percent_encode(&id)))
}

/// All but unreserved characters and those that botocore keeps, as UTF-8.
fn percent_encode(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~-=;:+&[]{}\"',".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}
