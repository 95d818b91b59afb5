"""What ``client.exceptions`` is; imported when a program asks for it."""

from __future__ import annotations

from . import exceptions

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name


class SupportExceptions:
    """The modelled errors and :class:`~awssupport.exceptions.ClientError` by name."""

    if TYPE_CHECKING:
        AttachmentIdNotFound: type[exceptions.AttachmentIdNotFound]
        AttachmentLimitExceeded: type[exceptions.AttachmentLimitExceeded]
        AttachmentSetExpired: type[exceptions.AttachmentSetExpired]
        AttachmentSetIdNotFound: type[exceptions.AttachmentSetIdNotFound]
        AttachmentSetSizeLimitExceeded: type[exceptions.AttachmentSetSizeLimitExceeded]
        CaseCreationLimitExceeded: type[exceptions.CaseCreationLimitExceeded]
        CaseIdNotFound: type[exceptions.CaseIdNotFound]
        ClientError: type[exceptions.ClientError]
        DescribeAttachmentLimitExceeded: type[exceptions.DescribeAttachmentLimitExceeded]
        DryRunOperationException: type[exceptions.DryRunOperationException]
        InternalServerError: type[exceptions.InternalServerError]
        ThrottlingException: type[exceptions.ThrottlingException]
        UploadIdNotFound: type[exceptions.UploadIdNotFound]
    else:

        def __getattr__(self, name: str) -> type[exceptions.ClientError]:
            if name == "ClientError":
                return exceptions.ClientError
            if name in exceptions.MODELED:
                return exceptions.MODELED[name]
            raise AttributeError(
                f"{self!r} object has no attribute {name}. "
                f"Valid exceptions are: {', '.join(exceptions.MODELED)}"
            )

    def __init__(self) -> None:
        self._code_to_exception = exceptions.MODELED

    def from_code(self, code: str | None) -> type[exceptions.ClientError]:
        """The class of a code, or ``ClientError`` for a code that is not modelled."""
        return exceptions.class_of_code(code)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), "ClientError", *exceptions.MODELED})
