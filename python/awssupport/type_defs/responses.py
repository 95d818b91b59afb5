"""The answer of each operation.

All members count as present but those that say there is more to come: a program that asks for an
attachment means to read it.
"""

import sys
from typing import TYPE_CHECKING, TypedDict

from ..literals import UploadStatusType
from .shapes import (
    AttachmentOutputTypeDef,
    CaseDetailsTypeDef,
    CommunicationTypeDef,
    CommunicationTypeOptionsTypeDef,
    DownloadUrlTypeDef,
    ResponseMetadataTypeDef,
    ServiceTypeDef,
    SeverityLevelTypeDef,
    SupportedLanguageTypeDef,
    TrustedAdvisorCheckDescriptionTypeDef,
    TrustedAdvisorCheckRefreshStatusTypeDef,
    TrustedAdvisorCheckResultTypeDef,
    TrustedAdvisorCheckSummaryTypeDef,
    UploadProgressTypeDef,
    UploadUrlTypeDef,
)

if sys.version_info >= (3, 11):
    from typing import NotRequired
elif TYPE_CHECKING:
    from typing_extensions import NotRequired
else:
    from ._not_required import NotRequired


class AddAttachmentsToSetResponseTypeDef(TypedDict):
    """The answer of ``add_attachments_to_set``."""

    attachmentSetId: str
    expiryTime: str
    ResponseMetadata: ResponseMetadataTypeDef


class AddCommunicationToCaseResponseTypeDef(TypedDict):
    """The answer of ``add_communication_to_case``."""

    result: bool
    ResponseMetadata: ResponseMetadataTypeDef


class CompleteAttachmentUploadResponseTypeDef(TypedDict):
    """The answer of ``complete_attachment_upload``."""

    uploadStatus: UploadStatusType
    ResponseMetadata: ResponseMetadataTypeDef


class CreateCaseResponseTypeDef(TypedDict):
    """The answer of ``create_case``."""

    caseId: str
    ResponseMetadata: ResponseMetadataTypeDef


class DescribeAttachmentResponseTypeDef(TypedDict):
    """The answer of ``describe_attachment``."""

    attachment: AttachmentOutputTypeDef
    ResponseMetadata: ResponseMetadataTypeDef


class DescribeAttachmentUploadStatusResponseTypeDef(TypedDict):
    """The answer of ``describe_attachment_upload_status``."""

    uploadStatus: UploadStatusType
    fileName: str
    uploadProgress: UploadProgressTypeDef
    ResponseMetadata: ResponseMetadataTypeDef


class DescribeCasesResponseTypeDef(TypedDict):
    """The answer of ``describe_cases``."""

    cases: list[CaseDetailsTypeDef]
    nextToken: NotRequired[str]
    ResponseMetadata: ResponseMetadataTypeDef


class DescribeCommunicationsResponseTypeDef(TypedDict):
    """The answer of ``describe_communications``."""

    communications: list[CommunicationTypeDef]
    nextToken: NotRequired[str]
    ResponseMetadata: ResponseMetadataTypeDef


class DescribeCreateCaseOptionsResponseTypeDef(TypedDict):
    """The answer of ``describe_create_case_options``."""

    languageAvailability: str
    communicationTypes: list[CommunicationTypeOptionsTypeDef]
    ResponseMetadata: ResponseMetadataTypeDef


class DescribeServicesResponseTypeDef(TypedDict):
    """The answer of ``describe_services``."""

    services: list[ServiceTypeDef]
    ResponseMetadata: ResponseMetadataTypeDef


class DescribeSeverityLevelsResponseTypeDef(TypedDict):
    """The answer of ``describe_severity_levels``."""

    severityLevels: list[SeverityLevelTypeDef]
    ResponseMetadata: ResponseMetadataTypeDef


class DescribeSupportedLanguagesResponseTypeDef(TypedDict):
    """The answer of ``describe_supported_languages``."""

    supportedLanguages: list[SupportedLanguageTypeDef]
    ResponseMetadata: ResponseMetadataTypeDef


class DescribeTrustedAdvisorCheckRefreshStatusesResponseTypeDef(TypedDict):
    """The answer of ``describe_trusted_advisor_check_refresh_statuses``."""

    statuses: list[TrustedAdvisorCheckRefreshStatusTypeDef]
    ResponseMetadata: ResponseMetadataTypeDef


class DescribeTrustedAdvisorCheckResultResponseTypeDef(TypedDict):
    """The answer of ``describe_trusted_advisor_check_result``."""

    result: TrustedAdvisorCheckResultTypeDef
    ResponseMetadata: ResponseMetadataTypeDef


class DescribeTrustedAdvisorCheckSummariesResponseTypeDef(TypedDict):
    """The answer of ``describe_trusted_advisor_check_summaries``."""

    summaries: list[TrustedAdvisorCheckSummaryTypeDef]
    ResponseMetadata: ResponseMetadataTypeDef


class DescribeTrustedAdvisorChecksResponseTypeDef(TypedDict):
    """The answer of ``describe_trusted_advisor_checks``."""

    checks: list[TrustedAdvisorCheckDescriptionTypeDef]
    ResponseMetadata: ResponseMetadataTypeDef


class GetAttachmentDownloadLinkResponseTypeDef(TypedDict):
    """The answer of ``get_attachment_download_link``."""

    fileName: str
    downloadUrl: DownloadUrlTypeDef
    ResponseMetadata: ResponseMetadataTypeDef


class GetAttachmentUploadLinksResponseTypeDef(TypedDict):
    """The answer of ``get_attachment_upload_links``."""

    uploadId: str
    partSizeBytes: int
    totalParts: int
    nextIndex: NotRequired[int]
    uploadUrls: list[UploadUrlTypeDef]
    ResponseMetadata: ResponseMetadataTypeDef


class RefreshTrustedAdvisorCheckResponseTypeDef(TypedDict):
    """The answer of ``refresh_trusted_advisor_check``."""

    status: TrustedAdvisorCheckRefreshStatusTypeDef
    ResponseMetadata: ResponseMetadataTypeDef


class ResolveCaseResponseTypeDef(TypedDict):
    """The answer of ``resolve_case``."""

    initialCaseStatus: str
    finalCaseStatus: str
    ResponseMetadata: ResponseMetadataTypeDef
