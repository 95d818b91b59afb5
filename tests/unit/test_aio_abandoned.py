"""Asyncio calls that nobody waits for any more, and that nobody has cancelled."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest

import awssupport
import awssupport.aio
from awssupport.aio import AsyncSupport
from awssupport.aio.wakefulness import kept_awake
from awssupport.emulator import Server

from .raw_servers import StalledServer

MakeAio = Callable[..., AsyncSupport]

ONE = awssupport.Config(max_pool_connections=1)

PATIENCE = 30


def with_handlers(client: AsyncSupport) -> AsyncSupport:
    client.meta.events.register("before-send", lambda **_: None)
    return client


@pytest.fixture(params=[False, True], ids=["plain", "handlers"])
def stalled_client(request: pytest.FixtureRequest, make_aio: MakeAio) -> Any:
    """A server that never answers, and a client of it with one connection."""
    with StalledServer() as stalled:
        client = make_aio(endpoint_url=stalled.url, config=ONE)
        yield stalled, with_handlers(client) if request.param else client


async def reached(stalled: StalledServer) -> None:
    assert await asyncio.to_thread(stalled.reached.wait, PATIENCE)
    stalled.reached.clear()


async def is_free(client: AsyncSupport, stalled: StalledServer) -> None:
    """Another request goes out, over the one connection that there may be."""
    task = asyncio.ensure_future(client.describe_services())
    await reached(stalled)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_a_coroutine_that_is_closed_ends_its_call(
    stalled_client: tuple[StalledServer, AsyncSupport],
) -> None:
    stalled, client = stalled_client

    async def main() -> None:
        call = client.describe_services()
        waited_for = call.send(None)
        while not stalled.reached.is_set():
            await asyncio.sleep(0.001)
            if getattr(waited_for, "done", lambda: False)():
                waited_for = call.send(None)
        stalled.reached.clear()
        call.close()
        assert await asyncio.to_thread(stalled.ended.wait, PATIENCE)
        await is_free(client, stalled)

    asyncio.run(main())


def test_a_loop_that_is_closed_ends_its_calls(
    stalled_client: tuple[StalledServer, AsyncSupport],
) -> None:
    stalled, client = stalled_client

    async def begin() -> asyncio.Future[Any]:
        call = asyncio.ensure_future(client.describe_services())
        await reached(stalled)
        return call

    loop = asyncio.new_event_loop()
    abandoned: Any = loop.run_until_complete(begin())
    abandoned._log_destroy_pending = False
    loop.close()
    assert stalled.ended.wait(PATIENCE)
    asyncio.run(is_free(client, stalled))


def test_closing_the_client_leaves_the_limit_as_it_is(
    stalled_client: tuple[StalledServer, AsyncSupport],
) -> None:
    stalled, client = stalled_client

    async def main() -> None:
        first = asyncio.ensure_future(client.describe_services())
        await reached(stalled)
        await client.close()
        assert client._async_native.free_slot() is None
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        await is_free(client, stalled)

    asyncio.run(main())


def profile(monkeypatch: pytest.MonkeyPatch, directory: Path, program: str) -> None:
    script = directory / "program.py"
    script.write_text(program)
    config = directory / "config"
    config.write_text(f"[default]\ncredential_process = '{sys.executable}' '{script}'\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))


KEYS = '{"Version": 1, "AccessKeyId": "AKIDEXAMPLE", "SecretAccessKey": "secret"}'


def test_a_program_for_credentials_ends_with_the_call_that_waits_for_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, emulator: Server
) -> None:
    begun = tmp_path / "begun"
    # Only the first run has no end.
    program = f"""
import pathlib, threading
if not pathlib.Path({str(begun)!r}).exists():
    pathlib.Path({str(begun)!r}).touch()
    threading.Event().wait()
print({KEYS!r})
"""
    profile(monkeypatch, tmp_path, program)

    async def main() -> None:
        session = awssupport.aio.Session(region_name="us-east-1")
        client = session.client("support", endpoint_url=emulator.url)
        task = asyncio.ensure_future(client.describe_services())
        while not begun.exists():  # noqa: ASYNC110 - a file tells nobody that it is there
            await asyncio.sleep(0.001)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        # It would wait for the first one, as long as that goes on.
        with pytest.raises(awssupport.exceptions.ClientError, match="signature"):
            await asyncio.wait_for(client.describe_services(), PATIENCE)

    asyncio.run(main())


def test_of_first_calls_one_asks_a_session_of_boto3(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, emulator: Server
) -> None:
    log = tmp_path / "log"
    program = f"open({str(log)!r}, 'a').write('x'); print({KEYS!r})"
    profile(monkeypatch, tmp_path, program)

    async def main() -> None:
        session = awssupport.aio.Session.from_boto3(boto3.Session(region_name="us-east-1"))
        client = session.client("support", endpoint_url=emulator.url)
        calls = [client.describe_services() for _ in range(20)]
        await asyncio.gather(*calls, return_exceptions=True)

    asyncio.run(main())
    assert log.read_text() == "x"


def timers(loop: Any) -> list[Any]:
    return [timer for timer in loop._scheduled if not timer.cancelled()]


def test_each_loop_of_the_main_thread_is_kept_awake_as_long_as_it_has_calls() -> None:
    loops = [asyncio.new_event_loop() for _ in range(2)]
    try:
        first, again, second = (kept_awake(loop) for loop in (loops[0], loops[0], loops[1]))
        assert first is again
        assert first is not None
        assert second is not None
        assert [len(timers(loop)) for loop in loops] == [1, 1]
        second.end()
        first.end()
        assert [len(timers(loop)) for loop in loops] == [1, 0]
        first.end()
        assert [len(timers(loop)) for loop in loops] == [0, 0]
    finally:
        for loop in loops:
            loop.close()


def test_a_call_leaves_no_timer_behind(make_aio: MakeAio) -> None:
    client = make_aio()

    async def main() -> list[Any]:
        await client.describe_services()
        return timers(asyncio.get_running_loop())

    assert asyncio.run(main()) == []
