"""What a call with event handlers asks to be done for it, and doing it while the caller waits."""

from __future__ import annotations

from ._awssupport import tell
from .event_requests import Headers, Request, Response, as_bytes, kin, wire_headers
from .events import refuse_awaitable

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any, TypeAlias, TypeVar

    from ._awssupport import NativeClient
    from .call_log import CallLog
    from .event_requests import PreparedRequest
    from .events import EventEmitter, _Handler

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
        answer = self.handler(**self.kwargs)
        refuse_awaitable(self.handler, answer, self.kwargs["event_name"])
        return answer


class Build(Effect):
    """Get the URL, the headers and the body of an operation's request. Files may have to be read
    for it. A warning of the parameters points ``stacklevel`` frames up from where it is done."""

    def __init__(
        self, operation_name: str, params: dict[str, Any], stacklevel: int, paginating: bool
    ) -> None:
        self.operation_name = operation_name
        self.params = params
        self.stacklevel = stacklevel
        self.paginating = paginating

    def run(self, native: NativeClient) -> tuple[str, list[tuple[str, str]], bytes]:  # noqa: D102
        return native.build_request(
            self.operation_name, self.params, self.stacklevel, self.paginating
        )


class Sign(Effect):
    """Get the headers that sign a request; credentials may have to be fetched for it."""

    def __init__(self, request: Request, region: str | None, name: str, *, s3: bool) -> None:
        self.arguments = request.full_url, wire_headers(request.headers), request.body or b""
        self.scope = region, name, s3
        self.time = 0.0
        self.signature: list[tuple[str, str]] = []

    def run(self, native: NativeClient) -> list[tuple[str, str]]:  # noqa: D102
        self.time = native.service_time()
        self.signature = native.sign_request(*self.arguments, *self.scope)
        return self.signature


class Presign(Effect):
    """Get the URL that a request's signature is in; credentials may have to be fetched for it."""

    def __init__(
        self,
        request: Request,
        query: list[tuple[str, str]],
        expires_in: int,
        region: str | None,
        name: str,
        *,
        s3: bool,
    ) -> None:
        headers = [pair for pair in wire_headers(request.headers) if pair[0].lower() != "host"]
        self.arguments = request.url, request.method, headers, query, expires_in, region, name, s3

    def run(self, native: NativeClient) -> str:  # noqa: D102
        return native.presign(*self.arguments)


class Transmit(Effect):
    """Send a request, and receive all of the response. ``signed`` is how it was signed, if it was:
    whoever has to wait before it is sent may have to sign it again."""

    def __init__(self, request: PreparedRequest, signed: Sign | None, log: CallLog | None) -> None:
        self.url = request.url
        self.log = log
        self.headers = wire_headers(request.headers)
        self.body = as_bytes(request.body)
        self.signed = signed

    def replace_signature(self, old: list[tuple[str, str]], new: list[tuple[str, str]]) -> None:
        """Put another signature in the place of the one that the request has; if handlers have
        replaced that, theirs stays."""
        if not set(old) <= set(self.headers):
            return
        added = [pair for pair in new if pair[0] not in dict(old)]
        replaced = [
            (name, dict(new).get(name)) if (name, value) in old else (name, value)
            for name, value in self.headers
        ]
        self.headers = [(name, value) for name, value in replaced if value is not None] + added

    def run(self, native: NativeClient) -> Response:  # noqa: D102
        return self.response(*native.transmit(self.url, self.headers, self.body, self.log))

    def response(self, status: int, headers: list[tuple[str, str]], body: bytes) -> Response:
        """What was received, as handlers are shown it."""
        return kin(Response, "AWSResponse")(self.url, status, Headers.of_pairs(headers), body)


class Parse(Effect):
    """Read a response: get the dict of the answer or of the error."""

    def __init__(
        self, operation_name: str, status: int, headers: list[tuple[str, str]], body: bytes
    ) -> None:
        self.arguments = operation_name, status, headers, body

    def run(self, native: NativeClient) -> dict[str, Any]:  # noqa: D102
        return native.parse_response(*self.arguments)


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
    """Get other credentials, and say whether there are."""

    def run(self, native: NativeClient) -> bool:  # noqa: D102
        return native.renew_credentials()


class Tell(Effect):
    """Let the call's log tell what happens: see the methods of ``CallLog``."""

    def __init__(self, log: CallLog, happening: str, arguments: tuple[object, ...]) -> None:
        self.log = log
        self.happening = happening
        self.arguments = arguments

    def run(self, _native: NativeClient) -> None:  # noqa: D102
        tell(self.log, self.happening, *self.arguments)


class Several:
    """The answer of a handler of the client's own that has several things done."""

    def __init__(self, steps: _Steps[Any]) -> None:
        self.steps = steps


def told(log: CallLog | None, happening: str, *arguments: object) -> _Steps[None]:
    """Let the call's log tell what happens, if it has one."""
    if log is not None:
        yield Tell(log, happening, arguments)


def emit(
    events: EventEmitter, event_name: str, *, until_response: bool = False, **kwargs: Any
) -> _Steps[Any]:
    """Call an event's handlers; the first answer that is not ``None``."""
    kwargs["event_name"] = event_name
    answer = None
    for handler in events.handlers(event_name):
        result = yield Invoke(handler, kwargs)
        if isinstance(result, Several):
            # A handler of the client's own, which does not wait itself.
            result = yield from result.steps
        if answer is None:
            answer = result
        if until_response and answer is not None:
            break
    return answer


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
