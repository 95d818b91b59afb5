"""Tables of environments: files, variables and arguments under which both libraries are asked.

Each library gets one child process for a whole table, in which every case has a home directory and
an environment of its own, so that hundreds of cases take seconds::

    TABLE = [Case("a profile's region", files={CONFIG: "[default]\\nregion = eu-west-1"}), ...]

    @pytest.fixture(scope="module")
    def outcomes(tmp_path_factory): return compare(TABLE, tmp_path_factory.mktemp("homes"))

    @pytest.mark.parametrize("name", names(TABLE))
    def test_same_as_boto3(outcomes, name): outcomes[name].assert_same()
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .environment_child import UNSIGNED
from .sides import SELF_CHECK

__all__ = ["CONFIG", "CREDENTIALS", "KEYS", "UNSIGNED", "Case", "Outcome", "compare", "names"]

CONFIG = ".aws/config"
CREDENTIALS = ".aws/credentials"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"}
"""Variables that answer the question for credentials."""

HOME = "{home}"
"""Stands for the home directory's path in an expected text."""


@dataclass(frozen=True)
class Case:
    """One environment. `files` are by their paths below the home directory; `config` are options of
    a Config, `UNSIGNED` among them; `credentials` reports the Session's; `call` makes a call."""

    name: str
    environ: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    session: dict[str, Any] = field(default_factory=dict)
    client: dict[str, Any] = field(default_factory=dict)
    config: dict[str, Any] | None = None
    credentials: bool = True
    call: bool = True


@dataclass(frozen=True)
class Outcome:
    """What a case came to with each library: a dict of the stages reached and, as `error`, the
    class and text of what ended them."""

    reference: dict[str, Any]
    subject: dict[str, Any]

    def assert_same(self) -> None:
        assert self.subject == self.reference

    @property
    def error(self) -> tuple[str, str] | None:
        """The reference's."""
        found = self.reference.get("error")
        return None if found is None else (found[0], found[1])


def names(cases: Sequence[Case]) -> list[str]:
    """The cases' names, of which none may occur twice."""
    counted = Counter(case.name for case in cases)
    assert max(counted.values()) == 1, counted.most_common(3)
    return list(counted)


def compare(
    cases: Sequence[Case], directory: Path, environ: dict[str, str] | None = None
) -> dict[str, Outcome]:
    """Run all cases with both libraries. `environ` is added to that of each case; there is no
    instance metadata unless it, or the case, says so."""
    always = {"AWS_EC2_METADATA_DISABLED": "true", **(environ or {})}
    tasks = [{**vars(case), "environ": {**always, **case.environ}} for case in cases]
    reference = _run("boto3", tasks, directory / "reference")
    subject = _run("boto3" if SELF_CHECK else "awssupport", tasks, directory / "subject")
    pairs = zip(cases, reference, subject, strict=True)
    return {case.name: Outcome(left, right) for case, left, right in pairs}


def _run(library: str, tasks: list[dict[str, Any]], home: Path) -> list[dict[str, Any]]:
    home.mkdir()
    task = json.dumps({"library": library, "home": str(home), "cases": tasks})
    program = Path(__file__).with_name("environment_child.py")
    command = [sys.executable, "-I", str(program)]
    done = subprocess.run(
        command, input=task, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    outcomes: list[dict[str, Any]] = json.loads(done.stdout.replace(str(home), HOME))
    return outcomes
