"""Signals during a call, each in a process of its own whose main thread makes the call."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from tests.differential.server import http, running

from .processes import run_in_child

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")

PROMISED = 0.1
TOLERATED = 0.5  # a machine that runs other tests at the same time


def interrupted(stall: str, how: str) -> dict[str, Any]:
    """A call that never ends gets SIGINT; then the same client calls a service that works."""
    import os
    import signal
    import threading
    import time

    import awssupport
    from awssupport.emulator import serve
    from tests.unit.raw_servers import StalledServer

    stalled = StalledServer(reads=stall == "answer")
    client = awssupport.client(
        "support",
        endpoint_url=stalled.url,
        region_name="us-east-1",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    )
    files: Any = [{"data": bytes(5 << 20 if stall == "upload" else 10)}] * 3
    sent: list[float] = []

    def interrupt() -> None:
        stalled.reached.wait(30)
        sent.append(time.monotonic())
        if how == "raise_signal":
            signal.raise_signal(signal.SIGINT)
        else:
            os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    caught = ""
    latency = -1.0
    try:
        client.add_attachments_to_set(attachments=files)
    except BaseException as error:
        latency = time.monotonic() - sent[0]
        caught = repr(error)
    thread.join(30)
    stalled.drain.set()
    closed = stalled.ended.wait(10)
    stalled.close()
    with serve(port=stalled.port) as server:
        answer = client.add_attachments_to_set(attachments=[{"data": b"after"}])
        stored = server.attachment_set(answer["attachmentSetId"])[0].data
    return {"caught": caught, "latency": latency, "closed": closed, "after": stored.decode()}


@pytest.mark.parametrize("stall", ["answer", "upload"])
@pytest.mark.parametrize("how", ["raise_signal", "kill"])
def test_ctrl_c_ends_a_call_and_leaves_the_client_usable(stall: str, how: str) -> None:
    result = run_in_child(interrupted, stall, how)
    latency = result.pop("latency")
    sys.stdout.write(f"KeyboardInterrupt after {latency * 1000:.0f} ms, {stall}, {how}\n")
    assert result == {"caught": "KeyboardInterrupt()", "closed": True, "after": "after"}
    assert 0 < latency < TOLERATED, f"{latency:.3f} s; {PROMISED} s are promised"


def interrupted_while_connecting() -> dict[str, Any]:
    """SIGINT while the other side's queue of connections is full."""
    import contextlib
    import signal
    import socket
    import threading
    import time
    from pathlib import Path

    import awssupport

    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        for _ in range(16):
            filler = stack.enter_context(socket.socket())
            filler.settimeout(0.1)
            try:
                filler.connect(address)
            except TimeoutError:
                filler.close()
                break
        client = awssupport.client(
            "support",
            endpoint_url=f"http://127.0.0.1:{address[1]}",
            region_name="us-east-1",
            aws_access_key_id="AKIDEXAMPLE",
            aws_secret_access_key="secret",
        )
        # remote address, state SYN_SENT
        connecting = f" 0100007F:{address[1]:04X} 02 "
        sent: list[float] = []

        def interrupt() -> None:
            while connecting not in Path("/proc/self/net/tcp").read_text():
                time.sleep(0)
            sent.append(time.monotonic())
            signal.raise_signal(signal.SIGINT)

        thread = threading.Thread(target=interrupt)
        thread.start()
        caught, latency = "", -1.0
        try:
            client.add_attachments_to_set(attachments=[])
        except BaseException as error:
            latency = time.monotonic() - sent[0]
            caught = repr(error)
        thread.join(30)
        return {"caught": caught, "latency": latency}


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_ctrl_c_while_connecting() -> None:
    result = run_in_child(interrupted_while_connecting)
    assert result["caught"] == "KeyboardInterrupt()"
    assert 0 < result["latency"] < TOLERATED, result


def interrupted_while_hashing() -> dict[str, Any]:
    """SIGINT as soon as the interpreter is let go of, with seconds of hashing ahead."""
    import signal
    import sys
    import threading
    import time

    import awssupport
    from tests.unit.raw_servers import CountingServer

    with CountingServer() as server:
        client = awssupport.client(
            "support",
            endpoint_url=server.url,
            region_name="us-east-1",
            aws_access_key_id="AKIDEXAMPLE",
            aws_secret_access_key="secret",
        )
        data = bytes(2 << 30)  # never touched before, so it takes no memory
        start = threading.Event()
        sent: list[float] = []

        def interrupt() -> None:
            start.wait(30)
            sent.append(time.monotonic())
            signal.raise_signal(signal.SIGINT)

        thread = threading.Thread(target=interrupt)
        thread.start()
        sys.setswitchinterval(1000)
        start.set()
        caught, latency = "", -1.0
        try:
            client.add_attachments_to_set(attachments=[{"data": data}])
        except BaseException as error:
            latency = time.monotonic() - sent[0]
            caught = repr(error)
        thread.join(30)
        return {"caught": caught, "latency": latency, "connections": len(server.requests)}


def test_ctrl_c_while_hashing() -> None:
    result = run_in_child(interrupted_while_hashing)
    latency = result.pop("latency")
    assert result == {"caught": "KeyboardInterrupt()", "connections": 0}
    assert 0 < latency < TOLERATED, latency


def interrupted_beside_another_thread() -> dict[str, Any]:
    """SIGINT while a second thread waits in a call of the same client, which goes on."""
    import signal
    import threading

    import awssupport
    from awssupport.emulator import Fault, serve

    release = threading.Event()
    with serve() as server:
        server.script(Fault.slow(release=release), Fault.slow(release=release))
        client = awssupport.client(
            "support",
            endpoint_url=server.url,
            region_name="us-east-1",
            aws_access_key_id=server.access_key_id,
            aws_secret_access_key=server.secret_access_key,
        )
        answers: list[Any] = []

        def call() -> None:
            answers.append(client.add_attachments_to_set(attachments=[{"data": b"thread"}]))

        def interrupt() -> None:
            server.wait_for_requests(2, 30)
            signal.raise_signal(signal.SIGINT)

        threads = [threading.Thread(target=call), threading.Thread(target=interrupt)]
        threads[0].start()
        server.wait_for_requests(1, 30)
        threads[1].start()
        caught = ""
        try:
            client.add_attachments_to_set(attachments=[{"data": b"main"}])
        except BaseException as error:
            caught = repr(error)
        under_way = threads[0].is_alive()
        release.set()
        for thread in threads:
            thread.join(30)
        stored = server.attachment_set(answers[0]["attachmentSetId"])[0].data.decode()
        return {"caught": caught, "under way": under_way, "stored": stored}


def test_ctrl_c_does_not_disturb_the_calls_of_other_threads() -> None:
    assert run_in_child(interrupted_beside_another_thread) == {
        "caught": "KeyboardInterrupt()",
        "under way": True,
        "stored": "thread",
    }


def interrupted_between_attempts(kind: str) -> dict[str, Any]:
    """SIGINT while the client waits before another attempt, for five seconds at least."""
    import os
    import signal
    import threading
    import time

    import awssupport
    from tests.differential.server import http, running

    with running() as server:
        answer = http(503, "", [("X-Amz-Retry-After", "60000")])
        server.answer(answer, http(200, "{}"))
        client = awssupport.client(
            "support",
            endpoint_url=server.url,
            region_name="us-east-1",
            aws_access_key_id="AKIDEXAMPLE",
            aws_secret_access_key="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        )
        if kind == "with events":
            client.meta.events.register("before-send", lambda **_: None)
        sent: list[float] = []

        def interrupt() -> None:
            while not server.take():
                time.sleep(0)  # lets go of the interpreter
            sent.append(time.monotonic())
            os.kill(os.getpid(), signal.SIGINT)

        thread = threading.Thread(target=interrupt)
        thread.start()
        caught = ""
        latency = -1.0
        try:
            client.describe_services()
        except BaseException as error:
            latency = time.monotonic() - sent[0]
            caught = repr(error)
        thread.join(30)
        attempts = client.describe_services()["ResponseMetadata"]["RetryAttempts"]
    return {"caught": caught, "latency": latency, "attempts": attempts}


@pytest.mark.parametrize("kind", ["plain", "with events"])
def test_ctrl_c_ends_a_wait_between_attempts(kind: str) -> None:
    result = run_in_child(interrupted_between_attempts, kind)
    latency = result.pop("latency")
    assert result == {"caught": "KeyboardInterrupt()", "attempts": 0}
    assert 0 < latency < TOLERATED, f"{latency:.3f} s; {PROMISED} s are promised"


def interrupted_while_building(url: str) -> tuple[str, bool]:
    """SIGINT comes while a large answer becomes objects, for which the collector pauses."""
    import gc
    import os
    import signal
    import threading

    import awssupport

    client = awssupport.client(
        "support",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="secret",
    )

    def interrupt() -> None:
        while gc.isenabled():
            pass
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    caught = ""
    try:
        client.describe_cases()
    except KeyboardInterrupt as error:
        caught = type(error).__name__
    return caught, gc.isenabled()


def test_ctrl_c_while_a_large_answer_is_built() -> None:
    body = b'{"cases":[%b]}' % b",".join([b'{"caseId":"case-1","subject":"s"}'] * 300_000)
    with running() as server:
        server.answer(http(200, body.decode()))
        assert run_in_child(interrupted_while_building, server.url) == ["KeyboardInterrupt", True]
