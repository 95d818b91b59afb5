"""Roles given by IAM Identity Center (AWS SSO), after ``aws sso login``."""

from __future__ import annotations

from .refresh import DeferredRefreshableCredentials

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from typing import Any, NoReturn

    from .context import CredentialContext

METHOD = "sso"

_REQUIRED = ("sso_role_name", "sso_account_id", "sso_start_url", "sso_region")


def load(context: CredentialContext, profile_name: str) -> DeferredRefreshableCredentials:
    """The credentials of a profile's role. The portal is asked when they are first used, with the
    token that the login left in the cache.

    Raises:
        InvalidConfigError: Something is missing, or said twice and not alike.
    """
    config = _configuration(context, profile_name)
    session_name = config.get("sso_session")
    # What the portal's request tells, and what the clients' requests tell as well.
    asking, asked = ("t", "u") if session_name is None else ("r", "s")

    def fetch() -> dict[str, Any]:
        return _fetch(context, profile_name, config, asking)

    return DeferredRefreshableCredentials(fetch, METHOD, feature_ids=(asking, asked))


def _configuration(context: CredentialContext, profile_name: str) -> dict[str, Any]:
    """The profile's settings, completed by those of its `sso-session` section."""
    profile = context.shared_config.profiles[profile_name]
    config = dict(profile)
    session_name = profile.get("sso_session")
    if session_name is not None:
        sessions = context.shared_config.sso_sessions
        if session_name not in sessions:
            _refuse(f'The specified sso-session does not exist: "{session_name}"')
        for name, value in sessions[session_name].items():
            if config.setdefault(name, value) != value:
                _refuse(
                    f"The value for {name} is inconsistent between "
                    f"profile ({config[name]}) and sso-session ({value})."
                )
    missing = [name for name in _REQUIRED if name not in config]
    if missing:
        _refuse(
            f'The profile "{profile_name}" is configured to use SSO but is missing required '
            f"configuration: {', '.join(missing)}"
        )
    return config


def _refuse(message: str) -> NoReturn:
    from ..exceptions import InvalidConfigError

    raise InvalidConfigError(error_msg=message)


def _fetch(
    context: CredentialContext, profile_name: str, config: dict[str, Any], feature: str
) -> dict[str, Any]:
    from ..exceptions import ClientError, UnauthorizedSSOTokenError
    from .service_answers import members, read_json
    from .service_call import ServiceCaller
    from .services import SSO
    from .sso_token import legacy_token, session_token

    caller = ServiceCaller(context, SSO, config["sso_region"], (feature,))
    if config.get("sso_session") is None:
        token = legacy_token(config["sso_start_url"])
    else:
        token = session_token(context, profile_name)
    try:
        response = caller.call(
            "GetRoleCredentials",
            "GET",
            _path(config["sso_role_name"], config["sso_account_id"]),
            {"x-amz-sso_bearer_token": token},
        )
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != "UnauthorizedException":
            raise
        raise UnauthorizedSSOTokenError from None
    found = members(members(read_json(response.body))["roleCredentials"])
    return {
        "access_key": found["accessKeyId"],
        "secret_key": found["secretAccessKey"],
        "token": found["sessionToken"],
        "expiry_time": _moment(int(found["expiration"])),
        "account_id": config["sso_account_id"],
    }


def _path(role_name: str, account_id: str) -> str:
    from urllib.parse import quote, urlencode

    fields = {"role_name": role_name, "account_id": account_id}
    return f"/federation/credentials?{urlencode(fields, quote_via=quote, safe='-._~')}"


def _moment(milliseconds: int) -> str:
    from datetime import datetime, timezone

    from .timestamps import iso_8601

    return iso_8601(datetime.fromtimestamp(milliseconds / 1000, timezone.utc))
