"""Servers that stand still over their first connection, and calls that therefore do not end."""

from __future__ import annotations

import contextlib
import itertools
import os
import select
import socket
import ssl
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import trustme

import awssupport

from .raw_servers import ANSWER, TIMEOUT, RawServer

FILES: Any = [{"fileName": "zeros", "data": bytes(5 << 20)}] * 3
KEYS: dict[str, Any] = {
    "aws_access_key_id": "AKIDEXAMPLE",
    "aws_secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
}


def _nothing_to_end() -> bool:
    return True


@dataclass(frozen=True)
class Standstill:
    """A call that does not end by itself, in the sync client unless it says otherwise."""

    #: The call.
    call: Callable[[], object]
    #: Waits until the call stands still; says whether it does.
    reached: Callable[[], bool]
    #: A call of the same client that ends well.
    again: Callable[[], object]
    #: Waits until the other side has seen its connection's end; says whether it has.
    ended: Callable[[], bool] = _nothing_to_end


Stage = Callable[[], contextlib.AbstractContextManager[Standstill]]


class StubbornServer(RawServer):
    """Stands still over its first connection, and serves all later ones."""

    receive_buffer: int | None = None

    def __init__(
        self,
        tls: ssl.SSLContext | None = None,
        answer: Callable[[bytes], bytes] = lambda _request: reply(ANSWER),
    ) -> None:
        self._tls = tls
        self._answer = answer
        self._numbers = itertools.count()
        self._reached = threading.Event()
        self._released = threading.Event()
        self._ended = threading.Event()
        super().__init__(self.receive_buffer)
        if tls is not None:
            self.url = f"https://127.0.0.1:{self.port}"

    def reached(self) -> bool:
        """Wait until the first connection stands still."""
        return self._reached.wait(TIMEOUT)

    def ended(self) -> bool:
        """Go on with the first connection, which must then come to its end."""
        self._released.set()
        return self._ended.wait(TIMEOUT)

    def close(self) -> None:
        """Free the port, stop standing still, end every connection."""
        self._released.set()
        super().close()

    def serve(self, connection: socket.socket) -> None:
        """Stand still, or answer until the connection ends."""
        if next(self._numbers) > 0:
            self.serve_later(connection)
            return
        try:
            self.stand_still(connection)
        except OSError:  # it ended meanwhile, which it may do without a word
            self._ended.set()

    def stand_still(self, connection: socket.socket) -> None:
        """Read nothing of what comes."""
        select.select([connection], [], [], TIMEOUT)
        self.halt(connection)

    def serve_later(self, connection: socket.socket) -> None:
        """Answer until the connection ends."""
        with self.secured(connection) as stream:
            while request := read_request(stream):
                stream.sendall(self._answer(request))

    def halt(self, connection: socket.socket) -> None:
        """Do nothing until the test asks for the connection's end, and wait for that."""
        self._reached.set()
        self._released.wait(TIMEOUT)
        while connection.recv(1 << 20):
            pass
        self._ended.set()

    @contextlib.contextmanager
    def secured(self, connection: socket.socket) -> Iterator[socket.socket]:
        """The connection, with TLS if the server has it."""
        if self._tls is None:
            yield connection
            return
        with self._tls.wrap_socket(connection, server_side=True) as stream:
            self._connections.append(stream)
            yield stream


class AnsweringServer(StubbornServer):
    """Answers always: what stands still is the client."""

    def stand_still(self, connection: socket.socket) -> None:
        """Do not."""
        self.serve_later(connection)


class LazyReader(StubbornServer):
    """Makes the connection secure and leaves the request lying."""

    receive_buffer = 4096

    def stand_still(self, connection: socket.socket) -> None:
        """Read nothing but the handshake."""
        with self.secured(connection) as stream:
            select.select([stream], [], [], TIMEOUT)
            self.halt(stream)


class SilentServer(StubbornServer):
    """Reads the request, and answers with no more than this."""

    beginning = b""

    def stand_still(self, connection: socket.socket) -> None:
        """Take the request and send the beginning of an answer."""
        with self.secured(connection) as stream:
            read_request(stream)
            stream.sendall(self.beginning)
            self.halt(stream)


class HalfAHead(SilentServer):
    """Stops in the middle of the answer's head."""

    beginning = b"HTTP/1.1 200 OK\r\nContent-Le"


class Dripping(SilentServer):
    """Sends its answer so slowly that it does not end, and never stops for long."""

    beginning = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"

    def halt(self, connection: socket.socket) -> None:
        """Drip until nobody is there any more."""
        self._reached.set()
        while True:
            connection.sendall(b" ")
            self._released.wait(0.01)


class LateServer(StubbornServer):
    """Answers its first request when the test asks for the connection's end, and goes on."""

    def stand_still(self, connection: socket.socket) -> None:
        """Take the request and wait."""
        request = read_request(connection)
        self._reached.set()
        self._released.wait(TIMEOUT)
        connection.sendall(self._answer(request))
        self._ended.set()
        self.serve_later(connection)


class FullQueue(RawServer):
    """Lets nobody in until it is told to."""

    def __init__(self) -> None:
        self._fillers: list[socket.socket] = []
        self._open = threading.Event()
        super().__init__()
        self._listener.listen(0)
        while True:
            filler = socket.socket()
            self._fillers.append(filler)
            filler.settimeout(0.1)
            try:
                filler.connect(("127.0.0.1", self.port))
            except TimeoutError:
                return

    def reached(self) -> bool:
        """Wait until somebody else waits to be let in."""
        own = {filler.getsockname()[1] for filler in self._fillers if filler.fileno() >= 0}
        deadline = time.monotonic() + TIMEOUT
        while time.monotonic() < deadline:
            for line in Path("/proc/self/net/tcp").read_text().splitlines()[1:]:
                _, local, remote, state, *_ = line.split()
                is_ours = int(local.rpartition(":")[2], 16) in own
                if not is_ours and (remote, state) == (f"0100007F:{self.port:04X}", "02"):
                    return True
            time.sleep(0)
        return False

    def let_in(self) -> None:
        """Serve whoever comes."""
        for filler in self._fillers:
            filler.close()
        self._open.set()

    def _accept(self) -> None:
        self._open.wait(TIMEOUT)
        super()._accept()

    def close(self) -> None:
        """Serve and end."""
        self.let_in()
        super().close()

    def serve(self, connection: socket.socket) -> None:
        """Answer until the connection ends."""
        while read_request(connection):
            connection.sendall(reply(ANSWER))


def reply(body: bytes, status: bytes = b"200 OK", *headers: bytes) -> bytes:
    """A whole answer."""
    lines = [b"HTTP/1.1 " + status, *headers, b"Content-Length: %d" % len(body)]
    return b"\r\n".join([*lines, b"", body])


def read_request(connection: socket.socket) -> bytes:
    """A whole request; empty at the connection's end."""
    received = bytearray()
    while b"\r\n\r\n" not in received:
        some = connection.recv(1 << 16)
        if not some:
            return b""
        received += some
    head, separator, _ = bytes(received).partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    needed = len(head) + len(separator) + sum(int(line.partition(b":")[2]) for line in lengths)
    while len(received) < needed:
        some = connection.recv(1 << 20)
        if not some:
            return b""
        received += some
    return bytes(received)


def client_of(url: str, **options: Any) -> Any:
    """A client of a server."""
    arguments = {"endpoint_url": url, "region_name": "us-east-1", **KEYS, **options}
    return awssupport.client("support", **arguments)


@contextlib.contextmanager
def certified() -> Iterator[tuple[ssl.SSLContext, str]]:
    """A server's TLS context, and the path of what to verify it with."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with tempfile.TemporaryDirectory() as directory:
        bundle = Path(directory, "ca.pem")
        authority.cert_pem.write_to_path(str(bundle))
        yield context, str(bundle)


@contextlib.contextmanager
def configured(profile: str, **variables: str) -> Iterator[None]:
    """The environment of a program with this configuration file and these variables."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory, "config")
        file.write_text(profile)
        os.environ.update(variables, AWS_CONFIG_FILE=str(file))
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


def is_reading() -> bool:
    """Wait until the main thread waits in the system for what it reads from a descriptor."""
    state = Path(f"/proc/self/task/{threading.main_thread().native_id}/syscall")
    deadline = time.monotonic() + TIMEOUT
    while time.monotonic() < deadline:
        # Number and arguments; the first argument of what waits for other threads is an address.
        _, *arguments = state.read_text().split()
        if arguments and int(arguments[0], 16) < 1024:
            return True
        time.sleep(0)
    return False


def is_in(method: str, class_name: str | None = None) -> bool:
    """Wait until the main thread is in a method of this name, of an object of this class, and in
    nothing of Python's below it."""
    main = threading.main_thread().ident
    deadline = time.monotonic() + TIMEOUT
    while time.monotonic() < deadline:
        frame = sys._current_frames().get(main or 0)
        if frame is not None and frame.f_code.co_name == method:
            owner = type(frame.f_locals.get("self")).__name__
            if class_name in {None, owner}:
                return True
        time.sleep(0)
    return False
