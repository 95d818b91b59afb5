"""Handlers of an asyncio client: functions and coroutine functions, in the sync client's order."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import awssupport
from awssupport._awssupport import NativeClient
from awssupport.aio import AsyncSupport
from awssupport.emulator import Server
from awssupport.exceptions import ClientError
from awssupport.stub import Stubber
from awssupport.support import Support

MakeAio = Callable[..., AsyncSupport]

EVENTS = ("*", "*.*", "*.*.*", "needs-retry", "before-send", "choose-signer", "before-call")

FILES: Any = [{"fileName": "a", "data": b"hello"}]


def logged(names: list[str]) -> Callable[..., None]:
    def handler(event_name: str, **_: Any) -> None:
        names.append(event_name)

    return handler


def logged_later(names: list[str]) -> Callable[..., Any]:
    async def handler(event_name: str, **_: Any) -> None:
        await asyncio.sleep(0)
        names.append(event_name)

    return handler


@pytest.mark.parametrize("make_handler", [logged, logged_later])
def test_events_are_those_of_the_sync_client(
    make_aio: MakeAio, client: Support, emulator: Server, make_handler: Callable[..., Any]
) -> None:
    sync_events: list[str] = []
    events: list[str] = []
    ours = make_aio()
    for name in ("provide-client-params", *EVENTS, "after-call", "after-call-error"):
        client.meta.events.register(name, logged(sync_events))
        ours.meta.events.register(name, make_handler(events))
    emulator.script("throttle")
    client.add_attachments_to_set(attachments=FILES)
    with pytest.raises(client.exceptions.CaseIdNotFound):
        client.resolve_case(caseId="case-1")
    emulator.script("throttle")

    async def main() -> None:
        await ours.add_attachments_to_set(attachments=FILES)
        with pytest.raises(ours.exceptions.CaseIdNotFound):
            await ours.resolve_case(caseId="case-1")

    asyncio.run(main())
    assert events == sync_events
    assert len(events) > 20


def test_coroutine_handlers_have_their_say(make_aio: MakeAio, emulator: Server) -> None:
    client = make_aio()

    async def add_header(request: Any, **_: Any) -> None:
        await asyncio.sleep(0)
        request.headers["X-Added"] = "by a coroutine"

    async def other_params(params: Any, **_: Any) -> Any:
        await asyncio.sleep(0)
        return {**params, "language": "ja"}

    client.meta.events.register("before-sign", add_header)
    client.meta.events.register("provide-client-params", other_params)
    asyncio.run(_awaited(client.describe_services()))
    [request] = emulator.requests
    assert request.headers["x-added"] == "by a coroutine"
    assert request.parameters == {"language": "ja"}


async def _awaited(awaitable: Any) -> Any:
    return await awaitable


def test_what_a_coroutine_handler_raises(make_aio: MakeAio, emulator: Server) -> None:
    client = make_aio()

    async def refuse(**_: Any) -> None:
        await asyncio.sleep(0)
        raise LookupError("refused")

    client.meta.events.register("before-call", refuse)
    with pytest.raises(LookupError, match=r"^refused$"):
        asyncio.run(_awaited(client.describe_services()))
    assert emulator.requests == []


def test_handlers_call_the_client(make_aio: MakeAio, emulator: Server) -> None:
    client = make_aio(config=awssupport.Config(max_pool_connections=1))

    async def look_first(**_: Any) -> None:
        await client.describe_services()

    client.meta.events.register("before-send.support.CreateCase", look_first)
    asyncio.run(_awaited(client.create_case(subject="s", communicationBody="b")))
    operations = [request.operation for request in emulator.requests]
    assert operations == ["DescribeServices", "CreateCase"]


def test_attachments_with_handlers(make_aio: MakeAio, emulator: Server, tmp_path: Path) -> None:
    client = make_aio()
    client.meta.events.register("before-send", lambda **_: None)
    path = tmp_path / "file"
    path.write_bytes(b"from a path")
    files: Any = [{"data": path}, {"data": io.BytesIO(b"from an object")}, {"data": b"bytes"}]
    answer = asyncio.run(_awaited(client.add_attachments_to_set(attachments=files)))
    stored = [file.data for file in emulator.attachment_set(answer["attachmentSetId"])]
    assert stored == [b"from a path", b"from an object", b"bytes"]


def test_retries_with_handlers(make_aio: MakeAio, emulator: Server) -> None:
    for mode in ("standard", "legacy", "adaptive"):
        client = make_aio(config=awssupport.Config(retries={"mode": mode}))
        client.meta.events.register("before-send", lambda **_: None)
        emulator.script("throttle", "reset")
        answer = asyncio.run(_awaited(client.describe_services()))
        assert answer["ResponseMetadata"]["RetryAttempts"] == 2


def test_stubber(make_aio: MakeAio, emulator: Server) -> None:
    client = make_aio()
    with Stubber(client) as stubber:
        stubber.add_response("create_case", {"caseId": "case-1"})
        stubber.add_client_error("create_case", "Throttled")
        answer = asyncio.run(_awaited(client.create_case(subject="s", communicationBody="b")))
        assert answer["caseId"] == "case-1"
        with pytest.raises(ClientError, match="Throttled"):
            asyncio.run(_awaited(client.create_case(subject="s", communicationBody="b")))
    assert emulator.requests == []


def test_waits_before_retries_are_timers_of_the_runtime(emulator: Server) -> None:
    class NoJitter:
        def random(self) -> float:
            return 0.0

    native = NativeClient(
        {
            "region_name": "us-east-1",
            "endpoint_url": emulator.url,
            "aws_access_key_id": emulator.access_key_id,
            "aws_secret_access_key": emulator.secret_access_key,
            "_seams": NoJitter(),
        }
    )
    ours = AsyncSupport(native)
    ours.meta.events.register("before-send", logged([]))
    emulator.script("throttle")
    answer = asyncio.run(ours.describe_services())
    assert answer["ResponseMetadata"]["RetryAttempts"] == 1


async def coroutine_handler(**_: Any) -> None: ...


def test_what_is_not_awaited_must_be_a_function(client: Support, make_aio: MakeAio) -> None:
    client.meta.events.register("before-call", coroutine_handler)
    with pytest.raises(
        TypeError, match=r"coroutine_handler.*'before-call.support.DescribeServices'"
    ):
        client.describe_services()
    session = awssupport.aio.Session(region_name="us-east-1")
    session.events.register("creating-client-class.support", coroutine_handler)
    with pytest.raises(
        TypeError, match=r"'creating-client-class.support', where nothing is awaited"
    ):
        session.client("support")


def test_a_coroutine_function_for_all_events_is_no_attribute(make_aio: MakeAio) -> None:
    aio = make_aio()
    aio.meta.events.register("*.*.*", coroutine_handler)
    assert not hasattr(aio, "no_such_attribute")
