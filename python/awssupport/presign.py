"""URLs that carry their own signature, with the events that botocore emits for one: the same as a
call's up to the signature, and none of a request that is sent."""

from __future__ import annotations

import json

from . import exceptions
from .event_effects import Presign, wait_for
from .event_requests import Request, kin
from .event_signing import Signing
from .evented_call import steps_of_endpoint, steps_of_params, steps_of_request
from .settings import is_unsigned
from .support import METHOD_NAMES

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from .event_effects import _Steps
    from .support import ClientObject, Support

DEFAULT_EXPIRES_IN = 3600

#: From `Build.run` through `wait_for`, `presigned_url` and the client's method to its caller.
_STACKLEVEL = 5


def presigned_url(
    client: Support,
    client_method: str,
    params: Mapping[str, Any] | None,
    expires_in: int | None,
    http_method: str | None,
) -> str:
    """The URL that :func:`steps_of_url` gives."""
    arguments = client_method, params, expires_in, http_method
    return wait_for(steps_of_url(client, *arguments, _STACKLEVEL), client._native)


def steps_of_url(
    client: ClientObject,
    client_method: str,
    params: Mapping[str, Any] | None,
    expires_in: int | None,
    http_method: str | None,
    stacklevel: int,
) -> _Steps[str]:
    """The URL, with the members of the request's JSON text as its query. See
    :meth:`awssupport.support.Support.generate_presigned_url`. A warning of the parameters points
    ``stacklevel`` frames up."""
    operation_name = METHOD_NAMES.get(client_method)
    if operation_name is None:
        raise exceptions.UnknownClientMethodError(method_name=client_method)
    params = {} if params is None else params
    seconds = _whole_seconds(expires_in)
    return (yield from _steps(client, operation_name, params, seconds, http_method, stacklevel))


def _whole_seconds(expires_in: object) -> int:
    if expires_in is None:
        return DEFAULT_EXPIRES_IN
    if isinstance(expires_in, bool) or not isinstance(expires_in, int) or expires_in < 0:
        raise ValueError(f"ExpiresIn must be a number of whole seconds, not {expires_in!r}")
    return expires_in


def _steps(
    client: ClientObject,
    operation_name: str,
    params: Mapping[str, Any],
    seconds: int,
    http_method: str | None,
    stacklevel: int,
) -> _Steps[str]:
    model = client.meta.service_model.operation_model(operation_name)
    signing = Signing(client, operation_name)
    context: dict[str, Any] = {
        "is_presign_request": True,
        "use_global_endpoint": client._native.endpoint.partition == "aws",
    }
    provided = yield from steps_of_params(client, params, model, context)
    url, region = yield from steps_of_endpoint(client, provided, model, context)
    signing.follow_endpoint(context, region, scope=False)
    made = yield from steps_of_request(provided, model, context, stacklevel)
    headers = {name: value for name, value in made["headers"].items() if name in _HEADERS}
    method = "POST" if http_method is None else http_method
    request = kin(Request, "AWSRequest")(method, url or made["url"], headers, made["body"])
    request.context = context
    version = yield from signing.version(request, "-query")
    if is_unsigned(version):
        return request.url
    if version not in ("v4-query", "s3v4-query"):
        raise exceptions.UnsupportedSignatureVersionError(signature_version=version)
    s3 = version == "s3v4-query"
    signed: str = yield Presign(request, _query(request), seconds, *signing.scope(request), s3=s3)
    return signed


#: The headers of a request that belong to what its URL stands for.
_HEADERS = ("X-Amz-Target", "Content-Type")


#: No URL comes of a longer body: reading it would only take time, on an event loop's thread too.
_LONGEST_BODY = 256 * 1024


def _query(request: Request) -> list[tuple[str, str]]:
    """Names and values as texts: those of the URL, of ``params``, of the body, each in place of
    one of the same name before it. A list's items one by one; dicts as Python shows them, as boto3
    does."""
    from urllib.parse import parse_qs, urlsplit

    if isinstance(request.data, (str, bytes)) and len(request.data) > _LONGEST_BODY:
        reason = f"{len(request.data)} bytes of parameters do not fit into a URL"
        raise exceptions.HTTPClientError(error=ValueError(reason))
    given = parse_qs(urlsplit(request.url).query, keep_blank_values=True)
    query: dict[str, Any] = {name: values[0] for name, values in given.items()}
    query.update(request.params or {})
    if request.data:
        query.update(request.data if isinstance(request.data, dict) else json.loads(request.data))
    return list(_texts(query))


def _texts(query: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in query.items():
        for item in value if isinstance(value, list) else [value]:
            yield name, item if isinstance(item, str) else str(item)
