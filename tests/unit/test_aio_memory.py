"""Peak memory of many asyncio calls at once, in a process of its own: not the server's."""

from __future__ import annotations

import socket
import ssl
import sys
from pathlib import Path

import pytest
import trustme

from .processes import run_in_child
from .raw_servers import CountingServer, read_request

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")

MEBIBYTE = 1 << 20

#: What a call may take beside its input.
LIMIT_KIB = 64


class ForgetfulServer(CountingServer):
    """Answers every request and keeps none of it."""

    def _answer(self, connection: socket.socket) -> None:
        while read_request(connection):
            self.requests.append(1)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")


def growth(
    url: str,
    verify: str,
    kind: str,
    handlers: bool,
    calls: int,
    size: int,
    small_calls: int,
    directory: str,
) -> int:
    """KiB by which the peak of resident memory during the calls, small ones beside them, exceeds
    what was resident, the input among it."""
    import asyncio
    from pathlib import Path
    from typing import Any

    import awssupport.aio

    client = awssupport.aio.client(
        "support",
        endpoint_url=url,
        verify=verify or None,
        region_name="us-east-1",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="secret",
    )
    if handlers:
        client.meta.events.register("before-send", lambda **_: None)

    def status(field: str) -> int:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1])
        raise AssertionError(field)

    def given(number: int) -> Any:
        if kind == "bytes":
            return b"%d" % number + bytes(size)
        path = Path(directory, str(number))
        path.write_bytes(bytes(size))
        return path if kind == "Path" else path.open("rb")

    async def upload(data: Any) -> None:
        files: Any = [{"fileName": "f", "data": data}]
        await client.add_attachments_to_set(attachments=files)

    async def uploads(inputs: list[Any]) -> None:
        await asyncio.gather(*[upload(data) for data in inputs])

    inputs = [given(number) for number in range(calls)]
    small = [b"s" * 1000] * small_calls
    asyncio.run(uploads([b"small"] * 20))
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew from here
    before = status("VmRSS")
    asyncio.run(uploads([*inputs, *small]))
    grown = status("VmHWM") - before
    if kind == "file":
        for file in inputs:
            file.close()
    return grown


def grown(
    server: ForgetfulServer,
    calls: int,
    size: int,
    kind: str,
    verify: str = "",
    small_calls: int = 0,
    **others: object,
) -> int:
    arguments = (kind, bool(others.get("handlers")), calls, size, small_calls)
    directory = str(others.get("directory"))
    grown: int = run_in_child(growth, server.url, verify, *arguments, directory)
    sys.stdout.write(f"peak memory grew by {grown} KiB for {calls} calls with {size} B {kind}\n")
    assert len(server.requests) == calls + small_calls + 20
    return grown


@pytest.mark.parametrize("kind", ["bytes", "Path", "file"])
def test_many_large_uploads(tmp_path: Path, kind: str) -> None:
    with ForgetfulServer() as server:
        taken = grown(server, 64, 5 * MEBIBYTE, kind, directory=tmp_path)
    assert taken <= LIMIT_KIB * 64


def test_many_large_uploads_over_tls(
    tls_context: ssl.SSLContext, certificate_authority: trustme.CA, tmp_path: Path
) -> None:
    roots = tmp_path / "roots.pem"
    certificate_authority.cert_pem.write_to_path(roots)
    taken: list[int] = []
    # Pages that the allocator keeps for another thread differ by up to a mebibyte from run to run.
    while len(taken) < 3 and min(taken, default=sys.maxsize) > LIMIT_KIB * 64:
        with ForgetfulServer(tls_context) as server:
            taken.append(grown(server, 64, 5 * MEBIBYTE, "bytes", str(roots)))
    assert min(taken) <= LIMIT_KIB * 64


@pytest.mark.parametrize("handlers", [False, True])
def test_many_small_calls(handlers: bool) -> None:
    with ForgetfulServer() as server:
        taken = grown(server, 500, 1000, "bytes", handlers=handlers)
    assert taken <= LIMIT_KIB * 500


def test_large_and_small_ones_together() -> None:
    with ForgetfulServer() as server:
        taken = grown(server, 64, 5 * MEBIBYTE, "bytes", small_calls=500)
    assert taken <= LIMIT_KIB * (64 + 500)


def test_handlers_are_shown_whole_bodies() -> None:
    """Which are in memory then, once: base64 of what was given."""
    with ForgetfulServer() as server:
        taken = grown(server, 16, 5 * MEBIBYTE, "bytes", handlers=True)
    assert taken <= 16 * (5 * 1024 * 4 // 3 + LIMIT_KIB)
