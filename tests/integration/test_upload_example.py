"""The example that uploads a directory, run as its readers run it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from awssupport.emulator import MAX_ATTACHMENT_BYTES
from tests.unit.raw_servers import StalledServer

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "upload_directory.py"


KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/EXAMPLEKEY"}


def command(directory: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-W", "error", str(EXAMPLE), str(directory), *arguments]


def upload(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(directory, *arguments), capture_output=True, text=True, timeout=55, check=False
    )


def test_a_directory(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number}.log").write_bytes(b"x" * (number * 10_000 + 1))
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "more.log").write_text("more")
    (tmp_path / "large").write_bytes(bytes(MAX_ATTACHMENT_BYTES + 1))
    done = upload(tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("21 files in 7 attachment sets are with case-")
    assert done.stderr == f"left out: {tmp_path / 'large'} has 5,242,881 bytes\n"


def test_an_empty_directory(tmp_path: Path) -> None:
    done = upload(tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"no files to attach in {tmp_path}\n"


def test_no_directory(tmp_path: Path) -> None:
    done = upload(tmp_path / "nowhere")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{tmp_path / 'nowhere'} is no directory\n"


def test_what_goes_wrong_is_told_on_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("a")
    done = upload(tmp_path, "--endpoint-url", "http://127.0.0.1:9")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "NoCredentialsError: Unable to locate credentials\n"


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("a")
    with (
        StalledServer() as server,
        subprocess.Popen(
            command(tmp_path, "--endpoint-url", server.url),
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **KEYS},
        ) as process,
    ):
        assert server.reached.wait(55)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=55)
    assert process.returncode == 128 + signal.SIGINT
    assert said == "interrupted: no case was opened, or not every file is with it\n"
