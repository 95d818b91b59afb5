"""Refusals of the service: which are asked again, and what is told of them."""

from __future__ import annotations

from collections.abc import Iterable

from tests.differential.server import Answer, http

from .fault import GOOD, Fault
from .peers import answers

REQUEST_ID = ("x-amzn-RequestId", "c1c5c5c5-0000-4000-8000-000000000001")
DATE = ("Date", "Fri, 02 Jan 2026 03:04:05 GMT")


def refusal(
    status: int, code: str, message: str = "told so", headers: Iterable[tuple[str, str]] = ()
) -> Answer:
    """An error of the service."""
    body = f'{{"__type": "{code}", "message": "{message}"}}'
    return http(status, body, [REQUEST_ID, *headers])


STATUSES = (400, 403, 404, 408, 409, 418, 429, 500, 501, 502, 503, 504, 505, 509)

THROTTLING = (
    *("Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException"),
    *("TooManyRequestsException", "ProvisionedThroughputExceededException", "SlowDown"),
    *("TransactionInProgressException", "RequestLimitExceeded", "BandwidthLimitExceeded"),
    *("LimitExceededException", "RequestThrottled", "EC2ThrottledException"),
)
TRANSIENT = ("RequestTimeout", "RequestTimeoutException", "PriorRequestNotComplete")
#: The errors of the model; limits of the account are among the repairs.
MODELLED = (
    *("AttachmentIdNotFound", "AttachmentSetExpired", "AttachmentSetIdNotFound"),
    *("AttachmentSetSizeLimitExceeded", "CaseIdNotFound", "DescribeAttachmentLimitExceeded"),
    *("DryRunOperationException", "InternalServerError", "UploadIdNotFound"),
)
UNMODELLED = ("AccessDeniedException", "SubscriptionRequiredException", "ValidationException")

#: Milliseconds that the service asks for.
ASKED_FOR = {
    "1500": "1.5 s",
    "86400000": "a day, of which five seconds beyond the backoff are granted",
    "9" * 400: "a number of 400 digits",
    "soon": "a word, which does not count",
    "-5": "a negative number, which does not count",
}

ATTEMPTS = {number: {"total_max_attempts": number} for number in (1, 8)}

FAULTS: list[Fault] = [
    *(
        answers(f"status {status}", "an empty body", http(status, "", [REQUEST_ID]))
        for status in STATUSES
    ),
    *(answers(code, "status 400", refusal(400, code)) for code in (*THROTTLING, *TRANSIENT)),
    answers(
        "throttling with a namespace",
        "code `ns#ThrottlingException:http://x/`",
        refusal(400, "ns#ThrottlingException:http://x/"),
    ),
    answers("throttling in lower case", "code `throttling`", refusal(400, "throttling")),
    answers("throttling with 403", "`SlowDown` with status 403", refusal(403, "SlowDown")),
    *(answers(code, "status 400", refusal(400, code)) for code in (*MODELLED, *UNMODELLED)),
    answers(
        "InternalServerError with 500", "as the model has it", refusal(500, "InternalServerError")
    ),
    answers(
        "429 with an error of the operation",
        "`AttachmentSetIdNotFound` with status 429",
        refusal(429, "AttachmentSetIdNotFound"),
    ),
    answers(
        "429 with an error of another operation",
        "`CaseIdNotFound` with status 429",
        refusal(429, "CaseIdNotFound"),
    ),
    answers("one failure", "500, then an answer", http(500), GOOD),
    answers("two failures", "500 twice, then an answer", http(500), http(500), GOOD),
    answers(
        "throttled once", "`ThrottlingException`, then an answer", refusal(400, "Throttling"), GOOD
    ),
    answers(
        "another error in the end",
        "500, then `CaseIdNotFound`",
        http(500),
        refusal(400, "CaseIdNotFound"),
    ),
    answers(
        "failures with a date",
        "500 with `Date`, from which later attempts tell their time to live",
        http(500, "", [DATE]),
    ),
    *(
        answers(
            f"x-amz-retry-after: {value if len(value) < 20 else '999...'}",
            f"503 that asks for {meaning}",
            http(503, "", [("x-amz-retry-after", value)]),
        )
        for value, meaning in ASKED_FOR.items()
    ),
    answers(
        "Retry-After",
        "503 with the header of HTTP, which does not count",
        http(503, "", [("Retry-After", "9")]),
    ),
    answers("one attempt", "500, with `total_max_attempts=1`", http(500), retries=ATTEMPTS[1]),
    answers("one attempt, an answer", "with `total_max_attempts=1`", GOOD, retries=ATTEMPTS[1]),
    answers("eight attempts", "500, with `total_max_attempts=8`", http(500), retries=ATTEMPTS[8]),
    answers("failures without end", "500 to each of 20 calls", http(500), calls=20),
    answers(
        "throttling without end",
        "`SlowDown` to each of 52 calls",
        refusal(400, "SlowDown"),
        calls=52,
    ),
]
