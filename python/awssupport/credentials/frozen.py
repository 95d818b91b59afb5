"""Credentials as they were at one moment."""

from __future__ import annotations

from typing import NamedTuple


class ReadOnlyCredentials(NamedTuple):
    """What a request is signed with; botocore's tuple, whose text does not show what is in it."""

    access_key: str
    secret_key: str
    token: str | None
    account_id: str | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"
