"""A notebook's kernel: a real ipykernel, asked and interrupted over loopback as Jupyter does it."""

from __future__ import annotations

import socket
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from awssupport.emulator import Server
from bench.measure import clean_environment

from .processes import ROOT
from .stages import CREDENTIALS, NETWORK, WAITS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="POSIX signals, and /proc")

PATIENCE = 30.0
TOLERATED = 10.0  # seconds: most of it is how the kernel prints the traceback

PREPARATION = """
import asyncio, contextlib, socket, threading
import awssupport, awssupport.aio
from tests.unit.stages import STAGES, awaited
from tests.unit.standstill import LazyReader, SilentServer

def begin(stage, port):
    "Enter a stage, and tell whoever listens there when the cell that follows stands still."
    global stack, still
    stack = contextlib.ExitStack()
    still = stack.enter_context(stage)

    def tell():
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(b"y" if still.reached() else b"n")

    threading.Thread(target=tell, daemon=True).start()
"""


class Kernel:
    """A running kernel and what its cells come to."""

    def __init__(self, directory: Path) -> None:
        # Slow to import, and warns of its own doings.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from jupyter_client.manager import KernelManager

            self._manager: Any = KernelManager(connection_file=str(directory / "kernel.json"))
            own = {"IPYTHONDIR": str(directory), "JUPYTER_CONFIG_DIR": str(directory)}
            self._manager.start_kernel(cwd=str(ROOT), env={**clean_environment(), **own})
            self._client: Any = self._manager.client()
            self._client.start_channels()
            self._client.wait_for_ready(PATIENCE)

    def stop(self) -> None:
        """End the kernel, which must end when it is asked to."""
        self._client.request_shutdown = lambda **_: None
        self._manager.shutdown_kernel(now=False)
        self._client.stop_channels()

    def interrupt(self) -> None:
        """Jupyter's stop button."""
        self._manager.interrupt_kernel()

    def start(self, cell: str, shown: str = "None") -> str:
        """Begin a cell after which an expression is to be shown; gives its id."""
        return str(
            self._client.execute(
                cell, store_history=False, stop_on_error=False, user_expressions={"shown": shown}
            )
        )

    def outcome(self, cell_id: str) -> str:
        """What a cell came to: what it shows, or the exception."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            message = self._client.get_shell_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") == cell_id:
                content = message["content"]
                if content["status"] == "ok":
                    content = content["user_expressions"]["shown"]
                if content["status"] == "ok":
                    return str(content["data"]["text/plain"])
                return f"{content['ename']} {content['evalue']}".rstrip()
        raise AssertionError("the cell does not end")

    def run(self, cell: str, shown: str = "None") -> str:
        """Run a cell; gives its outcome."""
        return self.outcome(self.start(cell, shown))


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    running = Kernel(tmp_path_factory.mktemp("kernel"))
    try:
        assert running.run(PREPARATION) == "None"
        yield running
    finally:
        running.stop()


def interrupted(kernel: Kernel, stage: str, cell: str) -> tuple[str, float]:
    """The outcome of a cell that stands still at a stage and is interrupted; how long it took."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(PATIENCE)
        assert kernel.run(f"begin({stage}, {listener.getsockname()[1]})") == "None"
        cell_id = kernel.start(cell)
        connection, _ = listener.accept()
        with connection:
            assert connection.recv(1) == b"y", "the cell does not stand still"
    began = time.monotonic()
    kernel.interrupt()
    outcome = kernel.outcome(cell_id)
    return outcome, time.monotonic() - began


@pytest.mark.parametrize("stage", [*NETWORK, *WAITS, *CREDENTIALS])
def test_a_cell_is_interrupted_and_the_client_goes_on(kernel: Kernel, stage: str) -> None:
    outcome, seconds = interrupted(kernel, f"STAGES[{stage!r}]()", "still.call()")
    sys.stdout.write(f"{stage}: {seconds * 1000:.0f} ms\n")
    assert outcome == "KeyboardInterrupt"
    assert kernel.run("", "(still.ended(), bool(still.again()))") == "(True, True)"
    assert kernel.run("stack.close()") == "None"
    assert seconds < TOLERATED


@pytest.mark.parametrize("kind", ["SilentServer", "LazyReader"])
@pytest.mark.parametrize("handlers", [False, True])
def test_an_awaited_call_is_interrupted(kernel: Kernel, kind: str, handlers: bool) -> None:
    stage = f"awaited({kind}, run=lambda coroutine: coroutine, handlers={handlers})"
    outcome, seconds = interrupted(kernel, stage, "await still.call()")
    assert outcome in {"KeyboardInterrupt", "CancelledError"}
    cell = "ended = await asyncio.to_thread(still.ended); again = await still.again()"
    assert kernel.run(cell, "(ended, bool(again))") == "(True, True)"
    assert kernel.run("stack.close()") == "None"
    assert seconds < TOLERATED


def test_calls_in_the_notebooks_loop(kernel: Kernel, emulator: Server) -> None:
    """Top-level ``await``, several at once, pages, and the sync client beside them."""
    made = f"""
options = dict(
    region_name="us-east-1",
    endpoint_url={emulator.url!r},
    aws_access_key_id={emulator.access_key_id!r},
    aws_secret_access_key={emulator.secret_access_key!r},
)
client = awssupport.aio.client("support", **options)
sync_client = awssupport.client("support", **options)
"""
    assert kernel.run(made) == "None"
    cell = "services = (await client.describe_services())['services']"
    assert kernel.run(cell, "len(services) > 0") == "True"
    cell = "answers = await asyncio.gather(*[client.describe_severity_levels() for _ in range(20)])"
    assert kernel.run(cell, "{len(answer['severityLevels']) for answer in answers}") == "{5}"
    cell = "pages = [p async for p in client.get_paginator('describe_cases').paginate()]"
    assert kernel.run(cell, "len(pages)") == "1"
    cell = "levels = sync_client.describe_severity_levels()['severityLevels']"
    assert kernel.run(cell, "len(levels)") == "5"
    assert len(emulator.requests) == 23


def test_an_exception_is_reported_in_the_cell(kernel: Kernel, emulator: Server) -> None:
    cell = f"""
client = awssupport.aio.client("support", "us-east-1", endpoint_url={emulator.url!r},
    aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="wrong")
await client.describe_services()
"""
    assert kernel.run(cell).startswith("ClientError An error occurred (InvalidSignatureException)")
