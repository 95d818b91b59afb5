"""A client's own retries where its calls have event handlers: as handlers themselves, so that
others come before them or after them as in botocore."""

from __future__ import annotations

from .event_effects import Again, Renew, Several, Sleep, told
from .transport_failures import BROKEN_OFF, is_any, kind_of_failure

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    from ._awssupport import NativeClient, NativeRetries
    from .call_log import CallLog
    from .event_effects import _Steps
    from .events import EventEmitter

    #: What came of an attempt, as `NativeRetries` is told it.
    _Came: TypeAlias = tuple[int | None, str | None, str | None, str | None]

#: In a request's context: the call's log, where somebody listens.
LOG = "client_call_log"

_EXPIRED_TOKEN = ("ExpiredToken", "ExpiredTokenException")


def register_retries(events: EventEmitter, native: NativeClient, service: str) -> None:
    """Register what decides on retries, by botocore's names and in its order."""
    retries = native.retries
    handlers = _RetryHandlers(native, retries)
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

    def __init__(self, native: NativeClient, retries: NativeRetries) -> None:
        self._native = native
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
    ) -> float | Several | None:
        """How many seconds to wait before another attempt; ``None`` for no more attempts."""
        context = request_dict["context"]
        log = context.get(LOG)
        announced = context.get("retries")
        if announced:
            announced["max"] = max(announced.get("max", 0), self._max_attempts)

        def decide() -> float | None:
            return self._decide(response, operation, attempts, caught_exception, context)

        if response is None:
            if self._goes_elsewhere(operation, caught_exception, request_dict):
                return _again(log, "goes_elsewhere")
            return decide()
        code, message = error_of(response[1])
        date = response[0].headers.get("Date")
        if "client_has_set_clock" not in context and self._native.set_clock(code, message, date):
            context["client_has_set_clock"] = True
            return _again(log, "clock_set")
        if code in _EXPIRED_TOKEN and "client_has_renewed" not in context:
            context["client_has_renewed"] = True
            return Several(_renewed(log, decide))
        return decide()

    def _decide(
        self,
        response: tuple[Any, dict[str, Any]] | None,
        operation: Any,
        attempts: int,
        caught_exception: Exception | None,
        context: dict[str, Any],
    ) -> float | None:
        came = _came(response, caught_exception)
        if came is not None:
            delay, cost, mark = self._retries.decide(operation.name, attempts, came)
        else:
            delay, cost, mark = None, None, None
        if LOG in context:
            context[LOG].why_no_more = mark
        if cost:
            context["retry_quota_capacity"] = cost
        if mark is not None and response is not None:
            response[1].setdefault("ResponseMetadata", {})[mark] = True
        if self._legacy and delay is None and caught_exception is not None:
            # Handlers after this one are not asked about a failure that is final.
            raise caught_exception
        return delay

    def _goes_elsewhere(
        self, operation: Any, error: Exception | None, request_dict: dict[str, Any]
    ) -> bool:
        """Whether the request goes to another of the client's endpoints next: not, where this
        attempt has been to all of them."""
        endpoints = self._native.endpoint.choices
        urls = [url for url, _ in endpoints]
        nothing_sent = is_any(error, ("EndpointConnectionError", "ConnectTimeoutError"))
        harmless = operation.name.startswith("Describe") and kind_of_failure(error) == BROKEN_OFF
        if len(urls) < 2 or request_dict["url"] not in urls or not (nothing_sent or harmless):
            return False
        context = request_dict["context"]
        following = (urls.index(request_dict["url"]) + 1) % len(urls)
        request_dict["url"], region = endpoints[following]
        context["signing"] = {**context.get("signing", {}), "region": region}
        tried = context["client_endpoints_tried"] = context.get("client_endpoints_tried", 0) + 1
        if tried < len(urls):
            return True
        context["client_endpoints_tried"] = 0
        return False

    def release(self, http_response: Any, context: dict[str, Any], **_: Any) -> None:
        """Give back what a success took from the client's quota."""
        if http_response is not None and 200 <= http_response.status_code < 300:
            self._retries.succeeded(context.get("retry_quota_capacity"))

    def take_turn(self, request: Any = None, **_: Any) -> Several:
        """Wait until the client's rate allows the attempt."""
        context = getattr(request, "context", None) or {}
        return Several(self._turn(context.get(LOG)))

    def _turn(self, log: CallLog | None) -> _Steps[None]:
        while (seconds := self._retries.take_turn()) is not None:
            yield from told(log, "waits_for_rate", seconds)
            yield Sleep(seconds)

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


def _again(log: CallLog | None, happening: str) -> float | Several:
    def steps() -> _Steps[float]:
        yield from told(log, happening)
        return Again()

    return Again() if log is None else Several(steps())


def _renewed(log: CallLog | None, otherwise: Callable[[], float | None]) -> _Steps[float | None]:
    """Get other credentials, and then send the request again; without any, do what else is to be
    done."""
    if not (yield Renew()):
        return otherwise()
    yield from told(log, "credentials_renewed")
    return Again()


def _came(response: tuple[Any, dict[str, Any]] | None, error: Exception | None) -> _Came | None:
    """What came of an attempt; ``None`` for failures that have nothing to do with sending, and for
    those that are final."""
    if response is not None:
        http, parsed = response
        retry_after = http.headers.get("x-amz-retry-after")
        return (
            http.status_code if http.status_code in range(65536) else 0,
            error_of(parsed)[0],
            None if retry_after is None else str(retry_after),
            None,
        )
    if _is_final(error):
        return None
    kind = kind_of_failure(error)
    return None if kind is None else (None, None, None, kind)


def _is_final(error: Exception | None) -> bool:
    """Whether another attempt would end the same: a response exceeded the limit of the core, or a
    value cannot be sent."""
    return type(getattr(error, "kwargs", {}).get("error")) in {OverflowError, ValueError}


def error_of(parsed: dict[str, Any]) -> tuple[str | None, str | None]:
    """The code and the message of an error, if they are texts."""
    details = parsed.get("Error", {})
    if not isinstance(details, dict):
        return None, None
    return _text(details.get("Code")), _text(details.get("Message"))


def _text(value: Any) -> str | None:
    """A text as the core takes it: without the lone surrogates that JSON can have in it."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else None
