"""Ctrl-C at every stage of a call, in programs: it ends the call at once, the other side sees the
end of the connection, and the client goes on. In notebooks: see ``test_jupyter.py``."""

from __future__ import annotations

import functools
import sys
from typing import Any

import pytest

from .processes import run_in_child
from .stages import ASYNCIO, CREDENTIALS, NETWORK, WAITS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="POSIX signals, and /proc")

TOLERATED = 2.0  # seconds: a tenth is promised, on machines that do nothing else

GROUPS = {"network": NETWORK, "waits": WAITS, "credentials": CREDENTIALS, "asyncio": ASYNCIO}


def interrupted(stages: list[str]) -> dict[str, dict[str, Any]]:
    """What SIGINT does at each of these stages, one after another."""
    import os
    import signal
    import threading
    import time

    from tests.unit.stages import STAGES

    def at(stage: str) -> dict[str, Any]:
        with STAGES[stage]() as still:
            sent: list[float] = []

            def interrupt() -> None:
                if still.reached():
                    sent.append(time.monotonic())
                    os.kill(os.getpid(), signal.SIGINT)

            thread = threading.Thread(target=interrupt, daemon=True)
            thread.start()
            caught, seconds = "nothing", -1.0
            try:
                still.call()
            except BaseException as error:
                caught = repr(error)
                if sent:
                    seconds = time.monotonic() - sent[0]
            return {
                "caught": caught,
                "ended": still.ended(),
                "again": bool(still.again()),
                "seconds": seconds,
            }

    return {stage: at(stage) for stage in stages}


@functools.cache
def outcomes(group: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = run_in_child(interrupted, list(GROUPS[group]))
    return found


@pytest.mark.parametrize(
    ("group", "stage"), [(group, stage) for group, stages in GROUPS.items() for stage in stages]
)
def test_ctrl_c(group: str, stage: str) -> None:
    outcome = dict(outcomes(group)[stage])
    seconds = outcome.pop("seconds")
    sys.stdout.write(f"{stage}: {seconds * 1000:.0f} ms\n")
    assert outcome == {"caught": "KeyboardInterrupt()", "ended": True, "again": True}
    assert 0 < seconds < TOLERATED
