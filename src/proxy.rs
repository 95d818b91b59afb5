//! Proxies: which one a request goes through, and tunnels through it.

use std::fmt;
use std::io;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use url::{Host, Url};

use crate::config::ProxyOptions;

/// The longest head of an answer to CONNECT that is read.
const MAX_HEAD_LEN: usize = 16 * 1024;

/// A proxy as its URL tells it.
#[derive(Clone)]
pub(crate) struct Proxy {
    /// Whether the connection to it is TLS.
    pub(crate) is_secure: bool,
    /// A name or an address; IPv6 in brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
    /// The URL as it may be shown: user name and password are `***`.
    pub(crate) shown_url: String,
    /// The value of `Proxy-Authorization`. A secret.
    pub(crate) authorization: Option<String>,
}

impl fmt::Debug for Proxy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Proxy({})", self.shown_url)
    }
}

/// The URL of a proxy cannot be used. Holds nothing of it, since it may be a password's place.
#[derive(Debug)]
pub(crate) struct ProxyUrlError {
    scheme: String,
    reason: &'static str,
}

impl fmt::Display for ProxyUrlError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scheme, reason } = self;
        write!(formatter, "the URL of the proxy for {scheme} cannot be used: {reason}")
    }
}

impl std::error::Error for ProxyUrlError {}

impl Proxy {
    /// The proxy for requests to `url`, if there is one. An empty text is none.
    pub(crate) fn for_url(
        options: &ProxyOptions,
        url: &Url,
    ) -> Result<Option<Self>, ProxyUrlError> {
        let text = if url.scheme() == "https" { &options.https } else { &options.http };
        let failed = |reason| ProxyUrlError { scheme: url.scheme().to_owned(), reason };
        match text.as_deref() {
            None | Some("") => Ok(None),
            Some(text) => Self::parse(text).map(Some).map_err(failed),
        }
    }

    fn parse(text: &str) -> Result<Self, &'static str> {
        let text = with_scheme(text);
        // The parser of URLs would drop these.
        if text.contains(|c: char| c.is_ascii_control() || c == '\\') {
            return Err("it has control characters or backslashes");
        }
        let url = Url::parse(&text).map_err(|_| "it is not a valid URL")?;
        let host = match url.host() {
            None => return Err("it names no host"),
            Some(Host::Ipv6(address)) => format!("[{address}]"),
            Some(host) => host.to_string(),
        };
        let is_secure = url.scheme() == "https";
        Ok(Self {
            is_secure,
            host,
            port: url.port().unwrap_or(if is_secure { 443 } else { 80 }),
            shown_url: masked(&text),
            authorization: basic_authorization(&url)?,
        })
    }
}

/// As botocore completes a proxy's URL: any other scheme would be taken for a host's name.
fn with_scheme(text: &str) -> String {
    if text.starts_with("http:") || text.starts_with("https:") {
        text.to_owned()
    } else if text.starts_with("//") {
        format!("http:{text}")
    } else {
        format!("http://{text}")
    }
}

/// `Basic` with user name and password, if there are both.
fn basic_authorization(url: &Url) -> Result<Option<String>, &'static str> {
    let Some(password) = url.password().filter(|password| !password.is_empty()) else {
        return Ok(None);
    };
    if url.username().is_empty() {
        return Ok(None);
    }
    let (user, password) = (percent_decoded(url.username()), percent_decoded(password));
    if !(user.is_ascii() && password.is_ascii()) {
        return Err("its user name or password has characters that are not ASCII");
    }
    let pair = [&user[..], b":", &password[..]].concat();
    Ok(Some(format!("Basic {}", base64_simd::STANDARD.encode_to_string(pair))))
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let hex_digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.as_bytes();
    while let [first, rest @ ..] = bytes {
        bytes = rest;
        match (first, hex_digit(rest.first()), hex_digit(rest.get(1))) {
            (b'%', Some(high), Some(low)) => {
                decoded.extend(u8::try_from(high << 4 | low));
                bytes = rest.get(2..).unwrap_or_default();
            }
            _ => decoded.push(*first),
        }
    }
    decoded
}

/// With `***` for user name and password. What stands before the last `@` is taken for them even
/// where it should have been encoded.
fn masked(text: &str) -> String {
    // The parser of URLs takes any number of slashes for two.
    let rest = text.split_once(':').map_or(text, |(_, rest)| rest).trim_start_matches('/');
    let scheme = text.strip_suffix(rest).unwrap_or_default();
    let authority_len = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (userinfo, after) = match rest.split_at(authority_len).0.rsplit_once('@') {
        Some((userinfo, _)) => (userinfo, rest.get(userinfo.len() + 1..).unwrap_or_default()),
        None => match rest.rsplit_once('@') {
            Some((_, after)) => return format!("{scheme}***@{after}"),
            None => return text.to_owned(),
        },
    };
    let mask = |part: &str| if part.is_empty() { "" } else { "***" };
    match userinfo.split_once(':') {
        Some((user, password)) => {
            format!("{scheme}{}:{}@{after}", mask(user), mask(password))
        }
        None => format!("{scheme}{}@{after}", mask(userinfo)),
    }
}

/// Why there is no tunnel.
#[derive(Debug)]
pub(crate) enum TunnelError {
    /// The proxy said no, in so many words.
    Refused(String),
    /// The connection to the proxy failed.
    Io(io::Error),
    /// What the proxy said is no HTTP, or it said nothing.
    NoAnswer(&'static str),
}

/// Ask the proxy at the other end of `stream` for a connection to `authority`.
pub(crate) async fn tunnel<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    authority: &str,
    authorization: Option<&str>,
) -> Result<(), TunnelError> {
    let credentials =
        authorization.map(|value| format!("Proxy-Authorization: {value}\r\n")).unwrap_or_default();
    let request = format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n{credentials}\r\n");
    stream.write_all(request.as_bytes()).await.map_err(TunnelError::Io)?;
    stream.flush().await.map_err(TunnelError::Io)?;
    match status_line(&head(stream).await?) {
        Some((200, _)) => Ok(()),
        Some((status, reason)) => {
            let text = format!("Tunnel connection failed: {status} {reason}");
            Err(TunnelError::Refused(text.trim_end().to_owned()))
        }
        None => Err(TunnelError::NoAnswer("the proxy's answer to CONNECT is not HTTP")),
    }
}

/// The answer to its empty line, and no byte more: what comes after is the tunnel's.
async fn head<S: AsyncRead + Unpin>(stream: &mut S) -> Result<Vec<u8>, TunnelError> {
    let mut head = Vec::new();
    while !(head.ends_with(b"\n\r\n") || head.ends_with(b"\n\n")) {
        if head.len() >= MAX_HEAD_LEN {
            return Err(TunnelError::NoAnswer("the proxy's answer to CONNECT is too long"));
        }
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                return Err(TunnelError::NoAnswer("the proxy closed the connection"));
            }
            Err(error) => return Err(TunnelError::Io(error)),
        }
    }
    Ok(head)
}

fn status_line(head: &[u8]) -> Option<(u16, String)> {
    let line = head.split(|byte| *byte == b'\n').next()?;
    let line = String::from_utf8_lossy(line);
    let mut parts = line.trim_end().splitn(3, ' ');
    let version = parts.next()?;
    let status = parts.next()?;
    let is_status = status.len() == 3 && status.bytes().all(|byte| byte.is_ascii_digit());
    if !version.starts_with("HTTP/1.") || !is_status {
        return None;
    }
    Some((status.parse().ok()?, parts.next().unwrap_or_default().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Proxy {
        fn authority(&self) -> String {
            format!("{}:{}", self.host, self.port)
        }
    }

    fn parse(text: &str) -> Proxy {
        Proxy::parse(text).unwrap()
    }

    #[test]
    fn urls_need_no_scheme() {
        for text in ["http://h.example:3128", "//h.example:3128", "h.example:3128"] {
            let proxy = parse(text);
            assert_eq!((proxy.is_secure, proxy.authority().as_str()), (false, "h.example:3128"));
        }
        assert!(parse("https://h.example").is_secure);
        assert_eq!(parse("https://h.example").authority(), "h.example:443");
        assert_eq!(parse("h.example/path?query").authority(), "h.example:80");
        assert_eq!(parse("[::1]:8080").authority(), "[::1]:8080");
    }

    #[test]
    fn credentials_are_decoded_and_must_be_a_pair() {
        let authorization = |text: &str| parse(text).authorization;
        assert_eq!(authorization("http://us%3Ar:p%40s@h"), Some("Basic dXM6cjpwQHM=".to_owned()));
        assert_eq!(authorization("us%zz:p%4@h"), Some("Basic dXMleno6cCU0".to_owned()));
        for text in ["h", "user@h", "user:@h", ":password@h"] {
            assert_eq!(authorization(text), None, "{text}");
        }
        assert!(Proxy::parse("http://us%C3%A9r:pw@h").is_err());
    }

    #[test]
    fn credentials_are_not_shown() {
        for (text, shown) in [
            ("http://h:1/x", "http://h:1/x"),
            ("joe:secret@h:1", "http://***:***@h:1"),
            ("http://joe:se@cret@h:1/x", "http://***:***@h:1/x"),
            ("http://joe@h", "http://***@h"),
            ("http://joe:@h", "http://***:@h"),
            ("http://http:80@h:80", "http://***:***@h:80"),
            ("http://joe/secret@h:1", "http://***@h:1"),
            // The parser of URLs takes any number of slashes for two.
            ("http:joe:secret@h:1", "http:***:***@h:1"),
            ("https:/joe:se//cret@h", "https:/***@h"),
            ("http:///joe:secret@h", "http:///***:***@h"),
        ] {
            assert_eq!(masked(&with_scheme(text)), shown);
        }
        assert!(!format!("{:?}", parse("joe:secret@h")).contains("secret"));
    }

    #[test]
    fn what_is_no_url_is_told_without_it() {
        let options = |url: &str| ProxyOptions { http: Some(url.into()), ..Default::default() };
        let target = Url::parse("http://t.example").unwrap();
        for bad in ["http://", "u:secret@h:99999", "u:secret/@h:1", "h\r\nX: secret", "a secret"] {
            let error = Proxy::for_url(&options(bad), &target).unwrap_err().to_string();
            assert!(error.starts_with("the URL of the proxy for http cannot be used: "), "{error}");
            assert!(!error.contains("secret"), "{error}");
        }
        assert!(Proxy::for_url(&options(""), &target).unwrap().is_none());
        let secure = Url::parse("https://t.example").unwrap();
        assert!(Proxy::for_url(&options("h"), &secure).unwrap().is_none());
    }

    #[test]
    fn status_lines_are_http() {
        let read = |line: &str| status_line(line.as_bytes());
        assert_eq!(read("HTTP/1.1 200 OK\r\n\r\n"), Some((200, "OK".to_owned())));
        assert_eq!(read("HTTP/1.0 407\r\n\r\n"), Some((407, String::new())));
        for line in ["SSH-2.0\r\n\r\n", "HTTP/1.1 2000 x\r\n\r\n", "HTTP/1.1\r\n\r\n", "\r\n\r\n"] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
