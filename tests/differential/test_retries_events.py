"""The events of calls that are retried, and handlers beside the client's own decision."""

from __future__ import annotations

from typing import Any

import pytest

from .event_log import recorded
from .retries import START, assert_same_attempts, retrying_pair
from .server import Answer, Close, Repeat, ScriptedServer, http, raw
from .sides import SELF_CHECK, Failed

MODES = ("standard", "legacy", "adaptive")

FAILING = http(500, "", [("Date", "Fri, 02 Jan 2026 03:04:05 GMT")])
THROTTLED = http(400, '{"__type": "ThrottlingException", "message": "slow down"}')
REFUSED = http(400, '{"__type": "CaseIdNotFound", "message": "no"}')
FINE = http(200, '{"cases": []}')

RUNS: dict[str, list[Answer]] = {
    "a success": [FINE],
    "a refusal": [REFUSED],
    "a failure, then a success": [FAILING, FINE],
    "throttling, then a refusal": [THROTTLED, REFUSED],
    "failures to the end": [FAILING],
    "no answer, then a success": [raw(Close()), FINE],
    "no answer to the end": [raw(Close())],
    "an answer nobody can read": [FAILING, http(200, b"\xff")],
}


def call(client: Any) -> Any:
    return client.describe_cases()


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("answers", RUNS.values(), ids=RUNS)
def test_events_of_retries(server: ScriptedServer, mode: str, answers: list[Answer]) -> None:
    with (
        retrying_pair(server.url, now=START, retries={"mode": mode}) as pair,
        recorded(pair[0].client) as theirs,
        recorded(pair[1].client) as ours,
    ):
        assert_same_attempts(server, pair, call, answers)
    assert [name for name, _ in ours] == [name for name, _ in theirs]
    for actual, expected in zip(ours, theirs, strict=True):
        assert actual == expected


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("value", [False, None, 0, 0.25, 3])
@pytest.mark.parametrize("event", ["needs-retry", "needs-retry.support.DescribeCases"])
def test_opinions_before_and_after_the_clients_own(
    server: ScriptedServer, mode: str, value: Any, event: str
) -> None:
    def opinion(attempts: int, **_: Any) -> Any:
        return value if attempts < 7 else False

    for answers in ([FAILING, THROTTLED, REFUSED], [raw(Close())], [FINE]):
        with retrying_pair(server.url, now=START, retries={"mode": mode}) as pair:
            for retrying in pair:
                retrying.client.meta.events.register(event, opinion)
            assert_same_attempts(server, pair, call, answers)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("error", [ValueError("no"), "EndpointConnectionError", "HTTPClientError"])
def test_failures_that_handlers_make_up(server: ScriptedServer, mode: str, error: Any) -> None:
    """botocore's exceptions count as the transport's, whoever raises them."""
    import botocore.exceptions

    def fail(**_: Any) -> None:
        if isinstance(error, Exception):
            raise error
        raise getattr(botocore.exceptions, error)(endpoint_url="http://h", error="made up")

    with retrying_pair(server.url, now=START, retries={"mode": mode}) as pair:
        for retrying in pair:
            retrying.client.meta.events.register("before-send", fail)
        result, _, naps = assert_same_attempts(server, pair, call, [FINE])
    assert isinstance(result, Failed)
    counts = error == "EndpointConnectionError" or (error == "HTTPClientError" and mode != "legacy")
    assert bool(naps) == counts


@pytest.mark.skipif(SELF_CHECK, reason="about what awssupport does otherwise")
@pytest.mark.parametrize("mode", MODES)
def test_too_large_a_response_is_not_asked_for_again(server: ScriptedServer, mode: str) -> None:
    """With events the client decides elsewhere; see `tests/faults/large.py` for the rest."""
    server.answer(raw(b"HTTP/1.1 200 OK\r\n\r\n", Repeat(b" " * 65_536, 1_030), Close()))
    with retrying_pair(server.url, events=True, retries={"mode": mode}) as (_, ours):
        result, requests, _ = ours.do(server, call)
    assert isinstance(result, Failed)
    assert "longer than 64 MiB" in str(result.error)
    assert len(requests) == 1
