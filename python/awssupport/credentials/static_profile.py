"""Keys that stand in a profile of a shared file."""

from __future__ import annotations

from . import Credentials

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

CREDENTIALS_FILE = "shared-credentials-file"
CONFIG_FILE = "config-file"
FEATURE_IDS = ("n",)

ACCESS_KEY = "aws_access_key_id"
SECRET_KEY = "aws_secret_access_key"


def load(profile: Mapping[str, Any], method: str) -> Credentials | None:
    """A profile's keys; ``None`` without an access key. Of the token's two names the older wins.

    Raises:
        PartialCredentialsError: The secret key is missing.
    """
    if ACCESS_KEY not in profile:
        return None
    return Credentials(
        profile[ACCESS_KEY],
        secret_of(profile, SECRET_KEY, method),
        profile.get("aws_security_token", profile.get("aws_session_token")),
        method,
        profile.get("aws_account_id"),
        FEATURE_IDS,
    )


def secret_of(section: Mapping[str, Any], name: str, method: str) -> str:
    """The secret key of a section that has an access key."""
    if name in section:
        value: str = section[name]
        return value
    from ..exceptions import PartialCredentialsError

    raise PartialCredentialsError(provider=method, cred_var=name)
