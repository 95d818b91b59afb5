"""The events of a new client: what the client does itself at an event is a handler there as in
botocore, so that others come before it or after it as they do there."""

from __future__ import annotations

from .events import EventEmitter
from .unsigned import unsigned

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from typing import Any

    from ._awssupport import NativeClient

SERVICE = "support"


def client_events(native: NativeClient, config: Any) -> EventEmitter:
    """The events of a new client, whose Config is ``config``."""
    events = EventEmitter()
    events.register(f"request-created.{SERVICE}", sign_here)
    events.register_last(f"request-created.{SERVICE}", _restore_user_agent)
    events.register("request-created", _add_attempt_headers)
    events.register("choose-signer", _operation_signer)
    retries = _Retries(native.max_attempts, config)
    events.register(f"request-created.{SERVICE}", retries.announce, f"seed-max-attempts-{SERVICE}")
    events.register(f"needs-retry.{SERVICE}", retries.needs_retry, f"retry-config-{SERVICE}")
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


class _Retries:
    """The client's own opinion at ``needs-retry``."""

    def __init__(self, max_attempts: int, config: Any) -> None:
        from .config import retry_options

        self.max_attempts = max_attempts
        self.legacy = retry_options(getattr(config, "retries", None))["retry_mode"] == "legacy"

    def announce(self, request: Any, **_: Any) -> None:
        """Let the first attempt tell how many there may be."""
        retries = request.context.get("retries")
        if retries is not None and not self.legacy:
            retries["max"] = self.max_attempts

    def needs_retry(
        self,
        response: tuple[Any, dict[str, Any]] | None,
        attempts: int,
        request_dict: dict[str, Any],
        **_: Any,
    ) -> float | None:
        """How many seconds to wait before another attempt; ``None`` for no more attempts.

        There are no retries of the client's own yet: this is where they are decided on.
        """
        retries = request_dict["context"].get("retries")
        if retries:
            retries["max"] = max(retries.get("max", 0), self.max_attempts)
        if attempts >= self.max_attempts and response is not None and not self.legacy:
            response[1].setdefault("ResponseMetadata", {})["MaxAttemptsReached"] = True
        return None
