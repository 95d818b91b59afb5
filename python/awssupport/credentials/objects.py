"""Credentials that do not change: the object botocore's sessions give.

Nothing is imported here, for a program with keys in its environment imports this and no more.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable

    from .frozen import ReadOnlyCredentials


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
