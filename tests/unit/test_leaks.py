"""Clients that come and go leave nothing behind in their process."""

from __future__ import annotations

import sys

import pytest

from awssupport.emulator import Server

from .processes import run_in_child

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")

COUNT = 500


def counted(url: str, secret: str, use: str, count: int) -> list[list[int]]:
    """Open descriptors and threads before and after `count` clients were made, used, dropped."""
    import os
    import socket
    import tempfile
    from contextlib import suppress
    from pathlib import Path

    import awssupport
    from awssupport.exceptions import BotoCoreError

    arguments = {
        "endpoint_url": url,
        "region_name": "us-east-1",
        "aws_access_key_id": "AKIDEXAMPLE",
        "aws_secret_access_key": secret,
    }
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))  # and does not listen
    if use == "refused":
        arguments["endpoint_url"] = f"http://127.0.0.1:{taken.getsockname()[1]}"

    def life() -> None:
        client = awssupport.client("support", **arguments)  # type: ignore[arg-type]
        if use == "file":
            with tempfile.TemporaryFile() as file:
                client.add_attachments_to_set(attachments=[{"data": file}, {"data": path}])
        elif use == "missing file":
            with suppress(FileNotFoundError):
                client.add_attachments_to_set(
                    attachments=[{"data": path}, {"data": Path("/nonexistent")}]
                )
        elif use == "invalid":
            with suppress(BotoCoreError):
                client.add_attachments_to_set(attachments=5)  # type: ignore[arg-type]
        elif use != "nothing":
            with suppress(BotoCoreError):
                client.add_attachments_to_set(attachments=[])
        if use == "close":
            client.close()

    def now() -> list[int]:
        return [len(os.listdir(f"/proc/self/{what}")) for what in ("fd", "task")]  # noqa: PTH208

    with taken, tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "f")
        path.write_bytes(b"content")
        life()
        before = now()
        for _ in range(count):
            life()
        return [before, now()]


@pytest.mark.parametrize(
    "use", ["nothing", "call", "close", "file", "missing file", "invalid", "refused"]
)
def test_descriptors_and_threads(emulator: Server, use: str) -> None:
    result = run_in_child(counted, emulator.url, emulator.secret_access_key, use, COUNT)
    before, after = result
    assert after == before
    assert after[1] == 1, "a client needs no thread of its own"


def descriptors_of_one_client(url: str, secret: str) -> list[int]:
    """How many descriptors are open before a client, after its call, after `close`."""
    import os

    import awssupport

    def now() -> int:
        return len(os.listdir("/proc/self/fd"))  # noqa: PTH208

    before = now()
    client = awssupport.client(
        "support",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key=secret,
    )
    created = now()
    client.add_attachments_to_set(attachments=[])
    used = now()
    client.close()
    return [before, created, used, now()]


def test_close_gives_the_descriptors_back(emulator: Server) -> None:
    before, created, used, closed = run_in_child(
        descriptors_of_one_client, emulator.url, emulator.secret_access_key
    )
    assert created == before
    assert used > before
    assert closed == before
