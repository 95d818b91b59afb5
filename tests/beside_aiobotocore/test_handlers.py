"""Handlers of events, as functions and as coroutine functions."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from tests.differential.event_log import EVENTS
from tests.differential.server import ScriptedServer, http

from .both import same, told

THROTTLED = http(400, json.dumps({"__type": "ThrottlingException", "message": "slow"}))
REFUSED = http(400, json.dumps({"__type": "CaseIdNotFound", "message": "gone"}))


def test_plain_and_coroutine_handlers_take_turns(server: ScriptedServer) -> None:
    """The order of events, of the handlers of each, and the names of what each is told."""

    async def main(client: Any) -> Any:
        log: list[Any] = []

        def plain(event_name: str, **kwargs: Any) -> None:
            log.append((event_name, sorted(kwargs)))

        async def later(event_name: str, **_: Any) -> None:
            await asyncio.sleep(0)
            log.append(event_name)

        for event in EVENTS:
            client.meta.events.register(f"{event}.*", later)
            client.meta.events.register_first(event, plain)
            client.meta.events.register_last(event, later, unique_id=f"last-{event}")
        server.answer(THROTTLED, http(200, "{}"), REFUSED)
        await client.describe_cases()
        error = await told(client.resolve_case(caseId="c"))
        return log, error

    log, error = same(main, server.url)
    assert len(log) > 40
    assert error[0] == "CaseIdNotFound"


async def add_header(request: Any, **_: Any) -> None:
    await asyncio.sleep(0)
    request.headers["X-Added"] = "later"


async def other_params(params: Any, **_: Any) -> Any:
    await asyncio.sleep(0)
    return {**params, "language": "ja"}


async def once_more(attempts: int, **_: Any) -> Any:
    await asyncio.sleep(0)
    return 0 if attempts == 1 else None


async def edit_answer(parsed: Any, **_: Any) -> None:
    await asyncio.sleep(0)
    parsed["added"] = True


async def refuse(**_: Any) -> None:
    await asyncio.sleep(0)
    raise LookupError("refused")


@pytest.mark.parametrize(
    ("event", "handler"),
    [
        ("before-sign", add_header),
        ("request-created", add_header),
        ("before-send", add_header),
        ("provide-client-params", other_params),
        ("needs-retry", once_more),
        ("after-call", edit_answer),
        ("before-call", refuse),
        ("after-call", refuse),
        ("needs-retry", refuse),
    ],
)
def test_what_coroutine_handlers_do(server: ScriptedServer, event: str, handler: Any) -> None:
    async def main(client: Any) -> Any:
        server.answer(http(200, '{"services": []}'))
        client.meta.events.register(f"{event}.support.DescribeServices", handler)
        said = await told(client.describe_services())
        sent = [
            (request.body, request.values("x-added"), request.values("amz-sdk-request"))
            for request in server.take()
        ]
        return said, sent

    same(main, server.url)


def test_unregistered_handlers_are_not_called(server: ScriptedServer) -> None:
    async def main(client: Any) -> Any:
        client.meta.events.register("before-call", refuse)
        client.meta.events.unregister("before-call", refuse)
        return (await told(client.describe_services()))[0]

    assert same(main, server.url) == "no error"
