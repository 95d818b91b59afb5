"""Attachments in memory: whatever lends its bytes is sent byte for byte."""

from __future__ import annotations

import array
import ctypes
import io
import mmap
import pickle
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from awssupport.exceptions import ParamValidationError

Attach = Callable[..., list[bytes]]

# Below and above 256 KiB of request two ways lead to the wire. Base64 pads what is no multiple of
# three.
SIZES = {
    "small multiple of 3": 300,
    "small": 301,
    "large multiple of 3": 399_999,
    "large": 400_000,
}


class Bytes(bytes):
    """A program's own kind of bytes."""

    def __str__(self) -> str:
        return "not the content"

    def decode(self, *args: Any, **kwargs: Any) -> str:
        raise AssertionError


class ByteArray(bytearray):
    """A program's own kind of bytearray."""


class Text(str):
    """A program's own kind of text."""

    __slots__ = ()

    def __str__(self) -> str:
        return "not the content"

    def encode(self, *args: Any, **kwargs: Any) -> bytes:
        raise AssertionError


def content_of(size: int) -> bytes:
    return random.Random(size).randbytes(size)


@pytest.fixture(params=SIZES.values(), ids=list(SIZES))
def content(request: pytest.FixtureRequest) -> bytes:
    return content_of(request.param)


KINDS: dict[str, Callable[[bytes], object]] = {
    "bytes": lambda content: content,
    "subclass of bytes": Bytes,
    "bytearray": bytearray,
    "subclass of bytearray": ByteArray,
    "memoryview": memoryview,
    "slice of a memoryview": lambda content: memoryview(b"<" + content + b">")[1:-1],
    "memoryview of a bytearray": lambda content: memoryview(bytearray(content)),
    "read-only memoryview": lambda content: memoryview(bytearray(content)).toreadonly(),
    "memoryview of characters": lambda content: memoryview(content).cast("c"),
    "memoryview of signed bytes": lambda content: memoryview(content).cast("b"),
    "array of bytes": lambda content: array.array("B", content),
    "ctypes array": lambda content: (ctypes.c_ubyte * len(content)).from_buffer_copy(content),
    "ctypes buffer": lambda content: ctypes.create_string_buffer(content, len(content)),
    "BytesIO": io.BytesIO,
    "buffer of a BytesIO": lambda content: io.BytesIO(content).getbuffer(),
    "PickleBuffer": pickle.PickleBuffer,
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_bytes_of_every_kind(
    attach: Attach, kind: Callable[[bytes], object], content: bytes
) -> None:
    assert attach(kind(content)) == [content]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_empty(attach: Attach, kind: Callable[[bytes], object]) -> None:
    assert attach(kind(b"")) == [b""]


def test_kinds_mixed_in_one_call(attach: Attach) -> None:
    contents = [content_of(size) for size in (300_001, 0, 7)]
    given = [bytearray(contents[0]), io.BytesIO(), memoryview(contents[2])]
    assert attach(*given) == contents


def test_the_same_object_twice(attach: Attach) -> None:
    data = bytearray(b"twice")
    assert attach(data, data) == [b"twice", b"twice"]


@pytest.mark.parametrize("typecode", ["I", "i", "f", "d", "h", "Q"])
@pytest.mark.parametrize("count", [0, 5, 100_000])
def test_wide_items_are_sent_as_they_lie_in_memory(
    attach: Attach, typecode: str, count: int
) -> None:
    items = array.array(typecode, (number % 251 for number in range(count)))
    view = memoryview(items)
    assert attach(items, view, view[1:]) == [
        items.tobytes(),
        items.tobytes(),
        items.tobytes()[items.itemsize :],
    ]


def test_view_of_several_dimensions(attach: Attach) -> None:
    content = content_of(300_000)
    assert attach(memoryview(content).cast("B", [100, 30, 100])) == [content]


def test_ctypes_structure(attach: Attach) -> None:
    class Header(ctypes.LittleEndianStructure):
        _pack_ = 1
        _layout_ = "ms"
        _fields_ = [("magic", ctypes.c_uint32), ("flags", ctypes.c_uint16)]

    assert attach(Header(0x04030201, 0x0605)) == [b"\1\2\3\4\5\6"]


@pytest.mark.parametrize(
    "view",
    [
        pytest.param(memoryview(b"content")[::2], id="every second"),
        pytest.param(memoryview(b"content")[::-1], id="backwards"),
        pytest.param(memoryview(bytearray(b"content"))[1::3], id="of a bytearray"),
    ],
)
@pytest.mark.usefixtures("nothing_sent")
def test_a_view_with_gaps_is_no_blob(client: Any, view: memoryview) -> None:
    with pytest.raises(ParamValidationError) as caught:
        client.add_attachments_to_set(attachments=[{"data": view}])
    report = caught.value.kwargs["report"]
    assert report.startswith("Invalid type for parameter attachments[0].data, value: ")
    assert report.endswith(
        ", type: <class 'memoryview'>, "
        "valid types: <class 'bytes'>, <class 'bytearray'>, file-like object"
    )


@pytest.mark.usefixtures("nothing_sent")
def test_a_released_view_is_not_sent(client: Any) -> None:
    view = memoryview(b"content")
    view.release()
    with pytest.raises((ValueError, ParamValidationError)):
        client.add_attachments_to_set(attachments=[{"data": view}])


@pytest.mark.parametrize(
    "text",
    [
        *("", "plain", "a" * 300_001, "Grüße", "é" * 200_001, "日本語", "\N{GRINNING FACE}\0\r\n"),
        *(Text("subclass"), Text("é" * 300_000)),
    ],
    ids=lambda text: f"{str.__len__(text)} x {str.__str__(text)[:1]!a}",
)
def test_text_is_sent_as_utf_8(attach: Attach, text: str) -> None:
    assert attach(text) == [str.encode(text, "utf-8")]


@pytest.mark.parametrize("text", ["\ud800", "before \udfff after", "x" * 300_000 + "\ud83d"])
@pytest.mark.usefixtures("nothing_sent")
def test_text_that_has_no_utf_8_form(client: Any, text: str) -> None:
    with pytest.raises(UnicodeEncodeError):
        client.add_attachments_to_set(attachments=[{"data": text}])


@pytest.mark.parametrize("access", [mmap.ACCESS_READ, mmap.ACCESS_WRITE, mmap.ACCESS_COPY])
def test_mapped_file(attach: Attach, tmp_path: Path, content: bytes, access: int) -> None:
    path = tmp_path / "f"
    path.write_bytes(content)
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0, access=access) as mapped:
        mapped.seek(7)  # a mapping is a buffer first: all of it counts
        assert attach(mapped) == [content]
        assert mapped.tell() == 7
        assert attach(memoryview(mapped)[3:]) == [content[3:]]


def test_anonymous_mapping(attach: Attach) -> None:
    content = content_of(400_000)
    with mmap.mmap(-1, len(content)) as mapped:
        mapped[:] = content
        assert attach(mapped) == [content]


@pytest.mark.usefixtures("nothing_sent")
def test_closed_mapping(client: Any) -> None:
    mapped = mmap.mmap(-1, 10)
    mapped.close()
    with pytest.raises(ValueError, match="closed"):
        client.add_attachments_to_set(attachments=[{"data": mapped}])


@pytest.mark.skipif(sys.version_info < (3, 12), reason="__buffer__ came with Python 3.12")
def test_buffer_of_a_python_class(attach: Attach) -> None:
    class Lender:
        def __buffer__(self, flags: int) -> memoryview:
            return memoryview(b"lent")

    assert attach(Lender()) == [b"lent"]


def test_the_callers_objects_stay_as_they_were(attach: Attach) -> None:
    data = bytearray(content_of(300_000))
    before = bytes(data)
    view = memoryview(data)
    attach(data, view)
    assert data == before
    view.release()
    data.clear()  # fails while anything still holds the buffer
    assert not data


NOT_BLOBS: tuple[object, ...] = (
    *(None, 5, 1.5, True, [b"x"], (b"x",), {"a": b"x"}, {1}, object, iter([])),
)


@pytest.mark.parametrize("value", NOT_BLOBS, ids=lambda value: type(value).__name__)
@pytest.mark.usefixtures("nothing_sent")
def test_what_is_no_blob(client: Any, value: object) -> None:
    with pytest.raises(ParamValidationError) as caught:
        client.add_attachments_to_set(attachments=[{"data": value}])
    assert caught.value.kwargs["report"].endswith(
        f", type: {type(value)!r}, "
        "valid types: <class 'bytes'>, <class 'bytearray'>, file-like object"
    )
