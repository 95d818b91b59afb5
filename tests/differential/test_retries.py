"""Which outcomes are retried, after how long, and what is told of it: in every mode."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

import pytest

from .retries import START, assert_same_attempts, retrying_pair
from .server import Answer, Close, Reset, ScriptedServer, Stall, http, raw
from .sides import Failed, Ok

MODES = ("standard", "legacy", "adaptive")
STATUSES = (200, 201, 301, 400, 403, 404, 408, 409, 413, 429, 500, 501, 502, 503, 504, 505, 509)
CODES = (
    *("Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException"),
    *("TooManyRequestsException", "ProvisionedThroughputExceededException", "SlowDown"),
    *("TransactionInProgressException", "RequestLimitExceeded", "BandwidthLimitExceeded"),
    *("LimitExceededException", "RequestThrottled", "PriorRequestNotComplete"),
    *("EC2ThrottledException", "RequestTimeout", "RequestTimeoutException"),
    *("InternalServerError", "CaseIdNotFound", "AttachmentIdNotFound", "ns#Throttling:x"),
    *("throttling", "RequestLimitExceeded ", "AccessDeniedException", ""),
)

pytestmark = pytest.mark.parametrize("events", [False, True], ids=["plain", "with events"])


def describe(client: Any) -> Any:
    return client.describe_cases()


def refusal(status: int, code: str | None, headers: Iterable[tuple[str, str]] = ()) -> Answer:
    body = "" if code is None else f'{{"__type": "{code}", "message": "m"}}'
    return http(status, body, [("x-amzn-RequestId", "id"), *headers])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("status", STATUSES)
def test_statuses_and_codes(
    server: ScriptedServer, mode: str, status: int, *, events: bool
) -> None:
    codes = [None, *(CODES if status in {200, 400, 403, 429, 500} else CODES[:1])]
    for batch in (codes[at : at + 8] for at in range(0, len(codes), 8)):
        # New clients: their quotas are not to be used up.
        retries = {"mode": mode}
        with retrying_pair(server.url, events=events, now=START, retries=retries) as pair:
            for code in batch:
                assert_same_attempts(server, pair, describe, [refusal(status, code)])


LAST = {
    "a success": http(200, "{}"),
    "another error": refusal(400, "CaseIdNotFound"),
    "the same": refusal(500, None),
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("attempts", [None, 1, 2, 4])
@pytest.mark.parametrize("last", LAST.values(), ids=LAST)
def test_numbers_of_attempts(
    server: ScriptedServer, mode: str, attempts: int | None, last: Answer, *, events: bool
) -> None:
    retries: dict[str, Any] = {"mode": mode}
    if attempts is not None:
        retries["total_max_attempts"] = attempts
    most = attempts or (5 if mode == "legacy" else 3)
    with retrying_pair(server.url, events=events, now=START, retries=retries) as pair:
        for failures in range(most + 1):
            answers = [refusal(500, None)] * failures + [last]
            _, requests, _ = assert_same_attempts(server, pair, describe, answers)
            ends = failures + 1 if last is not LAST["the same"] else most
            assert len(requests) == min(ends, most)


DATES = {
    "none": [[], [], []],
    "each": [[("Date", f"Fri, 02 Jan 2026 03:04:0{n} GMT")] for n in range(3)],
    "first": [[("Date", "Fri, 02 Jan 2026 03:04:05 GMT")], [], []],
    "second": [[], [("Date", "Fri, 02 Jan 2026 23:59:59 GMT")], []],
    "unreadable second": [
        [("Date", "Fri, 02 Jan 2026 03:04:05 GMT")],
        [("Date", "soon")],
        [],
    ],
    "other forms": [
        [("Date", "Friday, 02-Jan-26 03:04:05 GMT")],
        [("Date", "Fri Jan  2 03:04:05 2026")],
        [],
    ],
    "lenient": [
        [("Date", "fri, 2 JAN 2026 3:4:5 utc")],
        [("date", "Fri, 31 Feb 2026 03:04:05 GMT")],
        [],
    ],
    "late": [[("Date", "Fri, 31 Dec 9999 23:59:30 GMT")], [], []],
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("dates", DATES.values(), ids=DATES)
@pytest.mark.parametrize("read_timeout", [60, 1.25, None])
def test_the_ttl_of_attempts(
    server: ScriptedServer,
    mode: str,
    dates: list[list[tuple[str, str]]],
    read_timeout: float | None,
    *,
    events: bool,
) -> None:
    options: dict[str, Any] = {"retries": {"mode": mode}, "read_timeout": read_timeout}
    answers = [refusal(500, None, headers) for headers in dates]
    with retrying_pair(server.url, events=events, **options) as pair:
        assert_same_attempts(server, pair, describe, answers)


def test_a_ttl_outlives_an_attempt_without_answer(server: ScriptedServer, *, events: bool) -> None:
    answers = [
        refusal(500, None, [("Date", "Fri, 02 Jan 2026 03:04:05 GMT")]),
        raw(Close()),
        raw(Close()),  # boto3 and awssupport ask again where a kept connection was closed
        http(200, "{}"),
    ]
    with retrying_pair(server.url, events=events, retries={"total_max_attempts": 5}) as pair:
        assert_same_attempts(server, pair, describe, answers)


@pytest.mark.parametrize(
    "value",
    ["1500", "60000", "0", "-5", "1.5", "soon", "", "1_500", "+7", "9" * 400, "010", "1e3", "-0"],
)
@pytest.mark.parametrize("mode", MODES)
def test_waits_that_the_service_asks_for(
    server: ScriptedServer, mode: str, value: str, *, events: bool
) -> None:
    for status, code in ((503, None), (400, "Throttling"))[: 1 if mode == "legacy" else 2]:
        answer = refusal(status, code, [("X-Amz-Retry-After", value), ("Retry-After", "9")])
        with retrying_pair(server.url, events=events, now=START, retries={"mode": mode}) as pair:
            assert_same_attempts(server, pair, describe, [answer])


@pytest.mark.parametrize(
    ("code", "attempts"),
    [(None, [3] * 17 + [2] + [1] * 3), ("Throttling", [3] * 50 + [1] * 2)],
    ids=["failing", "throttling"],
)
def test_the_quota_is_used_up(
    server: ScriptedServer, code: str | None, attempts: list[int], *, events: bool
) -> None:
    answer = refusal(500, code)
    with retrying_pair(server.url, events=events) as pair:
        sent = [len(assert_same_attempts(server, pair, describe, [answer])[1]) for _ in attempts]
        assert sent == attempts
        # What successes give back.
        for failures in (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 2):
            answers = [*itertools.repeat(answer, failures), http(200, "{}")]
            assert_same_attempts(server, pair, describe, answers)
            assert_same_attempts(server, pair, describe, [answer])


def test_the_legacy_mode_has_no_quota(server: ScriptedServer, *, events: bool) -> None:
    with retrying_pair(server.url, events=events, retries={"mode": "legacy"}) as pair:
        for _ in range(40):
            _, requests, _ = assert_same_attempts(server, pair, describe, [refusal(500, None)])
            assert len(requests) == 5


FAILURES = {
    "closed": raw(Close()),
    "reset": raw(Reset()),
    "garbage": raw(b"garbage\r\n\r\n", Close()),
    "half a chunk": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{}", Close()),
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
def test_broken_answers(
    server: ScriptedServer, mode: str, failure: Answer, *, events: bool
) -> None:
    retries = {"mode": mode}
    for answers in ([failure], [failure, http(200, "{}")]):
        with retrying_pair(server.url, events=events, now=START, retries=retries) as pair:
            assert_same_attempts(server, pair, describe, answers)


@pytest.mark.parametrize("mode", MODES)
def test_silence(server: ScriptedServer, mode: str, *, events: bool) -> None:
    options: dict[str, Any] = {"retries": {"mode": mode}, "read_timeout": 0.1}
    with retrying_pair(server.url, events=events, now=START, **options) as pair:
        answers = [raw(Stall()), http(200, "{}")]
        _, requests, _ = assert_same_attempts(server, pair, describe, answers)
        assert len(requests) == 2


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_connection(mode: str, scheme: str, server: ScriptedServer, *, events: bool) -> None:
    """Nobody listens, or somebody who does not speak TLS."""
    url = "http://127.0.0.1:1" if scheme == "http" else server.url.replace("http:", "https:")
    with retrying_pair(url, events=events, now=START, retries={"mode": mode}) as pair:
        result, _, naps = assert_same_attempts(
            server, pair, describe, [http(200, "{}")], tail=scheme == "http"
        )
        assert isinstance(result, Failed)
        assert len(naps) == (4 if mode == "legacy" else 2)


@pytest.mark.parametrize("mode", MODES)
def test_unreadable_answers_are_not_retried(
    server: ScriptedServer, mode: str, *, events: bool
) -> None:
    for answer in (http(200, b"\xff"), http(500, b"\xff{}"), http(400, b"[1]")):
        with retrying_pair(server.url, events=events, now=START, retries={"mode": mode}) as pair:
            _, requests, _ = assert_same_attempts(
                server,
                pair,
                describe,
                [answer],
            )
            assert len(requests) == 1


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("status", [400, 500])
def test_codes_and_messages_that_are_no_text(
    server: ScriptedServer, mode: str, status: int, *, events: bool
) -> None:
    """Half a character, which JSON can say."""
    for body in (r'{"__type": "X\ud800", "message": "m"}', r'{"__type": "X", "message": "\ud800"}'):
        with retrying_pair(server.url, events=events, now=START, retries={"mode": mode}) as pair:
            result, _, _ = assert_same_attempts(server, pair, describe, [http(status, body)])
            assert isinstance(result, Failed)
            assert "\ud800" in str(result.error)


def test_the_adaptive_modes_rate(server: ScriptedServer, *, events: bool) -> None:
    """Every wait of a long run: for tokens, and between attempts."""
    throttled, fine = refusal(400, "ThrottlingException"), http(200, "{}")
    plan = [fine] * 5 + [throttled, fine] * 3 + [fine] * 30 + [throttled] * 7 + [fine] * 40
    with retrying_pair(server.url, events=events, now=START, retries={"mode": "adaptive"}) as pair:
        waited = 0.0
        for number, answer in enumerate(plan):
            for retrying in pair:
                retrying.waits.now = (retrying.waits.now or 0) + 0.01 * (number % 7)
            answers = [answer, fine] if number % 2 else [answer]
            result, _, naps = assert_same_attempts(
                server,
                pair,
                describe,
                answers,
            )
            waited += sum(naps)
            assert isinstance(result, (Ok, Failed))
        assert waited > 4
