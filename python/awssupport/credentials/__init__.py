"""Credentials found where boto3 finds them, in its order.

:func:`load_credentials` asks the sources one after another. What a source needs is imported when
the configuration names that source: a program with keys in its environment imports nothing else.
"""

from __future__ import annotations

from .objects import Credentials

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from .context import CredentialContext
    from .frozen import ReadOnlyCredentials
    from .refresh import DeferredRefreshableCredentials, RefreshableCredentials

__all__ = [
    "Credentials",
    "DeferredRefreshableCredentials",
    "ReadOnlyCredentials",
    "RefreshableCredentials",
    "check_token_configuration",
    "load_credentials",
]


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
    if not context.explicit_profile:
        from .environment import load

        found = load(context.environ)
        if found is not None:
            return found
    from .chain import load_configured

    return load_configured(context)


def check_token_configuration(context: CredentialContext) -> None:
    """Refuse a profile whose ``sso_session`` is broken, as boto3 does in each client's creation
    whichever credentials it has.

    Raises:
        InvalidConfigError: The session is not configured, or half of it.
    """
    if "sso_session" in context.scoped_config:
        from .sso_token import session_configuration

        session_configuration(context, context.profile_name)


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
