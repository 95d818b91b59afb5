"""Subinterpreters are refused with an ImportError that says what to do; the main one goes on.

In each test a new process makes a subinterpreter, which tries to import the package.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import Any

import pytest

from awssupport import main_interpreter
from awssupport.emulator import Server

from .processes import run_in_child

MODULE = "_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters"
#: `unchecked` is isolated too, but has told CPython to let all extensions in, which it can be told
#: from 3.12 on, unless it is free-threaded.
CHECKED = sys.version_info < (3, 12) or not getattr(sys, "_is_gil_enabled", lambda: True)()
KINDS = ["legacy", "isolated", *([] if CHECKED else ["unchecked"])]

TEXT = (
    "awssupport works only in the main interpreter of a process, and this is a subinterpreter: use "
    "threads or processes instead (under mod_wsgi: WSGIApplicationGroup %{GLOBAL})"
)

needs_subinterpreters = pytest.mark.skipif(
    find_spec(MODULE) is None, reason=f"this Python was built without {MODULE}"
)


def refused_in(kind: str, module: str, steps: list[str], url: str, secret: str) -> list[Any]:
    """What `steps` give, one after another: `sub` is a subinterpreter that tries to import twice;
    `end` destroys that; `main` a call in the main interpreter; `thread` the same, with the import,
    in a thread of it."""
    import importlib
    import json
    import os
    import threading
    from contextlib import suppress

    interpreters = importlib.import_module(module)
    attempt = """
import json, os, sys
if KIND == "unchecked":
    import _imp
    _imp._override_multi_interp_extensions_check(-1)
found = []
for _ in range(2):
    try:
        import awssupport
    except BaseException as error:
        left = [name for name in sys.modules if name.startswith("awssupport._")]
        found.append([type(error).__name__, str(error), error.name, left])
    else:
        found.append("imported")
os.write(DESCRIPTOR, json.dumps(found).encode())
"""

    def create() -> Any:
        if module == "_xxsubinterpreters":
            return interpreters.create(isolated=kind != "legacy")
        return interpreters.create("legacy" if kind == "legacy" else "isolated")

    def sub() -> Any:
        made.append(create())
        reading, writing = os.pipe()
        run = getattr(interpreters, "exec", None) or interpreters.run_string
        settings = f"KIND, DESCRIPTOR = {kind!r}, {writing}"
        run(made[-1], settings + attempt)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            return json.loads(pipe.read())

    def end() -> None:
        interpreters.destroy(made.pop())

    def main() -> str:
        import awssupport

        client = awssupport.client(
            "support",
            endpoint_url=url,
            region_name="us-east-1",
            aws_access_key_id="AKIDEXAMPLE",
            aws_secret_access_key=secret,
        )
        with suppress(awssupport.exceptions.ParamValidationError):
            client.create_case(subject=1)  # type: ignore[arg-type,call-arg]
        answer = client.describe_severity_levels()
        return str(answer["severityLevels"][0]["code"])

    def thread() -> Any:
        results: list[str] = []
        worker = threading.Thread(target=lambda: results.append(main()))
        worker.start()
        worker.join()
        return results[0]

    made: list[Any] = []
    functions = {"sub": sub, "end": end, "main": main, "thread": thread}
    found = [functions[step]() for step in steps]
    while made:
        end()
    return [result for result in found if result is not None]


REFUSED = [["ImportError", TEXT, "awssupport", []]] * 2


@needs_subinterpreters
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "steps",
    [
        ["sub", "end", "main"],
        ["main", "sub", "main", "end", "main"],
        ["sub", "sub", "thread", "end", "main", "sub"],
    ],
    ids="-".join,
)
def test_refused_and_the_main_interpreter_goes_on(
    kind: str, steps: list[str], emulator: Server
) -> None:
    secret = emulator.secret_access_key
    found = run_in_child(refused_in, kind, MODULE, steps, emulator.url, secret)
    wanted = {"sub": REFUSED, "main": "low", "thread": "low"}
    assert found == [wanted[step] for step in steps if step != "end"]


def refused_by_the_library() -> list[str | None]:
    import concurrent.futures
    from importlib import import_module

    interpreters: Any = import_module("concurrent.interpreters")
    found: list[str | None] = []
    interpreter = interpreters.create()
    try:
        interpreter.exec("import awssupport")
    except interpreters.ExecutionFailed as failure:
        found.append(f"{failure.excinfo.type.__name__}: {failure.excinfo.msg}")
    interpreter.close()
    pools: Any = concurrent.futures
    with pools.InterpreterPoolExecutor(1) as pool:
        error = pool.submit(__import__, "awssupport").exception()
        found.append(f"{type(error).__name__}: {error}")
    import awssupport

    found.append(awssupport.client("support", "us-east-1").meta.region_name)
    return found


@pytest.mark.skipif(sys.version_info < (3, 14), reason="concurrent.interpreters came with 3.14")
def test_refused_in_interpreters_of_the_standard_library() -> None:
    refusal = f"ImportError: {TEXT}"
    assert run_in_child(refused_by_the_library) == [refusal, refusal, "us-east-1"]


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="newer Pythons are asked for it")
class TestOlderPythons:
    """Which have several ways to find out, for want of one that always does."""

    def test_ids(self) -> None:
        assert main_interpreter._has_main_id()

    def test_without_the_module_of_subinterpreters(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, MODULE, None)
        assert main_interpreter._has_main_id()

    def test_signals(self) -> None:
        import threading

        found = [main_interpreter._takes_signal_handlers()]
        thread = threading.Thread(
            target=lambda: found.append(main_interpreter._takes_signal_handlers())
        )
        thread.start()
        thread.join()
        assert found == [True, False]
