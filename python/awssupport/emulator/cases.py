"""Support cases and their communications. Times are epoch seconds.

Bodies are kept as they were sent: that the service blots out keys and card numbers in them is
documented, but not how it finds them.
"""

from __future__ import annotations

import secrets
from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime, timezone

from .clock import Clock
from .errors import ServiceError
from .files import AttachmentDetails

ACCOUNT_ID = "12345678910"
"""The account of the examples in AWS's documentation, which has 11 digits there."""

CUSTOMER = "customer@example.com"
SUPPORT = "Amazon Web Services"

DEFAULT_MAX_CASES_PER_HOUR = 10
LIMIT_WINDOW_SECONDS = 3600.0
RETENTION_SECONDS = 730 * 86400.0
"""Cases are kept for 24 months."""

UNASSIGNED = "unassigned"
PENDING_CUSTOMER_ACTION = "pending-customer-action"
RESOLVED = "resolved"
STATUSES = frozenset(
    {
        "customer-action-completed",
        "opened",
        PENDING_CUSTOMER_ACTION,
        "reopened",
        RESOLVED,
        UNASSIGNED,
        "work-in-progress",
    }
)
_AFTER_A_CUSTOMERS_WORD = {
    RESOLVED: "reopened",
    PENDING_CUSTOMER_ACTION: "customer-action-completed",
}


@dataclass(frozen=True)
class Communication:
    """One message of a case, with the files that came with it."""

    body: str
    submitted_by: str
    time_created: float
    attachments: tuple[AttachmentDetails, ...] = ()


@dataclass(frozen=True)
class CaseDraft:
    """What the customer says about a new case."""

    subject: str
    service_code: str
    severity_code: str
    category_code: str
    cc_email_addresses: tuple[str, ...]
    language: str
    issue_type: str


@dataclass(frozen=True)
class Case:
    """A case as it is at one moment. `communications` are oldest first, and never none."""

    id: str
    display_id: str
    number: int
    draft: CaseDraft
    status: str
    time_created: float
    cc_email_addresses: tuple[str, ...]
    communications: tuple[Communication, ...]

    @property
    def subject(self) -> str:
        """The subject it was created with."""
        return self.draft.subject

    @property
    def is_resolved(self) -> bool:
        """Whether its status is `resolved`."""
        return self.status == RESOLVED


class CaseStore:
    """All cases of the account. Not locked: its owner, the state, is.

    `max_cases_per_hour`: more new cases within any hour fail with CaseCreationLimitExceeded;
    None is no limit.
    """

    def __init__(
        self, clock: Clock, max_cases_per_hour: int | None = DEFAULT_MAX_CASES_PER_HOUR
    ) -> None:
        self._clock = clock
        self._max_cases_per_hour = max_cases_per_hour
        self._cases: dict[str, Case] = {}
        self._displayed: dict[str, str] = {}
        self._created = 0
        self._creation_times: deque[float] = deque()

    def check_creation_rate(self) -> None:
        """Raise CaseCreationLimitExceeded when no more cases may be created now."""
        start = self._clock() - LIMIT_WINDOW_SECONDS
        while self._creation_times and self._creation_times[0] <= start:
            self._creation_times.popleft()
        limit = self._max_cases_per_hour
        if limit is not None and len(self._creation_times) >= limit:
            raise ServiceError(
                "CaseCreationLimitExceeded",
                f"Account has exceeded the limit of {limit} cases per hour.",
            )

    def create(
        self, draft: CaseDraft, body: str, attachments: tuple[AttachmentDetails, ...]
    ) -> Case:
        """Open a case whose first communication is `body`. The rate is checked before."""
        now = self._clock()
        self._created += 1
        first = Communication(body, CUSTOMER, now, attachments)
        case = Case(
            id=new_case_id(draft.language, now),
            display_id=self._new_display_id(),
            number=self._created,
            draft=draft,
            status=UNASSIGNED,
            time_created=now,
            cc_email_addresses=draft.cc_email_addresses,
            communications=(first,),
        )
        self._displayed[case.display_id] = case.id
        self._cases[case.id] = case
        self._creation_times.append(now)
        return case

    def find(self, case_id: str) -> Case:
        """The case of that id; CaseIdNotFound, also when it is more than 24 months old."""
        case = self._cases.get(case_id)
        if case is None or self._is_over(case):
            raise ServiceError("CaseIdNotFound")
        return case

    def find_displayed(self, display_id: str) -> Case:
        """The case that Support Center shows under `display_id`; CaseIdNotFound."""
        return self.find(self._displayed.get(display_id, ""))

    def add_communication(
        self,
        case: Case,
        body: str,
        cc_email_addresses: tuple[str, ...],
        attachments: tuple[AttachmentDetails, ...],
    ) -> Case:
        """Add a customer's message. It reopens a resolved case."""
        said = Communication(body, CUSTOMER, self._clock(), attachments)
        addresses = dict.fromkeys((*case.cc_email_addresses, *cc_email_addresses))
        return self._put(
            replace(
                case,
                communications=(*case.communications, said),
                cc_email_addresses=tuple(addresses),
                status=_AFTER_A_CUSTOMERS_WORD.get(case.status, case.status),
            )
        )

    def add_reply(self, case: Case, body: str, attachments: tuple[AttachmentDetails, ...]) -> Case:
        """Add a message of AWS Support."""
        said = Communication(body, SUPPORT, self._clock(), attachments)
        return self._put(replace(case, communications=(*case.communications, said)))

    def set_status(self, case: Case, status: str) -> Case:
        """Set the status; ValueError for one that no case has."""
        if status not in STATUSES:
            raise ValueError(f"not the status of a case: {status!r}")
        return self._put(replace(case, status=status))

    def snapshot(self) -> dict[str, Case]:
        """Every case of the last 24 months by id, oldest first (a copy)."""
        return {case.id: case for case in self._cases.values() if not self._is_over(case)}

    def _put(self, case: Case) -> Case:
        self._cases[case.id] = case
        return case

    def _is_over(self, case: Case) -> bool:
        return case.time_created <= self._clock() - RETENTION_SECONDS

    def _new_display_id(self) -> str:
        while (name := str(10**9 + secrets.randbelow(9 * 10**9))) in self._displayed:
            pass
        return name


def new_case_id(language: str, now: float) -> str:
    """An id of the documented look: `case-12345678910-exen-2025-c4c1d2bf33c5cf47`."""
    year = datetime.fromtimestamp(now, timezone.utc).year
    return f"case-{ACCOUNT_ID}-ex{language}-{year}-{secrets.token_hex(8)}"
