"""The operations on uploads in parts."""

from __future__ import annotations

from .calls import Call, Document, without_absent
from .clock import format_case_time
from .errors import invalid_value
from .parameters import (
    optional_integer,
    optional_string,
    optional_structure,
    required_integer,
    required_string,
    required_structures,
)
from .uploads import MAX_LINKS_PER_CALL, Upload


def get_attachment_upload_links(call: Call) -> Document:
    """`{fileName, fileSizeBytes?, uploadId?, uploadRange?: {startIndex, endIndex?}, dryRun?}` ->
    `{uploadId, partSizeBytes, totalParts, nextIndex?, uploadUrls: [{url, partIndex, expiryDate}]}`.

    Without `uploadId` a new upload, which needs `fileSizeBytes`. `startIndex` counts from 1,
    `endIndex` is exclusive and at most `startIndex` + 10, its default; `nextIndex` is absent
    when no part is left. Raises UploadIdNotFound, InvalidParameterValueException.
    """
    with call.state.lock:
        upload = _wanted_upload(call)
        start, end = _range(call, upload)
        call.end_dry_run()
        call.state.uploads.add(upload)
    return without_absent(
        {
            "uploadId": upload.id,
            "partSizeBytes": upload.part_size,
            "totalParts": upload.total_parts,
            "nextIndex": end if end <= upload.total_parts else None,
            "uploadUrls": [_link(call, upload, index) for index in range(start, end)],
        }
    )


def complete_attachment_upload(call: Call) -> Document:
    """`{uploadId, completedUploads: [{partIndex, eTag}], dryRun?}` -> `{uploadStatus}`.

    Any number of parts a call, all or none. Raises UploadIdNotFound and, for a part that was not
    uploaded or has another ETag, InvalidParameterValueException.
    """
    upload_id = required_string(call.parameters, "uploadId")
    reports = [
        (required_integer(item, "partIndex"), required_string(item, "eTag"))
        for item in required_structures(call.parameters, "completedUploads")
    ]
    uploads = call.state.uploads
    with call.state.lock:
        upload = uploads.find(upload_id)
        uploads.check_reports(upload, reports)
        call.end_dry_run()
        uploads.report(upload, reports)
        return {"uploadStatus": upload.status}


def describe_attachment_upload_status(call: Call) -> Document:
    """`{uploadId, dryRun?}` ->
    `{uploadStatus, fileName, uploadProgress: {totalParts, completedPartsCount}}`.
    Raises UploadIdNotFound."""
    upload_id = required_string(call.parameters, "uploadId")
    with call.state.lock:
        upload = call.state.uploads.find(upload_id)
        call.end_dry_run()
        return {
            "uploadStatus": call.state.uploads.poll(upload),
            "fileName": upload.file_name,
            "uploadProgress": {
                "totalParts": upload.total_parts,
                "completedPartsCount": len(upload.reported),
            },
        }


def _wanted_upload(call: Call) -> Upload:
    file_name = required_string(call.parameters, "fileName")
    size = optional_integer(call.parameters, "fileSizeBytes")
    upload_id = optional_string(call.parameters, "uploadId")
    if upload_id is None:
        if size is None:
            raise invalid_value("fileSizeBytes is needed to start an upload.")
        return call.state.uploads.prepare(file_name, size)
    upload = call.state.uploads.find(upload_id)
    if file_name != upload.file_name or size not in (None, upload.size):
        raise invalid_value("fileName or fileSizeBytes is not that of the upload.")
    return upload


def _range(call: Call, upload: Upload) -> tuple[int, int]:
    """The part indexes asked for, from the first to before the second."""
    wanted = optional_structure(call.parameters, "uploadRange")
    start = 1 if wanted is None else required_integer(wanted, "startIndex")
    end = None if wanted is None else optional_integer(wanted, "endIndex")
    end = start + MAX_LINKS_PER_CALL if end is None else end
    if not start < end <= start + MAX_LINKS_PER_CALL:
        raise invalid_value(f"uploadRange must have 1 to {MAX_LINKS_PER_CALL} parts.")
    if start > upload.total_parts:
        raise invalid_value(f"startIndex is beyond the last part, {upload.total_parts}.")
    return start, min(end, upload.total_parts + 1)


def _link(call: Call, upload: Upload, index: int) -> Document:
    link = call.state.links.link(call.base_url, "PUT", f"uploads/{upload.id}/{index}")
    return {
        "url": link.url,
        "partIndex": index,
        "expiryDate": format_case_time(link.expires_at),
    }
