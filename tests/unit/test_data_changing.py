"""Content that changes during the call: what is signed is what is sent, or the call fails."""

from __future__ import annotations

import contextlib
import os
import random
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from awssupport.emulator import MAX_ATTACHMENT_BYTES, Server

from .conftest import MakeClient
from .raw_servers import TIMEOUT, RawServer

Attach = Callable[..., list[bytes]]

SIZE = 2_000_000

#: Other threads run while a buffer is copied.
FREE_THREADED = not getattr(sys, "_is_gil_enabled", lambda: True)()

#: CPython itself does not guard them there before 3.14.
unguarded = pytest.mark.skipif(
    FREE_THREADED and sys.version_info < (3, 14), reason="bytearrays are unsafe in this Python"
)

VIEWS: dict[str, Callable[[bytearray], Any]] = {
    "bytearray": lambda data: data,
    "memoryview": memoryview,
    "slice": lambda data: memoryview(data)[:],
    "read-only view": lambda data: memoryview(data).toreadonly(),
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_a_buffer_another_thread_writes_to(
    attach: Attach, view: Callable[[bytearray], Any]
) -> None:
    """Its content at one moment is sent: the service accepts hash and signature. Where threads do
    not wait for each other it may be of several moments, but is the same for hash and service."""
    data = bytearray(SIZE)
    patterns = [bytes([number]) * SIZE for number in range(4)]
    stop, writes = threading.Event(), threading.Event()

    def write() -> None:
        while not stop.is_set():
            for pattern in patterns:
                data[:] = pattern
            writes.set()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for _ in range(10):
            writes.clear()
            [stored] = attach(view(data))
            assert len(stored) == SIZE
            assert set(stored) <= {0, 1, 2, 3}
            assert FREE_THREADED or stored in patterns
            assert writes.wait(TIMEOUT)
    finally:
        stop.set()
        thread.join(TIMEOUT)


@unguarded
def test_a_bytearray_may_be_resized_during_the_call(attach: Attach) -> None:
    data = bytearray(SIZE)
    stop = threading.Event()
    failures: list[BaseException] = []

    def resize() -> None:
        try:
            while not stop.is_set():
                data.extend(b"more")
                del data[SIZE:]
        except BufferError as error:  # pragma: no cover
            failures.append(error)

    thread = threading.Thread(target=resize)
    thread.start()
    try:
        for _ in range(10):
            [stored] = attach(data)
            assert stored in (bytes(SIZE), bytes(SIZE) + b"more")
    finally:
        stop.set()
        thread.join(TIMEOUT)
    assert failures == []


class SlowRelay(RawServer):
    """Stands before the emulator: takes the beginning of a request, the rest when it is told to."""

    def __init__(self, port: int) -> None:
        self.begun = threading.Event()
        self.go_on = threading.Event()
        self._port = port
        super().__init__(receive_buffer=4096)

    def serve(self, connection: socket.socket) -> None:
        """Pass bytes on both ways, to the end of both."""
        with socket.create_connection(("127.0.0.1", self._port), TIMEOUT) as emulator:
            emulator.sendall(connection.recv(4096))
            self.begun.set()
            self.go_on.wait(TIMEOUT)
            back = threading.Thread(target=pump, args=(emulator, connection))
            back.start()
            pump(connection, emulator)
            back.join(TIMEOUT)


def pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while some := source.recv(1 << 20):
            target.sendall(some)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def shrink(path: Path) -> None:
    os.truncate(path, 100)


def rewrite(path: Path) -> None:
    """The same length, other bytes, another time."""
    with path.open("r+b") as file:
        file.write(b"other")
    touch(path)


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def touch(path: Path) -> None:
    os.utime(path, (1_000_000_000, 1_000_000_000))


def replace(path: Path) -> None:
    path.unlink()
    path.write_bytes(b"another file")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file as large as the service takes."""
    file = tmp_path / "growing.log"
    file.write_bytes(random.Random(1).randbytes(MAX_ATTACHMENT_BYTES))
    return file


@pytest.fixture
def send_while(make_client: MakeClient, emulator: Server) -> Callable[..., list[bytes]]:
    """`send_while(change, path, data)`: `change(path)` after the body was hashed, when none of
    `data` has been sent yet: so much lies before it that the connection is full."""

    def send(change: Callable[[Path], None], path: Path, data: object) -> list[bytes]:
        with SlowRelay(emulator.port) as relay:

            def interfere() -> None:
                relay.begun.wait(TIMEOUT)
                change(path)
                relay.go_on.set()

            thread = threading.Thread(target=interfere)
            thread.start()
            try:
                answer = make_client(endpoint_url=relay.url).add_attachments_to_set(
                    attachments=[{"data": bytes(MAX_ATTACHMENT_BYTES)}] * 2 + [{"data": data}]
                )
            finally:
                thread.join(TIMEOUT)
        return [file.data for file in emulator.attachment_set(answer["attachmentSetId"])[2:]]

    return send


@pytest.mark.parametrize("change", [shrink, rewrite])
@pytest.mark.parametrize("opened", [False, True], ids=["path", "file"])
def test_a_file_that_is_rewritten_or_cut_off_while_it_is_sent(
    send_while: Callable[..., list[bytes]],
    emulator: Server,
    path: Path,
    change: Callable[[Path], None],
    opened: bool,
) -> None:
    """What is sent would not be what was hashed: an error that names the file."""
    with path.open("rb") as file, pytest.raises(OSError, match=r"growing\.log") as caught:
        send_while(change, path, file if opened else path)
    assert "changed while it was being sent; try again" in str(caught.value)
    assert emulator.attachment_sets == {}


@pytest.mark.parametrize("change", [grow, touch, replace])
@pytest.mark.parametrize("opened", [False, True], ids=["path", "file"])
def test_a_file_is_sent_as_it_was_when_it_was_opened(
    send_while: Callable[..., list[bytes]],
    path: Path,
    change: Callable[[Path], None],
    opened: bool,
) -> None:
    """Logs grow, and are rotated."""
    before = path.read_bytes()
    with path.open("rb") as file:
        assert send_while(change, path, file if opened else path) == [before]
