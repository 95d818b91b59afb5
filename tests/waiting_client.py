"""An asyncio client that is waited for, so that tests of sync clients are tests of it too."""

from __future__ import annotations

import asyncio
import functools
import inspect
import threading
from collections.abc import AsyncIterator, Awaitable, Iterator
from typing import Any, TypeVar

import awssupport.aio

_T = TypeVar("_T")


@functools.cache
def _loop() -> asyncio.AbstractEventLoop:
    """An event loop on a thread of its own, for all clients."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="event loop of tests", daemon=True).start()
    return loop


def wait(awaitable: Awaitable[_T]) -> _T:
    """What an awaitable comes to on the event loop."""

    async def awaited() -> _T:
        return await awaitable

    return asyncio.run_coroutine_threadsafe(awaited(), _loop()).result(55)


def _iterate(iterator: AsyncIterator[_T]) -> Iterator[_T]:
    while True:
        try:
            item = wait(anext(iterator))
        except StopAsyncIteration:
            return
        yield item


class _Waiting:
    """An object whose coroutines are waited for, and whose asynchronous iterators iterate."""

    def __init__(self, target: Any) -> None:
        self._target = target

    def __getattr__(self, name: str) -> Any:
        return _waiting(getattr(self._target, name))

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "_target":
            super().__setattr__(name, value)
        else:
            setattr(self._target, name, value)

    def __iter__(self) -> Iterator[Any]:
        return _iterate(aiter(self._target))


class WaitingClient(_Waiting):
    """A client of ``awssupport.aio`` with the methods of a sync one."""

    @classmethod
    def of(cls, *args: Any, **kwargs: Any) -> WaitingClient:
        """What ``awssupport.aio.client`` makes of these."""
        return cls(awssupport.aio.client(*args, **kwargs))

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._target, name)
        if name == "get_paginator":
            return lambda *args, **kwargs: _Waiting(found(*args, **kwargs))
        return _waiting(found) if inspect.ismethod(found) else found


def entered(manager: Any) -> WaitingClient:
    """The client of a library that gives it in an ``async with`` statement only."""
    return WaitingClient(wait(manager.__aenter__()))


def _waiting(found: Any) -> Any:
    if not callable(found):
        return found

    def call(*args: Any, **kwargs: Any) -> Any:
        made = found(*args, **kwargs)
        if inspect.iscoroutine(made):
            return wait(made)
        if isinstance(made, list) and any(hasattr(item, "__aiter__") for item in made):
            return [_Waiting(item) for item in made]
        if inspect.isasyncgen(made):
            return _iterate(made)
        return _Waiting(made) if hasattr(made, "__aiter__") else made

    return call
