"""Many calls at once: boto3 in threads, awssupport in threads, ``awssupport.aio``, aioboto3.

    python bench/concurrency.py [--quick] [--json] [--aiobotocore-python ENV/bin/python]

Each contender makes small calls over loopback HTTP, so many at a time and on as many connections,
in a process of its own. Of several processes the median is printed: calls a second, the latency
of a call in the middle and of the slowest hundredth, CPU time of the client's process for a call,
and how much its peak memory grew, imports included. aiobotocore pins botocore, so it needs an
environment of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
KEYS = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "wJalrXUtnFEMI/EXAMPLEKEY"}
LEVELS = (1, 16, 256)
CONTENDERS = ("boto3 in threads", "awssupport in threads", "awssupport.aio")
AIOBOTOCORE = "aiobotocore"
FIELDS = ("calls/s", "p50 ms", "p99 ms", "CPU us/call", "peak MiB")


class Stopwatch:
    """Wall and CPU seconds of a block, and the latencies of its calls."""

    def __init__(self) -> None:
        self.latencies: list[float] = []
        self.wall = self.cpu = 0.0

    def __enter__(self) -> Stopwatch:  # noqa: PYI034 - Self is in typing from Python 3.11 on
        self.wall, self.cpu = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall = time.perf_counter() - self.wall
        self.cpu = time.process_time() - self.cpu


def threaded(make: Any, config: Any, url: str, level: int, count: int) -> Stopwatch:
    """A sync client's calls, ``level`` threads at a time."""
    client = make("support", "us-east-1", endpoint_url=url, config=config, **KEYS)

    def call(_: int) -> float:
        begun = time.perf_counter()
        client.describe_severity_levels(language="en")
        return time.perf_counter() - begun

    with ThreadPoolExecutor(level) as threads:
        list(threads.map(call, range(2 * level)))
        with Stopwatch() as watch:
            watch.latencies = list(threads.map(call, range(count)))
    return watch


async def awaited(manager: Any, level: int, count: int) -> Stopwatch:
    """An asyncio client's calls, ``level`` tasks at a time."""
    async with manager as client:

        async def worker(calls: int) -> list[float]:
            latencies = []
            for _ in range(calls):
                begun = time.perf_counter()
                await client.describe_severity_levels(language="en")
                latencies.append(time.perf_counter() - begun)
            return latencies

        await asyncio.gather(*[worker(2) for _ in range(level)])
        with Stopwatch() as watch:
            done = await asyncio.gather(*[worker(count // level) for _ in range(level)])
        watch.latencies = [latency for latencies in done for latency in latencies]
        return watch


def run_calls(contender: str, url: str, level: int, count: int) -> Stopwatch:
    """One contender's calls."""
    config = {"max_pool_connections": level}
    if contender == AIOBOTOCORE:
        session = import_module("aiobotocore.session").get_session()
        made = import_module("botocore.config").Config(**config)
        manager = session.create_client(
            "support", region_name="us-east-1", endpoint_url=url, config=made, **KEYS
        )
        return asyncio.run(awaited(manager, level, count))
    if contender == "boto3 in threads":
        made = import_module("botocore.config").Config(**config)
        return threaded(import_module("boto3").client, made, url, level, count)
    package = import_module("awssupport")
    made = package.Config(**config)
    if contender == "awssupport in threads":
        return threaded(package.client, made, url, level, count)
    client = package.aio.client("support", "us-east-1", endpoint_url=url, config=made, **KEYS)
    return asyncio.run(awaited(client, level, count))


def child(contender: str, url: str, level: int, count: int) -> dict[str, float]:
    """One contender's figures, in this process."""
    from bench.child import peak_and_now

    before, _ = peak_and_now()
    watch = run_calls(contender, url, level, count)
    latencies = sorted(watch.latencies)
    values = (
        len(latencies) / watch.wall,
        statistics.median(latencies) * 1e3,
        latencies[len(latencies) * 99 // 100] * 1e3,
        watch.cpu / len(latencies) * 1e6,
        (peak_and_now()[0] - before) / (1 << 20),
    )
    return dict(zip(FIELDS, values, strict=True))


def run_child(python: str, contender: str, url: str, level: int, count: int) -> dict[str, float]:
    """The same in a new process of an interpreter."""
    command = [python, __file__, "--child", contender, url, str(level), str(count)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return dict(json.loads(done.stdout))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Many calls at once.")
    parser.add_argument("--quick", action="store_true", help="fewer calls and processes")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--aiobotocore-python", help="an interpreter that has aiobotocore")
    parser.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    sys.path[0] = str(ROOT)  # this directory is a package
    if options.child:
        contender, url, level, calls = options.child
        print(json.dumps(child(contender, url, int(level), int(calls))))
        return
    from bench.servers import nginx_path, started

    pythons = dict.fromkeys(CONTENDERS, sys.executable)
    if options.aiobotocore_python:
        pythons[AIOBOTOCORE] = options.aiobotocore_python
    count, rounds = (1024, 1) if options.quick else (4096, 5)
    rows: list[dict[str, Any]] = []
    with (
        tempfile.TemporaryDirectory(prefix="awssupport-bench-") as directory,
        started(Path(directory), nginx=nginx_path(), connections=1024) as endpoint,
    ):
        for level in LEVELS:
            samples: dict[str, list[dict[str, float]]] = {name: [] for name in pythons}
            for _ in range(rounds):
                for name, python in pythons.items():
                    samples[name].append(
                        run_child(python, name, endpoint.url("http"), level, count)
                    )
            for name, taken in samples.items():
                middle = {field: statistics.median(one[field] for one in taken) for field in FIELDS}
                rows.append({"at once": level, "contender": name, **middle})
        server = endpoint.name
    if options.json:
        print(json.dumps({"server": server, "rows": rows}, indent=1))
        return
    print(f"server {server}, {count} calls, medians of {rounds} processes")
    print(f"{'at once':>7}  {'':22}" + "".join(f"{field:>13}" for field in FIELDS))
    for row in rows:
        figures = "".join(f"{row[field]:13,.1f}" for field in FIELDS)
        print(f"{row['at once']:7}  {row['contender']:22}{figures}")


if __name__ == "__main__":
    main()
