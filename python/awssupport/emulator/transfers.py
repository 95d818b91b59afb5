"""What presigned links do: take a part of an upload, give out an attachment.

Answers are S3's: an ETag for a part, the bytes of a file, XML for a refusal.
"""

from __future__ import annotations

import logging
import re
import secrets
from urllib.parse import quote
from xml.sax.saxutils import escape

from .clock import format_http_date
from .errors import ServiceError
from .http1 import Answer, Headers, HttpRequest
from .links import PATH_PREFIX, LinkError
from .state import SupportState
from .uploads import Part, etag_of

UPLOAD_PART = "UploadPart"
DOWNLOAD_ATTACHMENT = "DownloadAttachment"
METHODS = {"PUT": UPLOAD_PART, "GET": DOWNLOAD_ATTACHMENT}

logger = logging.getLogger(__name__)

_RANGE = re.compile(r"bytes=(\d+)-(\d*)", re.ASCII)


def is_transfer(request: HttpRequest) -> bool:
    """Whether the request uses a link rather than an operation."""
    return request.method in METHODS and request.target.startswith(PATH_PREFIX)


def describe(request: HttpRequest) -> dict[str, object]:
    """What the journal notes of a transfer: path (without the query, which is a secret) and
    size of what was sent, in bytes."""
    return {"path": request.target.partition("?")[0], "bodyBytes": len(request.body)}


def perform(state: SupportState, request: HttpRequest, now: float) -> Answer:
    """Do what the link allows, or say why not. `now`: epoch seconds for the Date header."""
    try:
        return _perform(state, request, now)
    except LinkError as error:
        return _refusal(error, now)
    except Exception:
        # As for operations: a bug of the emulator is an answer and a log, not a hang.
        logger.exception("the emulator failed at a presigned link")
        return _refusal(LinkError(500, "InternalError", "The emulator failed internally."), now)


def _perform(state: SupportState, request: HttpRequest, now: float) -> Answer:
    if request.header("authorization") is not None:
        raise LinkError(
            400, "InvalidArgument", "Only one auth mechanism allowed: a link needs no header."
        )
    kind, *names = state.links.check(request.method, request.target)
    if kind == "uploads":
        upload_id, index = names
        return _store_part(state, request, upload_id, int(index), now)
    return _send_file(state, request, names[0], now)


def _store_part(
    state: SupportState, request: HttpRequest, upload_id: str, index: int, now: float
) -> Answer:
    if request.header("content-length") is None:
        raise LinkError(411, "MissingContentLength", "Content-Length is needed.")
    part = Part(request.body, etag_of(request.body))
    with state.lock:
        upload = state.uploads.find(upload_id)
        if upload.polls_left is not None:
            raise LinkError(404, "NoSuchUpload", "The upload is complete already.")
        _check_size(len(part.data), upload.size_of(index))
        state.uploads.store_part(upload, index, part)
    return Answer(200, (*_headers(now), ("etag", part.etag)))


def _check_size(size: int, wanted: int) -> None:
    if size != wanted:
        code = "EntityTooLarge" if size > wanted else "EntityTooSmall"
        raise LinkError(400, code, f"The part must have {wanted} bytes; {size} arrived.")


def _send_file(state: SupportState, request: HttpRequest, attachment_id: str, now: float) -> Answer:
    try:
        with state.lock:
            found = state.attachments.find(attachment_id)
    except ServiceError as error:
        raise LinkError(404, "NoSuchKey", "The attachment does not exist.") from error
    name = quote(found.file_name.encode("utf-8", "replace"), safe="")
    headers: Headers = (
        *_headers(now),
        ("etag", etag_of(found.data)),
        ("accept-ranges", "bytes"),
        ("content-type", "application/octet-stream"),
        ("content-disposition", f"attachment; filename*=UTF-8''{name}"),
    )
    return _ranged(request.header("range"), headers, found.data)


def _ranged(wanted: str | None, headers: Headers, data: bytes) -> Answer:
    """The whole file, or the one range of it that the client asks for (RFC 9110, section 14)."""
    match = _RANGE.fullmatch(wanted or "")
    if match is None:
        return Answer(200, headers, data)
    first = int(match[1])
    last = min(int(match[2]) if match[2] else len(data) - 1, len(data) - 1)
    if first >= len(data):
        raise LinkError(416, "InvalidRange", "The requested range is not satisfiable")
    if last < first:
        return Answer(200, headers, data)
    content_range = ("content-range", f"bytes {first}-{last}/{len(data)}")
    return Answer(206, (*headers, content_range), data[first : last + 1])


def _refusal(error: LinkError, now: float) -> Answer:
    headers = _headers(now)
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{error.code}</Code><Message>{escape(error.message)}</Message>"
        f"<RequestId>{headers[0][1]}</RequestId><HostId>emulator</HostId></Error>"
    )
    return Answer(error.status, (*headers, ("content-type", "application/xml")), body.encode())


def _headers(now: float) -> Headers:
    return (
        ("x-amz-request-id", secrets.token_hex(8).upper()),
        ("date", format_http_date(now)),
    )
