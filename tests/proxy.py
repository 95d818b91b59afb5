"""An HTTP proxy on loopback: tunnels by CONNECT, forwards absolute-form requests, records both."""

from __future__ import annotations

import base64
import contextlib
import select
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

from tests.unit.raw_servers import TIMEOUT, RawServer, content_length

_HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True)
class ProxyRequest:
    """One request head as the proxy got it."""

    line: str
    headers: tuple[tuple[str, str], ...]

    def values(self, name: str) -> list[str]:
        """All values of a header, whatever the case of its name."""
        return [value for key, value in self.headers if key.lower() == name.lower()]


class LoopbackProxy(RawServer):
    """A proxy for tests.

    ``context`` makes it an https proxy. ``credentials`` ("user:password") are demanded if given:
    whoever comes without them gets a 407. ``script`` is sent to whoever asks for anything, in place
    of doing it, and the connection is closed (an empty script only closes). ``hosts`` maps names of
    targets, as ``host:port``, to the loopback ports that play them; other targets are connected to
    as they are named.
    """

    def __init__(
        self,
        context: ssl.SSLContext | None = None,
        *,
        credentials: str | None = None,
        script: bytes | None = None,
        hosts: Mapping[str, int] | None = None,
    ) -> None:
        self._context = context
        self._credentials = credentials
        self._script = script
        self._hosts = dict(hosts or {})
        #: What came in, in order.
        self.requests: list[ProxyRequest] = []
        #: Every byte that went through tunnels towards the targets.
        self.tunnelled = bytearray()
        super().__init__()
        self.address = f"127.0.0.1:{self.port}"
        if context is not None:
            self.url = f"https://127.0.0.1:{self.port}"

    def serve(self, connection: socket.socket) -> None:
        """Take requests until the connection ends."""
        connection.settimeout(TIMEOUT)
        if self._context is None:
            self._converse(connection)
            return
        # A client that does not trust the proxy ends the handshake.
        with (
            contextlib.suppress(ssl.SSLError),
            self._context.wrap_socket(connection, server_side=True) as secured,
        ):
            self._converse(secured)

    def _converse(self, client: socket.socket) -> None:
        while received := _read_head(client):
            head, rest = received
            request = _parsed(head)
            self.requests.append(request)
            if self._script is not None:
                client.sendall(self._script)
                client.shutdown(socket.SHUT_WR)
                _drain(client)
                return
            if not self._admits(request):
                client.sendall(
                    b"HTTP/1.1 407 Proxy Authentication Required\r\n"
                    b'Proxy-Authenticate: Basic realm="test"\r\nContent-Length: 0\r\n\r\n'
                )
                client.shutdown(socket.SHUT_WR)
                _drain(client)
                return
            method, target, _ = request.line.split(" ")
            if method == "CONNECT":
                self._tunnel(client, target)
                return
            self._forward(client, request, rest)

    def _admits(self, request: ProxyRequest) -> bool:
        if self._credentials is None:
            return True
        expected = base64.b64encode(self._credentials.encode()).decode()
        return request.values("Proxy-Authorization") == [f"Basic {expected}"]

    def _connect(self, authority: str) -> socket.socket:
        host, _, port = authority.rpartition(":")
        if authority in self._hosts:
            host, port = "127.0.0.1", str(self._hosts[authority])
        connection = socket.create_connection((host.strip("[]"), int(port)), TIMEOUT)
        self._connections.append(connection)
        return connection

    def _tunnel(self, client: socket.socket, authority: str) -> None:
        try:
            target = self._connect(authority)
        except OSError:
            client.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            return
        with target:
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            self._relay(client, target)

    def _relay(self, client: socket.socket, target: socket.socket) -> None:
        peers = {client: target, target: client}
        while True:
            pending = [c for c in peers if isinstance(c, ssl.SSLSocket) and c.pending()]
            ready = pending or select.select(list(peers), [], [], TIMEOUT)[0]
            if not ready:
                return
            for source in ready:
                data = source.recv(1 << 16)
                if not data:
                    return
                if source is client:
                    self.tunnelled += data
                peers[source].sendall(data)

    def _forward(self, client: socket.socket, request: ProxyRequest, rest: bytes) -> None:
        method, target, version = request.line.split(" ")
        scheme, _, after = target.partition("://")
        authority, slash, path = after.partition("/")
        default_port = {"http": 80, "https": 443}[scheme]
        if ":" not in authority:
            authority = f"{authority}:{default_port}"
        lines = [f"{method} {slash}{path} {version}"]
        kept = [(n, v) for n, v in request.headers if not n.lower().startswith("proxy-")]
        lines += [f"{name}: {value}" for name, value in kept]
        head = "\r\n".join(lines).encode("latin-1") + _HEAD_END
        body = bytearray(rest)
        length = 0 if method == "GET" else content_length(head)
        while len(body) < length:
            body += client.recv(1 << 20)
        with self._connect(authority) as upstream:
            peer: socket.socket = upstream
            if scheme == "https":
                peer = ssl._create_unverified_context().wrap_socket(upstream)
            with peer:
                peer.sendall(head + body)
                answer = _read_head(peer)
                if answer is None:
                    return
                answer_head, answer_body = answer
                whole = bytearray(answer_body)
                while len(whole) < content_length(answer_head):
                    whole += peer.recv(1 << 20)
        client.sendall(answer_head + whole)


def _read_head(connection: socket.socket) -> tuple[bytes, bytes] | None:
    """A head with the empty line that ends it, and what came after; None at the end."""
    received = bytearray()
    while _HEAD_END not in received:
        some = connection.recv(1 << 16)
        if not some:
            return None
        received += some
    head, separator, rest = bytes(received).partition(_HEAD_END)
    return head + separator, rest


def _parsed(head: bytes) -> ProxyRequest:
    line, *fields = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    pairs = (field.partition(":") for field in fields)
    return ProxyRequest(line, tuple((name, value.strip()) for name, _, value in pairs))


def _drain(connection: socket.socket) -> None:
    """Read what is still under way, so that closing does not reset the connection."""
    with contextlib.suppress(OSError):
        while connection.recv(1 << 16):
            pass
