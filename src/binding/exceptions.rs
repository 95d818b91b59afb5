//! The core's errors as instances of the classes in `awssupport.exceptions`.

use std::io;

use pyo3::exceptions::{
    PyAttributeError, PyOSError, PyOverflowError, PyRecursionError, PyTypeError, PyValueError,
};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList, PyModule, PyString};

use super::output::{error_dict, text};
use crate::error::{
    ConfigError, CredentialsError, DispatchError, DispatchErrorKind, Error, JsonType,
    ResponseErrorKind,
};
use crate::file_source::FileError;
use crate::parse::ServiceError;

/// The one place where a failure of the core becomes an exception.
pub(super) fn exception(py: Python<'_>, error: Error) -> PyErr {
    raised(py, error).unwrap_or_else(|failure| failure)
}

fn raised(py: Python<'_>, error: Error) -> PyResult<PyErr> {
    match error {
        Error::ParamValidation(report) => {
            let kwargs = PyDict::new(py);
            kwargs.set_item("report", text(py, &report)?)?;
            build_with(py, "ParamValidationError", &kwargs)
        }
        Error::Config(error) => config_error(py, &error),
        Error::Credentials(CredentialsError::NotFound) => build(py, "NoCredentialsError", &[]),
        Error::Credentials(CredentialsError::NoAuthToken) => build(py, "NoAuthTokenError", &[]),
        Error::File(error) => Ok(file_error(py, &error)),
        Error::Construction(source) => {
            http_client_error(py, PyValueError::new_err(format!("Invalid header value: {source}")))
        }
        Error::Dispatch(error) => dispatch_error(py, &error),
        Error::Response(error) => {
            let has_request_id = error.metadata.request_id.is_some();
            Ok(response_error(py, error.kind, has_request_id))
        }
        Error::Service(error) => service_error(py, &error),
    }
}

fn config_error(py: Python<'_>, error: &ConfigError) -> PyResult<PyErr> {
    match error {
        ConfigError::NoRegion => build(py, "NoRegionError", &[]),
        ConfigError::InvalidRegion { region_name } => {
            build(py, "InvalidRegionError", &[("region_name", region_name.clone())])
        }
        ConfigError::InvalidEndpoint { .. } | ConfigError::UnusableUrl { .. } => {
            Ok(PyValueError::new_err(error.to_string()))
        }
        ConfigError::UnknownScheme { .. } => {
            http_client_error(py, PyValueError::new_err(error.to_string()))
        }
        ConfigError::EndpointVariant { tags, region_name } => {
            let kwargs = PyDict::new(py);
            kwargs.set_item("tags", tags)?;
            let message = format!("Endpoint does not exist for support in region {region_name}");
            kwargs.set_item("error_msg", message)?;
            build_with(py, "EndpointVariantError", &kwargs)
        }
        ConfigError::UnknownSignatureVersion { name } => {
            build(py, "UnknownSignatureVersionError", &[("signature_version", name.clone())])
        }
        ConfigError::EmptyCaBundle => {
            build(py, "InvalidConfigError", &[("error_msg", error.to_string())])
        }
    }
}

fn dispatch_error(py: Python<'_>, error: &DispatchError) -> PyResult<PyErr> {
    match error.kind {
        DispatchErrorKind::ProxyFiles => {
            let cause = PyOSError::new_err(error.root_cause()).into_value(py);
            let kwargs = PyDict::new(py);
            kwargs.set_item("error", cause)?;
            return http_client_error(py, build_with(py, "InvalidProxiesConfigError", &kwargs)?);
        }
        // By which `event_retries.py` knows it.
        DispatchErrorKind::TooLarge => {
            return http_client_error(py, PyOverflowError::new_err(error.root_cause()));
        }
        DispatchErrorKind::Other => {
            return http_client_error(py, PyOSError::new_err(error.root_cause()));
        }
        _ => {}
    }
    let cause = PyOSError::new_err(error.root_cause()).into_value(py);
    let kwargs = PyDict::new(py);
    // In the order in which botocore gives them.
    if error.kind == DispatchErrorKind::Closed {
        kwargs.set_item("error", cause)?;
        kwargs.set_item("endpoint_url", &error.url)?;
    } else {
        let is_proxy = error.kind == DispatchErrorKind::Proxy;
        kwargs.set_item(if is_proxy { "proxy_url" } else { "endpoint_url" }, &error.url)?;
        kwargs.set_item("error", cause)?;
    }
    build_with(py, dispatch_class(error.kind), &kwargs)
}

/// The name of the class that an attempt's failure is raised as, where it is one of ours.
pub(super) fn class_name(error: &Error) -> &'static str {
    match error {
        Error::Dispatch(error) => dispatch_class(error.kind),
        Error::File(_) => "OSError",
        Error::Construction(_) => "HTTPClientError",
        _ => "BotoCoreError",
    }
}

fn dispatch_class(kind: DispatchErrorKind) -> &'static str {
    match kind {
        DispatchErrorKind::Connect => "EndpointConnectionError",
        DispatchErrorKind::ConnectTimeout => "ConnectTimeoutError",
        DispatchErrorKind::Tls => "SSLError",
        DispatchErrorKind::ReadTimeout => "ReadTimeoutError",
        DispatchErrorKind::Closed => "ConnectionClosedError",
        DispatchErrorKind::Proxy => "ProxyConnectionError",
        _ => "HTTPClientError",
    }
}

fn http_client_error(py: Python<'_>, cause: PyErr) -> PyResult<PyErr> {
    let kwargs = PyDict::new(py);
    kwargs.set_item("error", cause.into_value(py))?;
    build_with(py, "HTTPClientError", &kwargs)
}

/// What Python itself raises where botocore's parser meets such a response.
fn response_error(py: Python<'_>, kind: ResponseErrorKind, has_request_id: bool) -> PyErr {
    match kind {
        // Python's own decoder says best what is wrong.
        ResponseErrorKind::InvalidUtf8(body) => {
            let decoded =
                PyString::from_encoded_object(&PyBytes::new(py, &body.0), Some(c"utf-8"), None);
            match decoded {
                Ok(_) => PyValueError::new_err("the response is not UTF-8"),
                Err(error) => error,
            }
        }
        // botocore enters the request's id into an answer before the rest of the metadata.
        ResponseErrorKind::NullAnswer => {
            let method = if has_request_id { "setdefault" } else { "update" };
            PyAttributeError::new_err(format!("'NoneType' object has no attribute '{method}'"))
        }
        ResponseErrorKind::NotAStructure(found) => PyAttributeError::new_err(format!(
            "'{}' object has no attribute 'get'",
            found.python_name()
        )),
        ResponseErrorKind::NotAList(found) => {
            PyTypeError::new_err(format!("'{}' object is not iterable", found.python_name()))
        }
        ResponseErrorKind::CodeNotText(found) => code_not_text(py, found),
        ResponseErrorKind::BlobNotText(found) => PyTypeError::new_err(format!(
            "argument should be a bytes-like object or ASCII string, not '{}'",
            found.python_name()
        )),
        ResponseErrorKind::TooDeep => {
            PyRecursionError::new_err("maximum recursion depth exceeded while decoding a response")
        }
    }
}

/// What Python raises where botocore looks a code up and looks into it. It is asked for its words,
/// which its versions choose differently.
fn code_not_text(py: Python<'_>, code: JsonType) -> PyErr {
    let looked_up = |code: Bound<'_, PyAny>| PyDict::new(py).contains(code);
    let looked_into = |code: Bound<'_, PyAny>| code.contains("");
    let outcome = match code {
        JsonType::List => looked_up(PyList::empty(py).into_any()),
        JsonType::Object => looked_up(PyDict::new(py).into_any()),
        JsonType::Boolean => looked_into(PyBool::new(py, true).to_owned().into_any()),
        JsonType::Integer => looked_into(PyInt::new(py, 0).into_any()),
        JsonType::Float => looked_into(PyFloat::new(py, 0.0).into_any()),
        JsonType::Null => looked_into(py.None().into_bound(py)),
        JsonType::Text => Ok(true),
    };
    outcome.err().unwrap_or_else(|| PyTypeError::new_err("the error's code is no text"))
}

fn service_error(py: Python<'_>, error: &ServiceError) -> PyResult<PyErr> {
    let response = error_dict(py, error)?;
    let module = exceptions(py)?;
    let class = module.call_method1("class_of_code", (error.code(),))?;
    let instance = class.call1((response, error.operation_name))?;
    Ok(PyErr::from_value(instance))
}

/// `OSError(errno, text, path)`, which Python makes a `FileNotFoundError` or whatever fits.
pub(super) fn file_error(py: Python<'_>, failure: &FileError) -> PyErr {
    match os_error_arguments(py, &failure.error) {
        Ok(Some((number, message))) => {
            PyOSError::new_err((number, message, failure.path.as_os_str().to_owned()))
        }
        Ok(None) => PyOSError::new_err(failure.to_string()),
        Err(error) => error,
    }
}

fn os_error_arguments(py: Python<'_>, error: &io::Error) -> PyResult<Option<(i32, String)>> {
    let number = match (error.raw_os_error(), error.kind()) {
        (Some(number), _) => number,
        (None, io::ErrorKind::IsADirectory) => py.import("errno")?.getattr("EISDIR")?.extract()?,
        (None, _) => return Ok(None),
    };
    let message = py.import("os")?.call_method1("strerror", (number,))?.extract()?;
    Ok(Some((number, message)))
}

/// The module `awssupport.exceptions`, imported when first needed.
pub(super) fn exceptions(py: Python<'_>) -> PyResult<&Bound<'_, PyModule>> {
    static MODULE: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    let module =
        MODULE.get_or_try_init(py, || py.import("awssupport.exceptions").map(Bound::unbind))?;
    Ok(module.bind(py))
}

fn build(py: Python<'_>, class: &str, arguments: &[(&str, String)]) -> PyResult<PyErr> {
    let kwargs = PyDict::new(py);
    for (name, value) in arguments {
        kwargs.set_item(name, value)?;
    }
    build_with(py, class, &kwargs)
}

fn build_with(py: Python<'_>, class: &str, kwargs: &Bound<'_, PyDict>) -> PyResult<PyErr> {
    let instance = exceptions(py)?.getattr(class)?.call((), Some(kwargs))?;
    Ok(PyErr::from_value(instance))
}
