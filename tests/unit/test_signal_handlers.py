"""A program's own signal handlers during a call."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from .processes import run_in_child

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")


def handled(kind: str) -> dict[str, Any]:
    """SIGUSR1 arrives while an answer is held back; the handler does as `kind` says."""
    import signal
    import threading

    import awssupport
    from awssupport.emulator import Fault, serve

    release, handled_once = threading.Event(), threading.Event()
    caught = ""
    seen: list[str] = []

    with serve() as server:
        server.script(Fault.slow(release=release))
        client = awssupport.client(
            "support",
            endpoint_url=server.url,
            region_name="us-east-1",
            aws_access_key_id=server.access_key_id,
            aws_secret_access_key=server.secret_access_key,
        )

        def call(data: bytes) -> str:
            answer = client.add_attachments_to_set(attachments=[{"data": data}])
            return server.attachment_set(answer["attachmentSetId"])[0].data.decode()

        def handle(number: int, frame: object) -> None:
            seen.append(signal.Signals(number).name)
            if kind == "raises":
                raise LookupError("raised by the handler")
            if kind == "calls":
                seen.append(call(b"inner"))
            if kind == "closes":
                client.close()
            handled_once.set()

        signal.signal(signal.SIGUSR1, handle)

        def interrupt() -> None:
            server.wait_for_requests(1, 30)
            for _ in range(3 if kind == "returns" else 1):
                handled_once.clear()
                signal.raise_signal(signal.SIGUSR1)
                if kind != "raises":
                    handled_once.wait(30)
            if kind != "raises":
                release.set()

        thread = threading.Thread(target=interrupt)
        thread.start()
        try:
            seen.append(call(b"outer"))
        except BaseException as error:
            caught = repr(error)
        thread.join(30)
        release.set()
        seen.append(call(b"after"))
        calls = len(server.requests)
    return {"caught": caught, "seen": seen, "calls": calls}


def test_its_exception_ends_the_call() -> None:
    result = run_in_child(handled, "raises")
    # The request that was held back may still be served once it is let go.
    assert result["caught"] == "LookupError('raised by the handler')"
    assert result["seen"] == ["SIGUSR1", "after"]


def test_a_handler_that_returns_lets_the_call_go_on() -> None:
    assert run_in_child(handled, "returns") == {
        "caught": "",
        "seen": ["SIGUSR1"] * 3 + ["outer", "after"],
        "calls": 2,
    }


def test_a_handler_may_use_the_client() -> None:
    assert run_in_child(handled, "calls") == {
        "caught": "",
        "seen": ["SIGUSR1", "inner", "outer", "after"],
        "calls": 3,
    }


def test_a_handler_may_close_the_client() -> None:
    assert run_in_child(handled, "closes") == {
        "caught": "",
        "seen": ["SIGUSR1", "outer", "after"],
        "calls": 2,
    }


def interrupted_in_handler() -> list[str]:
    """SIGINT in the call that a handler makes: it ends both."""
    import signal
    import threading

    import awssupport
    from awssupport.emulator import Fault, serve

    release = threading.Event()
    seen: list[str] = []
    with serve() as server:
        server.script(Fault.slow(release=release), Fault.slow(release=release))
        client = awssupport.client(
            "support",
            endpoint_url=server.url,
            region_name="us-east-1",
            aws_access_key_id=server.access_key_id,
            aws_secret_access_key=server.secret_access_key,
        )

        def handle(number: int, frame: object) -> None:
            try:
                client.add_attachments_to_set(attachments=[])
            except KeyboardInterrupt:
                seen.append("inner")
                raise

        signal.signal(signal.SIGUSR1, handle)

        def interrupt() -> None:
            server.wait_for_requests(1, 30)
            signal.raise_signal(signal.SIGUSR1)
            server.wait_for_requests(2, 30)
            signal.raise_signal(signal.SIGINT)

        thread = threading.Thread(target=interrupt)
        thread.start()
        try:
            client.add_attachments_to_set(attachments=[])
        except KeyboardInterrupt:
            seen.append("outer")
        thread.join(30)
        release.set()
        if client.add_attachments_to_set(attachments=[])["attachmentSetId"]:
            seen.append("after")
    return seen


def test_ctrl_c_ends_the_handlers_call_and_the_one_around_it() -> None:
    assert run_in_child(interrupted_in_handler) == ["inner", "outer", "after"]
