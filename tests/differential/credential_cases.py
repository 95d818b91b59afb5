"""Running a prepared environment by both libraries, each in a process of its own that goes on to
the next one."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .cloud import CloudServer, seen
from .server import Answer
from .sides import SELF_CHECK

PAST = "2020-01-02T03:04:05Z"
CREDENTIALS, CONFIG = ".aws/credentials", ".aws/config"
BASE = "[base]\naws_access_key_id = AKIDBASE\naws_secret_access_key = base-secret\n"

WORKER = Path(__file__).with_name("credential_worker.py")

#: The ends of all secret keys and tokens here.
_SECRET = re.compile("-secret|-token|the-[a-z-]*token|PRIVATE KEY")


@dataclass(frozen=True)
class Case:
    """An environment. `{url}`, `{port}` and `{home}` in its texts are the stand-in server's and the
    home directory's."""

    env: Mapping[str, str] = field(default_factory=dict)
    #: Contents by path below the home directory.
    files: Mapping[str, str] = field(default_factory=dict)
    #: What the stand-in answers, by method and path; a function gives what depends on the time.
    routes: Mapping[str, Answer | tuple[Answer, ...] | Callable[[], Answer]] = field(
        default_factory=dict
    )
    #: `Session(profile_name=...)`.
    profile: str | None = None
    region: str | None = "us-east-1"
    #: How many requests are signed.
    uses: int = 1
    #: Files whose content afterwards counts.
    watch: tuple[str, ...] = ()
    #: The metadata service is asked only where this is set.
    imds: bool = False

    def filled(self, server: CloudServer, home: Path) -> dict[str, Any]:
        """The case as the worker takes it."""

        def fill(text: str) -> str:
            known = {"{url}": server.url, "{port}": str(server.port), "{home}": str(home)}
            for name, value in known.items():
                text = text.replace(name, value)
            return text

        env = {name: fill(value) for name, value in self.env.items()}
        if self.imds:
            env.setdefault("AWS_EC2_METADATA_SERVICE_ENDPOINT", server.url)
        else:
            env.setdefault("AWS_EC2_METADATA_DISABLED", "true")
        return {
            "env": env,
            "files": {name: fill(text) for name, text in self.files.items()},
            "profile": self.profile,
            "region": self.region,
            "uses": self.uses,
            "watch": self.watch,
        }


class Worker:
    """One library's process."""

    def __init__(self, side: str, home: Path) -> None:
        self.home = home
        home.mkdir()
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-W", "error", str(WORKER), side],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**kept, "HOME": str(home)},
        )

    def run(self, case: Case, server: CloudServer) -> dict[str, Any]:
        """What the library found, and what the server saw meanwhile."""
        server.reset()
        for beginning, answers in case.routes.items():
            given = answers() if callable(answers) else answers
            server.route(beginning, *(given if isinstance(given, tuple) else (given,)))
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps(case.filled(server, self.home)) + "\n")
        stdin.flush()
        line = stdout.readline()
        assert line, "the worker has ended"
        result = json.loads(line.replace(str(self.home), "{home}"))
        assert isinstance(result, dict)
        result["requests"] = [seen(request) for request in server.take()]
        return result

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)
        assert self._process.stdout is not None
        self._process.stdout.close()


@dataclass(frozen=True)
class Workers:
    """One of each."""

    reference: Worker
    subject: Worker

    def compare(self, case: Case, server: CloudServer) -> dict[str, Any]:
        """Run the case by both; the same must come of it. Returns it."""
        expected = self.reference.run(case, server)
        actual = self.subject.run(case, server)
        assert actual == expected, (
            f"\nsubject:   {json.dumps(actual, default=sorted)}"
            f"\nreference: {json.dumps(expected, default=sorted)}"
        )
        for told in (actual, *(actual.get("ok") or {}).get("used", ())):
            assert not _SECRET.search(told.get("text", "")), "an error tells a secret"
        return actual


@contextlib.contextmanager
def working(place: Path) -> Iterator[Workers]:
    """Both processes, with homes of the same length."""
    reference = Worker("boto3", place / "home-a")
    subject = Worker("boto3" if SELF_CHECK else "awssupport", place / "home-b")
    try:
        yield Workers(reference, subject)
    finally:
        reference.close()
        subject.close()
