//! Responses that are not as they should be, and what is made of each.

use awssupport::answer::{Output, OutputBlob};
use awssupport::error::DispatchErrorKind::Closed;
use awssupport::error::{Error, ResponseErrorKind};
use awssupport::parse::ServiceError;
use awssupport::value::Value;

use crate::caller::{Caller, content, dispatch_kind, memory};
use crate::server::{EMPTY_ANSWER, Server};

/// What a call comes to when these bytes are the answer and the connection ends behind them.
fn answered(bytes: impl Into<Vec<u8>>) -> Result<Output, Error> {
    let bytes = bytes.into();
    let server = Server::start(move |mut connection| {
        if connection.request().is_some() {
            connection.send(&bytes);
        }
    });
    Caller::new(&server.url()).add(&[memory(b"x")])
}

fn refused(bytes: impl Into<Vec<u8>>) -> ServiceError {
    match answered(bytes) {
        Err(Error::Service(error)) => *error,
        other => panic!("{other:?}"),
    }
}

fn set_id(output: &Output) -> Option<&Value<OutputBlob>> {
    let mut members = output.members.iter();
    let found = members.find(|(name, _)| *name == *"attachmentSetId");
    found.map(|(_, value)| value)
}

const SET: &str = r#"{"attachmentSetId": "as-1"}"#;

#[test]
fn a_body_shorter_than_its_content_length_is_taken_as_it_is() {
    let output = answered(format!("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{SET}")).unwrap();
    assert_eq!(set_id(&output), Some(&Value::Text("as-1".into())));
    let half = &SET[..10];
    let output =
        answered(format!("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{half}")).unwrap();
    assert_eq!(output.members, []);
    assert_eq!(output.metadata.status, 200);
    let error = refused("HTTP/1.1 400 Bad Request\r\nContent-Length: 9\r\n\r\n{}");
    assert_eq!(error.code(), Some("400"));
}

#[test]
fn a_body_without_length_goes_to_the_connections_end() {
    let output = answered(format!("HTTP/1.1 200 OK\r\n\r\n{SET}")).unwrap();
    assert_eq!(set_id(&output), Some(&Value::Text("as-1".into())));
}

#[test]
fn a_body_longer_than_its_content_length_is_cut() {
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: 27\r\n\r\n{SET}{{}}");
    let output = answered(answer).unwrap();
    assert_eq!(set_id(&output), Some(&Value::Text("as-1".into())));
}

#[test]
fn chunks_are_joined() {
    let (one, two) = SET.split_at(7);
    let (one_len, two_len) = (one.len(), two.len());
    let chunks = format!("{one_len:x}\r\n{one}\r\n{two_len:x};x=y\r\n{two}\r\n0\r\n\r\n");
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let output = answered(format!("{head}{chunks}")).unwrap();
    assert_eq!(set_id(&output), Some(&Value::Text("as-1".into())));
}

#[test]
fn broken_chunks_are_closed() {
    for chunks in [
        "zz\r\n{}\r\n0\r\n\r\n",
        "2\r\n{}garbage",
        "2\r\n{}\r\n",
        "5\r\n{}",
        "",
        "fffffffffffffffff\r\n{}",
    ] {
        for status in ["200 OK", "400 Bad Request"] {
            let head = format!("HTTP/1.1 {status}\r\nTransfer-Encoding: chunked\r\n\r\n");
            let outcome = answered(format!("{head}{chunks}"));
            assert_eq!(dispatch_kind(outcome), Closed, "{status} {chunks:?}");
        }
    }
}

#[test]
fn interim_responses_are_skipped() {
    let interim = "HTTP/1.1 100 Continue\r\nx-interim: 1\r\n\r\n".repeat(1000);
    let output =
        answered(format!("{interim}HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{SET}", SET.len()))
            .unwrap();
    assert_eq!(set_id(&output), Some(&Value::Text("as-1".into())));
    assert_eq!(output.metadata.status, 200);
    assert_eq!(output.metadata.headers.len(), 1);
}

#[test]
fn redirects_are_answers_and_not_followed() {
    let elsewhere = Server::answering(vec![EMPTY_ANSWER.to_vec()]);
    for status in [301, 302, 303, 307, 308] {
        let url = elsewhere.url();
        let head = format!("HTTP/1.1 {status} Moved\r\nLocation: {url}/\r\nContent-Length: 0");
        let error = refused(format!("{head}\r\n\r\n"));
        assert_eq!(error.code(), Some(status.to_string().as_str()));
        assert_eq!(error.metadata.status, status);
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[test]
fn gzip_is_not_decoded() {
    let gzip = b"\x1f\x8b\x08\0\0\0\0\0\0\x03";
    let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 10\r\n\r\n";
    let Err(Error::Response(error)) = answered([head.as_bytes(), gzip].concat()) else {
        panic!("the body was read");
    };
    assert!(matches!(error.kind, ResponseErrorKind::InvalidUtf8(body) if body.0 == gzip[..]));
    let encoding = ("content-encoding".to_owned(), "gzip".to_owned());
    assert!(error.metadata.headers.contains(&encoding));
}

#[test]
fn answers_without_body_are_empty() {
    for head in ["HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"]
    {
        assert_eq!(answered(head).unwrap().members, []);
    }
}

#[test]
fn headers_come_lower_cased_joined_and_as_latin_1() {
    let head =
        b"HTTP/1.1 200 OK\r\nX-A: 1\r\nX-B: caf\xe9\r\nx-a: 2\r\nContent-Length: 2\r\n\r\n{}";
    let output = answered(&head[..]).unwrap();
    let headers = output.metadata.headers.iter();
    let shown: Vec<_> = headers.map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(shown, ["x-a=1, 2", "x-b=café", "content-length=2"]);
}

#[test]
fn a_refusal_before_the_upload_ends_is_the_answer() {
    let server = Server::start(|mut connection| {
        connection.head();
        connection
            .send(b"HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        connection.wait_for_close();
    });
    let outcome = Caller::new(&server.url()).add(&[memory(&content(20_000_000, 1))]);
    let Err(Error::Service(error)) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(error.code(), Some("413"));
    assert_eq!(error.metadata.status, 413);
    assert!(server.take_requests().is_empty());
}
