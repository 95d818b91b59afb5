"""Makes the table of ``docs/faults.md`` of what a whole run of the matrix came to."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from tests.differential.sides import Failed, Ok

from .compare import comes_to, members_of, metadata_of, text_of
from .fault import MODES, Fault
from .runner import Outcome

PATH = pathlib.Path(__file__).parents[2] / "docs" / "faults.md"

HEAD = """\
# The fault matrix

What clients come to when the service, the network or a proxy misbehaves. A run of `tests/faults`
makes this file (`make docs-faults`): boto3 1.44.5, `awssupport` and `awssupport.aio` meet each
fault on real sockets on loopback, in each retry mode. What is said of `awssupport` is true of
`awssupport.aio`, and of clients whose events have handlers: the tests hold them to the same.

- The columns of the three modes say how many times it was tried (requests that the service or the
  proxy got; where none got there, attempts), and what the call came to: an answer, or an exception
  of `awssupport.exceptions` or `client.exceptions`. "last" stands for `MaxAttemptsReached` in the
  response's metadata, "quota" for `RetryQuotaReached`.
- "same": boto3 makes as many attempts, over as many connections, after the same waits, and comes
  to the same class, text, arguments, response and metadata.
- "same class": all that, but for the end of the text, which has another library's words.
- "Better": what boto3 comes to, in one mode after the other if they differ, and why we do not.

After each fault that has an end, the same client makes a call that succeeds.

Interrupts, forks, threads and memory are nothing that a peer does: `tests/unit` is about them, in
`test_interrupts.py`, `test_jupyter.py`, `test_signals.py`, `test_exit.py`, `test_fork.py`,
`test_fork_matrix.py`, `test_threads.py`, `test_pool.py`, `test_leaks.py` and `test_memory.py`.
"""

COLUMNS = ("fault", "what happens", *MODES, "text", "boto3")

#: An outcome of each side in each mode: boto3's, ours.
Results = Mapping[tuple[str, str], tuple[Outcome, Outcome]]


def whole(families: Mapping[str, Sequence[Fault]], results: Results) -> str:
    """The document."""
    parts = [HEAD]
    for title, faults in families.items():
        lines = [f"## {title}", "", _row(COLUMNS), _row("---" for _ in COLUMNS)]
        lines += [_row(_cells(fault, results)) for fault in faults]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _cells(fault: Fault, results: Results) -> list[str]:
    met = [results[fault.name, mode] for mode in MODES]
    texts = list(dict.fromkeys(normal(text_of(ours.result)) for _, ours in met))
    shown = "<br>".join(f"`{text}`" for text in texts if text)
    ours = [cell(outcome) for _, outcome in met]
    return [fault.name, fault.does, *ours, shown, _boto3(fault, met)]


def _boto3(fault: Fault, met: Sequence[tuple[Outcome, Outcome]]) -> str:
    if fault.better is None:
        return "same class" if fault.own_words else "same"
    theirs = list(dict.fromkeys(cell(reference) for reference, _ in met))
    if fault.better.python_decides:
        theirs = ["what its version of Python makes of it"]
    return f"{' / '.join(theirs)}. **Better:** {fault.better.why}"


def cell(outcome: Outcome) -> str:
    """What a mode's column has."""
    told = "".join(f", {word}" for word in _told(outcome.result))
    return f"{outcome.tries} x {comes_to(outcome.result)}{told}"


def _told(result: Ok | Failed) -> list[str]:
    told = {**metadata_of(result), **members_of(result).get("Error", {})}
    words = {"MaxAttemptsReached": "last", "RetryQuotaReached": "quota"}
    return [word for key, word in words.items() if key in told]


#: What differs from one run to the next, or from one machine to another.
_VOLATILE = {
    r"\(reached max retries: \d+\)": "(reached max retries: N)",
    r"127\.0\.0\.1:\d+": "127.0.0.1:PORT",
    r"/\S*/(\w+\.pem)": r".../\1",
}

LONGEST = 300


def normal(text: str) -> str:
    """A text without what differs from one run to the next, on one line."""
    for pattern, instead in _VOLATILE.items():
        text = re.sub(pattern, instead, text)
    text = ascii(text)[1:-1].replace("\\'", "'")
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def _row(cells: Any) -> str:
    escaped = (str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells)
    return f"| {' | '.join(escaped)} |"
