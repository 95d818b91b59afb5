"""Calls of a client whose events have handlers: every event of botocore's, in its order.

A call is a generator. It does nothing itself that could wait; it yields what is to be done (call a
handler, sign, send, sleep) and is sent what came of it, or thrown what was raised. So the order of
things is written down once, and what drives it may block or await. Handlers are called outside the
core's runtime and may call clients themselves.
"""

from __future__ import annotations

from time import monotonic

from . import exceptions
from ._awssupport import call_log, shown_url
from .client_events import SERVICE, sign_here
from .event_effects import Again, Build, Invoke, Parse, Sign, Sleep, Transmit, emit, told, wait_for
from .event_endpoint import Resolution, endpoint_properties
from .event_requests import Endpoint, Request, as_bytes, kin, wire_headers
from .event_retries import LOG, error_of
from .event_signing import Signing
from .sdk_headers import random_uuid, time_to_live
from .settings import is_unsigned
from .support import refuse_params

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from .event_effects import _Steps
    from .event_requests import PreparedRequest
    from .support import ClientObject, Support

    #: A response and what it says.
    _Answered: TypeAlias = tuple[Any, dict[str, Any]]

#: From `Build.run` through `wait_for` and `run_call` to the caller of the client's method.
_STACKLEVEL = 6


def run_call(
    client: Support, operation_name: str, params: dict[str, Any], paginating: bool
) -> dict[str, Any]:
    """Call an operation, emitting its events, and wait for the answer."""
    steps = steps_of_call(client, operation_name, params, _STACKLEVEL, paginating)
    return wait_for(steps, client._native)


def steps_of_call(
    client: ClientObject,
    operation_name: str,
    params: dict[str, Any],
    stacklevel: int,
    paginating: bool,
) -> _Steps[dict[str, Any]]:
    """A call from parameters to the answer. A warning of it points ``stacklevel`` frames up, where
    the caller waits."""
    events, signing = client.meta.events, Signing(client, operation_name)
    model = client.meta.service_model.operation_model(operation_name)
    suffix = f"{SERVICE}.{operation_name}"
    context: dict[str, Any] = {
        "client_region": client._native.endpoint.region_name,
        "client_config": client.meta.config,
        "has_streaming_input": False,
        "auth_type": None,
        "unsigned_payload": None,
        "auth_options": ["aws.auth#sigv4"],
    }
    about: dict[str, Any] = {"model": model, "context": context}
    params = yield from steps_of_params(client, params, **about)
    url, region = yield from steps_of_endpoint(client, params, **about)
    signing.follow_endpoint(context, region, scope=True)
    if region is not None:
        context["endpoint_properties"] = endpoint_properties(region)
    request = yield from steps_of_request(params, model, context, stacklevel, paginating)
    request["url"] = url or request["url"]
    short_cut = yield from emit(
        events,
        f"before-call.{suffix}",
        until_response=True,
        params=request,
        request_signer=signing.signer,
        **about,
    )
    if short_cut is not None:
        http, parsed = short_cut
    else:
        http, parsed = yield from steps_of_exchange(client, model, request, signing)
    yield from emit(events, f"after-call.{suffix}", http_response=http, parsed=parsed, **about)
    if http.status_code >= 300:
        code = context.get("error_code_override") or parsed.get("Error", {}).get("Code")
        raise exceptions.class_of_code(code)(parsed, operation_name)
    answer: dict[str, Any] = parsed
    return answer


def steps_of_params(
    client: ClientObject, params: Any, model: Any, context: dict[str, Any]
) -> _Steps[Any]:
    """The parameters, after handlers have replaced or edited them."""
    events, suffix = client.meta.events, f"{SERVICE}.{model.name}"
    about: dict[str, Any] = {"model": model, "context": context}
    provided = yield from emit(events, f"provide-client-params.{suffix}", params=params, **about)
    params = params if provided is None else provided
    yield from emit(events, f"before-parameter-build.{suffix}", params=params, **about)
    return params


def steps_of_endpoint(
    client: ClientObject, params: Any, model: Any, context: dict[str, Any]
) -> _Steps[tuple[str | None, str | None]]:
    """What :meth:`Resolution.finish` gives after handlers have had their say."""
    resolution = Resolution(client._native)
    yield from emit(
        client.meta.events,
        f"before-endpoint-resolution.{SERVICE}",
        builtins=resolution.builtins,
        model=model,
        params=params,
        context=context,
    )
    return resolution.finish()


def steps_of_request(
    params: Any,
    model: Any,
    context: dict[str, Any],
    stacklevel: int = 1,
    paginating: bool = False,
) -> _Steps[dict[str, Any]]:
    """The request as handlers of ``before-call`` are shown it, of parameters that are valid."""
    if not isinstance(params, dict):
        refuse_params(params)
    url, headers, body = yield Build(model.name, params, stacklevel, paginating)
    return {
        "url_path": "/",
        "query_string": "",
        "method": "POST",
        "headers": dict(headers),
        "body": body,
        "url": url,
        "context": context,
    }


def steps_of_exchange(
    client: ClientObject, model: Any, request: dict[str, Any], signing: Signing
) -> _Steps[_Answered]:
    """The last response and what it says; of what is raised instead of one, handlers are told."""
    try:
        return (yield from _Exchange(client, model, signing, request).attempts())
    except Exception as error:
        event_name = f"after-call-error.{SERVICE}.{model.name}"
        context = request["context"]
        yield from emit(client.meta.events, event_name, exception=error, context=context)
        raise


class _Exchange:
    """One call's requests and responses: from the request's dict to the parsed answer."""

    def __init__(
        self, client: ClientObject, model: Any, signing: Signing, request: dict[str, Any]
    ) -> None:
        self.native = client._native
        self.events = client.meta.events
        self.endpoint = Endpoint(self.native.endpoint.shown_url)
        self.model = model
        self.name: str = model.name
        self.suffix = f"{SERVICE}.{model.name}"
        self.signing = signing
        self.request_dict = request
        self.user_agent = request["headers"].get("User-Agent")
        self.attempt = 1
        self.log = call_log(self.name)
        if self.log is not None:
            request["context"][LOG] = self.log
        #: How the current attempt's request was signed, if it was.
        self.signed: Sign | None = None

    def attempts(self) -> _Steps[_Answered]:
        """Send the request until no handler wants another attempt."""
        try:
            http, parsed = yield from self._attempts()
        except Exception:
            yield from self._ended(answered=False)
            raise
        yield from self._ended(answered=http.status_code < 300)
        return http, parsed

    def _attempts(self) -> _Steps[_Answered]:
        while True:
            attempt = self.attempt
            self._start(attempt)
            request = yield from self._created_request()
            outcome = yield from self._outcome(request)
            delay = yield from self._needs_retry(attempt, outcome)
            if isinstance(delay, Again):
                continue
            if delay is None or delay is False:
                break
            yield from told(self.log, "waits_for_retry", delay, attempt + 1)
            yield Sleep(delay)
            if not isinstance(outcome, Exception):
                self._note_date(outcome[0])
            self.attempt += 1
        if isinstance(outcome, Exception):
            raise outcome
        if "ResponseMetadata" in outcome[1]:
            outcome[1]["ResponseMetadata"]["RetryAttempts"] = attempt - 1
        return outcome

    def _start(self, attempt: int) -> None:
        retries = self.request_dict["context"].setdefault("retries", {})
        retries["attempt"] = attempt
        if "invocation-id" not in retries:
            retries["invocation-id"] = random_uuid()

    def _note_date(self, http: Any) -> None:
        """The next attempts tell until when the server's answer is waited for, on its clock."""
        context = self.request_dict["context"]
        timeout = context.get("read_timeout", getattr(context["client_config"], "read_timeout", 60))
        ttl = time_to_live(http.headers.get("Date"), timeout)
        if ttl is not None:
            context["retries"]["ttl"] = ttl

    def _created_request(self) -> _Steps[PreparedRequest]:
        """The request, signed and ready to be sent: anew for each attempt."""
        made, self.signed = self.request_dict, None
        request = kin(Request, "AWSRequest")(
            made["method"], made["url"], made["headers"], made["body"]
        )
        request.context = made["context"]
        request.user_agent = self.user_agent
        event_name = f"request-created.{self.suffix}"
        kwargs = {"request": request, "operation_name": self.name, "event_name": event_name}
        for handler in self.events.handlers(event_name):
            if handler is sign_here:
                yield from self._sign(request)
            else:
                yield Invoke(handler, kwargs)
        return request.prepare()

    def _sign(self, request: Request) -> _Steps[None]:
        version = yield from self.signing.version(request)
        if is_unsigned(version):
            return
        if version not in ("v4", "s3v4"):
            raise _no_signature(version)
        self.signed = Sign(request, *self.signing.scope(request), s3=version == "s3v4")
        signature = yield self.signed
        for header, value in signature:
            request.headers[header] = value
            if header == "X-Amz-Date":
                request.context["timestamp"] = value

    def _outcome(self, request: PreparedRequest) -> _Steps[_Answered | Exception]:
        """The response with what it says, or what was raised instead of one."""
        began = monotonic()
        try:
            http = yield from emit(self.events, f"before-send.{self.suffix}", request=request)
            yield from self._attempt_begins(request, is_sent=http is None)
            began = monotonic()
            if http is None:
                http = yield Transmit(request, self.signed, self.log)
        except Exception as error:  # noqa: BLE001 - handlers decide on it before it is raised
            yield from self._failed(error, began)
            yield from self._received(None, None, error)
            return error
        received = self._response_dict(http)
        added: dict[str, Any] = {}
        yield from emit(
            self.events,
            f"before-parse.{self.suffix}",
            operation_model=self.model,
            response_dict=received,
            customized_response_dict=added,
        )
        parsed = yield from self._parse(received, began)
        parsed.update(added)
        yield from self._received(self._response_dict(http), parsed, None)
        return http, parsed

    def _received(
        self,
        response_dict: dict[str, Any] | None,
        parsed: dict[str, Any] | None,
        error: Exception | None,
    ) -> _Steps[None]:
        yield from emit(
            self.events,
            f"response-received.{self.suffix}",
            response_dict=response_dict,
            parsed_response=parsed,
            context=self.request_dict["context"],
            exception=error,
        )

    def _response_dict(self, http: Any) -> dict[str, Any]:
        return {
            "headers": http.headers,
            "status_code": http.status_code,
            "context": {"operation_name": self.name},
            "body": http.content,
        }

    def _parse(self, received: dict[str, Any], began: float) -> _Steps[dict[str, Any]]:
        # What a handler answers may have names in any case, and values of any type.
        headers = {name.lower(): value for name, value in received["headers"].items()}
        status, body = received["status_code"], as_bytes(received["body"])
        request_id = headers.get("x-amzn-requestid")
        try:
            parsed: dict[str, Any] = yield Parse(self.name, status, wire_headers(headers), body)
        except Exception:
            yield from told(self.log, "unreadable", status, request_id, monotonic() - began)
            raise
        code, _ = error_of(parsed)
        yield from told(self.log, "answered", status, code, request_id, monotonic() - began)
        metadata = parsed["ResponseMetadata"]
        metadata["HTTPHeaders"] = headers
        metadata.pop("RetryAttempts", None)  # known when all is over
        return parsed

    def _attempt_begins(self, request: PreparedRequest, *, is_sent: bool) -> _Steps[None]:
        if self.log is None:
            return
        retries = self.request_dict["context"]["retries"]
        url = shown_url(str(request.url)) if is_sent else None
        about = retries["attempt"], self.native.retries.max_attempts, url, retries["invocation-id"]
        yield from told(self.log, "attempt_begins", *about)

    def _failed(self, error: Exception, began: float) -> _Steps[None]:
        if self.log is None:
            return
        # Of exceptions that are none of the transport's nobody knows what they hold.
        cause = getattr(error, "kwargs", {}).get("error")
        reason = str(cause) if isinstance(cause, OSError) else ""
        name = type(error).__name__
        yield from told(self.log, "failed", name, reason, monotonic() - began)

    def _ended(self, *, answered: bool) -> _Steps[None]:
        if self.log is not None:
            yield from told(self.log, "ended", self.attempt, answered, self.log.why_no_more)

    def _needs_retry(self, attempt: int, outcome: _Answered | Exception) -> _Steps[Any]:
        failed = isinstance(outcome, Exception)
        return (
            yield from emit(
                self.events,
                f"needs-retry.{self.suffix}",
                response=None if failed else outcome,
                endpoint=self.endpoint,
                operation=self.model,
                attempts=attempt,
                caught_exception=outcome if failed else None,
                request_dict=self.request_dict,
            )
        )


def _no_signature(version: Any) -> exceptions.BotoCoreError:
    """Why requests cannot be signed by ``version``."""
    if version == "bearer":
        return exceptions.NoAuthTokenError()
    return exceptions.UnknownSignatureVersionError(signature_version=version)
