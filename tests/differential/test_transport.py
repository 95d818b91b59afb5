"""Endpoints and settings of the transport; what becomes of faults is in `tests/faults`."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from typing import Any

import botocore.exceptions
import pytest

from .server import ScriptedServer
from .sides import KEYS, Failed, Ok, Pair, add, assert_same_calls, pair


def failure(clients: Pair, *, tail: bool = True, **parameters: Any) -> BaseException:
    """The error both sides raise."""
    reference, _ = assert_same_calls(clients, lambda client: add(client, **parameters), tail=tail)
    assert isinstance(reference, Failed), reference
    return reference.error


@pytest.fixture
def refusing_port() -> Iterator[int]:
    """A port that is taken but on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def elsewhere(url: str, **options: Any) -> contextlib.AbstractContextManager[Pair]:
    """Clients of one attempt for another URL."""
    return pair(
        lambda side: {
            "region_name": "us-east-1",
            "endpoint_url": url,
            "config": side.one_attempt(**options),
            **KEYS,
        }
    )


@pytest.mark.parametrize("path", ["", "/", "/p", "/p?q=1"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_refused(refusing_port: int, scheme: str, path: str) -> None:
    with elsewhere(f"{scheme}://127.0.0.1:{refusing_port}{path}") as clients:
        error = failure(clients)
    assert isinstance(error, botocore.exceptions.EndpointConnectionError)
    assert not isinstance(error, OSError)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:65536", "http://127.0.0.1:99999999", "ftp://127.0.0.1"]
)
def test_unusable_url(url: str) -> None:
    """Ports and schemes are not looked at before the call."""
    with elsewhere(url) as clients:
        failure(clients, tail=False)


@pytest.mark.parametrize("name", ["connect_timeout", "read_timeout"])
@pytest.mark.parametrize("value", [1, 0.5, None, 10**6], ids=repr)
def test_good_timeout(server: ScriptedServer, name: str, value: Any) -> None:
    with elsewhere(server.url, **{name: value}) as clients:
        reference, _ = assert_same_calls(clients, lambda client: bool(add(client)))
    assert isinstance(reference, Ok)


@pytest.mark.parametrize("token", ["a\nb", "a\r\nX-Injected: b"])
def test_header_value_that_cannot_be_sent(server: ScriptedServer, token: str) -> None:
    with pair(
        lambda side: {
            "region_name": "us-east-1",
            "endpoint_url": server.url,
            "config": side.one_attempt(),
            "aws_session_token": token,
            **KEYS,
        }
    ) as clients:
        error = failure(clients, tail=False)
    assert type(error) is botocore.exceptions.HTTPClientError
    assert server.take() == []
