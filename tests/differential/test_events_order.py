"""Every event of a call, in its order and with its keyword arguments, on both sides."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest
from botocore.awsrequest import HeadersDict

from .event_log import EVENTS, handling, names, recorded
from .server import Close, ScriptedServer, http, raw
from .sides import KEYS, Failed, Ok, Pair, add, assert_same_calls, pair

ID = ("x-amzn-RequestId", "r")
OPERATION = "support.AddAttachmentsToSet"
ATTEMPT = [
    f"{name}.{OPERATION}"
    for name in (
        "choose-signer",
        "before-sign",
        "request-created",
        "before-send",
        "before-parse",
        "response-received",
        "needs-retry",
    )
]
BEGINNING = [
    f"provide-client-params.{OPERATION}",
    f"before-parameter-build.{OPERATION}",
    "before-endpoint-resolution.support",
    f"before-call.{OPERATION}",
]


def same_events(
    clients: Pair, call: Callable[[Any], Any] = add, *, events: tuple[str, ...] = EVENTS
) -> tuple[Ok | Failed, list[Any]]:
    """Both clients emit the same and come to the same; what that was."""
    with (
        recorded(clients.reference, events=events) as expected,
        recorded(clients.subject, events=events) as actual,
    ):
        result, _ = assert_same_calls(clients, call)
    assert names(actual) == names(expected)
    for ours, theirs in zip(actual, expected, strict=True):
        assert ours == theirs
    return result, expected


def test_success(server: ScriptedServer, single: Pair) -> None:
    server.answer(http(200, '{"attachmentSetId": "a"}', [ID]))
    _, log = same_events(single)
    assert names(log) == [*BEGINNING, *ATTEMPT, f"after-call.{OPERATION}"]


def test_success_with_attempts_left(server: ScriptedServer, clients: Pair) -> None:
    server.answer(http(200, '{"attachmentSetId": "a"}', [ID]))
    same_events(clients)


@pytest.mark.parametrize("status", [300, 301, 400, 403, 413, 500, 503])
@pytest.mark.parametrize(
    "body", ["", '{"__type": "AttachmentSetExpired", "message": "m"}', "<html>"]
)
def test_service_error(server: ScriptedServer, single: Pair, status: int, body: str) -> None:
    server.answer(http(status, body, [ID]))
    result, log = same_events(single)
    assert isinstance(result, Failed)
    assert names(log) == [*BEGINNING, *ATTEMPT, f"after-call.{OPERATION}"]


def test_transport_error(single: Pair, server: ScriptedServer) -> None:
    server.answer(raw(Close()))
    _, log = same_events(single)
    assert names(log) == [
        *BEGINNING,
        *(name for name in ATTEMPT if not name.startswith("before-parse")),
        f"after-call-error.{OPERATION}",
    ]


def test_no_server() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pair(
        lambda side: {
            "region_name": "us-east-1",
            "endpoint_url": f"http://127.0.0.1:{port}",
            "config": side.one_attempt(),
            **KEYS,
        }
    ) as clients:
        result, _ = same_events(clients)
    assert isinstance(result, Failed)


def test_validation_error(clients: Pair) -> None:
    _, log = same_events(clients, lambda client: add(client, attachments=5))
    assert names(log) == BEGINNING[:3]


@pytest.mark.parametrize("body", ["[]", b'"\xff"'])
def test_unusable_answer(server: ScriptedServer, single: Pair, body: Any) -> None:
    server.answer(http(200, body))
    _, log = same_events(single)
    assert names(log) == [*BEGINNING, *ATTEMPT[:5], f"after-call-error.{OPERATION}"]


def test_no_credentials(server: ScriptedServer) -> None:
    with pair(lambda side: {"region_name": "us-east-1", "endpoint_url": server.url}) as clients:
        _, log = same_events(clients)
    assert names(log) == [*BEGINNING, *ATTEMPT[:2], f"after-call-error.{OPERATION}"]
    assert not server.take()


def test_no_region(server: ScriptedServer) -> None:
    with pair(lambda side: {"endpoint_url": server.url, **KEYS}) as clients:
        result, _ = same_events(clients)
    assert isinstance(result, Failed)


@pytest.mark.parametrize("answer", [0, 0.001])
def test_forced_retry(server: ScriptedServer, single: Pair, answer: Any) -> None:
    date = ("Date", "Fri, 02 Jan 2026 03:04:05 GMT")

    def retry(attempts: int, **kwargs: Any) -> Any:
        return answer if attempts < 3 else None

    with (
        handling(single.reference, ("needs-retry.support", retry)),
        handling(single.subject, ("needs-retry.support", retry)),
    ):
        server.answer(*[http(500, "", [date]), raw(Close()), http(200, "{}", [ID])] * 2)
        _, log = same_events(single)
    assert names(log).count(f"before-send.{OPERATION}") == 3


REGIONS = [
    *("us-east-1", "eu-west-1", "cn-northwest-1", "us-gov-east-1", "us-iso-east-1", "aws-global"),
    *("us-isob-east-1", "eu-isoe-west-1", "eusc-de-east-1", "fips-us-east-1", "xx-new-1", None),
]


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("fips", [None, True])
def test_without_an_endpoint_url(region: str | None, fips: bool | None) -> None:
    """Nothing is sent; the handler answers. `choose-signer` alone is not asked where the endpoint
    names the signature."""
    events = tuple(name for name in EVENTS if name != "choose-signer")
    with (
        pair(
            lambda side: {
                "region_name": region,
                "config": side.config(use_fips_endpoint=fips),
                **KEYS,
            }
        ) as clients,
        handling(clients.reference, ("before-send.support", answering)),
        handling(clients.subject, ("before-send.support", answering)),
    ):
        _, log = same_events(clients, events=(*events, "choose-signer.support"))
    assert f"choose-signer.{OPERATION}" in names(log)


class Answer:
    """As botocore's responses: what moto and others make."""

    def __init__(self, url: str, status_code: int, headers: Any, content: bytes) -> None:
        self.url = url
        self.status_code = status_code
        self.headers = HeadersDict(headers)
        self.content = content
        self.text = content.decode()


def answering(request: Any, **kwargs: Any) -> Answer:
    return Answer(request.url, 200, {"A": "b", "Number": 5}, b'{"attachmentSetId": "a"}')
