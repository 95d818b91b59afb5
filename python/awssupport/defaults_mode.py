"""Defaults modes: sets of defaults that AWS's SDKs have in common, of which one matters here."""

from __future__ import annotations

import os

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from .core_session import CoreSession

#: The connect timeout in seconds by mode; ``auto`` is one of them.
CONNECT_TIMEOUTS = {"standard": 3.1, "in-region": 1.1, "cross-region": 3.1, "mobile": 30.0}
MODES = ("legacy", "auto", *CONNECT_TIMEOUTS)


def connect_timeout(mode: str, session: CoreSession, region_name: str | None) -> float | None:
    """The connect timeout that ``mode`` means for a client in ``region_name``; ``None`` if it means
    none.

    Raises:
        InvalidDefaultsMode: There is no mode of this name.
    """
    name = mode.lower()
    if name not in MODES:
        from .exceptions import InvalidDefaultsMode, join_botocore

        join_botocore()
        raise InvalidDefaultsMode(mode=mode, valid_modes=", ".join(MODES))
    if name == "auto":
        name = _automatic(session, region_name)
    return CONNECT_TIMEOUTS.get(name)


def _automatic(session: CoreSession, region_name: str | None) -> str:
    here = _region_of_this_machine(session)
    if not here:
        return "standard"
    return "in-region" if here == region_name else "cross-region"


def _region_of_this_machine(session: CoreSession) -> str | None:
    if os.environ.get("AWS_EXECUTION_ENV"):
        here = os.environ.get("AWS_REGION", os.environ.get("AWS_DEFAULT_REGION"))
        if here:
            return here
    return None
