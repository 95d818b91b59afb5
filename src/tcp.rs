//! A TCP connection to whichever of a host's addresses answers.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::{TcpSocket, TcpStream, lookup_host};
use tokio::task::JoinSet;

/// How long an address is tried alone before the next one is tried beside it (RFC 8305): a host
/// whose IPv6 leads nowhere is reached by IPv4 after that time, not after the connect timeout.
const HEAD_START: Duration = Duration::from_millis(250);

/// Connect to `host`, a name or an address (IPv6 in brackets). Small packets are sent at once.
pub(crate) async fn connect_tcp(host: &str, port: u16, keepalive: bool) -> io::Result<TcpStream> {
    let mut addresses = lookup_host((without_brackets(host), port)).await?;
    let Some(first) = addresses.next() else {
        return Err(io::Error::new(io::ErrorKind::NotFound, "the host has no address"));
    };
    let mut rest = addresses.peekable();
    if rest.peek().is_none() {
        return connect_address(first, keepalive).await;
    }
    let mut attempts = JoinSet::new();
    attempts.spawn(connect_address(first, keepalive));
    loop {
        let finished = match rest.peek() {
            Some(_) => tokio::time::timeout(HEAD_START, attempts.join_next()).await.ok().flatten(),
            None => attempts.join_next().await,
        };
        let failure = match finished {
            Some(Ok(Ok(stream))) => return Ok(stream),
            Some(Ok(Err(error))) => Some(error),
            Some(Err(error)) => Some(io::Error::other(error)),
            None => None,
        };
        match (rest.next(), failure) {
            (Some(address), _) => {
                attempts.spawn(connect_address(address, keepalive));
            }
            (None, Some(error)) if attempts.is_empty() => return Err(error),
            (None, _) => {}
        }
    }
}

/// A host as it stands in certificates and address books: IPv6 addresses bare.
pub(crate) fn without_brackets(host: &str) -> &str {
    host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host)
}

async fn connect_address(address: SocketAddr, keepalive: bool) -> io::Result<TcpStream> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_nodelay(true)?;
    socket.set_keepalive(keepalive)?;
    socket.connect(address).await
}
