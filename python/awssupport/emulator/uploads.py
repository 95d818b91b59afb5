"""Uploads in parts: links are handed out, parts arrive, are reported, and become one file.

Part indexes count from 1. Sizes are in bytes.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from .attachment_sets import Attachment
from .errors import ServiceError, invalid_value

MAX_PART_BYTES = 104_857_600
DEFAULT_PART_BYTES = 5 * 1024 * 1024
MAX_LINKS_PER_CALL = 10

READY = "attachment-ready"
NOT_READY = "attachment-not-ready"
FAILED = "failed"


@dataclass(frozen=True)
class Part:
    """One stored part and the ETag it was answered with, quotes included."""

    data: bytes
    etag: str


@dataclass(frozen=True)
class Processing:
    """What becomes of an upload once its last part is reported.

    It is `attachment-not-ready` for the next `polls` status requests, then `attachment-ready`,
    or `failed` if so wished.
    """

    polls: int = 1
    fail: bool = False


@dataclass
class Upload:
    """One upload. `polls_left` is None until every part is reported."""

    id: str
    file_name: str
    size: int
    part_size: int
    parts: dict[int, Part] = field(default_factory=dict)
    reported: set[int] = field(default_factory=set)
    polls_left: int | None = None
    fails: bool = False

    @property
    def total_parts(self) -> int:
        """How many parts the file has; the last may be shorter than the others."""
        return -(-self.size // self.part_size)

    @property
    def status(self) -> str:
        """`attachment-not-ready`, `attachment-ready` or `failed`."""
        if self.polls_left is None or self.polls_left > 0:
            return NOT_READY
        return FAILED if self.fails else READY

    def size_of(self, index: int) -> int:
        """How many bytes the part `index` has, exactly."""
        return min(self.part_size, self.size - (index - 1) * self.part_size)

    def file(self) -> Attachment:
        """The whole file."""
        parts = (self.parts[index].data for index in range(1, self.total_parts + 1))
        return Attachment(self.file_name, b"".join(parts))


class UploadStore:
    """All uploads of the account. Not locked: its owner, the state, is."""

    def __init__(self, part_size: int = DEFAULT_PART_BYTES) -> None:
        if not 1 <= part_size <= MAX_PART_BYTES:
            raise ValueError(f"parts have 1 to {MAX_PART_BYTES} bytes, not {part_size}")
        self._part_size = part_size
        self._uploads: dict[str, Upload] = {}
        self._used: set[str] = set()
        self.processing = Processing()

    def prepare(self, file_name: str, size: int) -> Upload:
        """An upload that `add` will make known."""
        return Upload(secrets.token_urlsafe(48), file_name, size, self._part_size)

    def add(self, upload: Upload) -> None:
        """Make a prepared upload known; adding it again changes nothing."""
        self._uploads.setdefault(upload.id, upload)

    def find(self, upload_id: str) -> Upload:
        """The upload of that id; UploadIdNotFound."""
        if upload_id not in self._uploads:
            raise ServiceError("UploadIdNotFound")
        return self._uploads[upload_id]

    def check_reports(self, upload: Upload, reports: Sequence[tuple[int, str]]) -> None:
        """Raise InvalidParameterValueException for a part that is not there or another ETag."""
        for index, etag in reports:
            if not 1 <= index <= upload.total_parts:
                raise invalid_value(f"The upload has no part {index}.")
            part = upload.parts.get(index)
            if part is None:
                raise invalid_value(f"Part {index} has not been uploaded.")
            # S3 takes an ETag with its quotes or without.
            if etag.strip('"') != part.etag.strip('"'):
                raise invalid_value(f"The ETag of part {index} is not that of the uploaded part.")

    def report(self, upload: Upload, reports: Sequence[tuple[int, str]]) -> None:
        """Count checked parts as complete; the last of them starts the processing."""
        upload.reported.update(index for index, _etag in reports)
        if upload.polls_left is None and len(upload.reported) == upload.total_parts:
            upload.polls_left = self.processing.polls
            upload.fails = self.processing.fail

    def poll(self, upload: Upload) -> str:
        """The status now; asking is what moves the processing on."""
        status = upload.status
        if upload.polls_left:
            upload.polls_left -= 1
        return status

    def store_part(self, upload: Upload, index: int, part: Part) -> None:
        """Keep a part whose size is right. One that replaces another must be reported anew."""
        upload.parts[index] = part
        upload.reported.discard(index)

    def files(self, upload_ids: Sequence[str]) -> list[Attachment]:
        """The files of uploads that are ready and not used yet, else InvalidParameterValue."""
        if len(set(upload_ids)) != len(upload_ids):
            raise invalid_value("An upload ID is given more than once.")
        return [self._file(upload_id) for upload_id in upload_ids]

    def use(self, upload_ids: Sequence[str]) -> None:
        """Note that these uploads are attached now; their parts are dropped."""
        for upload_id in upload_ids:
            self._used.add(upload_id)
            self._uploads[upload_id].parts.clear()

    def snapshot(self) -> dict[str, Upload]:
        """Every upload by id, oldest first; the contents of parts are not copied."""
        return dict(self._uploads)

    def _file(self, upload_id: str) -> Attachment:
        upload = self._uploads.get(upload_id)
        if upload is None:
            raise invalid_value(f"The upload ID {upload_id} could not be found.")
        if upload_id in self._used:
            raise invalid_value(f"The upload {upload_id} is attached already.")
        if upload.status != READY:
            raise invalid_value(f"The upload {upload_id} is {upload.status}, not {READY}.")
        return upload.file()


def etag_of(data: bytes) -> str:
    """The ETag S3 gives a part: its MD5 in hexadecimal, in double quotes."""
    return f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'
