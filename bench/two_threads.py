"""Two threads that upload at once: ``python bench/two_threads.py [--quick] [--json]``.

One upload of 5 MiB beside two at once, each in a thread, on one client and on a client each; boto3
and awssupport take turns. Three servers: nginx (or our own small one), which reads, checks nothing
and takes CPU time itself, over http and https; and one that takes almost none, so that what is left
is the client: it has the kernel throw the upload away unread. 1 is two for the price of one, 2 is
one after the other. Ratios are of medians, with those of minimums in parentheses. The second line
is for machines that are busy with other things, the server among them: how much CPU time the busier
of two threads takes, which with a CPU for each is the time both need, if no lock makes one of them
wait for the other.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LIBRARIES = ("boto3", "awssupport")
WAYS = ("one", "two on one client", "two on two clients")
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
ANSWER = b'HTTP/1.1 200 OK\r\nContent-Length: 29\r\n\r\n{"attachmentSetId": "as-one"}'


def discard(connection: socket.socket) -> None:
    """Answer every request; of its body only the length is looked at."""
    # Linux drops what is received with MSG_TRUNC instead of copying it.
    flags = getattr(socket, "MSG_TRUNC", 0) if sys.platform == "linux" else 0
    with contextlib.suppress(OSError), connection:
        while True:
            head = b""
            while b"\r\n\r\n" not in head:
                some = connection.recv(4096)
                if not some:
                    return
                head += some
            match = LENGTH.search(head)
            missing = int(match[1] if match else 0) - (len(head) - head.index(b"\r\n\r\n") - 4)
            buffer = bytearray(1 << 20)
            while missing > 0:
                missing -= connection.recv_into(buffer, min(missing, len(buffer)), flags)
            connection.sendall(ANSWER)


def serve_discarding() -> None:
    """Tell the port and serve until standard input ends."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def accept() -> None:
        while True:
            connection, _ = listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=discard, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    print(listener.getsockname()[1], flush=True)
    sys.stdin.read()


@contextlib.contextmanager
def discarding() -> Iterator[str]:
    """The URL of a server that reads nothing, until the end of the block."""
    command = [sys.executable, __file__, "--discard"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("no pipes")
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        process.stdin.close()


Upload = Callable[[], float]


def timed(call: Callable[[], object]) -> Upload:
    """A call that gives the milliseconds of CPU time that its thread has spent in it."""

    def upload() -> float:
        before = time.thread_time()
        call()
        return (time.thread_time() - before) * 1e3

    return upload


def uploads(library: str, url: str, ca_bundle: str) -> dict[str, Upload]:
    """What is measured, ready to go: connections are made, threads are there. Each gives the CPU
    time of its busiest thread."""
    from bench.contenders import MIB, attachments, library_call

    first, second = (
        timed(library_call(library, url, ca_bundle, attachments(1, 5 * MIB))) for _ in range(2)
    )
    threads = ThreadPoolExecutor(2)

    def at_once(*calls: Upload) -> float:
        return max(done.result() for done in [threads.submit(call) for call in calls])

    # "One" is in a thread as well, so that starting it costs the same.
    return {
        WAYS[0]: lambda: at_once(first),
        WAYS[1]: lambda: at_once(first, first),
        WAYS[2]: lambda: at_once(first, second),
    }


def measured(url: str, ca_bundle: str, rounds: int) -> dict[str, dict[str, list[list[float]]]]:
    """Milliseconds of each library's ways, and those of CPU time of the busiest thread."""
    samples: dict[str, dict[str, list[list[float]]]] = {
        library: {way: [[], []] for way in WAYS} for library in LIBRARIES
    }
    made = {library: uploads(library, url, ca_bundle) for library in LIBRARIES}
    for turn in range(rounds + 2):
        for library, calls in made.items():
            for way, call in calls.items():
                begun = time.perf_counter()
                busiest = call()
                if turn > 1:  # the first ones make connections
                    wall, cpu = samples[library][way]
                    wall.append((time.perf_counter() - begun) * 1e3)
                    cpu.append(busiest)
    return samples


def control(rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds of one SHA-256 and of two at once, which share nothing: what the machine can
    do at the moment."""
    data = bytes(12 << 20)
    threads = ThreadPoolExecutor(2)
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for count, samples in enumerate(taken, 1):
            begun = time.perf_counter()
            for done in [threads.submit(hashlib.sha256, data) for _ in range(count)]:
                done.result()
            samples.append((time.perf_counter() - begun) * 1e3)
    return taken


def cell(samples: list[float], one: list[float]) -> str:
    """The median, and how it compares to that of one upload."""
    median = statistics.median(samples)
    ratios = median / statistics.median(one), min(samples) / min(one)
    return f"{median:.1f} ms: {ratios[0]:.2f} ({ratios[1]:.2f})"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Two uploads at once.")
    parser.add_argument("--quick", action="store_true", help="few rounds")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--discard", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.discard:
        serve_discarding()
        return
    sys.path[0] = str(ROOT)  # this directory is a package
    from bench.measure import clean_environment
    from bench.servers import nginx_path, started

    os.environ.update(clean_environment())
    rounds = 5 if options.quick else 20
    rows: dict[str, Any] = {}
    with (
        tempfile.TemporaryDirectory(prefix="awssupport-bench-") as directory,
        started(Path(directory), nginx=nginx_path()) as endpoint,
        discarding() as url,
    ):
        bundle = str(endpoint.ca_bundle)
        rows[f"http, {endpoint.name}"] = measured(endpoint.url("http"), bundle, rounds)
        rows[f"https, {endpoint.name}"] = measured(endpoint.url("https"), bundle, rounds)
        rows["http, thrown away unread"] = measured(url, bundle, rounds)
    one, two = control(rounds)
    if options.json:
        print(json.dumps({"control": [one, two], **rows}, indent=1))
        return
    print(f"two hashes at once, each in a thread, to one: {cell(two, one)}")
    print(f"5 MiB, medians of {rounds} rounds, ratios to one upload")
    print(f"{'':26}{'':12}" + "".join(f"{way:>26}" for way in WAYS))
    for server, libraries in rows.items():
        for library, ways in libraries.items():
            for kind, what in enumerate(("", "busier thread, CPU")):
                cells = [cell(samples[kind], ways[WAYS[0]][kind]) for samples in ways.values()]
                label = f"{server:26}{library:12}" if not what else f"{what:>38}"
                print(label + "".join(f"{text:>26}" for text in cells))


if __name__ == "__main__":
    main()
