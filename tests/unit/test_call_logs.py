"""What the loggers tell of calls, whichever way they are made."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from awssupport.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError
from tests.differential.server import Reset, ScriptedServer, Stall, http, raw, running

from .call_logs import SECRET, STYLES, Records, client, recorded

LATER = ("Date", "Fri, 02 Jan 2026 04:04:05 GMT")
OK = http(200, "{}", [("x-amzn-RequestId", "id-1")])
THROTTLED = http(400, '{"__type": "ThrottlingException"}')


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with running() as made:
        yield made


@pytest.fixture
def records() -> Iterator[Records]:
    with recorded() as kept:
        yield kept


@pytest.fixture(params=STYLES)
def style(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def make(server: ScriptedServer, style: str) -> Callable[..., Any]:
    def made(**options: Any) -> Any:
        return client(style, server.url, **options)

    return made


def sent(attempt: int, server: ScriptedServer, of: int = 3) -> str:
    return f"attempts DescribeServices: attempt {attempt} of {of} goes to {server.url}/"


def refused(attempt: int, status: int, code: str) -> str:
    return (
        f"attempts DescribeServices: attempt {attempt} has status {status} and error {code!r} "
        "after T, request id none"
    )


def answered(attempt: int) -> str:
    return f"attempts DescribeServices: attempt {attempt} has status 200 after T, request id 'id-1'"


def test_a_success(server: ScriptedServer, records: Records, make: Callable[..., Any]) -> None:
    server.answer(OK)
    make().describe_services()
    assert {record.levelno for record in records.kept} == {logging.DEBUG}
    request = server.take_one()
    about = {
        (record.operation_name, record.attempt, record.invocation_id)  # type: ignore[attr-defined]
        for record in records.kept
    }
    assert about == {("DescribeServices", 1, request.value("amz-sdk-invocation-id"))}
    assert records.take() == [
        sent(1, server),
        answered(1),
        "attempts DescribeServices: answered after 1 attempt",
    ]


def test_retries_and_their_waits(
    server: ScriptedServer, records: Records, make: Callable[..., Any]
) -> None:
    server.answer(THROTTLED, raw(Reset()), OK)
    make().describe_services()
    throttled, failed, last = 1, 2, 3
    told = records.take()
    assert told[3].startswith("attempts ")
    told[4] = told[4].partition("'")[0]
    assert told == [
        sent(throttled, server),
        refused(throttled, 400, "ThrottlingException"),
        "retries DescribeServices: waits 1.000 s before attempt 2",
        sent(failed, server),
        "attempts DescribeServices: attempt 2 has no response after T: ConnectionClosedError ",
        "retries DescribeServices: waits 0.100 s before attempt 3",
        sent(last, server),
        answered(last),
        "attempts DescribeServices: answered after 3 attempts",
    ]


def test_the_last_attempt_is_told_as_such(
    server: ScriptedServer, records: Records, make: Callable[..., Any]
) -> None:
    for mode in ("standard", "legacy", "adaptive"):
        for answer, error in ((http(500), ClientError), (raw(Reset()), ConnectionClosedError)):
            server.answer(answer)
            with pytest.raises(error):
                make(retry_mode=mode, max_attempts=2).describe_services()
            ending = ": that was the last one allowed"
            assert records.take()[-1] == (
                f"attempts DescribeServices: failed after 2 attempts{ending}"
            )


def test_a_final_refusal(
    server: ScriptedServer, records: Records, make: Callable[..., Any]
) -> None:
    server.answer(http(400, '{"__type": "CaseIdNotFound"}'))
    with pytest.raises(ClientError):
        make().describe_services()
    assert records.take()[1:] == [
        refused(1, 400, "CaseIdNotFound"),
        "attempts DescribeServices: failed after 1 attempt",
    ]


def test_the_quota_is_told_when_it_is_used_up(
    server: ScriptedServer, records: Records, make: Callable[..., Any]
) -> None:
    server.answer(http(500))
    used = make()
    endings: list[str] = []
    while len(endings) < 200 and not any("quota" in ending for ending in endings):
        with pytest.raises(ClientError):
            used.describe_services()
        endings += records.take()[-1:]
    assert endings[-1].endswith(": the client's retry quota is used up")


def test_waits_for_the_rate(
    server: ScriptedServer, records: Records, make: Callable[..., Any]
) -> None:
    server.answer(THROTTLED, OK)
    make(retry_mode="adaptive").describe_services()
    told = records.take()
    assert told[2:4] == [
        "retries DescribeServices: waits 1.000 s before attempt 2",
        "retries DescribeServices: waits 1.000 s for the client's rate",
    ]
    assert told[-3:-1] == [sent(2, server), answered(2)]


def test_silence(server: ScriptedServer, records: Records, make: Callable[..., Any]) -> None:
    server.answer(raw(Stall()))
    with pytest.raises(ReadTimeoutError):
        make(read_timeout=0.05, max_attempts=1).describe_services()
    told = records.take()
    assert told[0] == sent(1, server, of=1)
    assert told[1].startswith(
        "attempts DescribeServices: attempt 1 has no response after T: ReadTimeoutError "
    )
    assert len(told) == 3


def test_a_response_that_cannot_be_read(
    server: ScriptedServer, records: Records, make: Callable[..., Any]
) -> None:
    server.answer(http(400, b"\xff"))
    with pytest.raises(UnicodeDecodeError):
        make().describe_services()
    assert records.take()[1:] == [
        "attempts DescribeServices: attempt 1 has status 400 and cannot be read after T, "
        "request id none",
        "attempts DescribeServices: failed after 1 attempt",
    ]


def test_the_clock_is_set(
    server: ScriptedServer, records: Records, make: Callable[..., Any]
) -> None:
    server.answer(http(403, '{"__type": "RequestTimeTooSkewed"}', [LATER]), OK)
    make().describe_services()
    assert records.take() == [
        sent(1, server),
        refused(1, 403, "RequestTimeTooSkewed"),
        "retries DescribeServices: the clock is set by the service's; the request is sent again",
        sent(1, server),
        answered(1),
        "attempts DescribeServices: answered after 1 attempt",
    ]


class Provider:
    """Credentials that are numbered, and renewed on demand."""

    def __init__(self) -> None:
        self.number = 1

    def get_frozen_credentials(self) -> tuple[str, str, str]:
        return f"AKID{self.number}", SECRET, f"token-{self.number}"

    def refresh_now(self) -> None:
        self.number += 1


def test_credentials_are_renewed(
    server: ScriptedServer, records: Records, make: Callable[..., Any]
) -> None:
    server.answer(http(403, '{"__type": "ExpiredTokenException"}'), OK)
    make(credentials=Provider()).describe_services()
    assert records.take() == [
        sent(1, server),
        refused(1, 403, "ExpiredTokenException"),
        "retries DescribeServices: credentials are renewed; the request is sent again",
        sent(1, server),
        answered(1),
        "attempts DescribeServices: answered after 1 attempt",
    ]


def test_without_other_credentials_the_refusal_ends_the_call(
    server: ScriptedServer, records: Records, make: Callable[..., Any]
) -> None:
    server.answer(http(403, '{"__type": "ExpiredTokenException"}'))
    with pytest.raises(ClientError):
        make().describe_services()
    assert records.take()[1:] == [
        refused(1, 403, "ExpiredTokenException"),
        "attempts DescribeServices: failed after 1 attempt",
    ]


@pytest.mark.parametrize("style", ["sync", "asyncio"], indirect=True)
def test_a_dead_idle_connection_is_replaced(
    server: ScriptedServer, records: Records, make: Callable[..., Any]
) -> None:
    server.answer(OK, raw(Reset(), read_body=False), http(200, "{}"))
    used = make(max_attempts=1)
    used.describe_services()
    records.take()
    used.add_attachments_to_set(attachments=[{"fileName": "a", "data": bytes(5 << 20)}])
    told = [text.partition(": ")[2] for text in records.take()]
    assert told[1] == "the idle connection was dead, and is replaced"
    assert len(told) == 4


def test_other_endpoints(records: Records) -> None:
    import awssupport
    from awssupport.event_requests import Response
    from awssupport.exceptions import EndpointConnectionError

    made = awssupport.client(
        region_name="us-east-1",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key=SECRET,
        config=awssupport.Config(endpoint_failover=True),
    )

    def send(request: Any, **_: Any) -> Any:
        if "us-east-1" in request.url:
            raise EndpointConnectionError(endpoint_url=request.url, error="down")
        return Response(request.url, 200, {}, b"{}")

    made.meta.events.register("before-send", send)
    made.describe_services()
    assert records.take() == [
        "endpoint a client is made: endpoint https://support.us-east-1.amazonaws.com/, "
        "region 'us-east-1', signed for region 'us-east-1'",
        "credentials a client is made: credentials 'explicit'",
        "attempts DescribeServices: attempt 1 has no response after T: EndpointConnectionError ''",
        "endpoint DescribeServices: the request is sent again to the next endpoint",
        "attempts DescribeServices: attempt 1 of 3 is a handler's",
        "attempts DescribeServices: attempt 1 has status 200 after T, request id none",
        "attempts DescribeServices: answered after 1 attempt",
    ]


def test_pages(server: ScriptedServer, records: Records, make: Callable[..., Any]) -> None:
    server.answer(http(200, '{"cases": [], "nextToken": "t"}'), http(200, '{"cases": []}'))
    pages = make().get_paginator("describe_cases").paginate()
    told = [records.take() for _ in pages]
    assert [len(texts) for texts in told] == [3, 3]
    assert all(text.startswith("attempts DescribeCases: ") for texts in told for text in texts)


def test_a_wait_is_told_before_it_begins(
    server: ScriptedServer, records: Records, make: Callable[..., Any]
) -> None:
    told: list[list[str]] = []

    class Naps:
        def sleep(self, seconds: float) -> None:
            told.append(records.take())

        def random(self) -> float:
            return 1.0

    server.answer(http(500), OK)
    make(_seams=Naps()).describe_services()
    assert [texts[-1] for texts in told] == [
        "retries DescribeServices: waits 0.050 s before attempt 2"
    ]


@pytest.mark.parametrize("level", [logging.INFO, logging.WARNING])
def test_nothing_is_put_together_for_nobody(
    server: ScriptedServer,
    make: Callable[..., Any],
    level: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import awssupport.call_log

    def begin(operation_name: str) -> None:
        raise AssertionError(operation_name)

    monkeypatch.setattr(awssupport.call_log, "begin", begin)
    server.answer(THROTTLED, OK)
    with recorded(level) as records:
        make().describe_services()
    assert records.kept == []


@pytest.mark.parametrize("name", ["attempts", "retries"])
def test_one_logger_is_enough(server: ScriptedServer, make: Callable[..., Any], name: str) -> None:
    server.answer(THROTTLED, OK)
    with recorded(name=f"awssupport.{name}") as records:
        make().describe_services()
    assert {text.split()[0] for text in records.take()} == {name}


def test_a_listener_may_make_calls_of_the_same_client(
    server: ScriptedServer, records: Records, make: Callable[..., Any]
) -> None:
    server.answer(http(200, '{"cases": []}'))
    used = make()
    listened: list[Any] = []
    records.also = lambda _: listened.append(used.describe_cases()["cases"])
    used.describe_services()
    texts = records.take()
    # Three records of the call itself; those of the calls made for them would never end.
    assert len(texts) == len(listened) == 3
    assert not any("DescribeCases" in text for text in texts)
    records.also = None
    used.describe_cases()
    assert len(records.take()) == 3


def test_what_a_filter_raises_neither_ends_the_call_nor_vanishes(
    server: ScriptedServer,
    records: Records,
    make: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(record: logging.LogRecord) -> bool:
        raise LookupError(record.getMessage())

    seen: list[Any] = []
    monkeypatch.setattr("sys.unraisablehook", lambda args: seen.append(args.exc_value))
    server.answer(OK)
    records.addFilter(refuse)
    assert make().describe_services()["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert [type(error) for error in seen] == [LookupError] * 3
    assert str(seen[0]) == sent(1, server).removeprefix("attempts ")


@pytest.mark.parametrize("style", ["sync", "sync with events"], indirect=True)
def test_an_interrupt_while_a_record_is_handled_ends_the_call(
    server: ScriptedServer, records: Records, make: Callable[..., Any]
) -> None:
    def interrupt(_: logging.LogRecord) -> None:
        raise KeyboardInterrupt

    server.answer(OK)
    used = make()
    records.also = interrupt
    with pytest.raises(KeyboardInterrupt):
        used.describe_services()
    records.also = None
    used.describe_services()
    assert records.take()[-1] == "attempts DescribeServices: answered after 1 attempt"
