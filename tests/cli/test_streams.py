"""Streams that are closed or broken, and signals: never a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from awssupport.emulator import Server

from .programs import (
    MODULE,
    TIMEOUT,
    Outcome,
    bare_server,
    environment,
    run_program,
    started,
    the_line,
)

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="POSIX's pipes and signals"),
    pytest.mark.usefixtures("interruptible"),
]


def run_with_broken(stream: str, *arguments: str) -> Outcome:
    """The program with nobody at the other end of `stdout` or `stderr`."""
    reader, writer = os.pipe()
    os.close(reader)
    streams: dict[str, Any] = {
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        stream: writer,
    }
    try:
        done = subprocess.run(
            [*MODULE, *arguments],
            **streams,
            stdin=subprocess.DEVNULL,
            env=environment(),
            timeout=TIMEOUT,
            check=False,
        )
    finally:
        os.close(writer)
    return Outcome(done.returncode, (done.stdout or b"").decode(), (done.stderr or b"").decode())


def run_with_closed(redirection: str, *arguments: str) -> Outcome:
    """The program as a shell starts it with e.g. `>&-`."""
    shell = ("/bin/sh", "-c", f'"$@" {redirection}', "sh")
    return run_program(*MODULE, *arguments, program=shell)


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_broken_standard_output(
    service: Server, note: str, unbuffered: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    outcome = run_with_broken("stdout", "attach", note)
    assert outcome.line == "cannot write the answer: Broken pipe"
    assert len(service.attachment_sets) == 1


@pytest.mark.parametrize("option", ["--help", "--version"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_broken_standard_output_of_help(
    option: str, unbuffered: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    assert run_with_broken("stdout", option) == Outcome(0, "", "")


def test_broken_standard_output_of_the_emulator() -> None:
    outcome = run_with_broken("stdout", "emulator")
    assert outcome.line == "cannot write the URL: Broken pipe"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a device that is full")
def test_full_standard_output(service: Server, note: str) -> None:
    outcome = run_with_closed(">/dev/full", "attach", note)
    assert outcome.line == "cannot write the answer: No space left on device"


def test_broken_standard_error(service: Server) -> None:
    assert run_with_broken("stderr", "attach", "absent") == Outcome(1, "", "")


def test_closed_standard_output(service: Server, note: str) -> None:
    outcome = run_with_closed(">&-", "attach", note)
    assert outcome.line == "cannot write the answer: standard output is closed"


def test_closed_standard_error(service: Server, note: str) -> None:
    assert run_with_closed("2>&-", "attach", "absent") == Outcome(1, "", "")
    outcome = run_with_closed("2>&-", "attach", note)
    assert outcome.code == 0
    assert '"attachmentSetId"' in outcome.out


def test_closed_standard_input(service: Server) -> None:
    assert run_with_closed("<&-", "attach", "-").line == "standard input is closed"


def test_interrupt_while_waiting_for_the_service(service: Server, note: str) -> None:
    with (
        bare_server(body=None) as server,
        started("attach", note, "--endpoint-url", server.url) as process,
    ):
        assert server.arrived.wait(TIMEOUT)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=TIMEOUT)
    assert (process.returncode, out) == (130, b"")
    assert the_line(err.decode()) == "interrupted"


def sleeps(process: subprocess.Popen[bytes]) -> bool:
    """Whether it waits in the system; a signal just before that would go unnoticed by Python."""
    return Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[0] == "S"


@pytest.mark.skipif(sys.platform != "linux", reason="there the state of a process can be seen")
def test_interrupt_while_reading_standard_input(service: Server) -> None:
    with started("attach", "-", stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        # More than a pipe holds: once it is written, the program is reading, and then waits for
        # more.
        process.stdin.write(bytes(1 << 20))
        process.stdin.flush()
        while not sleeps(process):
            os.sched_yield()
        process.send_signal(signal.SIGINT)
        assert process.wait(TIMEOUT) == 130
        assert process.stderr is not None
        assert the_line(process.stderr.read().decode()) == "interrupted"
    assert service.requests == []
