"""One client for many threads, frozen processes, and clients by the thousand."""

from __future__ import annotations

import os
import select
import signal
import socket
import ssl
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import awssupport

from .processes import ROOT, run_in_child
from .raw_servers import ANSWER, TIMEOUT, CountingServer, RawServer, read_request

KEYS: dict[str, Any] = {
    "aws_access_key_id": "AKIDEXAMPLE",
    "aws_secret_access_key": "wJalrXUtnFEMI/EXAMPLEKEY",
}
RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(ANSWER), ANSWER)


def client_of(url: str, **options: Any) -> Any:
    config = awssupport.Config(retries={"total_max_attempts": 1}, **options)
    return awssupport.client(
        "support", region_name="us-east-1", endpoint_url=url, config=config, **KEYS
    )


class GatheringServer(RawServer):
    """Answers only when so many requests wait at once, and knows which connections are open."""

    def __init__(self, parties: int) -> None:
        self._barrier = threading.Barrier(parties)
        self._lock = threading.Lock()
        self.accepted = 0
        self.ended = 0
        super().__init__()

    def serve(self, connection: socket.socket) -> None:
        """Answer when all are here, until the connection ends."""
        with self._lock:
            self.accepted += 1
        while read_request(connection):
            self._barrier.wait(TIMEOUT)
            connection.sendall(RESPONSE)
        with self._lock:
            self.ended += 1


@pytest.mark.parametrize("pool", [0, 3, 10, 100])
def test_64_threads_on_one_client(pool: int) -> None:
    """None waits for another, and what does not fit the pool is closed."""
    threads = 64
    with (
        GatheringServer(threads) as server,
        client_of(server.url, max_pool_connections=pool) as client,
        ThreadPoolExecutor(threads) as executor,
    ):
        for _ in range(2):
            calls = [
                executor.submit(client.add_attachments_to_set, attachments=[])
                for _ in range(threads)
            ]
            assert all(call.result(TIMEOUT)["attachmentSetId"] == "as-1" for call in calls)
        kept = min(pool, threads)
        assert server.accepted == 2 * threads - kept
        client.close()
        # The client's sockets are closed: every thread of the server comes to its end.
        for thread in list(server._threads):
            thread.join(TIMEOUT)
        assert server.ended == server.accepted


def test_close_and_go_on() -> None:
    with CountingServer() as server:
        client = client_of(server.url)
        for _ in range(3):
            client.add_attachments_to_set(attachments=[])
            client.add_attachments_to_set(attachments=[])
            client.close()
            client.close()
    assert server.requests == [2, 2, 2]


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
@pytest.mark.parametrize(("keepalive", "timer"), [(True, "02"), (False, "00")])
def test_tcp_keepalive(keepalive: bool, timer: str) -> None:
    """Whether the kernel has a timer running for the idle connection."""
    with CountingServer() as server, client_of(server.url, tcp_keepalive=keepalive) as client:
        client.add_attachments_to_set(attachments=[])
        table = Path("/proc/net/tcp").read_text().splitlines()[1:]
        fields = [line.split() for line in table]
        (ours,) = [f for f in fields if f[2].endswith(f":{server.port:04X}") and f[3] == "01"]
        assert ours[5].partition(":")[0] == timer


class ForgetfulServer(RawServer):
    """Closes each connection when told to, after its first answer."""

    def __init__(self) -> None:
        self.answered = threading.Semaphore(0)
        self.close_now = threading.Semaphore(0)
        self.closed = threading.Semaphore(0)
        self.bodies: list[bytes] = []
        super().__init__()

    def serve(self, connection: socket.socket) -> None:
        """One request, one answer, the end."""
        request = read_request(connection)
        if not request:
            return
        self.bodies.append(request.partition(b"\r\n\r\n")[2])
        connection.sendall(RESPONSE)
        self.answered.release()
        assert self.close_now.acquire(timeout=TIMEOUT)
        connection.close()
        self.closed.release()


PROGRAM = """\
import sys
import awssupport

client = awssupport.client(
    "support",
    region_name="us-east-1",
    endpoint_url=sys.argv[1],
    aws_access_key_id="AKIDEXAMPLE",
    aws_secret_access_key="wJalrXUtnFEMI/EXAMPLEKEY",
    config=awssupport.Config(retries={"total_max_attempts": 1}),
)
for size in (10, 10, 5_000_000):
    answer = client.add_attachments_to_set(attachments=[{"fileName": "f", "data": b"x" * size}])
    print(answer["ResponseMetadata"]["RetryAttempts"], flush=True)
    sys.stdin.readline()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is frozen there")
def test_frozen_between_calls() -> None:
    """As a Lambda function is: connections that the service closed meanwhile are replaced."""
    with (
        ForgetfulServer() as server,
        subprocess.Popen(
            [sys.executable, "-I", "-W", "error", "-c", PROGRAM, server.url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(3):
            assert select.select([process.stdout], [], [], TIMEOUT)[0]
            assert process.stdout.readline() == "0\n"
            os.kill(process.pid, signal.SIGSTOP)
            os.waitpid(process.pid, os.WUNTRACED)
            server.close_now.release()
            assert server.closed.acquire(timeout=TIMEOUT)
            os.kill(process.pid, signal.SIGCONT)
            process.stdin.write("\n")
            process.stdin.flush()
        assert process.wait(TIMEOUT) == 0
    assert len(server.bodies) == 3, "each was sent once"
    assert len(server.bodies[2]) > 6_000_000


def grown(url: str, bundle: str | None, count: int) -> list[int]:
    """How many KiB the process grew, and descriptors and threads, while clients came and went."""
    import gc
    import os
    from pathlib import Path

    import awssupport

    def life() -> None:
        client = awssupport.client(
            "support",
            region_name="us-east-1",
            endpoint_url=url,
            verify=bundle,
            aws_access_key_id="AKIDEXAMPLE",
            aws_secret_access_key="wJalrXUtnFEMI/EXAMPLEKEY",
        )
        client.add_attachments_to_set(attachments=[])

    def now() -> list[int]:
        gc.collect()
        resident = int(Path("/proc/self/statm").read_text().split()[1]) * 4
        counts = [len(os.listdir(f"/proc/self/{what}")) for what in ("fd", "task")]  # noqa: PTH208
        return [resident, *counts]

    for _ in range(count // 4):
        life()
    before = now()
    for _ in range(count):
        life()
    return [after - earlier for earlier, after in zip(before, now(), strict=True)]


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
@pytest.mark.parametrize(("secure", "count"), [(False, 2000), (True, 400)])
def test_thousands_of_clients(
    certificate_authority: Any,
    tls_context: ssl.SSLContext,
    tmp_path: Any,
    secure: bool,
    count: int,
) -> None:
    bundle = tmp_path / "ca.pem"
    certificate_authority.cert_pem.write_to_path(str(bundle))
    with CountingServer(tls_context if secure else None) as server:
        kib, descriptors, threads = run_in_child(
            grown, server.url, str(bundle) if secure else None, count
        )
    assert (descriptors, threads) == (0, 0)
    assert kib < 2048, f"{kib} KiB for {count} clients"
