"""How much of a request has been sent, drawn on one line of a terminal."""

from __future__ import annotations

import os
import threading

from ._awssupport import SendProgress

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from types import TracebackType
    from typing import TextIO

INTERVAL_SECONDS = 0.1
"""How often it is drawn. A call that ends sooner is not worth a bar, and has none."""

FALLBACK_COLUMNS = 80
MINIMUM_BAR_COLUMNS = 10


class ProgressBar:
    """A context manager: from its start to its end, the terminal shows how far `progress` is.

    Give `progress` to the call. Whatever else is written to the terminal has to wait until the
    end, which leaves the line empty.
    """

    def __init__(self, terminal: TextIO) -> None:
        self.progress = SendProgress()
        self._terminal = terminal
        self._drawn = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(
            target=self._draw_until_ended, name="awssupport-progress", daemon=True
        )

    def __enter__(self) -> ProgressBar:  # noqa: PYI034 - Self is in typing from Python 3.11 on
        self._thread.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _draw_until_ended(self) -> None:
        try:
            while not self._ended.wait(INTERVAL_SECONDS):
                self._draw()
            self._clear()
        except (OSError, ValueError):
            # The terminal is gone. The upload need not care.
            return

    def _draw(self) -> None:
        total = self.progress.total
        if total == 0:
            return  # still reading and hashing
        line = render(self.progress.sent, total, columns_of(self._terminal))
        # Spaces instead of an escape sequence, which not every terminal knows.
        self._write("\r" + line.ljust(self._drawn))
        self._drawn = len(line)

    def _clear(self) -> None:
        if self._drawn:
            # The window may have become narrower; more spaces than fit would begin a new line.
            width = min(self._drawn, columns_of(self._terminal) - 1)
            self._write("\r" + " " * width + "\r")

    def _write(self, text: str) -> None:
        self._terminal.write(text)
        self._terminal.flush()


def render(sent: int, total: int, columns: int) -> str:
    """The line for a terminal of so many columns: `[####      ]  40%  8.4 of 21.0 MB`.

    It leaves the last column free, where some terminals wrap. Where there is no room for a bar
    worth looking at, there is only text.
    """
    # A retry begins anew between the two readings now and then.
    sent = min(sent, total)
    numbers = f"{sent * 100 // total:3}%  {_amounts(sent, total)}"
    room = columns - 1
    bar = room - len(numbers) - len("[] ")
    if bar < MINIMUM_BAR_COLUMNS:
        return numbers[: max(room, 0)]
    filled = "#" * (sent * bar // total)
    return f"[{filled:<{bar}}] {numbers}"


def _amounts(sent: int, total: int) -> str:
    """Both in the unit that suits the whole."""
    for size, unit in ((1_000_000, "MB"), (1_000, "kB")):
        if total >= size:
            return f"{sent / size:.1f} of {total / size:.1f} {unit}"
    return f"{sent} of {total} bytes"


def columns_of(terminal: TextIO) -> int:
    """Its width now; asked each time, because windows are resized."""
    try:
        columns = os.get_terminal_size(terminal.fileno()).columns
    except OSError:
        columns = 0
    # Serial lines and some pseudo-terminals have no size, and say 0.
    return columns or FALLBACK_COLUMNS
