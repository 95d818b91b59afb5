"""Samples, taken so that the contenders share whatever else the machine is doing."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.contenders import FLOOR, Call

CHILD = Path(__file__).with_name("child.py")


@dataclass
class Row:
    """One line of the table: samples of each contender in one unit."""

    label: str
    unit: str
    samples: dict[str, list[float]] = field(default_factory=dict)

    def add(self, contender: str, sample: float) -> None:
        """Note a sample."""
        self.samples.setdefault(contender, []).append(sample)

    def median(self, contender: str) -> float | None:
        """The middle sample, if there is any."""
        found = self.samples.get(contender)
        return statistics.median(found) if found else None

    def minimum(self, contender: str) -> float | None:
        """The smallest sample, if there is any."""
        found = self.samples.get(contender)
        return min(found) if found else None


def take_turns(
    contenders: Mapping[str, Call], *, rounds: int, batch: int
) -> dict[str, dict[str, list[float]]]:
    """Wall and CPU time of a call: one batch of each contender a round, the first one rotating."""
    samples: dict[str, dict[str, list[float]]] = {"wall": {}, "cpu": {}}
    names = list(contenders)
    for name in names:
        for _ in range(2):
            contenders[name]()
    for turn in range(rounds):
        gc.collect()
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            call = contenders[name]
            cpu_before, before = time.process_time(), time.perf_counter()
            # Kept until the clock has stopped: how long answers take to go is no part of a call.
            answers = [call() for _ in range(batch)]
            after, cpu_after = time.perf_counter(), time.process_time()
            del answers
            samples["wall"].setdefault(name, []).append((after - before) * 1e3 / batch)
            samples["cpu"].setdefault(name, []).append((cpu_after - cpu_before) * 1e3 / batch)
    return samples


def clean_environment() -> dict[str, str]:
    """The environment without what configures an AWS client or a proxy."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "BOTO")) and not name.lower().endswith("_proxy")
    }
    absent = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    return {**kept, **absent, "AWS_EC2_METADATA_DISABLED": "true"}


@contextlib.contextmanager
def one_cpu() -> Iterator[None]:
    """Client and server, and what they start, take turns on one CPU until the end of the block.

    A small call is over before another CPU has woken up, so that on an idle machine the wall time
    between two CPUs tells more about the scheduler, and about virtual machines, than about
    clients. Without effect where the system has no such call.
    """
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def run_child(*arguments: object) -> Any:
    """What child.py prints."""
    command = [sys.executable, str(CHILD), *map(str, arguments)]
    environment = clean_environment()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)
    return json.loads(done.stdout)


def calls(
    label: str, libraries: Sequence[str], url: str, ca_bundle: str, plan: Sequence[int]
) -> list[Row]:
    """Time of a call; the plan is number and size of attachments, rounds, calls in a batch."""
    samples = run_child("calls", url, ca_bundle, *plan, *libraries)
    return [Row(label, "ms", samples["wall"]), Row(f"{label}, CPU", "ms", samples["cpu"])]


def answers(
    label: str, libraries: Sequence[str], url: str, operation: str, *, rounds: int
) -> list[Row]:
    """Time of a call with a large answer, and growth of peak memory in it."""
    samples = run_child("answers", url, operation, rounds, *libraries)
    parsing = run_child("parsing", operation, rounds, *libraries)
    grown = Row(f"{label}, peak memory", "MiB")
    for _ in range(min(rounds, 5)):
        for library in libraries:
            sample = run_child("answer-memory", library, url, operation)
            grown.add(library, sample["growth"])
    return [
        Row(label, "ms", samples["wall"]),
        Row(f"{label}, CPU", "ms", samples["cpu"]),
        Row(f"{label}, parsing alone", "ms", parsing["wall"]),
        grown,
    ]


def whole_process(program: str) -> float:
    """Milliseconds from the start to the end of an interpreter that runs ``program``."""
    before = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True, env=clean_environment())
    return (time.perf_counter() - before) * 1e3


def cold(libraries: Sequence[str], *, rounds: int) -> list[Row]:
    """Import and client creation in new processes, the libraries taking turns."""
    rows = {
        "import": Row("import", "ms"),
        "client": Row("first client", "ms"),
        "import and client": Row("import + first client", "ms"),
        "another client": Row("another client", "ms"),
        "modules": Row("modules loaded", ""),
    }
    process = Row("whole process, import + client", "ms")
    for turn in range(rounds + 1):
        for library in libraries:
            result = run_child("cold", library)
            elapsed = whole_process(f"import {library}; {library}.client('support', 'us-east-1')")
            if turn:  # the first one fills the file cache
                process.add(library, elapsed)
                for key, value in result.items():
                    rows[key].add(library, value)
        bare = whole_process("pass")
        if turn:
            process.add(FLOOR, bare)
    return [*rows.values(), process]


def memory(label: str, libraries: Sequence[str], url: str, ca_bundle: str, *, rounds: int) -> Row:
    """Growth of peak memory, a new process for each sample."""
    row = Row(label, "MiB")
    for _ in range(rounds):
        for library in libraries:
            row.add(library, run_child("memory", library, url, ca_bundle)["growth"])
    return row
