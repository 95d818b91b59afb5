"""Trusted Advisor: checks, their results and their refresh cycle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .advisor_data import CHECKS, RESULTS
from .advisor_types import Check, CheckResult
from .clock import Clock
from .errors import invalid_value

REFRESH_INTERVAL_SECONDS = 3600.0
"""How long after a refresh the next is possible: 1 hour, as in AWS's examples."""

NONE, ENQUEUED, PROCESSING, SUCCESS = "none", "enqueued", "processing", "success"
_NEXT_STATUS = {ENQUEUED: PROCESSING, PROCESSING: SUCCESS}


@dataclass(frozen=True)
class RefreshStatus:
    """Where a check is in its refresh cycle; `wait` is in milliseconds, 0 when it may start."""

    check_id: str
    status: str
    wait: int


@dataclass
class _Refresh:
    status: str
    next_at: float


class TrustedAdvisor:
    """All checks of the account. Not locked: its owner, the state, is.

    A refresh goes from `none` to `enqueued`; each reading of its status after that moves it on,
    to `processing` and to `success`, when the result gets the time of that moment.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._checks = {check.id: check for check in CHECKS}
        started = clock()
        self._results = {
            check_id: replace(result, timestamp=started) for check_id, result in RESULTS.items()
        }
        self._refreshes: dict[str, _Refresh] = {}

    def checks(self) -> list[Check]:
        """Every check."""
        return list(self._checks.values())

    def add_check(self, check: Check) -> None:
        """Add a check, or replace the one of the same id."""
        self._checks[check.id] = check

    def set_result(self, check_id: str, result: CheckResult) -> None:
        """Set what a check found; KeyError for an unknown check."""
        if check_id not in self._checks:
            raise KeyError(check_id)
        moment = self._clock() if result.timestamp is None else result.timestamp
        self._results[check_id] = replace(result, timestamp=moment)

    def result(self, check_id: str) -> CheckResult:
        """What a check found; InvalidParameterValueException for an unknown one.

        A check that never ran has the status `not_available`.
        """
        self._check(check_id)
        never = CheckResult(status="not_available", timestamp=self._clock())
        return self._results.get(check_id, never)

    def summaries(self, check_ids: Sequence[str]) -> list[tuple[str, CheckResult]]:
        """What several checks found, in the order asked for."""
        return [(check_id, self.result(check_id)) for check_id in check_ids]

    def refresh(self, check_id: str) -> RefreshStatus:
        """Start a refresh unless the last one is too recent; tells where it is."""
        self._check_refreshable(check_id)
        current = self._refreshes.get(check_id)
        now = self._clock()
        if current is None or current.next_at <= now:
            self._refreshes[check_id] = _Refresh(ENQUEUED, now + REFRESH_INTERVAL_SECONDS)
        return self._status(check_id)

    def refresh_statuses(self, check_ids: Iterable[str]) -> list[RefreshStatus]:
        """Move each check's refresh on by a step and tell where it is.

        All of the ids are checked first: InvalidParameterValueException for an unknown check or
        one that cannot be refreshed.
        """
        wanted = list(check_ids)
        for check_id in wanted:
            self._check_refreshable(check_id)
        for check_id in dict.fromkeys(wanted):
            self._advance(check_id)
        return [self._status(check_id) for check_id in wanted]

    def _advance(self, check_id: str) -> None:
        refresh = self._refreshes.get(check_id)
        if refresh is None or refresh.status not in _NEXT_STATUS:
            return
        refresh.status = _NEXT_STATUS[refresh.status]
        if refresh.status == SUCCESS:
            ran = self._results.get(check_id, CheckResult())
            self._results[check_id] = replace(ran, timestamp=self._clock())

    def _status(self, check_id: str) -> RefreshStatus:
        refresh = self._refreshes.get(check_id)
        if refresh is None:
            return RefreshStatus(check_id, NONE, 0)
        left = max(0.0, refresh.next_at - self._clock())
        return RefreshStatus(check_id, refresh.status, round(left * 1000))

    def _check(self, check_id: str) -> Check:
        if check_id not in self._checks:
            raise invalid_value(f"Unknown ID: {check_id}")
        return self._checks[check_id]

    def _check_refreshable(self, check_id: str) -> None:
        if not self._check(check_id).refreshable:
            raise invalid_value(
                f"[UNREFRESHABLE_CHECK_ID_ERROR] Check {check_id} is not refreshable."
            )
