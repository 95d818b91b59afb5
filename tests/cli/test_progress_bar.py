"""The bar on a terminal, and its absence elsewhere."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

import pytest

from awssupport import progress_bar
from awssupport.emulator import Fault, Server
from awssupport.progress_bar import FALLBACK_COLUMNS, ProgressBar, columns_of, render

from .programs import TIMEOUT, bare_server, run_program, started

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")

SENT_COMPLETELY = rb"\[#{10,}\] 100%  [\d.]+ of [\d.]+ kB"


class Terminal:
    """A pseudo-terminal: the program writes to `descriptor`, the test sees `received`."""

    def __init__(self, columns: int) -> None:
        import fcntl
        import pty
        import termios

        self._screen, self.descriptor = pty.openpty()
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("4H", 24, columns, 0, 0))
        self.received = b""
        self._open = {self._screen, self.descriptor}

    def wait_for(self, pattern: bytes) -> None:
        """Read until it has been written; the program hanging is the time limit's business."""
        while not re.search(pattern, self.received):
            self.received += os.read(self._screen, 4096)

    def read_to_the_end(self) -> None:
        """Read until nobody has the terminal open."""
        self.close(self.descriptor)
        try:
            while more := os.read(self._screen, 4096):
                self.received += more
        except OSError:
            return  # what Linux says instead of an end

    def hang_up(self) -> None:
        self.close(self._screen)

    def close(self, descriptor: int) -> None:
        if descriptor in self._open:
            self._open.remove(descriptor)
            os.close(descriptor)

    @property
    def drawn(self) -> list[str]:
        """Every line that began with a carriage return, as it was written."""
        return self.received.decode().replace("\r\n", "\n").split("\r")

    @property
    def shown(self) -> list[str]:
        """The lines as they look in the end."""
        lines = []
        for line in self.received.decode().replace("\r\n", "\n").split("\n"):
            cells: list[str] = []
            for part in line.split("\r"):
                cells[: len(part)] = part
            lines.append("".join(cells).rstrip())
        return lines

    def __enter__(self) -> Terminal:  # noqa: PYI034 - Self is in typing from Python 3.11 on
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for descriptor in list(self._open):
            self.close(descriptor)


@contextmanager
def attaching(
    terminal: Terminal, service: Server, *arguments: str
) -> Iterator[tuple[subprocess.Popen[bytes], threading.Event]]:
    """`attach` with its errors on the terminal, held by the service until the event is set."""
    release = threading.Event()
    service.script(Fault.slow(release=release))
    with started("attach", *arguments, stderr=terminal.descriptor) as process:
        # If the program hangs, its end is the terminal's, and the test fails where it waits.
        guard = threading.Timer(TIMEOUT, process.kill)
        guard.start()
        try:
            yield process, release
        finally:
            release.set()
            guard.cancel()


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "file"
    path.write_bytes(bytes(300_000))
    return str(path)


@posix_only
@pytest.mark.parametrize("columns", [0, 40, 200])
def test_terminal_shows_a_bar_that_fits_and_goes_away(
    service: Server, file: str, columns: int
) -> None:
    with (
        Terminal(columns) as terminal,
        attaching(terminal, service, file) as (process, release),
    ):
        terminal.wait_for(SENT_COMPLETELY)
        release.set()
        out, _err = process.communicate(timeout=TIMEOUT)
        terminal.read_to_the_end()
    assert process.returncode == 0
    # Nothing of it is in the answer.
    set_id = json.loads(out)["attachmentSetId"]
    assert service.attachment_set(set_id) == [("file", bytes(300_000))]
    widths = {len(line) for line in terminal.drawn}
    assert max(widths) == (columns or FALLBACK_COLUMNS) - 1
    assert terminal.shown == [""]


@posix_only
def test_terminal_shows_how_much_of_a_large_file_is_sent(service: Server, tmp_path: Path) -> None:
    """A service that takes only what fits into the buffers on the way."""
    file = tmp_path / "large"
    with file.open("wb") as sparse:
        sparse.truncate(64 << 20)
    with (
        Terminal(80) as terminal,
        bare_server(body=None) as server,
        attaching(terminal, service, str(file), "--endpoint-url", server.url) as (process, _),
    ):
        terminal.wait_for(rb"\[#+ +\] +[1-9]\d?%  [1-9][\d.]+ of 89.5 MB")
        process.kill()


@posix_only
def test_narrow_terminal_has_the_numbers_only(service: Server, file: str) -> None:
    with (
        Terminal(20) as terminal,
        attaching(terminal, service, file) as (process, release),
    ):
        terminal.wait_for(rb"100%  400")
        release.set()
        process.communicate(timeout=TIMEOUT)
        terminal.read_to_the_end()
    assert process.returncode == 0
    assert max(len(line) for line in terminal.drawn) == 19
    assert terminal.shown == [""]


@posix_only
def test_error_stands_alone_on_its_line(service: Server, file: str) -> None:
    with (
        Terminal(80) as terminal,
        attaching(terminal, service, file, "--set-id", "as-unknown") as (process, release),
    ):
        terminal.wait_for(SENT_COMPLETELY)
        release.set()
        process.communicate(timeout=TIMEOUT)
        terminal.read_to_the_end()
    assert process.returncode == 1
    line, rest = terminal.shown
    assert rest == ""
    assert line.startswith("awssupport: An error occurred (AttachmentSetIdNotFound)")


@posix_only
@pytest.mark.usefixtures("interruptible")
def test_interrupt_takes_the_bar_away(service: Server, file: str) -> None:
    with (
        Terminal(80) as terminal,
        attaching(terminal, service, file) as (process, _release),
    ):
        terminal.wait_for(SENT_COMPLETELY)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=TIMEOUT)
        terminal.read_to_the_end()
    assert process.returncode == 130
    assert terminal.shown == ["awssupport: interrupted", ""]


@posix_only
def test_upload_goes_on_when_the_terminal_is_gone(service: Server, file: str) -> None:
    with (
        Terminal(80) as terminal,
        attaching(terminal, service, file) as (process, release),
    ):
        terminal.wait_for(SENT_COMPLETELY)
        terminal.hang_up()
        release.set()
        out, _err = process.communicate(timeout=TIMEOUT)
    assert process.returncode == 0
    assert json.loads(out)["attachmentSetId"] in service.attachment_sets


def test_no_bar_in_a_pipe(service: Server, file: str) -> None:
    # Long enough for a few bars, were there any.
    service.script(Fault.slow(seconds=0.5))
    outcome = run_program("attach", file)
    assert (outcome.code, outcome.err) == (0, "")


def test_nothing_is_drawn_for_what_ends_at_once() -> None:
    terminal = io.StringIO()
    with ProgressBar(terminal):
        pass
    assert terminal.getvalue() == ""


class HalfSent(NamedTuple):
    """Stands in for the core's counters."""

    total: int = 100
    sent: int = 50


class BrokenTerminal(io.StringIO):
    def __init__(self) -> None:
        super().__init__()
        self.tried = threading.Event()

    def write(self, _text: str) -> int:
        self.tried.set()
        raise OSError(5, "Input/output error")


def test_thread_ends_quietly_when_the_terminal_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    # An exception that is not caught in a thread is a warning, and with that an error.
    monkeypatch.setattr(progress_bar, "SendProgress", HalfSent)
    terminal = BrokenTerminal()
    with ProgressBar(terminal):
        assert terminal.tried.wait(TIMEOUT)


def test_size_of_what_is_no_terminal(tmp_path: Path) -> None:
    with (tmp_path / "file").open("w") as file:
        assert columns_of(file) == FALLBACK_COLUMNS
    assert columns_of(io.StringIO()) == FALLBACK_COLUMNS


@pytest.mark.parametrize(
    ("sent", "total", "columns", "line"),
    [
        (0, 100, 40, "[                ]   0%  0 of 100 bytes"),
        (50, 100, 41, "[########        ]  50%  50 of 100 bytes"),
        (999, 1_000, 45, "[##################### ]  99%  1.0 of 1.0 kB"),
        (8_400_000, 20_971_520, 43, "[#######            ]  40%  8.4 of 21.0 MB"),
        (100, 100, 36, "[##########] 100%  100 of 100 bytes"),
        (100, 100, 35, "100%  100 of 100 bytes"),
        (200, 100, 33, "100%  100 of 100 bytes"),
        (100, 100, 6, "100% "),
        (100, 100, 1, ""),
        (100, 100, 0, ""),
    ],
)
def test_line(sent: int, total: int, columns: int, line: str) -> None:
    assert render(sent, total, columns) == line
    assert len(line) < max(columns, 1)
