"""A client's own retries where its calls have event handlers: as handlers themselves, so that
others come before them or after them as in botocore."""

from __future__ import annotations

import sys

from . import exceptions
from .event_effects import TakeTurn

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from ._awssupport import NativeRetries
    from .event_effects import Effect
    from .events import EventEmitter

    #: What came of an attempt, as `NativeRetries` is told it.
    _Came: TypeAlias = tuple[int | None, str | None, str | None, str | None]

_NO_CONNECTION = ("ConnectionError",)
_BROKEN_OFF = ("ReadTimeoutError", "ConnectionClosedError")
_OTHER = ("HTTPClientError",)


def register_retries(events: EventEmitter, retries: NativeRetries, service: str) -> None:
    """Register what decides on retries, by botocore's names and in its order."""
    handlers = _RetryHandlers(retries)
    if retries.mode != "legacy":
        events.register(
            f"request-created.{service}", handlers.announce, f"seed-max-attempts-{service}"
        )
        events.register(f"after-call.{service}", handlers.release)
    events.register(f"needs-retry.{service}", handlers.needs_retry, f"retry-config-{service}")
    if retries.mode == "adaptive":
        events.register("before-send", handlers.take_turn)
        events.register("needs-retry", handlers.learn)


class _RetryHandlers:
    """The handlers of one client."""

    def __init__(self, retries: NativeRetries) -> None:
        self._retries = retries
        self._max_attempts = retries.max_attempts
        self._legacy = retries.mode == "legacy"

    def announce(self, request: Any, **_: Any) -> None:
        """Let the first attempt tell how many there may be."""
        retries = request.context.get("retries")
        if retries is not None:
            retries["max"] = self._max_attempts

    def needs_retry(
        self,
        response: tuple[Any, dict[str, Any]] | None,
        operation: Any,
        attempts: int,
        caught_exception: Exception | None,
        request_dict: dict[str, Any],
        **_: Any,
    ) -> float | None:
        """How many seconds to wait before another attempt; ``None`` for no more attempts."""
        context = request_dict["context"]
        announced = context.get("retries")
        if announced:
            announced["max"] = max(announced.get("max", 0), self._max_attempts)
        came = _came(response, caught_exception)
        if came is not None:
            delay, cost, mark = self._retries.decide(operation.name, attempts, came)
        else:
            delay, cost, mark = None, None, None
        if cost:
            context["retry_quota_capacity"] = cost
        if mark is not None and response is not None:
            response[1].setdefault("ResponseMetadata", {})[mark] = True
        if self._legacy and delay is None and caught_exception is not None:
            # Handlers after this one are not asked about a failure that is final.
            raise caught_exception
        return delay

    def release(self, http_response: Any, context: dict[str, Any], **_: Any) -> None:
        """Give back what a success took from the client's quota."""
        if http_response is not None and 200 <= http_response.status_code < 300:
            self._retries.succeeded(context.get("retry_quota_capacity"))

    def take_turn(self, **_: Any) -> Effect:
        """Wait until the client's rate allows the attempt."""
        return TakeTurn()

    def learn(
        self,
        response: tuple[Any, dict[str, Any]] | None,
        operation: Any,
        caught_exception: Exception | None,
        **_: Any,
    ) -> None:
        """Let the client's rate follow what came."""
        # A failure that is none of the transport's says as little of the rate as any other.
        came = _came(response, caught_exception) or (None, None, None, "other")
        self._retries.learn(operation.name, came)


def _came(response: tuple[Any, dict[str, Any]] | None, error: Exception | None) -> _Came | None:
    """What came of an attempt; ``None`` for failures that have nothing to do with sending."""
    if response is not None:
        http, parsed = response
        details = parsed.get("Error", {})
        code = details.get("Code") if isinstance(details, dict) else None
        retry_after = http.headers.get("x-amz-retry-after")
        return (
            http.status_code if http.status_code in range(65536) else 0,
            code if isinstance(code, str) else None,
            None if retry_after is None else str(retry_after),
            None,
        )
    for kind, names in (
        ("no connection", _NO_CONNECTION),
        ("broken off", _BROKEN_OFF),
        ("other", _OTHER),
    ):
        if any(isinstance(error, _classes(name)) for name in names):
            return (None, None, None, kind)
    return None


def _classes(name: str) -> tuple[type[BaseException], ...]:
    """An exception's class: ours, and botocore's too if it is there: a handler may raise it."""
    theirs = getattr(sys.modules.get("botocore.exceptions"), name, None)
    ours = getattr(exceptions, name)
    return (ours,) if theirs is None else (ours, theirs)
