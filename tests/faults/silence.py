"""Peers that take their time, and those that take all of it."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator

import pytest

from tests.differential.server import Answer, Drip, Stall, http, raw

from .breaks import CHUNKED, OK
from .fault import GOOD, HURRIED, Fault, Peer
from .peers import answers, greeting
from .stage import Stage

BODY = b'{"attachmentSetId": "a"}'
LENGTH = b"Content-Length: %d\r\n" % len(BODY)


@contextlib.contextmanager
def full(stage: Stage) -> Iterator[Peer]:
    """A listener whose backlog is full: the kernel drops what comes."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        for _ in range(16):
            filler = stack.enter_context(socket.socket())
            filler.settimeout(0.1)
            try:
                filler.connect(address)
            except TimeoutError:
                break
        else:
            pytest.fail("the backlog cannot be filled")
        url = f"http://127.0.0.1:{address[1]}"
        yield Peer(stage.plain, url, lambda: None, None)


SILENT: dict[str, tuple[str, Answer]] = {
    "silent after the request": ("there is no answer", raw(Stall())),
    "silent in the status line": ("after `HTTP/1.1 `", raw(OK[:9], Stall())),
    "silent in the head": ("after the status line", raw(OK, Stall())),
    "silent before the body": ("after the head", raw(OK + LENGTH + b"\r\n", Stall())),
    "silent in the body": ("3 bytes of it are there", raw(OK + LENGTH + b"\r\n{ }", Stall())),
    "silent in a chunk": ("2 of 5 bytes are there", raw(CHUNKED + b"5\r\n{}", Stall())),
    "silent before the last chunk": ("it is missing", raw(CHUNKED + b"2\r\n{}\r\n", Stall())),
    "silent in an error": (
        "2 of 20 bytes of a 500",
        raw(b"HTTP/1.1 500 No\r\nContent-Length: 20\r\n\r\n{}", Stall()),
    ),
}

#: The limit is for the silence between two bytes: each of these takes longer than that.
DRIPPING: dict[str, tuple[str, Answer]] = {
    "dripping head": (
        "a byte at a time, for longer than the read timeout",
        raw(Drip(OK + LENGTH + b"\r\n", 0.01), BODY),
    ),
    "dripping body": (
        "a byte at a time, for longer than the read timeout",
        raw(OK + LENGTH + b"\r\n", Drip(BODY, 0.02)),
    ),
}

UNHURRIED = {"connect_timeout": 20, "read_timeout": 0.4}

FAULTS: list[Fault] = [
    Fault(
        "connect timeout",
        "the listener's backlog is full",
        full,
        config={"connect_timeout": 0.04, "read_timeout": 20},
    ),
    Fault("accepts and is silent", "it reads nothing either", greeting(Stall()), config=HURRIED),
    *(answers(name, does, answer, config=HURRIED) for name, (does, answer) in SILENT.items()),
    answers(
        "silent once", "then there is an answer", raw(Stall()), GOOD, config={"read_timeout": 0.25}
    ),
    *(answers(name, does, answer, config=UNHURRIED) for name, (does, answer) in DRIPPING.items()),
    answers(
        "dripping interim answers",
        "100 Continue a byte at a time, then an answer",
        raw(Drip(b"HTTP/1.1 100 Continue\r\n\r\n" * 2, 0.01), OK + LENGTH + b"\r\n" + BODY),
        config=UNHURRIED,
    ),
    answers(
        "dripping error",
        "a 500 a byte at a time, for longer than the read timeout; then an answer",
        raw(b"HTTP/1.1 500 No\r\n", Drip(LENGTH + b"\r\n", 0.02), BODY),
        GOOD,
        config=UNHURRIED,
    ),
    answers(
        "no read timeout", "500, with `read_timeout=None`", http(500), config={"read_timeout": None}
    ),
]
