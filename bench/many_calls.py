"""What ``concurrency.py`` measures of one contender, in a process of its own.

``many_calls.py CONTENDER calls URL LEVEL COUNT`` makes small calls, so many at a time and on as
many connections. ``many_calls.py CONTENDER uploads URL LEVEL COUNT`` sends attachments of 5 MiB.
``many_calls.py CONTENDER start`` imports the library, asyncio and threads being there already, and
makes a client. Each prints one JSON object. Only the contender's own library is imported, since
some pin botocore.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

KEYS = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "wJalrXUtnFEMI/EXAMPLEKEY"}
MIB = 1 << 20
THREADED = {"boto3 in threads": "boto3", "awssupport in threads": "awssupport"}

#: What is measured, in the order of the table.
FIELDS = ("calls/s", "p50 ms", "p99 ms", "CPU us/call", "peak MiB", "growth MiB")

Do = Callable[[Any], Any]


class Stopwatch:
    """Wall and CPU seconds of a block, and the latencies of its calls."""

    def __init__(self) -> None:
        self.latencies: list[float] = []
        self.wall = self.cpu = 0.0

    def __enter__(self) -> Stopwatch:  # noqa: PYI034 - Self is in typing from Python 3.11 on
        with contextlib.suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew from here
        self.before = resident()[1]
        self.wall, self.cpu = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall = time.perf_counter() - self.wall
        self.cpu = time.process_time() - self.cpu
        self.growth = resident()[0] - self.before


def resident() -> tuple[int, int]:
    """The peak of resident memory so far and what is resident now, in bytes."""
    from bench.child import peak_and_now

    return peak_and_now()


def make_config(contender: str, level: int) -> Any:
    """A Config of the contender's library that allows so many connections."""
    module = "awssupport" if contender.startswith("awssupport") else "botocore.config"
    retries = {"mode": "standard", "total_max_attempts": 1}
    return import_module(module).Config(max_pool_connections=level, retries=retries)


def open_client(contender: str, url: str, config: Any) -> Any:
    """A sync client, or what gives an asyncio client in ``async with``."""
    options = {"region_name": "us-east-1", "endpoint_url": url, "config": config, **KEYS}
    if contender == "aiobotocore":
        make = import_module("aiobotocore.session").get_session().create_client
    elif contender in {"aioboto3", "awssupport.aio"}:
        make = import_module(contender).Session().client
    else:
        make = import_module(THREADED[contender]).client
    return make("support", **options)


def threaded(client: Any, do: Do, level: int, count: int) -> Stopwatch:
    """A sync client's calls, ``level`` threads at a time."""

    def call(_: int) -> float:
        begun = time.perf_counter()
        do(client)
        return time.perf_counter() - begun

    with ThreadPoolExecutor(level) as threads:
        call(0)
        with Stopwatch() as watch:
            watch.latencies = list(threads.map(call, range(count)))
    return watch


async def awaited(manager: Any, do: Do, level: int, count: int) -> Stopwatch:
    """An asyncio client's calls, ``level`` tasks at a time."""
    async with manager as client:

        async def worker(calls: int) -> list[float]:
            latencies = []
            for _ in range(calls):
                begun = time.perf_counter()
                await do(client)
                latencies.append(time.perf_counter() - begun)
            return latencies

        await worker(1)
        with Stopwatch() as watch:
            done = await asyncio.gather(*[worker(count // level) for _ in range(level)])
        watch.latencies = [latency for latencies in done for latency in latencies]
        return watch


def describe(client: Any) -> Any:
    """A small call."""
    return client.describe_severity_levels(language="en")


def upload(size: int) -> Do:
    """A call with one attachment of so many bytes, which all calls share."""
    from bench.contenders import attachments

    files = attachments(1, size)
    return lambda client: client.add_attachments_to_set(attachments=files)


def measure(contender: str, do: Do, url: str, level: int, count: int) -> dict[str, float]:
    """The figures of one contender in this process."""
    bare = resident()[1]
    client = open_client(contender, url, make_config(contender, level))
    if contender in THREADED:
        watch = threaded(client, do, level, count)
    else:
        watch = asyncio.run(awaited(client, do, level, count))
    latencies = sorted(watch.latencies)
    values = (
        len(latencies) / watch.wall,
        statistics.median(latencies) * 1e3,
        latencies[len(latencies) * 99 // 100] * 1e3,
        watch.cpu / len(latencies) * 1e6,
        (resident()[0] - bare) / MIB,
        watch.growth / MIB,
    )
    return dict(zip(FIELDS, values, strict=True))


def start(contender: str) -> dict[str, float]:
    """Milliseconds from nothing imported to a client that can be used."""
    begun = time.perf_counter()
    client = open_client(contender, "http://127.0.0.1:9", make_config(contender, 10))
    if contender not in THREADED:

        async def enter() -> None:
            async with client:
                watch.append(time.perf_counter())

        watch: list[float] = []
        asyncio.run(enter())
        return {"ms": (watch[0] - begun) * 1e3}
    return {"ms": (time.perf_counter() - begun) * 1e3}


def main() -> None:
    """Do as the arguments say."""
    contender, what, *rest = sys.argv[1:]
    if what == "start":
        figures = start(contender)
    else:
        sys.path[0] = str(Path(__file__).resolve().parents[1])  # this directory is a package
        url, level, count = rest
        do = upload(5 * MIB) if what == "uploads" else describe
        figures = measure(contender, do, url, int(level), int(count))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
