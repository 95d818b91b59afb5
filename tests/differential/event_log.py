"""Records the events of a client in a form that is the same for both sides."""

from __future__ import annotations

import contextlib
import copy
import inspect
from collections.abc import Iterator
from typing import Any

import pytest

EVENTS = (
    "provide-client-params",
    "before-parameter-build",
    "before-endpoint-resolution",
    "before-call",
    "request-created",
    "choose-signer",
    "before-sign",
    "before-send",
    "before-parse",
    "response-received",
    "needs-retry",
    "after-call",
    "after-call-error",
)

#: Random, or different by intent.
UNEQUAL = {"user-agent", "x-amz-date", "authorization", "amz-sdk-invocation-id"}


def headers(given: Any) -> Any:
    """Names in order with values, but those that cannot be equal."""
    return [
        (name.lower(), None if name.lower() in UNEQUAL else value) for name, value in given.items()
    ]


def context(given: dict[str, Any]) -> dict[str, Any]:
    shown = {key: value for key, value in given.items() if key != "client_config"}
    assert given.get("is_presign_request") or given["client_config"].read_timeout
    shown.pop("timestamp", None)
    if "retries" in shown:
        shown["retries"] = {
            key: value for key, value in shown["retries"].items() if key != "invocation-id"
        }
    return copy.deepcopy(shown)


def request(given: Any) -> Any:
    return (
        given.method,
        given.url,
        headers(given.headers),
        given.body,
        given.stream_output,
        context(given.context),
    )


def request_dict(given: dict[str, Any]) -> Any:
    keys = ("url_path", "query_string", "method", "body", "url")
    shown = [(key, given[key]) for key in keys]
    return shown, headers(given["headers"]), context(given["context"])


def response_dict(given: dict[str, Any] | None) -> Any:
    if given is None:
        return None
    return (given["status_code"], headers(given["headers"]), given["body"], given["context"])


def read(content: Any) -> Any:
    """aiobotocore's responses have coroutines here, which do not wait once the body is there."""
    if not inspect.iscoroutine(content):
        return content
    with pytest.raises(StopIteration) as ended:
        content.send(None)
    return ended.value.value


def response(given: Any) -> Any:
    content, text = read(given.content), read(given.text)
    return (given.url, given.status_code, headers(given.headers), content, text)


def model(given: Any) -> Any:
    return given.name, given.service_model.service_name, repr(given)


def error(given: BaseException | None) -> Any:
    return None if given is None else (type(given).__name__, str(given))


def builtins(given: dict[str, Any]) -> Any:
    shown = ("AWS::Region", "AWS::UseFIPS", "AWS::UseDualStack", "SDK::Endpoint")
    return [given[name] for name in shown], isinstance(given, dict)


def signer(given: Any) -> Any:
    return given.region_name, given.signing_name, given.signature_version


def answered(given: Any) -> Any:
    return None if given is None else (response(given[0]), copy.deepcopy(given[1]))


def params(given: Any) -> Any:
    return request_dict(given) if "url_path" in given else copy.deepcopy(given)


SHOWN: dict[str, Any] = {
    "model": model,
    "operation_model": model,
    "operation": model,
    "context": context,
    "params": params,
    "builtins": builtins,
    "request_signer": signer,
    "request": request,
    "request_dict": request_dict,
    "response_dict": response_dict,
    "response": answered,
    "http_response": response,
    "endpoint": lambda given: (given.host, repr(given)),
    "caught_exception": error,
    "exception": error,
}


def shown(kwargs: dict[str, Any]) -> dict[str, Any]:
    """The keyword arguments of an event as they are now."""
    return {name: SHOWN.get(name, copy.deepcopy)(value) for name, value in sorted(kwargs.items())}


@contextlib.contextmanager
def recorded(client: Any, *, events: tuple[str, ...] = EVENTS) -> Iterator[list[Any]]:
    """Everything that is emitted within the block, at the most general level."""
    log: list[Any] = []

    def record(event_name: str, **kwargs: Any) -> None:
        log.append((event_name, shown(kwargs)))

    with handling(client, *((event, record) for event in events)):
        yield log


@contextlib.contextmanager
def handling(client: Any, *handlers: tuple[str, Any]) -> Iterator[None]:
    """Handlers that are there within the block; `!` before a name registers first."""
    emitter = client.meta.events
    for name, handler in handlers:
        register = emitter.register_first if name.startswith("!") else emitter.register
        register(name.lstrip("!"), handler)
    try:
        yield
    finally:
        for name, handler in handlers:
            emitter.unregister(name.lstrip("!"), handler)


def names(log: list[Any]) -> list[str]:
    return [name for name, _ in log]
