"""Keys that a container's host gives over HTTP: Amazon ECS, EKS Pod Identity, Greengrass."""

from __future__ import annotations

import json
import time

from . import _log
from ._http import Http
from .refresh import RefreshableCredentials

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

METHOD = "container-role"
FEATURE_IDS = ("z",)

_HOST = "169.254.170.2"
#: Hosts that plain HTTP may go to, beside loopback addresses: nobody else is to see the keys.
_TRUSTED_HOSTS = (_HOST, "169.254.170.23", "fd00:ec2::23", "localhost")

_RELATIVE = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
_FULL = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
_TOKEN = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
_TOKEN_FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"

_TIMEOUT_SECONDS = 2
_ATTEMPTS = 3
_PAUSE_SECONDS = 1


def load(
    environ: Mapping[str, str], sleep: Callable[[float], None] | None = None
) -> RefreshableCredentials | None:
    """Ask the URL that the environment names; ``None`` if it names none.

    ``sleep`` waits between attempts.

    Raises:
        CredentialRetrievalError: No usable answer in three attempts.
        ValueError: The URL's host is not one to be trusted over plain HTTP, or the token has a line
            break.
        OSError: The token's file cannot be read.
        KeyError: The answer lacks something.
    """
    if _RELATIVE in environ:
        url = f"http://{_HOST}{environ[_RELATIVE]}"
    elif _FULL in environ:
        url = environ[_FULL]
    else:
        return None
    # No proxy: the host is next door.
    http = Http(_TIMEOUT_SECONDS)

    def fetch() -> dict[str, Any]:
        return _fetch(http, url, environ, sleep or time.sleep)

    return RefreshableCredentials.create_from_metadata(
        fetch(), fetch, METHOD, feature_ids=FEATURE_IDS
    )


def _fetch(
    http: Http, url: str, environ: Mapping[str, str], sleep: Callable[[float], None]
) -> dict[str, Any]:
    headers = {"Accept": "application/json", **_authorization(environ)}
    _check_host(url)
    document = _retrieve(http, url, headers, sleep)
    return {
        "access_key": document["AccessKeyId"],
        "secret_key": document["SecretAccessKey"],
        "token": document["Token"],
        "expiry_time": document["Expiration"],
        "account_id": document.get("AccountId"),
    }


def _authorization(environ: Mapping[str, str]) -> dict[str, str]:
    """The token's header: from the file, which is read anew each time, or from its variable."""
    if _TOKEN_FILE in environ:
        with open(environ[_TOKEN_FILE]) as file:  # noqa: PTH123 - as botocore does
            token = file.read()
    elif _TOKEN in environ:
        token = environ[_TOKEN]
    else:
        return {}
    if "\r" in token or "\n" in token:
        raise ValueError("Auth token value is not a legal header value")
    return {"Authorization": token}


def _check_host(url: str) -> None:
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    if parts.scheme == "https" or parts.hostname in _TRUSTED_HOSTS or _is_loopback(parts.hostname):
        return
    raise ValueError(
        f"Unsupported host '{parts.hostname}'.  Can only retrieve metadata from a loopback "
        f"address or one of these hosts: {', '.join(_TRUSTED_HOSTS)}"
    )


def _is_loopback(host: str | None) -> bool:
    from ipaddress import ip_address

    try:
        return host is not None and ip_address(host).is_loopback
    except ValueError:
        return False


def _retrieve(
    http: Http, url: str, headers: dict[str, str], sleep: Callable[[float], None]
) -> dict[str, Any]:
    """The document, in at most three attempts."""
    from ..exceptions import CredentialRetrievalError, MetadataRetrievalError

    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return _attempt(http, url, headers)
        except MetadataRetrievalError as error:
            # Not the error: it may quote the response.
            _log.debug("Attempt %d to get the container's credentials failed", attempt)
            _log.debug("Waiting %.3f s after it", _PAUSE_SECONDS)
            sleep(_PAUSE_SECONDS)  # after the last attempt too, as botocore does
            if attempt == _ATTEMPTS:
                raise CredentialRetrievalError(provider=METHOD, error_msg=str(error)) from None
    raise AssertionError("unreachable")


def _attempt(http: Http, url: str, headers: dict[str, str]) -> dict[str, Any]:
    from ..exceptions import MetadataRetrievalError
    from ._retryable import NO_ANSWER

    try:
        response = http.fetch("GET", url, headers)
    except NO_ANSWER as error:
        raise MetadataRetrievalError(
            error_msg=f"Received error when attempting to retrieve container metadata: {error}"
        ) from error
    text = response.body.decode("utf-8")
    if response.status != 200:
        raise MetadataRetrievalError(
            error_msg=f"Received non 200 response {response.status} from container metadata: {text}"
        )
    try:
        document: dict[str, Any] = json.loads(text)
    except ValueError:
        raise MetadataRetrievalError(
            error_msg="Unable to parse JSON returned from container metadata services"
        ) from None
    return document
