"""URLs that carry their own signature."""

from __future__ import annotations

import json

from .support import METHOD_NAMES

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from ._awssupport import NativeClient

DEFAULT_EXPIRES_IN = 3600


def presigned_url(
    native: NativeClient,
    client_method: str,
    params: Mapping[str, Any] | None,
    expires_in: int | None,
    http_method: str | None,
) -> str:
    """The URL, with the members of the request's JSON text as its query. See
    :meth:`awssupport.support.Support.generate_presigned_url`."""
    operation_name = METHOD_NAMES.get(client_method)
    if operation_name is None:
        from .exceptions import UnknownClientMethodError, join_botocore

        join_botocore()
        raise UnknownClientMethodError(method_name=client_method)
    seconds = _whole_seconds(expires_in)
    _, _, text = native.build_request(operation_name, dict(params or {}), 3)
    body = json.loads(text)
    query = list(_query(body))
    return native.presign(operation_name, query, seconds, (http_method or "POST").upper())


def _whole_seconds(expires_in: object) -> int:
    if expires_in is None:
        return DEFAULT_EXPIRES_IN
    if isinstance(expires_in, bool) or not isinstance(expires_in, int) or expires_in < 0:
        raise ValueError(f"ExpiresIn must be a number of whole seconds, not {expires_in!r}")
    return expires_in


def _query(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Names and values as texts; a list's items one by one; dicts as Python shows them, as boto3
    does."""
    for name, value in body.items():
        for item in value if isinstance(value, list) else [value]:
            yield name, item if isinstance(item, str) else str(item)
