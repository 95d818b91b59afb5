//! A client's options, out of Python.

use std::path::PathBuf;
use std::time::Duration;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyInt, PyString, PyTuple};

use crate::config::{ClientCert, ClientOptions, ProxyOptions, TransportConfig, Verify};
use crate::credentials::Credentials;
use crate::retry::RetryMode;
use crate::sign::SignatureVersion;
use crate::user_agent::{HostInfo, UserAgentOptions};

/// Read the options that `awssupport.session` passes: a dict whose absent or `None` values mean
/// the default, except for the two timeouts, where `None` means no limit.
pub(super) fn client_options(options: &Bound<'_, PyDict>) -> PyResult<ClientOptions> {
    let defaults = ClientOptions::default();
    let transport = transport_options(options)?;
    Ok(ClientOptions {
        region_name: get(options, "region_name")?,
        endpoint_url: get(options, "endpoint_url")?,
        use_ssl: get(options, "use_ssl")?.unwrap_or(true),
        signature_version: signature_version(options)?,
        feature_ids: get(options, "feature_ids")?.unwrap_or_default(),
        verify: transport.verify,
        client_cert: transport.client_cert,
        proxies: transport.proxies,
        connect_timeout: transport.connect_timeout,
        read_timeout: transport.read_timeout,
        max_pool_connections: transport.max_pool_connections,
        tcp_keepalive: transport.tcp_keepalive,
        max_attempts: max_attempts(options)?.unwrap_or(defaults.max_attempts),
        retry_mode: retry_mode(options)?.unwrap_or(defaults.retry_mode),
        use_fips_endpoint: get(options, "use_fips_endpoint")?.unwrap_or(false),
        use_dualstack_endpoint: get(options, "use_dualstack_endpoint")?.unwrap_or(false),
        endpoint_failover: get(options, "endpoint_failover")?.unwrap_or(false),
        user_agent: UserAgentOptions {
            user_agent: get(options, "user_agent")?,
            extra: get(options, "user_agent_extra")?,
            app_id: get(options, "user_agent_appid")?,
            execution_env: get(options, "execution_env")?,
        },
        host: host_info(options.py())?,
    })
}

/// Read those of the options that an HTTP client has without a service too.
pub(super) fn transport_options(options: &Bound<'_, PyDict>) -> PyResult<TransportConfig> {
    let defaults = ClientOptions::default();
    Ok(TransportConfig {
        verify: verify(options)?,
        client_cert: client_cert(options, "client_cert")?
            .filter(|cert| !cert.certificate.as_os_str().is_empty()),
        proxies: proxies(options)?,
        connect_timeout: timeout(options, "connect_timeout", defaults.connect_timeout)?,
        read_timeout: timeout(options, "read_timeout", defaults.read_timeout)?,
        max_pool_connections: get(options, "max_pool_connections")?
            .unwrap_or(defaults.max_pool_connections),
        tcp_keepalive: get(options, "tcp_keepalive")?.unwrap_or(false),
    })
}

/// The keys that a client signs every call with; `None` without a pair of them.
pub(super) fn static_credentials(options: &Bound<'_, PyDict>) -> PyResult<Option<Credentials>> {
    let key = |name| get::<String>(options, name);
    let pair = key("aws_access_key_id")?.zip(key("aws_secret_access_key")?);
    let session_token = key("aws_session_token")?;
    Ok(pair.map(|(access_key_id, secret_access_key)| Credentials {
        access_key_id,
        secret_access_key,
        session_token,
    }))
}

/// The object that gives a client's credentials at each call, if there is one.
pub(super) fn credentials_provider(options: &Bound<'_, PyDict>) -> PyResult<Option<Py<PyAny>>> {
    let provider = options.get_item("credentials")?.filter(|value| !value.is_none());
    Ok(provider.map(Bound::unbind))
}

/// Whether a client holds parameters against the model.
pub(super) fn validates(options: &Bound<'_, PyDict>) -> PyResult<bool> {
    Ok(get(options, "validate")?.unwrap_or(true))
}

fn get<'py, T>(options: &Bound<'py, PyDict>, name: &str) -> PyResult<Option<T>>
where
    T: for<'a> FromPyObject<'a, 'py>,
{
    get_as(options, name, name)
}

/// The same for an option that is called something else in messages.
fn get_as<'py, T>(options: &Bound<'py, PyDict>, name: &str, shown: &str) -> PyResult<Option<T>>
where
    T: for<'a> FromPyObject<'a, 'py>,
{
    let Some(value) = options.get_item(name)?.filter(|value| !value.is_none()) else {
        return Ok(None);
    };
    value.extract().map(Some).map_err(|_| wrong_type(shown, &value))
}

fn signature_version(options: &Bound<'_, PyDict>) -> PyResult<SignatureVersion> {
    if get(options, "unsigned")?.unwrap_or(false) {
        return Ok(SignatureVersion::Unsigned);
    }
    let name: Option<String> = get(options, "signature_version")?;
    Ok(name.map_or(SignatureVersion::V4, |name| SignatureVersion::named(&name)))
}

/// More attempts than can be counted are as good as without end.
fn max_attempts(options: &Bound<'_, PyDict>) -> PyResult<Option<u32>> {
    let attempts: Option<Bound<'_, PyInt>> = get(options, "max_attempts")?;
    Ok(attempts.map(|attempts| attempts.extract().unwrap_or(u32::MAX)))
}

fn retry_mode(options: &Bound<'_, PyDict>) -> PyResult<Option<RetryMode>> {
    let Some(name) = get::<String>(options, "retry_mode")? else { return Ok(None) };
    let unknown = || PyValueError::new_err(format!("{name:?} is no retry mode"));
    RetryMode::named(&name).map(Some).ok_or_else(unknown)
}

/// The value is not shown: it may be a secret.
fn wrong_type(name: &str, value: &Bound<'_, PyAny>) -> PyErr {
    if value.cast::<PyString>().is_ok_and(|text| text.to_cow().is_err()) {
        return PyTypeError::new_err(format!("{name} holds lone surrogates, which are no text"));
    }
    match value.get_type().name() {
        Ok(type_name) => PyTypeError::new_err(format!("{name} has the wrong type: {type_name}")),
        Err(error) => error,
    }
}

fn verify(options: &Bound<'_, PyDict>) -> PyResult<Verify> {
    let Some(value) = options.get_item("verify")?.filter(|value| !value.is_none()) else {
        return Ok(Verify::BuiltIn);
    };
    if let Ok(flag) = value.cast::<PyBool>() {
        return Ok(if flag.is_true() { Verify::BuiltIn } else { Verify::Off });
    }
    value.extract::<PathBuf>().map(Verify::Bundle).map_err(|_| wrong_type("verify", &value))
}

/// A path to a PEM file with certificate and key, or a tuple of one path for each. Whatever else
/// is given is left out, as botocore does.
fn client_cert(options: &Bound<'_, PyDict>, name: &str) -> PyResult<Option<ClientCert>> {
    let Some(value) = options.get_item(name)? else {
        return Ok(None);
    };
    if let Ok(pair) = value.cast::<PyTuple>() {
        let (certificate, key) = unpacked(pair)?;
        let path = |value: &Bound<'_, PyAny>| -> PyResult<PathBuf> {
            value.extract().map_err(|_| wrong_type(name, value))
        };
        let key = if key.is_none() { None } else { Some(path(&key)?) };
        return Ok(Some(ClientCert { certificate: path(&certificate)?, key }));
    }
    let is_text = value.is_instance_of::<PyString>();
    let certificate: Option<PathBuf> = if is_text { Some(value.extract()?) } else { None };
    Ok(certificate.map(|certificate| ClientCert { certificate, key: None }))
}

/// Both items, or Python's own complaint.
fn unpacked<'py>(pair: &Bound<'py, PyTuple>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
    match pair.len() {
        2 => Ok((pair.get_item(0)?, pair.get_item(1)?)),
        few @ (0 | 1) => Err(PyValueError::new_err(format!(
            "not enough values to unpack (expected 2, got {few})"
        ))),
        _ => Err(PyValueError::new_err("too many values to unpack (expected 2)")),
    }
}

/// `proxies` by scheme and what `proxies_config` says of them.
fn proxies(options: &Bound<'_, PyDict>) -> PyResult<ProxyOptions> {
    let none = PyDict::new(options.py());
    let part = |name: &str| -> PyResult<Bound<'_, PyDict>> {
        Ok(get(options, name)?.unwrap_or_else(|| none.clone()))
    };
    let (urls, settings) = (part("proxies")?, part("proxies_config")?);
    let url = |scheme: &str| get_as(&urls, scheme, &format!("proxies['{scheme}']"));
    Ok(ProxyOptions {
        http: url("http")?,
        https: url("https")?,
        ca_bundle: get(&settings, "proxy_ca_bundle")?,
        client_cert: client_cert(&settings, "proxy_client_cert")?,
        forward_https: match settings.get_item("proxy_use_forwarding_for_https")? {
            Some(value) => value.is_truthy()?,
            None => false,
        },
    })
}

fn timeout(
    options: &Bound<'_, PyDict>,
    name: &str,
    default: Option<Duration>,
) -> PyResult<Option<Duration>> {
    let Some(value) = options.get_item(name)? else {
        return Ok(default);
    };
    if value.is_none() {
        return Ok(None);
    }
    let seconds: f64 = value.extract().map_err(|_| wrong_type(name, &value))?;
    // Longer than a duration can be is as good as without limit.
    Ok(Duration::try_from_secs_f64(seconds).ok())
}

pub(super) fn host_info(py: Python<'_>) -> PyResult<HostInfo> {
    let sys = py.import("sys")?;
    let platform: String = sys.getattr("platform")?.extract()?;
    let (os_version, machine) = kernel(py, &platform)?;
    let version = py.version_info();
    let implementation: String = sys.getattr("implementation")?.getattr("name")?.extract()?;
    Ok(HostInfo {
        os: match platform.as_str() {
            "darwin" => "macos".to_owned(),
            "win32" | "cygwin" => "windows".to_owned(),
            _ => platform,
        },
        os_version,
        machine,
        language: (
            "python".to_owned(),
            format!("{}.{}.{}", version.major, version.minor, version.patch),
        ),
        implementation: match implementation.as_str() {
            "cpython" => "CPython".to_owned(),
            "pypy" => "PyPy".to_owned(),
            _ => implementation,
        },
    })
}

/// The kernel's version and the machine's architecture, without importing `platform`.
fn kernel(py: Python<'_>, platform: &str) -> PyResult<(String, String)> {
    if platform == "win32" {
        let version = py.import("sys")?.call_method0("getwindowsversion")?;
        let number = |name: &str| version.getattr(name)?.extract::<u32>();
        let text = format!("{}.{}.{}", number("major")?, number("minor")?, number("build")?);
        return Ok((text, std::env::consts::ARCH.to_owned()));
    }
    let uname = py.import("os")?.call_method0("uname")?;
    Ok((uname.getattr("release")?.extract()?, uname.getattr("machine")?.extract()?))
}
