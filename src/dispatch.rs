//! Why there is no response: the HTTP layer's errors by botocore's kinds.

use std::error::Error as StdError;
use std::io;

use url::Url;

use crate::error::{DispatchError, DispatchErrorKind, Error};
use crate::file_source::FileError;

/// The core's error for one of reqwest's.
pub(crate) fn dispatch_failure(error: reqwest::Error, url: &Url) -> Error {
    if let Some(file) = chain(&error).find_map(|cause| cause.downcast_ref::<FileError>()) {
        let path = file.path.clone();
        return Error::File(FileError { path, error: copy_of(&file.error) });
    }
    let kind = kind_of(&error);
    let url = url.to_string();
    Error::Dispatch(DispatchError { kind, url, source: Box::new(error.without_url()) })
}

/// Whether the peer ended the connection in the middle of a response's body.
pub(crate) fn is_incomplete(error: &reqwest::Error) -> bool {
    io_errors(error).any(|error| error.kind() == io::ErrorKind::UnexpectedEof)
        || chain(error)
            .filter_map(|cause| cause.downcast_ref::<hyper::Error>())
            .any(hyper::Error::is_incomplete_message)
}

fn kind_of(error: &reqwest::Error) -> DispatchErrorKind {
    let reset = io_errors(error).any(|error| is_reset(error.kind()));
    let garbled = io_errors(error).any(|error| is_garbled(error.kind()));
    if chain(error).any(is_tls) {
        DispatchErrorKind::Tls
    } else if error.is_connect() && error.is_timeout() {
        DispatchErrorKind::ConnectTimeout
    } else if error.is_connect() && reset {
        DispatchErrorKind::Closed
    } else if error.is_connect() && io_errors(error).any(ended_in_handshake) {
        DispatchErrorKind::Tls
    } else if error.is_connect() {
        DispatchErrorKind::Connect
    } else if error.is_timeout() {
        DispatchErrorKind::ReadTimeout
    } else if reset || garbled || chain(error).any(is_closed) || is_incomplete(error) {
        DispatchErrorKind::Closed
    } else {
        DispatchErrorKind::Other
    }
}

fn chain<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |cause| next_in_chain(*cause))
}

fn next_in_chain<'a>(cause: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    match cause.downcast_ref::<io::Error>() {
        // An I/O error names its inner error's source as its own, and leaves the inner one out.
        Some(error) => error.get_ref().map(|inner| inner as &(dyn StdError + 'static)),
        None => cause.source(),
    }
}

fn io_errors<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a io::Error> {
    chain(error).filter_map(|cause| cause.downcast_ref::<io::Error>())
}

fn is_tls(cause: &(dyn StdError + 'static)) -> bool {
    cause.downcast_ref::<rustls::Error>().is_some()
}

fn ended_in_handshake(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::UnexpectedEof
}

fn is_reset(kind: io::ErrorKind) -> bool {
    matches!(
        kind,
        io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::NotConnected
    )
}

/// What hyper says of chunks that are none.
fn is_garbled(kind: io::ErrorKind) -> bool {
    matches!(kind, io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData)
}

fn is_closed(cause: &(dyn StdError + 'static)) -> bool {
    cause.downcast_ref::<hyper::Error>().is_some_and(|error| {
        error.is_closed()
            || error.is_canceled()
            || error.is_incomplete_message()
            || error.is_parse()
    })
}

/// The same error as far as anyone can tell: I/O errors cannot be cloned.
fn copy_of(error: &io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None => io::Error::new(error.kind(), error.to_string()),
    }
}
