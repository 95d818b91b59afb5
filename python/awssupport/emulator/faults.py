"""Scripted misbehaviour. A fault is consumed by exactly one request; nothing is random."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .clock import format_http_date
from .errors import ServiceError
from .http1 import Answer, Headers, render
from .replies import Ending, RawReply, Reply, error_answer, json_answer

DEFAULT_SLOW_SECONDS = 5.0
GARBAGE = b"\x16\x03this is not HTTP\x00\xff\r\n\r\n"

_POLL_SECONDS = 0.02


class Fault:
    """One scripted misbehaviour of the emulator; make it with one of the class methods.

    A request that meets a fault is neither checked nor performed, so no state changes; only
    after `slow` is it served as usual.
    """

    def wait(self, closing: threading.Event) -> None:
        """Hold the request back, at most until `closing` is set. Most faults do not."""

    def reply(self, now: float) -> Reply | None:
        """What to do instead of serving the request; None to serve it. `now`: epoch seconds."""

    @staticmethod
    def throttle(
        message: str | None = None,
        code: str = "ThrottlingException",
        reasons: Sequence[Mapping[str, str]] | None = None,
    ) -> Fault:
        """Refuse the request because there were too many (HTTP 400).

        `reasons` go out as `throttlingReasons`: `[{"reason": ..., "resource": ...}]`.
        """
        text = "Throttle limit exceeded." if message is None else message
        members = () if reasons is None else (("throttlingReasons", tuple(map(dict, reasons))),)
        return ErrorFault(code, text, 400, members)

    @staticmethod
    def error(code: str, message: str | None = None, status: int | None = None) -> Fault:
        """Answer with any service error.

        Message and status default to the code's own: 500 for InternalServerError, else 400.
        """
        error = ServiceError(code, message, status)
        return ErrorFault(error.code, error.message, error.status)

    @staticmethod
    def status(status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Fault:
        """Answer with this status (200 to 599), body and headers; Date is added if absent."""
        if not 200 <= status <= 599:
            raise ValueError(f"not the status of a final HTTP answer: {status}")
        return StatusFault(status, body, tuple((headers or {}).items()))

    @staticmethod
    def reset() -> Fault:
        """Reset the connection (TCP RST) instead of answering."""
        return DisconnectFault(Ending.RESET)

    @staticmethod
    def close() -> Fault:
        """Close the connection in an orderly way (TCP FIN) instead of answering."""
        return DisconnectFault(Ending.FIN)

    @staticmethod
    def slow(seconds: float | None = None, release: threading.Event | None = None) -> Fault:
        """Hold the request back, then serve it as usual.

        It is held for `seconds` or until `release` is set, whichever comes first. With
        `release` alone there is no time limit; with neither it is 5 seconds.
        """
        if seconds is None and release is None:
            seconds = DEFAULT_SLOW_SECONDS
        return SlowFault(seconds, release)

    @staticmethod
    def truncated() -> Fault:
        """Answer 200 with a body that stops half-way, then close the connection."""
        return TruncatedFault()

    @staticmethod
    def garbage() -> Fault:
        """Send bytes that are not HTTP, then close the connection."""
        return DisconnectFault(Ending.FIN, GARBAGE)

    @staticmethod
    def named(name: str) -> Fault:
        """The fault called `name`, with its defaults.

        Names are those of the class methods that need no argument, `500` (InternalServerError)
        and any other status from 400 to 599 (an answer with an empty body).
        """
        if name in NAMED_FAULTS:
            return NAMED_FAULTS[name]()
        if len(name) == 3 and name.isascii() and name.isdigit() and name[0] in "45":
            return Fault.status(int(name))
        known = ", ".join(NAMED_FAULTS)
        raise ValueError(f"unknown fault {name!r}; known: {known}, or a status 400 to 599")


@dataclass(frozen=True)
class ErrorFault(Fault):
    """Answers with a service error."""

    code: str
    message: str
    http_status: int
    members: tuple[tuple[str, object], ...] = ()

    def reply(self, now: float) -> Reply:
        """The error in the service's form."""
        error = ServiceError(self.code, self.message, self.http_status, dict(self.members))
        return error_answer(error, now)


@dataclass(frozen=True)
class StatusFault(Fault):
    """Answers with bytes of the caller's choice. Adds no x-amzn-requestid."""

    http_status: int
    body: bytes
    headers: Headers

    def reply(self, now: float) -> Reply:
        """The answer as given, with a Date."""
        given = {name.lower() for name, _value in self.headers}
        date = () if "date" in given else (("date", format_http_date(now)),)
        return Answer(self.http_status, (*date, *self.headers), self.body)


@dataclass(frozen=True)
class DisconnectFault(Fault):
    """Sends `payload` as it is and ends the connection."""

    ending: Ending
    payload: bytes = b""

    def reply(self, now: float) -> Reply:  # noqa: ARG002  # bytes that are no HTTP have no Date
        """The payload and the end."""
        return RawReply(self.payload, self.ending)


@dataclass(frozen=True)
class TruncatedFault(Fault):
    """Sends half of a successful answer's body under the Content-Length of the whole."""

    def reply(self, now: float) -> Reply:
        """The head and half of the body."""
        whole = json_answer(200, {"attachmentSetId": "as-truncated"}, now)
        sent, missing = whole.body[: len(whole.body) // 2], (len(whole.body) + 1) // 2
        half = Answer(whole.status, whole.headers, sent)
        return RawReply(render(half, keep_alive=True, missing_bytes=missing), Ending.FIN)


@dataclass(frozen=True)
class SlowFault(Fault):
    """Holds a request back. `seconds` None means: no limit but `release`."""

    seconds: float | None
    release: threading.Event | None

    def wait(self, closing: threading.Event) -> None:
        """Wait for `release`, for `seconds` to pass or for the server to close."""
        if self.release is None:
            closing.wait(self.seconds)
            return
        deadline = None if self.seconds is None else time.monotonic() + self.seconds
        # Two events cannot be waited for at once, and the release is the caller's own.
        while not self.release.wait(_POLL_SECONDS) and not closing.is_set():
            if deadline is not None and time.monotonic() >= deadline:
                return


NAMED_FAULTS: Mapping[str, Callable[[], Fault]] = {
    "throttle": Fault.throttle,
    "500": lambda: Fault.error("InternalServerError"),
    "reset": Fault.reset,
    "close": Fault.close,
    "slow": Fault.slow,
    "truncated": Fault.truncated,
    "garbage": Fault.garbage,
}


class FaultScript:
    """The faults still to come, first in, first out; safe to use from several threads."""

    def __init__(self) -> None:
        self._faults: deque[Fault] = deque()
        self._lock = threading.Lock()

    def extend(self, *faults: str | Fault) -> None:
        """Queue faults, all or (when a name is unknown) none."""
        resolved = [Fault.named(item) if isinstance(item, str) else item for item in faults]
        for fault in resolved:
            if not isinstance(fault, Fault):
                raise TypeError(f"a fault is a name or a Fault, not {fault!r}")
        with self._lock:
            self._faults.extend(resolved)

    def take(self) -> Fault | None:
        """Remove and return the next fault; None when the script is over."""
        with self._lock:
            return self._faults.popleft() if self._faults else None

    def pending(self) -> list[Fault]:
        """The faults not yet consumed, next one first."""
        with self._lock:
            return list(self._faults)
