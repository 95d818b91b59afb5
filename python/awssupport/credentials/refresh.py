"""Temporary credentials that renew themselves before they expire.

Two windows, as in botocore. In the advisory one (less than 15 minutes left) one thread asks for new
credentials while the others go on with the old, and a failure is logged and nothing else. In the
mandatory one (less than 10 minutes) all wait for that thread, and a failure is the caller's.
"""

from __future__ import annotations

from threading import Lock

from ..process_lock import lock_of_process
from . import Credentials, _log
from .frozen import ReadOnlyCredentials
from .timestamps import parse_timestamp, utc_now

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from typing import Any

    #: access_key, secret_key, token, expiry_time (text), and perhaps account_id.
    _Metadata = Mapping[str, Any]

ADVISORY_SECONDS = 15 * 60
MANDATORY_SECONDS = 10 * 60

_NAP_SECONDS = 0.05

_REQUIRED = ("access_key", "secret_key", "token", "expiry_time")
_STILL_EXPIRED = "Credentials were refreshed, but the refreshed credentials are still expired."


class RefreshableCredentials(Credentials):
    """Credentials that expire; botocore's class of this name.

    Args:
        access_key: The access key's id.
        secret_key: The secret key.
        token: The session token.
        expiry_time: When they end, with its time zone. ``None`` for never.
        refresh_using: Gives new ones: a mapping with ``access_key``, ``secret_key``, ``token``,
            ``expiry_time`` (ISO 8601) and perhaps ``account_id``.
        method: Where they come from; see :class:`~awssupport.credentials.Credentials`.
        time_fetcher: The clock, giving times with a zone.
        advisory_timeout: How many seconds before the end one thread asks for new ones.
        mandatory_timeout: How many seconds before the end nobody goes on without new ones.
        account_id: The account they belong to.
        feature_ids: What the User-Agent says of the source.
    """

    can_refresh = True

    # The parent's attributes are properties here, so its constructor has nothing to set.
    def __init__(
        self,
        access_key: str | None,
        secret_key: str | None,
        token: str | None,
        expiry_time: datetime | None,
        refresh_using: Callable[[], _Metadata],
        method: str,
        time_fetcher: Callable[[], datetime] = utc_now,
        advisory_timeout: float | None = None,
        mandatory_timeout: float | None = None,
        account_id: str | None = None,
        feature_ids: tuple[str, ...] = (),
    ) -> None:
        self.method = method
        self.feature_ids = feature_ids
        self._refresh_using = refresh_using
        self._time_fetcher = time_fetcher
        self._advisory = ADVISORY_SECONDS if advisory_timeout is None else advisory_timeout
        self._mandatory = MANDATORY_SECONDS if mandatory_timeout is None else mandatory_timeout
        self._locks: dict[int, Lock] = {}
        # Values and end change together, in one assignment, so that no thread sees half of it.
        self._current: tuple[ReadOnlyCredentials | None, datetime | None] = (None, expiry_time)
        if access_key is not None:
            keys = ReadOnlyCredentials(access_key, secret_key or "", token, account_id)
            self._current = (keys, expiry_time)

    @classmethod
    def create_from_metadata(
        cls,
        metadata: _Metadata,
        refresh_using: Callable[[], _Metadata],
        method: str,
        advisory_timeout: float | None = None,
        mandatory_timeout: float | None = None,
        feature_ids: tuple[str, ...] = (),
    ) -> RefreshableCredentials:
        """Make them of what ``refresh_using`` would give."""
        return cls(
            metadata["access_key"],
            metadata["secret_key"],
            metadata["token"],
            parse_timestamp(metadata["expiry_time"]),
            refresh_using,
            method,
            advisory_timeout=advisory_timeout,
            mandatory_timeout=mandatory_timeout,
            account_id=metadata.get("account_id"),
            feature_ids=feature_ids,
        )

    @property
    def access_key(self) -> str:  # type: ignore[override]
        """The access key's id, refreshed if need be. Take more than one property from
        :meth:`get_frozen_credentials`, lest they change in between."""
        return self.get_frozen_credentials().access_key

    @property
    def secret_key(self) -> str:  # type: ignore[override]
        """The secret key, refreshed if need be."""
        return self.get_frozen_credentials().secret_key

    @property
    def token(self) -> str | None:  # type: ignore[override]
        """The session token, refreshed if need be."""
        return self.get_frozen_credentials().token

    @property
    def account_id(self) -> str | None:  # type: ignore[override]
        """The account, refreshed if need be."""
        return self.get_frozen_credentials().account_id

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """All of them at one moment, refreshed before if need be.

        Raises:
            CredentialRetrievalError: The source's answer lacks something.
            RuntimeError: What it gave has already expired.
            Exception: Whatever else the source raises, in the mandatory window.
        """
        self._refresh()
        keys = self._current[0]
        # Without keys a refresh is mandatory: it has set them, or raised.
        assert keys is not None  # noqa: S101 - for type checkers
        return keys

    def refresh_needed(self, refresh_in: float | None = None) -> bool:
        """Whether they end within ``refresh_in`` seconds (the advisory window if not given)."""
        keys, expiry = self._current
        if keys is None:
            return True
        if expiry is None:
            return False
        window = self._advisory if refresh_in is None else refresh_in
        return (expiry - self._time_fetcher()).total_seconds() < window

    def refresh_now(self, stale: ReadOnlyCredentials | None = None) -> bool:
        """Ask for new credentials although these have not expired, as when a service says they
        have; whether there are other ones now.

        ``stale`` is what was refused. If another thread has replaced it meanwhile nothing is asked,
        so that many threads with the same complaint cause one refresh.

        Raises:
            Exception: What the source raises; the old ones stay.
        """
        before = self._current[0] if stale is None else stale
        with self._refresh_lock():
            if self._current[0] != before:
                return True
            self._protected_refresh(mandatory=True)
            return self._current[0] != before

    def _refresh(self) -> None:
        if not self.refresh_needed():
            return
        lock = self._refresh_lock()
        if lock.acquire(blocking=False):
            try:
                if self.refresh_needed():  # nobody was faster
                    self._protected_refresh(mandatory=self.refresh_needed(self._mandatory))
            finally:
                lock.release()
        elif self.refresh_needed(self._mandatory):
            # In naps: a signal in the moment before a wait would have to wait for its end.
            while not lock.acquire(timeout=_NAP_SECONDS):
                pass
            try:
                if self.refresh_needed(self._mandatory):
                    self._protected_refresh(mandatory=True)
            finally:
                lock.release()

    def _refresh_lock(self) -> Lock:
        return lock_of_process(self._locks, Lock)

    def _protected_refresh(self, *, mandatory: bool) -> None:
        """Replace the credentials; the lock is held."""
        try:
            metadata = self._refresh_using()
        except Exception as error:
            _log.warning(
                "Refreshing temporary credentials failed during %s refresh period: %s",
                "mandatory" if mandatory else "advisory",
                _log.named(error),
            )
            if mandatory:
                raise
            return
        self._set(metadata)
        if self.refresh_needed(0):
            _log.warning(_STILL_EXPIRED)
            raise RuntimeError(_STILL_EXPIRED)

    def _set(self, metadata: _Metadata | None) -> None:
        missing = [name for name in _REQUIRED if not metadata or name not in metadata]
        if missing or metadata is None:
            from ..exceptions import CredentialRetrievalError

            raise CredentialRetrievalError(
                provider=self.method,
                error_msg="Credential refresh failed, response did not contain: "
                + ", ".join(missing),
            )
        expiry = parse_timestamp(metadata["expiry_time"])
        keys = ReadOnlyCredentials(
            metadata["access_key"],
            metadata["secret_key"],
            metadata["token"],
            metadata.get("account_id"),
        )
        self._current = (keys, expiry)
        _log.debug("Retrieved credentials will expire at: %s", expiry)


class DeferredRefreshableCredentials(RefreshableCredentials):
    """Credentials that are asked for when the first request is to be signed."""

    def __init__(
        self,
        refresh_using: Callable[[], _Metadata],
        method: str,
        time_fetcher: Callable[[], datetime] = utc_now,
        feature_ids: tuple[str, ...] = (),
    ) -> None:
        super().__init__(
            None, None, None, None, refresh_using, method, time_fetcher, feature_ids=feature_ids
        )
