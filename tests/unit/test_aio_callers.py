"""Where warnings of asyncio calls point, and what the tracebacks of their exceptions show: the line
of the program, however it awaits the call."""

from __future__ import annotations

import asyncio
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

import awssupport
from awssupport.aio import AsyncSupport
from awssupport.exceptions import ClientError, ParamValidationError

MakeAio = Callable[..., AsyncSupport]

Awaiting = Callable[[Coroutine[Any, Any, Any]], Coroutine[Any, Any, Any]]

ENCODED: Any = [{"fileName": "f", "data": b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"}]


async def plainly(call: Coroutine[Any, Any, Any]) -> Any:
    return await call  # the line


async def as_task(call: Coroutine[Any, Any, Any]) -> Any:
    task = asyncio.create_task(call)
    return await task  # the line


async def gathered(call: Coroutine[Any, Any, Any]) -> Any:
    return await asyncio.gather(call)  # the line


async def within_a_time(call: Coroutine[Any, Any, Any]) -> Any:
    return await asyncio.wait_for(call, 30)  # the line


async def shielded(call: Coroutine[Any, Any, Any]) -> Any:
    return await asyncio.shield(call)  # the line


async def as_completed(call: Coroutine[Any, Any, Any]) -> Any:
    for first in asyncio.as_completed([call]):
        return await first  # the line
    return None


AWAITING: list[Awaiting] = [
    *(plainly, as_task, gathered, within_a_time, shielded, as_completed),
]


@pytest.mark.parametrize("handlers", [False, True])
@pytest.mark.parametrize("awaiting", AWAITING)
def test_tracebacks_show_the_await(make_aio: MakeAio, awaiting: Awaiting, handlers: bool) -> None:
    client = make_aio()
    if handlers:
        client.meta.events.register("before-send", lambda **_: None)
    wrong: list[tuple[Coroutine[Any, Any, Any], type[Exception]]] = [
        (client.resolve_case(caseId="case-1"), ClientError),
        (client.resolve_case(caseId=5), ParamValidationError),  # type: ignore[arg-type]
    ]
    for call, expected in wrong:
        with pytest.raises(expected) as raised:
            asyncio.run(awaiting(call))
        frames = traceback.extract_tb(raised.value.__traceback__)
        lines = [frame.line or "" for frame in frames if frame.filename == __file__]
        assert lines[-1].endswith("# the line")
        # What was called can be seen, too.
        assert "_make_api_call" in [frame.name for frame in frames]


@pytest.mark.skipif(sys.version_info < (3, 11), reason="TaskGroup came with Python 3.11")
def test_tracebacks_of_task_groups(make_aio: MakeAio) -> None:
    client = make_aio()

    async def main() -> None:
        group_type: Any = vars(asyncio)["TaskGroup"]
        async with group_type() as group:
            group.create_task(client.resolve_case(caseId="case-1"))

    with pytest.raises(Exception, match="unhandled errors in a TaskGroup") as raised:
        asyncio.run(main())
    frames = traceback.extract_tb(raised.value.__traceback__)
    assert "async with group_type() as group:" in [frame.line for frame in frames]
    group: Any = raised.value
    [error] = group.exceptions
    assert isinstance(error, ClientError)
    names = [frame.name for frame in traceback.extract_tb(error.__traceback__)]
    assert names[:2] == ["call", "_make_api_call"]


@pytest.mark.parametrize("handlers", [False, True])
@pytest.mark.parametrize("awaiting", AWAITING)
def test_warnings_point_into_the_program(
    make_aio: MakeAio, awaiting: Awaiting, handlers: bool
) -> None:
    client = make_aio()
    if handlers:
        client.meta.events.register("before-send", lambda **_: None)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        asyncio.run(awaiting(client.add_attachments_to_set(attachments=ENCODED)))
    [warning] = caught
    assert warning.category is awssupport.DoubleBase64Warning
    assert warning.filename == __file__


def test_a_warning_points_at_the_await_where_there_is_one(make_aio: MakeAio) -> None:
    client = make_aio()

    async def main() -> None:
        await client.add_attachments_to_set(attachments=ENCODED)

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        asyncio.run(main())
    assert caught[0].lineno == main.__code__.co_firstlineno + 1


def test_presigned_urls_warn_as_well(make_aio: MakeAio) -> None:
    client = make_aio()

    async def main() -> None:
        await client.generate_presigned_url(
            "describe_cases", {"nextToken": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"}
        )
        await client.generate_presigned_url("add_attachments_to_set", {"attachments": ENCODED})

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        asyncio.run(main())
    [warning] = caught
    assert (warning.filename, warning.lineno) == (__file__, main.__code__.co_firstlineno + 4)


def test_in_a_program_of_which_nothing_can_be_seen(make_aio: MakeAio) -> None:
    """The loop runs in a thread that has no line of the program's."""
    client = make_aio()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        thread.start()
        call = client.add_attachments_to_set(attachments=ENCODED)
        answer = asyncio.run_coroutine_threadsafe(call, loop).result(30)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(30)
    loop.close()
    assert answer["attachmentSetId"]
    [warning] = caught
    assert warning.filename == sys.modules["asyncio.events"].__file__
