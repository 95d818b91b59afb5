"""Many calls at once: boto3 and awssupport in threads, aiobotocore, aioboto3, ``awssupport.aio``.

    make bench-concurrency [BENCH_ARGS="--quick --json"]

Small calls over loopback HTTP, 1, 16 and 256 at a time, on as many connections; 64 uploads of 5 MiB
at once; and the time from nothing imported to a client. Each contender runs in a process of its
own, several times and in turns with the others; medians are printed: calls a second, the latency of
a call in the middle and of the slowest hundredth, CPU time of the client's process for a call, how
much its peak memory grew with imports and all (peak), and from one call to many (growth).
aiobotocore and aioboto3 pin botocore, so each has an environment of its own, which make prepares.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CHILD = Path(__file__).with_name("many_calls.py")
CONTENDERS = ("boto3 in threads", "awssupport in threads", "awssupport.aio")
LEVELS = (1, 16, 256)
UPLOADS = 64
FIELDS = ("calls/s", "p50 ms", "p99 ms", "CPU us/call", "peak MiB", "growth MiB")

Figures = dict[str, float]


def run_child(python: str, contender: str, *arguments: object) -> Figures:
    """The figures of one contender, in a new process of an interpreter that has it."""
    from bench.measure import clean_environment

    command = [python, str(CHILD), contender, *map(str, arguments)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=clean_environment())
    return dict(json.loads(done.stdout))


def medians(pythons: dict[str, str], rounds: int, *arguments: object) -> dict[str, Figures]:
    """The median of several processes of each contender, in turns."""
    samples: dict[str, list[Figures]] = {name: [] for name in pythons}
    for _ in range(rounds):
        for name, python in pythons.items():
            samples[name].append(run_child(python, name, *arguments))
    return {
        name: {field: statistics.median(one[field] for one in taken) for field in taken[0]}
        for name, taken in samples.items()
    }


def measured(pythons: dict[str, str], *, quick: bool) -> dict[str, Any]:
    """All figures."""
    from bench.servers import nginx_path, started

    count, rounds = (1024, 1) if quick else (4096, 5)
    with (
        tempfile.TemporaryDirectory(prefix="awssupport-bench-") as directory,
        started(Path(directory), nginx=nginx_path(), connections=1024) as endpoint,
    ):
        url = endpoint.url("http")
        rows: list[dict[str, Any]] = []
        for level in LEVELS:
            found = medians(pythons, rounds, "calls", url, level, count)
            rows += [{"at once": level, "contender": name, **row} for name, row in found.items()]
        found = medians(pythons, min(rounds, 3), "uploads", url, UPLOADS, UPLOADS)
        uploads = [{"at once": UPLOADS, "contender": name, **row} for name, row in found.items()]
        starts = medians(pythons, rounds * 3, "start")
        return {
            "server": endpoint.name,
            "small calls": rows,
            "uploads of 5 MiB": uploads,
            "import and client, ms": {name: row["ms"] for name, row in starts.items()},
        }


def print_tables(found: dict[str, Any]) -> None:
    """The figures as text."""
    print(f"server {found['server']}")
    for title in ("small calls", "uploads of 5 MiB"):
        print(f"\n{title}\n{'at once':>7}  {'':22}" + "".join(f"{field:>13}" for field in FIELDS))
        for row in found[title]:
            figures = "".join(f"{row[field]:13,.1f}" for field in FIELDS)
            print(f"{row['at once']:7}  {row['contender']:22}{figures}")
    print("\nfrom nothing imported to a client")
    for name, milliseconds in found["import and client, ms"].items():
        print(f"         {name:22}{milliseconds:13,.1f} ms")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Many calls at once.")
    parser.add_argument("--quick", action="store_true", help="fewer calls and processes")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--aiobotocore-python", help="an interpreter that has aiobotocore")
    parser.add_argument("--aioboto3-python", help="an interpreter that has aioboto3")
    options = parser.parse_args()
    sys.path[0] = str(ROOT)  # this directory is a package
    pythons = dict.fromkeys(CONTENDERS, sys.executable)
    for name in ("aiobotocore", "aioboto3"):
        if (python := getattr(options, f"{name}_python")) is not None:
            pythons[name] = python
    found = measured(pythons, quick=options.quick)
    if options.json:
        print(json.dumps(found, indent=1))
    else:
        print_tables(found)


if __name__ == "__main__":
    main()
