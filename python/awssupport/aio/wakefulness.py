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

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

#: How long a loop sleeps at most, in seconds.
_NAP = 0.05


def kept_awake(loop: AbstractEventLoop) -> Wakefulness | None:
    """Keep the loop of this thread from sleeping for long until ``Wakefulness.end``, if it is in
    the main thread, where signals are handled, and Ctrl-C has a handler."""
    if get_ident() != main_thread().ident or not callable(getsignal(SIGINT)):
        return None
    return Wakefulness(loop)


class Wakefulness:
    """The main thread's loop has a timer, which all calls that are under way there share."""

    _calls = 0
    #: The loop whose timer runs. It is not stopped after a call, since another may follow.
    _loop: AbstractEventLoop | None = None

    def __init__(self, loop: AbstractEventLoop) -> None:
        Wakefulness._calls += 1
        if Wakefulness._loop is not loop:
            Wakefulness._loop = loop
            loop.call_later(_NAP, self._wake, loop)

    @classmethod
    def end(cls) -> None:
        """A call has ended."""
        cls._calls -= 1

    @classmethod
    def _wake(cls, loop: AbstractEventLoop) -> None:
        if cls._loop is not loop:
            return  # another loop runs here now
        if cls._calls > 0:
            loop.call_later(_NAP, cls._wake, loop)
        else:
            cls._loop = None
