"""File objects that cannot be sent, and calls that are refused before anything is read."""

from __future__ import annotations

import gzip
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest

from awssupport.exceptions import ParamValidationError

pytestmark = pytest.mark.usefixtures("nothing_sent")

CONTENT = b"content of the file"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "f"
    file.write_bytes(CONTENT)
    return file


TEXT_FILES: dict[str, Callable[[Path], Any]] = {
    "open": lambda path: path.open(encoding="utf-8"),
    "r+": lambda path: path.open("r+", encoding="utf-8"),
    "StringIO": lambda path: io.StringIO(path.read_text()),
    "wrapper": lambda path: io.TextIOWrapper(io.BytesIO(path.read_bytes())),
    "gzip": lambda path: open_gzip(path, "rt"),
}


def open_gzip(path: Path, mode: Literal["rb", "rt"]) -> Any:
    return gzip.open(io.BytesIO(gzip.compress(path.read_bytes())), mode)


@pytest.mark.parametrize("opened", TEXT_FILES.values(), ids=TEXT_FILES)
def test_text_file(client: Any, path: Path, opened: Callable[[Path], Any]) -> None:
    with (
        opened(path) as file,
        pytest.raises(TypeError, match=r"opened in binary mode \('rb'\)") as caught,
    ):
        client.add_attachments_to_set(attachments=[{"data": file}])
    assert CONTENT.decode() not in str(caught.value)


@pytest.mark.parametrize("mode", ["wb", "ab"])
@pytest.mark.parametrize("buffering", [-1, 0])
def test_file_that_is_open_for_writing_only(
    client: Any, path: Path, mode: str, buffering: int
) -> None:
    with path.open(mode, buffering) as file, pytest.raises(io.UnsupportedOperation, match="read"):
        client.add_attachments_to_set(attachments=[{"data": file}])


CLOSED: dict[str, Callable[[Path], Any]] = {
    "rb": lambda path: path.open("rb"),
    "unbuffered": lambda path: path.open("rb", 0),
    "r+b": lambda path: path.open("r+b"),
    "BytesIO": lambda path: io.BytesIO(path.read_bytes()),
    "text": lambda path: path.open(encoding="utf-8"),
    "gzip": lambda path: open_gzip(path, "rb"),
}


@pytest.mark.parametrize("opened", CLOSED.values(), ids=CLOSED)
def test_closed_file(client: Any, path: Path, opened: Callable[[Path], Any]) -> None:
    file = opened(path)
    file.close()
    with pytest.raises(ValueError, match=r"closed") as caught:
        client.add_attachments_to_set(attachments=[{"data": file}])
    assert not isinstance(caught.value, ParamValidationError)


def test_detached_file(client: Any, path: Path) -> None:
    file = path.open("rb")
    with file.detach(), pytest.raises(ValueError, match="detached"):
        client.add_attachments_to_set(attachments=[{"data": file}])


@pytest.mark.skipif(sys.platform == "win32", reason="descriptors are POSIX's")
@pytest.mark.parametrize("buffering", [-1, 0])
def test_descriptor_closed_behind_the_file(client: Any, path: Path, buffering: int) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    with os.fdopen(descriptor, "rb", buffering, closefd=False) as file:
        os.close(descriptor)
        with pytest.raises(OSError, match="Bad file descriptor"):
            client.add_attachments_to_set(attachments=[{"data": file}])


class Reader:
    """Fails the test if it is read."""

    def read(self, *_: object) -> bytes:
        raise AssertionError("read")


class UntouchedPath(os.PathLike[str]):
    """Fails the test if it is asked for its path."""

    def __fspath__(self) -> str:
        raise AssertionError("asked for its path")


INVALID: dict[str, dict[str, Any]] = {
    "unknown parameter": {"attachmentsetid": "x"},
    "wrong type": {"attachmentSetId": 5},
    "wrong flag": {"dryRun": 1},
}


@pytest.mark.parametrize("more", INVALID.values(), ids=INVALID)
def test_nothing_is_read_for_an_invalid_call(
    client: Any, path: Path, tmp_path: Path, more: dict[str, Any]
) -> None:
    with path.open("rb") as file, path.open("rb", 0) as raw:
        file.seek(3)
        held = io.BytesIO(CONTENT)
        files: list[Any] = [
            *(file, raw, held, Reader(), UntouchedPath()),
            *(tmp_path / "missing", tmp_path),
        ]
        with pytest.raises(ParamValidationError):
            client.add_attachments_to_set(attachments=[{"data": data} for data in files], **more)
        assert (file.tell(), raw.tell(), held.tell()) == (3, 0, 0)


def test_nothing_is_read_when_a_later_attachment_is_invalid(client: Any, path: Path) -> None:
    with path.open("rb") as file:
        files = [{"data": file}, {"data": Reader()}, {"data": UntouchedPath()}, {"data": 5}]
        with pytest.raises(ParamValidationError) as caught:
            client.add_attachments_to_set(attachments=files)
        assert file.tell() == 0
    assert caught.value.kwargs["report"].startswith(
        "Invalid type for parameter attachments[3].data, value: 5, type: <class 'int'>, "
    )


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes are POSIX's")
def test_a_named_pipe_is_not_waited_for_in_an_invalid_call(client: Any, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")  # opening it would wait for a writer
    with pytest.raises(ParamValidationError):
        client.add_attachments_to_set(attachments=[{"data": tmp_path / "pipe"}], dryRun="no")


def test_nothing_is_read_for_positional_arguments(client: Any) -> None:
    with pytest.raises(TypeError, match=r"^add_attachments_to_set\(\) only accepts keyword"):
        client.add_attachments_to_set([{"data": Reader()}])


def test_every_violation_is_reported_beside_good_files(client: Any, path: Path) -> None:
    files = [{"data": path, "name": "x"}, {"data": None}, {"fileName": b"x", "data": path}]
    with pytest.raises(ParamValidationError) as caught:
        client.add_attachments_to_set(attachments=files)
    assert caught.value.kwargs["report"].splitlines() == [
        'Unknown parameter in attachments[0]: "name", must be one of: fileName, data',
        "Invalid type for parameter attachments[1].data, value: None, type: <class 'NoneType'>, "
        "valid types: <class 'bytes'>, <class 'bytearray'>, file-like object",
        "Invalid type for parameter attachments[2].fileName, value: b'x', "
        "type: <class 'bytes'>, valid types: <class 'str'>",
    ]
