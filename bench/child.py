"""Measurements that need a process of their own. Started by run.py; prints one JSON object.

``child.py cold LIBRARY`` imports the library and makes two clients. Nothing is imported before
the clock starts but ``sys`` and ``time``, which an interpreter has anyway.
``child.py memory LIBRARY URL CA_BUNDLE`` makes one call with three attachments of 5 MiB and
reports by how much the peak of resident memory exceeds what was resident before the call.
``child.py calls URL CA_BUNDLE COUNT SIZE ROUNDS BATCH LIBRARY...`` takes samples of calls. One
process for each size and scheme, because large calls change how malloc treats later ones.
``child.py answers URL OPERATION ROUNDS LIBRARY...`` and ``child.py answer-memory LIBRARY URL
OPERATION`` do the same for calls whose answer is large, ``child.py parsing OPERATION ROUNDS
LIBRARY...`` for reading that answer alone.
"""

from __future__ import annotations

import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def cold(library: str) -> dict[str, float]:
    """Milliseconds for import and clients, modules beyond a bare interpreter's."""
    before = len(sys.modules)
    keys = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret"}
    started = time.perf_counter()
    make = __import__(library).client
    imported = time.perf_counter()
    first = make("support", "us-east-1", endpoint_url="http://127.0.0.1:9", **keys)
    made = time.perf_counter()
    second = make("support", "us-east-1", endpoint_url="http://127.0.0.1:9", **keys)
    again = time.perf_counter()
    modules = len(sys.modules) - before
    if first is second:
        raise RuntimeError("two clients expected")
    return {
        "import": (imported - started) * 1e3,
        "client": (made - imported) * 1e3,
        "import and client": (made - started) * 1e3,
        "another client": (again - made) * 1e3,
        "modules": modules,
    }


def resident(field: str) -> int:
    """A field of /proc/self/status in bytes: VmRSS is now, VmHWM the peak."""
    from pathlib import Path

    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"no {field} in /proc/self/status")


def peak_and_now() -> tuple[int, int]:
    """Peak and present resident bytes; without /proc both are the peak so far."""
    try:
        return resident("VmHWM"), resident("VmRSS")
    except OSError:
        import resource

        unit = 1 if sys.platform == "darwin" else 1024
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
        return peak, peak


def memory(library: str, url: str, ca_bundle: str) -> dict[str, float]:
    """MiB by which the peak grows in one large call, after a small one."""
    from contextlib import suppress
    from pathlib import Path

    from bench.contenders import KIB, MIB, attachments, library_call

    small, large = attachments(1, KIB), attachments(3, 5 * MIB)
    files = small[:]
    call = library_call(library, url, ca_bundle, files)
    call()
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew from here
    _, before = peak_and_now()
    files[:] = large
    call()
    peak, _ = peak_and_now()
    return {"growth": (peak - before) / MIB}


def answer_memory(library: str, url: str, operation: str) -> dict[str, float]:
    """MiB by which the peak grows in one call with a large answer, after one with a small one."""
    from contextlib import suppress
    from pathlib import Path

    from bench.contenders import MIB, answer_call

    answer_call(library, url, "DescribeSeverityLevels")()
    call = answer_call(library, url, operation)
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew from here
    _, before = peak_and_now()
    kept = call()
    peak, _ = peak_and_now()
    del kept
    return {"growth": (peak - before) / MIB}


def answers(url: str, operation: str, rounds: str, *names: str) -> dict[str, Any]:
    """Samples of wall and CPU milliseconds a call with a large answer, by contender."""
    from bench import contenders, measure

    made = {name: contenders.answer_call(name, url, operation) for name in names}
    return measure.take_turns(made, rounds=int(rounds), batch=1)


def parsing(operation: str, rounds: str, *names: str) -> dict[str, Any]:
    """The same for reading the answer alone."""
    from bench import contenders, measure, neutral

    body = neutral.bodies()[operation.encode()]
    made = {name: contenders.parse_call(name, operation, body) for name in names}
    return measure.take_turns(made, rounds=int(rounds), batch=1)


def calls(url: str, ca_bundle: str, *rest: str) -> dict[str, dict[str, list[float]]]:
    """Samples of wall and CPU milliseconds a call, by contender."""
    from bench import contenders, measure

    count, size, rounds, batch = map(int, rest[:4])
    files = contenders.attachments(count, size)
    made = {name: contenders.library_call(name, url, ca_bundle, files) for name in rest[4:]}
    made[contenders.FLOOR] = contenders.floor_call(url, ca_bundle, files)
    made[contenders.BASE64] = contenders.base64_call(files)
    return measure.take_turns(made, rounds=rounds, batch=batch)


def main() -> None:
    """Do as the arguments say."""
    what, *arguments = sys.argv[1:]
    if what == "cold":
        print_json(cold(*arguments))
        return
    from pathlib import Path

    sys.path[0] = str(Path(__file__).resolve().parents[1])  # this directory is a package
    tasks: dict[str, Callable[..., object]] = {
        "memory": memory,
        "answer-memory": answer_memory,
        "answers": answers,
        "calls": calls,
        "parsing": parsing,
    }
    print_json(tasks[what](*arguments))


def print_json(result: object) -> None:
    """The answer to the parent process."""
    import json

    print(json.dumps(result))


if __name__ == "__main__":
    main()
