"""Cancelled asyncio calls: they end at once, on the network too, and the client goes on."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

import awssupport
from awssupport.aio import AsyncSupport
from awssupport.emulator import Server

from .raw_servers import StalledServer

MakeAio = Callable[..., AsyncSupport]

TOLERATED = 0.5  # a machine that runs other tests at the same time

FILES: Any = [{"data": bytes(5 << 20)}] * 3


async def in_thread(wait: Callable[[float], bool]) -> None:
    assert await asyncio.to_thread(wait, 30)


def cancel(task: asyncio.Future[Any]) -> Awaitable[Any]:
    task.cancel()
    return task


@pytest.mark.parametrize("stall", ["answer", "upload"])
@pytest.mark.parametrize("handlers", [False, True])
def test_a_cancelled_call_frees_its_connection(
    make_aio: MakeAio, emulator: Server, stall: str, handlers: bool
) -> None:
    config = awssupport.Config(max_pool_connections=1)

    async def main() -> None:
        with StalledServer(reads=stall == "answer") as stalled:
            client = make_aio(endpoint_url=stalled.url, config=config)
            if handlers:
                client.meta.events.register("before-send", lambda **_: None)
            task = asyncio.ensure_future(client.add_attachments_to_set(attachments=FILES))
            await in_thread(stalled.reached.wait)
            waiting = asyncio.ensure_future(client.describe_services())
            await asyncio.sleep(0)
            stalled.reached.clear()
            began = time.monotonic()
            with pytest.raises(asyncio.CancelledError):
                await cancel(task)
            assert time.monotonic() - began < TOLERATED
            stalled.drain.set()
            await in_thread(stalled.ended.wait)
            # Its slot is free: the other call is on its way, and can be cancelled as well.
            await in_thread(stalled.reached.wait)
            with pytest.raises(asyncio.CancelledError):
                await cancel(waiting)
        later = make_aio()
        assert (await later.describe_services())["services"]

    asyncio.run(main())
    assert [request.operation for request in emulator.requests] == ["DescribeServices"]


def test_a_client_works_after_a_timeout(make_aio: MakeAio, emulator: Server) -> None:
    async def main() -> None:
        with StalledServer() as stalled:
            client = make_aio(endpoint_url=stalled.url)
            port = stalled.port
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(client.describe_services(), 0.05)
        from awssupport.emulator import serve

        with serve(port=port):
            assert (await client.describe_services())["services"]

    asyncio.run(main())
    assert emulator.requests == []


def test_a_call_that_waits_for_its_turn_is_cancelled(make_aio: MakeAio) -> None:
    async def main() -> None:
        with StalledServer() as stalled:
            config = awssupport.Config(max_pool_connections=1)
            client = make_aio(endpoint_url=stalled.url, config=config)
            first = asyncio.ensure_future(client.describe_services())
            await in_thread(stalled.reached.wait)
            others = [asyncio.ensure_future(client.describe_services()) for _ in range(20)]
            await asyncio.sleep(0)
            for task in [*others, first]:
                task.cancel()
            ended = await asyncio.gather(first, *others, return_exceptions=True)
            assert {type(end) for end in ended} == {asyncio.CancelledError}
            await in_thread(stalled.ended.wait)

    asyncio.run(main())


def test_before_it_has_begun(make_aio: MakeAio, emulator: Server) -> None:
    async def main() -> None:
        task = asyncio.ensure_future(make_aio().describe_services())
        with pytest.raises(asyncio.CancelledError):
            await cancel(task)

    asyncio.run(main())
    assert emulator.requests == []


def test_waits_between_attempts_end_too(emulator: Server) -> None:
    """The retries' waits are the runtime's own here: nothing stands in for them."""
    from awssupport._awssupport import NativeClient

    native = NativeClient(
        {
            "region_name": "us-east-1",
            "endpoint_url": emulator.url,
            "aws_access_key_id": emulator.access_key_id,
            "aws_secret_access_key": emulator.secret_access_key,
        }
    )
    emulator.script(*["throttle"] * 3)

    async def main() -> None:
        client = AsyncSupport(native)
        task = asyncio.ensure_future(client.describe_services())
        assert await asyncio.to_thread(emulator.wait_for_requests, 1)
        began = time.monotonic()
        with pytest.raises(asyncio.CancelledError):
            await cancel(task)
        assert time.monotonic() - began < TOLERATED

    asyncio.run(main())


def test_attachments_are_let_go(make_aio: MakeAio) -> None:
    data = bytes(5 << 20)
    before = sys.getrefcount(data)

    async def main() -> None:
        with StalledServer(reads=False) as stalled:
            client = make_aio(endpoint_url=stalled.url)
            task = asyncio.ensure_future(
                client.add_attachments_to_set(attachments=[{"data": data}])
            )
            await in_thread(stalled.reached.wait)
            with pytest.raises(asyncio.CancelledError):
                await cancel(task)
            stalled.drain.set()
            await in_thread(stalled.ended.wait)
        later = make_aio()
        deadline = time.monotonic() + 30
        while sys.getrefcount(data) > before and time.monotonic() < deadline:
            await later.describe_severity_levels()

    asyncio.run(main())
    assert sys.getrefcount(data) == before
