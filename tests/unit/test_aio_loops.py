"""Event loops of an asyncio client: several, one after another, others than asyncio's, forks."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from awssupport.aio import AsyncSupport
from awssupport.emulator import Server

from .processes import run_in_child

MakeAio = Callable[..., AsyncSupport]


def uvloop_run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    uvloop = pytest.importorskip("uvloop", reason="uvloop is not for Windows")
    return uvloop.run(coroutine)


RUNNERS = [asyncio.run, uvloop_run]


async def codes(client: AsyncSupport, calls: int = 20) -> set[str]:
    answers = await asyncio.gather(*[client.describe_severity_levels() for _ in range(calls)])
    return {level["code"] for answer in answers for level in answer["severityLevels"]}


ALL_CODES = {"low", "normal", "high", "urgent", "critical"}


@pytest.mark.parametrize("runner", RUNNERS)
def test_one_loop_after_another(make_aio: MakeAio, runner: Callable[..., Any]) -> None:
    client = make_aio()
    for _ in range(3):
        assert runner(codes(client)) == ALL_CODES


@pytest.mark.parametrize("runner", RUNNERS)
def test_loops_in_threads_share_a_client(make_aio: MakeAio, runner: Callable[..., Any]) -> None:
    client = make_aio()
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: runner(codes(client, 50)), range(8)))
    assert found == [ALL_CODES] * 8


def test_threads_do_not_grow_with_calls(make_aio: MakeAio) -> None:
    client = make_aio()

    def threads() -> int:
        return len(list(Path("/proc/self/task").iterdir()))

    async def main() -> list[int]:
        await codes(client)
        before = threads()
        await codes(client, 300)
        return [before, threads()]

    if sys.platform != "linux":
        pytest.skip("/proc is Linux's")
    before, after = asyncio.run(main())
    # The emulator has a thread for each of the client's connections, of which there are ten.
    assert after - before <= 10
    assert threading.active_count() < 40


def test_a_loop_closed_with_calls_under_way(make_aio: MakeAio) -> None:
    client = make_aio()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    task = loop.create_task(codes(client))
    loop.run_until_complete(asyncio.sleep(0))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        loop.run_until_complete(task)
    loop.close()
    asyncio.set_event_loop(None)
    assert asyncio.run(codes(client)) == ALL_CODES


def abandoned(url: str, secret: str) -> int:
    """A loop is closed while calls are under way, which nobody has cancelled."""
    import asyncio

    import awssupport.aio

    client = awssupport.aio.client(
        "support",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key=secret,
    )
    loop = asyncio.new_event_loop()
    loop.set_debug(False)
    task = loop.create_task(client.describe_services())
    loop.run_until_complete(asyncio.sleep(0))
    task._log_destroy_pending = False  # type: ignore[attr-defined]
    loop.close()
    # The client's next answer comes after what was left of the other.
    return len([asyncio.run(client.describe_services()) for _ in range(20)])


def test_a_loop_closed_without_cancelling_is_left_in_peace(emulator: Server) -> None:
    assert run_in_child(abandoned, emulator.url, emulator.secret_access_key) == 20


def forked(url: str, secret: str, used_before: bool) -> list[list[str]]:
    """What a child's calls give, and the parent's afterwards."""
    import asyncio
    import json
    import os

    import awssupport.aio

    client = awssupport.aio.client(
        "support",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key=secret,
    )

    def codes() -> list[str]:
        answer = asyncio.run(client.describe_severity_levels())
        return [level["code"] for level in answer["severityLevels"]]

    def in_a_fork(depth: int) -> list[list[str]]:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                found = [codes()] + (in_a_fork(depth - 1) if depth else [])
                os.write(writing, json.dumps(found).encode())
                status = 0
            finally:
                os._exit(status)
        os.close(writing)
        with os.fdopen(reading) as file:
            found = json.loads(file.read())
        _, status = os.waitpid(child, 0)
        assert status == 0
        return list(found)

    found = [codes()] if used_before else []
    return [*found, *in_a_fork(1), codes()]


@pytest.mark.skipif(sys.platform not in {"linux", "darwin"}, reason="there is no fork here")
@pytest.mark.parametrize("used_before", [False, True])
def test_forks(emulator: Server, used_before: bool) -> None:
    # Python 3.12 and later warn of forks in processes with threads, rightly.
    options = ("-W", "error", "-W", "ignore:This process:DeprecationWarning")
    arguments = (emulator.url, emulator.secret_access_key, used_before)
    found = run_in_child(forked, *arguments, options=options)
    assert [set(codes) for codes in found] == [ALL_CODES] * (4 if used_before else 3)
    assert len(emulator.requests) == len(found)
