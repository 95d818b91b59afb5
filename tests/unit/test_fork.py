"""Clients in forked processes: the child's calls and the parent's do not meet."""

from __future__ import annotations

import ssl
import sys
from pathlib import Path
from typing import Any

import pytest
import trustme

from awssupport.emulator import Server

from .processes import run_in_child
from .raw_servers import CountingServer

pytestmark = pytest.mark.skipif(
    sys.platform not in {"linux", "darwin"}, reason="there is no fork here"
)


def forked(url: str, secret: str, used_before: bool) -> list[str]:
    """Set ids of a call before the fork, the child's, its child's, and one after."""
    import os

    import awssupport

    client = awssupport.client(
        "support",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key=secret,
    )

    def call(name: str) -> str:
        files: Any = [{"fileName": name, "data": name.encode() * 100_000}]
        return str(client.add_attachments_to_set(attachments=files)["attachmentSetId"])

    def in_a_fork(name: str, depth: int) -> list[str]:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                ids = [call(name)]
                if depth:
                    ids += in_a_fork(name + "'s child", depth - 1)
                os.write(writing, "\n".join(ids).encode())
                status = 0
            finally:
                os._exit(status)
        os.close(writing)
        with os.fdopen(reading) as file:
            ids = file.read().split("\n")
        _, status = os.waitpid(child, 0)
        assert status == 0
        return ids

    ids = [call("before")] if used_before else []
    ids += in_a_fork("child", 1)
    ids.append(call("after"))
    return ids


@pytest.mark.parametrize("used_before", [True, False])
def test_an_inherited_client_works(emulator: Server, used_before: bool) -> None:
    ids = run_in_child(forked, emulator.url, emulator.secret_access_key, used_before)
    names = [*(["before"] if used_before else []), "child", "child's child", "after"]
    assert [emulator.attachment_set(set_id) for set_id in ids] == [
        [(name, name.encode() * 100_000)] for name in names
    ]


def interleaved(url: str, bundle: str | None) -> None:
    """Calls of the parent around a child that uses the client, drops it and ends."""
    import gc
    import os

    import awssupport

    client: Any = awssupport.client(
        "support",
        endpoint_url=url,
        region_name="us-east-1",
        verify=bundle,
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="secret",
    )
    client.add_attachments_to_set(attachments=[])
    for use in (True, False):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                if use:
                    client.add_attachments_to_set(attachments=[])
                    client.add_attachments_to_set(attachments=[])
                del client
                gc.collect()
                status = 0
            finally:
                os._exit(status)
        _, status = os.waitpid(child, 0)
        assert status == 0
        client.add_attachments_to_set(attachments=[])


def test_the_parents_connection_is_neither_used_nor_closed() -> None:
    with CountingServer() as server:
        run_in_child(interleaved, server.url, None)
        assert server.requests == [3, 2]


def test_the_parents_tls_session_is_neither_used_nor_closed(
    certificate_authority: trustme.CA, tls_context: ssl.SSLContext, tmp_path: Path
) -> None:
    bundle = tmp_path / "ca.pem"
    certificate_authority.cert_pem.write_to_path(str(bundle))
    with CountingServer(tls_context) as server:
        run_in_child(interleaved, server.url, str(bundle))
        assert server.requests == [3, 2]


def forked_during_a_call() -> dict[str, Any]:
    """A fork while another thread of the parent waits in a call of the same client."""
    import os
    import threading
    import warnings

    import awssupport
    from tests.unit.raw_servers import CountingServer, StalledServer

    with StalledServer() as stalled, CountingServer() as server:
        client = awssupport.client(
            "support",
            endpoint_url=stalled.url,
            region_name="us-east-1",
            aws_access_key_id="AKIDEXAMPLE",
            aws_secret_access_key="secret",
            config=awssupport.Config(read_timeout=0.2),
        )
        other = awssupport.client(
            "support",
            endpoint_url=server.url,
            region_name="us-east-1",
            aws_access_key_id="AKIDEXAMPLE",
            aws_secret_access_key="secret",
        )
        other.add_attachments_to_set(attachments=[])
        ended = threading.Event()
        outcomes: list[str] = []

        def wait() -> None:
            while not ended.is_set():
                try:
                    client.add_attachments_to_set(attachments=[])
                except awssupport.exceptions.ReadTimeoutError as error:
                    outcomes.append(type(error).__name__)

        thread = threading.Thread(target=wait)
        thread.start()
        stalled.reached.wait(30)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # Python's, of fork with threads
            child = os.fork()
        if child == 0:
            status = 1
            try:
                other.add_attachments_to_set(attachments=[])
                try:
                    client.add_attachments_to_set(attachments=[])
                except awssupport.exceptions.ReadTimeoutError:
                    status = 0
            finally:
                os._exit(status)
        _, status = os.waitpid(child, 0)
        ended.set()
        thread.join(30)
        other.add_attachments_to_set(attachments=[])
        return {"status": status, "outcomes": sorted(set(outcomes)), "requests": server.requests}


def test_a_fork_while_another_thread_is_in_a_call() -> None:
    assert run_in_child(forked_during_a_call) == {
        "status": 0,
        "outcomes": ["ReadTimeoutError"],
        "requests": [2, 1],
    }


def pooled(url: str, secret: str) -> list[str]:
    """The same by multiprocessing: three workers that inherit the client."""
    import multiprocessing

    import awssupport

    client = awssupport.client(
        "support",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key=secret,
    )
    client.add_attachments_to_set(attachments=[])
    context = multiprocessing.get_context("fork")
    queue = context.SimpleQueue()

    def work(number: int) -> None:
        files: Any = [{"fileName": str(number), "data": bytes([number])}]
        queue.put(client.add_attachments_to_set(attachments=files)["attachmentSetId"])

    workers = [context.Process(target=work, args=(number,)) for number in range(3)]
    for worker in workers:
        worker.start()
    ids = [str(queue.get()) for _ in workers]
    for worker in workers:
        worker.join(30)
        assert worker.exitcode == 0
    client.add_attachments_to_set(attachments=[])
    return ids


def test_workers_of_multiprocessing(emulator: Server) -> None:
    ids = run_in_child(pooled, emulator.url, emulator.secret_access_key)
    stored = sorted(emulator.attachment_set(set_id)[0] for set_id in ids)
    assert stored == [("0", b"\0"), ("1", b"\1"), ("2", b"\2")]
    assert [entry.status for entry in emulator.requests] == [200] * 5
