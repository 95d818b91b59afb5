//! What of an endpoint URL can be used, and what of one may be shown.

use url::Url;

use super::is_number;
use crate::error::ConfigError;

/// An endpoint URL as requests use it: it has a host that could be one; user name and password
/// are dropped; dot segments in the path are resolved. `None` if it passes botocore's checks, which
/// look at neither port nor scheme, and still cannot be used.
pub(super) fn valid_endpoint_url(text: &str) -> Result<Option<Url>, ConfigError> {
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
    // Without slashes it may be a user of that name.
    let scheme_is_user = scheme.ends_with(':');
    match after {
        Some(after) if userinfo.contains(':') || scheme_is_user => format!("{scheme}{after}"),
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

    #[test]
    fn passwords_are_not_shown() {
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
            ("http:secret@h/x", "http:h/x"),
        ] {
            assert_eq!(without_password(given), shown);
        }
    }

    #[test]
    fn hosts_are_names_or_addresses() {
        for url in ["http://a.b", "http://a.b.", "x://[::1%eth0]", "http://u@a:1", "http://1.2.3.4"]
        {
            assert!(has_valid_host(url), "{url}");
        }
        for url in ["http://a..b", "http://[::1", "http://[x]", "http://a-.b", "://a", "http:a"] {
            assert!(!has_valid_host(url), "{url}");
        }
    }
}
