"""What handlers return and edit has the same effect on both sides: on the wire, in the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import botocore
import pytest

from .event_log import UNEQUAL, handling
from .server import Request, ScriptedServer, http
from .sides import KEYS, Failed, Ok, Pair, add, assert_same_calls, pair
from .test_events_order import Answer

OPERATION = "support.AddAttachmentsToSet"
ID = ("x-amzn-RequestId", "r")

#: Headers of the transport's own.
TRANSPORTS = {"host", "accept", "accept-encoding", "content-length"}


def signed(request: Request) -> str:
    """The part of the signature that says what it covers."""
    (authorization,) = request.values("Authorization") or ("",)
    return authorization.partition("SignedHeaders=")[2].partition(",")[0]


def scope(request: Request) -> list[str]:
    (authorization,) = request.values("Authorization") or ("",)
    return authorization.partition(",")[0].split("/")[2:]


def on_the_wire(request: Request) -> Any:
    headers = [
        (name.lower(), None if name.lower() in UNEQUAL else value)
        for name, value in request.headers
        if name.lower() not in TRANSPORTS
    ]
    return request.line, headers, request.body, signed(request), scope(request)


def same_effect(
    server: ScriptedServer,
    clients: Pair,
    *handlers: tuple[str, Callable[..., Any]],
    call: Callable[[Any], Any] = add,
    tail: bool = True,
) -> tuple[Ok | Failed, list[Request]]:
    """The outcome and the requests of both are equal; the reference's."""
    server.take()
    sent = []

    def observed(client: Any) -> Any:
        try:
            with handling(client, *handlers):
                return call(client)
        finally:
            sent.append(server.take())

    result, _ = assert_same_calls(clients, observed, tail=tail)
    expected, actual = ([on_the_wire(request) for request in requests] for requests in sent)
    assert actual == expected
    return result, sent[0]


def raising(error: Exception) -> Callable[..., Any]:
    def handler(**kwargs: Any) -> Any:
        raise error

    return handler


def returning(value: Any) -> Callable[..., Any]:
    return lambda **kwargs: value


EDITED = {"attachments": [{"fileName": "b.txt", "data": b"other"}]}


@pytest.mark.parametrize("value", [EDITED, {}, None, {"attachments": 5}, 5, [], "text"])
def test_provide_client_params(server: ScriptedServer, clients: Pair, value: Any) -> None:
    same_effect(server, clients, (f"provide-client-params.{OPERATION}", returning(value)))


def test_the_first_params_provided_win(server: ScriptedServer, clients: Pair) -> None:
    _, (request,) = same_effect(
        server,
        clients,
        ("provide-client-params", returning({"attachments": []})),
        (f"provide-client-params.{OPERATION}", returning(EDITED)),
    )
    assert b"b.txt" in request.body


@pytest.mark.parametrize("event", ["provide-client-params", "before-parameter-build"])
def test_params_may_be_edited(server: ScriptedServer, clients: Pair, event: str) -> None:
    def edit(params: dict[str, Any], **kwargs: Any) -> None:
        params["attachmentSetId"] = "as-1"

    _, (request,) = same_effect(server, clients, (event, edit))
    assert b"as-1" in request.body


def test_headers_and_body_of_the_request_dict(server: ScriptedServer, clients: Pair) -> None:
    def edit(params: dict[str, Any], **kwargs: Any) -> None:
        params["headers"]["X-Custom"] = "caf\u00e9  two"
        params["headers"]["User-Agent"] = "replaced"
        params["body"] = b'{"attachments": []}'

    _, (request,) = same_effect(server, clients, ("before-call", edit))
    assert "x-custom" in signed(request)
    assert request.body == b'{"attachments": []}'
    assert request.value("User-Agent") != "replaced"


@pytest.mark.parametrize("body", ["text", {"a": "b c", "d": ["1", "2"]}, b"", "", None])
def test_other_bodies(server: ScriptedServer, clients: Pair, body: Any) -> None:
    def edit(params: dict[str, Any], **kwargs: Any) -> None:
        params["body"] = body

    same_effect(server, clients, ("before-call", edit))


def test_url_of_the_request_dict(server: ScriptedServer, clients: Pair) -> None:
    def edit(params: dict[str, Any], **kwargs: Any) -> None:
        params["url"] = f"{server.url}/other?b=2&a=1"

    _, (request,) = same_effect(server, clients, ("before-call", edit))
    assert request.line == "POST /other?b=2&a=1 HTTP/1.1"


class Http:
    def __init__(self, status_code: int) -> None:
        self.status_code = status_code


@pytest.mark.parametrize(
    "answer",
    [
        (Http(200), {"attachmentSetId": "stubbed", "extra": 1}),
        (Http(299), {}),
        (Http(400), {"Error": {"Code": "AttachmentSetExpired", "Message": "m"}}),
        (Http(300), {}),
        (Http(500), {"Error": {}, "ResponseMetadata": {"RetryAttempts": 1}}),
    ],
)
def test_before_call_answers(server: ScriptedServer, clients: Pair, answer: Any) -> None:
    _, requests = same_effect(server, clients, ("before-call", returning(answer)))
    assert not requests


def test_an_answer_needs_no_credentials(server: ScriptedServer) -> None:
    with pair(lambda side: {"region_name": "us-east-1", "endpoint_url": server.url}) as clients:
        same_effect(server, clients, ("before-call", returning((Http(200), {}))))


@pytest.mark.parametrize("name", ["!request-created.support", "request-created", OPERATION])
def test_headers_of_the_created_request(server: ScriptedServer, clients: Pair, name: str) -> None:
    """Signed before, and only there."""

    def edit(request: Any, **kwargs: Any) -> None:
        request.headers["X-Custom"] = "one"
        request.headers.add_header("X-Other", "two")
        request.headers.replace_header("X-Other", "three")
        assert request.headers.get("x-custom") == "one"
        assert request.headers.get("missing") is None
        assert request.headers.get_all("x-other") == ["three"]
        assert request.headers["missing"] is None
        del request.headers["missing"]
        assert "X-CUSTOM" in request.headers

    event = f"request-created.{name}" if name == OPERATION else name
    _, (request,) = same_effect(server, clients, (event, edit))
    assert ("x-custom" in signed(request)) == (name != "request-created")


def test_before_sign(server: ScriptedServer, clients: Pair) -> None:
    def edit(request: Any, **kwargs: Any) -> None:
        request.headers["X-Custom"] = "one"
        request.headers["traceparent"] = "unsigned"
        del request.headers["Content-Type"]
        request.data = b'{"attachments": []}'
        request.params = {"a": "1"}

    _, (request,) = same_effect(server, clients, ("before-sign", edit))
    assert signed(request) == "host;x-amz-date;x-amz-target;x-custom"
    assert request.line == "POST /?a=1 HTTP/1.1"


@pytest.mark.parametrize("value", ["v4", "v5", "", botocore.UNSIGNED, None])
def test_choose_signer(server: ScriptedServer, clients: Pair, value: Any) -> None:
    same_effect(server, clients, ("choose-signer.support", returning(value)))


def test_signing_context(server: ScriptedServer, clients: Pair) -> None:
    def edit(context: dict[str, Any], **kwargs: Any) -> None:
        context["signing"] = {"region": "mars-1", "signing_name": "other"}

    _, (request,) = same_effect(server, clients, ("before-call", edit))
    assert scope(request) == ["mars-1", "other", "aws4_request"]


def test_before_send_edits(server: ScriptedServer, clients: Pair) -> None:
    def edit(request: Any, **kwargs: Any) -> None:
        assert request.headers["x-amz-target"] == b"AWSSupport_20130415.AddAttachmentsToSet"
        assert request.headers["content-length"] == str(len(request.body))
        request.headers["X-Late"] = b"bytes"
        request.headers["x-amz-target"] = "text"
        del request.headers["Content-Type"]
        request.url += "late"
        request.reset_stream()

    _, (request,) = same_effect(server, clients, ("before-send", edit))
    assert request.line == "POST /late HTTP/1.1"
    assert request.value("X-Late") == "bytes"


@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize("body", [b'{"attachmentSetId": "a", "message": "m"}', b"", b"<html>"])
def test_before_send_answers(
    server: ScriptedServer, single: Pair, status: int, body: bytes
) -> None:
    def answer(request: Any, **kwargs: Any) -> Answer:
        return Answer(request.url, status, {"X-Amzn-RequestId": "r", "B": "b"}, body)

    _, requests = same_effect(server, single, ("before-send", answer))
    assert not requests


def test_before_parse(server: ScriptedServer, clients: Pair) -> None:
    def edit(response_dict: Any, customized_response_dict: Any, **kwargs: Any) -> None:
        response_dict["body"] = b'{"attachmentSetId": "edited"}'
        customized_response_dict["more"] = 1

    result, _ = same_effect(server, clients, ("before-parse", edit))
    assert isinstance(result, Ok)
    assert (result.value["attachmentSetId"], result.value["more"]) == ("edited", 1)


def test_response_received(server: ScriptedServer, clients: Pair) -> None:
    def edit(parsed_response: Any, **kwargs: Any) -> None:
        parsed_response["more"] = 1

    same_effect(server, clients, ("response-received", edit))


@pytest.mark.parametrize("value", [0, 0.0, False, None, 0.002])
def test_needs_retry(server: ScriptedServer, single: Pair, value: Any) -> None:
    def retry(attempts: int, **kwargs: Any) -> Any:
        return value if attempts == 1 else None

    server.answer(http(400, '{"__type": "CaseIdNotFound"}', [ID]))
    _, requests = same_effect(server, single, ("needs-retry", retry))
    assert len(requests) == (
        1 if (value in (None, False) and value != 0.0) or value is False else 2
    )
    assert len({request.value("amz-sdk-invocation-id") for request in requests}) == 1


def test_the_first_opinion_on_retries_counts(server: ScriptedServer, single: Pair) -> None:
    def retry(attempts: int, **kwargs: Any) -> Any:
        return 0 if attempts < 4 else None

    _, requests = same_effect(
        server,
        single,
        (f"needs-retry.{OPERATION}", returning(False)),
        ("needs-retry.support", retry),
    )
    assert len(requests) == 1
    _, requests = same_effect(server, single, ("needs-retry.support", retry))
    assert len(requests) == 4


def test_after_call(server: ScriptedServer, clients: Pair) -> None:
    def edit(parsed: Any, **kwargs: Any) -> Any:
        parsed["more"] = 1
        return "ignored"

    same_effect(server, clients, ("after-call", edit))


def test_after_call_of_an_error(server: ScriptedServer, single: Pair) -> None:
    def edit(parsed: Any, context: Any, **kwargs: Any) -> None:
        parsed["Error"]["Message"] = "edited"
        context["error_code_override"] = "AttachmentSetExpired"

    server.answer(http(400, '{"__type": "CaseIdNotFound"}', [ID]))
    result, _ = same_effect(server, single, ("after-call", edit))
    assert isinstance(result, Failed)
    assert type(result.error).__name__ == "AttachmentSetExpired"


@pytest.mark.parametrize(
    "event",
    [
        *("provide-client-params", "before-parameter-build", "before-endpoint-resolution"),
        *("before-call", "request-created", "choose-signer.support", "before-sign"),
        *("before-send", "before-parse", "response-received", "needs-retry", "after-call"),
    ],
)
def test_what_handlers_raise(server: ScriptedServer, single: Pair, event: str) -> None:
    failed = []

    def note(exception: Exception, **kwargs: Any) -> None:
        failed.append(str(exception))

    handlers = ((event, raising(LookupError("mine"))), ("after-call-error", note))
    result, _ = same_effect(server, single, *handlers)
    assert isinstance(result, Failed)
    assert len(failed) in (0, 2)


def test_what_is_raised_in_before_send_may_be_retried(server: ScriptedServer, single: Pair) -> None:
    def fail_once(request: Any, **kwargs: Any) -> None:
        if b"attempt=1" in request.headers["amz-sdk-request"]:
            raise OSError("mine")

    def retry(caught_exception: Any, **kwargs: Any) -> Any:
        return 0 if isinstance(caught_exception, OSError) else None

    _, requests = same_effect(server, single, ("before-send", fail_once), ("needs-retry", retry))
    assert len(requests) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"AWS::Region": "cn-northwest-1"},
        {"AWS::Region": "us-gov-east-1"},
        {"AWS::UseFIPS": True},
        {"AWS::UseDualStack": True},
        {"SDK::Endpoint": "http://127.0.0.1:1/path"},
        {"AWS::Auth::AccountId": None},
        {"AWS::Auth::AccountId": "123456789012"},
    ],
)
@pytest.mark.parametrize("configured", [True, False])
def test_endpoint_builtins(
    server: ScriptedServer, changes: dict[str, Any], configured: bool
) -> None:
    seen = []

    def edit(builtins: Any, **kwargs: Any) -> None:
        builtins.update(changes)

    def answer(request: Any, **kwargs: Any) -> Answer:
        credential = request.headers["Authorization"].decode().split("/")[2]
        seen.append((request.url, credential))
        return Answer(request.url, 200, {}, b"{}")

    url = {"endpoint_url": server.url} if configured else {}
    with pair(lambda side: {"region_name": "eu-west-1", **url, **KEYS}) as clients:
        same_effect(server, clients, ("before-endpoint-resolution", edit), ("before-send", answer))
    assert seen[: len(seen) // 2] == seen[len(seen) // 2 :]


def test_a_handler_may_call_a_client(server: ScriptedServer, clients: Pair) -> None:
    for client in clients.each():

        def call(client: Any = client, **kwargs: Any) -> None:
            if not client.busy:
                client.busy = True
                add(client, attachmentSetId="inner")

        client.busy = False
        with handling(client, ("before-send", call)):
            add(client)
        inner, outer = server.take()
        assert b"inner" in inner.body
        assert b"inner" not in outer.body


def test_unregistering_the_retries_of_the_client(server: ScriptedServer) -> None:
    """What programs do to have none."""
    with pair(
        lambda side: {
            "region_name": "us-east-1",
            "endpoint_url": server.url,
            "config": side.one_attempt(),
            **KEYS,
        }
    ) as clients:
        for client in clients.each():
            client.meta.events.unregister("needs-retry.support", unique_id="retry-config-support")
        server.answer(http(500, ""))
        result, requests = same_effect(server, clients)
    assert isinstance(result, Failed)
    assert "reached max retries" not in str(result.error)
    assert len(requests) == 1
