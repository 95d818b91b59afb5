"""Running a function in a new interpreter, whose modules, memory and signals are its own."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """\
from __future__ import annotations
import sys
sys.path.append({root!r})

{source}

result = {name}(*{arguments!r})
import json
sys.stdout.write(json.dumps(result))
"""


def run(
    program: str,
    *,
    options: tuple[str, ...] = ("-W", "error"),
    env: Mapping[str, str] | None = None,
) -> str:
    """What a program prints; it must end well and keep quiet on standard error."""
    command = [sys.executable, "-I", *options, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=55, env=env, check=False)
    assert (done.returncode, done.stderr) == (0, ""), f"{done.stderr}\n{done.stdout}"
    return done.stdout


def run_in_child(
    function: Callable[..., Any],
    *arguments: Any,
    options: tuple[str, ...] = ("-W", "error"),
    env: Mapping[str, str] | None = None,
) -> Any:
    """What `function(*arguments)` gives in a new process, where warnings are errors.

    Its source is what is passed on, so it imports what it uses. Arguments go as their `repr`; the
    result comes back as JSON.
    """
    source = textwrap.dedent(inspect.getsource(function))
    program = PROGRAM.format(
        root=str(ROOT), source=source, name=function.__name__, arguments=arguments
    )
    return json.loads(run(program, options=options, env=env))
