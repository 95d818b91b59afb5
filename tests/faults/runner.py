"""Lets a client meet a fault, and notes all that came of it."""

from __future__ import annotations

import contextlib
import functools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

import awssupport.aio
from tests.differential.retries import ATTEMPT_HEADER, ROUNDING, START, Turn, ignore, patch_botocore
from tests.differential.server import Request
from tests.differential.sides import (
    KEYS,
    REFERENCE,
    SELF_CHECK,
    SUBJECT,
    Failed,
    Ok,
    Side,
    add,
    boto3_session,
    outcome,
)
from tests.waiting_client import WaitingClient
from tests.waits import Waits, waiting_on

from .fault import GOOD, MODES, PATIENT, Fault, Peer

#: Calls that are not the one which meets the fault are of an operation of their own.
TARGET = "AWSSupport_20130415.AddAttachmentsToSet"


@dataclass(frozen=True)
class Outcome:
    """What came of one client's meeting with a fault."""

    result: Ok | Failed
    #: What arrived at the service of the calls that met the fault, and over how many connections.
    requests: int
    connections: int
    #: What those requests said of themselves: attempt, most attempts, time to live.
    announced: tuple[str, ...]
    #: The waits between attempts, in seconds.
    waits: tuple[float, ...]
    #: What a call came to after the fault had ended; None if nothing can end it.
    after: Ok | Failed | None

    @property
    def tries(self) -> int:
        """How many times it was tried: requests that arrived, or else the waits tell it."""
        return self.requests or len(self.waits) + 1


def _awssupport_aio(*arguments: Any, **options: Any) -> Any:
    return WaitingClient(awssupport.aio.Session().client(*arguments, **options))


WITH_HANDLERS = "awssupport with handlers"


def _awssupport_with_handlers(*arguments: Any, **options: Any) -> Any:
    """A client that makes its calls step by step, which is a way of its own through the package."""
    client = SUBJECT.make_client(*arguments, **options)
    client.meta.events.register("before-send", ignore)
    return client


def sides(mode: str) -> list[Side]:
    """boto3, then those that are held against it. Handlers are part of the standard mode's runs
    alone: what they may change is no different in the others."""
    return [side for side in _sides() if mode == MODES[0] or side.name != WITH_HANDLERS]


@functools.cache
def _sides() -> list[Side]:
    # Making sessions is what takes boto3 long. Two clients of one have nothing else in common.
    reference = Side("boto3", boto3_session().client, REFERENCE.config, REFERENCE.exceptions)
    if SELF_CHECK:
        return [reference, reference]
    asynchronous = Side("awssupport.aio", _awssupport_aio, SUBJECT.config, SUBJECT.exceptions)
    ours = Side("awssupport", SUBJECT.client, SUBJECT.config, SUBJECT.exceptions)
    with_handlers = Side(
        WITH_HANDLERS, _awssupport_with_handlers, SUBJECT.config, SUBJECT.exceptions
    )
    return [reference, ours, asynchronous, with_handlers]


@contextlib.contextmanager
def holding_time(turn: Turn) -> Iterator[None]:
    """No client waits, nor has a clock but its turn's."""
    with pytest.MonkeyPatch.context() as patch:
        patch_botocore(patch, turn)
        yield


def meet(fault: Fault, peer: Peer, side: Side, mode: str, turn: Turn) -> Outcome:
    """Make a client and let it meet a fault; see what it is good for afterwards."""
    random.seed(20260102)
    waits = turn.waits = Waits(random.random, START)
    peer.server.settle()
    peer.server.take()
    peer.server.take_connections()
    peer.before()
    with waiting_on(waits):
        made: list[Any] = []

        def call() -> Any:
            if not made:
                made.append(_client(fault, peer, side, mode))
                peer.server.answer(GOOD)
                for _ in range(fault.before):
                    made[0].describe_services()
                peer.begin()
            return add(made[0], **fault.parameters)

        results = [outcome(call) for _ in range(fault.calls)]
        naps = waits.take()
        after = None
        if peer.heal is not None:
            peer.server.accept_all()
            peer.heal()
        if made and peer.heal is not None:
            after = _usable(made[0], hurried=fault.config.get("read_timeout") is not None)
        for client in made:
            client.close()
    peer.server.settle()
    return _outcome(results[-1], peer.server.take(), peer.server.take_connections(), naps, after)


def _usable(client: Any, *, hurried: bool) -> Ok | Failed:
    """What a call comes to now; of a client that may lose patience with a busy machine, one of
    several."""
    result = outcome(lambda: list(client.describe_services()))
    for _ in range(4 if hurried else 0):
        if isinstance(result, Ok):
            break
        result = outcome(lambda: list(client.describe_services()))
    return result


def _client(fault: Fault, peer: Peer, side: Side, mode: str) -> Any:
    config = {**PATIENT, "retries": {"mode": mode, **fault.retries}, **peer.config, **fault.config}
    options = {"region_name": "us-east-1", "endpoint_url": peer.url, **KEYS, **peer.options}
    return side.client(**options, config=side.config(**config))


def _outcome(
    result: Ok | Failed,
    requests: Sequence[Request],
    connections: Sequence[int],
    naps: Sequence[float],
    after: Ok | Failed | None,
) -> Outcome:
    """Sorts out what belongs to the calls that met the fault."""
    others = [
        request for request in requests if request.values("X-Amz-Target") not in ([TARGET], [])
    ]
    mine = [request for request in requests if request not in others]
    of_others = {request.connection for request in others}
    used = set(connections) - (of_others - {request.connection for request in mine})
    _assert_one_call_each(mine)
    # What is left of a token by the rounding of doubles is no wait.
    waits = tuple(seconds for seconds in naps if seconds > ROUNDING or not seconds)
    announced = tuple(value for request in mine for value in request.values(ATTEMPT_HEADER))
    return Outcome(result, len(mine), len(used), announced, waits, after)


def _assert_one_call_each(requests: Sequence[Request]) -> None:
    """The attempts of a call have its id, and the same body where the service read it."""
    calls: dict[str, set[bytes]] = {}
    for request in requests:
        if not request.body:
            continue
        for call in request.values("amz-sdk-invocation-id"):
            calls.setdefault(call, set()).add(request.body)
    assert all(len(bodies) == 1 for bodies in calls.values()), "attempts whose bodies differ"
