"""Clients that do not wait: what they would have waited for is noted."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest


class Waits:
    """Time, chance and waiting of awssupport's clients: see the option ``_seams`` of the core."""

    def __init__(self, random: Callable[[], float] = lambda: 1.0, now: float | None = None) -> None:
        #: How long each wait would have been, in seconds.
        self.naps: list[float] = []
        #: What the clock shows; waits move it on. Without it the clients have the machine's.
        self.now = now
        self.random = random
        if now is not None:
            self.time: Callable[[], float] = self._time

    def sleep(self, seconds: float) -> None:
        """Note how long a wait would have been."""
        self.naps.append(seconds)
        if self.now is not None:
            # A clock of doubles would stand still for less than a microsecond.
            self.now += max(seconds, 1e-6)

    def _time(self) -> float:
        assert self.now is not None
        return self.now

    def take(self) -> list[float]:
        """The waits since the last call."""
        taken, self.naps = self.naps, []
        return taken


@contextlib.contextmanager
def waiting_on(waits: object) -> Iterator[None]:
    """Clients of awssupport that are made meanwhile wait on ``waits``."""
    from awssupport import session

    # There may be several of these at once: the one that began last is asked first.
    native: Any = vars(session)["NativeClient"]
    with pytest.MonkeyPatch.context() as patch:

        def made(options: dict[str, Any]) -> Any:
            return native({"_seams": waits, **options})

        patch.setattr(session, "NativeClient", made)
        yield
