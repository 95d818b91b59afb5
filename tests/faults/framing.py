"""Answers that are odd HTTP, and such as are none though Python reads something out of them."""

from __future__ import annotations

from tests.differential.server import Answer, Close, raw

from .breaks import OK
from .fault import ANSWER, CLOSED, Better, Fault
from .peers import answers
from .silence import BODY, LENGTH

CHUNKED = OK + b"Transfer-Encoding: chunked\r\n"
CHUNKS = b"\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY)


def with_headers(*lines: bytes) -> Answer:
    """A good answer with these header lines."""
    return raw(OK + b"".join(line + b"\r\n" for line in lines) + LENGTH + b"\r\n" + BODY)


def closing(line: bytes) -> Answer:
    """The same, and the end: who takes the line for the head's last one reads up to that."""
    return raw(*with_headers(line).steps, Close())


def of_length(value: bytes) -> Answer:
    """An answer that says this of its length, and the end."""
    return raw(OK + b"Content-Length:%b\r\n\r\n" % value + BODY, Close())


#: What comes of these is the same for both, whether it is an answer or an error.
ALIKE: dict[str, tuple[str, Answer]] = {
    "HTTP/1.0": ("with a length", raw(b"HTTP/1.0 200 OK\r\n" + LENGTH + b"\r\n" + BODY)),
    "HTTP/1.0 to the end": ("no length", raw(b"HTTP/1.0 200 OK\r\n\r\n" + BODY, Close())),
    "HTTP/1.0 kept": (
        "`Connection: keep-alive`",
        raw(b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n" + LENGTH + b"\r\n" + BODY),
    ),
    "HTTP/0.9": ("the body alone", raw(BODY, Close())),
    "HTTP/2.0": (
        "in the status line",
        raw(b"HTTP/2.0 200 OK\r\n" + LENGTH + b"\r\n" + BODY, Close()),
    ),
    "no reason phrase": ("`HTTP/1.1 200`", raw(b"HTTP/1.1 200\r\n" + LENGTH + b"\r\n" + BODY)),
    "binary reason phrase": (
        "no UTF-8",
        raw(b"HTTP/1.1 200 \xff\xfe\r\n" + LENGTH + b"\r\n" + BODY),
    ),
    "lone line feeds": ("in the head", raw((OK + LENGTH + b"\r\n").replace(b"\r\n", b"\n") + BODY)),
    "100 first": (
        "then an answer",
        raw(b"HTTP/1.1 100 Continue\r\n\r\n" + OK + LENGTH + b"\r\n" + BODY),
    ),
    "100 ninety times": (
        "then an answer",
        raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 90 + OK + LENGTH + b"\r\n" + BODY),
    ),
    "101": (
        "it changes the protocol",
        raw(b"HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", Close()),
    ),
    "length too short": ("4 of 24", of_length(b" 4")),
    "length too long": ("100 of 24, then closed", of_length(b" 100")),
    "length absurd": ("9 GB, then closed", of_length(b" 9000000000")),
    "length of 2^63": ("then closed", of_length(b" 9223372036854775808")),
    "length twice": ("the same", raw(OK + LENGTH + LENGTH + b"\r\n" + BODY)),
    "chunks and length": ("3", raw(CHUNKED + b"Content-Length: 3\r\n" + CHUNKS)),
    "chunks with extensions": (
        "`;a=b`",
        raw(CHUNKED + b"\r\n%x;a=b\r\n%b\r\n0;c\r\n\r\n" % (len(BODY), BODY)),
    ),
    "chunks with trailers": (
        "a header after the last",
        raw(CHUNKED + b"\r\n%x\r\n%b\r\n0\r\nX: y\r\n\r\n" % (len(BODY), BODY)),
    ),
    "huge chunk": ("of 2^72 bytes", raw(CHUNKED + b"\r\nffffffffffffffffff\r\n" + BODY, Close())),
    "unknown coding": (
        "`Transfer-Encoding: gzip`",
        raw(OK + b"Transfer-Encoding: gzip\r\n\r\n" + BODY, Close()),
    ),
    "204": ("no body", raw(b"HTTP/1.1 204 No\r\n\r\n")),
    "204 with a body": (
        "announced",
        raw(b"HTTP/1.1 204 No\r\n" + LENGTH + b"\r\n" + BODY, Close()),
    ),
    "304": ("a length, no body", raw(b"HTTP/1.1 304 No\r\n" + LENGTH + b"\r\n", Close())),
    "999": ("a status nobody knows", raw(b"HTTP/1.1 999 X\r\n" + LENGTH + b"\r\n" + BODY)),
    "more than was announced": (
        "another answer after the first",
        raw(OK + LENGTH + b"\r\n" + BODY + b"HTTP/1.1 500 No\r\n\r\n"),
    ),
    "binary value": ("a header that is no UTF-8", with_headers(b"X: \xff\xfe")),
    "UTF-8 value": ("a header beyond ASCII", with_headers(b"X: \xe2\x82\xac")),
    "empty value": ("a header without one", with_headers(b"X:")),
    "line feed in a line": ("it makes two headers", with_headers(b"X: a\nY: b")),
    "folded line": ("a header on three lines", with_headers(b"X: a\r\n b\r\n\tc")),
    "repeated header": ("in two cases", with_headers(b"A: 1", b"a: 2", b"A: 3")),
    "repeated request id": (
        "r1, r2",
        with_headers(b"x-amzn-RequestId: r1", b"x-amzn-RequestId: r2"),
    ),
    "98 headers": ("and a length", with_headers(*(b"X-%d: v" % n for n in range(98)))),
    "99 headers": ("and a length", with_headers(*(b"X-%d: v" % n for n in range(99)))),
    "10,000 headers": ("short ones", with_headers(*(b"X-%d: v" % n for n in range(10_000)))),
    "long header": ("60,000 bytes", with_headers(b"X: " + b"v" * 60_000)),
    "too long a header": ("64 KiB", with_headers(b"X: " + b"v" * 65_536)),
    "too long a name": ("70,000 bytes", with_headers(b"X" * 70_000 + b": v")),
}

#: What is no HTTP is refused, where Python's reader makes something of it.
STRICTER: dict[str, tuple[str, Answer]] = {
    "length is no number": ("`abc`", of_length(b" abc")),
    "length is negative": ("`-1`", of_length(b" -1")),
    "length has a sign": ("`+24`", of_length(b" +24")),
    "length is empty": ("no digit", of_length(b"")),
    "length of 31 digits": ("all ones", of_length(b" " + b"1" * 31)),
    "lengths that differ": (
        "24 and 3",
        raw(OK + LENGTH + b"Content-Length: 3\r\n\r\n" + BODY, Close()),
    ),
    "NUL in a value": ("of a header", closing(b"X: a\x00b")),
    "control character in a value": ("of a header", closing(b"X: a\x01b")),
    "carriage return in a value": ("of a header", closing(b"X: a\rb")),
    "blank in a name": ("of a header", closing(b"X Y: a")),
    "blank after a name": ("of a header", closing(b"X : a")),
    "no name": ("a header that begins with its colon", closing(b": a")),
    "no colon": ("in a header", closing(b"nonsense")),
    "binary name": ("of a header", closing(b"X\xff: a")),
    "chunks in HTTP/1.0": (
        "it has none",
        raw(b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n" + CHUNKS, Close()),
    ),
}

FAULTS: list[Fault] = [
    *(answers(name, does, answer) for name, (does, answer) in ALIKE.items()),
    *(
        answers(
            f"{status} first",
            "then an answer",
            raw(b"HTTP/1.1 %d Wait\r\nLink: </x>\r\n\r\n" % status + OK + LENGTH + b"\r\n" + BODY),
            better=Better(
                "It announces an answer and is none.", ANSWER, 1, shows={"HTTPStatusCode": 200}
            ),
        )
        for status in (102, 103)
    ),
    *(
        answers(
            name,
            does,
            answer,
            better=Better(
                "What is no HTTP may be anything: it is refused.", *CLOSED, python_decides=True
            ),
        )
        for name, (does, answer) in STRICTER.items()
    ),
]
