"""The operations: a table from name to request shape and handler.

A handler is a function of one call. It returns the response document or raises `ServiceError`.
A new operation is a new shape, a new function and a new row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from . import (
    advisor_operations,
    attachment_operations,
    case_operations,
    catalogue_operations,
    shapes,
    upload_operations,
)
from .calls import Handler
from .constraints import Structure


class Operation(NamedTuple):
    """What a request must look like, and what is done about it then."""

    request: Structure
    handler: Handler


OPERATIONS: Mapping[str, Operation] = {
    "AddAttachmentsToSet": Operation(
        shapes.ADD_ATTACHMENTS_TO_SET, attachment_operations.add_attachments_to_set
    ),
    "AddCommunicationToCase": Operation(
        shapes.ADD_COMMUNICATION_TO_CASE, case_operations.add_communication_to_case
    ),
    "CompleteAttachmentUpload": Operation(
        shapes.COMPLETE_ATTACHMENT_UPLOAD, upload_operations.complete_attachment_upload
    ),
    "CreateCase": Operation(shapes.CREATE_CASE, case_operations.create_case),
    "DescribeAttachment": Operation(
        shapes.DESCRIBE_ATTACHMENT, attachment_operations.describe_attachment
    ),
    "DescribeAttachmentUploadStatus": Operation(
        shapes.DESCRIBE_ATTACHMENT_UPLOAD_STATUS,
        upload_operations.describe_attachment_upload_status,
    ),
    "DescribeCases": Operation(shapes.DESCRIBE_CASES, case_operations.describe_cases),
    "DescribeCommunications": Operation(
        shapes.DESCRIBE_COMMUNICATIONS, case_operations.describe_communications
    ),
    "DescribeCreateCaseOptions": Operation(
        shapes.DESCRIBE_CREATE_CASE_OPTIONS, catalogue_operations.describe_create_case_options
    ),
    "DescribeServices": Operation(shapes.DESCRIBE_SERVICES, catalogue_operations.describe_services),
    "DescribeSeverityLevels": Operation(
        shapes.DESCRIBE_SEVERITY_LEVELS, catalogue_operations.describe_severity_levels
    ),
    "DescribeSupportedLanguages": Operation(
        shapes.DESCRIBE_SUPPORTED_LANGUAGES, catalogue_operations.describe_supported_languages
    ),
    "DescribeTrustedAdvisorCheckRefreshStatuses": Operation(
        shapes.DESCRIBE_REFRESH_STATUSES,
        advisor_operations.describe_trusted_advisor_check_refresh_statuses,
    ),
    "DescribeTrustedAdvisorCheckResult": Operation(
        shapes.DESCRIBE_CHECK_RESULT, advisor_operations.describe_trusted_advisor_check_result
    ),
    "DescribeTrustedAdvisorCheckSummaries": Operation(
        shapes.DESCRIBE_CHECK_SUMMARIES,
        advisor_operations.describe_trusted_advisor_check_summaries,
    ),
    "DescribeTrustedAdvisorChecks": Operation(
        shapes.DESCRIBE_CHECKS, advisor_operations.describe_trusted_advisor_checks
    ),
    "GetAttachmentDownloadLink": Operation(
        shapes.GET_ATTACHMENT_DOWNLOAD_LINK, attachment_operations.get_attachment_download_link
    ),
    "GetAttachmentUploadLinks": Operation(
        shapes.GET_ATTACHMENT_UPLOAD_LINKS, upload_operations.get_attachment_upload_links
    ),
    "RefreshTrustedAdvisorCheck": Operation(
        shapes.REFRESH_CHECK, advisor_operations.refresh_trusted_advisor_check
    ),
    "ResolveCase": Operation(shapes.RESOLVE_CASE, case_operations.resolve_case),
}
"""All 20 operations of the service (2013-04-15)."""
