"""What happens when there is no complete answer."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from typing import Any

import botocore.exceptions
import pytest

from .server import Answer, Close, Reset, ScriptedServer, Stall, http, raw
from .sides import KEYS, Failed, Ok, Pair, Side, add, assert_same_calls, pair

HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


def failure(clients: Pair, *, tail: bool = True, **parameters: Any) -> BaseException:
    """The error both sides raise."""
    reference, _ = assert_same_calls(clients, lambda client: add(client, **parameters), tail=tail)
    assert isinstance(reference, Failed), reference
    return reference.error


BROKEN: dict[str, Answer] = {
    "closed at once": raw(Close()),
    "reset at once": raw(Reset()),
    "closed before reading": raw(Close(), read_body=False),
    "garbage": raw(b"garbage\r\n\r\n", Close()),
    "garbage without a line end": raw(b"garbage", Close()),
    "binary garbage": raw(b"\x00\x01\x02\xff\r\n\r\n", Close()),
    "wrong protocol": raw(b"SSH-2.0-OpenSSH\r\n", Close()),
    "status is no number": raw(b"HTTP/1.1 abc OK\r\n\r\n", Close()),
    "status has two digits": raw(b"HTTP/1.1 99 OK\r\n\r\n", Close()),
    "status has four digits": raw(b"HTTP/1.1 2000 OK\r\n\r\n", Close()),
    "head ends early": raw(HEAD[:9], Close()),
    "reset in the head": raw(HEAD, Reset()),
    "reset in the body": raw(HEAD + b"Content-Length: 10\r\n\r\n{}", Reset()),
    "chunk size is no number": raw(CHUNKED + b"xyz\r\n{}\r\n0\r\n\r\n", Close()),
    "chunk is cut": raw(CHUNKED + b"10\r\n{}", Close()),
    "chunks do not end": raw(CHUNKED + b"2\r\n{}\r\n", Close()),
    "chunks end before the first": raw(CHUNKED, Close()),
    "too many headers": http(200, "{}", [(f"X-{n}", "v") for n in range(150)]),
    "header line too long": http(200, "{}", [("X-Long", "v" * 70_000)]),
}


@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN)
def test_broken_answer(server: ScriptedServer, single: Pair, answer: Answer) -> None:
    server.answer(answer)
    error = failure(single)
    assert isinstance(error, botocore.exceptions.ConnectionClosedError)
    assert len(server.take()) == 2


def test_the_client_survives(server: ScriptedServer, single: Pair) -> None:
    server.answer(raw(Reset()), raw(Reset()), http(200, "{}"))
    failure(single)
    reference, _ = assert_same_calls(single, lambda client: list(add(client)))
    assert isinstance(reference, Ok)


@pytest.fixture
def hurried(server: ScriptedServer) -> Iterator[Pair]:
    """Clients that wait a fifth of a second for an answer."""

    def configure(side: Side) -> dict[str, Any]:
        config = side.one_attempt(read_timeout=0.2)
        return {"region_name": "us-east-1", "endpoint_url": server.url, "config": config, **KEYS}

    with pair(configure) as clients:
        yield clients


STALLS = {
    "at once": raw(Stall()),
    "in the status line": raw(b"HTTP/1.1 2", Stall()),
    "in the head": raw(HEAD, Stall()),
    "before the body": raw(HEAD + b"Content-Length: 2\r\n\r\n", Stall()),
    "in the body": raw(HEAD + b"Content-Length: 20\r\n\r\n{}", Stall()),
    "in a chunk": raw(CHUNKED + b"5\r\n{}", Stall()),
    "before the last chunk": raw(CHUNKED + b"2\r\n{}\r\n", Stall()),
    "in an error": raw(b"HTTP/1.1 500 No\r\nContent-Length: 20\r\n\r\n{}", Stall()),
}


@pytest.mark.parametrize("answer", STALLS.values(), ids=STALLS)
def test_stall(server: ScriptedServer, hurried: Pair, answer: Answer) -> None:
    server.answer(answer)
    error = failure(hurried)
    assert isinstance(error, botocore.exceptions.ReadTimeoutError)
    assert isinstance(error, OSError)


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


def test_unknown_host() -> None:
    with elsewhere("http://nonexistent.invalid") as clients:
        error = failure(clients)
    assert isinstance(error, botocore.exceptions.EndpointConnectionError)
    expected = 'Could not connect to the endpoint URL: "http://nonexistent.invalid/"'
    assert str(error) == expected


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:65536", "http://127.0.0.1:99999999", "ftp://127.0.0.1"]
)
def test_unusable_url(url: str) -> None:
    """Ports and schemes are not looked at before the call."""
    with elsewhere(url) as clients:
        failure(clients, tail=False)


def test_connect_timeout() -> None:
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        for _ in range(16):  # fill the backlog: from then on the kernel drops what comes
            filler = stack.enter_context(socket.socket())
            filler.settimeout(0.1)
            try:
                filler.connect(address)
            except TimeoutError:
                break
        else:
            pytest.fail("the backlog cannot be filled")
        with elsewhere(f"http://127.0.0.1:{address[1]}", connect_timeout=0.2) as clients:
            error = failure(clients)
    assert isinstance(error, botocore.exceptions.ConnectTimeoutError)
    assert isinstance(error, OSError)


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
