"""Many threads at once on one client, and making clients; the same with and without Python's lock.

Where it matters that nothing was imported before, a new process is asked.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import metadata
from typing import Any

import pytest

import awssupport
from awssupport import client_meta
from awssupport.emulator import Server
from awssupport.events import EventEmitter
from awssupport.exceptions import ClientError, ParamValidationError

from .conftest import MakeClient
from .processes import ROOT, run_in_child
from .raw_servers import TIMEOUT

FREE_THREADED = not getattr(sys, "_is_gil_enabled", lambda: True)()

THREADS = 64


def at_once(work: Callable[[int], Any], threads: int = THREADS) -> list[Any]:
    """What `work(0)`, `work(1)`, ... give, begun together in so many threads."""
    start = threading.Barrier(threads)

    def begin(number: int) -> Any:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(begin, range(threads)))


# --- the interpreter's lock --------------------------------------------------------------------


def test_what_the_package_declares() -> None:
    """That it does without the lock: to pip and people, and to free-threaded interpreters, which
    would take the lock again for the whole process if it did not."""
    classifiers = metadata("awssupport").get_all("Classifier") or []
    assert "Programming Language :: Python :: Free Threading :: 1 - Unstable" in classifiers
    declaration = (ROOT / "src/binding.rs").read_text()
    assert "#[pymodule(gil_used = false)]\nmod _awssupport {" in declaration


def lock_after_imports() -> list[bool]:
    import importlib
    import pkgutil
    import sys

    import awssupport

    enabled = [sys._is_gil_enabled()]  # type: ignore[attr-defined]
    for module in pkgutil.walk_packages(awssupport.__path__, "awssupport."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return [*enabled, sys._is_gil_enabled()]  # type: ignore[attr-defined]


@pytest.mark.skipif(not FREE_THREADED, reason="this interpreter has its lock")
def test_the_lock_stays_off() -> None:
    assert run_in_child(lock_after_imports) == [False, False]


# --- what is made when it is first asked for ---------------------------------------------------


def first_users(threads: int) -> list[int]:
    """How many clients' metas, emitters and handlers there are when many threads come first."""
    import threading

    import awssupport

    client = awssupport.client("support", "us-east-1", None, True, None, None, "AKID", "secret")
    start = threading.Barrier(threads)
    metas: list[object] = []
    emitters: list[object] = []

    def use() -> None:
        start.wait()
        meta = client.meta
        metas.append(meta)
        emitters.append(meta.events)
        client.meta.events.register("before-send", lambda **_: None)

    workers = [threading.Thread(target=use) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    handlers = client.meta.events.handlers("before-send.support.DescribeCases")
    return [len({id(meta) for meta in metas}), len({id(one) for one in emitters}), len(handlers)]


def test_first_users_of_a_client_share_what_it_has() -> None:
    assert run_in_child(first_users, 32) == [1, 1, 32]


def test_two_threads_that_both_find_no_meta(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A handler that one of them registers must not be lost with the meta it was registered at."""
    both = threading.Barrier(2)

    class Met(client_meta.ClientMeta):
        def __init__(self, *parts: Any) -> None:
            both.wait(TIMEOUT)
            super().__init__(*parts)

    monkeypatch.setattr(client_meta, "ClientMeta", Met)
    metas = at_once(lambda _: client.meta, 2)
    assert metas[0] is metas[1] is client.meta


def first_errors(threads: int) -> list[list[str]]:
    """What threads catch that are the first to meet an error, one of them after botocore came."""
    import threading

    import awssupport

    client = awssupport.client("support", "us-east-1", None, True, None, None, "AKID", "secret")
    start = threading.Barrier(threads)
    found: list[list[str]] = []

    def fail(number: int) -> None:
        start.wait()
        if number == 0:
            import botocore.exceptions  # noqa: F401
        try:
            client.create_case(subject=1)  # type: ignore[arg-type,call-arg]
        except Exception as error:
            found.append([type(error).__name__, str(isinstance(error, Exception))])

    workers = [threading.Thread(target=fail, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    import botocore.exceptions

    try:
        client.create_case(subject=1)  # type: ignore[arg-type,call-arg]
    except botocore.exceptions.ParamValidationError as error:
        found.append([type(error).__name__, "caught as botocore's"])
    return found


def test_first_errors_while_botocore_is_imported() -> None:
    found = run_in_child(first_errors, 16)
    assert found[:-1] == [["ParamValidationError", "True"]] * 16
    assert found[-1] == ["ParamValidationError", "caught as botocore's"]


# --- under load --------------------------------------------------------------------------------


def test_one_client(make_client: MakeClient, emulator: Server) -> None:
    """Uploads, answers, refusals of both kinds, close: what each call gives is its own."""
    client = make_client()
    rounds = 3

    def work(number: int) -> list[bytes]:
        stored = []
        for turn in range(rounds):
            data = f"{number}/{turn}".encode() * 1000
            answer = client.add_attachments_to_set(
                attachments=[{"fileName": f"{number}-{turn}.txt", "data": data}]
            )
            [(name, held)] = emulator.attachment_set(answer["attachmentSetId"])
            assert (name, held) == (f"{number}-{turn}.txt", data)
            stored.append(held)
            with pytest.raises(ClientError) as refused:
                client.describe_attachment(attachmentId=f"none-{number}-{turn}")
            assert refused.value.operation_name == "DescribeAttachment"
            with pytest.raises(ParamValidationError, match=f'"x{number}"'):
                client.describe_cases(**{f"x{number}": 1})
            assert client.describe_services(language="en")["services"]
            if number % 16 == turn:
                client.close()
        return stored

    found = at_once(work)
    assert len({data for stored in found for data in stored}) == THREADS * rounds


def test_clients_made_together(emulator: Server) -> None:
    session = awssupport.Session(
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key=emulator.secret_access_key,
        region_name="us-east-1",
    )

    def work(number: int) -> Any:
        config = awssupport.Config(user_agent_extra=f"number/{number}")
        with session.client("support", endpoint_url=emulator.url, config=config) as client:
            levels = client.describe_severity_levels()["severityLevels"]
            return client.meta.config.user_agent_extra, len(levels)

    assert at_once(work, 32) == [(f"number/{number}", 5) for number in range(32)]


def test_handlers_come_and_go_while_calls_are_made(client: Any) -> None:
    """Each handler that is there all the time sees every call."""
    seen: list[int] = []
    client.meta.events.register("before-send", lambda **_: seen.append(1))

    def work(number: int) -> None:
        for turn in range(10):
            if number % 2:
                client.describe_severity_levels()
            else:
                name = f"before-send.support.{'*' if turn % 2 else 'DescribeServices'}"
                client.meta.events.register(name, ignore, unique_id=(number, turn))
                client.meta.events.unregister(name, ignore, unique_id=(number, turn))

    at_once(work, 8)
    assert len(seen) == 4 * 10


def test_a_handler_that_comes_while_the_last_one_goes() -> None:
    """It is not thrown away with the empty place of the other."""
    emitter = EventEmitter()
    registering, registered = threading.Event(), threading.Event()

    class Sections(dict[Any, Any]):
        def pop(self, *arguments: Any) -> Any:
            registering.set()
            registered.wait(0.2)  # in vain where one has to wait for the other
            return super().pop(*arguments)

    emitter._sections = Sections()
    emitter.register("before-send", ignore)

    def register() -> None:
        registering.wait(TIMEOUT)
        emitter.register("before-send", other)
        registered.set()

    thread = threading.Thread(target=register)
    thread.start()
    emitter.unregister("before-send", ignore)
    thread.join()
    assert emitter.handlers("before-send") == (other,)
    assert emitter.in_use


def test_a_fork_while_a_handler_is_registered() -> None:
    if sys.platform not in {"linux", "darwin"}:
        pytest.skip("there is no fork here")
    assert run_in_child(registered_in_a_fork) == 1


def registered_in_a_fork() -> int:
    """How many handlers a child has whose parent forks in the middle of registering its own."""
    import os

    from awssupport.events import EventEmitter

    emitter = EventEmitter()
    with emitter._lock():
        child = os.fork()
        if child == 0:
            count = 9
            try:
                emitter.register("before-send", lambda **_: None)
                count = len(emitter.handlers("before-send"))
            finally:
                os._exit(count)
    _, ended = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(ended)


def ignore(**_kwargs: Any) -> None:
    """A handler without an opinion."""


def other(**_kwargs: Any) -> None:
    """Another one."""


def test_answers_are_read_in_parallel() -> None:
    """Large ones, for which the garbage collector is kept away: it is back afterwards."""
    import gc
    import json

    from awssupport._awssupport import NativeClient

    cases = [{"caseId": f"case-{n}", "subject": "x" * 50} for n in range(4000)]
    body = json.dumps({"cases": cases}).encode()
    headers = [("x-amzn-requestid", "1")]

    def parse(number: int) -> int:
        answer = NativeClient.parse_response("DescribeCases", 200, headers, body)
        return sum(case == cases[n] for n, case in enumerate(answer["cases"]))

    assert gc.isenabled()
    assert at_once(parse, 8) == [len(cases)] * 8
    assert gc.isenabled()
