"""Waking an event loop after a signal.

While nothing happens an event loop sleeps in the system. What a signal's handler asks of the loop
comes to pass with the next event, unless the handler wakes it: that of Jupyter's kernels, which is
to cancel the cell, does not. And a signal that comes in the moment before the loop falls asleep has
its handler run only with the next event. So while a call is under way the main thread's loop wakes
up now and then.
"""

from __future__ import annotations

# Without the enumerations of `signal`, which cost more than all else here.
from _signal import SIGINT, getsignal  # type: ignore[import-not-found]
from threading import get_ident, main_thread
from weakref import WeakKeyDictionary

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, TimerHandle

#: How long a loop sleeps at most, in seconds.
_NAP = 0.05

#: Those of the loops in which calls have been made.
_OF_LOOPS: WeakKeyDictionary[AbstractEventLoop, Wakefulness] = WeakKeyDictionary()


def kept_awake(loop: AbstractEventLoop) -> Wakefulness | None:
    """Keep the loop of this thread from sleeping for long until ``Wakefulness.end``, if it is in
    the main thread, where signals are handled, and Ctrl-C has a handler."""
    if get_ident() != main_thread().ident or not callable(getsignal(SIGINT)):
        return None
    wakefulness = _OF_LOOPS.get(loop)
    if wakefulness is None:
        wakefulness = _OF_LOOPS[loop] = Wakefulness()
    wakefulness.begin(loop)
    return wakefulness


class Wakefulness:
    """A loop's timer, which all calls that are under way there share."""

    def __init__(self) -> None:
        self._calls = 0
        self._timer: TimerHandle | None = None

    def begin(self, loop: AbstractEventLoop) -> None:
        """A call begins."""
        self._calls += 1
        if self._timer is None:
            self._wake(loop)

    def end(self) -> None:
        """A call has ended; after the last one the loop may sleep."""
        self._calls -= 1
        if self._calls == 0 and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wake(self, loop: AbstractEventLoop) -> None:
        self._timer = loop.call_later(_NAP, self._wake, loop)
