//! TLS: who is trusted, and what comes of those who are not.

use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use awssupport::config::{ClientOptions, Verify};
use awssupport::error::DispatchErrorKind::{Closed, ReadTimeout, Tls};
use rustls::ALL_VERSIONS;
use rustls::version::{TLS12, TLS13};

use crate::caller::{
    Caller, attachments_body, content, dispatch_error, dispatch_kind, memory, options,
};
use crate::certificates::{Authority, FAR_FUTURE};
use crate::server::{Connection, EMPTY_ANSWER, Server};

fn serve(mut connection: Connection) {
    while connection.request().is_some() {
        connection.send(EMPTY_ANSWER);
    }
}

fn secure(authority: &Authority, host: &str) -> Server {
    Server::start_tls(authority.server(host, FAR_FUTURE, ALL_VERSIONS), serve)
}

fn caller(server: &Server, host: &str, verify: Verify) -> Caller {
    Caller::with_options(ClientOptions { verify, ..options(&server.url_of("https", host)) })
}

fn bundle(path: &Path) -> Verify {
    Verify::Bundle(path.to_owned())
}

#[track_caller]
fn assert_distrusted(server: &Server, caller: &Caller, cause: &str) {
    let error = dispatch_error(caller.describe());
    assert_eq!(error.kind, Tls);
    let shown = error.root_cause();
    assert!(shown.contains(cause), "{shown}");
    assert!(server.take_requests().is_empty());
}

#[test]
fn servers_of_the_given_authority_are_trusted_by_name_and_by_address() {
    let authority = Authority::new();
    let pem = authority.bundle("trusted.pem");
    for versions in [&[&TLS12][..], &[&TLS13]] {
        let config = authority.server("localhost", FAR_FUTURE, versions);
        let server = Server::start_tls(config, serve);
        for host in ["localhost", "127.0.0.1"] {
            let caller = caller(&server, host, bundle(pem.path()));
            caller.describe().unwrap();
            let request = server.take_request();
            let authority = server.url_of("https", host);
            assert_eq!(request.header("host"), Some(authority.trim_start_matches("https://")));
        }
    }
}

#[test]
fn large_bodies_and_several_calls_go_over_one_secure_connection() {
    let authority = Authority::new();
    let pem = authority.bundle("several.pem");
    let server = secure(&authority, "localhost");
    let caller = caller(&server, "localhost", bundle(pem.path()));
    let content = content(5 * 1024 * 1024, 1);
    for _ in 0..3 {
        caller.add(&[memory(&content)]).unwrap();
    }
    let body = attachments_body(&[&content]);
    let requests = server.take_requests();
    assert_eq!(requests.len(), 3);
    assert!(requests.iter().all(|request| request.body == body));
    assert_eq!(server.connections(), 1);
}

#[test]
fn an_idle_secure_connection_that_the_server_closed_is_replaced_silently() {
    const CALLS: usize = 50;
    let authority = Authority::new();
    let pem = authority.bundle("idle.pem");
    let (closed, closing) = mpsc::channel();
    let config = authority.server("localhost", FAR_FUTURE, ALL_VERSIONS);
    let server = Server::start_tls(config, move |mut connection| {
        connection.request().unwrap();
        connection.send(EMPTY_ANSWER);
        drop(connection);
        closed.send(()).unwrap();
    });
    let caller = caller(&server, "localhost", bundle(pem.path()));
    for _ in 0..CALLS {
        caller.describe().unwrap();
        closing.recv_timeout(Duration::from_secs(30)).unwrap();
    }
    assert_eq!(server.take_requests().len(), CALLS, "each was sent once");
}

#[test]
fn an_unknown_authority_is_not_trusted() {
    let authority = Authority::new();
    let server = secure(&authority, "localhost");
    let another = Authority::new().bundle("another.pem");
    for verify in [Verify::BuiltIn, bundle(another.path())] {
        let caller = caller(&server, "localhost", verify);
        let error = dispatch_error(caller.describe());
        assert_eq!(error.kind, Tls);
        let shown = error.root_cause();
        // Both authorities have the same name, so that the other's signature is what is wrong.
        assert!(shown.contains("local issuer") || shown.contains("signature failure"), "{shown}");
    }
    assert!(server.take_requests().is_empty());
}

#[test]
fn a_certificate_for_another_host_is_not_trusted() {
    let authority = Authority::new();
    let pem = authority.bundle("misnamed.pem");
    let server = secure(&authority, "support.example");
    for host in ["localhost", "127.0.0.1"] {
        let caller = caller(&server, host, bundle(pem.path()));
        let cause = format!("hostname '{host}' doesn't match 'support.example'");
        assert_distrusted(&server, &caller, &cause);
    }
}

#[test]
fn an_expired_certificate_is_not_trusted() {
    let authority = Authority::new();
    let pem = authority.bundle("expired.pem");
    let config = authority.server("localhost", "20010101000000Z", ALL_VERSIONS);
    let server = Server::start_tls(config, serve);
    let caller = caller(&server, "localhost", bundle(pem.path()));
    assert_distrusted(&server, &caller, "certificate verify failed: certificate has expired");
}

#[test]
fn without_verification_anybody_is_trusted() {
    let authority = Authority::new();
    for (host, not_after) in [
        ("localhost", FAR_FUTURE),
        ("support.example", FAR_FUTURE),
        ("localhost", "20010101000000Z"),
    ] {
        for versions in [&[&TLS12][..], &[&TLS13]] {
            let config = authority.server(host, not_after, versions);
            let server = Server::start_tls(config, serve);
            caller(&server, "localhost", Verify::Off).describe().unwrap();
            assert_eq!(server.take_requests().len(), 1);
        }
    }
}

#[test]
fn tls_to_a_plain_port_is_a_tls_error() {
    let server = Server::start(|mut connection| {
        connection.read(1000);
        connection.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        connection.wait_for_close();
    });
    let error = dispatch_error(caller(&server, "localhost", Verify::Off).describe());
    assert_eq!(error.kind, Tls);
    assert!(error.root_cause().contains("wrong version number"), "{}", error.root_cause());
}

#[test]
fn plain_http_to_a_tls_port_is_closed() {
    let server = secure(&Authority::new(), "localhost");
    let outcome = Caller::new(&server.url()).describe();
    assert_eq!(dispatch_kind(outcome), Closed);
}

#[test]
fn a_connection_that_ends_within_the_handshake_is_a_tls_error() {
    let server = Server::start(|mut connection| {
        // All of the client's first message.
        let mut header = [0; 5];
        for byte in &mut header {
            *byte = connection.byte();
        }
        for _ in 0..u16::from_be_bytes([header[3], header[4]]) {
            connection.byte();
        }
    });
    let outcome = caller(&server, "localhost", Verify::Off).describe();
    assert_eq!(dispatch_kind(outcome), Tls);
}

#[test]
fn a_reset_within_the_handshake_is_closed() {
    let server = Server::start(|mut connection| {
        connection.byte();
    });
    let outcome = caller(&server, "localhost", Verify::Off).describe();
    assert_eq!(dispatch_kind(outcome), Closed);
}

#[test]
fn silence_within_the_handshake_is_a_read_timeout_by_the_connect_timeout() {
    let server = Server::start(|mut connection| connection.wait_for_close());
    let caller = Caller::with_options(ClientOptions {
        verify: Verify::Off,
        connect_timeout: Some(Duration::from_millis(100)),
        ..options(&server.url_of("https", "localhost"))
    });
    assert_eq!(dispatch_kind(caller.describe()), ReadTimeout);
}

#[test]
fn a_bundle_that_cannot_be_read_is_a_tls_error_that_names_it() {
    let server = secure(&Authority::new(), "localhost");
    let caller = caller(&server, "localhost", Verify::Bundle("/nonexistent/ca.pem".into()));
    assert_distrusted(&server, &caller, "/nonexistent/ca.pem");
}
