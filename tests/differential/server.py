"""A loopback HTTP server that answers with scripted bytes and records what it was sent.

It understands only as much HTTP as it must to find the end of a request (the head and
``Content-Length``). Everything it sends is a list of steps given by the test: bytes exactly
as they are to go out, a stall until an event is set, a close or a reset. So a test controls
the status line, the order and case of headers, broken framing and early ends alike.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Headers: TypeAlias = Sequence[tuple[str, str | bytes]]

#: How long a connection may be idle before the server gives up on it. A guard against a
#: hanging test run, not a means of synchronisation.
PATIENCE = 30.0


@dataclass(frozen=True)
class Close:
    """Close the connection in the orderly way (FIN)."""


@dataclass(frozen=True)
class Reset:
    """Close the connection with a reset (RST)."""


@dataclass(frozen=True)
class Stall:
    """Send nothing until the server stops, or settles."""


@dataclass(frozen=True)
class Read:
    """Take what comes first, once it is there."""


@dataclass(frozen=True)
class Drip:
    """Send byte by byte, with so many seconds between two: the pace is what a test is about."""

    data: bytes
    pause: float


@dataclass(frozen=True)
class Repeat:
    """Send the same so many times, without having all of it in memory."""

    piece: bytes
    times: int


Step: TypeAlias = bytes | Close | Reset | Stall | Read | Drip | Repeat


@dataclass(frozen=True)
class Answer:
    """What to send for one request; ``read_body`` False answers right after the head."""

    steps: tuple[Step, ...]
    read_body: bool = True


@dataclass(frozen=True)
class Request:
    """One recorded request: request line, header lines in order, body."""

    line: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    connection: int

    def values(self, name: str) -> list[str]:
        """All values of a header, whatever the case of its name."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def value(self, name: str) -> str:
        """The value of a header that must be there exactly once."""
        (value,) = self.values(name)
        return value


def raw(*steps: Step, read_body: bool = True) -> Answer:
    """An answer made of exactly these steps."""
    return Answer(steps, read_body)


def http(
    status: int = 200,
    body: str | bytes = b"",
    headers: Headers = (),
    *,
    reason: str | None = None,
    version: str = "HTTP/1.1",
    length: bool = True,
) -> Answer:
    """A well-formed answer. Without ``length`` the end of the body is the end of the connection."""
    payload = body.encode() if isinstance(body, str) else body
    reason_phrase = "Whatever" if reason is None else reason
    lines = [f"{version} {status} {reason_phrase}".encode()]
    lines += [_latin1(name) + b": " + _latin1(value) for name, value in headers]
    if length:
        lines.append(b"Content-Length: %d" % len(payload))
    head = b"\r\n".join(lines) + b"\r\n\r\n"
    return raw(head + payload) if length else raw(head + payload, Close())


def _latin1(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("latin-1")


class ScriptedServer:
    """Serves one thread per connection on 127.0.0.1; see the module's text.

    ``receive_buffer`` is how many bytes a client can send that nobody reads, in place of the
    megabytes that are usual.
    """

    def __init__(
        self,
        context: ssl.SSLContext | None = None,
        *,
        receive_buffer: int | None = None,
    ) -> None:
        #: Of TLS; may be changed, for the connections from then on.
        self.context = context
        #: Done with each connection in place of a conversation, if there are any.
        self.greeting: tuple[Step, ...] = ()
        self._lock = threading.Condition()
        self._answers: list[Answer] = [http(200, b"{}")]
        self._requests: list[Request] = []
        self._connections: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._over = threading.Event()
        #: The ports of those who connected since `take_connections`, by the connection's number.
        self._peers: dict[int, int] = {}
        self._accepted = 0
        self._stopping = False
        self._listener = socket.socket()
        if receive_buffer is not None:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(64)
        self.port: int = self._listener.getsockname()[1]
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()

    @property
    def url(self) -> str:
        """The server's URL, without a trailing slash."""
        return f"{'https' if self.context else 'http'}://127.0.0.1:{self.port}"

    def answer(self, *answers: Answer) -> None:
        """Answer the next requests with these, one each; the last one is repeated."""
        with self._lock:
            self._answers = list(answers)

    def take(self) -> list[Request]:
        """The requests recorded since the last call."""
        with self._lock:
            taken, self._requests = self._requests, []
        return taken

    def take_one(self) -> Request:
        """The only request recorded since the last call."""
        (request,) = self.take()
        return request

    def take_connections(self) -> list[int]:
        """The numbers of the connections that were accepted since the last call."""
        with self._lock:
            taken, self._peers = list(self._peers), {}
        return taken

    def drop(self) -> None:
        """Close every connection, as servers do with those that were idle for long."""
        self._shut_down()
        self._end_threads()

    def accept_all(self) -> None:
        """Wait until all connections that clients have made until now are accepted."""
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as probe:
            mine = probe.getsockname()[1]
            # Connections are accepted in the order in which they were made.
            with self._lock:
                assert self._lock.wait_for(lambda: mine in self._peers.values(), PATIENCE)
                self._peers = {number: port for number, port in self._peers.items() if port != mine}

    def settle(self) -> None:
        """Wait until all that clients, which have ended their calls, began is recorded; then end
        their connections."""
        self.accept_all()
        self._over.set()
        # What came in is read, and then there is an end.
        self._shut_down(socket.SHUT_RD)
        self._end_threads()
        self._over.clear()

    def stop(self) -> None:
        """Stop listening, release every stall, close every connection, end every thread."""
        self._stopping = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._acceptor.join(PATIENCE)
        self._over.set()
        self._shut_down()
        self._end_threads()

    def _shut_down(self, how: int = socket.SHUT_RDWR) -> None:
        with self._lock:
            connections, self._connections = self._connections, []
        for connection in connections:
            with contextlib.suppress(OSError):
                # That of `ssl` would have the thread that reads take ciphertext for text.
                socket.socket.shutdown(connection, how)

    def _end_threads(self) -> None:
        with self._lock:
            threads, self._threads = self._threads, []
        for thread in threads:
            thread.join(PATIENCE)
            assert not thread.is_alive(), "a connection of the scripted server does not end"

    def _choose(self, line: str) -> Answer:
        """The answer to a request with this first line; the lock is held."""
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]

    def _accept(self) -> None:
        while not self._stopping:
            try:
                connection, (_, peer) = self._listener.accept()
            except OSError:
                return
            connection.settimeout(PATIENCE)
            with self._lock:
                self._accepted += 1
                self._peers[self._accepted] = peer
                self._lock.notify_all()
                self._connections.append(connection)
                thread = threading.Thread(
                    target=self._serve,
                    args=(connection, self._accepted, self.greeting),
                    daemon=True,
                )
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket, number: int, greeting: tuple[Step, ...]) -> None:
        stream = connection
        # Each of these is the client's doing: a failed handshake, a connection it dropped.
        with contextlib.suppress(OSError, ssl.SSLError):
            if greeting:
                _perform(stream, greeting, self._over)
            else:
                if self.context is not None:
                    stream = self.context.wrap_socket(connection, server_side=True)
                    with self._lock:
                        self._connections.append(stream)
                self._converse(stream, number)
        with contextlib.suppress(OSError):
            stream.close()
        connection.close()

    def _converse(self, stream: socket.socket, number: int) -> None:
        buffer = bytearray()
        while True:
            head = _read_head(stream, buffer)
            if head is None:
                return
            line, headers = head
            with self._lock:
                answer = self._choose(line)
            length = sum(int(v) for k, v in headers if k.lower() == "content-length")
            body = _read_exactly(stream, buffer, length) if answer.read_body else b""
            with self._lock:
                self._requests.append(Request(line, tuple(headers), body, number))
            if not _perform(stream, answer.steps, self._over):
                return


def _read_head(
    stream: socket.socket, buffer: bytearray
) -> tuple[str, list[tuple[str, str]]] | None:
    """The request line and headers, or None when the peer is done (or does not speak HTTP)."""
    while b"\r\n\r\n" not in buffer:
        if buffer[:1] == b"\x16":  # a TLS handshake on a plain port
            stream.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            return None
        chunk = stream.recv(65536)
        if not chunk:
            return None
        buffer += chunk
    head, _, rest = bytes(buffer).partition(b"\r\n\r\n")
    buffer[:] = rest
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return first, [(name, value.strip(" ")) for name, _, value in pairs]


def _read_exactly(stream: socket.socket, buffer: bytearray, length: int) -> bytes:
    while len(buffer) < length:
        chunk = stream.recv(1 << 20)
        if not chunk:
            break
        buffer += chunk
    body = bytes(buffer[:length])
    del buffer[:length]
    return body


def _perform(stream: socket.socket, steps: Iterable[Step], over: threading.Event) -> bool:
    """Carry out the steps; False when the connection is over."""
    for step in steps:
        match step:
            case bytes():
                stream.sendall(step)
            case Stall():
                over.wait(PATIENCE)
            case Read():
                stream.recv(65536)
            case Drip(data, pause):
                for byte in data:
                    stream.sendall(bytes([byte]))
                    over.wait(pause)
            case Repeat(piece, times):
                for _ in range(times):
                    stream.sendall(piece)
            case Close():
                with contextlib.suppress(OSError):
                    stream.shutdown(socket.SHUT_WR)
                _drain(stream)
                return False
            case Reset():
                stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return False
    return True


def _drain(stream: socket.socket) -> None:
    """Read what is still under way, so that closing sends a FIN and not a reset."""
    with contextlib.suppress(OSError):
        while stream.recv(1 << 20):
            pass


@contextlib.contextmanager
def running(
    context: ssl.SSLContext | None = None, *, receive_buffer: int | None = None
) -> Iterator[ScriptedServer]:
    """A server that is stopped at the end of the block."""
    server = ScriptedServer(context, receive_buffer=receive_buffer)
    try:
        yield server
    finally:
        server.stop()
