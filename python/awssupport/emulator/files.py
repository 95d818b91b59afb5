"""Attachments of communications: what has an attachment id."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from .attachment_sets import MAX_ATTACHMENT_BYTES, Attachment
from .clock import Clock
from .errors import ServiceError, invalid_value

LIMIT_WINDOW_SECONDS = 3600.0


class AttachmentDetails(NamedTuple):
    """What a communication tells about one of its files; `size` is in bytes."""

    attachment_id: str
    file_name: str
    size: int

    @property
    def is_small(self) -> bool:
        """Whether the file can be described: 5,242,880 bytes at most."""
        return self.size <= MAX_ATTACHMENT_BYTES


class AttachmentStore:
    """All files that are attached to something. Not locked: its owner, the state, is.

    `max_described_per_hour`: more DescribeAttachment than that within an hour fail with
    DescribeAttachmentLimitExceeded; None is no limit (the real one is not published).
    """

    def __init__(self, clock: Clock, max_described_per_hour: int | None = None) -> None:
        self._clock = clock
        self._max_described_per_hour = max_described_per_hour
        self._files: dict[str, Attachment] = {}
        self._described: deque[float] = deque()

    def keep(self, files: Iterable[Attachment]) -> tuple[AttachmentDetails, ...]:
        """Give each file an id and keep it for good."""
        return tuple(self._keep(file) for file in files)

    def find(self, attachment_id: str) -> Attachment:
        """The file of that id; AttachmentIdNotFound."""
        if attachment_id not in self._files:
            raise ServiceError("AttachmentIdNotFound")
        return self._files[attachment_id]

    def describe(self, attachment_id: str, *, dry_run: bool) -> Attachment:
        """The file of that id, counted against the hourly limit unless `dry_run`.

        Raises DescribeAttachmentLimitExceeded, AttachmentIdNotFound and, for a file of more than
        5 MB, InvalidParameterValueException.
        """
        self._check_rate()
        found = self.find(attachment_id)
        if len(found.data) > MAX_ATTACHMENT_BYTES:
            raise invalid_value(
                "The attachment is larger than 5 MB: use GetAttachmentDownloadLink instead."
            )
        if not dry_run:
            self._described.append(self._clock())
        return found

    def snapshot(self) -> dict[str, Attachment]:
        """Every file by attachment id, oldest first (a copy)."""
        return dict(self._files)

    def _keep(self, file: Attachment) -> AttachmentDetails:
        attachment_id = new_attachment_id()
        self._files[attachment_id] = file
        return AttachmentDetails(attachment_id, file.file_name, len(file.data))

    def _check_rate(self) -> None:
        start = self._clock() - LIMIT_WINDOW_SECONDS
        while self._described and self._described[0] <= start:
            self._described.popleft()
        limit = self._max_described_per_hour
        if limit is not None and len(self._described) >= limit:
            raise ServiceError("DescribeAttachmentLimitExceeded")


def new_attachment_id() -> str:
    """An opaque, unpredictable id of the documented look: `attachment-<150 URL-safe>`."""
    return f"attachment-{secrets.token_urlsafe(112)}"
