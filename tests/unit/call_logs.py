"""Clients of each kind that do not wait, and what the loggers tell of their calls."""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any

from awssupport._awssupport import NativeClient
from awssupport.aio import AsyncSupport
from awssupport.support import Support
from tests.waiting_client import WaitingClient
from tests.waits import Waits

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
START = 1_767_323_045.0  # 2026-01-02T03:04:05Z

#: Whether calls are awaited, and whether event handlers have a say in them.
STYLES = {
    "sync": (False, False),
    "sync with events": (False, True),
    "asyncio": (True, False),
    "asyncio with events": (True, True),
}


def ignore(**_: Any) -> None:
    """A handler that has no opinion."""


def client(style: str, url: str, **options: Any) -> Any:
    """A client whose calls are waited for in any case."""
    awaited, with_events = STYLES[style]
    native = NativeClient(
        {
            "region_name": "us-east-1",
            "endpoint_url": url,
            "aws_access_key_id": "AKIDEXAMPLE",
            "aws_secret_access_key": SECRET,
            "_seams": Waits(now=START),
            **options,
        }
    )
    made = AsyncSupport(native) if awaited else Support(native)
    if with_events:
        made.meta.events.register("before-send", ignore)
    return WaitingClient(made) if awaited else made


class Records(logging.Handler):
    """Keeps what it is given, and does something with it if asked to."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[logging.LogRecord] = []
        self.also: Callable[[logging.LogRecord], object] | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        self.kept.append(record)
        if self.also is not None:
            self.also(record)

    def take(self) -> list[str]:
        """Logger and text of each since the last call; how long things took is left out."""
        taken, self.kept = self.kept, []
        return [
            f"{record.name.removeprefix('awssupport.')} "
            + re.sub(r"after \d+\.\d{3} s", "after T", record.getMessage())
            for record in taken
        ]


@contextlib.contextmanager
def recorded(level: int = logging.DEBUG, name: str = "awssupport") -> Iterator[Records]:
    """What a logger is told from a level on."""
    logger, records = logging.getLogger(name), Records()
    before = logger.level
    logger.setLevel(level)
    logger.addHandler(records)
    try:
        yield records
    finally:
        logger.removeHandler(records)
        logger.setLevel(before)
