"""The tokens of IAM Identity Center that ``aws sso login`` leaves in ``~/.aws/sso/cache``."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

from . import _log
from .timestamps import iso_8601, parse_timestamp, utc_now
from .token_cache import TokenCache

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import Any

    from .context import CredentialContext

    _Token = dict[str, Any]

_DIRECTORY = "~/.aws/sso/cache"
_REFRESH_WINDOW = timedelta(minutes=15)
_FOR_REFRESH = ("refreshToken", "clientId", "clientSecret", "registrationExpiresAt")


def legacy_token(start_url: str, clock: Callable[[], datetime] = utc_now) -> str:
    """The token of a login by its start URL; such a one is not renewed.

    Raises:
        SSOTokenLoadError: There is none, or half of one.
        UnauthorizedSSOTokenError: It has expired.
    """
    token = _load(start_url, start_url)
    if parse_timestamp(token["expiresAt"]) <= clock():
        from ..exceptions import UnauthorizedSSOTokenError

        raise UnauthorizedSSOTokenError
    return _access_token(token)


def session_configuration(context: CredentialContext, profile_name: str) -> dict[str, str]:
    """Name, region and start URL of the `sso-session` that a profile refers to.

    Raises:
        InvalidConfigError: It is not there, or lacks something.
    """
    name = context.shared_config.profiles[profile_name]["sso_session"]
    session = context.shared_config.sso_sessions.get(name)
    beginning = f'The profile "{profile_name}" is configured to use the SSO token provider but '
    missing = [key for key in ("sso_start_url", "sso_region") if key not in (session or {})]
    if not session:
        message = f'the "{name}" sso_session configuration does not exist.'
    elif missing:
        message = f"is missing the following configuration: {missing}."
    else:
        return {**session, "session_name": name}
    from ..exceptions import InvalidConfigError

    raise InvalidConfigError(error_msg=beginning + message)


def session_token(
    context: CredentialContext, profile_name: str, clock: Callable[[], datetime] = utc_now
) -> str:
    """The token of an `sso-session`'s login, renewed if less than 15 minutes are left and the login
    allows it. A renewal that the service refuses is logged, and the old token taken as long as it
    lasts.

    Raises:
        SSOTokenLoadError: There is none, or half of one.
        TokenRetrievalError: It has expired.
        ConnectionError, HTTPClientError: The service that renews it does not answer.
    """
    config = session_configuration(context, profile_name)
    name, start_url = config["session_name"], config["sso_start_url"]
    token = _load(name, start_url)
    if parse_timestamp(token["expiresAt"]) - clock() < _REFRESH_WINDOW:
        renewed = _renewed(context, config, token, clock)
        if renewed is not None:
            token = renewed
            TokenCache(_DIRECTORY).save(_key(name), token)
    if parse_timestamp(token["expiresAt"]) <= clock():
        from ..exceptions import TokenRetrievalError

        raise TokenRetrievalError(provider="sso", error_msg="Token has expired and refresh failed")
    return _access_token(token)


def _access_token(token: _Token) -> str:
    value: str = token["accessToken"]
    return value


def _key(name: str) -> str:
    # The name of the file, by the AWS CLI's rule; nothing is kept secret by it.
    return hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()


def _load(name: str, start_url: str) -> _Token:
    token = TokenCache(_DIRECTORY).load(_key(name))
    if token is not None and "accessToken" in token and "expiresAt" in token:
        return token
    from ..exceptions import SSOTokenLoadError

    wrong = f"{name} does not exist" if token is None else f"{start_url} is invalid"
    raise SSOTokenLoadError(error_msg=f"Token for {wrong}")


def _renewed(
    context: CredentialContext,
    config: dict[str, str],
    token: _Token,
    clock: Callable[[], datetime],
) -> _Token | None:
    missing = [key for key in _FOR_REFRESH if key not in token]
    if missing:
        _log.info("Unable to refresh SSO token: missing keys: %s", missing)
        return None
    if parse_timestamp(token["registrationExpiresAt"]) <= clock():
        _log.info("SSO token registration expired")
        return None
    from ..exceptions import ClientError

    try:
        answer = _create_token(context, config["sso_region"], token)
    except ClientError as error:
        _log.warning("SSO token refresh attempt failed: %s", _log.named(error))
        return None
    renewed = {
        "startUrl": config["sso_start_url"],
        "region": config["sso_region"],
        "accessToken": answer["accessToken"],
        "expiresAt": iso_8601(clock() + timedelta(seconds=int(answer["expiresIn"]))),
        "clientId": token["clientId"],
        "clientSecret": token["clientSecret"],
        "registrationExpiresAt": token["registrationExpiresAt"],
    }
    if "refreshToken" in answer:
        renewed["refreshToken"] = answer["refreshToken"]
    return renewed


def _create_token(context: CredentialContext, region_name: str, token: _Token) -> _Token:
    from .service_answers import members, read_json
    from .service_call import ServiceCaller
    from .services import SSO_OIDC

    fields = {
        "grantType": "refresh_token",
        "clientId": token["clientId"],
        "clientSecret": token["clientSecret"],
        "refreshToken": token["refreshToken"],
    }
    response = ServiceCaller(context, SSO_OIDC, region_name).call(
        "CreateToken",
        "POST",
        "/token",
        {"Content-Type": "application/json"},
        json.dumps(fields).encode(),
    )
    return members(read_json(response.body))
