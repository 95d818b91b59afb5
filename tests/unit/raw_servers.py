"""Servers below HTTP: one that never answers, and one that counts its connections."""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import threading
from types import TracebackType
from typing import TypeVar

ANSWER = b'{"attachmentSetId": "as-1"}'
TIMEOUT = 30.0

_Server = TypeVar("_Server", bound="RawServer")


class RawServer:
    """Accepts connections on loopback, each in a thread; a context manager that ends them."""

    def __init__(self, receive_buffer: int | None = None) -> None:
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if receive_buffer is not None:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen()
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._connections: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def serve(self, connection: socket.socket) -> None:
        """What is done with one connection."""
        raise NotImplementedError

    def close(self) -> None:
        """Free the port and end every connection."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join(TIMEOUT)
        for connection in self._connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(TIMEOUT)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            # Small answers behind a handshake's last words would wait for an acknowledgement.
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connections.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            self.serve(connection)

    def __enter__(self: _Server) -> _Server:  # noqa: PYI019 - Self came with Python 3.11
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class StalledServer(RawServer):
    """Never answers, and with `reads=False` leaves the upload lying, too."""

    def __init__(self, *, reads: bool = True) -> None:
        self._reads = reads
        #: A request is here: all of it, or its first byte if it is not read.
        self.reached = threading.Event()
        #: Lets an upload that is not read be read after all.
        self.drain = threading.Event()
        #: The other side has closed its connection.
        self.ended = threading.Event()
        super().__init__(None if reads else 4096)

    def serve(self, connection: socket.socket) -> None:
        """Take a request and wait for the connection's end."""
        if self._reads:
            read_request(connection)
            self.reached.set()
        else:
            select.select([connection], [], [])
            self.reached.set()
            self.drain.wait(TIMEOUT)
        with contextlib.suppress(ConnectionError):
            while connection.recv(1 << 20):
                pass
        self.ended.set()


class CountingServer(RawServer):
    """Answers every request with success, keeps connections open and counts them."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self._lock = threading.Lock()
        #: How many requests came over each connection, in the order of their arrival.
        self.requests: list[int] = []
        #: Every byte that was received.
        self.received = bytearray()
        super().__init__()
        if tls is not None:
            self.url = f"https://127.0.0.1:{self.port}"

    def serve(self, connection: socket.socket) -> None:
        """Answer until the connection ends."""
        if self._tls is None:
            self._answer(connection)
            return
        with self._tls.wrap_socket(connection, server_side=True) as encrypted:
            self._answer(encrypted)

    def _answer(self, connection: socket.socket) -> None:
        with self._lock:
            number = len(self.requests)
            self.requests.append(0)
        while request := read_request(connection):
            with self._lock:
                self.requests[number] += 1
                self.received += request
            connection.sendall(
                b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(ANSWER), ANSWER)
            )


def read_request(connection: socket.socket) -> bytes:
    """A whole request; empty at the connection's end."""
    received = bytearray()
    needed: int | None = None
    while needed is None or len(received) < needed:
        some = connection.recv(1 << 20)
        if not some:
            return b""
        received += some
        head, separator, _ = received.partition(b"\r\n\r\n")
        if needed is None and separator:
            needed = len(head) + len(separator) + content_length(bytes(head))
    return bytes(received)


def content_length(head: bytes) -> int:
    """The value of Content-Length, which every request must have."""
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise AssertionError("a request without Content-Length")
