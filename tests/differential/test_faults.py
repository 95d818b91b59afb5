"""Odd, slow, early and endless answers, as raw bytes over a socket."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import botocore.exceptions
import pytest

from tests.unit.raw_servers import RawServer, read_request

from .server import Answer, Close, ScriptedServer, http, raw
from .sides import (
    KEYS,
    SELF_CHECK,
    SUBJECT,
    Failed,
    Ok,
    Pair,
    add,
    assert_same_calls,
    outcome,
    pair,
)

OK = b"HTTP/1.1 200 OK\r\n"
BODY = b'{"attachmentSetId": "a"}'
LENGTH = b"Content-Length: %d\r\n" % len(BODY)
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n"
CHUNKS = b"\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY)


def with_headers(*lines: bytes) -> Answer:
    """A good answer with these header lines."""
    return raw(OK + b"".join(line + b"\r\n" for line in lines) + LENGTH + b"\r\n" + BODY)


ALIKE: dict[str, Answer] = {
    "HTTP/1.0": raw(b"HTTP/1.0 200 OK\r\n" + LENGTH + b"\r\n" + BODY),
    "HTTP/1.0 to the end": raw(b"HTTP/1.0 200 OK\r\n\r\n" + BODY, Close()),
    "HTTP/1.0 kept": raw(
        b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n" + LENGTH + b"\r\n" + BODY
    ),
    "HTTP/0.9": raw(BODY, Close()),
    "HTTP/2.0": raw(b"HTTP/2.0 200 OK\r\n" + LENGTH + b"\r\n" + BODY, Close()),
    "no reason phrase": raw(b"HTTP/1.1 200\r\n" + LENGTH + b"\r\n" + BODY),
    "binary reason phrase": raw(b"HTTP/1.1 200 \xff\xfe\r\n" + LENGTH + b"\r\n" + BODY),
    "lone line feeds": raw((OK + LENGTH + b"\r\n").replace(b"\r\n", b"\n") + BODY),
    "100 first": raw(b"HTTP/1.1 100 Continue\r\n\r\n" + OK + LENGTH + b"\r\n" + BODY),
    "100 a thousand times": raw(
        b"HTTP/1.1 100 Continue\r\n\r\n" * 1000 + OK + LENGTH + b"\r\n" + BODY
    ),
    "101": raw(b"HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", Close()),
    "length too short": raw(OK + b"Content-Length: 4\r\n\r\n" + BODY, Close()),
    "length too long": raw(OK + b"Content-Length: 100\r\n\r\n" + BODY, Close()),
    "length absurd": raw(OK + b"Content-Length: 9000000000\r\n\r\n" + BODY, Close()),
    "length of 2**63": raw(OK + b"Content-Length: 9223372036854775808\r\n\r\n" + BODY, Close()),
    "length twice": raw(OK + LENGTH + LENGTH + b"\r\n" + BODY),
    "chunks and length": raw(CHUNKED + b"Content-Length: 3\r\n" + CHUNKS),
    "chunks with extensions": raw(CHUNKED + b"\r\n%x;a=b\r\n%b\r\n0;c\r\n\r\n" % (len(BODY), BODY)),
    "chunks with trailers": raw(CHUNKED + b"\r\n%x\r\n%b\r\n0\r\nX: y\r\n\r\n" % (len(BODY), BODY)),
    "huge chunk": raw(CHUNKED + b"\r\nffffffffffffffffff\r\n" + BODY, Close()),
    "unknown coding": raw(OK + b"Transfer-Encoding: gzip\r\n\r\n" + BODY, Close()),
    "204 with a body": raw(b"HTTP/1.1 204 No\r\n" + LENGTH + b"\r\n" + BODY, Close()),
    "304": raw(b"HTTP/1.1 304 No\r\n" + LENGTH + b"\r\n", Close()),
    "999": raw(b"HTTP/1.1 999 X\r\n" + LENGTH + b"\r\n" + BODY),
    "more than was announced": raw(OK + LENGTH + b"\r\n" + BODY + b"HTTP/1.1 500 No\r\n\r\n"),
    "binary value": with_headers(b"X: \xff\xfe"),
    "UTF-8 value": with_headers(b"X: \xe2\x82\xac"),
    "empty value": with_headers(b"X:"),
    "line feed in a line": with_headers(b"X: a\nY: b"),
    "folded line": with_headers(b"X: a\r\n b\r\n\tc"),
    "repeated": with_headers(b"A: 1", b"a: 2", b"A: 3"),
    "repeated request id": with_headers(b"x-amzn-RequestId: r1", b"x-amzn-RequestId: r2"),
    "repeated content type": with_headers(b"Content-Type: a", b"Content-Type: b"),
    "98 and length": with_headers(*(b"X-%d: v" % n for n in range(98))),
    "99 and length": with_headers(*(b"X-%d: v" % n for n in range(99))),
    "10000": with_headers(*(b"X-%d: v" % n for n in range(10_000))),
    "long line": with_headers(b"X: " + b"v" * 60_000),
    "too long a line": with_headers(b"X: " + b"v" * 65_536),
    "too long a name": with_headers(b"X" * 70_000 + b": v"),
}


@pytest.mark.parametrize("answer", ALIKE.values(), ids=ALIKE)
def test_same_as_boto3(server: ScriptedServer, single: Pair, answer: Answer) -> None:
    server.answer(answer)
    assert_same_calls(single, add)
    # Whatever it was, the next call has a connection that works.
    server.answer(http(200, BODY))
    reference, _ = assert_same_calls(single, lambda client: add(client)["attachmentSetId"])
    assert isinstance(reference, Ok)


#: What is no HTTP is refused, where Python's reader makes something of it.
STRICTER: dict[str, Answer] = {
    "length is no number": raw(OK + b"Content-Length: abc\r\n\r\n" + BODY, Close()),
    "length is negative": raw(OK + b"Content-Length: -1\r\n\r\n" + BODY, Close()),
    "length has a sign": raw(OK + b"Content-Length: +24\r\n\r\n" + BODY, Close()),
    "length is empty": raw(OK + b"Content-Length:\r\n\r\n" + BODY, Close()),
    "length beyond numbers": raw(OK + b"Content-Length: " + b"1" * 31 + b"\r\n\r\n", Close()),
    "lengths that differ": raw(OK + LENGTH + b"Content-Length: 3\r\n\r\n" + BODY, Close()),
    "NUL in a value": with_headers(b"X: a\x00b"),
    "control character in a value": with_headers(b"X: a\x01b"),
    "carriage return in a value": with_headers(b"X: a\rb"),
    "blank in a name": with_headers(b"X Y: a"),
    "blank after a name": with_headers(b"X : a"),
    "no name": with_headers(b": a"),
    "no colon": with_headers(b"nonsense"),
    "binary name": with_headers(b"X\xff: a"),
    "chunks in HTTP/1.0": raw(
        b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n" + CHUNKS, Close()
    ),
}


@pytest.mark.skipif(SELF_CHECK, reason="about what awssupport does otherwise")
@pytest.mark.parametrize("answer", STRICTER.values(), ids=STRICTER)
def test_no_http(server: ScriptedServer, single: Pair, answer: Answer) -> None:
    server.answer(answer)
    with pytest.raises(SUBJECT.exceptions.ConnectionClosedError):
        add(single.subject)
    server.answer(http(200, BODY))
    assert add(single.subject)["attachmentSetId"] == "a"


# Redirects, compression ----------------------------------------------------------------------


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
def test_redirects_are_not_followed(server: ScriptedServer, single: Pair, status: int) -> None:
    server.answer(http(status, "", [("Location", f"{server.url}/elsewhere")]))
    reference, _ = assert_same_calls(single, add)
    assert isinstance(reference, Failed)
    assert [request.line for request in server.take()] == ["POST / HTTP/1.1"] * 2


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "identity", "x"])
def test_nothing_is_decompressed(server: ScriptedServer, single: Pair, coding: str) -> None:
    server.answer(http(200, BODY, [("Content-Encoding", coding)]))
    reference, _ = assert_same_calls(single, add)
    assert isinstance(reference, Ok)


# Pace, and early ends ------------------------------------------------------------------------


class Script(RawServer):
    """Does with each connection what it is told to, until its `over` is set."""

    def __init__(self, script: Callable[[socket.socket, threading.Event], None]) -> None:
        self._script = script
        self.over = threading.Event()
        super().__init__()

    def serve(self, connection: socket.socket) -> None:
        """Run the script."""
        self._script(connection, self.over)

    def close(self) -> None:
        """Let the scripts end, too."""
        self.over.set()
        super().close()


@contextlib.contextmanager
def clients_of(server: RawServer, **options: Any) -> Iterator[Pair]:
    """Clients of one attempt, in a hurry unless told otherwise."""
    timeouts = {"connect_timeout": 0.5, "read_timeout": 0.5, **options}
    with pair(
        lambda side: {
            "region_name": "us-east-1",
            "endpoint_url": server.url,
            "config": side.one_attempt(**timeouts),
            **KEYS,
        }
    ) as clients:
        yield clients


def drip(connection: socket.socket, over: threading.Event, data: bytes, pause: float) -> None:
    """Send byte by byte: this is the pace that the test is about, and waits for nothing."""
    for byte in data:
        connection.sendall(bytes([byte]))
        over.wait(pause)


def test_dripping_answers_are_no_silence() -> None:
    """The limit is between two bytes and not for the whole: each takes longer than that."""

    def head(connection: socket.socket, over: threading.Event) -> None:
        read_request(connection)
        drip(connection, over, OK + LENGTH + b"\r\n", 0.02)
        connection.sendall(BODY)

    def body(connection: socket.socket, over: threading.Event) -> None:
        read_request(connection)
        connection.sendall(OK + LENGTH + b"\r\n")
        drip(connection, over, BODY, 0.04)

    def interim(connection: socket.socket, over: threading.Event) -> None:
        read_request(connection)
        for _ in range(8):
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            over.wait(0.1)
        connection.sendall(OK + LENGTH + b"\r\n" + BODY)

    for script in (head, body, interim):
        with Script(script) as server, clients_of(server) as clients:
            reference, _ = assert_same_calls(clients, add)
            assert isinstance(reference, Ok), script


REFUSAL = b'HTTP/1.1 413 No\r\nContent-Length: 16\r\n\r\n{"message": "m"}'


def refuse_and_reset(connection: socket.socket, over: threading.Event) -> None:
    connection.recv(1000)
    connection.sendall(REFUSAL)  # what lies unread makes the close a reset


def refuse_and_close(connection: socket.socket, over: threading.Event) -> None:
    connection.recv(1000)
    connection.sendall(REFUSAL)
    connection.shutdown(socket.SHUT_WR)
    over.wait(0.2)


def refuse_later(connection: socket.socket, over: threading.Event) -> None:
    connection.recv(1000)
    over.wait(0.1)
    connection.sendall(REFUSAL)


def refuse_and_keep(connection: socket.socket, over: threading.Event) -> None:
    connection.recv(1000)
    connection.sendall(REFUSAL)
    over.wait(0.2)


@pytest.mark.parametrize("size", [10, 100_000, 5_000_000])
@pytest.mark.parametrize(
    "script", [refuse_and_reset, refuse_and_close, refuse_later, refuse_and_keep]
)
def test_answers_before_the_upload_ends(
    script: Callable[[socket.socket, threading.Event], None], size: int
) -> None:
    """The service's word is reported, not the broken pipe."""
    data = b"x" * size
    with Script(script) as server, clients_of(server) as clients:
        reference, _ = assert_same_calls(
            clients, lambda client: add(client, attachments=[{"fileName": "f", "data": data}])
        )
    assert isinstance(reference, Failed)
    assert isinstance(reference.error, botocore.exceptions.ClientError)
    assert reference.error.response["Error"]["Code"] == "413"


@pytest.mark.parametrize("size", [10, 100_000, 5_000_000])
def test_connections_that_end_within_the_upload(size: int) -> None:
    def reset(connection: socket.socket, over: threading.Event) -> None:
        connection.recv(1000)

    def close(connection: socket.socket, over: threading.Event) -> None:
        connection.recv(1000)
        connection.shutdown(socket.SHUT_WR)
        over.wait(0.2)

    data = b"x" * size
    for script in (reset, close):
        with Script(script) as server, clients_of(server) as clients:
            reference, _ = assert_same_calls(
                clients, lambda client: add(client, attachments=[{"fileName": "f", "data": data}])
            )
        assert isinstance(reference, Failed)
        assert isinstance(reference.error, botocore.exceptions.ConnectionClosedError)


@pytest.mark.skipif(SELF_CHECK, reason="about what awssupport does otherwise")
def test_uploads_that_nobody_takes() -> None:
    """A read timeout by the read timeout. boto3's sockets have the connect timeout until the
    request is out, and it calls the end of that a closed connection."""

    def stop(connection: socket.socket, over: threading.Event) -> None:
        connection.recv(1000)
        over.wait()

    data = b"x" * 20_000_000

    def call(client: Any) -> Any:
        return add(client, attachments=[{"fileName": "f", "data": data}])

    with Script(stop) as server, clients_of(server, connect_timeout=0.2) as clients:
        reference = outcome(lambda: call(clients.reference))
        assert isinstance(reference, Failed)
        assert isinstance(reference.error, botocore.exceptions.ConnectionClosedError)
        with pytest.raises(SUBJECT.exceptions.ReadTimeoutError):
            call(clients.subject)


# Without end ---------------------------------------------------------------------------------


def endless(head: bytes, piece: bytes) -> Script:
    def script(connection: socket.socket, over: threading.Event) -> None:
        read_request(connection)
        connection.sendall(head)
        while not over.is_set():
            connection.sendall(piece)

    return Script(script)


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (OK, b"X-Name: and its value\r\n"),
        (OK + b"X: ", b"v" * 65_536),
        (b"HTTP/1.1 200 ", b"v" * 65_536),
        (b"", b"v" * 65_536),
    ],
    ids=["headers", "header line", "reason phrase", "status line"],
)
def test_endless_heads(head: bytes, piece: bytes) -> None:
    with endless(head, piece) as server, clients_of(server) as clients:
        reference, _ = assert_same_calls(clients, add)
    assert isinstance(reference, Failed)
    assert isinstance(reference.error, botocore.exceptions.ConnectionClosedError)


@pytest.mark.skipif(SELF_CHECK, reason="about what awssupport does otherwise")
def test_endless_interim_answers() -> None:
    """boto3 reads them for ever."""
    with (
        endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100) as server,
        clients_of(server) as clients,
        pytest.raises(SUBJECT.exceptions.ConnectionClosedError),
    ):
        add(clients.subject)


@pytest.mark.skipif(SELF_CHECK, reason="about what awssupport does otherwise")
@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (OK + b"\r\n", b" " * 65_536),
        (OK + b"Content-Length: 9000000000\r\n\r\n", b" " * 65_536),
        (CHUNKED + b"\r\n", b"10000\r\n" + b" " * 65_536 + b"\r\n"),
        (b"HTTP/1.1 500 No\r\n\r\n", b" " * 65_536),
    ],
    ids=["to the end", "with a length", "in chunks", "of an error"],
)
def test_endless_bodies(head: bytes, piece: bytes) -> None:
    """boto3 reads until there is no memory left."""
    with (
        endless(head, piece) as server,
        clients_of(server) as clients,
        pytest.raises(SUBJECT.exceptions.HTTPClientError) as caught,
    ):
        add(clients.subject)
    assert type(caught.value).__name__ == "HTTPClientError"
    assert "the response is longer than 64 MiB" in str(caught.value)


@pytest.mark.skipif(SELF_CHECK, reason="about what awssupport does otherwise")
@pytest.mark.parametrize("events", [False, True], ids=["plain", "with events"])
@pytest.mark.parametrize("mode", ["standard", "legacy"])
def test_too_large_a_response_is_not_asked_for_again(mode: str, *, events: bool) -> None:
    config = SUBJECT.config(retries={"mode": mode})
    with endless(OK + b"\r\n", b" " * 65_536) as server:
        client = SUBJECT.client(
            region_name="us-east-1", endpoint_url=server.url, config=config, **KEYS
        )
        if events:
            client.meta.events.register("before-send", lambda **_: None)
        with pytest.raises(SUBJECT.exceptions.HTTPClientError, match="longer than 64 MiB"):
            add(client)
        client.close()
        assert len(server._connections) == 1
