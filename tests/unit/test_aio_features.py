"""asyncio as newer Pythons have it: eager tasks, task groups, timeouts, runners, debug mode."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from awssupport.aio import AsyncSupport
from awssupport.emulator import Server
from awssupport.exceptions import ClientError, ParamValidationError

from .processes import run_in_child
from .raw_servers import TIMEOUT, StalledServer

MakeAio = Callable[..., AsyncSupport]

since_311 = pytest.mark.skipif(sys.version_info < (3, 11), reason="came with Python 3.11")
since_312 = pytest.mark.skipif(sys.version_info < (3, 12), reason="came with Python 3.12")
since_314 = pytest.mark.skipif(sys.version_info < (3, 14), reason="came with Python 3.14")

#: The standard library of this Python, which may know more than that of the oldest.
aio: Any = asyncio


async def codes(client: AsyncSupport) -> list[str]:
    answer = await client.describe_severity_levels()
    return [level["code"] for level in answer["severityLevels"]]


ALL_CODES = ["low", "normal", "high", "urgent", "critical"]


# --- eager tasks -------------------------------------------------------------------------------


@since_312
@pytest.mark.parametrize("handlers", [False, True])
@pytest.mark.parametrize("loops", ["asyncio", "uvloop"])
def test_eager_tasks(make_aio: MakeAio, emulator: Server, loops: str, handlers: bool) -> None:
    """They begin before the loop knows them, so that a call's first steps have no task around."""
    run = pytest.importorskip(loops, reason="uvloop is not for Windows").run

    async def main() -> list[Any]:
        asyncio.get_running_loop().set_task_factory(aio.eager_task_factory)
        async with make_aio() as client:
            if handlers:
                client.meta.events.register("before-send", lambda **_: None)
            tasks = [asyncio.create_task(codes(client)) for _ in range(30)]
            refused = asyncio.create_task(client.describe_cases(language=1))  # type: ignore[arg-type]
            found = await asyncio.gather(*tasks)
            with pytest.raises(ParamValidationError):
                await refused
            return found

    assert run(main()) == [ALL_CODES] * 30
    assert len(emulator.requests) == 30


@since_312
def test_an_eager_task_is_cancelled(make_aio: MakeAio) -> None:
    async def main() -> list[str]:
        asyncio.get_running_loop().set_task_factory(aio.eager_task_factory)
        with StalledServer() as stalled:
            client = make_aio(endpoint_url=stalled.url)
            task = asyncio.create_task(client.describe_services())
            assert await asyncio.to_thread(stalled.reached.wait, TIMEOUT)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert await asyncio.to_thread(stalled.ended.wait, TIMEOUT)
        return await codes(make_aio())

    assert asyncio.run(main()) == ALL_CODES


# --- task groups, timeouts, runners ------------------------------------------------------------


@since_311
def test_a_task_group_whose_one_call_is_refused(make_aio: MakeAio) -> None:
    """The others are cancelled, on the network too; the refusal comes out in a group."""

    async def main() -> BaseException:
        client = make_aio()
        with StalledServer() as stalled:
            waiting = make_aio(endpoint_url=stalled.url)
            tasks: list[asyncio.Task[Any]] = []
            try:
                async with aio.TaskGroup() as group:
                    tasks.append(group.create_task(waiting.describe_services()))
                    assert await asyncio.to_thread(stalled.reached.wait, TIMEOUT)
                    group.create_task(client.describe_attachment(attachmentId="none"))
            except BaseException as raised:  # a group of exceptions, which 3.10 does not know
                assert tasks[0].cancelled()
                assert await asyncio.to_thread(stalled.ended.wait, TIMEOUT)
                return raised
        raise AssertionError

    group: Any = asyncio.run(main())
    [error] = group.exceptions
    assert isinstance(error, ClientError)
    assert error.response["Error"]["Code"] == "AttachmentIdNotFound"


@since_311
def test_a_timeout_around_a_call(make_aio: MakeAio, emulator: Server) -> None:
    async def call_until(reached: threading.Event, client: AsyncSupport) -> None:
        """A call whose time is up as soon as the request is there."""
        async with aio.timeout(None) as deadline:
            loop = asyncio.get_running_loop()
            waiting = loop.run_in_executor(None, reached.wait, TIMEOUT)
            waiting.add_done_callback(lambda _: deadline.reschedule(loop.time()))
            await client.describe_services()

    async def main() -> list[str]:
        with StalledServer() as stalled:
            with pytest.raises(TimeoutError):
                await call_until(stalled.reached, make_aio(endpoint_url=stalled.url))
            assert await asyncio.to_thread(stalled.ended.wait, TIMEOUT)
        async with aio.timeout(TIMEOUT):
            return await codes(make_aio())

    assert asyncio.run(main()) == ALL_CODES
    assert len(emulator.requests) == 1


@since_311
def test_a_runner_runs_one_call_after_another(make_aio: MakeAio) -> None:
    client = make_aio()
    with aio.Runner() as runner:
        assert [runner.run(codes(client)) for _ in range(3)] == [ALL_CODES] * 3
    with aio.Runner(debug=True) as runner:
        assert runner.run(codes(client)) == ALL_CODES


def test_threads_of_the_loop_use_clients_of_both_kinds(
    make_aio: MakeAio, make_client: Callable[..., Any]
) -> None:
    """A sync client in `to_thread`, and an asyncio client by loops of such threads."""
    client, sync = make_aio(), make_client()

    async def main() -> list[Any]:
        return await asyncio.gather(
            codes(client),
            *[asyncio.to_thread(asyncio.run, codes(client)) for _ in range(4)],
            *[asyncio.to_thread(lambda: sync.describe_services()["services"]) for _ in range(4)],
        )

    found = asyncio.run(main())
    assert found[:5] == [ALL_CODES] * 5
    assert all(found[5:])


# --- debug mode --------------------------------------------------------------------------------


def test_debug_mode(make_aio: MakeAio, caplog: pytest.LogCaptureFixture) -> None:
    """The loop makes sure that no other thread touches it, and logs what it does not like."""
    client = make_aio()

    async def main() -> list[Any]:
        asyncio.get_running_loop().slow_callback_duration = TIMEOUT  # not what is asked here
        task = asyncio.ensure_future(client.describe_services())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        return await asyncio.gather(*[codes(client) for _ in range(20)])

    with caplog.at_level("WARNING", logger="asyncio"):
        assert asyncio.run(main(), debug=True) == [ALL_CODES] * 20
    assert caplog.records == []


def without_warnings(url: str, secret: str) -> list[int]:
    """Calls and a client that was never awaited on, with asyncio's debug mode and every warning an
    error, the deprecated ones of policies and loops among them."""
    import asyncio
    import gc

    import awssupport.aio

    def make() -> awssupport.aio.AsyncSupport:
        return awssupport.aio.client(
            "support",
            endpoint_url=url,
            region_name="us-east-1",
            aws_access_key_id="AKIDEXAMPLE",
            aws_secret_access_key=secret,
        )

    outside = make()

    async def main() -> int:
        asyncio.get_running_loop().slow_callback_duration = 60  # not what is asked here
        async with make() as inside:
            answers = await asyncio.gather(
                outside.describe_severity_levels(), inside.describe_severity_levels()
            )
        return sum(len(answer["severityLevels"]) for answer in answers)

    found = [asyncio.run(main(), debug=True), asyncio.run(main())]
    gc.collect()
    return found


def test_no_warnings(emulator: Server) -> None:
    options = ("-W", "error", "-X", "dev")
    arguments = (emulator.url, emulator.secret_access_key)
    assert run_in_child(without_warnings, *arguments, options=options) == [10, 10]


# --- context variables, introspection ----------------------------------------------------------


def test_handlers_and_tasks_have_their_own_context(make_aio: MakeAio) -> None:
    """A handler sees the context of the task whose call it is for."""
    from contextvars import ContextVar

    number: ContextVar[int] = ContextVar("number", default=-1)
    seen: list[tuple[int, bool]] = []
    client = make_aio()
    thread = threading.get_ident()

    async def handler(**_kwargs: Any) -> None:
        await asyncio.sleep(0)
        seen.append((number.get(), threading.get_ident() == thread))

    client.meta.events.register("before-send", handler)

    async def call(value: int) -> None:
        number.set(value)
        await client.describe_services()

    async def main() -> None:
        await asyncio.gather(*[call(value) for value in range(10)])

    asyncio.run(main())
    assert sorted(seen) == [(value, True) for value in range(10)]


@since_314
def test_a_waiting_call_is_seen_in_the_call_graph(make_aio: MakeAio) -> None:
    """Debuggers and `asyncio ps` show what a task waits in."""

    async def main() -> str:
        with StalledServer() as stalled:
            client = make_aio(endpoint_url=stalled.url)
            task = asyncio.create_task(client.describe_services())
            assert await asyncio.to_thread(stalled.reached.wait, TIMEOUT)
            graph: str = aio.format_call_graph(task)
            task.cancel()
            await asyncio.wait([task])
        return graph

    assert "_make_api_call" in asyncio.run(main())
