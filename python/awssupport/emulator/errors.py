"""The errors the emulated service answers with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ErrorDefault:
    """What an error code looks like when nobody says otherwise."""

    message: str
    status: int = 400


class ServiceError(Exception):
    """A refusal by the service: goes out as `{"__type": code, "message": message}`.

    `message` and `status` default to what `ERROR_DEFAULTS` says for the code. `members` are
    further members of the error's shape, such as `throttlingReasons`.
    """

    def __init__(
        self,
        code: str,
        message: str | None = None,
        status: int | None = None,
        members: Mapping[str, object] | None = None,
    ) -> None:
        default = ERROR_DEFAULTS.get(code, ErrorDefault(f"The service answered {code}."))
        self.code = code
        self.message = default.message if message is None else message
        self.status = default.status if status is None else status
        self.members = dict(members or {})
        super().__init__(f"{self.code}: {self.message}")


MODELED_ERRORS: dict[str, ErrorDefault] = {
    "AttachmentIdNotFound": ErrorDefault("No attachment has the given ID."),
    "AttachmentLimitExceeded": ErrorDefault(
        "Too many attachment sets were created in a short time."
    ),
    "AttachmentSetExpired": ErrorDefault("The attachment set is more than an hour old."),
    "AttachmentSetIdNotFound": ErrorDefault(
        "An attachment set with the specified ID could not be found."
    ),
    "AttachmentSetSizeLimitExceeded": ErrorDefault(
        "An attachment set holds at most 3 attachments of at most 5 MB each."
    ),
    "CaseCreationLimitExceeded": ErrorDefault(
        "Account has exceeded the limit of 10 cases per hour."
    ),
    "CaseIdNotFound": ErrorDefault("No case has the given ID."),
    "DescribeAttachmentLimitExceeded": ErrorDefault(
        "Too many attachments were described in a short time."
    ),
    "DryRunOperationException": ErrorDefault(
        "The request would have succeeded, but the dryRun flag is set."
    ),
    "InternalServerError": ErrorDefault("The service failed internally.", status=500),
    "ThrottlingException": ErrorDefault("Throttle limit exceeded."),
    "UploadIdNotFound": ErrorDefault("No upload has the given ID."),
}
"""The 12 errors of the service model (2013-04-15): HTTP 400, except the one server fault."""

OTHER_ERRORS: dict[str, ErrorDefault] = {
    "InvalidParameterValueException": ErrorDefault("A parameter has a value that is not valid."),
    "SubscriptionRequiredException": ErrorDefault(
        "Amazon Web Services Premium Support Subscription is required to use this service."
    ),
}
"""Errors outside the model that public logs show from this service."""

ERROR_DEFAULTS = {**MODELED_ERRORS, **OTHER_ERRORS}


def invalid_value(message: str) -> ServiceError:
    """The error for a value that has the right form but is refused all the same."""
    return ServiceError("InvalidParameterValueException", message)
