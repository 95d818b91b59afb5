//! What a client's endpoint was resolved to, for calls that Python event handlers have a say in and
//! for `client.meta`.

use std::sync::Arc;

use pyo3::prelude::*;
use url::Url;

use super::exceptions::exception;
use crate::config::ClientConfig;
use crate::endpoint::{EndpointParams, ResolvedEndpoint, resolve_endpoint};
use crate::model::SUPPORT;
use crate::sign::SignatureVersion;

/// A client's endpoint: where requests go, and what they are signed for there.
#[pyclass(frozen, module = "awssupport._awssupport")]
pub(super) struct NativeEndpoint(pub(super) Arc<ClientConfig>);

#[pymethods]
impl NativeEndpoint {
    /// Where requests go, and where else they may: URLs with the regions they are signed for.
    #[getter]
    fn choices(&self) -> Vec<(&str, Option<&str>)> {
        let endpoint = self.resolved();
        let own = endpoint.url.iter().map(|url| (url.as_str(), self.signing_region()));
        let others = endpoint.alternatives.iter();
        own.chain(others.map(|(url, region)| (url.as_str(), Some(*region)))).collect()
    }

    /// Where requests go; `None` for an endpoint URL that none can go to.
    #[getter]
    fn wire_url(&self) -> Option<&str> {
        self.resolved().url.as_ref().map(Url::as_str)
    }

    /// The endpoint as botocore's metadata shows it.
    #[getter]
    fn shown_url(&self) -> &str {
        &self.resolved().shown_url
    }

    /// The client's region; `None` if it has an endpoint URL and no region.
    #[getter]
    fn region_name(&self) -> Option<&str> {
        self.resolved().region_name.as_deref()
    }

    /// The partition of the client's region.
    #[getter]
    fn partition(&self) -> &str {
        self.resolved().partition
    }

    /// The region in the credential scope; `None` where a call would raise `NoRegionError`.
    #[getter]
    fn signing_region(&self) -> Option<&str> {
        self.resolved().signing_region.as_deref()
    }

    /// The region that the client signs for where AWS's endpoint rules have no say: that of
    /// presigned URLs.
    #[getter]
    fn presigning_region(&self) -> Option<&str> {
        self.resolved().presigning_region()
    }

    /// What the endpoint was found from: the endpoint URL that was configured, if one was; whether
    /// FIPS endpoints are asked for; whether dual-stack ones are.
    #[getter]
    fn params(&self) -> (Option<&str>, bool, bool) {
        let ResolvedEndpoint { is_custom, shown_url, variant, .. } = self.resolved();
        let endpoint_url = is_custom.then_some(shown_url.as_str());
        (endpoint_url, variant.use_fips, variant.use_dualstack)
    }

    /// The signature version that is asked for of AWS's endpoint rules; `None` where they have none
    /// of this name.
    #[getter]
    fn auth_scheme_version(&self) -> Option<&'static str> {
        match self.0.signature_version {
            SignatureVersion::V4 => Some("v4"),
            SignatureVersion::S3V4 => Some("s3v4"),
            _ => None,
        }
    }

    /// The region that AWS's endpoint rules name for signing; `None` where they name none.
    #[getter]
    fn auth_scheme_region(&self) -> Option<&str> {
        self.resolved().auth_scheme_region
    }

    /// The endpoint of a client that is like this one and made with these: where requests go, and
    /// the region that AWS's endpoint rules name for signing.
    #[pyo3(signature = (region_name, endpoint_url, use_fips, use_dualstack))]
    fn other(
        &self,
        py: Python<'_>,
        region_name: Option<&str>,
        endpoint_url: Option<&str>,
        use_fips: bool,
        use_dualstack: bool,
    ) -> PyResult<(Option<String>, Option<&str>)> {
        let plain_http = self.resolved().variant.plain_http;
        let params =
            EndpointParams { region_name, endpoint_url, plain_http, use_fips, use_dualstack };
        let endpoint = resolve_endpoint(SUPPORT.endpoint_prefix, &params)
            .map_err(|error| exception(py, error.into()))?;
        Ok((endpoint.url.map(String::from), endpoint.auth_scheme_region))
    }
}

impl NativeEndpoint {
    fn resolved(&self) -> &ResolvedEndpoint {
        &self.0.endpoint
    }
}
