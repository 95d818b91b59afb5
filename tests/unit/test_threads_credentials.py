"""Many threads, and forked children of processes with threads, that want credentials."""

from __future__ import annotations

import sys

import pytest

from .processes import run_in_child

THREADS = 64


def refreshes(threads: int, in_a_fork: bool) -> int:
    """How often many threads together ask for new credentials; in a forked child each has the lock
    of its parent's to replace first."""
    import os
    import threading
    from datetime import datetime, timedelta, timezone

    from awssupport.credentials.refresh import RefreshableCredentials

    asked: list[int] = []
    later = (datetime.now(timezone.utc) + timedelta(hours=1)).isoformat()

    def refresh() -> dict[str, str]:
        asked.append(1)
        return {"access_key": "a", "secret_key": "s", "token": "t", "expiry_time": later}

    ended = datetime.now(timezone.utc) - timedelta(hours=1)
    credentials = RefreshableCredentials("a", "s", "old", ended, refresh, "test")

    def all_threads() -> int:
        start = threading.Barrier(threads)
        tokens: list[str | None] = []

        def use() -> None:
            start.wait()
            tokens.append(credentials.get_frozen_credentials().token)

        workers = [threading.Thread(target=use) for _ in range(threads)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert tokens == ["t"] * threads
        return len(asked)

    if not in_a_fork:
        return all_threads()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, bytes([all_threads()]))
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        found = pipe.read()
    os.waitpid(child, 0)
    return found[0]


@pytest.mark.parametrize("in_a_fork", [False, True])
def test_one_refresh(in_a_fork: bool) -> None:
    if in_a_fork and sys.platform not in {"linux", "darwin"}:
        pytest.skip("there is no fork here")
    assert run_in_child(refreshes, THREADS, in_a_fork) == 1


def forked_while_a_thread_looks() -> int:
    """How a child ends that looks for credentials as a thread of its parent does when it forks."""
    import os
    import signal
    import threading

    import awssupport.credentials

    parent = os.getpid()
    looking, ended = threading.Event(), threading.Event()

    def load(_context: object) -> awssupport.credentials.Credentials:
        if os.getpid() == parent:
            looking.set()
            ended.wait(50)
        return awssupport.credentials.Credentials("AKIDEXAMPLE", "secret")

    awssupport.credentials.load_credentials = load  # type: ignore[assignment]
    session = awssupport.Session()
    thread = threading.Thread(target=session.get_credentials)
    thread.start()
    looking.wait()
    child = os.fork()
    if child == 0:
        status = 1
        signal.alarm(20)  # lest it waits for ever
        try:
            found = session.get_credentials()
            status = 0 if found is not None and found.access_key == "AKIDEXAMPLE" else 2
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    ended.set()
    thread.join()
    return os.waitstatus_to_exitcode(status)


@pytest.mark.skipif(sys.platform not in {"linux", "darwin"}, reason="there is no fork here")
def test_a_forked_child_looks_for_credentials_itself() -> None:
    # Python 3.12 and later warn of forks in processes with threads, rightly.
    options = ("-W", "error", "-W", "ignore:This process:DeprecationWarning")
    assert run_in_child(forked_while_a_thread_looks, options=options) == 0
