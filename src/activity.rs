//! When a connection last moved a byte: what "read timeout" is counted from.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::outgoing::Onlooker;

/// The most that may come before a response begins: its head, and answers that only say "wait"
/// (1xx). hyper holds no more than 400 KiB of one head; this ends an endless row of them.
const MAX_BEFORE_RESPONSE: u64 = 1 << 20;

/// Bytes coming and going over one connection.
#[derive(Debug)]
pub(crate) struct Activity {
    made: Instant,
    /// Nanoseconds from when the connection was made.
    last_move: AtomicU64,
    /// Bytes of the request's body that have not been handed to the connection.
    body_left: AtomicU64,
    /// Bytes that came since the last request began.
    received: AtomicU64,
    /// Whether a response is waited for whose head is not complete.
    in_head: AtomicBool,
}

impl Activity {
    pub(crate) fn new() -> Self {
        Self {
            made: Instant::now(),
            last_move: AtomicU64::new(0),
            body_left: AtomicU64::new(0),
            received: AtomicU64::new(0),
            in_head: AtomicBool::new(false),
        }
    }

    /// The connection is there: silence is counted from now.
    pub(crate) fn begin(&self) {
        self.touch();
    }

    /// A request with such a body begins.
    pub(crate) fn begin_request(&self, body_len: u64) {
        self.touch();
        self.body_left.store(body_len, Ordering::Relaxed);
        self.received.store(0, Ordering::Relaxed);
        self.in_head.store(true, Ordering::Relaxed);
    }

    /// The response's head is there.
    pub(crate) fn head_is_complete(&self) {
        self.in_head.store(false, Ordering::Relaxed);
    }

    /// Whether the connection has got all of the request.
    pub(crate) fn body_is_sent(&self) -> bool {
        self.body_left.load(Ordering::Relaxed) == 0
    }

    fn last_move(&self) -> Instant {
        self.made + Duration::from_nanos(self.last_move.load(Ordering::Relaxed))
    }

    fn touch(&self) {
        let nanos = u64::try_from(self.made.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.last_move.store(nanos, Ordering::Relaxed);
    }

    fn receive(&self, bytes: usize) -> io::Result<()> {
        self.touch();
        let before = self.received.fetch_add(bytes as u64, Ordering::Relaxed);
        if self.in_head.load(Ordering::Relaxed) && before > MAX_BEFORE_RESPONSE {
            let reason = "the response's head does not end";
            return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
        }
        Ok(())
    }

    /// Wait for `work` as long as bytes move: `None` once nothing has for `limit`.
    pub(crate) async fn while_not_silent<F: Future>(
        &self,
        limit: Option<Duration>,
        work: F,
    ) -> Option<F::Output> {
        while_moving(limit, || Some(self.last_move()), work).await
    }
}

impl Onlooker for Arc<Activity> {
    fn handed_over(&self, len: usize) {
        self.body_left.fetch_sub(len as u64, Ordering::Relaxed);
    }
}

/// Wait for `work` as long as something moves: `None` once nothing has for `limit`. `last_move` is
/// `None` as long as nothing can, which has limits of its own.
pub(crate) async fn while_moving<F: Future>(
    limit: Option<Duration>,
    last_move: impl Fn() -> Option<Instant>,
    work: F,
) -> Option<F::Output> {
    let Some(limit) = limit else {
        return Some(work.await);
    };
    let mut work = std::pin::pin!(work);
    loop {
        let moved = last_move();
        // A limit beyond the end of time is none.
        let Some(deadline) = moved.unwrap_or_else(Instant::now).checked_add(limit) else {
            return Some(work.await);
        };
        match tokio::time::timeout_at(deadline, work.as_mut()).await {
            Ok(output) => return Some(output),
            Err(_) if moved.is_none() || last_move() != moved => {}
            Err(_) => return None,
        }
    }
}

/// A TCP connection that tells of its activity.
///
/// Once the peer has stopped taking what is sent, nothing more is: writes then wait for ever, so
/// that whoever drives the connection still reads what the peer had to say first, as a service that
/// refuses an upload halfway does. Reading then gives that answer, or the connection's end.
#[derive(Debug)]
pub(crate) struct WatchedTcp {
    tcp: TcpStream,
    activity: Arc<Activity>,
    refused: bool,
}

impl WatchedTcp {
    pub(crate) fn new(tcp: TcpStream, activity: Arc<Activity>) -> Self {
        Self { tcp, activity, refused: false }
    }

    fn written(&mut self, outcome: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match &outcome {
            Poll::Ready(Ok(_)) => self.activity.touch(),
            Poll::Ready(Err(error)) if is_refusal(error.kind()) => {
                self.refused = true;
                return Poll::Pending;
            }
            _ => {}
        }
        outcome
    }
}

fn is_refusal(kind: io::ErrorKind) -> bool {
    matches!(kind, io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset)
}

impl AsyncRead for WatchedTcp {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let outcome = Pin::new(&mut self.tcp).poll_read(context, buffer);
        if let Poll::Ready(Ok(())) = outcome {
            self.activity.receive(buffer.filled().len() - before)?;
        }
        outcome
    }
}

impl AsyncWrite for WatchedTcp {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.refused {
            return Poll::Pending;
        }
        let outcome = Pin::new(&mut self.tcp).poll_write(context, buffer);
        self.written(outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.refused {
            return Poll::Pending;
        }
        let outcome = Pin::new(&mut self.tcp).poll_write_vectored(context, buffers);
        self.written(outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.tcp.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_shutdown(context)
    }
}
