"""Calls through ``botocore.client.BaseClient._make_api_call`` where somebody has replaced that.

Tests of programs do, to answer instead of AWS, and tracers do, to see what is called:

    def answer(self, operation_name, params): ...

    with mock.patch("botocore.client.BaseClient._make_api_call", answer): ...

A client of this package must not go on to call AWS then. What stands in the place is called as
botocore's clients would call it, and may call the method that it replaced: that one asks a client
for the steps of a call, which are here, over the same stages as all calls. How asyncio clients
call it, and how they wait for the steps, is in :mod:`awssupport.aio.replaced`.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial

from . import support
from .event_endpoint import endpoint_properties
from .event_requests import Endpoint, RequestSigner
from .event_signing import Signing
from .evented_call import (
    steps_of_endpoint,
    steps_of_exchange,
    steps_of_params,
    steps_of_request,
)

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from .support import ClientObject, Support

#: The client and the operation of the call that the replacement has been given.
_in_replacement: ContextVar[tuple[ClientObject, str] | None] = ContextVar("replaced", default=None)


def bound_replacement(client: ClientObject, name: str, found: Any) -> Callable[..., Any] | None:
    """What was found in the place of botocore's method, bound to ``client``; ``None`` if it calls
    the client's method in turn."""
    if _in_replacement.get() == (client, name):
        return None
    if not hasattr(type(found), "__get__"):
        return found  # type: ignore[no-any-return]
    bound: Callable[..., Any] = found.__get__(client, type(client))
    return bound


@contextmanager
def within_replacement(client: ClientObject, name: str) -> Iterator[None]:
    """While the replacement is called: what it asks of the client goes to the client."""
    token = _in_replacement.set((client, name))
    try:
        yield
    finally:
        _in_replacement.reset(token)


def call_replacement(
    client: Support, name: str, replacement: Callable[..., Any], params: dict[str, Any]
) -> dict[str, Any]:
    """What a replacement answers."""
    with within_replacement(client, name):
        answer: dict[str, Any] = replacement(name, params)
    return answer


# What botocore's method asks a client for ---------------------------------------------------------


def _emit_api_params(
    client: ClientObject, api_params: Any, operation_model: Any, context: dict[str, Any]
) -> Any:
    steps = steps_of_params(client, api_params, operation_model, context)
    return client._wait_for(steps)


def _resolve_endpoint_ruleset(
    client: ClientObject,
    operation_model: Any,
    params: Any,
    request_context: dict[str, Any],
    ignore_signing_region: bool = False,
) -> tuple[str | None, dict[str, str], dict[str, Any]]:
    steps = steps_of_endpoint(client, params, operation_model, request_context)
    url, region = client._wait_for(steps)
    signing = Signing(client, operation_model.name)
    signing.follow_endpoint(request_context, region, scope=not ignore_signing_region)
    return url, {}, {} if region is None else endpoint_properties(region)


def _convert_to_request_dict(
    client: ClientObject,
    api_params: Any,
    operation_model: Any,
    endpoint_url: str | None,
    context: dict[str, Any],
    headers: dict[str, str],
) -> dict[str, Any]:
    paginating = support.PAGINATING is not None and support.PAGINATING.get()
    steps = steps_of_request(api_params, operation_model, context, paginating=paginating)
    request: dict[str, Any] = client._wait_for(steps)
    request["headers"].update(headers)
    request["url"] = endpoint_url or request["url"]
    return request


def _make_request(
    client: ClientObject,
    operation_model: Any,
    request_dict: dict[str, Any],
    request_context: dict[str, Any],  # noqa: ARG001 - botocore's; it is in the request, too
) -> tuple[Any, dict[str, Any]]:
    signing = Signing(client, operation_model.name)
    steps = steps_of_exchange(client, operation_model, request_dict, signing)
    answered: tuple[Any, dict[str, Any]] = client._wait_for(steps)
    return answered


def internal(client: ClientObject, name: str) -> Any:
    """One of :data:`awssupport.support.BOTOCORE_INTERNALS` of a client."""
    if name == "_endpoint":
        return Endpoint(client._native.endpoint.shown_url)
    if name == "_request_signer":
        return _request_signer(client)
    return partial(_STEPS[name], client)


def _request_signer(client: ClientObject) -> RequestSigner:
    return Signing(client, "").signer


_STEPS: dict[str, Callable[..., Any]] = {
    step.__name__: step
    for step in (
        _emit_api_params,
        _resolve_endpoint_ruleset,
        _convert_to_request_dict,
        _make_request,
    )
}
