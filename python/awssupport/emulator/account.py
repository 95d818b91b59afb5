"""The emulated account as a test sees and sets it, past the service's own rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from .advisor_types import Check, CheckResult
from .attachment_sets import Attachment
from .cases import PENDING_CUSTOMER_ACTION, Case
from .state import SupportState
from .uploads import Processing, Upload


class Account:
    """What the account holds, as copies, and what AWS's side of it can do.

    Safe to use from any thread, while requests are served.
    """

    def __init__(self, state: SupportState) -> None:
        self._state = state

    @property
    def attachment_sets(self) -> dict[str, list[Attachment]]:
        """The files of every set that has neither expired nor been used, by set id."""
        with self._state.lock:
            return self._state.attachment_sets.snapshot()

    def attachment_set(self, set_id: str) -> list[Attachment]:
        """The files of one set, in the order they were added; KeyError if unknown or expired."""
        return self.attachment_sets[set_id]

    @property
    def attachments(self) -> dict[str, Attachment]:
        """Every file that is attached to a communication, by attachment id, oldest first."""
        with self._state.lock:
            return self._state.attachments.snapshot()

    @property
    def uploads(self) -> dict[str, Upload]:
        """Every upload in parts, by upload id, oldest first."""
        with self._state.lock:
            return {
                upload_id: replace(found, parts=dict(found.parts), reported=set(found.reported))
                for upload_id, found in self._state.uploads.snapshot().items()
            }

    @property
    def cases(self) -> dict[str, Case]:
        """Every case by case id, oldest first, resolved ones included."""
        with self._state.lock:
            return self._state.cases.snapshot()

    def case(self, case_id: str) -> Case:
        """One case; KeyError if unknown."""
        return self.cases[case_id]

    def reply_to_case(
        self,
        case_id: str,
        body: str,
        *,
        attachments: Sequence[tuple[str, bytes]] = (),
        status: str = PENDING_CUSTOMER_ACTION,
    ) -> list[str]:
        """Answer a case as AWS Support does; returns the ids of the attachments.

        `attachments` are pairs of file name and content, of any size. Raises KeyError for an
        unknown case and ValueError for a status that no case has.
        """
        files = [Attachment(name, data) for name, data in attachments]
        with self._state.lock:
            case = self._state.cases.set_status(self.case(case_id), status)
            details = self._state.attachments.keep(files)
            self._state.cases.add_reply(case, body, details)
        return [item.attachment_id for item in details]

    def set_case_status(self, case_id: str, status: str) -> None:
        """Set a case's status; KeyError for an unknown case, ValueError for an unknown status."""
        with self._state.lock:
            self._state.cases.set_status(self.case(case_id), status)

    def add_service(self, code: str, name: str, categories: Mapping[str, str]) -> None:
        """Add a service that cases can be about; `categories` maps codes to names."""
        with self._state.lock:
            self._state.catalogue.add_service(code, name, categories)

    def process_uploads(self, *, polls: int = 0, fail: bool = False) -> None:
        """What becomes of uploads whose last part is reported from now on.

        They are `attachment-not-ready` for the next `polls` DescribeAttachmentUploadStatus, then
        `attachment-ready`, or `failed`. At the start it is one poll and success.
        """
        if polls < 0:
            raise ValueError(f"polls cannot be negative: {polls}")
        with self._state.lock:
            self._state.uploads.processing = Processing(polls, fail)

    def add_check(self, check: Check) -> None:
        """Add a Trusted Advisor check, or replace the one of the same id."""
        with self._state.lock:
            self._state.advisor.add_check(check)

    def set_check_result(self, check_id: str, result: CheckResult) -> None:
        """Set what a Trusted Advisor check found; KeyError for an unknown check."""
        with self._state.lock:
            self._state.advisor.set_result(check_id, result)
