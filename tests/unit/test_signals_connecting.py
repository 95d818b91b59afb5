"""Ctrl-C while a connection is made secure, or led through a proxy that says nothing."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from .processes import run_in_child

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")

TOLERATED = 0.5  # a tenth is promised; the machine runs other tests at the same time


def interrupted(stage: str) -> dict[str, Any]:
    """A connection that is never ready gets SIGINT."""
    import signal
    import threading
    import time

    import awssupport
    from tests.unit.raw_servers import StalledServer

    stalled = StalledServer(reads=False)
    proxy = {"tunnel": "http", "proxy": "https"}.get(stage)
    client = awssupport.client(
        "support",
        endpoint_url=f"https://127.0.0.1:{stalled.port}",
        region_name="us-east-1",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        config=awssupport.Config(
            proxies={"https": f"{proxy}://127.0.0.1:{stalled.port}"} if proxy else {}
        ),
    )
    sent: list[float] = []

    def interrupt() -> None:
        stalled.reached.wait(30)
        sent.append(time.monotonic())
        signal.raise_signal(signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    caught = ""
    latency = -1.0
    try:
        client.add_attachments_to_set(attachments=[])
    except BaseException as error:
        latency = time.monotonic() - sent[0]
        caught = repr(error)
    thread.join(30)
    stalled.drain.set()
    closed = stalled.ended.wait(10)
    stalled.close()
    return {"caught": caught, "latency": latency, "closed": closed}


@pytest.mark.parametrize("stage", ["handshake", "tunnel", "proxy"])
def test_ctrl_c_before_there_is_a_connection(stage: str) -> None:
    result = run_in_child(interrupted, stage)
    latency = result.pop("latency")
    assert result == {"caught": "KeyboardInterrupt()", "closed": True}
    assert 0 < latency < TOLERATED, f"{latency:.3f} s"
