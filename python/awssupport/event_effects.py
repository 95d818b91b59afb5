"""What a call with event handlers asks to be done for it, and doing it while the caller waits."""

from __future__ import annotations

from .event_requests import Headers, Request, Response, as_bytes, kin, wire_headers

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any, TypeAlias, TypeVar

    from ._awssupport import NativeClient
    from .event_requests import PreparedRequest
    from .events import _Handler

    _T = TypeVar("_T")
    _Steps: TypeAlias = Generator["Effect", Any, _T]


class Effect:
    """Something to be done for a call: :meth:`run` does it and waits."""

    def run(self, native: NativeClient) -> Any:
        """Do it; what is returned is sent to the call, what is raised is thrown into it."""
        raise NotImplementedError


class Invoke(Effect):
    """Call an event's handler."""

    def __init__(self, handler: _Handler, kwargs: dict[str, Any]) -> None:
        self.handler = handler
        self.kwargs = kwargs

    def run(self, _native: NativeClient) -> Any:  # noqa: D102 - as above
        return self.handler(**self.kwargs)


class Sign(Effect):
    """Get the headers that sign a request; credentials may have to be fetched for it."""

    def __init__(self, request: Request, region: str | None, name: str, *, s3: bool) -> None:
        self.arguments = request.full_url, wire_headers(request.headers), request.body or b""
        self.scope = region, name, s3

    def run(self, native: NativeClient) -> list[tuple[str, str]]:  # noqa: D102
        return native.sign_request(*self.arguments, *self.scope)


class Transmit(Effect):
    """Send a request, and receive all of the response."""

    def __init__(self, request: PreparedRequest) -> None:
        self.url = request.url
        self.headers = wire_headers(request.headers)
        self.body = as_bytes(request.body)

    def run(self, native: NativeClient) -> Response:  # noqa: D102
        status, headers, body = native.transmit(self.url, self.headers, self.body)
        return kin(Response, "AWSResponse")(self.url, status, Headers.of_pairs(headers), body)


class Sleep(Effect):
    """Wait before the next attempt."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def run(self, native: NativeClient) -> None:  # noqa: D102
        native.sleep(self.seconds)


class Again(float):
    """The answer to ``needs-retry`` by which a request is sent again at once, which counts as no
    attempt: the client knows better now."""


class Renew(Effect):
    """Get other credentials, and then send the request again; without any, do what else is to be
    done."""

    def __init__(self, otherwise: Callable[[], float | None]) -> None:
        self.otherwise = otherwise

    def run(self, native: NativeClient) -> float | None:  # noqa: D102
        return Again() if native.renew_credentials() else self.otherwise()


class TakeTurn(Effect):
    """Wait until the client's rate allows another attempt."""

    def run(self, native: NativeClient) -> None:  # noqa: D102
        retries = native.retries
        while (seconds := retries.take_turn()) is not None:
            native.sleep(seconds)


def wait_for(steps: _Steps[_T], native: NativeClient) -> _T:
    """Do what a call asks for until it returns or raises."""
    try:
        effect = next(steps)
        while True:
            try:
                result = effect.run(native)
            except Exception as error:  # noqa: BLE001 - the call's to handle
                effect = steps.throw(error)
            else:
                effect = steps.send(result)
    except StopIteration as done:
        answer: _T = done.value
        return answer
