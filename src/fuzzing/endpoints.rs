//! Regions and endpoint URLs: what a client takes is a place that requests can go to, and what it
//! refuses is told without a password.

use super::input::{SECRET, first_line, has_control, has_secret};
use crate::endpoint::{EndpointParams, ResolvedEndpoint, resolve_endpoint, without_password};
use crate::model::SUPPORT;
use crate::sign::host_header;

/// A line of letters (`f`ips, `d`ualstack, `p`lain http; `u` for no URL), the region, the URL.
pub fn endpoint(data: &[u8]) {
    let (letters, rest) = first_line(data);
    let (region, url) = first_line(rest);
    let (region, url) = (String::from_utf8_lossy(region), String::from_utf8_lossy(url));
    let has = |letter: u8| letters.contains(&letter);
    let params = EndpointParams {
        region_name: (!region.is_empty()).then_some(&*region),
        endpoint_url: (!has(b'u')).then_some(&*url),
        plain_http: has(b'p'),
        use_fips: has(b'f'),
        use_dualstack: has(b'd'),
    };
    if let Ok(endpoint) = resolve_endpoint(SUPPORT.endpoint_prefix, &params) {
        check(&endpoint);
        let again = resolve_endpoint(SUPPORT.endpoint_prefix, &params);
        assert_eq!(again.as_ref(), Ok(&endpoint));
        let elsewhere = endpoint.with_alternatives();
        assert!(elsewhere.alternatives.iter().all(|(url, _)| url.scheme().starts_with("http")));
    }
    if !has_secret(data) {
        check_password(&region, &url);
    }
}

fn check(endpoint: &ResolvedEndpoint) {
    if let Some(region) = &endpoint.signing_region {
        let is_label = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        assert!(region.len() <= 63 && region.bytes().all(is_label), "{region:?}");
    }
    let Ok(url) = endpoint.usable_url() else { return };
    assert!(matches!(url.scheme(), "http" | "https"), "{url}");
    assert!(url.username().is_empty() && url.password().is_none(), "{url}");
    assert!(url.host_str().is_some_and(|host| !host.is_empty()), "{url}");
    assert!(url.path().starts_with('/') && url.fragment().is_none(), "{url}");
    assert!(!has_control(url.as_str().as_bytes()) && !url.as_str().contains(' '), "{url}");
    let host = host_header(url);
    assert!(host.bytes().all(|byte| byte.is_ascii_graphic() && !b"/?#@\\".contains(&byte)));
    if !endpoint.is_custom {
        assert!(host.starts_with("support"), "{url}");
    }
}

/// Make a password of the secret in a URL of the given parts: nobody shows it.
fn check_password(user: &str, after: &str) {
    let user: String = user.chars().filter(|one| !"/?#@:".contains(*one)).collect();
    for scheme in ["http://", "https://", "//", "ftp://", ""] {
        let url = format!("{scheme}{user}:{SECRET}@{after}");
        let params = EndpointParams { endpoint_url: Some(&url), ..EndpointParams::default() };
        let shown = match resolve_endpoint(SUPPORT.endpoint_prefix, &params) {
            Ok(endpoint) => format!("{endpoint:?} {:?}", endpoint.usable_url()),
            Err(error) => format!("{error} {error:?}"),
        };
        assert!(!shown.contains(SECRET), "{shown}");
        assert!(!without_password(&url).contains(SECRET), "{url}");
    }
}
