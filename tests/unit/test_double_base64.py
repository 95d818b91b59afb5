"""The warning for files that were base64-encoded before they were given."""

from __future__ import annotations

import base64
import gzip
import io
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import awssupport
from awssupport import DoubleBase64Warning
from awssupport.emulator import Server

from .processes import run_in_child

Attach = Callable[..., list[bytes]]

REST = b"and what else is in a file of this kind"
FILES = {
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0" + REST,
    "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0" + REST,
    "gif": b"GIF89a\1\0\1\0\x80\0\0" + REST,
    "pdf": b"%PDF-1.7\n1 0 obj\n<< >>\n" + REST,
    "zip": b"PK\3\4\x14\0\0\0\0\0name and content" + REST,
    "gzip": gzip.compress(b"content", mtime=0),
}
PNG = FILES["png"]
ENCODED = base64.b64encode(PNG)


def warned_of(attach: Attach, *data: Any) -> list[warnings.WarningMessage]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        attach(*data)
    return caught


@pytest.mark.parametrize("file", FILES.values(), ids=FILES)
@pytest.mark.parametrize(
    "kind",
    [bytes, bytearray, memoryview, bytes.decode, io.BytesIO],
    ids=["bytes", "bytearray", "memoryview", "str", "BytesIO"],
)
def test_encoded_file_is_warned_of_and_sent_unchanged(
    attach: Attach, file: bytes, kind: Callable[[bytes], Any]
) -> None:
    encoded = base64.b64encode(file)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert attach(kind(encoded)) == [encoded]
    assert [warning.category for warning in caught] == [DoubleBase64Warning]


def test_large_encoded_file_with_line_breaks(attach: Attach) -> None:
    encoded = base64.encodebytes(PNG + bytes(300_000))
    with pytest.warns(DoubleBase64Warning):
        assert attach(encoded) == [encoded]


@pytest.mark.parametrize("file", FILES.values(), ids=FILES)
def test_raw_files_are_not_warned_of(attach: Attach, tmp_path: Path, file: bytes) -> None:
    path = tmp_path / "f"
    path.write_bytes(file)
    with path.open("rb") as opened:
        assert warned_of(attach, file, path, opened) == []
    assert warned_of(attach, bytearray(file), memoryview(file), io.BytesIO(file)) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "An ordinary sentence.",
        "aGVsbG8gd29ybGQsIHRoaXMgaXMgdGV4dA==",
        "JVBERi0",
        "JVBERi0 is how a PDF begins once it is encoded.",
        "see iVBORw0KGgoAAAANSUhEUgAAAQAAAAEACAYAAA",
        "iVBORw0KGgo{not base64}",
        "0123456789abcdef" * 4,
    ],
)
@pytest.mark.parametrize("kind", [str, str.encode], ids=["str", "bytes"])
def test_other_text_is_not_warned_of(attach: Attach, text: str, kind: Callable[[str], Any]) -> None:
    assert warned_of(attach, kind(text)) == []


def test_once_a_call(attach: Attach) -> None:
    assert len(warned_of(attach, ENCODED, ENCODED.decode(), bytearray(ENCODED))) == 1
    assert len(warned_of(attach, b"text", ENCODED, b"text")) == 1
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        attach(ENCODED)
        attach(ENCODED)
    assert len(caught) == 2


def test_it_points_at_the_line_that_made_the_call(client: Any) -> None:
    files = [{"fileName": "a.png", "data": ENCODED}]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        client.add_attachments_to_set(attachments=files)
    [warning] = caught
    code = test_it_points_at_the_line_that_made_the_call.__code__
    assert warning.filename == __file__
    assert warning.lineno == code.co_firstlineno + 4


def test_it_says_what_is_wrong_and_what_to_do(attach: Attach) -> None:
    [warning] = warned_of(attach, ENCODED)
    text = str(warning.message)
    assert "base64" in text
    assert "raw bytes" in text
    assert "pathlib.Path" in text
    assert ENCODED.decode() not in text
    assert warning.category is awssupport.DoubleBase64Warning
    assert issubclass(DoubleBase64Warning, UserWarning)


def test_it_can_be_silenced(attach: Attach) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.simplefilter("ignore", DoubleBase64Warning)
        attach(ENCODED)
    assert caught == []


def test_as_an_error_it_keeps_the_call_from_being_sent(client: Any, emulator: Server) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", DoubleBase64Warning)
        with pytest.raises(DoubleBase64Warning):
            client.add_attachments_to_set(attachments=[{"data": b"text"}, {"data": ENCODED}])
        assert emulator.requests == []
        client.add_attachments_to_set(attachments=[{"data": PNG}])
    assert [entry.status for entry in emulator.requests] == [200]


def call_with(url: str, secret: str, data: str) -> str:
    import awssupport

    client = awssupport.client(
        "support",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key=secret,
    )
    try:
        client.add_attachments_to_set(attachments=[{"data": data}])
    except UserWarning as warning:
        return type(warning).__name__
    return "sent"


@pytest.mark.parametrize(("data", "outcome"), [("text", "sent"), (None, "DoubleBase64Warning")])
def test_option_of_the_interpreter(emulator: Server, data: str | None, outcome: str) -> None:
    """`python -W error`."""
    given = ENCODED.decode() if data is None else data
    result = run_in_child(call_with, emulator.url, emulator.secret_access_key, given)
    assert result == outcome
    assert len(emulator.requests) == (1 if outcome == "sent" else 0)


def test_it_comes_after_the_parameters_are_found_valid(client: Any, emulator: Server) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with pytest.raises(awssupport.exceptions.ParamValidationError):
            client.add_attachments_to_set(attachments=[{"data": ENCODED}], dryRun=1)
    assert caught == []
    assert emulator.requests == []
