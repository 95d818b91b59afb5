"""Requests changed on the wire, through a whole server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from awssupport.emulator import Credentials, ManualClock, Server, serve

from .wire import SECRET, RawRequest, attaching, send, signed

NOW = 1_710_853_254.0
"""2024-03-19T13:00:54Z"""


@pytest.fixture
def signing_clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def server(signing_clock: ManualClock) -> Iterator[Server]:
    with serve(signing_clock=signing_clock) as running:
        yield running


@pytest.fixture
def good(server: Server) -> RawRequest:
    return signed(server.url, {"attachments": [{"fileName": "a", "data": "aGk="}]}, at=NOW)


def refusal(server: Server, request: RawRequest) -> str:
    answer = send(server, request)
    assert answer.status == 400
    assert server.attachment_sets == {}
    return str(answer.code)


def test_untouched_request_is_served(server: Server, good: RawRequest) -> None:
    answer = send(server, good)
    assert answer.status == 200
    assert answer.headers["date"] == "Tue, 19 Mar 2024 13:00:54 GMT"
    assert server.attachment_set(answer.document["attachmentSetId"]) == [("a", b"hi")]


def test_no_or_garbled_authorization(server: Server, good: RawRequest) -> None:
    missing = refusal(server, good.without("Authorization"))
    garbled = refusal(server, good.having("Authorization", "AWS4-HMAC-SHA256 garbled"))
    assert missing == "MissingAuthenticationTokenException"
    assert garbled == "IncompleteSignatureException"


def test_repeated_authorization_is_garbled(server: Server, good: RawRequest) -> None:
    twice = replace(good, headers=(*good.headers, good.headers[-1]))
    assert refusal(server, twice) == "IncompleteSignatureException"


def test_wrong_secret_and_unknown_key(server: Server) -> None:
    wrong = signed(server.url, {}, at=NOW, secret=SECRET[:-1])
    unknown = signed(server.url, {}, at=NOW, access_key_id="AKIDUNKNOWN")
    assert refusal(server, wrong) == "InvalidSignatureException"
    assert refusal(server, unknown) == "UnrecognizedClientException"


def test_changed_body(server: Server, good: RawRequest) -> None:
    for body in (good.body + b" ", good.body[:-1], good.body.replace(b"aGk=", b"aGo="), b""):
        assert refusal(server, replace(good, body=body)) == "InvalidSignatureException"


def test_changed_header(server: Server, good: RawRequest) -> None:
    changed = good.editing("X-Amz-Target", "AddAttachmentsToSet", "DescribeCases")
    assert refusal(server, changed) == "InvalidSignatureException"


def test_unsigned_required_header(server: Server, good: RawRequest) -> None:
    unsigned = good.editing("Authorization", ";x-amz-target", "")
    assert refusal(server, unsigned) == "InvalidSignatureException"


@pytest.mark.parametrize("offset", [-900, 900])
def test_date_at_the_edge_of_fifteen_minutes(server: Server, offset: int) -> None:
    assert send(server, signed(server.url, {"attachments": []}, at=NOW + offset)).status == 200


@pytest.mark.parametrize(
    ("offset", "message"),
    [
        (
            -901,
            "Signature expired: 20240319T124553Z is now earlier than "
            "20240319T124554Z (20240319T130054Z - 15 min.)",
        ),
        (
            901,
            "Signature not yet current: 20240319T131555Z is still later than "
            "20240319T131554Z (20240319T130054Z + 15 min.)",
        ),
    ],
)
def test_date_past_the_edge(server: Server, offset: int, message: str) -> None:
    answer = send(server, signed(server.url, {"attachments": []}, at=NOW + offset))
    assert (answer.status, answer.code) == (400, "InvalidSignatureException")
    assert answer.document["message"] == message


def test_signing_clock_makes_signatures_stale(
    server: Server, good: RawRequest, signing_clock: ManualClock
) -> None:
    signing_clock.advance(901)
    assert refusal(server, good) == "InvalidSignatureException"


def test_state_clock_does_not_make_signatures_stale() -> None:
    clock = ManualClock(0)
    with serve(clock=clock) as server:
        clock.advance(10_000_000)
        answer = send(server, attaching(server, ("a", b"x")))
    assert answer.document["expiryTime"] == "1970-04-26T18:46:40.000+0000"


@pytest.mark.parametrize("token", [None, "other", "TOKEN", "token "])
def test_wrong_session_token(token: str | None) -> None:
    with serve(credentials={"AKIDEXAMPLE": Credentials(SECRET, "token/+=")}) as server:
        answer = send(server, signed(server.url, {"attachments": []}, token=token))
        assert answer.code == "UnrecognizedClientException"
        assert answer.document["message"] == (
            "The security token included in the request is invalid."
        )


def test_session_token_must_be_signed_and_right() -> None:
    with serve(credentials={"AKIDEXAMPLE": Credentials(SECRET, "token/+=")}) as server:
        request = signed(server.url, {"attachments": []}, token="token/+=")
        assert server.session_token == "token/+="
        assert send(server, request).status == 200
        unsigned = request.editing("Authorization", "x-amz-security-token;", "")
        assert send(server, unsigned).code == "InvalidSignatureException"


def test_bad_signature_is_told_before_anything_else(server: Server, good: RawRequest) -> None:
    assert refusal(server, replace(good, body=b"not json")) == "InvalidSignatureException"
    wrong = signed(server.url, {}, at=NOW, operation="Nope", secret="x")
    assert refusal(server, wrong) == "InvalidSignatureException"
