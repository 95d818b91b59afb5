"""What was waited for by coroutines that are closed before their end, which cancels nothing."""

from __future__ import annotations

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from asyncio import Future
    from typing import Any, TypeVar

    _T = TypeVar("_T")


async def ended_with_me(future: Future[_T]) -> _T:
    """What a future of the core's gives; it is cancelled if this coroutine is closed meanwhile."""
    try:
        return await future
    except GeneratorExit:
        give_up(future)
        raise


def give_up(future: Future[Any]) -> None:
    """Cancel a future that nobody waits for any more."""
    if not future.get_loop().is_closed():  # else the core finds that out by itself
        future.cancel()
