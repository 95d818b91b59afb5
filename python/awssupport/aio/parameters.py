"""Parameters of asyncio calls, read where that may take its time."""

from __future__ import annotations

import sys

from .abandoned import ended_with_me

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from typing import Any

    from .._awssupport import NativeAsyncClient, NativeParams

_NO_EVENT_LOOP = (
    "awssupport.aio needs a running asyncio event loop, and none runs this coroutine. "
    "Under trio, or anyio on trio, run the sync client in a thread: "
    "await trio.to_thread.run_sync(lambda: client.describe_cases()); "
    "or run anyio on its asyncio backend"
)

#: What is between a program and a call of its own.
_LIBRARIES = ("awssupport", "asyncio", "uvloop", "anyio", "concurrent", "threading", "contextlib")

_IN_MEMORY = (str, bytes, bytearray, memoryview, int, float, type(None))

#: How deep in parameters a file can be: ``attachments``, an item of it, its ``data``.
_DEPTH = 3


def running_loop() -> AbstractEventLoop:
    """The event loop that runs in this thread, and drives the coroutine that asks.

    Raises:
        RuntimeError: There is none, or the coroutine is driven by something else than asyncio.
    """
    from asyncio import current_task, get_running_loop

    try:
        loop = get_running_loop()
    except RuntimeError:
        raise RuntimeError(_NO_EVENT_LOOP) from None
    # trio's guest mode has an asyncio loop that runs, and steps that are trio's all the same.
    if current_task(loop) is None and _is_step_of_trio():
        raise RuntimeError(_NO_EVENT_LOOP)
    return loop


def _is_step_of_trio() -> bool:
    in_trio_task = getattr(sys.modules.get("trio.lowlevel"), "in_trio_task", None)
    return in_trio_task is not None and bool(in_trio_task())


async def read_params(
    native: NativeAsyncClient, operation_name: str, params: dict[str, Any]
) -> NativeParams:
    """Check the parameters of an operation; file objects among them are read, and paths opened, on
    a thread.

    Raises:
        ParamValidationError: They break the model.
        Exception: Whatever a file's reading raises.
    """
    if _has_files(params, _DEPTH):
        return await ended_with_me(native.read(native.read_params, operation_name, params))
    return native.read_params(operation_name, params)


def warn(params: NativeParams) -> None:
    """Warn of what is suspicious about parameters. The warning points at the line of the program
    that awaits the call; where a task has nothing else to do, as in ``asyncio.gather``, at the line
    that runs the event loop."""
    if params.encoded_twice:
        params.warn(_level_of_program())


def _level_of_program() -> int:
    """Where the program is, counted from the caller of this function."""
    frame, level = sys._getframe(1), 1
    outside: int | None = None
    while True:
        package = str(frame.f_globals.get("__name__")).partition(".")[0]
        if package not in _LIBRARIES:
            return level
        if outside is None and package != "awssupport":
            outside = level
        if frame.f_back is None:
            return outside or level
        frame, level = frame.f_back, level + 1


def _has_files(value: Any, depth: int) -> bool:
    """Whether there is something in it that may have to be read."""
    if isinstance(value, _IN_MEMORY):
        return False
    if isinstance(value, dict):
        # Its values at this moment: other threads may change it meanwhile.
        return depth > 0 and any(_has_files(item, depth - 1) for item in list(value.values()))
    if isinstance(value, list | tuple):
        return depth > 0 and any(_has_files(item, depth - 1) for item in value)
    return True
