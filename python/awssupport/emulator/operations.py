"""The operations: a table from name to handler.

A handler is a function of the state and the request's parameters. It returns the response
document or raises `ServiceError`. A new operation is a new function and a new row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .attachment_sets import Attachment
from .clock import format_expiry_time
from .parameters import (
    Parameters,
    optional_blob,
    optional_boolean,
    optional_string,
    required_structures,
)
from .state import SupportState

Handler = Callable[[SupportState, Parameters], dict[str, object]]


def add_attachments_to_set(state: SupportState, parameters: Parameters) -> dict[str, object]:
    """AddAttachmentsToSet: `{attachmentSetId?, attachments: [{fileName?, data?}], dryRun?}` ->
    `{attachmentSetId, expiryTime}`; limits and errors as in `AttachmentSetStore.add`."""
    set_id = optional_string(parameters, "attachmentSetId")
    dry_run = optional_boolean(parameters, "dryRun")
    attachments = [
        Attachment(optional_string(item, "fileName") or "", optional_blob(item, "data"))
        for item in required_structures(parameters, "attachments")
    ]
    with state.lock:
        stored = state.attachment_sets.add(set_id, attachments, dry_run=dry_run)
        return {
            "attachmentSetId": stored.id,
            "expiryTime": format_expiry_time(stored.expires_at),
        }


HANDLERS: Mapping[str, Handler] = {
    "AddAttachmentsToSet": add_attachments_to_set,
}

SERVICE_OPERATIONS = frozenset(
    {
        "AddAttachmentsToSet",
        "AddCommunicationToCase",
        "CompleteAttachmentUpload",
        "CreateCase",
        "DescribeAttachment",
        "DescribeAttachmentUploadStatus",
        "DescribeCases",
        "DescribeCommunications",
        "DescribeCreateCaseOptions",
        "DescribeServices",
        "DescribeSeverityLevels",
        "DescribeSupportedLanguages",
        "DescribeTrustedAdvisorCheckRefreshStatuses",
        "DescribeTrustedAdvisorCheckResult",
        "DescribeTrustedAdvisorCheckSummaries",
        "DescribeTrustedAdvisorChecks",
        "GetAttachmentDownloadLink",
        "GetAttachmentUploadLinks",
        "RefreshTrustedAdvisorCheck",
        "ResolveCase",
    }
)
"""Every operation of the service (2013-04-15), emulated or not."""
