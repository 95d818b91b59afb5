"""The client for asyncio: the same calls, awaited.

    import awssupport.aio

    async with awssupport.aio.client("support", region_name="us-east-1") as client:
        answer = await client.describe_cases(includeResolvedCases=True)
        async for page in client.get_paginator("describe_cases").paginate():
            print(len(page["cases"]))

It is the sync client's pipeline and needs nothing else: what takes time (hashing, base64, files,
name look-ups, credentials, the network) happens on a few threads that all clients share, and the
event loop goes on meanwhile. Cancelling a call ends it at once. Works with asyncio and uvloop.
"""

from __future__ import annotations

from types import MethodType

from .session import ClientMaker, Session

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Concatenate, ParamSpec

    from .support import AsyncSupport

    _P = ParamSpec("_P")

__all__ = ["AsyncSupport", "Session", "client"]


def _of_default_session(
    method: Callable[Concatenate[Any, _P], AsyncSupport],
) -> Callable[_P, AsyncSupport]:
    def client(*args: _P.args, **kwargs: _P.kwargs) -> AsyncSupport:
        """Make an asyncio client of AWS Support: the arguments and errors of
        :func:`awssupport.client`, from the same default Session.

        It is usable at once, and in ``async with``, which closes its connections at the end. Made
        while an event loop runs, it does not wait for credentials that a process or a server has
        to be asked for: its first call does, and reports what is wrong with them.
        """
        import awssupport

        return method(ClientMaker(awssupport._get_default_session()), *args, **kwargs)

    # What inspect.signature and so editors show.
    client.__wrapped__ = MethodType(method, Session)  # type: ignore[attr-defined]
    client.__qualname__ = client.__name__
    return client


client = _of_default_session(Session.client)


def __getattr__(name: str) -> object:
    if name == "AsyncSupport":
        from .support import AsyncSupport

        return AsyncSupport
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
