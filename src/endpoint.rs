//! Stage 4: which URL a client talks to, and for which region it signs.
//!
//! The rules are those of AWS's endpoint rule set for Support as botocore 1.44.5 applies them. The
//! service is global: every commercial region is served, and signed for, in us-east-1.

mod alternatives;
mod partitions;
mod url_check;

use url::Url;

pub use self::partitions::partition_for_region;
use self::partitions::{AWS, Partition};
use self::url_check::valid_endpoint_url;
pub(crate) use self::url_check::without_password;
use crate::error::ConfigError;

/// The pseudo-region a client without any region works in.
pub const GLOBAL_REGION: &str = "aws-global";

/// What the endpoint depends on.
#[derive(Clone, Debug, Default)]
pub struct EndpointParams<'a> {
    /// The client's region, if it has one.
    pub region_name: Option<&'a str>,
    /// A URL that replaces the computed one.
    pub endpoint_url: Option<&'a str>,
    /// `http://` instead of `https://` for computed URLs.
    pub plain_http: bool,
    /// Ask for FIPS 140 endpoints.
    pub use_fips: bool,
    /// Ask for endpoints that have IPv6 addresses too.
    pub use_dualstack: bool,
}

/// Where requests go and how they are signed.
#[derive(Clone, PartialEq, Eq)]
pub struct ResolvedEndpoint {
    /// The client's region as `client.meta.region_name` shows it.
    pub region_name: Option<String>,
    /// The partition of that region.
    pub partition: &'static str,
    /// What `client.meta.endpoint_url` shows: botocore's older resolver's answer, which is not
    /// always where requests go.
    pub shown_url: String,
    /// Where requests go. No user name or password, and a path of at least `/`. `None` if the URL
    /// given is none that a request can go to, for its port or its scheme: the call reports that.
    pub url: Option<Url>,
    /// The region in the credential scope; `None` if a URL was given without any region.
    pub signing_region: Option<String>,
    /// The region that AWS's endpoint rules name for signing. They do for a partition's home; the
    /// requests to other endpoints are signed for the client's region.
    pub auth_scheme_region: Option<&'static str>,
    /// Whether the endpoint is a URL that was given.
    pub is_custom: bool,
    /// What it was found from in the end.
    pub variant: EndpointVariant,
    /// Where else requests may go if that cannot be reached, with the region each is signed for;
    /// empty unless it was asked for.
    pub alternatives: Vec<(Url, &'static str)>,
}

/// Which of a region's endpoints is asked for, with what the region's name says taken into account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EndpointVariant {
    /// `http://` instead of `https://` for computed URLs.
    pub plain_http: bool,
    /// FIPS 140 endpoints; never beside a URL that was given.
    pub use_fips: bool,
    /// Endpoints that have IPv6 addresses too; never beside a URL that was given.
    pub use_dualstack: bool,
}

impl std::fmt::Debug for ResolvedEndpoint {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (shown, region) = (without_password(&self.shown_url), &self.signing_region);
        write!(formatter, "ResolvedEndpoint({shown}, signed for {region:?})")
    }
}

impl ResolvedEndpoint {
    /// The URL that requests go to, or why none can.
    pub fn usable_url(&self) -> Result<&Url, ConfigError> {
        self.url.as_ref().ok_or_else(|| {
            let url = without_password(&self.shown_url);
            match Url::parse(&self.shown_url) {
                Ok(_) => ConfigError::UnknownScheme { url },
                Err(_) => ConfigError::UnusableUrl { url },
            }
        })
    }
}

impl ResolvedEndpoint {
    /// The region that a client signs for where AWS's endpoint rules have no say: that of presigned
    /// URLs. It is the client's own, not its partition's home.
    pub fn presigning_region(&self) -> Option<&str> {
        let region_name = self.region_name.as_deref()?;
        if self.signing_region.as_deref() == Some(region_name) {
            return Some(region_name);
        }
        Some(Partition::of(region_name).signing_region(region_name))
    }
}

/// Resolve the endpoint of a client.
pub fn resolve_endpoint(
    endpoint_prefix: &str,
    params: &EndpointParams<'_>,
) -> Result<ResolvedEndpoint, ConfigError> {
    let (region_name, fips_by_name) = match params.region_name {
        Some(name) => {
            let (name, fips) = without_fips(valid_region_name(name)?);
            (Some(name), fips)
        }
        None => (None, false),
    };
    if let Some(endpoint_url) = params.endpoint_url {
        return custom_endpoint(endpoint_url, region_name, params.plain_http);
    }
    let region_name = region_name.unwrap_or_else(|| GLOBAL_REGION.to_owned());
    let params = EndpointParams { use_fips: params.use_fips || fips_by_name, ..params.clone() };
    modeled_endpoint(endpoint_prefix, region_name, &params)
}

fn custom_endpoint(
    endpoint_url: &str,
    region_name: Option<String>,
    plain_http: bool,
) -> Result<ResolvedEndpoint, ConfigError> {
    let url = valid_endpoint_url(endpoint_url)?;
    let partition = region_name.as_deref().map_or(&AWS, Partition::shown);
    Ok(ResolvedEndpoint {
        partition: partition.name,
        shown_url: endpoint_url.to_owned(),
        url,
        signing_region: region_name.clone(),
        region_name,
        auth_scheme_region: None,
        is_custom: true,
        variant: EndpointVariant { plain_http, ..EndpointVariant::default() },
        alternatives: Vec::new(),
    })
}

fn modeled_endpoint(
    endpoint_prefix: &str,
    region_name: String,
    params: &EndpointParams<'_>,
) -> Result<ResolvedEndpoint, ConfigError> {
    let partition = Partition::of(&region_name);
    let scheme = if params.plain_http { "http" } else { "https" };
    let fips = if params.use_fips { "-fips" } else { "" };
    let suffix = match partition.dualstack_suffix {
        _ if !params.use_dualstack => partition.dns_suffix,
        Some(suffix) => suffix,
        None => return Err(variant_error(region_name, params)),
    };
    // GovCloud's ordinary endpoint is a FIPS endpoint.
    let maps_home = !params.use_dualstack && (!params.use_fips || partition.name == "aws-us-gov");
    let host = |region: &str, fips: &str, suffix: &str| {
        format!("{scheme}://{endpoint_prefix}{fips}.{region}.{suffix}")
    };
    let at = |region: &str, fips: &str| host(region, fips, suffix);
    let home_region = partition.home_region.filter(|_| maps_home);
    let (url, signing_region) = match home_region {
        Some(home) => (at(home, ""), home),
        None => (at(&region_name, fips), partition.signing_region(&region_name)),
    };
    let shown = Partition::shown(&region_name);
    let shown_url = match partition.home_region {
        // GovCloud's FIPS endpoint is known by that name in one region only.
        Some(home) if region_name == home && maps_home => at(home, ""),
        Some(home) if partition.is_global(&region_name) && maps_home && !params.use_fips => {
            at(home, "")
        }
        _ if params.use_dualstack => at(&region_name, fips),
        _ => host(&region_name, fips, shown.dns_suffix),
    };
    valid_endpoint_url(&shown_url)?;
    Ok(ResolvedEndpoint {
        partition: shown.name,
        url: valid_endpoint_url(&url)?,
        shown_url,
        signing_region: Some(signing_region.to_owned()),
        region_name: Some(region_name),
        auth_scheme_region: home_region,
        is_custom: false,
        variant: EndpointVariant {
            plain_http: params.plain_http,
            use_fips: params.use_fips,
            use_dualstack: params.use_dualstack,
        },
        alternatives: Vec::new(),
    })
}

fn variant_error(region_name: String, params: &EndpointParams<'_>) -> ConfigError {
    let mut tags = Vec::new();
    if params.use_dualstack {
        tags.push("dualstack");
    }
    if params.use_fips {
        tags.push("fips");
    }
    ConfigError::EndpointVariant { tags, region_name }
}

/// Refuse what cannot be the name of a region.
pub fn validate_region_name(region_name: &str) -> Result<(), ConfigError> {
    valid_region_name(region_name).map(|_| ())
}

/// Letters, digits and inner hyphens, at most 63, and not digits alone: what can be a label of a
/// host name. Empty text passes here and fails as part of the URL, as in botocore.
fn valid_region_name(name: &str) -> Result<&str, ConfigError> {
    let valid = name.len() <= 63
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !name.starts_with('-')
        && !name.ends_with('-')
        && !is_number(name);
    if valid { Ok(name) } else { Err(ConfigError::InvalidRegion { region_name: name.to_owned() }) }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `fips-us-east-1` and `us-east-1-fips` are old names that ask for FIPS endpoints.
pub(crate) fn asks_for_fips(region_name: &str) -> bool {
    region_name.contains("fips-") || region_name.contains("-fips")
}

fn without_fips(name: &str) -> (String, bool) {
    if asks_for_fips(name) {
        (name.replace("fips-", "").replace("-fips", ""), true)
    } else {
        (name.to_owned(), false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(params: &EndpointParams<'_>) -> (String, Option<String>) {
        let endpoint = resolve_endpoint("support", params).unwrap();
        (endpoint.url.unwrap().to_string(), endpoint.signing_region)
    }

    fn region(name: &str) -> EndpointParams<'_> {
        EndpointParams { region_name: Some(name), ..EndpointParams::default() }
    }

    #[test]
    fn presigned_urls_keep_the_clients_region() {
        let region = |region_name: &str, endpoint_url: Option<&str>| {
            let params = EndpointParams {
                region_name: Some(region_name),
                endpoint_url,
                ..EndpointParams::default()
            };
            let endpoint = resolve_endpoint("support", &params).unwrap();
            endpoint.presigning_region().map(str::to_owned).unwrap()
        };
        assert_eq!(region("us-east-1", None), "us-east-1");
        assert_eq!(region("eu-west-1", None), "eu-west-1");
        assert_eq!(region("aws-global", None), "us-east-1");
        assert_eq!(region("aws-global", Some("http://localhost")), "aws-global");
        let nowhere =
            EndpointParams { endpoint_url: Some("http://localhost"), ..EndpointParams::default() };
        assert_eq!(resolve_endpoint("support", &nowhere).unwrap().presigning_region(), None);
    }

    #[test]
    fn each_partition_has_its_home() {
        for (name, url, signing_region) in [
            ("us-east-1", "https://support.us-east-1.amazonaws.com/", "us-east-1"),
            ("eu-west-1", "https://support.us-east-1.amazonaws.com/", "us-east-1"),
            ("foo", "https://support.us-east-1.amazonaws.com/", "us-east-1"),
            ("aws-global", "https://support.us-east-1.amazonaws.com/", "us-east-1"),
            ("cn-northwest-1", "https://support.cn-north-1.amazonaws.com.cn/", "cn-north-1"),
            ("eusc-de-east-1", "https://support.eusc-de-east-1.amazonaws.eu/", "eusc-de-east-1"),
            ("us-iso-west-1", "https://support.us-iso-east-1.c2s.ic.gov/", "us-iso-east-1"),
            ("us-isob-east-1", "https://support.us-isob-east-1.sc2s.sgov.gov/", "us-isob-east-1"),
            ("eu-isoe-west-1", "https://support.eu-isoe-west-1.cloud.adc-e.uk/", "eu-isoe-west-1"),
            (
                "us-isof-south-1",
                "https://support.us-isof-south-1.csp.hci.ic.gov/",
                "us-isof-south-1",
            ),
            ("us-gov-east-1", "https://support.us-gov-west-1.amazonaws.com/", "us-gov-west-1"),
        ] {
            assert_eq!(
                resolve(&region(name)),
                (url.to_owned(), Some(signing_region.to_owned())),
                "{name}"
            );
        }
    }

    #[test]
    fn fips_and_dualstack_stay_in_the_region() {
        let fips = EndpointParams { use_fips: true, ..region("eu-west-1") };
        assert_eq!(resolve(&fips).0, "https://support-fips.eu-west-1.amazonaws.com/");
        let dual = EndpointParams { use_dualstack: true, ..region("us-east-1") };
        assert_eq!(resolve(&dual).0, "https://support.us-east-1.api.aws/");
        let both = EndpointParams { use_fips: true, ..dual };
        assert_eq!(resolve(&both).0, "https://support-fips.us-east-1.api.aws/");
        let gov = EndpointParams { use_fips: true, ..region("us-gov-west-1") };
        assert_eq!(resolve(&gov).0, "https://support.us-gov-west-1.amazonaws.com/");
        let named = resolve(&region("fips-us-east-1"));
        assert_eq!(named.0, "https://support-fips.us-east-1.amazonaws.com/");
        let none = EndpointParams { use_dualstack: true, ..region("eu-isoe-west-1") };
        assert_eq!(
            resolve_endpoint("support", &none).unwrap_err(),
            ConfigError::EndpointVariant {
                tags: vec!["dualstack"],
                region_name: "eu-isoe-west-1".to_owned()
            }
        );
    }

    #[test]
    fn endpoints_tell_what_they_were_found_from() {
        let found = |params: &EndpointParams<'_>| {
            let endpoint = resolve_endpoint("support", params).unwrap();
            let EndpointVariant { use_fips, use_dualstack, .. } = endpoint.variant;
            (endpoint.is_custom, use_fips, use_dualstack, endpoint.auth_scheme_region)
        };
        assert_eq!(found(&region("eu-west-1")), (false, false, false, Some("us-east-1")));
        assert_eq!(found(&region("eu-isoe-west-1")), (false, false, false, None));
        assert_eq!(found(&region("fips-us-east-1")), (false, true, false, None));
        let dual = EndpointParams { use_dualstack: true, ..region("us-east-1") };
        assert_eq!(found(&dual), (false, false, true, None));
        let gov = EndpointParams { use_fips: true, ..region("us-gov-east-1") };
        assert_eq!(found(&gov), (false, true, false, Some("us-gov-west-1")));
        let given = EndpointParams {
            endpoint_url: Some("http://localhost"),
            use_fips: true,
            use_dualstack: true,
            ..region("us-east-1")
        };
        assert_eq!(found(&given), (true, false, false, None));
    }

    #[test]
    fn without_a_region_the_global_endpoint_serves() {
        let endpoint = resolve_endpoint("support", &EndpointParams::default()).unwrap();
        assert_eq!(endpoint.region_name.as_deref(), Some("aws-global"));
        assert_eq!(endpoint.url.unwrap().as_str(), "https://support.us-east-1.amazonaws.com/");
        assert_eq!(endpoint.shown_url, "https://support.us-east-1.amazonaws.com");
        let shown = resolve_endpoint("support", &region("eu-west-1")).unwrap().shown_url;
        assert_eq!(shown, "https://support.eu-west-1.amazonaws.com");
    }

    #[test]
    fn region_names_that_cannot_be_labels_are_refused() {
        for name in ["-us", "us-", "1234", "us east 1", "a_b", "a.b", &"a".repeat(64), "é", "a\nb"]
        {
            assert_eq!(
                resolve_endpoint("support", &region(name)).unwrap_err(),
                ConfigError::InvalidRegion { region_name: name.to_owned() }
            );
        }
        assert_eq!(
            resolve_endpoint("support", &region("")).unwrap_err(),
            ConfigError::InvalidEndpoint { url: "https://support..amazonaws.com".to_owned() }
        );
    }

    #[test]
    fn custom_urls_keep_path_and_query_and_lose_userinfo() {
        let custom = |url| EndpointParams { endpoint_url: Some(url), ..region("eu-west-1") };
        for (given, used) in [
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/"),
            ("http://[::1]:8080/p", "http://[::1]:8080/p"),
            ("http://localhost./a b?z=1", "http://localhost./a%20b?z=1"),
            ("http://user:word@localhost/", "http://localhost/"),
        ] {
            assert_eq!(resolve(&custom(given)), (used.to_owned(), Some("eu-west-1".to_owned())));
        }
        let none =
            EndpointParams { endpoint_url: Some("http://localhost"), ..EndpointParams::default() };
        assert_eq!(resolve(&none).1, None);
    }

    #[test]
    fn urls_without_a_proper_host_are_refused_and_userinfo_is_not_repeated() {
        for url in [
            "",
            "localhost",
            "localhost:80",
            "http://",
            "http://a_b",
            "http://-a",
            "http://a b",
            "http://a\n",
        ] {
            let params = EndpointParams { endpoint_url: Some(url), ..EndpointParams::default() };
            assert_eq!(
                resolve_endpoint("support", &params).unwrap_err(),
                ConfigError::InvalidEndpoint { url: url.to_owned() },
                "{url:?}"
            );
        }
        for url in ["ftp://localhost", "http://localhost:65536", "http://999.999.999.999"] {
            let params = EndpointParams { endpoint_url: Some(url), ..EndpointParams::default() };
            assert_eq!(resolve_endpoint("support", &params).unwrap().url, None, "{url}");
        }
        let params = EndpointParams {
            endpoint_url: Some("http://user:word@a_b/"),
            ..EndpointParams::default()
        };
        let error = resolve_endpoint("support", &params).unwrap_err();
        assert_eq!(error, ConfigError::InvalidEndpoint { url: "http://a_b/".to_owned() });
    }
}
