"""The exceptions of finding and refreshing credentials: botocore's names, texts and attributes.

They belong to :mod:`awssupport.exceptions`, which imports this module when one of them is asked
for: most programs never meet one.
"""

from __future__ import annotations

from .exception_bases import BotoCoreError, _Root
from .exceptions import InvalidConfigError


class CredentialRetrievalError(BotoCoreError):
    """A source of credentials was found and gave none that can be used."""

    fmt = "Error when retrieving credentials from {provider}: {error_msg}"


class TokenRetrievalError(BotoCoreError):
    """A source of bearer tokens was found and gave none that can be used."""

    fmt = "Error when retrieving token from {provider}: {error_msg}"


class RefreshWithMFAUnsupportedError(BotoCoreError):
    """A role that asks for a code from a device cannot be assumed again without asking again."""

    fmt = "Cannot refresh credentials: MFA token required."


class InfiniteLoopConfigError(InvalidConfigError):
    """Profiles name each other as the source of their credentials."""

    fmt = (
        "Infinite loop in credential configuration detected. Attempting to load from profile "
        "{source_profile} which has already been visited. Visited profiles: {visited_profiles}"
    )


class ConfigNotFound(BotoCoreError):
    """A file that was named is not there, or cannot be opened."""

    fmt = "The specified config file ({path}) could not be found."


class MetadataRetrievalError(BotoCoreError):
    """The metadata service of an instance or a container gave no usable answer."""

    fmt = "Error retrieving metadata: {error_msg}"


class InvalidIMDSEndpointError(BotoCoreError):
    """The URL given for the instance's metadata service is not one."""

    fmt = "Invalid endpoint EC2 Instance Metadata endpoint: {endpoint}"


class InvalidIMDSEndpointModeError(BotoCoreError):
    """The metadata service is reached by ``ipv4`` or by ``ipv6``."""

    fmt = (
        "Invalid EC2 Instance Metadata endpoint mode: {mode}"
        " Valid endpoint modes (case-insensitive): {valid_modes}."
    )


class InvalidSTSRegionalEndpointsConfigError(BotoCoreError):
    """``sts_regional_endpoints`` is neither of its two values."""

    fmt = (
        "STS regional endpoints option {sts_regional_endpoints_config} is invalid. "
        'Valid options are: "legacy", "regional"'
    )


class SSOError(BotoCoreError):
    """The parent of errors in signing in once for all (IAM Identity Center)."""

    fmt = (
        "An unspecified error happened when resolving AWS credentials or an access token from SSO."
    )


class SSOTokenLoadError(SSOError):
    """There is no token of a login in the cache, or not a whole one."""

    fmt = "Error loading SSO Token: {error_msg}"


class UnauthorizedSSOTokenError(SSOError):
    """The login is over."""

    fmt = (
        "The SSO session associated with this profile has expired or is otherwise invalid. "
        "To refresh this SSO session run aws sso login with the corresponding profile."
    )


class LoginError(BotoCoreError):
    """The parent of errors of profiles made by ``aws login``."""

    fmt = (
        "An unspecified error happened when resolving AWS credentials "
        "or refreshing a login session profile."
    )


class LoginRefreshRequired(LoginError):
    """The login is over."""

    fmt = (
        "Your session has expired or credentials have changed. "
        "Please reauthenticate using 'aws login'."
    )


class LoginInsufficientPermissions(LoginError):
    """The user may not renew logins."""

    fmt = (
        "Unable to create or refresh login credentials due to insufficient permissions. "
        "You may be missing permission for the 'signin:CreateOAuth2Token' action."
    )


class LoginTokenLoadError(LoginError):
    """There is no login in the cache, or not a whole one."""

    fmt = "Error loading login session token: {error_msg}"


class ResponseParserError(_Root):
    """A service's answer cannot be read."""
