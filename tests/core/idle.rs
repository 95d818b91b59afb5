//! Connections that were idle for long, or that died meanwhile without a word.

use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, SystemTime};

use awssupport::error::DispatchErrorKind::Closed;
use awssupport::seams::Clock;

use crate::caller::{
    Caller, attachments_body, content, dispatch_kind, memory, observed_time, options,
};
use crate::server::{EMPTY_ANSWER, Server};

/// More than the sockets' buffers hold.
const LARGE: usize = 20_000_000;

/// A clock that is set by hand.
#[derive(Clone, Debug)]
struct HandClock(Arc<Mutex<SystemTime>>);

impl HandClock {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(observed_time())))
    }

    fn advance(&self, duration: Duration) {
        *self.0.lock().unwrap() += duration;
    }
}

impl Clock for HandClock {
    fn now(&self) -> SystemTime {
        *self.0.lock().unwrap()
    }
}

#[test]
fn a_connection_is_used_again_for_a_minute() {
    let (closed, closing) = mpsc::channel();
    let server = Server::start(move |mut connection| {
        while connection.request().is_some() {
            connection.send(EMPTY_ANSWER);
        }
        closed.send(connection.number).unwrap();
    });
    let clock = HandClock::new();
    let caller = Caller::with_pool_clock(options(&server.url()), Arc::new(clock.clone()));
    for _ in 0..3 {
        caller.describe().unwrap();
        clock.advance(Duration::from_secs(59));
    }
    assert_eq!(server.connections(), 1);
    clock.advance(Duration::from_secs(1));
    caller.describe().unwrap();
    assert_eq!(server.connections(), 2);
    assert_eq!(closing.recv_timeout(Duration::from_secs(30)), Ok(0), "the old one is closed");
}

#[test]
fn a_connection_that_breaks_within_the_upload_is_replaced_silently() {
    let server = Server::start(|mut connection| {
        if connection.number == 0 {
            connection.request().unwrap();
            connection.send(EMPTY_ANSWER);
            // The next request finds the connection forgotten: it is reset.
            connection.read(1);
            return;
        }
        while connection.request().is_some() {
            connection.send(EMPTY_ANSWER);
        }
    });
    let caller = Caller::new(&server.url());
    caller.describe().unwrap();
    let content = content(LARGE, 1);
    caller.add(&[memory(&content)]).unwrap();
    let requests = server.take_requests();
    assert_eq!(requests.len(), 2);
    assert!(requests[1].body == attachments_body(&[&content]));
    assert_eq!(server.connections(), 2);
    assert_eq!(caller.context.progress.sent(), caller.context.progress.total());
}

#[test]
fn a_new_connection_that_breaks_within_the_upload_is_a_failure() {
    let server = Server::start(|mut connection| {
        connection.read(1);
    });
    let caller = Caller::new(&server.url());
    assert_eq!(dispatch_kind(caller.add(&[memory(&content(LARGE, 1))])), Closed);
    assert_eq!(server.connections(), 1);
}

/// The service may have acted on it: whether to send it again is the retry strategy's to say.
#[test]
fn a_request_that_went_out_whole_is_not_repeated_silently() {
    let server = Server::start(|mut connection| {
        connection.request().unwrap();
        connection.send(EMPTY_ANSWER);
        connection.request();
    });
    let caller = Caller::new(&server.url());
    caller.describe().unwrap();
    assert_eq!(dispatch_kind(caller.describe()), Closed);
    assert_eq!(server.take_requests().len(), 2);
    caller.describe().unwrap();
}

#[test]
fn an_upload_that_was_refused_early_does_not_go_on() {
    let (ended, ending) = mpsc::channel();
    let (over, waiting) = mpsc::channel::<()>();
    let waiting = Mutex::new(waiting);
    let server = Server::start(move |mut connection| {
        if connection.number > 0 {
            connection.request();
            connection.send(EMPTY_ANSWER);
            return;
        }
        connection.head();
        connection.send(b"HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n");
        // Whoever reads on may get all of it before the client has seen the answer.
        let _ = waiting.lock().unwrap().recv();
        let mut taken = 0;
        loop {
            match connection.read(65_536) {
                0 => break,
                len => taken += len,
            }
        }
        ended.send(taken).unwrap();
    });
    let caller = Caller::new(&server.url());
    assert!(caller.add(&[memory(&content(LARGE, 1))]).is_err());
    drop(over);
    let taken = ending.recv_timeout(Duration::from_secs(30)).expect("the connection is closed");
    assert!(taken < LARGE, "{taken}");
    caller.describe().unwrap();
}

#[test]
fn connections_without_room_are_closed_when_their_calls_end() {
    let (closed, closing) = mpsc::channel();
    let server = Server::start(move |mut connection| {
        while connection.request().is_some() {
            connection.send(EMPTY_ANSWER);
        }
        closed.send(()).unwrap();
    });
    let caller = Caller::with_options(awssupport::config::ClientOptions {
        max_pool_connections: 0,
        ..options(&server.url())
    });
    for calls in 1..=3 {
        caller.describe().unwrap();
        closing.recv_timeout(Duration::from_secs(30)).expect("no runtime runs any more");
        assert_eq!(server.connections(), calls);
    }
}
