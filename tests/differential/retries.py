"""Clients of both libraries that retry and do not wait, and what they did."""

from __future__ import annotations

import contextlib
import random
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from tests.waits import Waits, waiting_on

from .server import Answer, Request, ScriptedServer
from .sides import KEYS, REFERENCE, SUBJECT, Failed, Ok, Side, assert_same, outcome

#: Seconds by which two ways to reckon with doubles may differ.
ROUNDING = 1e-5

#: When the clients' clock starts.
START = 1_767_323_045.0


@dataclass(frozen=True)
class Retrying:
    """A client, and the waits it would have made."""

    client: Any
    waits: Waits

    def do(
        self, server: ScriptedServer, call: Callable[[Any], Any]
    ) -> tuple[Ok | Failed, list[Request], list[float]]:
        """What a call came to, what was sent for it, and how long was waited between."""
        random.seed(20260102)
        result = outcome(lambda: call(self.client))
        # What is left of a token by the rounding of doubles is no wait.
        waits = [seconds for seconds in self.waits.take() if seconds > ROUNDING or not seconds]
        return result, server.take(), waits


def ignore(**_: Any) -> None:
    """A handler that has no opinion."""


@contextlib.contextmanager
def retrying_pair(
    url: str, *, events: bool = False, now: float | None = None, **options: Any
) -> Iterator[tuple[Retrying, Retrying]]:
    """A client of boto3 and one of awssupport with ``options`` of their Config. With ``events``
    the latter makes its calls step by step."""
    with pytest.MonkeyPatch.context() as patch:
        theirs = _botocore_waits(patch, now)
        ours = Waits(random.random, now)
        reference = Retrying(_client(REFERENCE, url, options), theirs)
        with waiting_on(ours):
            subject = Retrying(
                _client(SUBJECT, url, options), ours if SUBJECT is not REFERENCE else theirs
            )
        if events:
            subject.client.meta.events.register("before-send", ignore)
        try:
            yield reference, subject
        finally:
            reference.client.close()
            subject.client.close()


def _client(side: Side, url: str, options: dict[str, Any]) -> Any:
    return side.client(
        region_name="us-east-1", endpoint_url=url, config=side.config(**options), **KEYS
    )


def _botocore_waits(patch: pytest.MonkeyPatch, now: float | None) -> Waits:
    waits = Waits(now=now)
    patch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=waits.sleep))
    if now is not None:

        class Condition:
            def __init__(self, lock: Any) -> None:
                self.lock = lock

            def __enter__(self) -> None:
                self.lock.acquire()

            def __exit__(self, *_: object) -> None:
                self.lock.release()

            def wait(self, seconds: float) -> None:
                waits.sleep(seconds)

            def notify(self) -> None:
                pass

        patch.setattr(
            "botocore.retries.bucket.threading",
            SimpleNamespace(Lock=threading.Lock, Condition=Condition),
        )
        patch.setattr("botocore.retries.bucket.time", SimpleNamespace(time=waits.time))
    return waits


#: What of a request tells the attempt.
ATTEMPT_HEADER = "amz-sdk-request"


def assert_same_attempts(
    server: ScriptedServer,
    pair: tuple[Retrying, Retrying],
    call: Callable[[Any], Any],
    answers: Sequence[Answer],
    *,
    tail: bool = True,
) -> tuple[Ok | Failed, list[Request], list[float]]:
    """Do the same with both, the server giving the same answers; give what boto3 did."""
    server.answer(*answers)
    expected = pair[0].do(server, call)
    server.answer(*answers)
    actual = pair[1].do(server, call)
    assert_same(expected[0], actual[0], tail=tail)
    announced = [request.value(ATTEMPT_HEADER) for request in expected[1]]
    subjects = [request.value(ATTEMPT_HEADER) for request in actual[1]]
    assert subjects == announced, f"subject: {subjects}, reference: {announced}"
    waits = f"subject: {actual[2]}, reference: {expected[2]}"
    assert actual[2] == pytest.approx(expected[2], abs=ROUNDING), waits
    ids = {request.value("amz-sdk-invocation-id") for request in actual[1]}
    assert len(ids) <= 1
    assert len({request.body for request in actual[1]}) <= 1
    return expected
