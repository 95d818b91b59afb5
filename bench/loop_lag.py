"""How long an event loop stands still while ``awssupport.aio`` makes large calls.

    python bench/loop_lag.py [--rounds N]

A task that only sleeps for half a millisecond notes when it comes on again; the longest pause of
each round is taken, and of the rounds the median. The server is a process of its own. "nothing" is
the machine by itself: what it says the scheduler does, and so does what the pauses exceed the
loop's own work by where other processes want the processors.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import multiprocessing
import socket
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
KEYS: dict[str, Any] = {
    "aws_access_key_id": "AKIDEXAMPLE",
    "aws_secret_access_key": "wJalrXUtnFEMI/EXAMPLEKEY",
}
MEBIBYTE = 1 << 20


def answers() -> dict[str, bytes]:
    """By operation, 5 MB of JSON."""
    case = {"caseId": "case-1", "subject": "s" * 150, "status": "opened", "ccEmailAddresses": []}
    cases = {"cases": [{**case, "displayId": str(number)} for number in range(22_000)]}
    attachment = {
        "attachment": {"fileName": "f", "data": base64.b64encode(bytes(3_750_000)).decode()}
    }
    made = {"DescribeCases": cases, "DescribeAttachment": attachment}
    return {name: json.dumps(answer).encode() for name, answer in made.items()}


def serve(pipe: Any) -> None:
    """Answer every request."""
    from tests.unit.raw_servers import RawServer, read_request

    bodies = answers()

    class Server(RawServer):
        def serve(self, connection: socket.socket) -> None:
            while request := read_request(connection):
                head = request.partition(b"\r\n\r\n")[0].decode().lower()
                asked = [body for name, body in bodies.items() if name.lower() + "\r" in head]
                body = asked[0] if asked else b"{}"
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body))
                connection.sendall(body)

    with Server() as server:
        pipe.send(server.url)
        pipe.recv()


class Probe:
    """The longest pause of an event loop, and the most that its thread worked between two looks."""

    def __init__(self) -> None:
        self.longest = self.busiest = 0.0
        self._going = True

    async def run(self) -> None:
        """Until it is stopped."""
        before, worked = time.perf_counter(), time.thread_time()
        while self._going:
            await asyncio.sleep(0.0005)
            self.longest = max(self.longest, time.perf_counter() - before)
            self.busiest = max(self.busiest, time.thread_time() - worked)
            before, worked = time.perf_counter(), time.thread_time()

    def stop(self) -> None:
        """End it."""
        self._going = False


async def upload(client: Any, data: Any, calls: int, files: int = 1) -> None:
    """So many uploads at once."""
    attachments = [{"fileName": "f", "data": data}] * files
    await asyncio.gather(
        *[client.add_attachments_to_set(attachments=attachments) for _ in range(calls)]
    )


async def nothing(_client: Any) -> None:
    """As long as a large call takes."""
    await asyncio.sleep(0.1)


async def cases(client: Any) -> None:
    """An answer of 5 MB in 22,000 objects."""
    assert len((await client.describe_cases())["cases"]) == 22_000


async def attachment(client: Any) -> None:
    """An answer of 5 MB in one."""
    assert (
        len((await client.describe_attachment(attachmentId="a"))["attachment"]["data"]) == 3_750_000
    )


SCENES: dict[str, Callable[[Any], Awaitable[None]]] = {
    "nothing": nothing,
    "64 uploads of 5 MiB": lambda client: upload(client, bytes(5 * MEBIBYTE), 64),
    "an upload of 3 x 5 MiB": lambda client: upload(client, bytes(5 * MEBIBYTE), 1, 3),
    "the same in bytearrays": lambda client: upload(client, bytearray(5 * MEBIBYTE), 1, 3),
    "the same in base64": lambda client: upload(client, b"iVBORw0KGgo" + b"A" * 5 * MEBIBYTE, 1, 3),
    "5 MB of cases": cases,
    "an attachment of 5 MB": attachment,
}


async def measure(client: Any, scene: Callable[[Any], Awaitable[None]]) -> tuple[float, float]:
    """Milliseconds of the longest pause, and of the most work."""
    await client.describe_services()
    probe = Probe()
    probing = asyncio.ensure_future(probe.run())
    await asyncio.sleep(0.01)
    probe.longest = probe.busiest = 0.0
    await scene(client)
    probe.stop()
    await probing
    return probe.longest * 1e3, probe.busiest * 1e3


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Pauses of an event loop.")
    parser.add_argument("--rounds", type=int, default=11)
    rounds = parser.parse_args().rounds
    sys.path[0] = str(ROOT)  # this directory is a package
    import warnings

    import awssupport.aio

    warnings.simplefilter("ignore")
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,))
    server.start()
    url = ours.recv()
    print(
        f"ms of the longest pause, and of the loop's own work in one; medians of {rounds} (worst)"
    )
    for handlers in (False, True):
        for name, scene in SCENES.items():
            client = awssupport.aio.client("support", "us-east-1", endpoint_url=url, **KEYS)
            if handlers:
                client.meta.events.register("before-send", lambda **_: None)
            taken = [asyncio.run(measure(client, scene)) for _ in range(rounds)]
            told = " with handlers" if handlers else ""
            columns = zip(*taken, strict=True)
            figures = (f"{statistics.median(one):8.1f} ({max(one):6.1f})" for one in columns)
            print(f"{name + told:45}{''.join(figures)}")
    ours.send(None)
    server.join()


if __name__ == "__main__":
    main()
