"""Bodies that are not what the service sends."""

from __future__ import annotations

import gzip

from tests.differential.server import http

from .fault import ANSWER, Better, Fault
from .peers import answers
from .statuses import refusal

#: 64 MiB of zeros in 64 KB.
BOMB = gzip.compress(bytes(64 << 20))

#: Deeper than any interpreter's stack.
DEEP = "[" * 100_000 + "]" * 100_000

SUCCESSES: dict[str, tuple[str, str | bytes]] = {
    "an empty answer": ("no body", b""),
    "an answer that is no JSON": ("text", "All is well"),
    "an answer of HTML": ("a login page, say", "<html><body>Log in</body></html>"),
    "an answer cut off": ("JSON without its end", '{"attachmentSetId": "a'),
    "an answer of null": ("`null`", "null"),
    "an answer of a list": ("`[1]`", "[1]"),
    "an answer of text": ('`"a"`', '"a"'),
    "an answer that is no UTF-8": ("byte 0xff", b'{"attachmentSetId": "\xff"}'),
    "a member twice": ("the last one counts", '{"attachmentSetId": "a", "attachmentSetId": "b"}'),
    "a member of another type": ("a number for text", '{"attachmentSetId": 5}'),
    "a member that nobody knows": ("with a list in it", '{"x": [1, {"y": null}]}'),
}

FAILURES: dict[str, tuple[int, str, str | bytes]] = {
    "503 with HTML": (503, "a load balancer's page", "<html><body>Bad</body></html>"),
    "502 with text": (502, "a gateway's", "Bad gateway"),
    "500 with a list": (500, "`[1]`", "[1]"),
    "500 that is no UTF-8": (500, "byte 0xff", b'{"__type": "\xff"}'),
    "400 with null": (400, "`null`", "null"),
    "400 cut off": (400, "JSON without its end", '{"__type": "Throttling", "mess'),
    "413 with HTML": (413, "a proxy's page", "<html>too large</html>"),
}

#: What would like to be more than a code or a message.
TEXTS: dict[str, tuple[str, str, str]] = {
    "a code with a line feed": (r"`Throttling\nX: y`", r"Throttling\nX: y", "m"),
    "a code with braces": ("`{0} %s`", "{0} %s {", "m"),
    "a code with escapes": ("of a terminal", r"\u001b[31mX", r"\u001b[2J"),
    "a code of 100 KB": ("letters", "A" * 100_000, "m"),
    "a message with lines": ("three, one of them a header", "X", r"a\r\nSet-Cookie: b\r\n\r\nc"),
    "a message with half a character": ("a lone surrogate", "X", r"\ud800"),
}

FAULTS: list[Fault] = [
    *(answers(name, does, http(200, body)) for name, (does, body) in SUCCESSES.items()),
    *(answers(name, does, http(status, body)) for name, (status, does, body) in FAILURES.items()),
    *(
        answers(name, does, refusal(400, code, message))
        for name, (does, code, message) in TEXTS.items()
    ),
    answers(
        "deep JSON",
        "100,000 lists, one in the other",
        http(200, f'{{"attachmentSetId": {DEEP}}}'),
        own_words=True,
    ),
    answers(
        "deep JSON of an error",
        "100,000 lists, one in the other, with status 500",
        http(500, f'{{"message": {DEEP}}}'),
        own_words=True,
    ),
    answers(
        "a number of 5,000 digits",
        "more than Python reads, in a member that nobody knows",
        http(200, f'{{"attachmentSetId": "a", "x": {"1" * 5000}}}'),
        better=Better("The other members are there.", ANSWER, 1, shows={"attachmentSetId": "a"}),
    ),
    *(
        answers(
            f"compressed: {coding}",
            "an answer that says so; it is not decompressed",
            http(200, '{"attachmentSetId": "a"}', [("Content-Encoding", coding)]),
        )
        for coding in ("gzip", "deflate", "br", "zstd")
    ),
    answers(
        "compressed bomb",
        "64 KB that would be 64 MiB",
        http(200, BOMB, [("Content-Encoding", "gzip")]),
    ),
    answers(
        "compressed bomb of an error",
        "64 KB that would be 64 MiB, with status 500",
        http(500, BOMB, [("Content-Encoding", "gzip")]),
    ),
]
