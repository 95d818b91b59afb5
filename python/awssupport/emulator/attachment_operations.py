"""The operations on attachment sets and on single attachments."""

from __future__ import annotations

import base64

from .attachment_sets import Attachment
from .calls import Call, Document
from .clock import format_case_time, format_expiry_time
from .parameters import (
    optional_blob,
    optional_boolean,
    optional_string,
    required_string,
    required_structures,
)


def add_attachments_to_set(call: Call) -> Document:
    """`{attachmentSetId?, attachments: [{fileName?, data?}], dryRun?}` ->
    `{attachmentSetId, expiryTime}`; limits and errors as in `AttachmentSetStore.add`."""
    set_id = optional_string(call.parameters, "attachmentSetId")
    dry_run = optional_boolean(call.parameters, "dryRun")
    attachments = [
        Attachment(optional_string(item, "fileName") or "", optional_blob(item, "data"))
        for item in required_structures(call.parameters, "attachments")
    ]
    with call.state.lock:
        stored = call.state.attachment_sets.add(set_id, attachments, dry_run=dry_run)
        return {
            "attachmentSetId": stored.id,
            "expiryTime": format_expiry_time(stored.expires_at),
        }


def describe_attachment(call: Call) -> Document:
    """`{attachmentId, dryRun?}` -> `{attachment: {fileName, data}}`; errors as in
    `AttachmentStore.describe`."""
    attachment_id = required_string(call.parameters, "attachmentId")
    dry_run = optional_boolean(call.parameters, "dryRun")
    with call.state.lock:
        found = call.state.attachments.describe(attachment_id, dry_run=dry_run)
        call.end_dry_run()
    data = base64.b64encode(found.data).decode("ascii")
    return {"attachment": {"fileName": found.file_name, "data": data}}


def get_attachment_download_link(call: Call) -> Document:
    """`{attachmentId, dryRun?}` -> `{fileName, downloadUrl: {url, expiryDate}}` for a file of any
    size. Raises AttachmentIdNotFound."""
    attachment_id = required_string(call.parameters, "attachmentId")
    with call.state.lock:
        found = call.state.attachments.find(attachment_id)
        call.end_dry_run()
    link = call.state.links.link(call.base_url, "GET", f"downloads/{attachment_id}")
    return {
        "fileName": found.file_name,
        "downloadUrl": {"url": link.url, "expiryDate": format_case_time(link.expires_at)},
    }
