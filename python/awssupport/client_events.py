"""The events of a new client: what the client does itself at an event is a handler there as in
botocore, so that others come before it or after it as they do there."""

from __future__ import annotations

from .event_retries import register_retries
from .events import EventEmitter
from .settings import unsigned

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from typing import Any

    from ._awssupport import NativeClient

SERVICE = "support"


def client_events(native: NativeClient) -> EventEmitter:
    """The events of a new client."""
    events = EventEmitter()
    events.register(f"request-created.{SERVICE}", sign_here)
    events.register_last(f"request-created.{SERVICE}", _restore_user_agent)
    events.register("request-created", _add_attempt_headers)
    events.register("choose-signer", _operation_signer)
    register_retries(events, native, SERVICE)
    events.set_idle()
    return events


def sign_here(**_: Any) -> None:
    """Stand for the signature in the order of handlers; see `evented_call`."""


def _operation_signer(context: dict[str, Any], **_: Any) -> Any:
    """The signature that the endpoint asks for. Without an endpoint URL there is one, and
    handlers of ``choose-signer`` as a whole are not asked."""
    auth_type = context.get("auth_type")
    return unsigned() if auth_type == "none" else auth_type


def _restore_user_agent(request: Any, **_: Any) -> None:
    """The client says what it is after all others have had their say."""
    user_agent = getattr(request, "user_agent", None)
    if user_agent is not None and request.headers.get("User-Agent"):
        request.headers.replace_header("User-Agent", user_agent)


def _add_attempt_headers(request: Any, **_: Any) -> None:
    retries = request.context.get("retries")
    if retries:
        told = (f"{key}={retries[key]}" for key in ("ttl", "attempt", "max") if key in retries)
        request.headers["amz-sdk-invocation-id"] = retries["invocation-id"]
        request.headers["amz-sdk-request"] = "; ".join(told)
