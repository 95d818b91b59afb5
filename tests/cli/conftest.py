"""Fixtures of the command line's tests."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from awssupport.cli import main
from awssupport.emulator import Server

from .programs import Outcome


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], emulator: Server) -> Callable[..., Outcome]:
    """`run(*arguments)`: the command line in this process. It never tells the test secret."""

    def run_main(*arguments: str) -> Outcome:
        capfd.readouterr()
        code = main(arguments)
        out, err = capfd.readouterr()
        assert emulator.secret_access_key not in out + err
        return Outcome(code, out, err)

    return run_main


@pytest.fixture
def service(emulator: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The emulator, reached and trusted by environment variables."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_SUPPORT", emulator.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", emulator.access_key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", emulator.secret_access_key)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    return emulator


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Programs started now are ended by Ctrl-C, even if this one was started to ignore it, as
    shells start what runs in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def note(tmp_path: Path) -> str:
    """The path of a small file."""
    path = tmp_path / "note.txt"
    path.write_bytes(b"It began at noon.\n")
    return str(path)
