"""Binary file objects: read from where they stand, and left at their end."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import random
import sys
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest

Attach = Callable[..., list[bytes]]
Opener = Callable[[Path, ExitStack], Any]

LINE = b"a line of a log\n"
SIZES = {"small": 301, "large multiple of 3": 399_999, "large": 400_000}


def content_of(size: int) -> bytes:
    return LINE * 3 + random.Random(size).randbytes(size - 3 * len(LINE))


@pytest.fixture(params=SIZES.values(), ids=list(SIZES))
def content(request: pytest.FixtureRequest) -> bytes:
    return content_of(request.param)


@pytest.fixture
def stack() -> Any:
    with ExitStack() as opened:
        yield opened


def filled(file: Any, path: Path) -> Any:
    """A temporary file with the content of `path`, at its start."""
    file.write(path.read_bytes())
    file.seek(0)
    return file


def temporary(make: Callable[[], Any]) -> Opener:
    return lambda path, stack: filled(stack.enter_context(make()), path)


def compressed(module: Any) -> Opener:
    def opener(path: Path, stack: ExitStack) -> Any:
        packed = path.with_suffix("." + module.__name__)
        packed.write_bytes(module.compress(path.read_bytes()))
        return stack.enter_context(module.open(packed, "rb"))

    return opener


def zip_member(path: Path, stack: ExitStack) -> Any:
    packed = path.with_suffix(".zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, "member")
    return stack.enter_context(stack.enter_context(zipfile.ZipFile(packed)).open("member"))


class RawBytes(io.RawIOBase):
    """A raw stream of a program's own, without a descriptor."""

    def __init__(self, content: bytes) -> None:
        self._inner = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._inner.seek(offset, whence)

    def readinto(self, buffer: Any) -> int:
        return self._inner.readinto(buffer)


OPENERS: dict[str, Opener] = {
    "rb": lambda path, stack: stack.enter_context(path.open("rb")),
    "rb with a large buffer": lambda path, stack: stack.enter_context(path.open("rb", 1 << 20)),
    "unbuffered": lambda path, stack: stack.enter_context(path.open("rb", 0)),
    "r+b": lambda path, stack: stack.enter_context(path.open("r+b")),
    "unbuffered r+b": lambda path, stack: stack.enter_context(path.open("r+b", 0)),
    "a+b": lambda path, stack: stack.enter_context(path.open("a+b")),
    "by descriptor": lambda path, stack: stack.enter_context(
        os.fdopen(os.open(path, os.O_RDONLY), "rb")
    ),
    "TemporaryFile": temporary(tempfile.TemporaryFile),
    "NamedTemporaryFile": temporary(tempfile.NamedTemporaryFile),
    "SpooledTemporaryFile": temporary(tempfile.SpooledTemporaryFile),
    "SpooledTemporaryFile on disk": temporary(partial(tempfile.SpooledTemporaryFile, max_size=1)),
    "BytesIO": lambda path, stack: stack.enter_context(io.BytesIO(path.read_bytes())),
    "raw stream": lambda path, stack: stack.enter_context(RawBytes(path.read_bytes())),
    "buffered raw stream": lambda path, stack: stack.enter_context(
        io.BufferedReader(RawBytes(path.read_bytes()))
    ),
    "gzip": compressed(gzip),
    "bz2": compressed(bz2),
    "lzma": compressed(lzma),
    "zip": zip_member,
}

MOVES: dict[str, Callable[[Any], object]] = {
    "start": lambda file: file.seek(0),
    "position": lambda file: file.seek(7),
    "after a read": lambda file: (file.seek(0), file.read(5)),
    "after a line": lambda file: (file.seek(0), file.readline()),
    "back from the end": lambda file: (file.seek(0), file.read(), file.seek(11)),
    "end": lambda file: (file.seek(0), file.read()),
}


@pytest.mark.parametrize("opener", OPENERS.values(), ids=OPENERS)
@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
def test_what_read_would_give(
    attach: Attach,
    tmp_path: Path,
    stack: ExitStack,
    content: bytes,
    opener: Opener,
    move: Callable[[Any], object],
) -> None:
    path = tmp_path / "f"
    path.write_bytes(content)
    twin, file = opener(path, stack), opener(path, stack)
    move(twin)
    move(file)
    expected = twin.read()
    assert content.endswith(expected)
    assert attach(file) == [expected]
    assert file.read() == b""
    assert file.tell() == twin.tell() == len(content)
    assert not file.closed


@pytest.mark.parametrize("opener", OPENERS.values(), ids=OPENERS)
def test_empty_file(attach: Attach, tmp_path: Path, stack: ExitStack, opener: Opener) -> None:
    path = tmp_path / "f"
    path.touch()
    file = opener(path, stack)
    assert attach(file) == [b""]
    assert file.tell() == 0


@pytest.mark.parametrize("mode", ["rb", "r+b"])
@pytest.mark.parametrize("buffering", [-1, 0])
def test_position_behind_the_end(attach: Attach, tmp_path: Path, mode: str, buffering: int) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"short")
    with path.open(mode, buffering) as file:
        file.seek(10)
        assert attach(file) == [b""]
        assert file.tell() == 10


def test_the_same_file_object_twice_is_at_its_end_the_second_time(
    attach: Attach, tmp_path: Path
) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"content")
    with path.open("rb") as file:
        assert attach(file, file) == [b"content", b""]
        file.seek(3)
        assert attach(file) == [b"tent"]


def test_three_objects_on_one_file_are_read_from_their_own_positions(
    attach: Attach, tmp_path: Path
) -> None:
    content = content_of(300_000)
    path = tmp_path / "f"
    path.write_bytes(content)
    with path.open("rb") as first, path.open("rb") as second, path.open("rb", 0) as third:
        second.seek(100_000)
        third.seek(299_999)
        assert attach(first, second, third) == [content, content[100_000:], content[299_999:]]


@pytest.mark.parametrize("size", [301, 400_000])
def test_what_was_written_and_not_flushed_is_sent(
    attach: Attach, tmp_path: Path, size: int
) -> None:
    content = content_of(size)
    path = tmp_path / "f"
    path.write_bytes(content)
    with path.open("r+b", buffering=1 << 20) as file:
        file.write(b"[written]")
        assert path.read_bytes() == content, "flushed already: this tests nothing"
        assert attach(file) == [content[9:]]
        assert path.read_bytes() == b"[written]" + content[9:]
        assert file.tell() == len(content)


def test_a_file_that_has_grown_since_it_was_opened(attach: Attach, tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"one,")
    with path.open("rb") as file, path.open("ab", 0) as writer:
        assert file.read(1) == b"o"
        writer.write(b"two")
        assert attach(file) == [b"ne,two"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the name of an open file")
@pytest.mark.parametrize("buffering", [-1, 0])
@pytest.mark.parametrize("size", [301, 400_000])
class TestNameThatNoLongerLeadsToTheFile:
    def test_deleted(self, attach: Attach, tmp_path: Path, size: int, buffering: int) -> None:
        path = tmp_path / "f"
        path.write_bytes(content_of(size))
        with path.open("rb", buffering) as file:
            path.unlink()
            file.seek(2)
            assert attach(file) == [content_of(size)[2:]]
            assert file.tell() == size

    def test_replaced(self, attach: Attach, tmp_path: Path, size: int, buffering: int) -> None:
        path, other = tmp_path / "f", tmp_path / "other"
        path.write_bytes(content_of(size))
        other.write_bytes(b"another file's content")
        with path.open("rb", buffering) as file:
            other.replace(path)
            assert attach(file) == [content_of(size)]

    def test_forbidden(self, attach: Attach, tmp_path: Path, size: int, buffering: int) -> None:
        path = tmp_path / "f"
        path.write_bytes(content_of(size))
        with path.open("rb", buffering) as file:
            path.chmod(0)
            assert attach(file) == [content_of(size)]


@pytest.mark.skipif(sys.platform != "linux", reason="memfd_create is Linux's")
def test_file_that_never_had_a_name(attach: Attach) -> None:
    content = content_of(400_000)
    with os.fdopen(os.memfd_create("x"), "w+b") as file:
        file.write(content)
        file.seek(5)
        assert attach(file) == [content[5:]]


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_file_whose_length_the_system_does_not_tell(attach: Attach) -> None:
    """Files of /proc are regular files of length 0 that have content all the same."""
    path = Path("/proc/version")
    assert path.stat().st_size == 0
    with path.open("rb") as file:
        assert attach(file) == [path.read_bytes()]
