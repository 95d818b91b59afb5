"""Other Python threads run during a call."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from awssupport.emulator import Fault, Server

from .conftest import MakeClient
from .processes import run_in_child

TIMEOUT = 30.0


def test_while_an_answer_is_waited_for(make_client: MakeClient, emulator: Server) -> None:
    """The thread that lets the answer go works long enough to be noticed: it runs Python code
    between the request's arrival and its answer."""
    release = threading.Event()
    emulator.script(Fault.slow(release=release))
    counted: list[int] = []

    def count() -> None:
        if emulator.wait_for_requests(1, TIMEOUT):
            counted.extend(range(200_000))
            release.set()

    thread = threading.Thread(target=count)
    thread.start()
    make_client().add_attachments_to_set(attachments=[{"data": b"x"}])
    thread.join(TIMEOUT)
    assert len(counted) == 200_000


def test_calls_of_one_client_overlap(make_client: MakeClient, emulator: Server) -> None:
    """Four calls are under way at once, each in a thread."""
    release = threading.Event()
    emulator.script(*[Fault.slow(release=release)] * 4)
    client = make_client()
    with ThreadPoolExecutor(4) as pool:
        calls = [
            pool.submit(client.add_attachments_to_set, attachments=[{"data": bytes(size)}])
            for size in (0, 1, 300_000, 400_000)
        ]
        try:
            assert emulator.wait_for_requests(4, TIMEOUT)
            assert not any(call.done() for call in calls)
        finally:
            release.set()
        ids = {call.result(TIMEOUT)["attachmentSetId"] for call in calls}
    assert set(emulator.attachment_sets) == ids
    assert len(ids) == 4


def ticks_while_hashing() -> dict[str, Any]:
    """When another thread ran during a call that only hashes: nobody listens at its endpoint.

    The interpreter never asks a thread to give way here, so the other one runs only when the
    caller lets go of it.
    """
    import socket
    import sys
    import threading
    import time
    from contextlib import suppress

    import awssupport
    from awssupport.exceptions import EndpointConnectionError

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        client = awssupport.client(
            "support",
            endpoint_url=f"http://127.0.0.1:{taken.getsockname()[1]}",
            region_name="us-east-1",
            aws_access_key_id="AKIDEXAMPLE",
            aws_secret_access_key="secret",
        )
        data = bytes(1 << 29)  # never touched before, so it takes no memory
        start, stop = threading.Event(), threading.Event()
        ticks: list[float] = []

        def tick() -> None:
            start.wait()
            while not stop.is_set():
                ticks.append(time.monotonic())
                time.sleep(0)  # lets go of the interpreter

        thread = threading.Thread(target=tick)
        thread.start()
        sys.setswitchinterval(1000)
        start.set()
        began = time.monotonic()
        with suppress(EndpointConnectionError):
            client.add_attachments_to_set(attachments=[{"data": data}])
        ended = time.monotonic()
        stop.set()
        thread.join()
    length = (ended - began) / 8
    return {
        "seconds": ended - began,
        "ticks": [
            sum(began + n * length <= t < began + (n + 1) * length for t in ticks) for n in range(8)
        ],
    }


@pytest.mark.skipif(
    not getattr(sys, "_is_gil_enabled", lambda: True)(), reason="threads never wait for each other"
)
def test_while_a_large_body_is_hashed() -> None:
    found = run_in_child(ticks_while_hashing)
    assert all(count > 0 for count in found["ticks"]), found
