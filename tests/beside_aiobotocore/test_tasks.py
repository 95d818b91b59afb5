"""Calls as coroutines and tasks: when errors come, cancellation, many at once, closing."""

from __future__ import annotations

import asyncio
import json
import socket
from typing import Any

import botocore.exceptions
import pytest

from tests.differential.server import ScriptedServer, http
from tests.unit.raw_servers import CountingServer, StalledServer

from .both import AIOBOTOCORE, AWSSUPPORT, Library, run, same, told

LIBRARIES = pytest.mark.parametrize("library", [AIOBOTOCORE, AWSSUPPORT], ids=lambda one: one.name)


def test_errors_come_at_the_await(server: ScriptedServer) -> None:
    async def main(client: Any) -> Any:
        return await told(client.create_case(subject=5, unknown=1))

    name, text = same(main, server.url)
    assert name == "ParamValidationError"
    assert 'Unknown parameter in input: "unknown"' in text
    assert server.take() == []


def test_arguments_by_position() -> None:
    """aiobotocore refuses them at once; awssupport, as everything, at the await."""

    async def theirs(client: Any) -> None:
        client.describe_services("en")

    async def ours(client: Any) -> None:
        await client.describe_services("en")

    for library, main in ((AIOBOTOCORE, theirs), (AWSSUPPORT, ours)):
        with pytest.raises(TypeError, match=r"^describe_services\(\) only accepts keyword arg"):
            run(library, main)


def test_modelled_and_other_errors(server: ScriptedServer) -> None:
    known = http(400, json.dumps({"__type": "CaseIdNotFound", "message": "gone"}))
    other = http(400, json.dumps({"__type": "SubscriptionRequiredException", "message": "pay"}))

    async def main(client: Any) -> Any:
        server.answer(known)
        with pytest.raises(client.exceptions.CaseIdNotFound) as modelled:
            await client.resolve_case(caseId="c")
        server.answer(other)
        with pytest.raises(client.exceptions.ClientError) as unmodelled:
            await client.resolve_case(caseId="c")
        assert isinstance(modelled.value, botocore.exceptions.ClientError)
        return [(e.value.response, e.value.operation_name) for e in (modelled, unmodelled)]

    assert same(main, server.url)[0][0]["message"] == "gone"


async def reached(server: StalledServer) -> None:
    assert await asyncio.to_thread(server.reached.wait, 30)


async def ended(server: StalledServer) -> None:
    assert await asyncio.to_thread(server.ended.wait, 30)


@LIBRARIES
def test_a_cancelled_call_closes_its_connection(library: Library) -> None:
    async def main(client: Any) -> None:
        call = asyncio.ensure_future(client.describe_services())
        await reached(server)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await ended(server)

    with StalledServer() as server:
        run(library, main, server.url)


class SleepingServer(CountingServer):
    """Answers no request before it is told to."""

    def __init__(self) -> None:
        self.awake = False
        super().__init__()

    def serve(self, connection: socket.socket) -> None:
        if self.awake:
            super().serve(connection)
        else:
            while connection.recv(1 << 16):
                pass


@LIBRARIES
def test_the_client_goes_on_after_a_call_that_took_too_long(library: Library) -> None:
    async def main(client: Any) -> Any:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(client.describe_services(), 0.2)
        server.awake = True
        return (await client.describe_services())["ResponseMetadata"]["RetryAttempts"]

    with SleepingServer() as server:
        assert run(library, main, server.url, max_pool_connections=1) == 0


@LIBRARIES
def test_many_at_once_share_the_connections(library: Library) -> None:
    async def main(client: Any) -> int:
        answers = await asyncio.gather(*[client.describe_services() for _ in range(60)])
        return sum(answer["ResponseMetadata"]["HTTPStatusCode"] == 200 for answer in answers)

    with CountingServer() as server:
        assert run(library, main, server.url, max_pool_connections=4) == 60
        assert sum(server.requests) == 60
        assert len(server.requests) <= 4


def test_a_group_of_which_one_fails(server: ScriptedServer) -> None:
    refusal = http(400, json.dumps({"__type": "AccessDeniedException", "message": "no"}))

    async def main(client: Any) -> Any:
        server.answer(http(200, "{}"), refusal, http(200, "{}"))
        calls = [client.describe_services() for _ in range(3)]
        done = await asyncio.gather(*calls, return_exceptions=True)
        return sorted(type(one).__name__ for one in done)

    assert same(main, server.url) == ["ClientError", "dict", "dict"]


@LIBRARIES
def test_leaving_the_context_closes_connections(library: Library) -> None:
    async def main(client: Any) -> int:
        return len(await client.describe_services())

    with CountingServer() as server:
        assert run(library, main, server.url) == 1
        for thread in server._threads:
            thread.join(30)
            assert not thread.is_alive()


@LIBRARIES
def test_what_the_block_raises_comes_out_of_it(library: Library) -> None:
    async def main(client: Any) -> None:
        await client.describe_services()
        raise LookupError("from the block")

    with CountingServer() as server, pytest.raises(LookupError, match=r"^from the block$"):
        run(library, main, server.url)


def test_presigned_urls_are_awaited() -> None:
    async def main(client: Any) -> Any:
        url = await client.generate_presigned_url(
            "describe_cases", {"maxResults": 10}, ExpiresIn=60
        )
        return [part for part in url.split("&") if "Signature" not in part and "Date" not in part]

    assert len(same(main)) > 3
