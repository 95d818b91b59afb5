"""Parameters of asyncio calls, read where that may take its time."""

from __future__ import annotations

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from typing import Any

    from .._awssupport import NativeAsyncClient, NativeParams

_IN_MEMORY = (str, bytes, bytearray, memoryview, int, float, type(None))

#: How deep in parameters a file can be: ``attachments``, an item of it, its ``data``.
_DEPTH = 3


def running_loop() -> AbstractEventLoop:
    """The event loop that runs in this thread.

    Raises:
        RuntimeError: There is none: the coroutine is driven by something else than asyncio.
    """
    from asyncio import get_running_loop

    try:
        return get_running_loop()
    except RuntimeError:
        raise RuntimeError(
            "awssupport.aio needs a running asyncio event loop, and none runs in this thread. "
            "Under trio, or anyio on trio, run the sync client in a thread: "
            "await trio.to_thread.run_sync(lambda: client.describe_cases())"
        ) from None


async def read_params(
    native: NativeAsyncClient, operation_name: str, params: dict[str, Any]
) -> NativeParams:
    """Check the parameters of an operation; file objects among them are read, and paths opened, on
    a thread.

    Raises:
        ParamValidationError: They break the model.
        Exception: Whatever a file's reading raises.
    """
    running_loop()
    if _has_files(params, _DEPTH):
        return await native.on_thread(native.read_params, operation_name, params)
    return native.read_params(operation_name, params)


def _has_files(value: Any, depth: int) -> bool:
    """Whether there is something in it that may have to be read."""
    if isinstance(value, _IN_MEMORY):
        return False
    if isinstance(value, dict):
        return depth > 0 and any(_has_files(item, depth - 1) for item in value.values())
    if isinstance(value, list | tuple):
        return depth > 0 and any(_has_files(item, depth - 1) for item in value)
    return True
