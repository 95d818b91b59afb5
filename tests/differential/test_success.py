"""Answers below 300: what is kept, what is dropped, what raises."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples

from .server import Answer, Close, ScriptedServer, http, raw
from .sides import Failed, Ok, Pair, add, assert_same_calls

ID = ("x-amzn-RequestId", "c1c5c5c5-0000-4000-8000-000000000001")


def check(server: ScriptedServer, clients: Pair, answer: Answer) -> Ok | Failed:
    """Both sides take the answer alike, in one attempt."""
    server.answer(answer)
    reference, _ = assert_same_calls(clients, add)
    assert len(server.take()) == 2
    return reference


BODIES: dict[str, str | bytes] = {
    "both members": '{"attachmentSetId": "as-1", "expiryTime": "2026-01-02T03:04:05Z"}',
    "wire order reversed": '{"expiryTime": "t", "attachmentSetId": "a"}',
    "unknown members": '{"z": 1, "attachmentSetId": "a", "y": {"x": [1]}, "Error": {}}',
    "null members": '{"attachmentSetId": null, "expiryTime": "t"}',
    "all null": '{"attachmentSetId": null, "expiryTime": null}',
    "empty strings": '{"attachmentSetId": "", "expiryTime": ""}',
    "case matters": '{"AttachmentSetId": "a", "ExpiryTime": "t"}',
    "duplicate keys": '{"attachmentSetId": "1", "attachmentSetId": "2", "expiryTime": "t"}',
    "duplicate with null last": '{"attachmentSetId": "1", "attachmentSetId": null}',
    "duplicate with null first": '{"attachmentSetId": null, "attachmentSetId": "2"}',
    "__type ignored": '{"__type": "InternalServerError", "attachmentSetId": "a"}',
    "ResponseMetadata on the wire": '{"ResponseMetadata": {"RequestId": "x"}, "expiryTime": "t"}',
    "integer": '{"attachmentSetId": 5}',
    "negative zero": '{"attachmentSetId": -0, "expiryTime": -0.0}',
    "big integer": '{"attachmentSetId": 123456789012345678901234567890, "expiryTime": -1e400}',
    "63 bits": '{"attachmentSetId": 9223372036854775808, "expiryTime": -9223372036854775809}',
    "64 bits": '{"attachmentSetId": 18446744073709551615, "expiryTime": 18446744073709551616}',
    "floats": '{"attachmentSetId": 1.5, "expiryTime": 1e5}',
    "long float": '{"attachmentSetId": 0.1234567890123456789}',
    "small float": '{"expiryTime": 2.2250738585072014e-308}',
    "hard to round": '{"attachmentSetId": 9007199254740993.0, "expiryTime": 5e-324}',
    "exponents": '{"attachmentSetId": 1E+2, "expiryTime": 1e-2}',
    "infinity by exponent": '{"attachmentSetId": 1e999, "expiryTime": 1e-999}',
    "NaN and Infinity": '{"attachmentSetId": NaN, "expiryTime": Infinity}',
    "-Infinity": '{"attachmentSetId": -Infinity}',
    "booleans": '{"attachmentSetId": true, "expiryTime": false}',
    "list for a string": '{"attachmentSetId": [1, null, "x", {"a": NaN}], "expiryTime": []}',
    "object for a string": '{"attachmentSetId": {"b": 1, "a": {"c": null}}, "expiryTime": {}}',
    "duplicates inside an object": '{"attachmentSetId": {"a": 1, "b": 2, "a": 3}}',
    "escapes": r'{"attachmentSetId": "\u00e9\n\/\b\f\t\r\"\\", "expiryTime": "\ud83d\ude00"}',
    "lone surrogates": r'{"attachmentSetId": "a\ud800b", "expiryTime": "\udc00\ud800"}',
    "surrogate as key": r'{"\ud800": 1, "attachmentSetId": {"\udc00": "\ud800x"}}',
    "escaped key": r'{"attachment\u0053etId": "a"}',
    "utf-8": '{"attachmentSetId": "é日本😀", "expiryTime": "\u2028\x7f"}',
    "null character": r'{"attachmentSetId": "a\u0000b"}',
    "raw control character": '{"attachmentSetId": "a\nb"}',
    "raw tab": '{"attachmentSetId": "a\tb"}',
    "blanks around": ' \r\n\t{"attachmentSetId": "a"}\n ',
    "other blanks around": '\x0b{"attachmentSetId": "a"}',
    "no-break space after": '{"attachmentSetId": "a"}\u00a0',
    "trailing garbage": '{"attachmentSetId": "a"} x',
    "two documents": '{"attachmentSetId": "a"}{"attachmentSetId": "b"}',
    "trailing comma": '{"attachmentSetId": "a",}',
    "single quotes": "{'attachmentSetId': 'a'}",
    "comment": '{"attachmentSetId": "a"} // c',
    "leading zero": '{"attachmentSetId": 01}',
    "plus sign": '{"attachmentSetId": +1}',
    "bare point": '{"attachmentSetId": 1.}',
    "hexadecimal": '{"attachmentSetId": 0x10}',
    "lower-case nan": '{"attachmentSetId": nan}',
    "bad escape": r'{"attachmentSetId": "\x41"}',
    "short escape": r'{"attachmentSetId": "\u12"}',
    "unended string": '{"attachmentSetId": "a',
    "unended object": '{"attachmentSetId": "a"',
    "empty object": "{}",
    "empty": "",
    "blank": "  \n",
    "html": "<html><body>ok</body></html>",
    "text": "hello",
    "xml": "<?xml version='1.0'?><a/>",
    "bom": b'\xef\xbb\xbf{"attachmentSetId": "a"}',
    "null byte": b"\x00",
    "deep": '{"attachmentSetId": ' + "[" * 100 + "]" * 100 + "}",
    "deeper": '{"attachmentSetId": ' + '{"a": ' * 300 + "1" + "}" * 300 + "}",
    "a megabyte": json.dumps({"attachmentSetId": "x" * 1_000_000, "expiryTime": "t"}),
    "many members": json.dumps({f"k{n}": n for n in range(5000)} | {"expiryTime": "t"}),
}

RAISING: dict[str, tuple[str | bytes, type[Exception]]] = {
    "null": ("null", AttributeError),
    "true": ("true", AttributeError),
    "list": ("[]", AttributeError),
    "list of objects": ('[{"attachmentSetId": "a"}]', AttributeError),
    "string": ('"text"', AttributeError),
    "empty string": ('""', AttributeError),
    "integer": ("5", AttributeError),
    "zero": ("0", AttributeError),
    "float": ("1.5", AttributeError),
    "NaN": ("NaN", AttributeError),
    "invalid utf-8": (b'{"attachmentSetId": "\xff"}', UnicodeDecodeError),
    "invalid utf-8 first": (b"\xff\xfe", UnicodeDecodeError),
    "invalid continuation": (b'{"attachmentSetId": "\xc3("}', UnicodeDecodeError),
    "truncated utf-8": (b'{"attachmentSetId": "a\xe2\x82', UnicodeDecodeError),
    "overlong": (b'{"attachmentSetId": "\xc0\x80"}', UnicodeDecodeError),
    "encoded surrogate": (b'{"attachmentSetId": "\xed\xa0\x80"}', UnicodeDecodeError),
    "beyond unicode": (b'{"attachmentSetId": "\xf4\x90\x80\x80"}', UnicodeDecodeError),
    "latin-1": ('{"attachmentSetId": "é"}'.encode("latin-1"), UnicodeDecodeError),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_body(server: ScriptedServer, clients: Pair, body: str | bytes) -> None:
    result = check(server, clients, http(200, body, [ID]))
    assert isinstance(result, Ok)
    assert list(result.value)[-1] == "ResponseMetadata"


@pytest.mark.parametrize(("body", "error"), RAISING.values(), ids=RAISING)
def test_unusable_body(
    server: ScriptedServer, clients: Pair, body: str | bytes, error: type[Exception]
) -> None:
    result = check(server, clients, http(200, body, [ID]))
    assert isinstance(result, Failed)
    assert type(result.error) is error


@pytest.mark.parametrize("status", [200, 300])
def test_null_without_a_request_id(server: ScriptedServer, clients: Pair, status: int) -> None:
    result = check(server, clients, http(status, "null"))
    assert isinstance(result, Failed)
    assert "'update'" in str(result.error)


def test_many_digits(server: ScriptedServer, clients: Pair) -> None:
    check(server, clients, http(200, '{"attachmentSetId": ' + "9" * 4000 + "}"))


@pytest.mark.parametrize("status", [200, 201, 202, 203, 204, 205, 206, 207, 226, 250, 299])
@pytest.mark.parametrize("body", ["", '{"attachmentSetId": "a"}'], ids=["empty", "object"])
def test_status(server: ScriptedServer, clients: Pair, status: int, body: str) -> None:
    server.answer(http(status, body if status != 204 else "", [ID]))
    reference, _ = assert_same_calls(clients, add)
    assert isinstance(reference, Ok)


HEADERS: dict[str, list[tuple[str, str | bytes]]] = {
    "none": [],
    "request id": [ID],
    "request id in capitals": [("X-AMZN-REQUESTID", "r")],
    "request id in lower case": [("x-amzn-requestid", "r")],
    "two request ids": [("x-amzn-RequestId", "one"), ("X-Amzn-Requestid", "two")],
    "empty request id": [("x-amzn-RequestId", "")],
    "other ids": [("x-amz-request-id", "r"), ("x-amz-id-2", "h")],
    "case": [("X-Custom-Header", "Value"), ("lower", "v"), ("UPPER", "V")],
    "order": [("Z", "1"), ("A", "2"), ("M", "3")],
    "repeated": [("X-A", "1"), ("x-a", "2"), ("X-B", "b"), ("X-a", "3")],
    "repeated and empty": [("X-A", ""), ("X-A", "2"), ("X-A", "")],
    "cookies": [("Set-Cookie", "a=1; Path=/"), ("Set-Cookie", "b=2, c=3")],
    "commas": [("X-A", "1, 2"), ("X-A", "3")],
    "empty value": [("X-Empty", "")],
    "colon in the value": [("X-A", "a: b:c")],
    "blanks inside": [("X-A", "a  b\tc")],
    "latin-1": [("X-A", b"caf\xe9 \xff\x80")],
    "utf-8 as latin-1": [("X-A", "é😀".encode())],
    "symbols in the name": [("X-A!#$%&'*+.^_`|~", "v")],
    "content type": [("Content-Type", "text/html; charset=utf-16")],
    "date and server": [("Date", "Fri, 02 Jan 2026 03:04:05 GMT"), ("Server", "S")],
    "retry after": [("Retry-After", "1"), ("x-amz-retry-after", "5")],
    "query error ignored": [("x-amzn-query-error", "A;B")],
    "error type ignored": [("x-amzn-ErrorType", "X")],
    "long value": [("X-Long", "v" * 60_000)],
    "ninety headers": [(f"X-{n}", str(n)) for n in range(90)],
}


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)
def test_headers(
    server: ScriptedServer, clients: Pair, headers: list[tuple[str, str | bytes]]
) -> None:
    result = check(server, clients, http(200, '{"attachmentSetId": "a"}', headers))
    assert isinstance(result, Ok)


def test_request_id_is_absent_without_header(server: ScriptedServer, clients: Pair) -> None:
    result = check(server, clients, http(200, "{}"))
    assert isinstance(result, Ok)
    metadata = result.value["ResponseMetadata"]
    assert list(metadata) == ["HTTPStatusCode", "HTTPHeaders", "RetryAttempts"]


def test_gzip_is_not_decoded(server: ScriptedServer, clients: Pair) -> None:
    body = gzip.compress(b'{"attachmentSetId": "a"}', mtime=0)
    result = check(server, clients, http(200, body, [("Content-Encoding", "gzip")]))
    assert isinstance(result, Failed)
    assert isinstance(result.error, UnicodeDecodeError)


def test_content_encoding_of_a_plain_body_is_ignored(server: ScriptedServer, clients: Pair) -> None:
    answer = http(200, '{"attachmentSetId": "a"}', [("Content-Encoding", "br, gzip")])
    assert isinstance(check(server, clients, answer), Ok)


HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"

FRAMINGS: dict[str, Answer] = {
    "until close": http(200, '{"attachmentSetId": "a"}', length=False),
    "empty until close": http(200, "", length=False),
    "http/1.0": http(200, '{"attachmentSetId": "a"}', version="HTTP/1.0", length=False),
    "connection close": http(200, "{}", [("Connection", "close")], length=False),
    "no reason": raw(b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n{}"),
    "empty reason": raw(b"HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\n{}"),
    "long reason": raw(b"HTTP/1.1 200 All is well: 5\r\nContent-Length: 2\r\n\r\n{}"),
    "no blank after the colon": raw(HEAD + b"Content-Length:2\r\nX-A:b\r\n\r\n{}"),
    "in small pieces": raw(*(bytes([b]) for b in HEAD + b"Content-Length: 2\r\n\r\n{}")),
    "continue first": raw(b"HTTP/1.1 100 Continue\r\n\r\n", HEAD + b"Content-Length: 2\r\n\r\n{}"),
    "chunked": raw(CHUNKED + b'15\r\n{"attachmentSetId": "\r\n3\r\na"}\r\n0\r\n\r\n'),
    "chunked, nothing in it": raw(CHUNKED + b"0\r\n\r\n"),
    "chunked, capital and extension": raw(CHUNKED + b"0A;x=y\r\n{}        \r\n0\r\n\r\n"),
    "chunked with trailers": raw(CHUNKED + b"2\r\n{}\r\n0\r\nX-Trailer: t\r\n\r\n"),
    "short": raw(HEAD + b'Content-Length: 100\r\n\r\n{"attachmentSetId": "a"}', Close()),
    "short and truncated": raw(HEAD + b'Content-Length: 100\r\n\r\n{"attachme', Close()),
    "short and empty": raw(HEAD + b"Content-Length: 100\r\n\r\n", Close()),
}


@pytest.mark.parametrize("answer", FRAMINGS.values(), ids=FRAMINGS)
def test_framing(server: ScriptedServer, clients: Pair, answer: Answer) -> None:
    result = check(server, clients, answer)
    assert isinstance(result, Ok)


def test_early_success(server: ScriptedServer, clients: Pair) -> None:
    """An answer sent before the upload has been read is an answer all the same."""
    server.answer(raw(HEAD + b"Content-Length: 2\r\n\r\n{}", Close(), read_body=False))
    data = b"\0" * (2 * 1024 * 1024)
    assert_same_calls(clients, lambda client: add(client, attachments=[{"data": data}]))


documents = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(), st.text(max_size=8)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@examples(150)
@given(
    members=st.dictionaries(
        st.sampled_from(["attachmentSetId", "expiryTime", "__type", "other"]), documents
    ),
    ascii_only=st.booleans(),
)
def test_random_objects(
    shared_server: ScriptedServer, clients: Pair, members: dict[str, Any], ascii_only: bool
) -> None:
    body = json.dumps(members, ensure_ascii=ascii_only).encode("utf-8", "replace")
    shared_server.take()
    check(shared_server, clients, http(200, body))


@examples(150)
@given(body=st.one_of(st.binary(max_size=60), st.text(max_size=40).map(str.encode)))
def test_random_bodies(shared_server: ScriptedServer, clients: Pair, body: bytes) -> None:
    shared_server.take()
    check(shared_server, clients, http(200, body))


def test_a_string_member_is_not_decoded(server: ScriptedServer, clients: Pair) -> None:
    """A base64 text in a string member stays a text."""
    text = base64.b64encode(b"content").decode()
    result = check(server, clients, http(200, json.dumps({"attachmentSetId": text})))
    assert isinstance(result, Ok)
    assert result.value["attachmentSetId"] == text
