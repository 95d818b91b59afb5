"""What the loggers tell of calls: attempts, waits, what is repaired, where requests go.

Imported once somebody listens: the core looks whether ``logging`` has been imported and a logger
of :data:`LOGGERS` is enabled for ``DEBUG``. No record holds keys, tokens, signatures, bodies or
messages of errors, which may quote a request; what a server sends is shown as ``repr`` shows it,
and cut off.
"""

from __future__ import annotations

import logging
from contextvars import ContextVar

from ._awssupport import shown_url

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from typing import Any

    from ._awssupport import NativeClient

#: Requests and what came of them; waits and what is sent again; where requests go.
LOGGERS = ("awssupport.attempts", "awssupport.retries", "awssupport.endpoint")

_ATTEMPTS, _RETRIES, _ENDPOINT = map(logging.getLogger, LOGGERS)

#: Characters of a text from elsewhere that are shown.
_MAX_SHOWN = 200

#: Whether a record is being handled. Calls that are made for it have no log: it would never end.
_HANDLING: ContextVar[bool] = ContextVar("awssupport_handling_a_record", default=False)

#: Why there are no more attempts, by botocore's keys for it.
_WHY_NO_MORE = {
    "MaxAttemptsReached": ": that was the last one allowed",
    "RetryQuotaReached": ": the client's retry quota is used up",
}


def begin(operation_name: str) -> CallLog | None:
    """The log of a call that begins."""
    return None if _HANDLING.get() else CallLog(operation_name)


class CallLog:
    """The log of one call: a method for each thing that may happen in it. Times are in seconds.

    Records have ``operation_name``, ``attempt`` (from 1) and ``invocation_id`` as attributes; the
    last tells calls apart, also from the service's side: it is in a header of each request.
    """

    def __init__(self, operation_name: str) -> None:
        self._about: dict[str, Any] = {
            "operation_name": operation_name,
            "attempt": 1,
            "invocation_id": None,
        }
        #: The key for why there are no more attempts, where that has been found out.
        self.why_no_more: str | None = None

    def waits_for_connection(self) -> None:
        """As many requests as there may be are under way."""
        self._debug(_RETRIES, "waits for one of the client's connections")

    def waits_for_rate(self, seconds: float) -> None:
        """The client limits its rate after throttling."""
        self._debug(_RETRIES, "waits %.3f s for the client's rate", seconds)

    def attempt_begins(
        self, attempt: int, max_attempts: int, url: str | None, invocation_id: str
    ) -> None:
        """A request is sent to ``url``; without one, an event handler answers it."""
        self._about.update(attempt=attempt, invocation_id=invocation_id)
        if url is None:
            self._debug(_ATTEMPTS, "attempt %d of %d is a handler's", attempt, max_attempts)
        else:
            message = "attempt %d of %d goes to %s"
            self._debug(_ATTEMPTS, message, attempt, max_attempts, _cut(url))

    def connection_replaced(self) -> None:
        """An idle connection was closed by the server, or has died."""
        self._debug(_RETRIES, "the idle connection was dead, and is replaced")

    def answered(
        self, status: int, code: str | None, request_id: str | None, seconds: float
    ) -> None:
        """There is a response: an answer, or an error with its code."""
        attempt, shown_id = self._about["attempt"], _shown(request_id)
        if code is None:
            message = "attempt %d has status %s after %.3f s, request id %s"
            self._debug(_ATTEMPTS, message, attempt, status, seconds, shown_id)
        else:
            message = "attempt %d has status %s and error %s after %.3f s, request id %s"
            self._debug(_ATTEMPTS, message, attempt, status, _shown(code), seconds, shown_id)

    def unreadable(self, status: int, request_id: str | None, seconds: float) -> None:
        """There is a response that cannot be read."""
        message = "attempt %d has status %s and cannot be read after %.3f s, request id %s"
        shown_id = _shown(request_id)
        self._debug(_ATTEMPTS, message, self._about["attempt"], status, seconds, shown_id)

    def failed(self, name: str, reason: str, seconds: float) -> None:
        """There is no response, but an exception: its class and what it came of."""
        message = "attempt %d has no response after %.3f s: %s %s"
        self._debug(_ATTEMPTS, message, self._about["attempt"], seconds, name, _shown(reason))

    def clock_set(self) -> None:
        """The service says that the clock is wrong, and what time it is."""
        self._debug(_RETRIES, "the clock is set by the service's; the request is sent again")

    def credentials_renewed(self) -> None:
        """The service says that the session token has expired."""
        self._debug(_RETRIES, "credentials are renewed; the request is sent again")

    def goes_elsewhere(self) -> None:
        """There is another endpoint than the one that cannot be reached."""
        self._debug(_ENDPOINT, "the request is sent again to the next endpoint")

    def waits_for_retry(self, seconds: float, attempt: int) -> None:
        """Another attempt follows."""
        self._debug(_RETRIES, "waits %.3f s before attempt %d", seconds, attempt)

    def ended(self, attempts: int, succeeded: bool, why: str | None) -> None:
        """The last attempt's outcome is the call's."""
        outcome = "answered" if succeeded else "failed"
        ending = "" if attempts == 1 else "s"
        message = "%s after %d attempt%s%s"
        reason = "" if succeeded else _WHY_NO_MORE.get(why or "", "")
        self._debug(_ATTEMPTS, message, outcome, attempts, ending, reason)

    def _debug(self, logger: logging.Logger, message: str, *arguments: object) -> None:
        _log(logger, f"%s: {message}", self._about["operation_name"], *arguments, **self._about)


def client_made(
    native: NativeClient, core: Any, arguments: dict[str, Any], identity: dict[str, Any]
) -> None:
    """Tell where a new client's requests go, and where its credentials come from."""
    if _HANDLING.get():
        return
    endpoint = native.endpoint
    url = "none" if endpoint.wire_url is None else _cut(shown_url(endpoint.wire_url))
    region, signed_for = _shown(endpoint.region_name), _shown(endpoint.signing_region)
    message = "a client is made: endpoint %s, region %s, signed for region %s"
    _log(_ENDPOINT, message, url, region, signed_for)
    logger = logging.getLogger("awssupport.credentials")
    source = _source(core, arguments, identity)
    _log(logger, "a client is made: credentials %s", _shown(source))


def _source(core: Any, arguments: dict[str, Any], identity: dict[str, Any]) -> str:
    """Where a client's credentials come from, by botocore's names."""
    if not identity:
        return "none"
    if arguments["aws_access_key_id"] is not None:
        return "explicit"
    from .core_session import CoreSession

    found = identity.get("credentials")
    if isinstance(core, CoreSession):
        found = core.get_credentials() if core.has_credentials else None
    return "left to the first call" if found is None else str(getattr(found, "method", None))


def _log(logger: logging.Logger, message: str, *arguments: object, **about: object) -> None:
    token = _HANDLING.set(True)
    try:
        logger.debug(message, *arguments, extra=about)
    except KeyError:
        # The program's own factory of records has given them attributes of these names.
        logger.debug(message, *arguments)
    finally:
        _HANDLING.reset(token)


def _shown(text: object) -> str:
    """A text from elsewhere, on one line whatever it holds."""
    return "none" if text is None else repr(_cut(text))


def _cut(text: object) -> str:
    whole = str(text)
    return whole if len(whole) <= _MAX_SHOWN else f"{whole[:_MAX_SHOWN]}..."
