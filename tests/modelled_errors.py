"""The errors of the Support service's model, in alphabetical order."""

MODELLED_ERRORS = (
    "AttachmentIdNotFound",
    "AttachmentLimitExceeded",
    "AttachmentSetExpired",
    "AttachmentSetIdNotFound",
    "AttachmentSetSizeLimitExceeded",
    "CaseCreationLimitExceeded",
    "CaseIdNotFound",
    "DescribeAttachmentLimitExceeded",
    "DryRunOperationException",
    "InternalServerError",
    "ThrottlingException",
    "UploadIdNotFound",
)
