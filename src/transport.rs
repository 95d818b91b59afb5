//! Stage 7: one signed request to one complete response, or to no response.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use tokio::time::Instant;
use url::Url;

use crate::body::Frames;
use crate::config::TransportConfig;
use crate::dispatch::{dispatch_failure, is_incomplete};
use crate::error::{DispatchError, DispatchErrorKind, Error};
use crate::file_source::FileError;
use crate::parse::RawResponse;
use crate::progress::SendProgress;
use crate::sign::SignedRequest;
use crate::slots::{Slot, SlotWait};
use crate::tls::tls_config;

/// The longest header line that botocore's HTTP layer reads.
const MAX_HEADER_LINE_LEN: usize = 65_536;

/// A transmission in progress; dropping it aborts it and closes its connection.
pub type Transmission<'a> = Pin<Box<dyn Future<Output = Result<RawResponse, Error>> + Send + 'a>>;

/// Sends requests.
pub trait HttpConnector: Send + Sync + fmt::Debug {
    /// Send `request` and read the response to its end. Any status is a response; no response is
    /// [`Error::Dispatch`], an attachment that cannot be read [`Error::File`].
    fn transmit(&self, request: SignedRequest) -> Transmission<'_>;

    /// Wait for the right to send a request, where only so many may be under way at once. It is to
    /// be had before the request is signed, since signatures age, and held until the response is
    /// there.
    fn slot(&self) -> SlotWait<'_> {
        Box::pin(std::future::ready(Slot::default()))
    }
}

/// HTTP/1.1 by reqwest over rustls, with a pool of idle connections. Redirects are not followed,
/// nothing is decompressed, no cookies are kept.
#[derive(Debug)]
pub struct ReqwestConnector {
    client: reqwest::Client,
    read_timeout: Option<Duration>,
}

impl ReqwestConnector {
    /// A connector for requests to `url`. Fails if the certificates to trust cannot be read.
    pub fn new(config: &TransportConfig, url: &Url) -> Result<Self, Error> {
        let failed = |kind, source| DispatchError { kind, url: url.to_string(), source };
        let tls = tls_config(&config.verify, url)
            .map_err(|error| failed(DispatchErrorKind::Tls, Box::new(error)))?;
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .http1_only()
            .http1_title_case_headers()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .tcp_nodelay(true)
            .pool_max_idle_per_host(config.max_pool_connections);
        if let Some(timeout) = config.connect_timeout {
            builder = builder.connect_timeout(timeout);
        }
        if !config.tcp_keepalive {
            builder = builder.tcp_keepalive(None);
        }
        let client =
            builder.build().map_err(|error| failed(DispatchErrorKind::Other, Box::new(error)))?;
        Ok(Self { client, read_timeout: config.read_timeout })
    }

    async fn exchange(&self, request: SignedRequest) -> Result<RawResponse, Error> {
        let SignedRequest { method, url, headers, body, progress } = request;
        progress.begin(body.content_length());
        let mut outgoing = reqwest::Request::new(method, url.clone());
        *outgoing.headers_mut() = headers;
        let frames = WatchedFrames { frames: body.frames(), progress: progress.clone() };
        *outgoing.body_mut() = Some(reqwest::Body::wrap(frames));
        // An idle connection that the server has closed is only noticed when its task runs: let it
        // run before one is picked from the pool.
        tokio::task::yield_now().await;
        let sending = self.client.execute(outgoing);
        let response = self
            .while_not_silent(sending, &progress, &url)
            .await?
            .map_err(|error| dispatch_failure(error, &url))?;
        self.read(response, &url).await
    }

    /// Wait for `work` as long as bytes move: fails once nothing has for the read timeout.
    async fn while_not_silent<F: Future>(
        &self,
        work: F,
        progress: &SendProgress,
        url: &Url,
    ) -> Result<F::Output, Error> {
        let Some(limit) = self.read_timeout else {
            return Ok(work.await);
        };
        let mut work = std::pin::pin!(work);
        loop {
            // Before anything moves the connection is being made, which has a limit of its own.
            let moved = progress.last_move();
            let deadline = moved.unwrap_or_else(Instant::now) + limit;
            match tokio::time::timeout_at(deadline, work.as_mut()).await {
                Ok(output) => return Ok(output),
                Err(_) if moved.is_none() || progress.last_move() != moved => {}
                Err(elapsed) => return Err(read_timeout(url, elapsed)),
            }
        }
    }

    async fn read(&self, mut response: reqwest::Response, url: &Url) -> Result<RawResponse, Error> {
        let status = response.status().as_u16();
        let line_len = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
            name.as_str().len() + value.len()
        };
        if response.headers().iter().map(line_len).any(|len| len > MAX_HEADER_LINE_LEN) {
            return Err(closed(url, "a header line of the response is too long"));
        }
        let headers = merged_headers(response.headers());
        let mut body = BytesMut::new();
        loop {
            let chunk = match self.read_timeout {
                Some(limit) => tokio::time::timeout(limit, response.chunk())
                    .await
                    .map_err(|elapsed| read_timeout(url, elapsed))?,
                None => response.chunk().await,
            };
            match chunk {
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break,
                // botocore takes a body that ends before its Content-Length as it is.
                Err(error) if has_content_length(&headers) && is_incomplete(&error) => break,
                Err(error) => return Err(dispatch_failure(error, url)),
            }
        }
        Ok(RawResponse { status, headers, body: body.freeze() })
    }
}

impl HttpConnector for ReqwestConnector {
    fn transmit(&self, request: SignedRequest) -> Transmission<'_> {
        Box::pin(self.exchange(request))
    }
}

fn read_timeout(url: &Url, elapsed: tokio::time::error::Elapsed) -> Error {
    Error::Dispatch(DispatchError {
        kind: DispatchErrorKind::ReadTimeout,
        url: url.to_string(),
        source: Box::new(elapsed),
    })
}

fn closed(url: &Url, reason: &'static str) -> Error {
    let (kind, url) = (DispatchErrorKind::Closed, url.to_string());
    Error::Dispatch(DispatchError { kind, url, source: reason.into() })
}

fn has_content_length(headers: &[(String, String)]) -> bool {
    let has = |name: &str| headers.iter().any(|(header, _)| header == name);
    has("content-length") && !has("transfer-encoding")
}

/// Each name once, where it stood first, with its values joined as HTTP allows.
fn merged_headers(headers: &http::HeaderMap) -> Vec<(String, String)> {
    let latin1 = |value: &http::HeaderValue| -> String {
        value.as_bytes().iter().copied().map(char::from).collect()
    };
    let joined = |name: &http::HeaderName| {
        headers.get_all(name).iter().map(latin1).collect::<Vec<_>>().join(", ")
    };
    headers.keys().map(|name| (name.as_str().to_owned(), joined(name))).collect()
}

struct WatchedFrames {
    frames: Frames,
    progress: SendProgress,
}

impl Drop for WatchedFrames {
    fn drop(&mut self) {
        // A body without content is never asked for a frame: it is let go once the head is out.
        self.progress.advance(0);
    }
}

impl Body for WatchedFrames {
    type Data = Bytes;
    type Error = FileError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, FileError>>> {
        let frame = Pin::new(&mut self.frames).poll_frame(context);
        let data = match &frame {
            Poll::Ready(Some(Ok(frame))) => frame.data_ref(),
            _ => None,
        };
        self.progress.advance(data.map_or(0, Bytes::len));
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.frames.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.frames.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_headers_are_joined_where_the_first_stood() {
        let mut headers = http::HeaderMap::new();
        headers.append("X-A", "1".parse().unwrap());
        headers.append("x-b", http::HeaderValue::from_bytes(b"\xe9").unwrap());
        headers.append("x-a", "2".parse().unwrap());
        let expected = [("x-a".to_owned(), "1, 2".to_owned()), ("x-b".to_owned(), "é".to_owned())];
        assert_eq!(merged_headers(&headers), expected);
    }
}
