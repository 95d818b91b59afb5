"""Profiles made by ``aws login``: the console's sign-in, kept in ``~/.aws/login/cache``.

boto3 needs the package ``awscrt`` for these; here the core signs.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
from datetime import timedelta

from .refresh import RefreshableCredentials
from .timestamps import iso_8601, parse_timestamp, utc_now
from .token_cache import TokenCache

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import Any, NoReturn

    from .context import CredentialContext

METHOD = "login"
FEATURE_IDS = ("AC", "AD")

_DIRECTORY = "~/.aws/login/cache"
_REQUIRED = ("accessToken", "refreshToken", "dpopKey", "clientId")
_GOOD_ENOUGH = timedelta(minutes=5)


def load(context: CredentialContext, session: str) -> RefreshableCredentials:
    """The credentials that the cache has of a profile's `login_session`, renewed when they are
    about to expire.

    Raises:
        LoginTokenLoadError: There are none, or half of them.
    """
    login = Login(context, session)
    found = login.cached()
    return RefreshableCredentials.create_from_metadata(
        found, login.renew, METHOD, feature_ids=FEATURE_IDS
    )


class Login:
    """One login: what the cache has of it, and how it is renewed.

    Args:
        context: The Session's.
        session: What the profile's `login_session` says.
        clock: Gives the time, with its zone.
    """

    def __init__(
        self, context: CredentialContext, session: str, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._context = context
        self._session = session
        self._clock = clock
        directory = context.environ.get("AWS_LOGIN_CACHE_DIRECTORY")
        if directory is not None:
            from ..settings import expand_path

            directory = expand_path(directory)
        self._cache = TokenCache(_DIRECTORY if directory is None else directory)
        self._key = hashlib.sha256(session.encode()).hexdigest()

    def cached(self) -> dict[str, Any]:
        """What the cache has, expired or not, as a refresh wants it."""
        token = self._cache.load(self._key)
        if token is None:
            _not_loaded(
                f"Unable to load a existing login session for session {self._session}. "
                "Please reauthenticate with 'aws login'."
            )
        missing = [name for name in _REQUIRED if name not in token]
        if missing:
            _not_loaded(
                "Failed to load access token from token cache, missing required fields: "
                f"{', '.join(missing)}."
            )
        return _metadata(token)

    def renew(self) -> dict[str, Any]:
        """What the cache has if another process has renewed it, else what sign-in gives, which is
        then kept there.

        Raises:
            LoginRefreshRequired: The login is over.
            LoginInsufficientPermissions: The user may not renew it.
            LoginError: It was refused for another reason.
            LoginTokenLoadError: The cache has no usable key.
            ClientError, ConnectionError, HTTPClientError: Sign-in failed.
        """
        token = self._cache.load(self._key) or {}
        key = _private_key(token)
        expiry = token.get("accessToken", {}).get("expiresAt")
        if expiry is not None and parse_timestamp(expiry) - self._clock() > _GOOD_ENOUGH:
            return _metadata(token)
        from .service_answers import members

        output = self._create_token(token, key)
        moment = self._clock() + timedelta(seconds=int(output["expiresIn"]))
        given = members(output["accessToken"])
        token["accessToken"] = {
            "accessKeyId": given["accessKeyId"],
            "secretAccessKey": given["secretAccessKey"],
            "sessionToken": given["sessionToken"],
            "accountId": token["accessToken"]["accountId"],
            "expiresAt": iso_8601(moment),
        }
        token["refreshToken"] = output["refreshToken"]
        self._cache.save(self._key, token)
        return _metadata(token)

    def _create_token(self, token: dict[str, Any], key: bytes) -> dict[str, Any]:
        from ..exceptions import ClientError
        from .service_answers import members, read_json
        from .service_call import ServiceCaller
        from .services import SIGNIN

        region_name = token.get("signInRegion") or self._context.setting("region")
        caller = ServiceCaller(self._context, SIGNIN, region_name, FEATURE_IDS)
        fields = {
            "clientId": token["clientId"],
            "refreshToken": token["refreshToken"],
            "grantType": "refresh_token",
        }
        path = "/v1/token"
        headers = {
            "Content-Type": "application/json",
            "DPoP": proof_of_possession(key, caller.url(path)),
        }
        body = json.dumps(fields).encode()
        try:
            response = caller.call("CreateOAuth2Token", "POST", path, headers, body)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") != "AccessDeniedException":
                raise
            raise _denied(error.response.get("error")) from error
        return members(read_json(response.body))


def _metadata(token: dict[str, Any]) -> dict[str, Any]:
    keys = token["accessToken"]
    return {
        "access_key": keys["accessKeyId"],
        "secret_key": keys["secretAccessKey"],
        "token": keys["sessionToken"],
        "expiry_time": keys["expiresAt"],
        "account_id": keys["accountId"],
    }


def _private_key(token: dict[str, Any]) -> bytes:
    """The key's PEM text."""
    if "dpopKey" not in token:
        _not_loaded("Private key not found in cached token.")
    from .._awssupport import es256_public_key

    key: bytes = token["dpopKey"].encode()
    try:
        es256_public_key(key)
    except ValueError:
        _not_loaded("Unable to load private key from cached token.")
    return key


def proof_of_possession(
    key: bytes, url: str, identifier: str | None = None, epoch_seconds: int | None = None
) -> str:
    """The value of the header `DPoP` (RFC 9449) of a `POST`: that who sends it has the private key.

    ``key`` is PEM or DER. Identifier and time are new unless they are given.
    """
    from .._awssupport import es256_public_key, sign_es256
    from ..sdk_headers import random_uuid

    x, y = es256_public_key(key)
    public_key = {"kty": "EC", "x": _base64(x), "y": _base64(y), "crv": "P-256"}
    header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": public_key}
    claims = {
        "htm": "POST",
        "htu": url,
        "iat": int(time.time()) if epoch_seconds is None else epoch_seconds,
        "jti": random_uuid() if identifier is None else identifier,
    }
    signed = f"{_compact(header)}.{_compact(claims)}"
    return f"{signed}.{_base64(sign_es256(key, signed.encode()))}"


def _compact(value: dict[str, Any]) -> str:
    return _base64(json.dumps(value, separators=(",", ":")).encode())


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _denied(reason: str | None) -> Exception:
    from ..exceptions import (
        LoginError,
        LoginInsufficientPermissions,
        LoginRefreshRequired,
    )

    if reason in {"TOKEN_EXPIRED", "USER_CREDENTIALS_CHANGED"}:
        return LoginRefreshRequired()
    if reason == "INSUFFICIENT_PERMISSIONS":
        return LoginInsufficientPermissions()
    return LoginError()


def _not_loaded(message: str) -> NoReturn:
    from ..exceptions import LoginTokenLoadError

    raise LoginTokenLoadError(error_msg=message)
