"""The events of a new client: what the client does itself at an event is a handler there as in
botocore, so that others come before it or after it as they do there."""

from __future__ import annotations

from copy import copy

from .event_retries import register_retries
from .events import EventEmitter
from .settings import unsigned

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from typing import Any

    from ._awssupport import NativeClient

SERVICE = "support"


#: What is emitted once, when the client is made.
_OF_CREATION = ("choose-service-name", "creating-client-class", "creating-serializer")


def session_defaults(events: EventEmitter) -> None:
    """Register what botocore's Sessions have of the handlers of calls."""
    events.register("request-created", add_attempt_headers)
    events.register("choose-signer", operation_signer)


def client_events(native: NativeClient, of_session: EventEmitter | None = None) -> EventEmitter:
    """The events of a new client, whose Session has the events ``of_session``, if any."""
    if of_session is None:
        events, in_use = EventEmitter(), False
        session_defaults(events)
    else:
        events, in_use = copy(of_session), _concern_calls(of_session.changes())
    events.register(f"request-created.{SERVICE}", sign_here)
    events.register_last(f"request-created.{SERVICE}", _restore_user_agent)
    register_retries(events, native, SERVICE)
    events.set_idle(in_use=in_use)
    return events


def may_be_emitted(parts: tuple[str, ...]) -> bool:
    """Whether an event of this name, or one that begins so, is emitted here: not those of other
    services, nor those of botocore's documentation."""
    return parts[0] != "docs" and parts[1:2] in ((), ("*",), (SERVICE,))


def _concern_calls(names: list[tuple[str, ...]]) -> bool:
    return any(may_be_emitted(parts) and parts[0] not in _OF_CREATION for parts in names)


def sign_here(**_: Any) -> None:
    """Stand for the signature in the order of handlers; see `evented_call`."""


def operation_signer(context: dict[str, Any], **_: Any) -> Any:
    """The signature that the endpoint asks for. Without an endpoint URL there is one, and
    handlers of ``choose-signer`` as a whole are not asked."""
    auth_type = context.get("auth_type")
    return unsigned() if auth_type == "none" else auth_type


def _restore_user_agent(request: Any, **_: Any) -> None:
    """The client says what it is after all others have had their say."""
    user_agent = getattr(request, "user_agent", None)
    if user_agent is not None and request.headers.get("User-Agent"):
        request.headers.replace_header("User-Agent", user_agent)


def add_attempt_headers(request: Any, **_: Any) -> None:
    """Tell which attempt a request is, and of how many."""
    retries = request.context.get("retries")
    if retries:
        told = (f"{key}={retries[key]}" for key in ("ttl", "attempt", "max") if key in retries)
        request.headers["amz-sdk-invocation-id"] = retries["invocation-id"]
        request.headers["amz-sdk-request"] = "; ".join(told)
