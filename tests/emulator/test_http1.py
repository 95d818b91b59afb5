"""Framing: requests from bytes, answers to bytes."""

from __future__ import annotations

import io

import pytest

from awssupport.emulator.http1 import (
    MAX_BODY_BYTES,
    MAX_HEADERS,
    MAX_LINE_BYTES,
    Answer,
    HttpError,
    HttpRequest,
    IncompleteRequest,
    read_request,
    render,
)


def read(raw: bytes) -> HttpRequest | None:
    return read_request(io.BytesIO(raw), lambda: None)


def parsed(raw: bytes) -> HttpRequest:
    request = read(raw)
    assert request is not None
    return request


def refusal(raw: bytes) -> int:
    with pytest.raises(HttpError) as caught:
        read(raw)
    return caught.value.status


def test_request_is_kept_as_it_came() -> None:
    request = parsed(
        b"POST /a%20b//../c?z=1&a HTTP/1.1\r\nHost:h\r\nX-A:  b  c \t\r\nx-a: d\r\n"
        b"Content-Length: 3\r\n\r\nabcNEXT"
    )
    assert (request.method, request.target) == ("POST", "/a%20b//../c?z=1&a")
    assert request.headers == (
        *(("Host", "h"), ("X-A", "b  c"), ("x-a", "d"), ("Content-Length", "3")),
    )
    assert (request.body, request.keep_alive) == (b"abc", True)
    assert request.header("X-a") == "b  c"
    assert request.header("absent") is None


def test_requests_follow_each_other_on_one_stream() -> None:
    stream = io.BytesIO(
        b"POST /1 HTTP/1.1\r\nContent-Length: 2\r\n\r\nab"
        b"POST /2 HTTP/1.1\n\n"
        b"POST /3 HTTP/1.1\r\n\r\n"
    )
    requests = [read_request(stream, lambda: None) for _ in range(4)]
    assert [request and (request.target, request.body) for request in requests] == [
        *(("/1", b"ab"), ("/2", b""), ("/3", b"")),
        None,
    ]


@pytest.mark.parametrize(
    ("version", "connection", "expected"),
    [
        ("1.1", b"", True),
        ("1.1", b"Connection: keep-alive\r\n", True),
        ("1.1", b"Connection: Close\r\n", False),
        ("1.1", b"Connection: te, close\r\n", False),
        ("1.0", b"", False),
    ],
)
def test_keep_alive(version: str, connection: bytes, expected: bool) -> None:
    request = parsed(b"POST / HTTP/" + version.encode() + b"\r\n" + connection + b"\r\n")
    assert request.keep_alive is expected


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("http://host:80", "/"),
        ("http://host/p?q=1", "/p?q=1"),
        ("http://host?q", "/?q"),
        ("//twice", "//twice"),
    ],
)
def test_target_is_path_and_query(target: str, expected: str) -> None:
    assert parsed(f"POST {target} HTTP/1.1\r\n\r\n".encode()).target == expected


@pytest.mark.parametrize(
    "raw",
    [
        b"\r\n",
        b"POST /\r\n\r\n",
        b"POST  / HTTP/1.1\r\n\r\n",
        b"POST / HTTP/2.0\r\n\r\n",
        b"POST /a b HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\r\n\r\n",
        b"POST / HTTP/1.1\r\nno colon\r\n\r\n",
        b"POST / HTTP/1.1\r\nName : v\r\n\r\n",
        b"POST / HTTP/1.1\r\n: v\r\n\r\n",
        b"POST / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 1_0\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length:\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    ],
)
def test_malformed_head(raw: bytes) -> None:
    assert refusal(raw) == 400


def test_transfer_encoding_is_not_supported() -> None:
    head = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"
    assert refusal(head + b"0\r\n\r\n") == 411


def test_size_limits_of_the_head() -> None:
    head = b"POST / HTTP/1.1\r\n"
    assert refusal(b"A" * (MAX_LINE_BYTES + 1)) == 431
    assert refusal(head + b"A: " + b"b" * MAX_LINE_BYTES + b"\r\n\r\n") == 431
    assert refusal(head + b"A: b\r\n" * (MAX_HEADERS + 1) + b"\r\n") == 431
    assert len(parsed(head + b"A: b\r\n" * MAX_HEADERS + b"\r\n").headers) == MAX_HEADERS


def test_size_limit_of_the_body_is_judged_before_it_arrives() -> None:
    head = f"POST / HTTP/1.1\r\nContent-Length: {MAX_BODY_BYTES + 1}\r\n\r\n"
    assert refusal(head.encode()) == 413


@pytest.mark.parametrize(
    "raw",
    [
        *(b"PO", b"POST / HTTP/1.1", b"POST / HTTP/1.1\r\nA: b\r\n"),
        b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab",
    ],
)
def test_request_that_breaks_off(raw: bytes) -> None:
    with pytest.raises(IncompleteRequest):
        read(raw)


def test_end_between_requests_is_no_error() -> None:
    assert read(b"") is None


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (b"Expect: 100-Continue\r\nContent-Length: 1\r\n", 1),
        (b"Expect: 100-continue\r\nContent-Length: 0\r\n", 0),
        (b"Content-Length: 1\r\n", 0),
    ],
)
def test_continue_is_sent_when_waited_for(headers: bytes, expected: int) -> None:
    calls: list[str] = []
    raw = b"POST / HTTP/1.1\r\n" + headers + b"\r\nx"
    assert read_request(io.BytesIO(raw), lambda: calls.append("continue")) is not None
    assert len(calls) == expected


def test_answer_is_framed() -> None:
    raw = render(Answer(200, (("a", "b"),), b"xyz"), keep_alive=True)
    assert raw == b"HTTP/1.1 200 OK\r\na: b\r\ncontent-length: 3\r\n\r\nxyz"


def test_answer_variants() -> None:
    assert render(Answer(599), keep_alive=False) == (
        b"HTTP/1.1 599 \r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    )
    assert render(Answer(204), keep_alive=True) == b"HTTP/1.1 204 No Content\r\n\r\n"
    head_only = render(Answer(200, (), b"xyz"), keep_alive=True, head_only=True)
    assert head_only.endswith(b"content-length: 3\r\n\r\n")
    assert b"content-length: 5" in render(Answer(200, (), b"x"), keep_alive=True, missing_bytes=4)
    own_length = render(Answer(200, (("Content-Length", "9"),), b"x"), keep_alive=True)
    assert own_length.lower().count(b"content-length") == 1
