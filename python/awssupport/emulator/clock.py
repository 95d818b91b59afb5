"""Time as the emulator sees it: injectable clocks and the three date formats on the wire."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timezone
from email.utils import formatdate

Clock = Callable[[], float]
"""Returns seconds since 1970-01-01T00:00:00Z, like `time.time`."""

DEFAULT_START = 1_700_000_000.0
"""Where a `ManualClock` starts when nothing is said: 2023-11-14T22:13:20Z."""


class ManualClock:
    """A clock that moves only when told to; safe to read and advance from several threads.

    Pass it as `serve(clock=...)` to let attachment sets expire without waiting an hour.
    """

    def __init__(self, start: float = DEFAULT_START) -> None:
        self._now = start
        self._lock = threading.Lock()

    def __call__(self) -> float:
        """The present time in epoch seconds."""
        with self._lock:
            return self._now

    def advance(self, seconds: float) -> float:
        """Move forward by `seconds` (zero or more) and return the new time in epoch seconds."""
        if seconds < 0:
            raise ValueError(f"a clock cannot go back: {seconds} seconds")
        with self._lock:
            self._now += seconds
            return self._now

    def __repr__(self) -> str:
        return f"ManualClock({self()!r})"


def format_expiry_time(epoch_seconds: float) -> str:
    """Format as the service writes `expiryTime`: `2020-05-14T17:04:40.790+0000`.

    Milliseconds, always UTC, offset without a colon (AWS CLI examples).
    """
    # Rounded to whole milliseconds first: truncating a float would print .789 for .790.
    seconds, milliseconds = divmod(round(epoch_seconds * 1000), 1000)
    moment = datetime.fromtimestamp(seconds, timezone.utc)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds:03d}+0000"


def format_http_date(epoch_seconds: float) -> str:
    """Format as the `Date` header: `Tue, 19 Mar 2024 13:00:54 GMT` (RFC 9110, section 5.6.7)."""
    return formatdate(epoch_seconds, usegmt=True)
