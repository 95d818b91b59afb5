//! Attachments from files that change between being hashed and being sent.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use awssupport::answer::Output;
use awssupport::error::Error;
use awssupport::sign::SignedRequest;
use awssupport::transport::{HttpConnector, Transmission};

use crate::caller::{Caller, ScratchFile, attachments, attachments_body, content, observed_time};
use crate::server::{EMPTY_ANSWER, Server, answer};

/// Large enough to be read a second time when it is sent.
const LEN: usize = 2_000_000;

/// Does something to a file before each request goes out.
struct Meddling<'a, F> {
    connector: &'a dyn HttpConnector,
    meddle: F,
}

impl<F> std::fmt::Debug for Meddling<'_, F> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Meddling")
    }
}

impl<F: Fn() + Send + Sync> HttpConnector for Meddling<'_, F> {
    fn transmit(&self, request: SignedRequest) -> Transmission<'_> {
        (self.meddle)();
        self.connector.transmit(request)
    }
}

fn send(server: &Server, file: &ScratchFile, meddle: impl Fn(&Path) + Send + Sync) -> Outcome {
    let caller = Caller::new(&server.url());
    let connector = Meddling { connector: &caller.connector, meddle: || meddle(file.path()) };
    let params = attachments(&[file.blob()]);
    caller.block_on(caller.invoke_over("AddAttachmentsToSet", &params, &connector))
}

type Outcome = Result<Output, Error>;

fn server() -> Server {
    Server::answering(vec![EMPTY_ANSWER.to_vec()])
}

#[track_caller]
fn assert_changed(outcome: Outcome, file: &ScratchFile) {
    let Err(Error::File(error)) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(error.path, file.path());
    let shown = error.to_string();
    assert!(shown.contains("changed while it was being sent"), "{shown}");
}

#[test]
fn a_file_cut_short_is_an_error_and_no_complete_request() {
    let file = ScratchFile::new("cut", &content(LEN, 1));
    let server = server();
    let outcome = send(&server, &file, |path| std::fs::write(path, b"short").unwrap());
    assert_changed(outcome, &file);
    assert!(server.take_requests().is_empty(), "a complete request was sent");
}

/// Logs do grow.
#[test]
fn a_file_that_grows_is_sent_as_it_was_when_it_was_opened() {
    let content = content(LEN, 2);
    let file = ScratchFile::new("grown", &content);
    let server = server();
    let grow = |path: &Path| {
        let mut file = File::options().append(true).open(path).unwrap();
        file.write_all(b"x").unwrap();
    };
    send(&server, &file, grow).unwrap();
    assert!(server.take_request().body == attachments_body(&[&content]));
}

fn rewrite(path: &Path) {
    let mut file = File::options().write(true).open(path).unwrap();
    file.write_all(b"x").unwrap();
    // The clock of file systems is coarse: whatever it says, this is another time.
    file.set_modified(observed_time()).unwrap();
}

#[test]
fn a_file_rewritten_within_its_length_explains_the_services_refusal_of_the_signature() {
    for code in ["InvalidSignatureException", "SignatureDoesNotMatch"] {
        let refusal = answer("403 Forbidden", &format!(r#"{{"__type": "{code}"}}"#));
        let file = ScratchFile::new("rewritten", &content(LEN, 3));
        let outcome = send(&Server::answering(vec![refusal]), &file, rewrite);
        assert_changed(outcome, &file);
    }
}

#[test]
fn other_refusals_and_files_that_did_not_change_explain_nothing() {
    let signature = answer("403 Forbidden", r#"{"__type": "InvalidSignatureException"}"#);
    let other = answer("400 Bad Request", r#"{"__type": "AttachmentSetExpired"}"#);
    let file = ScratchFile::new("explains-nothing", &content(LEN, 4));
    let outcome = send(&Server::answering(vec![signature]), &file, |_| ());
    assert!(matches!(outcome, Err(Error::Service(_))), "{outcome:?}");
    let outcome = send(&Server::answering(vec![other]), &file, rewrite);
    assert!(matches!(outcome, Err(Error::Service(_))), "{outcome:?}");
}

#[test]
fn a_small_file_is_read_once_and_sent_as_it_was_hashed() {
    let file = ScratchFile::new("small", b"first");
    let server = server();
    send(&server, &file, |path| {
        std::fs::write(path, b"other").unwrap();
    })
    .unwrap();
    assert_eq!(server.take_request().body, attachments_body(&[b"first"]));
}

/// An open file outlives its name where the system allows removing it at all.
#[cfg(unix)]
#[test]
fn a_file_that_is_removed_is_sent_all_the_same() {
    let content = content(LEN, 2);
    let file = ScratchFile::new("removed", &content);
    let server = server();
    send(&server, &file, |path| std::fs::remove_file(path).unwrap()).unwrap();
    assert!(server.take_request().body == attachments_body(&[&content]));
}

#[test]
fn a_file_that_changed_before_the_call_is_an_error_and_no_connection() {
    let file = ScratchFile::new("before", &content(LEN, 3));
    let server = server();
    let params = attachments(&[file.blob()]);
    std::fs::write(file.path(), b"short").unwrap();
    let outcome = Caller::new(&server.url()).call("AddAttachmentsToSet", &params);
    assert!(matches!(outcome, Err(Error::File(_))), "{outcome:?}");
    assert_eq!(server.connections(), 0);
}

/// A file's failure spoils its own call's connection and nothing else.
#[test]
fn after_a_failure_the_client_goes_on() {
    let file = ScratchFile::new("goes-on", &content(LEN, 4));
    let server = server();
    let caller = Caller::new(&server.url());
    let params = attachments(&[file.blob()]);
    let connector = Meddling {
        connector: &caller.connector,
        meddle: || std::fs::write(file.path(), b"short").unwrap(),
    };
    let failing = caller.invoke_over("AddAttachmentsToSet", &params, &connector);
    assert!(matches!(caller.block_on(failing), Err(Error::File(_))));
    caller.describe().unwrap();
    assert_eq!(server.take_request().body, b"{}");
}
