"""Credentials of asyncio clients, found without making the event loop wait."""

from __future__ import annotations

import os
from threading import Lock

from ..core_session import CoreSession
from ..credentials.chain import CONTAINER_VARIABLES
from ..credentials.metadata_settings import is_disabled
from ..process_lock import lock_of_process
from ..session import client_identity as sync_identity

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from typing import Any

#: In a profile: it runs a process, or asks a server, as soon as credentials are looked for.
_SLOW_SETTINGS = ("credential_process", "login_session")

#: In a profile: it has keys, or names a source that is asked when the first request is signed.
_QUICK_SETTINGS = (
    *("aws_access_key_id", "role_arn", "web_identity_token_file"),
    *("sso_account_id", "sso_role_name"),
)


def client_identity(
    core: Any, arguments: dict[str, Any], region_name: str | None
) -> dict[str, Any]:
    """The core's options that say who signs. Where an event loop runs, and finding that out may
    take its time, it is left to the first call."""
    given = arguments["aws_access_key_id"] or arguments["aws_secret_access_key"]
    if given is None and _is_loop_running() and _may_wait(core):
        return {"credentials": LazyCredentials(core, region_name)}
    return sync_identity(core, arguments, region_name)


def _is_loop_running() -> bool:
    from asyncio import get_running_loop

    try:
        get_running_loop()
    except RuntimeError:
        return False
    return True


def _may_wait(core: Any) -> bool:
    """Whether looking for a Session's credentials may take its time."""
    if not isinstance(core, CoreSession):  # botocore's, which keeps what it has found here
        return getattr(core, "_credentials", None) is None
    if core.has_credentials:
        return False
    ask_environment = core.instance_variables().get("profile") is None
    if ask_environment and os.environ.get("AWS_ACCESS_KEY_ID"):
        return False
    profile = core.get_scoped_config()
    if any(name in profile for name in _SLOW_SETTINGS):
        return True
    if any(name in profile for name in _QUICK_SETTINGS):
        return False
    if any(name in os.environ for name in CONTAINER_VARIABLES):
        return True
    return not is_disabled(os.environ)


class LazyCredentials:
    """The credentials of a Session, looked for when they are first asked for."""

    def __init__(self, core: Any, region_name: str | None) -> None:
        self._core = core
        self._region_name = region_name
        self._found: tuple[Any] | None = None
        self._locks: dict[int, Lock] = {}

    def refresh_needed(self) -> bool:
        """Whether asking for them now may take its time."""
        if self._found is None:
            return True
        refresh_needed = getattr(self._found[0], "refresh_needed", None)
        return refresh_needed is not None and bool(refresh_needed())

    def get_frozen_credentials(self) -> Any:
        """Them at one moment; ``None`` if there are none."""
        credentials = self._credentials()
        return None if credentials is None else credentials.get_frozen_credentials()

    def refresh_now(self) -> None:
        """Get others, if the source has others."""
        refresh_now = getattr(self._credentials(), "refresh_now", None)
        if refresh_now is not None:
            refresh_now()

    def _credentials(self) -> Any:
        # Of calls that come together one looks; sessions of botocore would let all of them.
        with lock_of_process(self._locks, Lock):
            if self._found is None:
                self._found = (self._look(),)
        return self._found[0]

    def _look(self) -> Any:
        if isinstance(self._core, CoreSession):
            return self._core.get_credentials(self._region_name)
        from ..foreign_sessions import foreign_credentials

        return foreign_credentials(self._core)
