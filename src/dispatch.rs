//! Why there is no response: the layers' errors by botocore's kinds.

use std::error::Error as StdError;
use std::io;

use url::Url;

use crate::error::{DispatchError, DispatchErrorKind, Error};
use crate::file_source::FileError;
use crate::proxy::Proxy;
use crate::tls::PemFileError;
use crate::tls_failure::{failure_text, io_failure_text};

/// What the layer below said.
pub(crate) type Cause = Box<dyn StdError + Send + Sync>;

/// A failure of a request to `url`, whose user name and password are left out.
pub(crate) fn failure(
    kind: DispatchErrorKind,
    url: &Url,
    cause: impl Into<Cause>,
) -> DispatchError {
    let mut shown = url.clone();
    // These fail only for URLs without a host, which have neither.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    DispatchError { kind, url: shown.into(), source: cause.into() }
}

/// A failure that is the proxy's.
pub(crate) fn proxy_failure(proxy: &Proxy, cause: impl Into<Cause>) -> DispatchError {
    let (kind, url) = (DispatchErrorKind::Proxy, proxy.shown_url.clone());
    DispatchError { kind, url, source: cause.into() }
}

/// A failure while a connection was made secure.
pub(crate) fn handshake_failure(error: &io::Error, url: &Url) -> DispatchError {
    let kind =
        if is_reset(error.kind()) { DispatchErrorKind::Closed } else { DispatchErrorKind::Tls };
    failure(kind, url, io_failure_text(error))
}

/// Files of certificates cannot be used for connections to `url`.
pub(crate) fn tls_files_failure(error: PemFileError, url: &Url) -> DispatchError {
    // botocore takes a missing certificate for a connection that ended.
    let kind = if error.is_unreadable && error.role.starts_with("client") {
        DispatchErrorKind::Closed
    } else {
        DispatchErrorKind::Tls
    };
    failure(kind, url, error)
}

/// A failure of an exchange over a connection: hyper's error, or one that holds it. `proxy` is the
/// one that the connection goes through, where no part of a response has come.
pub(crate) fn no_response(
    error: impl StdError + Send + Sync + 'static,
    url: &Url,
    proxy: Option<&Proxy>,
) -> Error {
    let is_broken_off = is_broken_off(&error);
    match (exchange_failure(error, url), proxy) {
        // botocore takes it for the proxy's doing, through a tunnel too.
        (Error::Dispatch(error), Some(proxy)) if is_broken_off => {
            proxy_failure(proxy, error.source).into()
        }
        (failed, _) => failed,
    }
}

fn exchange_failure(error: impl StdError + Send + Sync + 'static, url: &Url) -> Error {
    if let Some(file) = chain(&error).find_map(|cause| cause.downcast_ref::<FileError>()) {
        let path = file.path.clone();
        return Error::File(FileError { path, error: copy_of(&file.error) });
    }
    let tls = chain(&error).find_map(|cause| cause.downcast_ref::<rustls::Error>());
    if let Some(tls) = tls {
        return Error::Dispatch(failure(DispatchErrorKind::Tls, url, failure_text(tls)));
    }
    Error::Dispatch(failure(kind_of(&error), url, error))
}

/// Whether the peer ended the connection in the middle of a response's body.
pub(crate) fn is_incomplete(error: &(dyn StdError + 'static)) -> bool {
    io_errors(error).any(|error| error.kind() == io::ErrorKind::UnexpectedEof)
        || chain(error)
            .filter_map(|cause| cause.downcast_ref::<hyper::Error>())
            .any(hyper::Error::is_incomplete_message)
}

/// Whether the connection ended while a request was under way.
pub(crate) fn is_broken_off(error: &(dyn StdError + 'static)) -> bool {
    is_incomplete(error) || io_errors(error).any(|error| is_reset(error.kind()))
}

fn kind_of(error: &(dyn StdError + 'static)) -> DispatchErrorKind {
    let reset = io_errors(error).any(|error| is_reset(error.kind()));
    let garbled = io_errors(error).any(|error| is_garbled(error.kind()));
    if reset || garbled || chain(error).any(is_closed) || is_incomplete(error) {
        DispatchErrorKind::Closed
    } else {
        DispatchErrorKind::Other
    }
}

/// An error and what it came of, outermost first.
pub(crate) fn chain<'a>(
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

/// Those of them that are the operating system's, or in its form.
pub(crate) fn io_errors<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a io::Error> {
    chain(error).filter_map(|cause| cause.downcast_ref::<io::Error>())
}

/// Whether a connection was there and could not be made secure.
pub(crate) fn is_handshake_error(error: &io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    inner.is_some() || is_reset(error.kind()) || error.kind() == io::ErrorKind::UnexpectedEof
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
