//! Proxies: what they are told, what they are not, and what comes of their answers.

use std::sync::Arc;
use std::time::Duration;

use awssupport::config::{ClientOptions, ProxyOptions, Verify};
use awssupport::error::DispatchErrorKind::{Closed, Other, Proxy, ProxyFiles, ReadTimeout, Tls};
use awssupport::error::{DispatchErrorKind, Error};
use rustls::ALL_VERSIONS;

use crate::caller::{
    Caller, attachments_body, content, dispatch_error, dispatch_kind, memory, options,
};
use crate::certificates::{Authority, FAR_FUTURE};
use crate::server::{EMPTY_ANSWER, Server};

const HTTPS: &str = "https://support.example";
const HTTP: &str = "http://support.example";

fn through(target: &str, proxy: &str) -> ClientOptions {
    let url = Some(proxy.to_owned());
    let proxies = ProxyOptions { http: url.clone(), https: url, ..ProxyOptions::default() };
    ClientOptions { proxies, ..options(target) }
}

fn with_credentials(server: &Server) -> String {
    server.url().replace("//", "//joe:p%40ss@")
}

#[test]
fn http_is_forwarded_with_the_proxys_credentials() {
    let server = Server::answering(vec![EMPTY_ANSWER.to_vec()]);
    let caller = Caller::with_options(through(
        "http://user:secret@support.example/p?q=1",
        &with_credentials(&server),
    ));
    caller.describe().unwrap();
    let content = content(1_000_000, 1);
    caller.add(&[memory(&content)]).unwrap();
    let requests = server.take_requests();
    for request in &requests {
        assert_eq!(request.line(), "POST http://support.example/p?q=1 HTTP/1.1");
        assert_eq!(request.header("host"), Some("support.example"));
        assert_eq!(request.header("proxy-authorization"), Some("Basic am9lOnBAc3M="));
        assert!(!request.head.contains("secret"));
    }
    assert!(requests[1].body == attachments_body(&[&content]));
    assert_eq!(server.connections(), 1);
}

#[test]
fn https_is_asked_for_by_connect_and_nothing_else_is_told() {
    let server = Server::start(|mut connection| {
        let head = connection.head().unwrap();
        assert_eq!(
            head,
            "CONNECT support.example:443 HTTP/1.1\r\nHost: support.example:443\r\n\
             Proxy-Authorization: Basic am9lOnBAc3M="
        );
        connection.send(b"HTTP/1.1 407 Authenticate\r\n\r\n");
        connection.wait_for_close();
    });
    let caller = Caller::with_options(through(HTTPS, &with_credentials(&server)));
    let error = dispatch_error(caller.describe());
    assert_eq!(error.kind, Proxy);
    assert_eq!(error.url, server.url().replace("//", "//***:***@"));
    assert_eq!(error.root_cause(), "Tunnel connection failed: 407 Authenticate");
    let connector = &caller.connector;
    let shown = format!("{error:?} {error} {connector:?} {:?}", Error::from(error_of(&caller)));
    assert!(!shown.contains("p%40ss") && !shown.contains("p@ss") && !shown.contains("am9l"));
}

fn error_of(caller: &Caller) -> awssupport::error::DispatchError {
    dispatch_error(caller.describe())
}

/// What a call comes to if this is what CONNECT is answered with.
fn kind_after_connect(answer: &'static [u8]) -> DispatchErrorKind {
    let server = Server::start(move |mut connection| {
        connection.head();
        connection.send(answer);
    });
    dispatch_kind(Caller::with_options(through(HTTPS, &server.url())).describe())
}

#[test]
fn only_200_opens_a_tunnel() {
    for refusal in [
        &b"HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\n\r\nno!"[..],
        b"HTTP/1.1 201 Created\r\n\r\n",
        b"HTTP/1.0 502\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
    ] {
        assert_eq!(kind_after_connect(refusal), Proxy, "{}", refusal.escape_ascii());
    }
    for garbage in [&b""[..], b"SSH-2.0\r\n\r\n", b"HTTP/1.1 200 OK\r\n", b"\x16\x03\x01\r\n\r\n"] {
        assert_eq!(kind_after_connect(garbage), Closed, "{}", garbage.escape_ascii());
    }
    // There is a tunnel, and nobody at its other end.
    let kind = kind_after_connect(b"HTTP/1.1 200 OK\r\n\r\n");
    assert!(matches!(kind, Tls | Closed), "{kind:?}: ended before or after the first word");
}

#[test]
fn heads_without_end_are_given_up() {
    let server = Server::start(|mut connection| {
        connection.head();
        connection.send(&b"HTTP/1.1 200 OK\r\nX: ".repeat(10_000));
        connection.wait_for_close();
    });
    let caller = Caller::with_options(through(HTTPS, &server.url()));
    assert_eq!(dispatch_kind(caller.describe()), Closed);
}

#[test]
fn a_proxy_that_says_nothing_is_given_the_connect_timeout() {
    let server = Server::start(|mut connection| connection.wait_for_close());
    let limit = Some(Duration::from_millis(100));
    let hurried = |url: &str| ClientOptions { connect_timeout: limit, ..through(HTTPS, url) };
    let plain = Caller::with_options(hurried(&server.url()));
    assert_eq!(dispatch_kind(plain.describe()), ReadTimeout);
    let secure = Caller::with_options(hurried(&server.url_of("https", "localhost")));
    assert_eq!(dispatch_kind(secure.describe()), Proxy);
}

#[test]
fn a_forwarder_that_hangs_up_is_the_proxys_failure() {
    let server = Server::start(|mut connection| {
        connection.request();
    });
    let caller = Caller::with_options(through(HTTP, &server.url()));
    assert_eq!(dispatch_kind(caller.describe()), Proxy);
}

#[test]
fn nobody_behind_the_proxys_port() {
    let server = Server::start(|_| ());
    let url = with_credentials(&server);
    drop(server);
    for target in [HTTP, HTTPS] {
        let error = error_of(&Caller::with_options(through(target, &url)));
        assert_eq!(error.kind, Proxy);
        assert!(error.url.starts_with("http://***:***@127.0.0.1:"), "{}", error.url);
    }
}

#[test]
fn urls_that_are_none_are_not_shown() {
    let error = error_of(&Caller::with_options(through(HTTP, "http://joe:secret@h:99999")));
    assert_eq!(error.kind, Other);
    assert!(!error.to_string().contains("secret"), "{error}");
}

/// An https proxy that forwards, with a certificate of `authority` for `host`.
fn secure_proxy(authority: &Authority, host: &str) -> Server {
    Server::start_tls(authority.server(host, FAR_FUTURE, ALL_VERSIONS), |mut connection| {
        while connection.request().is_some() {
            connection.send(EMPTY_ANSWER);
        }
    })
}

#[test]
fn https_proxies_are_verified_by_their_own_bundle_or_the_services() {
    let (authority, other) = (Authority::new(), Authority::new());
    let (pem, other_pem) = (authority.bundle("proxy.pem"), other.bundle("proxy-other.pem"));
    let path =
        |known: bool| if known { pem.path().to_owned() } else { other_pem.path().to_owned() };
    for (host, verify, bundle, trusted) in [
        ("localhost", Verify::Bundle(path(true)), None, true),
        ("localhost", Verify::BuiltIn, None, false),
        ("localhost", Verify::BuiltIn, Some(true), true),
        ("localhost", Verify::Bundle(path(true)), Some(false), false),
        ("localhost", Verify::Off, None, true),
        ("localhost", Verify::Off, Some(false), false),
        ("elsewhere.example", Verify::BuiltIn, Some(true), false),
        ("elsewhere.example", Verify::Off, None, true),
    ] {
        let server = secure_proxy(&authority, host);
        let mut options = through(HTTP, &server.url_of("https", "localhost"));
        options.verify = verify;
        options.proxies.ca_bundle = bundle.map(path);
        let outcome = Caller::with_options(options).describe();
        if trusted {
            outcome.unwrap();
        } else {
            assert_eq!(dispatch_kind(outcome), Proxy);
            assert!(server.take_requests().is_empty());
        }
    }
}

#[test]
fn an_https_proxy_forwards_https_if_it_may() {
    let authority = Authority::new();
    let pem = authority.bundle("forwarding.pem");
    let server = secure_proxy(&authority, "localhost");
    let mut options = through(HTTPS, &server.url_of("https", "joe:p%40ss@localhost"));
    options.proxies.ca_bundle = Some(pem.path().to_owned());
    options.proxies.forward_https = true;
    Caller::with_options(options).describe().unwrap();
    let request = server.take_request();
    assert_eq!(request.line(), "POST https://support.example/ HTTP/1.1");
    assert_eq!(request.header("proxy-authorization"), Some("Basic am9lOnBAc3M="));
}

#[test]
fn the_proxys_files_are_read_whatever_it_speaks() {
    let server = Server::answering(vec![EMPTY_ANSWER.to_vec()]);
    let mut options = through(HTTP, &server.url());
    options.proxies.ca_bundle = Some("/nonexistent/proxy.pem".into());
    let error = error_of(&Caller::with_options(options));
    assert_eq!(error.kind, ProxyFiles);
    assert!(error.root_cause().contains("/nonexistent/proxy.pem"), "{error}");
    assert_eq!(server.connections(), 0);
}

#[test]
fn tls_goes_through_the_tunnel_to_the_service() {
    let authority = Authority::new();
    let pem = authority.bundle("tunnelled.pem");
    // One listener plays both: after CONNECT the same connection becomes the service's.
    let config = authority.server("support.example", FAR_FUTURE, ALL_VERSIONS);
    let server = Server::start_tunnel(Arc::clone(&config), |mut connection| {
        while connection.request().is_some() {
            connection.send(EMPTY_ANSWER);
        }
    });
    let mut options = through(HTTPS, &server.url());
    options.verify = Verify::Bundle(pem.path().to_owned());
    let caller = Caller::with_options(options);
    caller.describe().unwrap();
    let content = content(5_000_000, 1);
    caller.add(&[memory(&content)]).unwrap();
    let requests = server.take_requests();
    assert_eq!(requests[0].line(), "POST / HTTP/1.1");
    assert_eq!(requests[0].header("proxy-authorization"), None);
    assert!(requests[1].body == attachments_body(&[&content]));
    assert_eq!(server.connections(), 1);
}
