//! Proxies: their URLs, and what they answer when they are asked for a tunnel.

use std::io::Cursor;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::runtime::Builder;
use url::Url;

use super::input::{SECRET, has_control, has_secret, parts};
use crate::config::ProxyOptions;
use crate::proxy::{Proxy, TunnelError, tunnel};

/// The URL of a proxy, a line of `---`, what it answers.
pub fn proxy(data: &[u8]) {
    let [text, answer] = parts(data);
    check_tunnel(answer.as_bytes());
    if has_secret(data) {
        return;
    }
    check_url(&text);
    let (user, after) = text.rsplit_once('@').unwrap_or(("user", &text));
    // Behind an `@` it would be in the path, which may be shown.
    let user = user.replace('@', "");
    for scheme in ["http://", "https://", "//", ""] {
        check_url(&format!("{scheme}{user}:{SECRET}@{after}"));
    }
}

fn check_url(text: &str) {
    let options = ProxyOptions {
        http: Some(text.to_owned()),
        https: Some(text.to_owned()),
        ..ProxyOptions::default()
    };
    assert!(!format!("{options:?}").contains(SECRET));
    let url = Url::parse("https://support.us-east-1.amazonaws.com").expect("a URL");
    let proxy = match Proxy::for_url(&options, &url) {
        Ok(Some(proxy)) => proxy,
        Ok(None) => return assert!(text.is_empty(), "{text:?} is no proxy"),
        Err(error) => {
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains(SECRET) && shown.len() < 300, "{shown}");
            return;
        }
    };
    let shown = format!("{proxy:?} {}", proxy.shown_url);
    assert!(!shown.contains(SECRET), "{shown}");
    assert!(!has_control(shown.as_bytes()), "{shown:?}");
    assert!(!proxy.host.is_empty() && !proxy.host.contains(['/', '@', ' ']), "{:?}", proxy.host);
    if let Some(value) = &proxy.authorization {
        let base64 = value.strip_prefix("Basic ").expect("the scheme");
        let pair = base64_simd::STANDARD.decode_to_vec(base64).expect("base64");
        assert!(pair.contains(&b':'));
    }
}

/// Ask for a tunnel: yes or no, a text of one line, and not a byte read that is the tunnel's.
fn check_tunnel(answer: &[u8]) {
    let mut peer = Peer { answer: Cursor::new(answer), sent: Vec::new() };
    let runtime = Builder::new_current_thread().build().expect("a runtime");
    let outcome = runtime.block_on(tunnel(&mut peer, "example.com:443", Some("Basic eDp5")));
    let expected: &[u8] = b"CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\
        Proxy-Authorization: Basic eDp5\r\n\r\n";
    assert_eq!(peer.sent, expected);
    let read = answer.get(..usize::try_from(peer.answer.position()).unwrap_or(usize::MAX));
    let read = read.expect("no more than there is");
    let is_head = |bytes: &[u8]| bytes.ends_with(b"\n\r\n") || bytes.ends_with(b"\n\n");
    match outcome {
        Ok(()) => assert!(is_head(read) && read.starts_with(b"HTTP/1.")),
        Err(TunnelError::Refused(text)) => {
            assert!(is_head(read) && !text.contains('\n') && text.len() < 64 * 1024, "{text:?}");
        }
        Err(TunnelError::NoAnswer(_)) => assert!(read.len() <= 16 * 1024),
        Err(TunnelError::Io(error)) => unreachable!("{error}"),
    }
    assert!(!(1..read.len()).any(|len| is_head(read.get(..len).unwrap_or_default())));
}

struct Peer<'a> {
    answer: Cursor<&'a [u8]>,
    sent: Vec<u8>,
}

impl AsyncRead for Peer<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.answer).poll_read(context, buffer)
    }
}

impl AsyncWrite for Peer<'_> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.sent).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(
        self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
