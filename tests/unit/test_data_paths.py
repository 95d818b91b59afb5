"""Path objects: the file they name is read and sent."""

from __future__ import annotations

import errno
import os
import random
import sys
import threading
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Any

import pytest

Attach = Callable[..., list[bytes]]

SIZES = {"empty": 0, "small": 301, "large multiple of 3": 399_999, "large": 400_000}

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX file names and pipes")
needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")


class Named:
    """A program's own path object."""

    def __init__(self, name: object) -> None:
        self._name = name

    def __fspath__(self) -> Any:
        if isinstance(self._name, Exception):
            raise self._name
        return self._name


def entry_of(path: Path) -> os.DirEntry[str]:
    with os.scandir(path.parent) as entries:
        return next(entry for entry in entries if entry.name == path.name)


KINDS: dict[str, Callable[[Path], object]] = {
    "Path": lambda path: path,
    "PurePath": PurePath,
    "DirEntry": entry_of,
    "DirEntry of bytes": lambda path: next(iter(os.scandir(os.fsencode(path.parent)))),
    "str": lambda path: Named(str(path)),
    "bytes": lambda path: Named(os.fsencode(path)),
}


@pytest.mark.filterwarnings("ignore:unclosed scandir iterator")
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_path_objects(
    attach: Attach, tmp_path: Path, kind: Callable[[Path], object], size: int
) -> None:
    content = random.Random(size).randbytes(size)
    path = tmp_path / "a file, näme.bin"
    path.write_bytes(content)
    assert attach(kind(path)) == [content]


def test_three_paths(attach: Attach, tmp_path: Path) -> None:
    contents = [random.Random(size).randbytes(size) for size in (100_000, 0, 300_001)]
    paths = [tmp_path / str(number) for number in range(3)]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    assert attach(*paths) == contents
    assert attach(paths[0], paths[0]) == [contents[0]] * 2


def test_relative_path(attach: Attach, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "f").write_bytes(b"here")
    monkeypatch.chdir(tmp_path)
    assert attach(Path("f"), Path("./f")) == [b"here", b"here"]


def test_a_str_is_content_and_no_path(attach: Attach, tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"content")
    assert attach(str(path), os.fsencode(path)) == [os.fsencode(path)] * 2


def test_link_is_followed(attach: Attach, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"content")
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "f")
    assert attach(link) == [b"content"]


@needs_proc
def test_name_that_is_no_text(attach: Attach, tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xff\xfe"
    path = Path(os.fsdecode(name))
    path.write_bytes(b"content")
    assert attach(path, Named(name)) == [b"content"] * 2


@needs_posix
@pytest.mark.parametrize("size", [0, 7, 400_000])
def test_named_pipe_is_read_to_its_end(attach: Attach, tmp_path: Path, size: int) -> None:
    content = random.Random(size).randbytes(size)
    path = tmp_path / "pipe"
    os.mkfifo(path)
    thread = threading.Thread(target=lambda: path.write_bytes(content))
    thread.start()
    assert attach(path) == [content]
    thread.join(30)


@needs_posix
def test_device(attach: Attach) -> None:
    assert attach(Path(os.devnull)) == [b""]


@needs_proc
def test_file_whose_length_the_system_does_not_tell(attach: Attach) -> None:
    """Files of /proc are regular files of length 0 that have content all the same."""
    path = Path("/proc/version")
    assert path.stat().st_size == 0
    assert attach(path) == [path.read_bytes()]


@pytest.mark.usefixtures("nothing_sent")
class TestPathsThatCannotBeRead:
    def test_missing(self, client: Any, tmp_path: Path) -> None:
        path = tmp_path / "missing"
        with pytest.raises(FileNotFoundError) as caught:
            client.add_attachments_to_set(attachments=[{"data": path}])
        assert caught.value.errno == errno.ENOENT
        assert caught.value.filename == str(path)
        assert str(caught.value) == f"[Errno {errno.ENOENT}] No such file or directory: '{path}'"

    @pytest.mark.skipif(sys.platform == "win32", reason="another error on Windows")
    def test_directory(self, client: Any, tmp_path: Path) -> None:
        with pytest.raises(IsADirectoryError) as caught:
            client.add_attachments_to_set(attachments=[{"data": tmp_path}])
        assert (caught.value.errno, caught.value.filename) == (errno.EISDIR, str(tmp_path))

    def test_below_a_file(self, client: Any, tmp_path: Path) -> None:
        (tmp_path / "f").touch()
        with pytest.raises(NotADirectoryError) as caught:
            client.add_attachments_to_set(attachments=[{"data": tmp_path / "f" / "g"}])
        assert caught.value.filename == str(tmp_path / "f" / "g")

    @pytest.mark.skipif(
        sys.platform == "win32" or os.geteuid() == 0, reason="the superuser may read everything"
    )
    def test_forbidden(self, client: Any, tmp_path: Path) -> None:
        path = tmp_path / "f"
        path.touch(0o000)
        with pytest.raises(PermissionError) as caught:
            client.add_attachments_to_set(attachments=[{"data": path}])
        assert caught.value.filename == str(path)

    @needs_posix
    def test_endless_link(self, client: Any, tmp_path: Path) -> None:
        (tmp_path / "loop").symlink_to(tmp_path / "loop")
        with pytest.raises(OSError) as caught:  # noqa: PT011 - the number tells
            client.add_attachments_to_set(attachments=[{"data": tmp_path / "loop"}])
        assert caught.value.errno == errno.ELOOP

    def test_empty_name(self, client: Any) -> None:
        with pytest.raises(FileNotFoundError):
            client.add_attachments_to_set(attachments=[{"data": Named("")}])

    def test_name_with_a_nul(self, client: Any) -> None:
        with pytest.raises((ValueError, OSError)):
            client.add_attachments_to_set(attachments=[{"data": Path("a\0b")}])

    @needs_proc
    def test_name_that_is_no_text(self, client: Any, tmp_path: Path) -> None:
        path = tmp_path / "\udcff"
        with pytest.raises(FileNotFoundError) as caught:
            client.add_attachments_to_set(attachments=[{"data": path}])
        assert caught.value.filename == str(path)

    @pytest.mark.parametrize("name", [5, None, ["f"]])
    def test_path_object_that_names_nothing(self, client: Any, name: object) -> None:
        with pytest.raises(TypeError):
            client.add_attachments_to_set(attachments=[{"data": Named(name)}])

    def test_path_object_that_fails(self, client: Any) -> None:
        error = LookupError("no path today")
        with pytest.raises(LookupError) as caught:
            client.add_attachments_to_set(attachments=[{"data": Named(error)}])
        assert caught.value is error

    def test_one_missing_among_others(self, client: Any, tmp_path: Path) -> None:
        (tmp_path / "f").write_bytes(b"x" * 300_000)
        files = [{"data": tmp_path / "f"}, {"data": b"x"}, {"data": tmp_path / "missing"}]
        with pytest.raises(FileNotFoundError) as caught:
            client.add_attachments_to_set(attachments=files)
        assert caught.value.filename == str(tmp_path / "missing")
