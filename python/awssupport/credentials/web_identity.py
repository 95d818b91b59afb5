"""Roles taken on with a token of another identity provider: GitHub, Kubernetes (IRSA), ..."""

from __future__ import annotations

from .assume_role import default_session_name
from .refresh import DeferredRefreshableCredentials

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .context import CredentialContext

METHOD = "assume-role-with-web-identity"

_VARIABLES = {
    "web_identity_token_file": "AWS_WEB_IDENTITY_TOKEN_FILE",
    "role_arn": "AWS_ROLE_ARN",
    "role_session_name": "AWS_ROLE_SESSION_NAME",
}
_NO_ROLE = (
    "The provided profile or the current environment is configured to assume role with web "
    "identity but has no role ARN configured. Ensure that the profile has the role_arn"
    "configuration set or the AWS_ROLE_ARN env var is set."
)


def load(
    context: CredentialContext, profile: Mapping[str, Any], *, ask_environment: bool
) -> DeferredRefreshableCredentials | None:
    """The credentials of the role that environment and profile name; ``None`` without a token's
    file. STS is asked, and the file read, when they are first used.

    Each setting comes from its variable, else from the profile. The file's content is sent as it
    is, with a line break at its end if there is one.

    Raises:
        InvalidConfigError: No role is named.
    """
    features: dict[str, None] = {}

    def setting(name: str) -> str | None:
        if ask_environment and _VARIABLES[name] in context.environ:
            features["h"] = None
            return context.environ[_VARIABLES[name]]
        if name in profile:
            features["q"] = None
        value: str | None = profile.get(name)
        return value

    token_file = setting("web_identity_token_file")
    if not token_file:
        return None
    role_arn = setting("role_arn")
    if not role_arn:
        from ..exceptions import InvalidConfigError

        raise InvalidConfigError(error_msg=_NO_ROLE)
    parameters = _parameters(role_arn, setting("role_session_name"))
    region_name = context.region_name
    known = tuple(features)

    def fetch() -> dict[str, Any]:
        from .sts import assume_role

        with open(token_file) as file:  # noqa: PTH123 - as botocore does
            token = file.read()
        return assume_role(
            context,
            region_name,
            "AssumeRoleWithWebIdentity",
            {**parameters, "WebIdentityToken": token},
            known,
        )

    return DeferredRefreshableCredentials(fetch, METHOD, feature_ids=(*known, "k"))


def _parameters(role_arn: str, session_name: str | None) -> dict[str, str]:
    """The call's parameters in botocore's order."""
    parameters = {} if session_name is None else {"RoleSessionName": session_name}
    parameters["RoleArn"] = role_arn
    if not session_name:
        parameters["RoleSessionName"] = default_session_name()
    return parameters
