"""Defaults modes: sets of defaults that AWS's SDKs have in common, of which one matters here."""

from __future__ import annotations

import os

from .client_settings import refuse

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from typing import Any

#: Where a Session keeps what the metadata service told: a region does not change.
_INSTANCE_REGION = "_awssupport_instance_region"

#: The connect timeout in seconds by mode; ``auto`` becomes one of them.
CONNECT_TIMEOUTS = {"standard": 3.1, "in-region": 1.1, "cross-region": 3.1, "mobile": 30.0}
MODES = ("legacy", "auto", *CONNECT_TIMEOUTS)


def options_of_mode(mode: str, session: Any, region_name: str | None) -> dict[str, Any]:
    """The options of a Config that ``mode`` sets for a client in ``region_name``.

    Raises:
        InvalidDefaultsMode: There is no mode of this name.
    """
    name = mode.lower()
    if name not in MODES:
        refuse("InvalidDefaultsMode", mode=mode, valid_modes=", ".join(MODES))
    if name == "auto":
        name = _automatic(session, region_name)
    if name == "legacy":
        return {}
    return {
        "connect_timeout": CONNECT_TIMEOUTS[name],
        "s3": {"us_east_1_regional_endpoint": "regional"},  # only to be seen
    }


def _automatic(session: Any, region_name: str | None) -> str:
    here = _region_of_this_machine(session)
    if not here:
        return "standard"
    return "in-region" if here == region_name else "cross-region"


def _region_of_this_machine(session: Any) -> str | None:
    """By the environment of Lambda and containers, else by the instance's metadata service, which
    is asked until it has told."""
    if os.environ.get("AWS_EXECUTION_ENV"):
        here = os.environ.get("AWS_REGION", os.environ.get("AWS_DEFAULT_REGION"))
        if here:
            return here
    found: str | None = vars(session).get(_INSTANCE_REGION)
    if found is None:
        found = vars(session)[_INSTANCE_REGION] = _instance_region(session)
    return found


def _instance_region(session: Any) -> str | None:
    from .core_session import SessionContext
    from .credentials.imds import MetadataService
    from .exceptions import BotoCoreError

    try:
        return MetadataService(SessionContext(session)).region()
    except (BotoCoreError, ValueError):  # a machine that cannot be asked is like any other
        return None
