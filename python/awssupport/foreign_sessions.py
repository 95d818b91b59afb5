"""What is taken from sessions of botocore, where they are the source of a Session of ours."""

from __future__ import annotations

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from typing import Any


def identity_of(core: Any) -> dict[str, Any]:
    """The core's options that say who signs; none if nobody is found."""
    credentials = foreign_credentials(core)
    if credentials is None:
        return {}
    explicit = getattr(credentials, "method", None) == "explicit"
    return {"credentials": credentials, "feature_ids": ("e",) if explicit else ()}


def foreign_credentials(core: Any) -> Any:
    """What a session of botocore signs with.

    Raises:
        TypeError: It is a session of aiobotocore, whose credentials are there for coroutines only.
    """
    credentials = core.get_credentials()
    if hasattr(credentials, "__await__"):
        credentials.close()
        source = f"{type(core).__module__}.{type(core).__qualname__}"
        raise TypeError(
            f"the credentials of {source} are for coroutines only: give a session of boto3 or "
            "botocore, or the keys themselves"
        )
    return credentials
