"""Answers without end, or nearly: of each there is so much that the difference shows."""

from __future__ import annotations

import http.client

from tests.differential.server import Answer, Close, Repeat, raw
from tests.differential.server import http as answer_of

from .breaks import CHUNKED, OK
from .fault import CLOSED, Better, Fault
from .peers import answers

BLANKS = b" " * 65_536
#: Somewhat more than the 64 MiB that are read of an answer.
TIMES = 1_030
LENGTH = b"Content-Length: %d\r\n\r\n" % (len(BLANKS) * TIMES + 2)

TOO_LONG = (
    "HTTPClientError",
    1,
    ".*the response is longer than 64 MiB.*",
)
UNBOUNDED = "Memory is bounded, and nobody asks again; boto3 reads on while there is memory."

BODIES: dict[str, tuple[str, Answer]] = {
    "huge answer": ("65 MiB, announced", raw(OK + LENGTH, Repeat(BLANKS, TIMES), b"{}", Close())),
    "huge answer to the end": (
        "65 MiB, not announced",
        raw(OK + b"\r\n", Repeat(BLANKS, TIMES), b"{}", Close()),
    ),
    "huge chunks": (
        "65 MiB in chunks",
        raw(
            CHUNKED,
            Repeat(b"10000\r\n" + BLANKS + b"\r\n", TIMES),
            b"2\r\n{}\r\n0\r\n\r\n",
            Close(),
        ),
    ),
    "huge error": (
        "65 MiB of a 400",
        raw(b"HTTP/1.1 400 No\r\n" + LENGTH, Repeat(BLANKS, TIMES), b"{}", Close()),
    ),
}

ENDLESS_HEADS: dict[str, tuple[str, Answer]] = {
    "flood of headers": (
        "16 MB of short lines",
        raw(OK, Repeat(b"X-Name: value\r\n" * 1000, 1000)),
    ),
    "endless header": ("16 MB in one line", raw(OK + b"X: ", Repeat(BLANKS, 256))),
    "endless reason phrase": ("16 MB", raw(b"HTTP/1.1 200 ", Repeat(BLANKS, 256))),
    "endless status line": ("16 MB without a line's end", raw(Repeat(b"v" * 65_536, 256))),
}

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

FAULTS: list[Fault] = [
    *(
        answers(name, does, answer, better=Better(UNBOUNDED, *TOO_LONG))
        for name, (does, answer) in BODIES.items()
    ),
    *(answers(name, does, answer) for name, (does, answer) in ENDLESS_HEADS.items()),
    answers(
        "flood of interim answers",
        "100 Continue, 100,000 times, then an answer",
        raw(Repeat(CONTINUE * 100, 1000), OK + b"Content-Length: 2\r\n\r\n{}", Close()),
        better=Better(
            "There is an end to patience. Of Python's versions only the newest have one.",
            *CLOSED,
            python_decides=True,
            differs=not hasattr(http.client, "_MAXINTERIMRESPONSES"),
        ),
    ),
    answers(
        "long head",
        "100 header lines of 1 KB, and a length",
        answer_of(200, "{}", [(f"X-{n}", "v" * 1000) for n in range(100)]),
    ),
]
