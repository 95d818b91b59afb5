"""The two operations of STS by which roles are taken on."""

from __future__ import annotations

from .service_answers import children, read_xml, texts
from .service_call import ServiceCaller
from .services import STS

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from typing import Any

    from .context import CredentialContext
    from .service_call import _Keys

_VERSION = "2011-06-15"

#: The shortest texts and the smallest number that STS's model allows; botocore checks no more.
_MINIMUM = {
    "RoleArn": 20,
    "RoleSessionName": 2,
    "ExternalId": 2,
    "SerialNumber": 9,
    "TokenCode": 6,
    "WebIdentityToken": 4,
    "DurationSeconds": 900,
}


def assume_role(
    context: CredentialContext,
    region_name: str | None,
    operation_name: str,
    parameters: dict[str, Any],
    feature_ids: Iterable[str],
    keys: _Keys | None = None,
) -> dict[str, Any]:
    """Take on a role, and give its credentials as a refresh wants them.

    ``operation_name`` is ``AssumeRole``, signed with ``keys``, or ``AssumeRoleWithWebIdentity``.

    Raises:
        ParamValidationError: A parameter is too short; nothing was sent.
        ClientError: STS refused.
        KeyError: Its answer lacks something.
    """
    _validate(parameters)
    from urllib.parse import urlencode

    caller = ServiceCaller(context, STS, region_name, feature_ids)
    fields = {"Action": operation_name, "Version": _VERSION, **parameters}
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    body = urlencode(fields).encode()
    response = caller.call(operation_name, "POST", "/", headers, body, keys)
    result = children(children(read_xml(response.body))[f"{operation_name}Result"])
    found = texts(result["Credentials"])
    return {
        "access_key": found["AccessKeyId"],
        "secret_key": found["SecretAccessKey"],
        "token": found["SessionToken"],
        "expiry_time": _moment(found["Expiration"]),
        "account_id": _account_of(texts(result.get("AssumedRoleUser")).get("Arn", "")),
    }


def _moment(text: str) -> datetime:
    """A timestamp of the query protocol: what credentials have elsewhere, or seconds since 1970."""
    from datetime import datetime, timezone

    from .timestamps import parse_timestamp

    try:
        return datetime.fromtimestamp(float(text), timezone.utc)
    except ValueError:
        pass
    try:
        return parse_timestamp(text)
    except ValueError as error:
        raise ValueError(f'Invalid timestamp "{text}": {error}') from None


def _account_of(arn: str) -> str | None:
    parts = arn.split(":", 5)
    return parts[4] if len(parts) == 6 and parts[0] == "arn" else None


def _validate(parameters: dict[str, Any]) -> None:
    lines = []
    for name, value in parameters.items():
        least = _MINIMUM[name]
        if isinstance(value, int):
            if value < least:
                lines.append(
                    f"Invalid value for parameter {name}, value: {value}, valid min value: {least}"
                )
        elif len(value) < least:
            lines.append(
                f"Invalid length for parameter {name}, value: {len(value)}, "
                f"valid min length: {least}"
            )
    if lines:
        from ..exceptions import ParamValidationError

        raise ParamValidationError(report="\n".join(lines))
