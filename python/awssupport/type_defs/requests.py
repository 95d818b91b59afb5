"""The parameters of each operation."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict

from .shapes import (
    AttachmentUnionTypeDef,
    CompletedUploadTypeDef,
    PaginatorConfigTypeDef,
    UploadRangeTypeDef,
)

if sys.version_info >= (3, 11):
    from typing import NotRequired
elif TYPE_CHECKING:
    from typing_extensions import NotRequired
else:
    from ._not_required import NotRequired


class AddAttachmentsToSetRequestTypeDef(TypedDict):
    """The parameters of ``add_attachments_to_set``."""

    attachmentSetId: NotRequired[str]
    attachments: Sequence[AttachmentUnionTypeDef]
    dryRun: NotRequired[bool]


class AddCommunicationToCaseRequestTypeDef(TypedDict):
    """The parameters of ``add_communication_to_case``."""

    caseId: NotRequired[str]
    communicationBody: str
    ccEmailAddresses: NotRequired[Sequence[str]]
    attachmentSetId: NotRequired[str]
    uploadIds: NotRequired[Sequence[str]]
    dryRun: NotRequired[bool]


class CompleteAttachmentUploadRequestTypeDef(TypedDict):
    """The parameters of ``complete_attachment_upload``."""

    uploadId: str
    completedUploads: Sequence[CompletedUploadTypeDef]
    dryRun: NotRequired[bool]


class CreateCaseRequestTypeDef(TypedDict):
    """The parameters of ``create_case``."""

    subject: str
    serviceCode: NotRequired[str]
    severityCode: NotRequired[str]
    categoryCode: NotRequired[str]
    communicationBody: str
    ccEmailAddresses: NotRequired[Sequence[str]]
    language: NotRequired[str]
    issueType: NotRequired[str]
    attachmentSetId: NotRequired[str]
    uploadIds: NotRequired[Sequence[str]]
    dryRun: NotRequired[bool]


class DescribeAttachmentRequestTypeDef(TypedDict):
    """The parameters of ``describe_attachment``."""

    attachmentId: str
    dryRun: NotRequired[bool]


class DescribeAttachmentUploadStatusRequestTypeDef(TypedDict):
    """The parameters of ``describe_attachment_upload_status``."""

    uploadId: str
    dryRun: NotRequired[bool]


class DescribeCasesRequestTypeDef(TypedDict, total=False):
    """The parameters of ``describe_cases``."""

    caseIdList: Sequence[str]
    displayId: str
    afterTime: str
    beforeTime: str
    includeResolvedCases: bool
    nextToken: str
    maxResults: int
    language: str
    includeCommunications: bool
    dryRun: bool


class DescribeCommunicationsRequestTypeDef(TypedDict):
    """The parameters of ``describe_communications``."""

    caseId: str
    beforeTime: NotRequired[str]
    afterTime: NotRequired[str]
    nextToken: NotRequired[str]
    maxResults: NotRequired[int]
    dryRun: NotRequired[bool]


class DescribeCreateCaseOptionsRequestTypeDef(TypedDict):
    """The parameters of ``describe_create_case_options``."""

    issueType: str
    serviceCode: str
    language: str
    categoryCode: str
    dryRun: NotRequired[bool]


class DescribeServicesRequestTypeDef(TypedDict, total=False):
    """The parameters of ``describe_services``."""

    serviceCodeList: Sequence[str]
    language: str
    dryRun: bool


class DescribeSeverityLevelsRequestTypeDef(TypedDict, total=False):
    """The parameters of ``describe_severity_levels``."""

    language: str
    dryRun: bool


class DescribeSupportedLanguagesRequestTypeDef(TypedDict):
    """The parameters of ``describe_supported_languages``."""

    issueType: str
    serviceCode: str
    categoryCode: str
    dryRun: NotRequired[bool]


class DescribeTrustedAdvisorCheckRefreshStatusesRequestTypeDef(TypedDict):
    """The parameters of ``describe_trusted_advisor_check_refresh_statuses``."""

    checkIds: Sequence[str]


class DescribeTrustedAdvisorCheckResultRequestTypeDef(TypedDict):
    """The parameters of ``describe_trusted_advisor_check_result``."""

    checkId: str
    language: NotRequired[str]


class DescribeTrustedAdvisorCheckSummariesRequestTypeDef(TypedDict):
    """The parameters of ``describe_trusted_advisor_check_summaries``."""

    checkIds: Sequence[str]


class DescribeTrustedAdvisorChecksRequestTypeDef(TypedDict):
    """The parameters of ``describe_trusted_advisor_checks``."""

    language: str


class GetAttachmentDownloadLinkRequestTypeDef(TypedDict):
    """The parameters of ``get_attachment_download_link``."""

    attachmentId: str
    dryRun: NotRequired[bool]


class GetAttachmentUploadLinksRequestTypeDef(TypedDict):
    """The parameters of ``get_attachment_upload_links``."""

    fileName: str
    fileSizeBytes: NotRequired[int]
    uploadId: NotRequired[str]
    uploadRange: NotRequired[UploadRangeTypeDef]
    dryRun: NotRequired[bool]


class RefreshTrustedAdvisorCheckRequestTypeDef(TypedDict):
    """The parameters of ``refresh_trusted_advisor_check``."""

    checkId: str


class ResolveCaseRequestTypeDef(TypedDict, total=False):
    """The parameters of ``resolve_case``."""

    caseId: str
    dryRun: bool


class DescribeCasesRequestPaginateTypeDef(TypedDict, total=False):
    """The parameters of ``paginate`` for ``describe_cases``."""

    caseIdList: Sequence[str]
    displayId: str
    afterTime: str
    beforeTime: str
    includeResolvedCases: bool
    language: str
    includeCommunications: bool
    dryRun: bool
    PaginationConfig: PaginatorConfigTypeDef


class DescribeCommunicationsRequestPaginateTypeDef(TypedDict):
    """The parameters of ``paginate`` for ``describe_communications``."""

    caseId: str
    beforeTime: NotRequired[str]
    afterTime: NotRequired[str]
    dryRun: NotRequired[bool]
    PaginationConfig: NotRequired[PaginatorConfigTypeDef]
