"""trio and anyio: what is driven by an asyncio loop works, and anything else is told what to do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import pytest
import trio

import awssupport
from awssupport.aio import AsyncSupport
from awssupport.emulator import Server

from .raw_servers import StalledServer

MakeAio = Callable[..., AsyncSupport]

ADVICE = r"needs a running asyncio event loop.*trio\.to_thread\.run_sync.*asyncio backend"

CALLS: dict[str, Callable[[AsyncSupport], Awaitable[Any]]] = {
    "a call": lambda client: client.describe_services(),
    "invalid parameters": lambda client: client.describe_services(nonsense=1),  # type: ignore[call-arg]
    "pages": lambda client: client.get_paginator("describe_cases").paginate().build_full_result(),
    "a URL": lambda client: client.generate_presigned_url("describe_cases"),
}


@pytest.mark.parametrize("handlers", [False, True])
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_under_trio_the_await_says_what_to_do(
    make_aio: MakeAio, emulator: Server, call: Callable[[Any], Awaitable[Any]], handlers: bool
) -> None:
    client = make_aio()
    if handlers:
        client.meta.events.register("before-send", lambda **_: None)

    async def main() -> None:
        with pytest.raises(RuntimeError, match=ADVICE):
            await call(client)

    trio.run(main)
    anyio.run(main, backend="trio")
    assert emulator.requests == []
    # The client has not suffered.
    assert asyncio.run(waited_for(client.describe_services()))["services"]


async def waited_for(awaitable: Awaitable[Any]) -> Any:
    return await awaitable


def test_a_context_under_trio(make_aio: MakeAio) -> None:
    async def main() -> None:
        async with make_aio() as client:
            assert client.meta.region_name == "us-east-1"

    trio.run(main)


def test_what_is_advised_works(make_client: Callable[..., Any]) -> None:
    client = make_client()

    async def main() -> int:
        answer = await trio.to_thread.run_sync(
            lambda: client.describe_severity_levels(language="en")
        )
        return len(answer["severityLevels"])

    assert trio.run(main) == 5


def test_trio_as_a_guest_of_an_asyncio_loop(make_aio: MakeAio) -> None:
    """A loop runs in the thread then; the coroutine is trio's all the same."""
    client = make_aio()

    async def guest() -> str:
        with pytest.raises(RuntimeError, match=ADVICE):
            await client.describe_services()
        return "guest"

    async def host() -> tuple[str, dict[str, Any]]:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Any] = loop.create_future()
        trio.lowlevel.start_guest_run(
            guest,
            run_sync_soon_threadsafe=loop.call_soon_threadsafe,
            done_callback=done.set_result,
            host_uses_signal_set_wakeup_fd=True,
        )
        # Its own coroutines go on.
        answer = await client.describe_services()
        return (await done).unwrap(), dict(answer)

    name, answer = asyncio.run(host())
    assert name == "guest"
    assert answer["services"]


def test_anyio_on_asyncio(make_aio: MakeAio, emulator: Server) -> None:
    client = make_aio(config=awssupport.Config(max_pool_connections=3))
    found: list[int] = []

    async def call() -> None:
        found.append(len((await client.describe_severity_levels())["severityLevels"]))

    async def main() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(20):
                group.start_soon(call)

    anyio.run(main, backend="asyncio")
    assert found == [5] * 20
    assert len(emulator.requests) == 20


@pytest.mark.parametrize("handlers", [False, True])
def test_anyios_cancel_scopes(make_aio: MakeAio, handlers: bool) -> None:
    """anyio cancels again and again until the scope is left."""

    async def main() -> None:
        config = awssupport.Config(max_pool_connections=1)
        with StalledServer() as stalled:
            client = make_aio(endpoint_url=stalled.url, config=config)
            if handlers:
                client.meta.events.register("before-send", lambda **_: None)
            with anyio.move_on_after(0.2) as scope:
                await client.describe_services()
            assert scope.cancelled_caught
            assert await anyio.to_thread.run_sync(stalled.ended.wait, 30)
            with pytest.raises(TimeoutError), anyio.fail_after(0.05):  # the slot is free again
                await client.describe_services()
            stalled.reached.clear()
            async with anyio.create_task_group() as group:
                group.start_soon(client.describe_services)
                assert await anyio.to_thread.run_sync(stalled.reached.wait, 30)
                group.cancel_scope.cancel()

    anyio.run(main, backend="asyncio")


def test_errors_in_anyios_groups(make_aio: MakeAio) -> None:
    client = make_aio()

    async def main() -> list[str]:
        names = []

        async def call() -> None:
            try:
                await client.resolve_case(caseId="case-1")
            except client.exceptions.CaseIdNotFound as error:
                names.append(type(error).__name__)

        async with anyio.create_task_group() as group:
            group.start_soon(call)
            group.start_soon(call)
        return names

    assert anyio.run(main, backend="asyncio") == ["CaseIdNotFound"] * 2


def test_anyios_shielded_scopes(make_aio: MakeAio) -> None:
    client = make_aio()

    async def main() -> int:
        with anyio.CancelScope() as outer:
            outer.cancel()
            with anyio.CancelScope(shield=True):
                found = len((await client.describe_severity_levels())["severityLevels"])
        return found

    assert anyio.run(main, backend="asyncio") == 5
