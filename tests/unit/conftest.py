"""Fixtures for tests of what boto3 does not have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import awssupport
import awssupport.aio
from awssupport.aio import AsyncSupport
from awssupport.emulator import Server

MakeClient = Callable[..., Any]


@pytest.fixture
def make_client(emulator: Server) -> Iterator[MakeClient]:
    """`make_client(**options)`: options replace what would suit the emulator.

    Clients are closed after the test.
    """
    made: list[Any] = []

    def make(**options: Any) -> Any:
        arguments: dict[str, Any] = {
            "endpoint_url": emulator.url,
            "region_name": "us-east-1",
            "aws_access_key_id": emulator.access_key_id,
            "aws_secret_access_key": emulator.secret_access_key,
            **options,
        }
        made.append(awssupport.client("support", **arguments))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client(make_client: MakeClient) -> Any:
    """A client of the emulator."""
    return make_client()


@pytest.fixture
def single(make_client: MakeClient) -> Any:
    """A client of the emulator that makes one attempt of each call."""
    return make_client(config=awssupport.Config(retries={"total_max_attempts": 1}))


@pytest.fixture
def attach(client: Any, emulator: Server) -> Callable[..., list[bytes]]:
    """`attach(*data)`: one call with these attachments; gives what the service then holds.

    The service has checked the signature, and that the lengths it was told are right.
    """

    def call(*data: Any) -> list[bytes]:
        files = [{"fileName": f"{n}.bin", "data": item} for n, item in enumerate(data)]
        answer = client.add_attachments_to_set(attachments=files)
        stored = emulator.attachment_set(answer["attachmentSetId"])
        request = emulator.requests[-1]
        assert request.status == 200
        assert request.parameters == {
            "attachments": [{"fileName": file.file_name, "data": len(file.data)} for file in stored]
        }
        assert "transfer-encoding" not in request.headers
        return [file.data for file in stored]

    return call


@pytest.fixture
def nothing_sent(emulator: Server) -> Iterator[None]:
    """Fails the test if a request arrives, whole or refused."""
    yield
    assert emulator.requests == []
    assert emulator.attachment_sets == {}


@pytest.fixture
def make_aio(emulator: Server) -> Callable[..., AsyncSupport]:
    """`make_aio(**options)`: an asyncio client; options replace what would suit the emulator."""

    def make(**options: Any) -> AsyncSupport:
        arguments: dict[str, Any] = {
            "endpoint_url": emulator.url,
            "region_name": "us-east-1",
            "aws_access_key_id": emulator.access_key_id,
            "aws_secret_access_key": emulator.secret_access_key,
            **options,
        }
        return awssupport.aio.client("support", **arguments)

    return make
