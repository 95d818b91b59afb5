"""What an event loop's thread is spared: reading files, hashing, base64, and all that waits."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from awssupport.aio import AsyncSupport
from awssupport.emulator import Server

MakeAio = Callable[..., AsyncSupport]

LARGE = 1 << 20

SMALL_FILE: Any = [{"fileName": "f", "data": b"small"}]
LARGE_FILE: Any = [{"fileName": "f", "data": bytes(LARGE)}]


class Watched:
    """A native client whose methods note the threads that they are called on."""

    def __init__(self, native: Any, threads: dict[str, list[threading.Thread]]) -> None:
        self._native = native
        self._threads = threads

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._native, name)
        if not callable(found):
            return found

        def call(*args: Any, **kwargs: Any) -> Any:
            self._threads.setdefault(name, []).append(threading.current_thread())
            return found(*args, **kwargs)

        return call


def watched(client: AsyncSupport) -> dict[str, list[threading.Thread]]:
    threads: dict[str, list[threading.Thread]] = {}
    parts: Any = client
    parts._native = Watched(client._native, threads)
    parts._async_native = Watched(client._async_native, threads)
    return threads


def on_loop(threads: dict[str, list[threading.Thread]], name: str) -> bool:
    [thread] = threads[name]
    return thread is threading.main_thread()


@pytest.mark.parametrize("large", [False, True])
def test_stages_of_calls_with_handlers(make_aio: MakeAio, emulator: Server, large: bool) -> None:
    client = make_aio()
    client.meta.events.register("before-send", lambda **_: None)
    threads = watched(client)

    async def main() -> Any:
        return await client.add_attachments_to_set(attachments=LARGE_FILE if large else SMALL_FILE)

    answer = asyncio.run(main())
    # What is small is done at once: handing it to a thread would take longer.
    assert on_loop(threads, "build_request") is not large
    assert on_loop(threads, "sign_request") is not large
    [stored] = emulator.attachment_set(answer["attachmentSetId"])
    assert len(stored.data) == (LARGE if large else 5)


@pytest.mark.parametrize("large", [False, True])
def test_answers_of_calls_with_handlers(make_aio: MakeAio, emulator: Server, large: bool) -> None:
    client = make_aio()
    client.meta.events.register("before-send", lambda **_: None)
    body = json.dumps({"services": [{"name": "n" * 400}] * (1000 if large else 1)}).encode()

    class Response:
        status_code = 200
        headers: dict[str, str] = {}  # noqa: RUF012 - nobody changes it
        content = body

    client.meta.events.register("before-send", lambda **_: Response())
    threads = watched(client)
    answer = asyncio.run(awaited(client.describe_services()))
    assert len(answer["services"]) == (1000 if large else 1)
    assert on_loop(threads, "parse_response") is not large
    assert emulator.requests == []


async def awaited(awaitable: Any) -> Any:
    return await awaitable


@pytest.mark.parametrize("handlers", [False, True])
def test_files_are_read_elsewhere(
    make_aio: MakeAio, emulator: Server, tmp_path: Path, handlers: bool
) -> None:
    class File(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            threads.append(threading.current_thread())
            return super().read(size)

    threads: list[threading.Thread] = []
    path = tmp_path / "file"
    path.write_bytes(b"from a path")
    client = make_aio()
    if handlers:
        client.meta.events.register("before-send", lambda **_: None)
    called = watched(client)
    files: Any = [{"data": File(b"from an object")}, {"data": path}]
    answer = asyncio.run(awaited(client.add_attachments_to_set(attachments=files)))
    stored = [file.data for file in emulator.attachment_set(answer["attachmentSetId"])]
    assert stored == [b"from an object", b"from a path"]
    assert threads
    assert threading.main_thread() not in threads
    assert not on_loop(called, "read_params")
    if handlers:  # where the path's content is read
        assert not on_loop(called, "build_request")


@pytest.mark.parametrize("handlers", [False, True])
def test_the_loops_own_threads_are_left_alone(make_aio: MakeAio, handlers: bool) -> None:
    """They may all be busy with what waits for this very call."""
    client = make_aio()
    if handlers:
        client.meta.events.register("before-send", lambda **_: None)

    def refuse(*_: Any) -> Any:
        raise AssertionError("the event loop's executor was used")

    async def main() -> None:
        loop: Any = asyncio.get_running_loop()
        loop.run_in_executor = refuse
        files: Any = [{"data": io.BytesIO(bytes(LARGE))}]
        await client.add_attachments_to_set(attachments=files)
        await client.generate_presigned_url("describe_cases")

    asyncio.run(main())


@pytest.mark.parametrize("handlers", [False, True])
def test_a_file_that_raises_stop_iteration(make_aio: MakeAio, handlers: bool) -> None:
    """An await cannot raise it: the task would wait for ever."""

    class File(io.BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            raise StopIteration("nothing left")

    client = make_aio()
    if handlers:
        client.meta.events.register("before-send", lambda **_: None)

    async def main() -> None:
        files: Any = [{"data": File()}]
        await asyncio.wait_for(client.add_attachments_to_set(attachments=files), 30)

    with pytest.raises(RuntimeError, match=r"^coroutine raised StopIteration$") as raised:
        asyncio.run(main())
    assert isinstance(raised.value.__cause__, StopIteration)


@pytest.fixture
def ticks() -> Iterator[Callable[[], int]]:
    """How often another thread has had the interpreter, which nobody takes from anybody."""
    count = 0
    going = True

    def run() -> None:
        nonlocal count
        while going:
            count += 1
            time.sleep(0)  # gives the interpreter away

    before = sys.getswitchinterval()
    sys.setswitchinterval(3600)
    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield lambda: count
    finally:
        going = False
        sys.setswitchinterval(before)
        thread.join()


def let_others_run(ticks: Callable[[], int], work: Callable[[], Any]) -> bool:
    """Whether another thread had the interpreter during one of some tries."""
    for _ in range(50):
        before = ticks()
        work()
        if ticks() > before:
            return True
    return False


def test_nobody_else_has_the_interpreter_unless_it_is_given_away(ticks: Callable[[], int]) -> None:
    assert not let_others_run(ticks, lambda: sum(range(1000)))


def test_the_interpreter_is_free_for_the_event_loop(
    make_aio: MakeAio, ticks: Callable[[], int]
) -> None:
    client = make_aio()
    native, own = client._native, client._async_native
    params: Any = {"attachments": [{"data": bytes(5 << 20)}]}

    def build() -> Any:
        return own.build_request(own.read_params("AddAttachmentsToSet", params))

    url, headers, body = build()
    case = {"caseId": "c", "subject": "s" * 100}
    cases = json.dumps({"cases": [case] * 20_000}).encode()
    data = base64.b64encode(bytes(5 << 20)).decode()
    attachment = json.dumps({"attachment": {"data": data}}).encode()
    assert let_others_run(ticks, build)
    assert let_others_run(ticks, lambda: native.sign_request(url, headers, body))
    assert let_others_run(ticks, lambda: native.parse_response("DescribeCases", 200, [], cases))
    assert let_others_run(
        ticks, lambda: native.parse_response("DescribeAttachment", 200, [], attachment)
    )
