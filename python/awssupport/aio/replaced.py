"""Calls of asyncio clients where somebody has replaced the method through which botocore's clients
call, or aiobotocore's; see :mod:`awssupport.botocore_calls`.

A coroutine function is awaited. Any other replacement may wait: a tracer calls the method that it
replaced, which is botocore's and returns when the answer is there. So it has a thread of its own
until it returns, with the call's context, while the event loop goes on and makes what is asked for
there. What it returns may be awaitable.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from concurrent.futures import Future, wait
from contextvars import ContextVar, copy_context
from inspect import iscoroutinefunction
from threading import Thread

from ..botocore_calls import within_replacement
from .effects import await_steps

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any, TypeVar

    from ..event_effects import _Steps
    from .support import AsyncSupport

    _T = TypeVar("_T")


#: How often a thread that waits for an event loop looks whether there still is one, in seconds.
_LOOP_POLL = 1.0


async def answer_of(
    client: AsyncSupport, name: str, replacement: Callable[..., Any], params: dict[str, Any]
) -> dict[str, Any]:
    """What a replacement answers."""
    with within_replacement(client, name):
        if iscoroutinefunction(replacement):
            answer = await replacement(name, params)
        else:
            answer = await _Caller(asyncio.get_running_loop()).run(replacement, name, params)
            answer = await answer if isinstance(answer, Awaitable) else answer
    return answer  # type: ignore[no-any-return]


class _Caller:
    """Runs a function on a thread of its own, where it may wait for the event loop's coroutines."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._awaited: Future[Any] | None = None
        self._is_cancelled = False

    async def run(self, function: Callable[..., Any], *args: Any) -> Any:
        """What the function returns."""
        returned: Future[Any] = Future()
        token = _caller.set(self)
        context = copy_context()
        _caller.reset(token)

        def run() -> None:
            try:
                returned.set_result(context.run(function, *args))
            except StopIteration as error:
                # The wait for it would have no end.
                stopped = RuntimeError("coroutine raised StopIteration")
                stopped.__cause__ = error
                returned.set_exception(stopped)
            except BaseException as error:  # noqa: BLE001 - the caller's
                returned.set_exception(error)

        returned.set_running_or_notify_cancel()  # it cannot be cancelled: threads go on
        Thread(target=run, name="awssupport replacement", daemon=True).start()
        try:
            return await asyncio.wrap_future(returned)
        except asyncio.CancelledError:
            self._is_cancelled = True
            if self._awaited is not None:
                self._awaited.cancel()
            raise

    def wait_for(self, coroutine: Coroutine[Any, Any, _T]) -> _T:
        """Wait, on that thread, for what the event loop makes of a coroutine."""
        self._awaited = awaited = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        if self._is_cancelled:
            awaited.cancel()
        while not awaited.done():
            wait((awaited,), timeout=_LOOP_POLL)
            if self._loop.is_closed() and not awaited.done():
                raise RuntimeError("the event loop of this call was closed")
        return awaited.result()


def awaited(awaitable: Awaitable[_T]) -> _T | Awaitable[_T]:
    """What comes of what a handler has returned, where botocore's own method has called it and
    waits; elsewhere the same thing."""

    async def await_it() -> _T:
        return await awaitable

    caller = _caller.get()
    if caller is None or asyncio._get_running_loop() is not None:
        return awaitable
    return caller.wait_for(await_it())


#: Who waits on this thread.
_caller: ContextVar[_Caller | None] = ContextVar("caller", default=None)


def wait_for(steps: _Steps[Any], client: AsyncSupport) -> Any:
    """Do the steps of a call for botocore's own method, which a replacement has called.

    Raises:
        RuntimeError: An event loop runs in this thread, and would wait for itself.
    """
    caller = _caller.get()
    if caller is None or asyncio._get_running_loop() is not None:
        steps.close()
        raise RuntimeError(
            "botocore's own _make_api_call waits for the answer, which would stop the event loop: "
            "let the replacement that calls it be a function, and no coroutine function"
        )
    return caller.wait_for(await_steps(steps, client))
