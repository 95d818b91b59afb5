"""Doing what a call with event handlers asks for while the event loop goes on.

What takes no time is done where the loop runs: to have a thread do it would take longer. Files,
large bodies and credentials that may have to be fetched are for a thread of their own, on which the
core leaves the interpreter free while it hashes and encodes.
"""

from __future__ import annotations

from collections.abc import Awaitable

from ..event_effects import Build, Invoke, Parse, Presign, Renew, Sign, Sleep, Tell, Transmit
from .abandoned import ended_with_me
from .parameters import read_params, warn

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from .._awssupport import NativeSlot
    from ..event_effects import Effect, _Steps
    from .support import AsyncSupport

    _T = TypeVar("_T")

#: Bodies of more bytes than this are hashed and read on a thread.
LARGE = 128 * 1024

#: How old a signature may be, in seconds, when its request is sent. The service takes those of the
#: last five minutes, by a clock that may not be ours.
FRESH_FOR = 60.0


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
    warn(params)
    if params.is_quick:
        return native.build_request(params, effect.paginating)
    return await ended_with_me(native.compute(native.build_request, params, effect.paginating))


async def _sign(effect: Sign, client: AsyncSupport) -> list[tuple[str, str]]:
    *_, body = effect.arguments
    if len(body) > LARGE and not client._native.credentials_may_wait():
        return await ended_with_me(client._async_native.compute(effect.run, client._native))
    signature: list[tuple[str, str]] = await _run(effect, client)
    return signature


async def _presign(effect: Presign, client: AsyncSupport) -> str:
    signed: str = await _run(effect, client)
    return signed


async def _parse(effect: Parse, client: AsyncSupport) -> dict[str, Any]:
    *_, body = effect.arguments
    if len(body) <= LARGE:
        return effect.run(client._native)
    return await ended_with_me(client._async_native.compute(effect.run, client._native))


async def _run(effect: Effect, client: AsyncSupport) -> Any:
    """Do what needs credentials."""
    native = client._native
    if native.credentials_may_wait():
        return await ended_with_me(client._async_native.ask(effect.run, native))
    return effect.run(native)


async def _transmit(effect: Transmit, client: AsyncSupport) -> Any:
    """Send a request when it is its turn. No handler is called while it has its slot: one may make
    a call itself, and wait for a slot in turn. So it was signed before, and after a long wait it is
    signed again."""
    native, signed = client._async_native, effect.signed
    with native.free_slot() or await _next_slot(effect, client) as slot:
        if signed is not None and client._native.service_time() - signed.time > FRESH_FOR:
            old = signed.signature
            effect.replace_signature(old, await _sign(signed, client))
        received = await ended_with_me(
            native.transmit(effect.url, effect.headers, effect.body, slot, effect.log)
        )
    return effect.response(*received)


async def _next_slot(effect: Transmit, client: AsyncSupport) -> NativeSlot:
    if effect.log is not None:
        await client._async_native.tell(effect.log, "waits_for_connection")
    return await ended_with_me(client._async_native.next_slot())


async def _sleep(effect: Sleep, client: AsyncSupport) -> None:
    await ended_with_me(client._async_native.sleep(effect.seconds))


async def _tell(effect: Tell, client: AsyncSupport) -> None:
    await ended_with_me(client._async_native.tell(effect.log, effect.happening, *effect.arguments))


async def _renew(effect: Renew, client: AsyncSupport) -> bool:
    return await ended_with_me(client._async_native.ask(effect.run, client._native))


_DOING: dict[type[Effect], Callable[..., Any]] = {
    Build: _build,
    Invoke: _invoke,
    Parse: _parse,
    Presign: _presign,
    Renew: _renew,
    Sign: _sign,
    Sleep: _sleep,
    Tell: _tell,
    Transmit: _transmit,
}
