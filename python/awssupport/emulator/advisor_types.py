"""What Trusted Advisor's checks are and what they find."""

from __future__ import annotations

from dataclasses import dataclass

OK, WARNING, ERROR = "ok", "warning", "error"
_SEVERITY = {OK: 0, WARNING: 1, ERROR: 2}


@dataclass(frozen=True)
class Check:
    """A check.

    - category: `cost_optimizing`, `performance`, `security`, `fault_tolerance`,
      `service_limits` or `operational_excellence`.
    - metadata: the names of the columns of `FlaggedResource.metadata`.
    - refreshable: False for those that AWS refreshes by itself.
    """

    id: str
    name: str
    category: str
    description: str = ""
    metadata: tuple[str, ...] = ()
    refreshable: bool = True


@dataclass(frozen=True)
class FlaggedResource:
    """One resource of a result; `metadata` has a value for each column of its check."""

    resource_id: str
    status: str = WARNING
    region: str = "us-east-1"
    metadata: tuple[str, ...] = ()
    is_suppressed: bool = False


@dataclass(frozen=True)
class CheckResult:
    """What a check found.

    - status: None for the worst among the resources that are not suppressed; else `ok`,
      `warning`, `error` or `not_available`.
    - processed: how many resources were looked at; None for as many as are listed.
    - timestamp: epoch seconds; None for the time at which the result is set.
    - monthly_savings is in US dollars, percent_savings of the monthly costs of those resources.
    """

    resources: tuple[FlaggedResource, ...] = ()
    status: str | None = None
    processed: int | None = None
    ignored: int = 0
    timestamp: float | None = None
    monthly_savings: float = 0.0
    percent_savings: float = 0.0

    @property
    def flagged(self) -> int:
        """How many resources are neither suppressed nor ok."""
        return sum(not item.is_suppressed and item.status != OK for item in self.resources)

    @property
    def suppressed(self) -> int:
        """How many resources the customer does not want to hear about."""
        return sum(item.is_suppressed for item in self.resources)

    @property
    def shown_status(self) -> str:
        """The status that the service tells."""
        if self.status is not None:
            return self.status
        visible = (item.status for item in self.resources if not item.is_suppressed)
        return max(visible, key=lambda status: _SEVERITY.get(status, 0), default=OK)

    @property
    def shown_processed(self) -> int:
        """How many resources were looked at."""
        return len(self.resources) if self.processed is None else self.processed
