"""Keys of an instance's role, from EC2's metadata service (IMDS)."""

from __future__ import annotations

import json

from ..proxies import environment_proxies
from ..settings import ensure_boolean
from . import _log
from ._http import Http, Response
from ._retryable import NO_ANSWER
from .metadata_settings import attempts, base_url, is_disabled, timeout
from .refresh import ADVISORY_SECONDS, RefreshableCredentials
from .timestamps import iso_8601, utc_now

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import Any

    from .context import CredentialContext

METHOD = "iam-role"
FEATURE_IDS = ("0",)

_TOKEN_PATH = "latest/api/token"
_ROLE_PATH = "latest/meta-data/iam/security-credentials/"
_ZONE_PATH = "latest/meta-data/placement/availability-zone/"
_TOKEN_SECONDS = "21600"
_REQUIRED = ("AccessKeyId", "SecretAccessKey", "Token", "Expiration")

#: An expiry that is due is put off by the advisory window and between 2 and 10 minutes more, by
#: chance, so that not all instances ask again at once.
_EXTRA_SECONDS = (120, 600)


class _GivenUp(Exception):
    """The service is off, not there, or has no keys: the chain goes on."""


def load(context: CredentialContext) -> RefreshableCredentials | None:
    """Ask the metadata service for the keys of the instance's role; ``None`` if it has none.

    Raises:
        MetadataRetrievalError: It gives no token for its second version, and the first is disabled.
        SSLError, HTTPClientError: Its URL leads to something else.
    """
    service = MetadataService(context)
    found = service.role_credentials()
    if not found:
        return None
    return RefreshableCredentials.create_from_metadata(
        found, service.role_credentials, METHOD, feature_ids=FEATURE_IDS
    )


class MetadataService:
    """The service as settings and environment were when this was made.

    Args:
        context: The Session's.
        clock: Gives the time, with its zone.
        chance: Gives a whole number between two bounds.
    """

    def __init__(
        self,
        context: CredentialContext,
        clock: Callable[[], datetime] = utc_now,
        chance: Callable[[int, int], int] | None = None,
    ) -> None:
        self._disabled = is_disabled(context.environ)
        self._v1_disabled = ensure_boolean(context.setting("ec2_metadata_v1_disabled"))
        self._base_url = base_url(context).removesuffix("/") + "/"
        self._attempts = attempts(context)
        self._clock = clock
        self._chance = chance or _randint
        proxies = environment_proxies(self._base_url)
        self._http = Http(timeout(context), **({"proxies": proxies} if proxies else {}))

    def role_credentials(self) -> dict[str, Any]:
        """The role's keys as a refresh wants them; empty if there are none."""
        if self._disabled:
            _log.debug("Access to EC2 metadata has been disabled.")
            return {}
        try:
            token = self._token()
            role = self._get(_ROLE_PATH, token, _is_filled).text()
            document = json.loads(self._get(_ROLE_PATH + role, token, _is_json).text())
        except _GivenUp as reason:
            _log.debug("No credentials from the metadata service: %s", reason)
            return {}
        missing = [name for name in _REQUIRED if name not in document]
        if missing:
            _log.debug("Credentials of the metadata service lack %s", ", ".join(missing))
            return {}
        _log.info("Found credentials from IAM Role: %s", role)
        return {
            "access_key": document["AccessKeyId"],
            "secret_key": document["SecretAccessKey"],
            "token": document["Token"],
            "expiry_time": self._put_off(document["Expiration"]),
        }

    def region(self) -> str | None:
        """The region that the instance is in; ``None`` if the service does not tell.

        Raises:
            MetadataRetrievalError: See :func:`load`.
        """
        if self._disabled:
            return None
        try:
            zone = self._get(_ZONE_PATH, self._token(), _is_filled).text()
        except _GivenUp:
            return None
        return zone[:-1]

    def _token(self) -> str | None:
        """A token for the service's second version; ``None`` for going on with the first."""
        from ..exceptions import ReadTimeoutError

        headers = {"x-aws-ec2-metadata-token-ttl-seconds": _TOKEN_SECONDS}
        for _ in range(self._attempts):
            try:
                response = self._http.fetch("PUT", self._base_url + _TOKEN_PATH, headers)
            except ReadTimeoutError:
                return None  # so does a container too many hops away
            except NO_ANSWER as error:
                _log.debug("No token from the metadata service: %s", error)
                continue
            if response.status == 200:
                return response.text()
            if response.status in {403, 404, 405}:
                return None
            if response.status == 400:
                raise _GivenUp("it takes the request for a token for a bad one")
        return None

    def _get(self, path: str, token: str | None, is_good: Callable[[Response], bool]) -> Response:
        if not token and self._v1_disabled:
            from ..exceptions import MetadataRetrievalError

            raise MetadataRetrievalError(
                error_msg="Unable to retrieve token for use in IMDSv2 call "
                "and IMDSv1 has been disabled"
            )
        headers = {} if token is None else {"x-aws-ec2-metadata-token": token}
        for _ in range(self._attempts):
            try:
                response = self._http.fetch("GET", self._base_url + path, headers)
            except NO_ANSWER as error:
                _log.debug("No answer from the metadata service: %s", error)
                continue
            if response.status == 200 and is_good(response):
                return response
            _log.debug("Metadata service answered %s with %s", path, response.status)
        raise _GivenUp("no usable answer")

    def _put_off(self, expiration: str) -> str:
        """An expiry that is due, or nearly, moved ahead: when the service cannot renew its keys,
        old ones are better than none."""
        from datetime import timedelta, timezone

        from .timestamps import parse_timestamp

        try:
            expiry = parse_timestamp(expiration)
        except (TypeError, ValueError):
            return expiration  # an error of whoever reads it
        if expiry.tzinfo is None:
            expiry = expiry.replace(tzinfo=timezone.utc)
        more = timedelta(seconds=ADVISORY_SECONDS + self._chance(*_EXTRA_SECONDS))
        now = self._clock()
        if now < expiry - more:
            return expiration
        _log.info(
            "Attempting credential expiration extension due to a credential service availability "
            "issue. A refresh of these credentials will be attempted again within the next %d "
            "minutes.",
            more.total_seconds() / 60,
        )
        return iso_8601(now + more)


def _randint(least: int, most: int) -> int:
    from random import randint

    return randint(least, most)  # noqa: S311 - no secret depends on it


def _is_filled(response: Response) -> bool:
    return bool(response.body)


def _is_json(response: Response) -> bool:
    try:
        json.loads(response.text())
    except ValueError:
        return False
    return True
