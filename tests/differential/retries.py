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
from .sides import KEYS, REFERENCE, SUBJECT, Failed, Ok, Side, assert_same, outcome, patch_waits

#: Seconds by which two ways to reckon with doubles may differ.
ROUNDING = 1e-5

#: When the clients' clock starts.
START = 1_767_323_045.0


class Turn:
    """Whose waits those of botocore are at the moment: its code has one clock for all clients."""

    def __init__(self, now: float | None) -> None:
        self.waits = Waits(now=now)


@dataclass(frozen=True)
class Retrying:
    """A client, and the waits it would have made."""

    client: Any
    waits: Waits
    turn: Turn

    def do(
        self, server: ScriptedServer, call: Callable[[Any], Any]
    ) -> tuple[Ok | Failed, list[Request], list[float]]:
        """What a call came to, what was sent for it, and how long was waited between."""
        random.seed(20260102)
        self.turn.waits = self.waits
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
        turn = Turn(now)
        patch_botocore(patch, turn)
        reference = Retrying(_client(REFERENCE, url, options), Waits(now=now), turn)
        ours = Waits(random.random, now)
        with waiting_on(ours):
            subject = Retrying(_client(SUBJECT, url, options), ours, turn)
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


def patch_botocore(patch: pytest.MonkeyPatch, turn: Turn) -> None:
    """Give botocore, whose clients have no clock of their own, that of whoever's turn it is."""

    def sleep(seconds: float) -> None:
        turn.waits.sleep(seconds)

    def time() -> float:
        return turn.waits.time()

    patch_waits(patch, sleep)
    if turn.waits.now is None:
        return

    class Condition:
        def __init__(self, lock: Any) -> None:
            self.lock = lock

        def __enter__(self) -> None:
            self.lock.acquire()

        def __exit__(self, *_: object) -> None:
            self.lock.release()

        def wait(self, seconds: float) -> None:
            sleep(seconds)

        def notify(self) -> None:
            pass

    threads = SimpleNamespace(Lock=threading.Lock, Condition=Condition)
    patch.setattr("botocore.retries.bucket.threading", threads)
    patch.setattr("botocore.retries.bucket.time", SimpleNamespace(time=time))


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
