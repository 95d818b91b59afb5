"""Keys in environment variables."""

from __future__ import annotations

from .objects import Credentials

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Mapping

METHOD = "env"
FEATURE_IDS = ("g",)

_ACCESS_KEY = "AWS_ACCESS_KEY_ID"
_SECRET_KEY = "AWS_SECRET_ACCESS_KEY"
_EXPIRATION = "AWS_CREDENTIAL_EXPIRATION"


def load(environ: Mapping[str, str]) -> Credentials | None:
    """The environment's keys; ``None`` without an access key. An empty variable counts as none.

    With ``AWS_CREDENTIAL_EXPIRATION`` they are read anew when they are about to expire.

    Raises:
        PartialCredentialsError: The secret key is missing.
    """
    if not environ.get(_ACCESS_KEY):
        return None
    keys = _read(environ)
    if not environ.get(_EXPIRATION):
        return Credentials(*keys[:3], METHOD, keys[3], FEATURE_IDS)
    return _refreshable(environ, keys)


_Keys = tuple[str, str, "str | None", "str | None"]


def _read(environ: Mapping[str, str]) -> _Keys:
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

    raise PartialCredentialsError(provider=METHOD, cred_var=name)


def _refreshable(environ: Mapping[str, str], keys: _Keys) -> Credentials:
    from .refresh import RefreshableCredentials
    from .timestamps import parse_timestamp

    def read_again() -> dict[str, str | None]:
        access_key, secret_key, token, account_id = _read(environ)
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
        METHOD,
        account_id=account_id,
        feature_ids=FEATURE_IDS,
    )
