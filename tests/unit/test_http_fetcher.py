"""Plain HTTP for the package's own code: any method, any URL, once."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from awssupport import exceptions
from awssupport._awssupport import HttpFetcher
from tests.differential.server import Close, ScriptedServer, Stall, http, raw, running

from .raw_servers import StalledServer

FAST: dict[str, Any] = {"connect_timeout": 2, "read_timeout": 0.05}


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with running() as made:
        yield made


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"])
def test_methods_and_urls_are_sent_as_they_are(server: ScriptedServer, method: str) -> None:
    server.answer(http(200, b"" if method == "HEAD" else b"hello", [("X-Name", "v\xe9")]))
    headers = [("x-aws-ec2-metadata-token-ttl-seconds", "21600"), ("Accept", "application/json")]
    answer = HttpFetcher({}).fetch(method, f"{server.url}/latest/api?a=b%20c&d", headers)
    status, received, body = answer
    assert (status, body) == (200, b"" if method == "HEAD" else b"hello")
    assert ("x-name", "v\xe9") in received
    request = server.take_one()
    assert request.line == f"{method} /latest/api?a=b%20c&d HTTP/1.1"
    assert request.value("x-aws-ec2-metadata-token-ttl-seconds") == "21600"
    assert request.value("accept") == "application/json"
    assert request.value("host") == f"127.0.0.1:{server.port}"
    assert not request.values("authorization")
    assert not request.values("transfer-encoding")
    assert request.values("content-length") == (["0"] if method in {"POST", "PUT"} else [])


@pytest.mark.parametrize("body", [b"", b"Action=AssumeRole&Version=2011-06-15", b"x" * 300_000])
def test_bodies_have_a_length(server: ScriptedServer, body: bytes) -> None:
    HttpFetcher({}).fetch("POST", server.url, [("Content-Length", "7")], body)
    request = server.take_one()
    assert request.body == body
    assert request.values("content-length") == [str(len(body))]


@pytest.mark.parametrize("status", [301, 401, 404, 500, 503])
def test_any_status_is_an_answer(server: ScriptedServer, status: int) -> None:
    server.answer(http(status, b"why", [("Location", f"{server.url}/elsewhere")]))
    status_of_answer, _, body = HttpFetcher({}).fetch("GET", server.url, [])
    assert (status_of_answer, body) == (status, b"why")
    assert len(server.take()) == 1


def test_connections_are_kept_until_the_fetcher_is_closed(server: ScriptedServer) -> None:
    fetcher = HttpFetcher({})
    for _ in range(2):
        fetcher.fetch("GET", server.url, [])
    fetcher.close()
    fetcher.fetch("GET", server.url, [])
    first, second, third = (request.connection for request in server.take())
    assert first == second != third


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (raw(Close()), exceptions.ConnectionClosedError),
        (raw(b"garbage\r\n\r\n"), exceptions.ConnectionClosedError),
        (raw(Stall()), exceptions.ReadTimeoutError),
        (
            raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", Stall()),
            exceptions.ReadTimeoutError,
        ),
    ],
    ids=["closed", "garbage", "silent", "half"],
)
def test_without_an_answer_it_raises_what_calls_raise(
    server: ScriptedServer, answer: Any, error: type[Exception]
) -> None:
    server.answer(answer)
    with pytest.raises(error) as caught:
        HttpFetcher(FAST).fetch("GET", f"{server.url}/path", [])
    assert f"{server.url}/path" in str(caught.value)
    assert len(server.take()) == 1


def test_bodies_have_the_limit_of_calls(server: ScriptedServer) -> None:
    largest = 64 * 1024 * 1024
    server.answer(http(200, bytes(largest)))
    assert len(HttpFetcher({}).fetch("GET", server.url, [])[2]) == largest
    server.answer(http(200, bytes(largest + 1)))
    with pytest.raises(exceptions.HTTPClientError, match="longer than 64 MiB"):
        HttpFetcher({}).fetch("GET", server.url, [])


def test_nobody_listening() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(exceptions.EndpointConnectionError, match=url):
        HttpFetcher({}).fetch("GET", url, [])


def test_tls_is_checked_by_the_same_options(
    certificate_authority: trustme.CA, tls_context: ssl.SSLContext, tmp_path: Path
) -> None:
    bundle = tmp_path / "ca.pem"
    certificate_authority.cert_pem.write_to_path(bundle)
    with running(tls_context) as secure, running() as plain:
        fetcher = HttpFetcher({"verify": str(bundle)})
        assert fetcher.fetch("GET", plain.url, [])[0] == 200
        assert fetcher.fetch("GET", secure.url, [])[0] == 200
        assert HttpFetcher({"verify": False}).fetch("GET", secure.url, [])[0] == 200
        with pytest.raises(exceptions.SSLError):
            HttpFetcher({}).fetch("GET", secure.url, [])


def test_user_names_and_passwords_are_neither_sent_nor_shown(server: ScriptedServer) -> None:
    url = f"http://user:secret@127.0.0.1:{server.port}/"
    HttpFetcher({}).fetch("GET", url, [])
    assert not server.take_one().values("authorization")
    server.answer(raw(Close()))
    with pytest.raises(exceptions.ConnectionClosedError) as caught:
        HttpFetcher({}).fetch("GET", url, [])
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("method", "url", "headers", "error"),
    [
        ("GE T", "http://127.0.0.1:1/", [], ValueError),
        ("", "http://127.0.0.1:1/", [], ValueError),
        ("GET", "no url", [], ValueError),
        ("GET", "ftp://127.0.0.1/", [], exceptions.BotoCoreError),
        ("GET", "http://127.0.0.1:1/", [("X-A", "1\r\nX-Evil: 2")], exceptions.HTTPClientError),
        ("GET", "http://127.0.0.1:1/", [("X A", "1")], exceptions.HTTPClientError),
    ],
)
def test_what_cannot_be_sent_is_refused(
    method: str, url: str, headers: list[tuple[str, str]], error: type[Exception]
) -> None:
    with pytest.raises(error) as caught:
        HttpFetcher({}).fetch(method, url, headers)
    assert "Evil" not in str(caught.value)


def test_options_of_the_wrong_type_are_refused() -> None:
    with pytest.raises(TypeError, match="read_timeout"):
        HttpFetcher({"read_timeout": "soon"})


def test_an_interrupt_ends_it() -> None:
    with StalledServer() as server:

        def interrupt() -> None:
            server.reached.wait(30)
            os.kill(os.getpid(), signal.SIGINT)

        thread = threading.Thread(target=interrupt)
        thread.start()
        with pytest.raises(KeyboardInterrupt):
            HttpFetcher({}).fetch("POST", server.url, [], b"x")
        thread.join()
        assert server.ended.wait(30)
