//! Signatures for the package's own Python code, which fetches credentials.

use std::time::{Duration, SystemTime};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::exceptions::exception;
use super::stages::{Headers, parsed_url, signature_headers};
use crate::credentials::Credentials;
use crate::error::Error;
use crate::es256::{Es256Key, KeyError};
use crate::seams::{Clock, SystemClock};
use crate::sign::SigningContext;

/// The headers that sign a `POST` with Signature Version 4: `X-Amz-Date`, `X-Amz-Security-Token`
/// where there is a token, `Authorization`. `headers` are signed too; `credentials` are access key,
/// secret key and token; the time is now unless it is given.
#[pyfunction]
#[pyo3(signature = (url, headers, body, credentials, region, service, epoch_seconds=None))]
#[allow(clippy::needless_pass_by_value, reason = "pyo3 hands over what it has converted")]
#[allow(clippy::too_many_arguments, reason = "all of them are signed")]
pub(super) fn sign_request(
    py: Python<'_>,
    url: &str,
    headers: Headers,
    body: &[u8],
    credentials: (String, String, Option<String>),
    region: &str,
    service: &str,
    epoch_seconds: Option<u64>,
) -> PyResult<Headers> {
    let (access_key_id, secret_access_key, session_token) = credentials;
    let credentials = Credentials { access_key_id, secret_access_key, session_token };
    let time = epoch_seconds.map_or_else(|| Ok(SystemClock.now()), time_at)?;
    let sign = || {
        let context = SigningContext {
            s3: false,
            url: &parsed_url(url)?,
            credentials: &credentials,
            signing_region: region,
            signing_name: service,
            time,
        };
        signature_headers(&headers, body, &context)
    };
    sign().map_err(|error: Error| exception(py, error))
}

/// The time so many seconds after 1970-01-01T00:00:00Z.
pub(super) fn time_at(epoch_seconds: u64) -> PyResult<SystemTime> {
    SystemTime::UNIX_EPOCH
        .checked_add(Duration::from_secs(epoch_seconds))
        .ok_or_else(|| PyValueError::new_err("epoch_seconds is too far in the future"))
}

/// The ES256 signature (RFC 7518) of a message: the 64 bytes of r and s. The key is one of the curve
/// P-256, as PEM or DER, in PKCS#8 or SEC 1 form, with its public half.
#[pyfunction]
pub(super) fn sign_es256<'py>(
    py: Python<'py>,
    private_key: &[u8],
    message: &[u8],
) -> PyResult<Bound<'py, PyBytes>> {
    let signature = Es256Key::parse(private_key).and_then(|key| key.sign(message));
    Ok(PyBytes::new(py, &signature.map_err(key_error)?))
}

/// The coordinates x and y of a private key's public half, 32 bytes each, for a JSON Web Key.
#[pyfunction]
pub(super) fn es256_public_key<'py>(
    py: Python<'py>,
    private_key: &[u8],
) -> PyResult<(Bound<'py, PyBytes>, Bound<'py, PyBytes>)> {
    let key = Es256Key::parse(private_key).map_err(key_error)?;
    let (x, y) = key.public_coordinates();
    Ok((PyBytes::new(py, x), PyBytes::new(py, y)))
}

#[allow(clippy::needless_pass_by_value, reason = "for map_err")]
fn key_error(error: KeyError) -> PyErr {
    PyValueError::new_err(error.to_string())
}
