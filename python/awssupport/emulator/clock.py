"""Time as the emulator sees it: injectable clocks and the date formats on the wire."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import datetime, timezone
from email.utils import formatdate

Clock = Callable[[], float]
"""Returns seconds since 1970-01-01T00:00:00Z, like `time.time`."""

DEFAULT_START = 1_700_000_000.0
"""Where a `ManualClock` starts when nothing is said: 2023-11-14T22:13:20Z."""


_ISO_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII
)


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
    return f"{_with_milliseconds(epoch_seconds)}+0000"


def format_case_time(epoch_seconds: float) -> str:
    """Format as `timeCreated` and `expiryDate`: `2017-04-14T13:46:50.000Z`, always UTC."""
    return f"{_with_milliseconds(epoch_seconds)}Z"


def format_check_time(epoch_seconds: float) -> str:
    """Format as a Trusted Advisor `timestamp`: `2020-02-21T23:15:28Z`, always UTC."""
    return f"{datetime.fromtimestamp(int(epoch_seconds), timezone.utc):%Y-%m-%dT%H:%M:%SZ}"


def format_http_date(epoch_seconds: float) -> str:
    """Format as the `Date` header: `Tue, 19 Mar 2024 13:00:54 GMT` (RFC 9110, section 5.6.7)."""
    return formatdate(epoch_seconds, usegmt=True)


def parse_time(text: str) -> float:
    """Epoch seconds of an ISO 8601 time in the forms that programs send; ValueError for others.

    `2020-03-23T21:31:47.774Z`, `2024-07-23`, Python's `isoformat()` with any number of decimals,
    with an offset (`+01:00`, `+0100`) or without: then it is taken for UTC.
    """
    refusal = ValueError(f"not an ISO 8601 time: {text!r}")
    match = _ISO_TIME.fullmatch(text)
    if match is None:
        raise refusal
    date, clock, fraction, offset = match.groups()
    try:
        moment = datetime.strptime(f"{date}T{clock or '00:00:00'}+0000", "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        raise refusal from None
    return moment.timestamp() + float(f"0.{fraction or 0}") - _offset_seconds(offset)


def _with_milliseconds(epoch_seconds: float) -> str:
    # Rounded to whole milliseconds first: truncating a float would print .789 for .790.
    seconds, milliseconds = divmod(round(epoch_seconds * 1000), 1000)
    moment = datetime.fromtimestamp(seconds, timezone.utc)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds:03d}"


def _offset_seconds(offset: str | None) -> int:
    if offset is None or offset == "Z":
        return 0
    hours, minutes = int(offset[1:3]), int(offset[-2:])
    return (-1 if offset[0] == "-" else 1) * (hours * 3600 + minutes * 60)
