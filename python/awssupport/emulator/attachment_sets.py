"""Attachment sets: at most three files each, gone one hour after they are made."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .clock import Clock
from .errors import ServiceError

MAX_ATTACHMENTS_PER_SET = 3
MAX_ATTACHMENT_BYTES = 5 * 1024 * 1024
"""5,242,880 bytes, measured on the decoded data."""

SET_LIFETIME_SECONDS = 3600.0
LIMIT_WINDOW_SECONDS = 3600.0


class Attachment(NamedTuple):
    """One stored file. Equal to the plain tuple `(file_name, data)`.

    The service model requires neither member: an absent one is stored as empty.
    """

    file_name: str
    data: bytes


@dataclass
class AttachmentSet:
    """A live set. `expires_at` (epoch seconds) is fixed when the set is made: adding files
    later does not extend it."""

    id: str
    expires_at: float
    attachments: list[Attachment] = field(default_factory=list)


class AttachmentSetStore:
    """All sets of the emulated account. Not locked: its owner, the state, is."""

    def __init__(self, clock: Clock, max_sets_per_hour: int | None = None) -> None:
        self._clock = clock
        self._max_sets_per_hour = max_sets_per_hour
        self._live: dict[str, AttachmentSet] = {}
        self._expired_ids: set[str] = set()
        self._creation_times: deque[float] = deque()

    def add(
        self, set_id: str | None, attachments: Sequence[Attachment], *, dry_run: bool
    ) -> AttachmentSet:
        """Store all of `attachments` in the set `set_id`, or in a new set when that is None.

        All or nothing. Raises AttachmentSetIdNotFound, AttachmentSetExpired,
        AttachmentSetSizeLimitExceeded, AttachmentLimitExceeded (new sets only) or, when nothing
        else is wrong and `dry_run` is set, DryRunOperationException.
        """
        now = self._clock()
        self._expire(now)
        existing = None if set_id is None else self._find(set_id)
        held = len(existing.attachments) if existing else 0
        _check_limits(held, attachments)
        if existing is None:
            self._check_creation_rate()
        if dry_run:
            raise ServiceError("DryRunOperationException")
        target = existing or self._create(now)
        target.attachments.extend(attachments)
        return target

    def files(self, set_id: str) -> list[Attachment]:
        """The files of one set. Raises AttachmentSetIdNotFound, AttachmentSetExpired."""
        self._expire(self._clock())
        return list(self._find(set_id).attachments)

    def discard(self, set_id: str) -> None:
        """Forget a set whose files are attached to a case now."""
        del self._live[set_id]

    def snapshot(self) -> dict[str, list[Attachment]]:
        """The files of every live set by set id, in the order they were made and added."""
        self._expire(self._clock())
        return {set_id: list(found.attachments) for set_id, found in self._live.items()}

    def _find(self, set_id: str) -> AttachmentSet:
        if set_id in self._expired_ids:
            raise ServiceError("AttachmentSetExpired")
        if set_id not in self._live:
            raise ServiceError("AttachmentSetIdNotFound")
        return self._live[set_id]

    def _create(self, now: float) -> AttachmentSet:
        created = AttachmentSet(new_set_id(), now + SET_LIFETIME_SECONDS)
        self._live[created.id] = created
        self._creation_times.append(now)
        return created

    def _expire(self, now: float) -> None:
        """Forget the files, not the ids, of sets whose time is over."""
        over = [found.id for found in self._live.values() if found.expires_at <= now]
        for set_id in over:
            del self._live[set_id]
        self._expired_ids.update(over)
        while self._creation_times and self._creation_times[0] <= now - LIMIT_WINDOW_SECONDS:
            self._creation_times.popleft()

    def _check_creation_rate(self) -> None:
        limit = self._max_sets_per_hour
        if limit is not None and len(self._creation_times) >= limit:
            raise ServiceError("AttachmentLimitExceeded")


def new_set_id() -> str:
    """An opaque, unpredictable id of the documented look: `as-<17 hex>-mu-<47 URL-safe>`."""
    return f"as-{secrets.token_hex(9)[:17]}-mu-{secrets.token_urlsafe(35)}"


def _check_limits(held: int, attachments: Sequence[Attachment]) -> None:
    too_many = held + len(attachments) > MAX_ATTACHMENTS_PER_SET
    if too_many or any(len(item.data) > MAX_ATTACHMENT_BYTES for item in attachments):
        raise ServiceError("AttachmentSetSizeLimitExceeded")
