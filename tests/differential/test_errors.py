"""Answers from 300 on: code, message, class, text and the whole ``response``."""

from __future__ import annotations

import json
from typing import Any

import botocore.exceptions
import pytest

from tests.modelled_errors import MODELLED_ERRORS

from .server import Answer, Close, Headers, ScriptedServer, http, raw
from .sides import Failed, Pair, add, assert_same_calls

ID = ("x-amzn-RequestId", "c1c5c5c5-0000-4000-8000-000000000001")
UNMODELLED = ("SubscriptionRequiredException", "AccessDeniedException", "ValidationException")


def check(server: ScriptedServer, single: Pair, answer: Answer) -> BaseException:
    """Both sides raise alike after one attempt."""
    server.answer(answer)
    reference, _ = assert_same_calls(single, add, normalise=True)
    assert len(server.take()) == 2
    assert isinstance(reference, Failed), reference
    return reference.error


@pytest.mark.parametrize("code", [*MODELLED_ERRORS, *UNMODELLED])
def test_code(server: ScriptedServer, single: Pair, code: str) -> None:
    body = json.dumps({"__type": code, "message": f"about {code}", "extra": 1})
    error = check(server, single, http(400, body, [ID]))
    assert type(error).__name__ == (code if code in MODELLED_ERRORS else "ClientError")


#: Errors that boto3 does not retry: the default clients, and no normalisation at all.
NOT_RETRIED: dict[str, tuple[int, Any]] = {
    "modelled": (400, {"__type": "AttachmentSetIdNotFound", "message": "no such set: é"}),
    "limit": (400, {"__type": "AttachmentLimitExceeded", "message": "later"}),
    "size": (400, {"__type": "AttachmentSetSizeLimitExceeded", "message": "too big"}),
    "expired": (400, {"__type": "AttachmentSetExpired", "message": "too late"}),
    "dry run": (400, {"__type": "DryRunOperationException", "message": "would have worked"}),
    "internal with 400": (400, {"__type": "InternalServerError", "message": "oops"}),
    "denied": (403, {"__type": "AccessDeniedException", "Message": "no"}),
    "subscription": (400, {"__type": "SubscriptionRequiredException", "message": "pay"}),
    "skew": (403, {"__type": "RequestTimeTooSkewed", "message": "clock"}),
    "expired token": (403, {"__type": "ExpiredToken", "message": "token"}),
    "no code": (404, {}),
    "teapot": (418, {"message": "short and stout"}),
    "501": (501, {"__type": "X"}),
    "509": (509, {"message": "bandwidth"}),
    "408": (408, {}),
    "throttled by a modelled code with 429": (429, {"__type": "AttachmentLimitExceeded"}),
}


@pytest.mark.parametrize(("status", "body"), NOT_RETRIED.values(), ids=NOT_RETRIED)
def test_not_retried(server: ScriptedServer, clients: Pair, status: int, body: Any) -> None:
    server.answer(http(status, json.dumps(body), [ID]))
    reference, subject = assert_same_calls(clients, add)
    assert len(server.take()) == 2
    assert isinstance(reference, Failed)
    assert isinstance(subject, Failed)
    assert "reached max retries" not in str(subject.error)


TYPES: dict[str, str] = {
    "plain": '"AttachmentSetIdNotFound"',
    "namespace": '"com.amazonaws.support#AttachmentSetIdNotFound"',
    "uri": '"AttachmentSetIdNotFound:http://internal.amazon.com/coral/x/"',
    "namespace and uri": '"ns#AttachmentSetIdNotFound:http://x/y#z"',
    "two hashes": '"a#b#AttachmentSetIdNotFound"',
    "url": '"http://host/path#AttachmentSetIdNotFound"',
    "hash only": '"#"',
    "colon only": '":"',
    "ends with hash": '"ns#"',
    "starts with colon": '":AttachmentSetIdNotFound"',
    "lower case": '"attachmentsetidnotfound"',
    "blanks": '" AttachmentSetIdNotFound "',
    "empty": '""',
    "null": "null",
    "false": "false",
    "zero": "0",
    "empty list": "[]",
    "empty object": "{}",
    "unicode": r'"é\ud83d\ude00\ud800"',
    "digits": '"400"',
    "number": "5",
    "float": "1.5",
    "NaN": "NaN",
    "true": "true",
    "list": '["AttachmentSetIdNotFound"]',
    "object": '{"a": 1}',
}


@pytest.mark.parametrize("status", [400, 500])
@pytest.mark.parametrize("value", TYPES.values(), ids=TYPES)
def test_type(server: ScriptedServer, single: Pair, value: str, status: int) -> None:
    body = f'{{"__type": {value}, "message": "m"}}'
    check(server, single, http(status, body, [ID]))


MESSAGES: dict[str, str] = {
    "message": '"message": "m"',
    "Message": '"Message": "M"',
    "both": '"Message": "M", "message": "m"',
    "neither": '"other": 1',
    "null": '"message": null',
    "null and Message": '"message": null, "Message": "M"',
    "empty": '"message": ""',
    "empty and Message": '"message": "", "Message": "M"',
    "null Message": '"Message": null',
    "number": '"message": 5',
    "big number": '"message": 123456789012345678901234567890',
    "zero": '"message": 0',
    "false": '"message": false',
    "float": '"message": 1.50',
    "list": '"message": ["a", null]',
    "object": '"message": {"b": 1, "a": [2]}',
    "capitals": '"MESSAGE": "x"',
    "unicode": r'"message": "é\ud83d\ude00\n\ud800"',
    "braces": '"message": "{0} {error_code} %s {"',
    "duplicate": '"message": "1", "message": "2"',
    "type last": '"message": "m", "__type": "CaseIdNotFound"',
}


@pytest.mark.parametrize("code", ["AttachmentSetExpired", "SomethingElse"])
@pytest.mark.parametrize("members", MESSAGES.values(), ids=MESSAGES)
def test_message(server: ScriptedServer, single: Pair, members: str, code: str) -> None:
    body = f'{{"__type": "{code}", {members}}}'
    check(server, single, http(400, body, [ID]))


@pytest.mark.parametrize("members", MESSAGES.values(), ids=MESSAGES)
def test_message_without_a_type(server: ScriptedServer, single: Pair, members: str) -> None:
    check(server, single, http(400, f"{{{members}}}", [ID]))


BODIES: dict[str, str | bytes] = {
    "empty": "",
    "blank": " \r\n\t ",
    "empty object": "{}",
    "object": '{"__type": "X", "message": "m"}',
    "code keys": '{"code": "C", "Code": "D", "Error": {"Code": "E"}, "message": "m"}',
    "html": "<html><body>Bad</body></html>",
    "html with blanks": "\n  <html>\n</html>",
    "html in capitals": "<HTML></HTML>",
    "html and more": "<htmlx>",
    "html with attributes": "<html lang='en'></html>",
    "doctype": "<!DOCTYPE html><html></html>",
    "text": "Service is sad: é",
    "xml": "<Error><Code>X</Code></Error>",
    "truncated": '{"__type": "X", "mess',
    "trailing garbage": '{"__type": "X"} y',
    "bom": b'\xef\xbb\xbf{"__type": "X"}',
    "long text": "t" * 300_000,
    "line feeds": "a\r\nb\n",
    "NaN object": '{"__type": "X", "message": NaN}',
}

NOT_OBJECTS: dict[str, str | bytes] = {
    "null": "null",
    "list": "[1]",
    "string": '"s"',
    "empty string": '""',
    "number": "5",
    "float": "1.5",
    "true": "true",
    "invalid utf-8": b'{"__type": "\xff"}',
    "invalid utf-8 text": b"caf\xe9",
    "html in latin-1": b"<html>\xe9</html>",
    "blank and invalid": b" \xff",
}

STATUSES = (
    300,
    301,
    302,
    307,
    400,
    401,
    403,
    404,
    408,
    413,
    429,
    499,
    500,
    501,
    502,
    503,
    504,
    599,
)


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_body(server: ScriptedServer, single: Pair, status: int, body: str | bytes) -> None:
    error = check(server, single, http(status, body, [ID]))
    assert isinstance(error, botocore.exceptions.ClientError)


@pytest.mark.parametrize("status", [300, 301, 400, 413, 500, 503])
@pytest.mark.parametrize("body", NOT_OBJECTS.values(), ids=NOT_OBJECTS)
def test_body_that_is_no_object(
    server: ScriptedServer, single: Pair, status: int, body: str | bytes
) -> None:
    check(server, single, http(status, body, [ID]))


@pytest.mark.parametrize("body", ["", '{"message": "m"}', "<html>", "text"])
def test_every_status(server: ScriptedServer, single: Pair, body: str) -> None:
    for status in [*range(300, 600), 600, 700, 999]:
        payload = "" if status == 304 else body
        check(server, single, http(status, payload, [ID, ("Location", "/elsewhere")]))


def test_304_with_a_body(server: ScriptedServer, single: Pair) -> None:
    server.answer(raw(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\n", Close()))
    assert_same_calls(single, add, normalise=True)


QUERY_ERRORS: dict[str, list[tuple[str, str]]] = {
    "two parts": [("x-amzn-query-error", "AWS.Support.X;Sender")],
    "header case": [("X-Amzn-Query-Error", "A;B")],
    "modelled": [("x-amzn-query-error", "CaseIdNotFound;Sender")],
    "empty second": [("x-amzn-query-error", "A;")],
    "empty first": [("x-amzn-query-error", ";B")],
    "one part": [("x-amzn-query-error", "A")],
    "three parts": [("x-amzn-query-error", "A;B;C")],
    "empty": [("x-amzn-query-error", "")],
    "blanks": [("x-amzn-query-error", "A ; B")],
    "twice": [("x-amzn-query-error", "A;B"), ("x-amzn-query-error", "C;D")],
    "twice, halves": [("x-amzn-query-error", "A"), ("x-amzn-query-error", "B;D")],
    "with error type": [("x-amzn-ErrorType", "E"), ("x-amzn-query-error", "A;B")],
    "only error type": [("x-amzn-ErrorType", "CaseIdNotFound")],
}


@pytest.mark.parametrize(
    "body",
    ['{"__type": "AttachmentSetIdNotFound", "message": "m"}', '{"message": "m"}', "", "text"],
    ids=["type", "no type", "empty", "text"],
)
@pytest.mark.parametrize("headers", QUERY_ERRORS.values(), ids=QUERY_ERRORS)
def test_query_error(server: ScriptedServer, single: Pair, headers: Headers, body: str) -> None:
    check(server, single, http(400, body, headers))
    check(server, single, http(503, body, headers))


REASONS: dict[str, str] = {
    "list": '[{"reason": "r", "resource": "x"}]',
    "unknown members": '[{"resource": "x", "more": 1, "reason": "r"}, {"other": 2}]',
    "empty": "[]",
    "null": "null",
    "null item": "[null]",
    "null inside": '[{"reason": null, "resource": "x"}]',
    "scalars": '[{"reason": 5, "resource": [1]}]',
    "string": '"text"',
    "string item": '["text"]',
    "number": "5",
    "number item": "[5]",
    "list item": "[[]]",
    "object": '{"reason": "r"}',
    "empty object": "{}",
    "true": "true",
}


@pytest.mark.parametrize("code", ["ThrottlingException", "AttachmentSetExpired", "Throttling"])
@pytest.mark.parametrize("value", REASONS.values(), ids=REASONS)
def test_throttling_reasons(server: ScriptedServer, single: Pair, value: str, code: str) -> None:
    body = f'{{"throttlingReasons": {value}, "__type": "{code}", "message": "slow down"}}'
    check(server, single, http(400, body, [ID]))


HEADERS: dict[str, list[tuple[str, str | bytes]]] = {
    "none": [],
    "repeated": [("X-A", "1"), ("X-B", "b"), ("x-a", "2")],
    "latin-1": [("X-A", b"caf\xe9")],
    "ids": [("x-amz-request-id", "r"), ("x-amz-id-2", "h")],
    "location": [("Location", "http://127.0.0.1:1/")],
    "authenticate": [("WWW-Authenticate", 'Basic realm="x"')],
}


@pytest.mark.parametrize("status", [301, 307, 400, 401, 503])
@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)
def test_headers(server: ScriptedServer, single: Pair, headers: Headers, status: int) -> None:
    check(server, single, http(status, '{"__type": "X"}', headers))
    check(server, single, http(status, "", headers))


HEAD = b"HTTP/1.1 400 Bad\r\n"

FRAMINGS: dict[str, Answer] = {
    "until close": http(400, '{"__type": "X"}', length=False),
    "short": raw(HEAD + b'Content-Length: 99\r\n\r\n{"__type": "X"}', Close()),
    "short and truncated": raw(HEAD + b'Content-Length: 99\r\n\r\n{"__typ', Close()),
    "chunked": raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
    "http/1.0": http(400, '{"__type": "X"}', version="HTTP/1.0", length=False),
}


@pytest.mark.parametrize("answer", FRAMINGS.values(), ids=FRAMINGS)
def test_framing(server: ScriptedServer, single: Pair, answer: Answer) -> None:
    check(server, single, answer)


@pytest.mark.parametrize("size", [100, 8 * 1024 * 1024])
def test_refused_before_the_upload_ends(server: ScriptedServer, clients: Pair, size: int) -> None:
    refusal = b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    server.answer(raw(refusal, Close(), read_body=False))
    reference, _ = assert_same_calls(
        clients, lambda client: add(client, attachments=[{"data": b"\0" * size}])
    )
    assert isinstance(reference, Failed)
    assert isinstance(reference.error, botocore.exceptions.ClientError)
    assert reference.error.response["Error"]["Code"] == "413"
