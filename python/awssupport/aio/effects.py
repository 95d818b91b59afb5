"""Doing what a call with event handlers asks for while the event loop goes on."""

from __future__ import annotations

from collections.abc import Awaitable

from .._awssupport import NativeAsyncClient
from ..event_effects import Again, Build, Invoke, Presign, Renew, Sign, Sleep, TakeTurn, Transmit
from .parameters import read_params

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from ..event_effects import Effect, _Steps
    from .support import AsyncSupport

    _T = TypeVar("_T")


async def await_steps(steps: _Steps[_T], client: AsyncSupport) -> _T:
    """Do what a call asks for until it returns or raises."""
    try:
        effect = next(steps)
        while True:
            try:
                result = await _DOING[type(effect)](effect, client)
            except Exception as error:  # noqa: BLE001 - the call's to handle
                effect = steps.throw(error)
            else:
                effect = steps.send(result)
    except StopIteration as done:
        answer: _T = done.value
        return answer
    finally:
        steps.close()


async def _invoke(effect: Invoke, _client: AsyncSupport) -> Any:
    answer = effect.handler(**effect.kwargs)
    return await answer if isinstance(answer, Awaitable) else answer


async def _build(effect: Build, client: AsyncSupport) -> tuple[str, list[tuple[str, str]], bytes]:
    native = client._async_native
    params = await read_params(native, effect.operation_name, effect.params)
    params.warn(effect.stacklevel)
    return await _on_thread(native.build_request, params, effect.paginating)


async def _run_on_thread(effect: Effect, client: AsyncSupport) -> Any:
    return await _on_thread(effect.run, client._native)


async def _transmit(effect: Transmit, client: AsyncSupport) -> Any:
    sent = client._async_native.transmit(effect.url, effect.headers, effect.body)
    return effect.response(*await sent)


async def _sleep(effect: Sleep, client: AsyncSupport) -> None:
    await client._async_native.sleep(effect.seconds)


async def _renew(effect: Renew, client: AsyncSupport) -> float | None:
    renewed = await _on_thread(client._native.renew_credentials)
    return Again() if renewed else effect.otherwise()


async def _take_turn(_effect: TakeTurn, client: AsyncSupport) -> None:
    retries = client._native.retries
    while (seconds := retries.take_turn()) is not None:
        await client._async_native.sleep(seconds)


async def _on_thread(function: Callable[..., _T], *args: Any) -> _T:
    # Not the loop's executor, whose threads are waited for at the end of `asyncio.run`.
    return await NativeAsyncClient.on_thread(function, *args)


_DOING: dict[type[Effect], Callable[..., Any]] = {
    Build: _build,
    Invoke: _invoke,
    Presign: _run_on_thread,
    Renew: _renew,
    Sign: _run_on_thread,
    Sleep: _sleep,
    TakeTurn: _take_turn,
    Transmit: _transmit,
}
