"""The same coroutine with a client of each library."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

import botocore.config
import botocore.loaders
from aiobotocore.session import get_session

import awssupport
import awssupport.aio

KEYS = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "wJalrXUtnFEMI/EXAMPLEKEY"}


@dataclass(frozen=True)
class Library:
    """How a library's clients and Configs are made; a fresh Session for each client."""

    name: str
    open: Callable[..., AbstractAsyncContextManager[Any]]
    config: Callable[..., Any]


#: Reading the model files is what takes long in a new Session.
_LOADER = botocore.loaders.create_loader()


def _open_theirs(**options: Any) -> AbstractAsyncContextManager[Any]:
    session = get_session()
    session.register_component("data_loader", _LOADER)
    manager: AbstractAsyncContextManager[Any] = session.create_client("support", **options)
    return manager


def _open_ours(**options: Any) -> AbstractAsyncContextManager[Any]:
    return awssupport.aio.Session().client("support", **options)


AIOBOTOCORE = Library("aiobotocore", _open_theirs, botocore.config.Config)
AWSSUPPORT = Library("awssupport.aio", _open_ours, awssupport.Config)

Main = Callable[[Any], Awaitable[Any]]


def run(
    library: Library,
    main: Main,
    url: str = "http://127.0.0.1:9",
    *,
    keys: bool = True,
    **config: Any,
) -> Any:
    """What ``main(client)`` gives on an event loop of its own; ``config`` is for the Config."""
    options: dict[str, Any] = {"region_name": "us-east-1", "endpoint_url": url}
    if keys:
        options |= KEYS

    async def within() -> Any:
        made = library.config(**{"retries": {"mode": "standard"}, **config})
        async with library.open(config=made, **options) as client:
            return await main(client)

    return asyncio.run(asyncio.wait_for(within(), 50))


def same(main: Main, url: str = "http://127.0.0.1:9", **options: Any) -> Any:
    """What ``main(client)`` gives with both libraries, which is the same."""
    theirs = run(AIOBOTOCORE, main, url, **options)
    ours = run(AWSSUPPORT, main, url, **options)
    assert ours == theirs
    return ours


async def told(awaitable: Awaitable[Any]) -> tuple[str, str]:
    """The class and text of what it raises; that of a program's own if it raises nothing."""
    try:
        answer = await awaitable
    except Exception as error:
        return type(error).__name__, str(error)
    return "no error", repr(answer)
