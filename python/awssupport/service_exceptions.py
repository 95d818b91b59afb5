"""The service's refusals. They are part of :mod:`awssupport.exceptions`; import them from there."""

from __future__ import annotations

from .exception_bases import _Root

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from typing import Any, ClassVar


class ClientError(_Root):
    """The service refused a request.

    ``response`` is the parsed answer: ``response["Error"]["Code"]``, ``["Error"]["Message"]``,
    ``["ResponseMetadata"]``, and the members of a modelled error. ``operation_name`` is the
    operation as the service calls it, e.g. ``AddAttachmentsToSet``.

    Codes that the service's model does not list, such as ``AccessDeniedException`` or
    ``SubscriptionRequiredException``, come as this class itself.
    """

    MSG_TEMPLATE: ClassVar[str] = (
        "An error occurred ({error_code}) when calling the {operation_name} "
        "operation{retry_info}: {error_message}"
    )

    def __init__(self, error_response: dict[str, Any], operation_name: str) -> None:
        error = error_response.get("Error", {})
        message = self.MSG_TEMPLATE.format(
            error_code=error.get("Code", "Unknown"),
            error_message=error.get("Message", "Unknown"),
            operation_name=operation_name,
            retry_info=_retry_info(error_response),
        )
        Exception.__init__(self, message)
        self.response = error_response
        self.operation_name = operation_name

    def __reduce__(self) -> tuple[type[ClientError], tuple[dict[str, Any], str]]:
        # As in botocore, a copy is of this class, whichever the original's was.
        return ClientError, (self.response, self.operation_name)


def _retry_info(response: dict[str, Any]) -> str:
    metadata = response.get("ResponseMetadata", {})
    if metadata.get("MaxAttemptsReached", False) and "RetryAttempts" in metadata:
        return f" (reached max retries: {metadata['RetryAttempts']})"
    return ""


class AttachmentIdNotFound(ClientError):
    """There is no attachment of this id."""


class AttachmentLimitExceeded(ClientError):
    """Too many attachment sets were made in a short time."""


class AttachmentSetExpired(ClientError):
    """The attachment set is older than an hour."""


class AttachmentSetIdNotFound(ClientError):
    """There is no attachment set of this id."""


class AttachmentSetSizeLimitExceeded(ClientError):
    """More than three attachments in the set, or one of more than 5 MB."""


class CaseCreationLimitExceeded(ClientError):
    """Too many cases were made in the last hour."""


class CaseIdNotFound(ClientError):
    """There is no case of this id."""


class DescribeAttachmentLimitExceeded(ClientError):
    """Too many attachments were asked for in a short time."""


class DryRunOperationException(ClientError):
    """The request was valid and, as ``dryRun`` asked, nothing was done."""


class InternalServerError(ClientError):
    """The service failed."""


class ThrottlingException(ClientError):
    """Too many requests in a short time; ``response["throttlingReasons"]`` may say which."""


class UploadIdNotFound(ClientError):
    """There is no upload of this id."""


#: The errors of the service's model, by code.
MODELED: dict[str, type[ClientError]] = {
    cls.__name__: cls
    for cls in (
        AttachmentIdNotFound,
        AttachmentLimitExceeded,
        AttachmentSetExpired,
        AttachmentSetIdNotFound,
        AttachmentSetSizeLimitExceeded,
        CaseCreationLimitExceeded,
        CaseIdNotFound,
        DescribeAttachmentLimitExceeded,
        DryRunOperationException,
        InternalServerError,
        ThrottlingException,
        UploadIdNotFound,
    )
}


def class_of_code(code: str | None) -> type[ClientError]:
    """The class of a service error's code; :class:`ClientError` for codes that are not modelled."""
    return ClientError if code is None else MODELED.get(code, ClientError)
