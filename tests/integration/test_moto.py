"""Handlers that others register for every client of botocore's, as moto does, work on ours.

A stand-in does what moto does, and lets itself be looked at: it puts a `before-send` handler among
botocore's own, looks at the type of the request, and answers with botocore's response. moto itself
is in `test_moto_itself.py`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import boto3
import botocore.awsrequest
import botocore.handlers
import pytest

import awssupport

KEYS: dict[str, Any] = {
    "aws_access_key_id": "AKIDEXAMPLE",
    "aws_secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
}
URL = "https://support.us-east-1.amazonaws.com/"


class Raw(io.BytesIO):
    def stream(self, **kwargs: Any) -> Iterator[bytes]:
        yield self.read()


class StandIn:
    """Answers every call with the names of the parameters it had."""

    def __init__(self) -> None:
        self.enabled = True
        self.requests: list[Any] = []

    def __call__(self, event_name: str, request: Any, **kwargs: Any) -> Any:
        if not self.enabled:
            return None
        assert isinstance(request, botocore.awsrequest.AWSPreparedRequest)
        for name, value in request.headers.items():
            if isinstance(value, bytes):
                request.headers[name] = value.decode()
        self.requests.append((request.method, request.url, request.headers["X-Amz-Target"]))
        names = ",".join(json.loads(request.body))
        body = Raw(json.dumps({"attachmentSetId": names}).encode())
        headers = {"x-amzn-RequestId": "r", "Content-Type": "text/html"}
        return botocore.awsrequest.AWSResponse(request.url, 200, headers, body)


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    handler = StandIn()
    entries = [*botocore.handlers.BUILTIN_HANDLERS, ("before-send", handler)]
    monkeypatch.setattr(botocore.handlers, "BUILTIN_HANDLERS", entries)
    return handler


def test_both_clients_are_answered(stand_in: StandIn) -> None:
    theirs = boto3.session.Session().client("support", region_name="eu-west-1", **KEYS)
    ours = awssupport.client("support", region_name="eu-west-1", **KEYS)
    answers = [
        client.add_attachments_to_set(attachmentSetId="a", attachments=[])
        for client in (theirs, ours)
    ]
    assert answers[0] == answers[1]
    assert answers[1]["attachmentSetId"] == "attachmentSetId,attachments"
    target = "AWSSupport_20130415.AddAttachmentsToSet"
    assert stand_in.requests == [("POST", URL, target)] * 2


def test_off_it_lets_calls_through(stand_in: StandIn) -> None:
    stand_in.enabled = False
    with awssupport.emulator.serve() as server:
        client = awssupport.client(region_name="us-east-1", endpoint_url=server.url, **KEYS)
        answer = client.add_attachments_to_set(attachments=[{"fileName": "a", "data": b"x"}])
    assert answer["attachmentSetId"]
    assert not stand_in.requests


def test_clients_from_before_are_left_alone() -> None:
    client = awssupport.client(region_name="us-east-1", **KEYS)
    assert not client.meta.events.in_use


def test_botocores_own_handlers_stay_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def own(**kwargs: Any) -> None: ...

    own.__module__ = "botocore.handlers"
    entries = [*botocore.handlers.BUILTIN_HANDLERS, ("before-send.support", own)]
    monkeypatch.setattr(botocore.handlers, "BUILTIN_HANDLERS", entries)
    assert not awssupport.client(region_name="us-east-1", **KEYS).meta.events.in_use
