"""Connections that cannot be made, and answers that end too early or are none."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator

from tests.differential.server import Answer, Close, Read, Reset, raw

from .fault import CLOSED, GOOD, Better, Fault, Peer, Play
from .peers import answers, greeting
from .stage import Stage

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


@contextlib.contextmanager
def refused(stage: Stage) -> Iterator[Peer]:
    """A port that is taken but on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        yield Peer(stage.plain, f"http://127.0.0.1:{port}", lambda: None, None)


def unknown_host(url: str) -> Play:
    """A name that stands for no host: RFC 2606 keeps it so."""

    @contextlib.contextmanager
    def play(stage: Stage) -> Iterator[Peer]:
        yield Peer(stage.plain, url, lambda: None, None)

    return play


BROKEN: dict[str, tuple[str, Answer]] = {
    "closed after the request": ("without a word", raw(Close())),
    "reset after the request": ("without a word", raw(Reset())),
    "closed before the request was read": ("and reset by that", raw(Reset(), read_body=False)),
    "closed in the status line": ("after `HTTP/1.1 `", raw(OK[:9], Close())),
    "reset in the head": ("before its last line", raw(OK, Reset())),
    "closed in the body": ("2 of 10 bytes", raw(OK + b"Content-Length: 10\r\n\r\n{}", Close())),
    "reset in the body": ("2 of 10 bytes", raw(OK + b"Content-Length: 10\r\n\r\n{}", Reset())),
    "closed in a chunk": ("2 of 16 bytes", raw(CHUNKED + b"10\r\n{}", Close())),
    "closed between chunks": ("there is no last chunk", raw(CHUNKED + b"2\r\n{}\r\n", Close())),
    "closed before the first chunk": ("after the head", raw(CHUNKED, Close())),
    "chunk size is no number": ("`xyz`", raw(CHUNKED + b"xyz\r\n{}\r\n0\r\n\r\n", Close())),
    "garbage": ("a line of text", raw(b"garbage\r\n\r\n", Close())),
    "binary garbage": ("NUL and the like", raw(b"\x00\x01\x02\xff\r\n\r\n", Close())),
    "another protocol": ("a server of SSH", raw(b"SSH-2.0-OpenSSH\r\n", Close())),
    "status is no number": ("`HTTP/1.1 abc OK`", raw(b"HTTP/1.1 abc OK\r\n\r\n", Close())),
    "status has two digits": ("`HTTP/1.1 99 OK`", raw(b"HTTP/1.1 99 OK\r\n\r\n", Close())),
    "status has four digits": ("`HTTP/1.1 2000 OK`", raw(b"HTTP/1.1 2000 OK\r\n\r\n", Close())),
}

FAULTS: list[Fault] = [
    Fault("connection refused", "nobody listens", refused),
    Fault("unknown host", "a name without address", unknown_host("http://nonexistent.invalid")),
    Fault("closed at once", "by whoever accepts the connection", greeting(Close())),
    Fault("reset at once", "when the first bytes are there", greeting(Read(), Reset())),
    *(answers(name, does, answer) for name, (does, answer) in BROKEN.items()),
    answers(
        "closed in the head",
        "after a header, before the empty line",
        raw(OK + b"X: y\r\n", Close()),
        better=Better("An answer whose head is not all there is none.", *CLOSED),
    ),
    answers("closed once", "after the request; then there is an answer", raw(Close()), GOOD),
    answers("reset once", "after the request; then there is an answer", raw(Reset()), GOOD),
]
