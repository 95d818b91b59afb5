//! Connections that are kept, replaced and given up.

use std::sync::{Barrier, mpsc};
use std::time::Duration;

use crate::caller::{Caller, attachments, content, heard, memory, nothing, options};
use crate::server::{EMPTY_ANSWER, Server, answer};

#[test]
fn five_calls_use_one_connection() {
    let server = Server::answering(vec![EMPTY_ANSWER.to_vec()]);
    let caller = Caller::new(&server.url());
    for _ in 0..4 {
        caller.describe().unwrap();
    }
    caller.add(&[memory(&content(1_000_000, 1))]).unwrap();
    assert_eq!(server.take_requests().len(), 5);
    assert_eq!(server.connections(), 1);
}

#[test]
fn refusals_keep_the_connection_too() {
    let server = Server::answering(vec![
        answer("400 Bad Request", "{}"),
        answer("500 Internal Server Error", "{}"),
        EMPTY_ANSWER.to_vec(),
    ]);
    let caller = Caller::new(&server.url());
    assert!(caller.describe().is_err());
    assert!(caller.describe().is_err());
    caller.describe().unwrap();
    assert_eq!(server.connections(), 1);
}

#[test]
fn an_idle_connection_that_the_server_closed_is_replaced_silently() {
    const CALLS: usize = 100;
    let (closed, closing) = mpsc::channel();
    let server = Server::start(move |mut connection| {
        connection.request().unwrap();
        connection.send(EMPTY_ANSWER);
        drop(connection);
        closed.send(()).unwrap();
    });
    let caller = Caller::new(&server.url());
    for _ in 0..CALLS {
        caller.describe().unwrap();
        // By now the server has closed it, while no runtime ran that could have noticed.
        closing.recv_timeout(Duration::from_secs(30)).unwrap();
    }
    assert_eq!(server.take_requests().len(), CALLS, "each was sent once");
    assert_eq!(server.connections(), CALLS);
}

#[test]
fn bytes_behind_an_answer_are_not_the_next_calls() {
    let extra = answer("500 Internal Server Error", "{}");
    let (sent, sending) = mpsc::channel();
    let server = Server::start(move |mut connection| {
        while connection.request().is_some() {
            connection.send(EMPTY_ANSWER);
            connection.send(&extra);
            sent.send(()).unwrap();
        }
    });
    let caller = Caller::new(&server.url());
    for _ in 0..10 {
        caller.describe().unwrap();
        sending.recv_timeout(Duration::from_secs(30)).unwrap();
    }
}

#[test]
fn a_connection_that_the_server_announced_to_close_is_not_used_again() {
    let closing = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";
    let server = Server::answering(vec![closing.to_vec()]);
    let caller = Caller::new(&server.url());
    for _ in 0..3 {
        caller.describe().unwrap();
    }
    assert_eq!(server.connections(), 3);
}

#[test]
fn calls_at_the_same_time_have_a_connection_each() {
    let both = Barrier::new(2);
    let server = Server::start(move |mut connection| {
        while connection.request().is_some() {
            both.wait();
            connection.send(EMPTY_ANSWER);
        }
    });
    let caller = Caller::new(&server.url());
    for _ in 0..2 {
        let (params, other) = (nothing(), nothing());
        let (one, two) = caller.block_on(async {
            tokio::join!(
                caller.invoke("DescribeServices", &params),
                caller.invoke("DescribeSeverityLevels", &other)
            )
        });
        one.unwrap();
        two.unwrap();
    }
    assert_eq!(server.connections(), 2, "both were kept and used again");
}

#[test]
fn no_more_idle_connections_are_kept_than_wanted() {
    let both = Barrier::new(2);
    let server = Server::start(move |mut connection| {
        while connection.request().is_some() {
            both.wait();
            connection.send(EMPTY_ANSWER);
        }
    });
    let caller = Caller::with_options(awssupport::config::ClientOptions {
        max_pool_connections: 1,
        ..options(&server.url())
    });
    for _ in 0..2 {
        let params = nothing();
        let (one, two) = caller.block_on(async {
            tokio::join!(
                caller.invoke("DescribeServices", &params),
                caller.invoke("DescribeServices", &params)
            )
        });
        one.unwrap();
        two.unwrap();
    }
    assert_eq!(server.connections(), 3, "one of two was kept");
}

/// Drops a call when the server says so, and sees its connection closed.
fn give_up(body_len: usize, answer_part: &'static [u8], read_request: bool) {
    let (begun, beginning) = mpsc::channel();
    let (ended, ending) = mpsc::channel();
    let server = Server::start(move |mut connection| {
        if connection.number > 0 {
            connection.request().unwrap();
            connection.send(EMPTY_ANSWER);
            return;
        }
        if read_request {
            connection.request().unwrap();
        } else {
            connection.head().unwrap();
        }
        connection.send(answer_part);
        begun.send(()).unwrap();
        connection.wait_for_close();
        ended.send(()).unwrap();
    });
    let caller = Caller::new(&server.url());
    let params = attachments(&[memory(&content(body_len, 1))]);
    caller.block_on(async {
        let call = caller.invoke("AddAttachmentsToSet", &params);
        tokio::select! {
            outcome = call => panic!("{outcome:?}"),
            () = heard(beginning) => {}
        }
        heard(ending).await;
    });
    assert_eq!(caller.describe().unwrap().metadata.status, 200);
    assert_eq!(server.connections(), 2);
}

#[test]
fn a_call_dropped_while_it_waits_closes_its_connection() {
    give_up(10, b"", true);
}

#[test]
fn a_call_dropped_while_it_sends_closes_its_connection() {
    give_up(20_000_000, b"", false);
}

#[test]
fn a_call_dropped_while_it_reads_closes_its_connection() {
    give_up(10, b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{", true);
}

#[test]
fn a_call_dropped_while_it_hashes_sends_nothing() {
    let server = Server::answering(vec![EMPTY_ANSWER.to_vec()]);
    let caller = Caller::new(&server.url());
    let params = attachments(&[memory(&content(20_000_000, 1))]);
    caller.block_on(async {
        // The call lets go of the thread while it hashes, and the other side is then done at once.
        tokio::select! {
            biased;
            outcome = caller.invoke("AddAttachmentsToSet", &params) => panic!("{outcome:?}"),
            () = std::future::ready(()) => {}
        }
    });
    assert_eq!(server.connections(), 0);
    caller.describe().unwrap();
    assert_eq!(server.take_request().body, b"{}");
}

#[test]
fn clients_have_pools_of_their_own() {
    let server = Server::answering(vec![EMPTY_ANSWER.to_vec()]);
    let callers = [Caller::new(&server.url()), Caller::new(&server.url())];
    for caller in callers.iter().chain(&callers) {
        caller.describe().unwrap();
    }
    assert_eq!(server.connections(), 2);
}
