"""Credentials found where boto3 finds them, in its order.

:func:`load_credentials` asks the sources one after another. What a source needs is imported when
the configuration names that source. A program with keys in its environment imports this file and no
other, which is why what it needs stands here.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .context import CredentialContext
    from .frozen import ReadOnlyCredentials
    from .refresh import DeferredRefreshableCredentials, RefreshableCredentials

    _Keys = tuple[str, str, str | None, str | None]

__all__ = [
    "Credentials",
    "DeferredRefreshableCredentials",
    "ReadOnlyCredentials",
    "RefreshableCredentials",
    "check_token_configuration",
    "load_credentials",
]


class Credentials:
    """A pair of keys, perhaps with a session token.

    Args:
        access_key: The access key's id.
        secret_key: The secret key.
        token: The session token of temporary credentials.
        method: Where they were found, by botocore's names: ``explicit`` (the default), ``env``,
            ``shared-credentials-file``, ``assume-role``, ``sso``, ...
        account_id: The account they belong to, where the source tells it.
        feature_ids: What the User-Agent says of the source.
    """

    #: Whether the source can be asked again: see ``RefreshableCredentials.refresh_now``.
    can_refresh = False

    def __init__(
        self,
        access_key: str,
        secret_key: str,
        token: str | None = None,
        method: str | None = None,
        account_id: str | None = None,
        feature_ids: tuple[str, ...] = (),
    ) -> None:
        self.access_key = access_key
        self.secret_key = secret_key
        self.token = token
        self.method = "explicit" if method is None else method
        self.account_id = account_id
        self.feature_ids = feature_ids

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """All of them at one moment, as a named tuple."""
        from .frozen import ReadOnlyCredentials

        return ReadOnlyCredentials(self.access_key, self.secret_key, self.token, self.account_id)

    def get_deferred_property(self, property_name: str) -> Callable[[], str | None]:
        """A function that looks a property up when it is called."""

        def look_up() -> str | None:
            value: str | None = getattr(self, property_name, None)
            return value

        return look_up

    def __repr__(self) -> str:
        return f"<{type(self).__name__} method={self.method!r}>"


#: Settings of the metadata service that can be wrong; those of numbers are 1 if nothing says them.
_CHECKED_SETTINGS = (
    *("metadata_service_timeout", "metadata_service_num_attempts"),
    *("ec2_metadata_service_endpoint", "ec2_metadata_service_endpoint_mode"),
)


def load_credentials(context: CredentialContext) -> Credentials | None:
    """The credentials of the first source that has some, or ``None``.

    The order is botocore's: environment, role, web identity, IAM Identity Center, shared
    credentials file, ``aws login``, credential process, configuration file, the files of EC2's
    first tools and of boto 2, container, instance. A profile that was chosen in the program, and
    not by the environment, comes before the environment's keys.

    Roles, web identities and Identity Center are asked when the first request is signed; the
    others at once.

    Raises:
        PartialCredentialsError: A source has half of what it needs.
        InvalidConfigError: The profile's settings contradict each other, or name what is not there.
        CredentialRetrievalError: A process or a container failed.
        InvalidIMDSEndpointError, InvalidIMDSEndpointModeError: Settings of the metadata service
            that cannot be, even where it is not asked.
    """
    if any(context.setting(name) not in (None, 1) for name in _CHECKED_SETTINGS):
        from .metadata_settings import check_metadata_settings

        check_metadata_settings(context)
    found = None if context.explicit_profile else load_environment(context.environ)
    if found is None:
        found = _load_configured(context)
    if "logging" in sys.modules:
        from . import _log

        if found is None:
            _log.debug("No credentials found")
        else:
            _log.info("Found credentials: %s", found.method)
    return found


def _load_configured(context: CredentialContext) -> Credentials | None:
    from . import _log
    from .chain import load_configured

    try:
        return load_configured(context)
    except Exception as error:
        _log.debug("Looking for credentials failed: %s", _log.named(error))
        raise


def check_token_configuration(context: CredentialContext) -> None:
    """Refuse a profile whose ``sso_session`` is broken, as boto3 does in each client's creation
    whichever credentials it has.

    Raises:
        InvalidConfigError: The session is not configured, or half of it.
    """
    if "sso_session" in context.scoped_config:
        from .sso_token import session_configuration

        session_configuration(context, context.profile_name)


#: Keys in environment variables: the method's name, and what the User-Agent says.
_ENVIRONMENT = "env"
_ENVIRONMENT_FEATURE_IDS = ("g",)

_ACCESS_KEY = "AWS_ACCESS_KEY_ID"
_SECRET_KEY = "AWS_SECRET_ACCESS_KEY"
_EXPIRATION = "AWS_CREDENTIAL_EXPIRATION"


def load_environment(environ: Mapping[str, str]) -> Credentials | None:
    """The environment's keys; ``None`` without an access key. An empty variable counts as none.

    With ``AWS_CREDENTIAL_EXPIRATION`` they are read anew when they are about to expire.

    Raises:
        PartialCredentialsError: The secret key is missing.
    """
    if not environ.get(_ACCESS_KEY):
        return None
    keys = _read_environment(environ)
    if not environ.get(_EXPIRATION):
        return Credentials(*keys[:3], _ENVIRONMENT, keys[3], _ENVIRONMENT_FEATURE_IDS)
    return _refreshable_environment(environ, keys)


def _read_environment(environ: Mapping[str, str]) -> _Keys:
    token = environ.get("AWS_SECURITY_TOKEN") or environ.get("AWS_SESSION_TOKEN") or None
    return (
        _required(environ, _ACCESS_KEY),
        _required(environ, _SECRET_KEY),
        token,
        environ.get("AWS_ACCOUNT_ID") or None,
    )


def _required(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name)
    if value:
        return value
    from ..exceptions import PartialCredentialsError

    raise PartialCredentialsError(provider=_ENVIRONMENT, cred_var=name)


def _refreshable_environment(environ: Mapping[str, str], keys: _Keys) -> Credentials:
    from .refresh import RefreshableCredentials
    from .timestamps import parse_timestamp

    def read_again() -> dict[str, str | None]:
        access_key, secret_key, token, account_id = _read_environment(environ)
        return {
            "access_key": access_key,
            "secret_key": secret_key,
            "token": token,
            "expiry_time": _required(environ, _EXPIRATION),
            "account_id": account_id,
        }

    access_key, secret_key, token, account_id = keys
    return RefreshableCredentials(
        access_key,
        secret_key,
        token,
        parse_timestamp(environ[_EXPIRATION]),
        read_again,
        _ENVIRONMENT,
        account_id=account_id,
        feature_ids=_ENVIRONMENT_FEATURE_IDS,
    )


_LAZY = {
    "DeferredRefreshableCredentials": "refresh",
    "ReadOnlyCredentials": "frozen",
    "RefreshableCredentials": "refresh",
}


def __getattr__(name: str) -> object:
    if name in _LAZY:
        from importlib import import_module

        return getattr(import_module(f".{_LAZY[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
