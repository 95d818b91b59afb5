"""Objects with a `read` method that are no plain files."""

from __future__ import annotations

import io
import os
import random
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Attach = Callable[..., list[bytes]]

CONTENTS = [b"", b"seven b", random.Random(1).randbytes(400_000)]


class Reader:
    """Gives an answer and notes how it was asked."""

    def __init__(self, answer: object) -> None:
        self._answer = answer
        self.calls: list[tuple[object, ...]] = []

    def read(self, *args: object) -> object:
        self.calls.append(args)
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
@pytest.mark.parametrize("content", CONTENTS, ids=len)
def test_read_is_called_once(
    attach: Attach, content: bytes, kind: Callable[[bytes], object]
) -> None:
    reader = Reader(kind(content))
    assert attach(reader) == [content]
    assert reader.calls in ([()], [(-1,)])


@pytest.mark.skipif(sys.platform == "win32", reason="pipes as files are POSIX's")
@pytest.mark.parametrize("buffering", [-1, 0])
@pytest.mark.parametrize("content", CONTENTS, ids=len)
def test_pipe_is_read_to_its_end(attach: Attach, content: bytes, buffering: int) -> None:
    reading, writing = os.pipe()

    def write() -> None:
        with os.fdopen(writing, "wb") as file:
            file.write(content)

    with os.fdopen(reading, "rb", buffering) as file:
        thread = threading.Thread(target=write)
        thread.start()
        assert attach(file) == [content]
        thread.join(30)
        assert file.read() == b""


@pytest.mark.parametrize("content", CONTENTS, ids=len)
def test_socket_file_is_read_to_its_end(attach: Attach, content: bytes) -> None:
    near, far = socket.socketpair()

    def write() -> None:
        with far:
            far.sendall(content)

    thread = threading.Thread(target=write)
    thread.start()
    with near, near.makefile("rb") as file:
        assert attach(file) == [content]
    thread.join(30)


def backwards(base: Any) -> Any:
    """A subclass of an io class whose content only its own `read` knows."""

    class Backwards(base):  # type: ignore[misc]
        def read(self, *args: Any) -> bytes:
            content = super().read(*args)
            assert isinstance(content, bytes)
            return content[::-1]

    return Backwards


@pytest.mark.parametrize("size", [301, 400_000])
def test_subclasses_of_file_objects_are_asked_themselves(
    attach: Attach, tmp_path: Path, size: int
) -> None:
    content = random.Random(size).randbytes(size)
    path = tmp_path / "f"
    path.write_bytes(content)
    with (
        backwards(io.FileIO)(path) as raw,
        backwards(io.BufferedReader)(io.FileIO(path)) as buffered,
        io.BufferedReader(backwards(io.FileIO)(path)) as around,
    ):
        around_reads = around.read()
        around.seek(0)
        assert attach(raw, buffered, around) == [content[::-1], content[::-1], around_reads]


def test_patched_read_of_an_instance_is_used(attach: Attach) -> None:
    class Source(io.BytesIO):
        """Has a dict, so that an instance can be changed."""

    source = Source(b"original")
    source.read = lambda *_: b"patched"  # type: ignore[method-assign]
    assert attach(source) == [b"patched"]


def test_a_buffer_comes_before_read_and_read_before_a_path(attach: Attach, tmp_path: Path) -> None:
    class Both(Reader, os.PathLike[str]):
        def __fspath__(self) -> str:
            return str(tmp_path / "missing")

    class Bytes(bytes):
        def read(self) -> bytes:
            raise AssertionError

    assert attach(Both(b"read"), Bytes(b"own")) == [b"read", b"own"]


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), KeyError("x"), MemoryError()])
@pytest.mark.usefixtures("nothing_sent")
def test_the_error_of_read_is_the_calls(client: Any, error: Exception) -> None:
    with pytest.raises(type(error)) as caught:
        client.add_attachments_to_set(attachments=[{"data": Reader(error)}])
    assert caught.value is error


@pytest.mark.parametrize(("answer", "name"), [(5, "int"), (None, "NoneType"), ([b"x"], "list")])
@pytest.mark.usefixtures("nothing_sent")
def test_read_that_gives_no_bytes(client: Any, answer: object, name: str) -> None:
    with pytest.raises(TypeError, match=rf"must give bytes.* gave {name}$"):
        client.add_attachments_to_set(attachments=[{"data": Reader(answer)}])


def test_read_that_gives_a_view_with_gaps(attach: Attach) -> None:
    """Its items, never the memory between them."""
    assert attach(Reader(memoryview(b"abcdef")[::2])) == [b"ace"]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes as files are POSIX's")
@pytest.mark.usefixtures("nothing_sent")
def test_pipe_that_has_nothing_yet_and_may_not_wait(client: Any) -> None:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    with (
        os.fdopen(reading, "rb", 0) as file,
        os.fdopen(writing, "wb"),
        pytest.raises(TypeError, match=r"gave NoneType$"),
    ):
        client.add_attachments_to_set(attachments=[{"data": file}])


@pytest.mark.usefixtures("nothing_sent")
def test_read_that_cannot_be_called(client: Any) -> None:
    class Odd:
        read = 5

    with pytest.raises(TypeError):
        client.add_attachments_to_set(attachments=[{"data": Odd()}])
