//! Whose credentials a client's calls are signed with.

use std::borrow::Cow;

use pyo3::exceptions::PyTypeError;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;

use crate::credentials::Credentials;

/// Where a client has its credentials from.
pub(super) enum CredentialsSource {
    /// The same for every call; `None` if nobody was found, which each call reports.
    Static(Option<Credentials>),
    /// An object with botocore's `get_frozen_credentials()`.
    Provider(Py<PyAny>),
}

impl CredentialsSource {
    /// The credentials for a call that begins now. A provider may take its time, and may send
    /// requests itself: nothing of the call runs meanwhile. What it raises is the call's failure.
    pub(super) fn current(&self, py: Python<'_>) -> PyResult<Option<Cow<'_, Credentials>>> {
        match self {
            Self::Static(found) => Ok(found.as_ref().map(Cow::Borrowed)),
            Self::Provider(provider) => {
                let frozen = provider.bind(py).call_method0("get_frozen_credentials")?;
                if frozen.is_none() {
                    return Ok(None);
                }
                frozen_credentials(&frozen).map(Cow::Owned).map(Some)
            }
        }
    }

    /// Whether [`Self::current`] may take its time: not for ours and botocore's that hold their keys
    /// and do not say that they want to be refreshed.
    pub(super) fn may_wait(&self, py: Python<'_>) -> PyResult<bool> {
        let Self::Provider(provider) = self else { return Ok(false) };
        let provider = provider.bind(py);
        if let Some(refresh_needed) = provider.getattr_opt("refresh_needed")? {
            return refresh_needed.call0()?.is_truthy();
        }
        let module = provider.get_type().getattr("__module__")?.str()?;
        let module = module.to_string_lossy();
        Ok(!module.starts_with("awssupport.") && module != "botocore.credentials")
    }

    /// Other credentials than `used`, whose token has expired; `None` where there are no others to be
    /// had. The provider's `refresh_now()`, if it has one, is asked for them, unless it has others
    /// already: another call may have asked.
    pub(super) fn renewed(
        &self,
        py: Python<'_>,
        used: Option<&Credentials>,
    ) -> PyResult<Option<Credentials>> {
        let Self::Provider(provider) = self else { return Ok(None) };
        let Some(refresh) = provider.bind(py).getattr_opt("refresh_now")? else {
            return Ok(None);
        };
        let others = |found: Option<Cow<'_, Credentials>>| {
            found.map(Cow::into_owned).filter(|found| Some(found) != used)
        };
        if let Some(found) = others(self.current(py)?) {
            return Ok(Some(found));
        }
        refresh.call0()?;
        Ok(others(self.current(py)?))
    }

    pub(super) fn clone_ref(&self, py: Python<'_>) -> Self {
        match self {
            Self::Static(found) => Self::Static(found.clone()),
            Self::Provider(provider) => Self::Provider(provider.clone_ref(py)),
        }
    }

    pub(super) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        match self {
            Self::Static(_) => Ok(()),
            Self::Provider(provider) => visit.call(provider),
        }
    }
}

/// Credentials out of a sequence of access key, secret key, token, and what else there may be.
fn frozen_credentials(frozen: &Bound<'_, PyAny>) -> PyResult<Credentials> {
    let part = |index: usize| -> PyResult<Option<String>> { frozen.get_item(index)?.extract() };
    // As in botocore: nobody signs without an access key, and a secret that is None is signed with
    // as Python writes it.
    let access_key_id = part(0)?.ok_or_else(|| {
        PyTypeError::new_err("sequence item 0: expected str instance, NoneType found")
    })?;
    let secret_access_key = part(1)?.unwrap_or_else(|| "None".to_owned());
    Ok(Credentials { access_key_id, secret_access_key, session_token: part(2)? })
}
