"""mypy over programs that use the package: what it must accept, and what it must refuse."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("program", ["accepted.py", "rejected.py"])
def test_mypy(program: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    cache = tmp_path_factory.getbasetemp() / "mypy"
    path = Path("tests") / "typing" / program
    command = [sys.executable, "-m", "mypy", "--strict", f"--cache-dir={cache}", str(path)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=55, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
