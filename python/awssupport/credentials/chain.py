"""The order in which sources are asked, and what names each."""

from __future__ import annotations

from . import _log
from .metadata_settings import is_disabled

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from . import Credentials
    from .context import CredentialContext

#: In the environment: where a container's credentials are had from.
CONTAINER_VARIABLES = (
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)

_LOOKING = "Looking for credentials: %s"


def load_configured(context: CredentialContext) -> Credentials | None:
    """The first of all sources after the environment's keys."""
    profile = context.shared_config.profiles.get(context.profile_name, {})
    if "role_arn" in profile and "web_identity_token_file" not in profile:
        _log.debug(_LOOKING, "assume-role")
        from .assume_role import RoleProfiles

        return RoleProfiles(context).load(context.profile_name)
    found = load_profile(
        context, context.profile_name, ask_environment=not context.explicit_profile
    )
    return found if found is not None else _load_unprofiled(context)


def load_profile(
    context: CredentialContext, name: str, *, ask_environment: bool
) -> Credentials | None:
    """What one profile has, but for the role it takes on: web identity, Identity Center, keys,
    login, process. ``ask_environment`` allows the variables of web identity to overrule it."""
    from . import static_profile

    config = context.shared_config
    profile = config.profiles.get(name, {})
    has_variable = ask_environment and "AWS_WEB_IDENTITY_TOKEN_FILE" in context.environ
    if has_variable or "web_identity_token_file" in profile:
        _log.debug(_LOOKING, "assume-role-with-web-identity")
        from .web_identity import load as load_web_identity

        assumed = load_web_identity(context, profile, ask_environment=ask_environment)
        if assumed is not None:
            return assumed
    if "sso_account_id" in profile or "sso_role_name" in profile:
        _log.debug(_LOOKING, "sso")
        from .sso import load as load_sso

        return load_sso(context, name)
    _log.debug(_LOOKING, "shared-credentials-file")
    keys = config.credentials_profiles.get(name, {})
    found = static_profile.load(keys, static_profile.CREDENTIALS_FILE)
    if found is not None:
        return found
    if "login_session" in profile:
        _log.debug(_LOOKING, "login")
        from .login import load as load_login

        return load_login(context, profile["login_session"])
    if "credential_process" in profile:
        _log.debug(_LOOKING, "custom-process")
        from .process import load as load_process

        return load_process(profile)
    _log.debug(_LOOKING, "config-file")
    return static_profile.load(config.config_profiles.get(name, {}), static_profile.CONFIG_FILE)


def _load_unprofiled(context: CredentialContext) -> Credentials | None:
    from . import boto2

    _log.debug(_LOOKING, "ec2-credentials-file, boto-config")
    found = boto2.load(context.environ)
    if found is not None:
        return found
    if any(name in context.environ for name in CONTAINER_VARIABLES):
        _log.debug(_LOOKING, "container-role")
        from . import container

        return container.load(context.environ)
    if is_disabled(context.environ):
        _log.debug("The metadata service of instances is not asked: it is disabled")
        return None
    _log.debug(_LOOKING, "iam-role")
    from . import imds

    return imds.load(context)
