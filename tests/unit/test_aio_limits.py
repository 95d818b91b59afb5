"""Many asyncio calls at once: connections are bounded, and everybody has a turn."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest

import awssupport
from awssupport.aio import AsyncSupport
from awssupport.emulator import Server

from .raw_servers import RawServer, read_request

MakeAio = Callable[..., AsyncSupport]


class OpenConnections(RawServer):
    """Answers every request, and notes how many connections there are at once."""

    def __init__(self) -> None:
        self.most = 0
        self._open = 0
        self._lock = threading.Lock()
        super().__init__()

    def serve(self, connection: socket.socket) -> None:
        with self._lock:
            self._open += 1
            self.most = max(self.most, self._open)
        try:
            while read_request(connection):
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        finally:
            with self._lock:
                self._open -= 1


@pytest.mark.parametrize("limit", [1, 3, 10])
@pytest.mark.parametrize("handlers", [False, True])
def test_connections_are_bounded(make_aio: MakeAio, limit: int, handlers: bool) -> None:
    config = awssupport.Config(max_pool_connections=limit)

    async def main(url: str) -> None:
        client = make_aio(endpoint_url=url, config=config)
        if handlers:
            client.meta.events.register("before-send", lambda **_: None)
        await asyncio.gather(*[client.describe_services() for _ in range(500)])

    with OpenConnections() as server:
        asyncio.run(main(server.url))
        assert 1 <= server.most <= limit


def test_first_come_first_served(make_aio: MakeAio, emulator: Server) -> None:
    client = make_aio(config=awssupport.Config(max_pool_connections=1))

    async def main() -> None:
        calls = []
        for number in range(30):
            calls.append(asyncio.ensure_future(client.resolve_case(caseId=f"case-{number}")))
            await asyncio.sleep(0.002)
        ended = await asyncio.gather(*calls, return_exceptions=True)
        assert {type(end) for end in ended} == {client.exceptions.CaseIdNotFound}

    asyncio.run(main())
    shown = [(request.parameters or {})["caseId"] for request in emulator.requests]
    assert shown == [f"case-{number}" for number in range(30)]


def test_five_hundred_calls_at_once(make_aio: MakeAio, emulator: Server) -> None:
    client = make_aio()

    async def main() -> int:
        calls = [client.describe_severity_levels() for _ in range(500)]
        return len([answer["severityLevels"] for answer in await asyncio.gather(*calls)])

    assert asyncio.run(main()) == 500
    assert len(emulator.requests) == 500


def test_small_calls_are_not_starved_by_uploads(make_aio: MakeAio) -> None:
    """A small call that comes after large ones is done before those that come after it."""
    client = make_aio(config=awssupport.Config(max_pool_connections=2))
    ended: list[str] = []

    async def upload(name: str) -> None:
        await client.add_attachments_to_set(attachments=[{"data": bytes(1 << 20)}])
        ended.append(name)

    async def main() -> None:
        before = [asyncio.ensure_future(upload("before")) for _ in range(4)]
        await asyncio.sleep(0.01)
        small = asyncio.ensure_future(client.describe_services())
        await asyncio.sleep(0.01)
        after = [asyncio.ensure_future(upload("after")) for _ in range(8)]
        await small
        ended.append("small")
        await asyncio.gather(*before, *after)

    asyncio.run(main())
    assert ended.index("small") < len(ended) - 4


def test_cancelled_among_many(make_aio: MakeAio, emulator: Server) -> None:
    client = make_aio(config=awssupport.Config(max_pool_connections=2))

    async def main() -> list[Any]:
        calls = [asyncio.ensure_future(client.describe_services()) for _ in range(60)]
        await asyncio.sleep(0.005)
        for call in calls[::3]:
            call.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await calls[0]
        return await asyncio.gather(*calls, return_exceptions=True)

    ended = asyncio.run(main())
    assert sum(isinstance(end, dict) for end in ended) >= 40
    assert all(isinstance(end, dict | asyncio.CancelledError) for end in ended)
