//! Responses as bytes on a connection: status line, headers and framing, through the HTTP layer that
//! calls use.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::runtime::Builder;
use url::Url;

use super::errors;
use super::input::{has_control, position};
use crate::activity::Activity;
use crate::config::{ClientOptions, resolve_config};
use crate::connect::http;
use crate::error::{DispatchErrorKind, Error};
use crate::model::SUPPORT;
use crate::parse::RawResponse;
use crate::sign::SignedRequest;
use crate::transport::{HyperConnector, origin};

const URL: &str = "http://127.0.0.1/";

/// What the service sends, to the connection's end.
pub fn response(data: &[u8]) {
    let whole = received(data, usize::MAX);
    let expected = format!("{:?}", whole.as_ref().map(shown));
    for piece in [1, 7] {
        let in_pieces = received(data, piece);
        assert_eq!(format!("{:?}", in_pieces.as_ref().map(shown)), expected, "by {piece} bytes");
    }
    let Ok(response) = whole else { return };
    assert!(response.body.len() <= data.len());
    assert!(response.headers.len() <= 99);
    for (index, (name, value)) in response.headers.iter().enumerate() {
        assert!(!name.is_empty() && *name == name.to_ascii_lowercase(), "{name:?}");
        assert!(response.headers.iter().skip(index + 1).all(|(other, _)| other != name));
        let latin1: Vec<u8> = value.chars().map(|one| u8::try_from(one).unwrap_or(0)).collect();
        assert!(!has_control(name.as_bytes()) && !has_control(&latin1), "{name}: {value:?}");
    }
    if let Some((status, headers, body)) = by_another_reader(data) {
        assert_eq!((response.status, &response.body[..]), (status, body));
        assert_eq!(response.headers, headers);
    }
    errors::check(&response);
}

fn shown(response: &RawResponse) -> (u16, &[(String, String)], &[u8]) {
    (response.status, &response.headers, &response.body)
}

/// What comes of the bytes of a response when each read gives at most `piece` of them.
fn received(data: &[u8], piece: usize) -> Result<RawResponse, DispatchErrorKind> {
    let url = Url::parse(URL).expect("a URL");
    let request = SignedRequest {
        method: http::Method::POST,
        url: url.clone(),
        headers: http::HeaderMap::new(),
        body: crate::body::RequestBody::new(Vec::new()),
        progress: crate::progress::SendProgress::default(),
    };
    exchanged(&request, data, piece).0
}

/// Send `request`, have `data` for an answer, and give what came of it and what was sent.
pub(super) fn exchanged(
    request: &SignedRequest,
    data: &[u8],
    piece: usize,
) -> (Result<RawResponse, DispatchErrorKind>, Vec<u8>) {
    let options = ClientOptions { endpoint_url: Some(URL.to_owned()), ..ClientOptions::default() };
    let mut config = resolve_config(&SUPPORT, options).expect("a configuration");
    config.transport.read_timeout = None;
    let connector = HyperConnector::new(&config.transport);
    let sent = Arc::new(Mutex::new(Vec::new()));
    let peer = Peer { answer: data.to_vec(), piece, reader: None, sent: Arc::clone(&sent) };
    let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime");
    let outcome = runtime.block_on(async {
        let connection = http(Box::new(peer), Arc::new(Activity::new()), &request.url).await?;
        let origin = origin(&request.url);
        let exchange = connector.exchange_over(connection, request, &origin);
        exchange.await.map_err(|unanswered| unanswered.error)
    });
    let outcome = outcome.map_err(|error| match error {
        Error::Dispatch(error) => {
            assert!(error.to_string().len() < 500, "{error}");
            error.kind
        }
        other => unreachable!("{other:?}"),
    });
    let sent = std::mem::take(&mut *sent.lock().unwrap_or_else(PoisonError::into_inner));
    (outcome, sent)
}

/// The other end of a connection: once it has got something it answers, and then it is gone.
struct Peer {
    answer: Vec<u8>,
    piece: usize,
    reader: Option<Waker>,
    sent: Arc<Mutex<Vec<u8>>>,
}

impl Peer {
    fn sent(&self) -> std::sync::MutexGuard<'_, Vec<u8>> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AsyncRead for Peer {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.sent().is_empty() {
            self.reader = Some(context.waker().clone());
            return Poll::Pending;
        }
        let len = self.piece.min(self.answer.len()).min(buffer.remaining());
        buffer.put_slice(&self.answer.drain(..len).collect::<Vec<_>>());
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Peer {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.sent().extend_from_slice(bytes);
        self.reader.take().into_iter().for_each(Waker::wake);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

type Plain<'a> = (u16, Vec<(String, String)>, &'a [u8]);

/// A response without anything unusual, read in the plainest way; `None` for all others.
fn by_another_reader(data: &[u8]) -> Option<Plain<'_>> {
    let (head, rest) = data.split_at(position(data, b"\r\n\r\n")?);
    let head = std::str::from_utf8(head).ok().filter(|head| head.is_ascii())?;
    let mut lines = head.split("\r\n");
    let (status, reason) = lines.next()?.strip_prefix("HTTP/1.1 ")?.split_at_checked(3)?;
    let status =
        status.bytes().all(|byte| byte.is_ascii_digit()).then(|| status.parse().ok())??;
    if has_control(reason.as_bytes()) || !reason.starts_with(' ') || status < 205 || status == 304 {
        return None;
    }
    let mut headers = Vec::new();
    for line in lines {
        let (name, value) = line.split_once(": ")?;
        let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && value.bytes().all(|byte| byte.is_ascii_graphic());
        let name = name.to_ascii_lowercase();
        let is_framing = matches!(name.as_str(), "connection" | "transfer-encoding" | "upgrade");
        let is_new = headers.iter().all(|(known, _)| *known != name);
        if name.is_empty() || !is_plain || is_framing || !is_new {
            return None;
        }
        headers.push((name, value.to_owned()));
    }
    let (_, length) = headers.iter().find(|(name, _)| name == "content-length")?;
    let length =
        length.bytes().all(|byte| byte.is_ascii_digit()).then(|| length.parse().ok())??;
    let body = rest.get(4..)?;
    // Shorter ones are taken as they are.
    Some((status, headers, body.get(..length).unwrap_or(body)))
}
