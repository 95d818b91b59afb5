"""The command line run in this process or as a program of its own, and a bare server for it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TIMEOUT = 30.0
"""What no step ever takes; a test that comes to it has failed."""

MODULE = (sys.executable, "-m", "awssupport")
SCRIPT = (str(Path(sys.executable).with_name("awssupport")),)


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """The one line on standard error, of a command that failed."""
        assert (self.code, self.out) == (1, "")
        return the_line(self.err)


def the_line(err: str) -> str:
    """The one line that this is, without the program's name."""
    assert err.startswith("awssupport: ")
    assert err.endswith("\n")
    assert err.count("\n") == 1
    return err[len("awssupport: ") : -1]


def environment(**changes: str) -> dict[str, str]:
    """This process's, with warnings as errors."""
    return {**os.environ, "PYTHONWARNINGS": "error", **changes}


def run_program(*arguments: str, program: tuple[str, ...] = MODULE, **options: Any) -> Outcome:
    options = {"stdin": subprocess.DEVNULL, "env": environment(), **options}
    if "input" in options:
        del options["stdin"]
    done = subprocess.run(
        [*program, *arguments], capture_output=True, timeout=TIMEOUT, check=False, **options
    )
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


@contextmanager
def started(*arguments: str, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """The program running; killed if the test ends before it."""
    options = {
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "env": environment(),
        **options,
    }
    with subprocess.Popen([*MODULE, *arguments], **options) as process:
        try:
            yield process
        finally:
            process.kill()


@dataclass
class BareServer:
    """Reads one request and sends fixed bytes, or never answers."""

    answer: bytes | None
    arrived: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    head: str = ""

    def __post_init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(TIMEOUT)
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def serve(self) -> None:
        with self._listening:
            connection, _address = self._listening.accept()
        with connection:
            connection.settimeout(TIMEOUT)
            with connection.makefile("rb") as received:
                lines = list(iter(received.readline, b"\r\n"))
                self.head = b"".join(lines).decode()
                if self.answer is None:
                    self.arrived.set()
                    self.ended.wait(TIMEOUT)
                    return
                lengths = [line for line in lines if line.lower().startswith(b"content-length:")]
                received.read(int(lengths[0].split(b":")[1]))
                connection.sendall(self.answer)

    @property
    def credential(self) -> str:
        """Who signed and where for: `AKID/20250101/us-east-1/support/aws4_request`."""
        return self.head.split("Credential=")[1].split(",")[0]


@contextmanager
def bare_server(status: int = 200, body: bytes | None = b"{}") -> Iterator[BareServer]:
    """`body=None` takes the head of a request, and nothing more ever happens."""
    answer = None
    if body is not None:
        answer = b"HTTP/1.1 %d X\r\ncontent-length: %d\r\n\r\n%b" % (status, len(body), body)
    server = BareServer(answer)
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield server
    finally:
        server.ended.set()
        thread.join()
