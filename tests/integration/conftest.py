"""Fixtures that make clients of every implementation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from awssupport.emulator import ManualClock, Server, serve

from .implementations import NAMES, Implementation, MakeClient, load


@pytest.fixture(params=NAMES)
def implementation(request: pytest.FixtureRequest) -> Implementation:
    return load(request.param)


@pytest.fixture
def make_client(implementation: Implementation) -> Iterator[MakeClient]:
    """`make_client(server, **options)`: options replace what would suit the server.

    Clients are closed after the test.
    """
    made: list[Any] = []

    def make(server: Server, **options: Any) -> Any:
        arguments = {
            "endpoint_url": server.url,
            "region_name": "us-east-1",
            "aws_access_key_id": server.access_key_id,
            "aws_secret_access_key": server.secret_access_key,
            **options,
        }
        made.append(implementation.client("support", **arguments))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client(make_client: MakeClient, emulator: Server) -> Any:
    """A client with default settings."""
    return make_client(emulator)


@pytest.fixture
def one_attempt(implementation: Implementation) -> Callable[..., Any]:
    """`one_attempt(**options)`: a Config that never tries a second time."""

    def make(**options: Any) -> Any:
        return implementation.config(retries={"total_max_attempts": 1}, **options)

    return make


@pytest.fixture
def single(make_client: MakeClient, emulator: Server, one_attempt: Callable[..., Any]) -> Any:
    """A client that never tries a second time."""
    return make_client(emulator, config=one_attempt())


@pytest.fixture
def clock() -> ManualClock:
    """The time at `server`."""
    return ManualClock(1_700_000_000.25)


@pytest.fixture
def server(clock: ManualClock) -> Iterator[Server]:
    """A service whose time stands still, and where a file goes up in parts of 10 bytes."""
    with serve(clock=clock, part_size_bytes=10) as running:
        yield running


@pytest.fixture
def own(make_client: MakeClient, server: Server) -> Any:
    """A client of `server`."""
    return make_client(server)
