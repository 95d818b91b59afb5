"""HTTP/1.1 framing: one request off a stream, one answer as bytes. No sockets here.

Written out rather than taken from `http.server` because the signature check needs the request
target and the headers exactly as they arrived.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import BinaryIO
from urllib.parse import urlsplit

MAX_LINE_BYTES = 16 * 1024
MAX_HEADERS = 100
MAX_BODY_BYTES = 64 * 1024 * 1024
"""Three full attachments are about 21 million base64 characters, so this is ample."""

MAX_PUT_BYTES = 100 * 1024 * 1024
"""The largest part of an upload, which comes by PUT."""

Headers = tuple[tuple[str, str], ...]

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)
_DIGITS = re.compile(r"[0-9]{1,18}", re.ASCII)
_REQUEST_LINE = re.compile(r"([!-~]+) ([!-~\x80-\xff]+) HTTP/1\.([01])", re.ASCII)
_BODYLESS = frozenset({204, 304})


@dataclass(frozen=True)
class HttpRequest:
    """One request as it arrived. `target` is path and query; `headers` keep order and case."""

    method: str
    target: str
    headers: Headers
    body: bytes
    keep_alive: bool

    def header(self, name: str) -> str | None:
        """The first value of the header `name`, in any case."""
        return _first(self.headers, name)


@dataclass(frozen=True)
class Answer:
    """A response before framing. Content-Length and Connection are added by `render`."""

    status: int
    headers: Headers = ()
    body: bytes = b""


class HttpError(Exception):
    """The request cannot be framed or is too large; the connection ends after the answer."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class IncompleteRequest(Exception):
    """The peer went away in the middle of a request: there is nobody to answer."""


def read_request(stream: BinaryIO, send_continue: Callable[[], None]) -> HttpRequest | None:
    """Read the next request; None when the peer closed the connection between two.

    `send_continue` is called when the peer waits for `100 Continue` before its body. Raises
    `HttpError` (400, 411, 413, 431) and `IncompleteRequest`.
    """
    line = _read_line(stream, at_boundary=True)
    if line is None:
        return None
    match = _REQUEST_LINE.fullmatch(line)
    if match is None:
        raise HttpError(400, "The request line is malformed.")
    method, target, minor_version = match.groups()
    headers = _read_headers(stream)
    length = _content_length(headers, MAX_PUT_BYTES if method == "PUT" else MAX_BODY_BYTES)
    if length and (_first(headers, "expect") or "").lower() == "100-continue":
        send_continue()
    body = stream.read(length)
    if len(body) < length:
        raise IncompleteRequest(f"{len(body)} of {length} body bytes arrived")
    options = (_first(headers, "connection") or "").lower().replace(",", " ").split()
    keep_alive = minor_version == "1" and "close" not in options
    return HttpRequest(method, _origin_form(target), headers, body, keep_alive)


def render(
    answer: Answer, *, keep_alive: bool, head_only: bool = False, missing_bytes: int = 0
) -> bytes:
    """The answer as bytes, head and body together so that they go out in one send.

    `missing_bytes` is added to Content-Length without being sent, `head_only` omits the body
    (an answer to HEAD). A Content-Length among the answer's own headers is left alone.
    """
    try:
        reason = HTTPStatus(answer.status).phrase
    except ValueError:
        reason = ""
    headers = list(answer.headers)
    if answer.status not in _BODYLESS and _first(answer.headers, "content-length") is None:
        headers.append(("content-length", str(len(answer.body) + missing_bytes)))
    if not keep_alive:
        headers.append(("connection", "close"))
    head = f"HTTP/1.1 {answer.status} {reason}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in headers)
    return head.encode("latin-1") + b"\r\n" + (b"" if head_only else answer.body)


def _read_line(stream: BinaryIO, *, at_boundary: bool = False) -> str | None:
    raw = stream.readline(MAX_LINE_BYTES + 1)
    if not raw and at_boundary:
        return None
    if len(raw) > MAX_LINE_BYTES:
        raise HttpError(431, "A line of the request head is too long.")
    if not raw.endswith(b"\n"):
        raise IncompleteRequest("the request head is cut off")
    return raw.rstrip(b"\r\n").decode("latin-1")


def _read_headers(stream: BinaryIO) -> Headers:
    headers: list[tuple[str, str]] = []
    while line := _read_line(stream):
        name, colon, value = line.partition(":")
        if not colon or not _TOKEN.fullmatch(name):
            raise HttpError(400, "A header line is malformed.")
        headers.append((name, value.strip(" \t")))
        if len(headers) > MAX_HEADERS:
            raise HttpError(431, "The request has too many headers.")
    return tuple(headers)


def _content_length(headers: Headers, limit: int) -> int:
    if _first(headers, "transfer-encoding") is not None:
        raise HttpError(411, "Send the body with Content-Length, not Transfer-Encoding.")
    values = {value for name, value in headers if name.lower() == "content-length"}
    if not values:
        return 0
    text = values.pop()
    if values or not _DIGITS.fullmatch(text):
        raise HttpError(400, "Content-Length is malformed.")
    if int(text) > limit:
        raise HttpError(413, f"The request body is larger than {limit} bytes.")
    return int(text)


def _origin_form(target: str) -> str:
    """`http://host/a?b` -> `/a?b`: what a client sends when it takes us for a proxy."""
    if target.startswith("/"):
        return target
    parts = urlsplit(target)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _first(headers: Headers, wanted: str) -> str | None:
    return next((value for name, value in headers if name.lower() == wanted.lower()), None)
