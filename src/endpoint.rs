//! Stage 4: which URL a client talks to, and for which region it signs.
//!
//! The rules are those of AWS's endpoint rule set for Support as botocore 1.44.5 applies them. The
//! service is global: every commercial region is served, and signed for, in us-east-1.

mod alternatives;

use url::Url;

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
    /// Where else requests may go if that cannot be reached, with the region each is signed for;
    /// empty unless it was asked for.
    pub alternatives: Vec<(Url, &'static str)>,
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
    /// The region that presigned URLs are signed for: the client's own, not its partition's home.
    pub fn presigning_region(&self) -> Option<&str> {
        let region_name = self.region_name.as_deref()?;
        if self.signing_region.as_deref() == Some(region_name) {
            return Some(region_name);
        }
        Some(Partition::of(region_name).signing_region(region_name))
    }
}

#[derive(Debug)]
struct Partition {
    name: &'static str,
    dns_suffix: &'static str,
    /// `None` where the partition has no dual-stack endpoints.
    dualstack_suffix: Option<&'static str>,
    /// The first parts of its regions' names; a word and a number follow.
    region_prefixes: &'static [&'static [&'static str]],
    global_region: &'static str,
    /// The one region that serves all of them, where AWS's rules name one.
    home_region: Option<&'static str>,
    /// The region a pseudo-region is signed for.
    implied_region: &'static str,
}

const AWS: Partition = Partition {
    name: "aws",
    dns_suffix: "amazonaws.com",
    dualstack_suffix: Some("api.aws"),
    region_prefixes: &[
        &["us"],
        &["eu"],
        &["ap"],
        &["sa"],
        &["ca"],
        &["me"],
        &["af"],
        &["il"],
        &["mx"],
    ],
    global_region: GLOBAL_REGION,
    home_region: Some("us-east-1"),
    implied_region: "us-east-1",
};

const OTHER_PARTITIONS: &[Partition] = &[
    Partition {
        name: "aws-cn",
        dns_suffix: "amazonaws.com.cn",
        dualstack_suffix: Some("api.amazonwebservices.com.cn"),
        region_prefixes: &[&["cn"]],
        global_region: "aws-cn-global",
        home_region: Some("cn-north-1"),
        implied_region: "cn-north-1",
    },
    Partition {
        name: "aws-eusc",
        dns_suffix: "amazonaws.eu",
        dualstack_suffix: Some("api.amazonwebservices.eu"),
        region_prefixes: &[&["eusc", "de"]],
        global_region: "aws-eusc-global",
        home_region: None,
        implied_region: "eusc-de-east-1",
    },
    Partition {
        name: "aws-iso",
        dns_suffix: "c2s.ic.gov",
        dualstack_suffix: Some("api.aws.ic.gov"),
        region_prefixes: &[&["us", "iso"]],
        global_region: "aws-iso-global",
        home_region: Some("us-iso-east-1"),
        implied_region: "us-iso-east-1",
    },
    Partition {
        name: "aws-iso-b",
        dns_suffix: "sc2s.sgov.gov",
        dualstack_suffix: Some("api.aws.scloud"),
        region_prefixes: &[&["us", "isob"]],
        global_region: "aws-iso-b-global",
        home_region: Some("us-isob-east-1"),
        implied_region: "us-isob-east-1",
    },
    Partition {
        name: "aws-iso-e",
        dns_suffix: "cloud.adc-e.uk",
        dualstack_suffix: None,
        region_prefixes: &[&["eu", "isoe"]],
        global_region: "aws-iso-e-global",
        home_region: None,
        implied_region: "eu-isoe-west-1",
    },
    Partition {
        name: "aws-iso-f",
        dns_suffix: "csp.hci.ic.gov",
        dualstack_suffix: None,
        region_prefixes: &[&["us", "isof"]],
        global_region: "aws-iso-f-global",
        home_region: None,
        implied_region: "us-isof-south-1",
    },
    Partition {
        name: "aws-us-gov",
        dns_suffix: "amazonaws.com",
        dualstack_suffix: Some("api.aws"),
        region_prefixes: &[&["us", "gov"]],
        global_region: "aws-us-gov-global",
        home_region: Some("us-gov-west-1"),
        implied_region: "us-gov-west-1",
    },
];

impl Partition {
    fn of(region_name: &str) -> &'static Self {
        OTHER_PARTITIONS.iter().find(|partition| partition.has(region_name)).unwrap_or(&AWS)
    }

    /// The partition as botocore's metadata has it: its older resolver does not know all
    /// pseudo-regions.
    fn shown(region_name: &str) -> &'static Self {
        let partition = Self::of(region_name);
        let known = partition.home_region.is_some() || region_name != partition.global_region;
        if known { partition } else { &AWS }
    }

    fn has(&self, region_name: &str) -> bool {
        region_name == self.global_region || self.has_region(region_name)
    }

    /// The same without the pseudo-region.
    fn has_region(&self, region_name: &str) -> bool {
        self.region_prefixes.iter().any(|prefix| {
            let parts: Vec<_> = region_name.split('-').collect();
            matches!(
                parts.strip_prefix(*prefix),
                Some([word, number]) if !word.is_empty() && is_number(number)
            )
        })
    }

    /// The region that a call of a client in `region_name` is signed for, where nothing maps it to
    /// the partition's home.
    fn signing_region<'a>(&'a self, region_name: &'a str) -> &'a str {
        if region_name == self.global_region { self.implied_region } else { region_name }
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The name of the partition that a region belongs to; `None` for a pseudo-region and for names
/// that no partition's regions have.
pub fn partition_for_region(region_name: &str) -> Option<&'static str> {
    let mut partitions = std::iter::once(&AWS).chain(OTHER_PARTITIONS);
    partitions.find(|partition| partition.has_region(region_name)).map(|partition| partition.name)
}

/// Refuse what cannot be the name of a region.
pub fn validate_region_name(region_name: &str) -> Result<(), ConfigError> {
    valid_region_name(region_name).map(|_| ())
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
        return custom_endpoint(endpoint_url, region_name);
    }
    let region_name = region_name.unwrap_or_else(|| GLOBAL_REGION.to_owned());
    let params = EndpointParams { use_fips: params.use_fips || fips_by_name, ..params.clone() };
    modeled_endpoint(endpoint_prefix, region_name, &params)
}

fn custom_endpoint(
    endpoint_url: &str,
    region_name: Option<String>,
) -> Result<ResolvedEndpoint, ConfigError> {
    let url = valid_endpoint_url(endpoint_url)?;
    let partition = region_name.as_deref().map_or(&AWS, Partition::shown);
    Ok(ResolvedEndpoint {
        partition: partition.name,
        shown_url: endpoint_url.to_owned(),
        url,
        signing_region: region_name.clone(),
        region_name,
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
    let (url, signing_region) = match partition.home_region.filter(|_| maps_home) {
        Some(home) => (at(home, ""), home),
        None => (at(&region_name, fips), partition.signing_region(&region_name)),
    };
    let shown = Partition::shown(&region_name);
    let shown_url = match partition.home_region {
        Some(home) if region_name == partition.global_region && maps_home => at(home, ""),
        // GovCloud's FIPS endpoint is known by that name in one region only.
        Some(home) if region_name == home && maps_home => at(home, ""),
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

/// An endpoint URL as requests use it: it has a host that could be one; user name and password
/// are dropped; dot segments in the path are resolved. `None` if it passes botocore's checks, which
/// look at neither port nor scheme, and still cannot be used.
fn valid_endpoint_url(text: &str) -> Result<Option<Url>, ConfigError> {
    let invalid = || ConfigError::InvalidEndpoint { url: without_password(text) };
    // A backslash ends the host for some readers of URLs and not for others.
    if text.contains(['\t', '\r', '\n', '\\']) || !has_valid_host(text) {
        return Err(invalid());
    }
    let Some(mut url) =
        Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
    else {
        return Ok(None);
    };
    // These fail only for URLs that cannot have a host, which was checked.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_fragment(None);
    Ok(Some(url))
}

fn authority_of(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once("://")?;
    if scheme.is_empty() {
        return None;
    }
    rest.split(['/', '?', '#']).next()
}

fn has_valid_host(text: &str) -> bool {
    let Some(authority) = authority_of(text) else {
        return false;
    };
    let host_and_port = authority.rsplit_once('@').map_or(authority, |(_, after)| after);
    match host_and_port.strip_prefix('[') {
        Some(bracketed) => bracketed.split_once(']').is_some_and(|(host, _)| is_ipv6(host)),
        None => host_and_port.split(':').next().is_some_and(is_host),
    }
}

/// An IPv6 address, with or without a zone.
fn is_ipv6(host: &str) -> bool {
    let address = host.split_once('%').map_or(host, |(address, _zone)| address);
    address.parse::<std::net::Ipv6Addr>().is_ok()
}

/// A URL, or what was given for one, without user name and password if it has a password.
pub(crate) fn without_password(text: &str) -> String {
    let schemes = ["http://", "https://", "//", "http:", "https:"];
    let scheme_len = match text.find("://") {
        Some(position) if is_scheme(text.get(..position).unwrap_or_default()) => position + 3,
        _ => schemes.iter().find(|scheme| text.starts_with(**scheme)).map_or(0, |it| it.len()),
    };
    let (scheme, rest) = text.split_at_checked(scheme_len).unwrap_or(("", text));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let (userinfo, after) = match authority.rsplit_once('@') {
        Some((userinfo, _)) => (userinfo, rest.get(userinfo.len() + 1..)),
        // A password with a slash in it, unless what looks like one is a port.
        None if !has_port(authority) => match rest.rsplit_once('@') {
            Some((userinfo, after)) => (userinfo, Some(after)),
            None => ("", None),
        },
        None => ("", None),
    };
    match after {
        Some(after) if userinfo.contains(':') => format!("{scheme}{after}"),
        _ => text.to_owned(),
    }
}

fn is_scheme(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

fn has_port(authority: &str) -> bool {
    authority.rsplit_once(':').is_some_and(|(_, port)| is_number(port))
}

fn is_host(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    host.len() <= 255 && host.split('.').all(is_host_label)
}

fn is_host_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
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
        for (given, shown) in [
            ("user:word@host", "host"),
            ("//user:word@host", "//host"),
            ("http:user:word@host", "http:host"),
            ("http://user:wo/rd@host", "http://host"),
            ("http://user@host", "http://user@host"),
            ("http://host:80/", "http://host:80/"),
            ("http://host:80/a@b", "http://host:80/a@b"),
            ("user:wo//rd@host", "host"),
            ("ftp://user:word@host/x@y", "ftp://host/x@y"),
        ] {
            assert_eq!(without_password(given), shown);
        }
    }
}
