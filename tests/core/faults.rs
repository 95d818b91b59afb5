//! No response at all: each way is an error of its kind.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use awssupport::error::DispatchErrorKind::{Closed, Connect, ReadTimeout};
use awssupport::error::Error;

use crate::caller::{Caller, content, dispatch_error, dispatch_kind, memory};
use crate::server::{Connection, EMPTY_ANSWER, Server};

/// Short, so that the tests of silence are.
const LIMIT: Duration = Duration::from_millis(100);

/// More than the sockets' buffers hold.
const LARGE: usize = 20_000_000;

#[test]
fn a_refused_connection_is_no_connection() {
    let server = Server::start(|_| ());
    let url = server.url();
    drop(server);
    let error = dispatch_error(Caller::new(&url).describe());
    assert_eq!(error.kind, Connect);
    assert_eq!(error.url, format!("{url}/"));
    let cause = error.root_cause();
    assert!(cause.to_lowercase().contains("refused"), "{cause}");
    assert_eq!(Error::from(error).to_string(), format!("no response from {url}/: {cause}"));
}

#[test]
fn a_host_without_address_is_no_connection() {
    let caller = Caller::new("http://nonexistent.invalid");
    assert_eq!(dispatch_kind(caller.describe()), Connect);
}

/// What a call comes to against a script that reads the request first.
fn kind_after_request(
    script: impl Fn(&mut Connection) + Send + Sync + 'static,
) -> awssupport::error::DispatchErrorKind {
    let server = Server::start(move |mut connection| {
        if connection.request().is_some() {
            script(&mut connection);
        }
    });
    let caller = Caller::with_read_timeout(&server.url(), LIMIT);
    let kind = dispatch_kind(caller.describe());
    assert_eq!(server.connections(), 1, "nothing is sent twice");
    kind
}

#[test]
fn a_connection_closed_without_an_answer_is_closed() {
    assert_eq!(kind_after_request(|_| ()), Closed);
}

#[test]
fn a_connection_closed_within_the_head_is_closed() {
    let half = b"HTTP/1.1 200 OK\r\nContent-Le";
    assert_eq!(kind_after_request(|connection| connection.send(half)), Closed);
}

#[test]
fn what_is_not_http_is_closed() {
    for garbage in [
        &b"SSH-2.0-OpenSSH_9.6\r\n\r\n"[..],
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
    ] {
        let kind = kind_after_request(move |connection| {
            connection.send(garbage);
            connection.wait_for_close();
        });
        assert_eq!(kind, Closed, "{}", garbage.escape_ascii());
    }
}

#[test]
fn more_than_a_hundred_headers_are_closed() {
    let head = format!("HTTP/1.1 200 OK\r\n{}\r\n", "a: b\r\n".repeat(101));
    let kind = kind_after_request(move |connection| connection.send(head.as_bytes()));
    assert_eq!(kind, Closed);
}

#[test]
fn a_reset_is_closed() {
    // Closing with the request unread resets the client's side.
    let server = Server::start(|mut connection| {
        connection.read(1);
    });
    for content_len in [10, LARGE] {
        let caller = Caller::new(&server.url());
        let outcome = caller.add(&[memory(&content(content_len, 1))]);
        assert_eq!(dispatch_kind(outcome), Closed, "{content_len}");
    }
}

#[test]
fn a_reset_within_the_answers_body_is_closed() {
    let server = Server::start(|mut connection| {
        connection.head();
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
    });
    let outcome = Caller::new(&server.url()).describe();
    assert_eq!(dispatch_kind(outcome), Closed);
}

#[test]
fn silence_before_within_and_after_the_head_is_a_read_timeout() {
    for beginning in [
        &b""[..],
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
        b"HTTP/1.1 100 Continue\r\n\r\n",
    ] {
        let kind = kind_after_request(move |connection| {
            connection.send(beginning);
            connection.wait_for_close();
        });
        assert_eq!(kind, ReadTimeout, "{}", beginning.escape_ascii());
    }
}

/// The limit is the limit, and not a multiple of it.
#[test]
#[allow(clippy::disallowed_methods, reason = "what is measured is real time")]
fn a_read_timeout_comes_when_the_limit_is_over() {
    let limit = Duration::from_secs(1);
    let server = Server::start(|mut connection| {
        connection.head();
        connection.wait_for_close();
    });
    let caller = Caller::with_read_timeout(&server.url(), limit);
    let begin = std::time::Instant::now();
    assert_eq!(dispatch_kind(caller.add(&[memory(b"x")])), ReadTimeout);
    let elapsed = begin.elapsed();
    assert!(elapsed >= limit, "{elapsed:?}");
    assert!(elapsed < limit * 17 / 10, "{elapsed:?}");
}

#[test]
fn a_server_that_stops_reading_is_a_read_timeout() {
    let (done, waiting) = mpsc::channel::<()>();
    let waiting = std::sync::Mutex::new(waiting);
    let server = Server::start(move |mut connection| {
        connection.head();
        // Open and unread until the call is over.
        let _ = waiting.lock().unwrap().recv();
    });
    let caller = Caller::with_read_timeout(&server.url(), LIMIT);
    let outcome = caller.add(&[memory(&content(LARGE, 1))]);
    drop(done);
    assert_eq!(dispatch_kind(outcome), ReadTimeout);
    assert!(server.take_requests().is_empty());
}

/// For longer than twice the limit the server takes little at a time: enough for what is in the
/// sockets' buffers to move well within the limit.
#[test]
fn a_slow_upload_that_goes_on_is_no_read_timeout() {
    const PIECES: usize = 55;
    const PIECE: usize = 220_000;
    let server = Server::start(|mut connection| {
        let head = connection.head().unwrap();
        for _ in 0..PIECES {
            // This is the pace that the test is about, and waits for nothing.
            thread::sleep(Duration::from_millis(40));
            connection.skip(PIECE);
        }
        let Some((_, len)) = head.split_once("Content-Length: ") else { panic!("{head}") };
        connection.skip(len.parse::<usize>().unwrap() - PIECES * PIECE);
        connection.send(EMPTY_ANSWER);
    });
    let caller = Caller::with_read_timeout(&server.url(), Duration::from_secs(1));
    let output = caller.add(&[memory(&content(LARGE, 1))]).unwrap();
    assert_eq!(output.metadata.status, 200);
}

#[test]
fn without_a_read_timeout_a_late_answer_is_waited_for() {
    let (asked, waiting) = mpsc::channel();
    let (allow, allowed) = mpsc::channel::<()>();
    let allowed = std::sync::Mutex::new(allowed);
    let server = Server::start(move |mut connection| {
        connection.request();
        asked.send(()).unwrap();
        allowed.lock().unwrap().recv().unwrap();
        connection.send(EMPTY_ANSWER);
    });
    let options = awssupport::config::ClientOptions {
        read_timeout: None,
        ..crate::caller::options(&server.url())
    };
    let caller = Caller::with_options(options);
    let releasing = thread::spawn(move || {
        waiting.recv().unwrap();
        allow.send(()).unwrap();
    });
    assert_eq!(caller.describe().unwrap().metadata.status, 200);
    releasing.join().unwrap();
}
