"""When a call of a service that gives credentials is tried again: botocore's retry modes.

Pure: no clock, no chance, no waiting. There is no retry quota, for each caller makes one call.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from ._http import Response
    from .services import Service

_LONGEST_PAUSE = 20.0
_SERVER_ERRORS = frozenset({500, 502, 503, 504})
# STS could not reach the provider of a web identity.
_PROVIDER_NOT_REACHED = "IDPCommunicationError"
_TRANSIENT_CODES = frozenset(
    {
        *("RequestTimeout", "RequestTimeoutException", "PriorRequestNotComplete"),
        _PROVIDER_NOT_REACHED,
    }
)
_THROTTLED_CODES = frozenset(
    {
        *("Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException"),
        *("TooManyRequestsException", "ProvisionedThroughputExceededException"),
        *("TransactionInProgressException", "RequestLimitExceeded", "BandwidthLimitExceeded"),
        *("LimitExceededException", "RequestThrottled", "SlowDown", "PriorRequestNotComplete"),
        "EC2ThrottledException",
    }
)
_LEGACY_CODES = frozenset(
    {
        *("Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException"),
        *("ProvisionedThroughputExceededException", _PROVIDER_NOT_REACHED),
    }
)


class RetryRules:
    """The modes ``standard`` and ``adaptive``."""

    #: How often a call is tried where nobody says otherwise.
    attempts = 3
    #: Whether what arrives at the last attempt is marked so even if it would not be tried again.
    marks_every_last = True

    def longest_pause(
        self, service: Service, response: Response | None, code: str | None, attempt: int
    ) -> float | None:
        """Seconds of which a part, by chance, is waited after the ``attempt``th attempt; ``None``
        if that was the last. Without a ``response`` there was no answer at all."""
        if response is None:
            scale = 0.05
        elif code in _THROTTLED_CODES or (response.status == 429 and code not in service.modeled):
            scale = 1.0
        elif code in _TRANSIENT_CODES or response.status in _SERVER_ERRORS:
            scale = 0.05
        else:
            return None
        return float(min(scale * 2 ** (attempt - 1), _LONGEST_PAUSE))

    def pause(self, longest: float, chance: float, response: Response | None) -> float:
        """Seconds to wait: what the service asks for counts within 5 seconds."""
        seconds = longest * chance
        asked = "" if response is None else response.headers.get("x-amz-retry-after", "")
        if asked.isascii() and asked.isdigit():
            seconds = max(seconds, min(int(asked) / 1000, seconds + 5))
        return seconds

    def announcement(self, attempt: int, attempts: int, time_to_live: str | None) -> str:
        """The header ``amz-sdk-request``."""
        beginning = "" if time_to_live is None else f"ttl={time_to_live}; "
        return f"{beginning}attempt={attempt}; max={attempts}"


class LegacyRetryRules(RetryRules):
    """The mode ``legacy``."""

    attempts = 5
    marks_every_last = False

    def longest_pause(
        self,
        service: Service,  # noqa: ARG002 - errors of the model are like others here
        response: Response | None,
        code: str | None,
        attempt: int,
    ) -> float | None:
        """See :meth:`RetryRules.longest_pause`."""
        is_retried = (
            response is None
            or response.status in _SERVER_ERRORS
            or response.status in {429, 509}
            or (response.status == 400 and code in _LEGACY_CODES)
        )
        return float(2 ** (attempt - 1)) if is_retried else None

    def pause(self, longest: float, chance: float, response: Response | None) -> float:  # noqa: ARG002
        """Seconds to wait."""
        return longest * chance

    def announcement(self, attempt: int, attempts: int, time_to_live: str | None) -> str:
        """The header ``amz-sdk-request``; the first attempt does not know how many there may be."""
        if attempt == 1:
            return "attempt=1"
        return super().announcement(attempt, attempts, time_to_live)


def rules_of(mode: str) -> RetryRules:
    """The rules of a retry mode."""
    return LegacyRetryRules() if mode == "legacy" else RetryRules()
