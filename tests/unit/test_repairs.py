"""Requests that are sent again at once because the client knows better, which boto3 does not do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import awssupport
from awssupport._awssupport import NativeClient
from awssupport.emulator import ManualClock, serve
from awssupport.exceptions import ClientError
from awssupport.support import Support
from tests.differential.server import Answer, Request, Reset, ScriptedServer, http, raw, running
from tests.waits import Waits

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
START = 1_767_323_045.0  # 2026-01-02T03:04:05Z
LATER = ("Date", "Fri, 02 Jan 2026 04:04:05 GMT")


def ignore(**_: Any) -> None:
    """A handler that has no opinion."""


@pytest.fixture(params=[False, True], ids=["plain", "with events"])
def events(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with running() as made:
        yield made


@pytest.fixture
def make(server: ScriptedServer, events: bool) -> Callable[..., Support]:
    def made(**options: Any) -> Support:
        client = Support(
            NativeClient(
                {
                    "region_name": "us-east-1",
                    "endpoint_url": server.url,
                    "aws_access_key_id": "AKIDEXAMPLE",
                    "aws_secret_access_key": SECRET,
                    "_seams": Waits(now=START),
                    **options,
                }
            )
        )
        if events:
            client.meta.events.register("before-send", ignore)
        return client

    return made


def refusal(code: str, message: str = "", *headers: tuple[str, str]) -> Answer:
    return http(403, f'{{"__type": "{code}", "message": "{message}"}}', list(headers))


def access_key(request: Request) -> str:
    return request.value("authorization").split("Credential=")[1].split("/")[0]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("RequestTimeTooSkewed", ""),
        ("RequestExpired", "Request has expired."),
        ("InvalidSignatureException", "Signature expired: 20260102T030405Z is now earlier than"),
        ("InvalidSignatureException", "Signature not yet current: 20260102T030405Z is still"),
    ],
)
def test_a_wrong_clock_is_set(
    server: ScriptedServer, make: Callable[..., Support], code: str, message: str
) -> None:
    client = make()
    server.answer(refusal(code, message, LATER), http(200, "{}"))
    answer = client.describe_services()
    assert answer["ResponseMetadata"]["RetryAttempts"] == 0
    client.describe_services()
    requests = server.take()
    assert [request.value("x-amz-date") for request in requests] == [
        "20260102T030405Z",
        "20260102T040405Z",
        "20260102T040405Z",
    ]
    assert {request.value("amz-sdk-request") for request in requests} == {"attempt=1; max=3"}
    assert len({request.value("amz-sdk-invocation-id") for request in requests}) == 2


def test_a_clock_is_set_once_a_call(server: ScriptedServer, make: Callable[..., Support]) -> None:
    again = ("Date", "Fri, 02 Jan 2026 09:04:05 GMT")
    server.answer(
        refusal("RequestTimeTooSkewed", "", LATER), refusal("RequestTimeTooSkewed", "", again)
    )
    with pytest.raises(ClientError) as caught:
        make().describe_services()
    assert caught.value.response["Error"]["Code"] == "RequestTimeTooSkewed"
    assert len(server.take()) == 2


@pytest.mark.parametrize(
    "answer",
    [
        refusal("RequestTimeTooSkewed"),
        refusal("RequestTimeTooSkewed", "", ("Date", "soon")),
        refusal("RequestTimeTooSkewed", "", ("Date", "Fri, 02 Jan 2026 03:04:07 GMT")),
        refusal("InvalidSignatureException", "The request signature does not match", LATER),
    ],
    ids=["no date", "no date to read", "the same time", "another reason"],
)
def test_other_refusals_are_final(
    server: ScriptedServer, make: Callable[..., Support], answer: Answer
) -> None:
    server.answer(answer)
    with pytest.raises(ClientError):
        make().describe_services()
    assert len(server.take()) == 1


def test_the_emulator_takes_requests_of_a_client_whose_clock_was_wrong(*, events: bool) -> None:
    with serve(clock=ManualClock(START)) as emulator:
        client = awssupport.client(
            region_name="us-east-1",
            endpoint_url=emulator.url,
            aws_access_key_id=emulator.access_key_id,
            aws_secret_access_key=emulator.secret_access_key,
        )
        if events:
            client.meta.events.register("before-send", ignore)
        assert client.describe_services()["services"]
        client.close()


class Provider:
    """Credentials that are numbered, and renewed on demand."""

    def __init__(self) -> None:
        self.number = 1
        self.refreshed = 0
        self.refresh: Callable[[], None] = self._next

    def get_frozen_credentials(self) -> tuple[str, str, str]:
        return f"AKID{self.number}", SECRET, f"token-{self.number}"

    def refresh_now(self) -> None:
        self.refreshed += 1
        self.refresh()

    def _next(self) -> None:
        self.number += 1


@pytest.mark.parametrize("code", ["ExpiredToken", "ExpiredTokenException"])
def test_expired_tokens_are_renewed_once(
    server: ScriptedServer, make: Callable[..., Support], code: str
) -> None:
    provider = Provider()
    client = make(credentials=provider)
    server.answer(refusal(code), http(200, "{}"))
    answer = client.describe_services()
    assert answer["ResponseMetadata"]["RetryAttempts"] == 0
    requests = server.take()
    assert [access_key(request) for request in requests] == ["AKID1", "AKID2"]
    assert {request.value("amz-sdk-request") for request in requests} == {"attempt=1; max=3"}
    assert provider.refreshed == 1
    server.answer(refusal(code))
    with pytest.raises(ClientError):
        client.describe_services()
    assert [access_key(request) for request in server.take()] == ["AKID2", "AKID3"]
    assert provider.refreshed == 2


def test_retries_go_on_after_a_renewal(
    server: ScriptedServer, make: Callable[..., Support]
) -> None:
    client = make(credentials=Provider())
    server.answer(http(500), refusal("ExpiredToken"), http(500), http(200, "{}"))
    answer = client.describe_services()
    assert answer["ResponseMetadata"]["RetryAttempts"] == 2
    requests = server.take()
    assert [access_key(request) for request in requests] == ["AKID1", "AKID1", "AKID2", "AKID2"]
    attempts = [request.value("amz-sdk-request").partition("attempt=")[2] for request in requests]
    assert attempts == ["1; max=3", "2; max=3", "2; max=3", "3; max=3"]


def test_without_other_credentials_the_refusal_is_final(
    server: ScriptedServer, make: Callable[..., Support]
) -> None:
    provider = Provider()
    provider.refresh = lambda: None
    for options in ({"credentials": provider}, {}):
        server.answer(refusal("ExpiredToken"))
        with pytest.raises(ClientError) as caught:
            make(**options).describe_services()
        assert caught.value.response["Error"]["Code"] == "ExpiredToken"
        assert len(server.take()) == 1
    assert provider.refreshed == 1


def test_a_renewal_that_fails_is_the_failure_of_the_call(
    server: ScriptedServer, make: Callable[..., Support]
) -> None:
    provider = Provider()

    def fail() -> None:
        raise LookupError("signed out")

    provider.refresh = fail
    server.answer(refusal("ExpiredToken"))
    with pytest.raises(LookupError, match="signed out"):
        make(credentials=provider).describe_services()
    assert len(server.take()) == 1


@pytest.mark.parametrize("events", [False], indirect=True, ids=["plain"])
def test_credentials_that_another_call_has_renewed_are_taken(
    server: ScriptedServer, make: Callable[..., Support]
) -> None:
    class Renewed(Provider):
        def get_frozen_credentials(self) -> tuple[str, str, str]:
            given = super().get_frozen_credentials()
            self.number += 1
            return given

    provider = Renewed()
    server.answer(refusal("ExpiredToken"), http(200, "{}"))
    make(credentials=provider).describe_services()
    assert [access_key(request) for request in server.take()] == ["AKID1", "AKID2"]
    assert provider.refreshed == 0


@pytest.mark.parametrize("mode", ["standard", "legacy", "adaptive"])
@pytest.mark.parametrize("code", ["AttachmentLimitExceeded", "CaseCreationLimitExceeded"])
@pytest.mark.parametrize("status", [400, 429, 500])
def test_limits_of_the_account_are_not_hammered(
    server: ScriptedServer, make: Callable[..., Support], mode: str, code: str, status: int
) -> None:
    server.answer(http(status, f'{{"__type": "{code}"}}'))
    with pytest.raises(ClientError):
        make(retry_mode=mode, max_attempts=5).describe_services()
    assert len(server.take()) == 1


def test_a_connection_that_died_idle_is_replaced_within_the_upload(
    server: ScriptedServer, make: Callable[..., Support]
) -> None:
    client = make()
    server.answer(http(200, "{}"), raw(Reset(), read_body=False), http(200, "{}"))
    client.describe_services()
    content = b"x" * 5_000_000
    answer = client.add_attachments_to_set(attachments=[{"fileName": "f", "data": content}])
    assert answer["ResponseMetadata"]["RetryAttempts"] == 0
    requests = server.take()
    attempts = {request.value("amz-sdk-request") for request in requests}
    assert (len(requests), attempts) == (3, {"attempt=1; max=3"})


def failing_elsewhere(sent: list[tuple[str, str]], error: Any, up: str) -> Any:
    """A handler that lets requests fail but at one host, and notes where they go."""

    def send(request: Any, **_: Any) -> Any:
        host = request.url.split("/")[2]
        region = request.headers["Authorization"].decode().split("/")[2]
        sent.append((host.split(".")[1], region))
        if host.split(".")[1] == up:
            return awssupport_response(request)
        raise error(endpoint_url=request.url, error="down")

    return send


def awssupport_response(request: Any) -> Any:
    from awssupport.event_requests import Response

    return Response(request.url, 200, {}, b"{}")


def regional(**options: Any) -> Support:
    return awssupport.client(
        region_name="us-east-1",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key=SECRET,
        config=awssupport.Config(retries={"total_max_attempts": 1}, **options),
    )


ALL = [("us-east-1", "us-east-1"), ("us-west-2", "us-west-2"), ("eu-west-1", "eu-west-1")]


@pytest.mark.parametrize("up", ["us-east-1", "us-west-2", "eu-west-1"])
def test_other_endpoints_are_tried(up: str) -> None:
    sent: list[tuple[str, str]] = []
    client = regional(endpoint_failover=True)
    error = awssupport.exceptions.EndpointConnectionError
    client.meta.events.register("before-send", failing_elsewhere(sent, error, up))
    client.resolve_case(caseId="case-1")
    assert sent == ALL[: [region for region, _ in ALL].index(up) + 1]


def test_other_endpoints_are_tried_once_each() -> None:
    sent: list[tuple[str, str]] = []
    client = regional(endpoint_failover=True)
    error = awssupport.exceptions.ConnectTimeoutError
    client.meta.events.register("before-send", failing_elsewhere(sent, error, "nowhere"))
    with pytest.raises(error):
        client.resolve_case(caseId="case-1")
    assert sent == ALL


@pytest.mark.parametrize("error", ["ReadTimeoutError", "ConnectionClosedError"])
def test_what_may_have_been_acted_on_is_not_sent_elsewhere(error: str) -> None:
    sent: list[tuple[str, str]] = []
    client = regional(endpoint_failover=True)
    failure = getattr(awssupport.exceptions, error)
    client.meta.events.register("before-send", failing_elsewhere(sent, failure, "us-west-2"))
    with pytest.raises(failure):
        client.resolve_case(caseId="case-1")
    assert sent == ALL[:1]
    sent.clear()
    client.describe_services()
    assert sent == ALL[:2]


def test_nothing_is_tried_elsewhere_unasked() -> None:
    sent: list[tuple[str, str]] = []
    client = regional()
    error = awssupport.exceptions.EndpointConnectionError
    client.meta.events.register("before-send", failing_elsewhere(sent, error, "us-west-2"))
    with pytest.raises(error):
        client.describe_services()
    assert sent == ALL[:1]
