"""The example that uploads a directory, run as its readers run it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from awssupport.emulator import MAX_ATTACHMENT_BYTES

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "upload_directory.py"


def upload(directory: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", str(EXAMPLE), str(directory)]
    return subprocess.run(command, capture_output=True, text=True, timeout=55, check=False)


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
