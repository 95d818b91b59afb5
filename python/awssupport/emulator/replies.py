"""Answers in the service's form, and the other ways a connection can go on after a request."""

from __future__ import annotations

import enum
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from .clock import format_http_date
from .errors import ServiceError
from .http1 import Answer

JSON_CONTENT_TYPE = "application/x-amz-json-1.1"


class Ending(enum.Enum):
    """How a connection ends."""

    FIN = "fin"
    RESET = "reset"


@dataclass(frozen=True)
class RawReply:
    """Bytes sent without framing of any kind, then the end of the connection."""

    payload: bytes
    ending: Ending


Reply = Answer | RawReply


def json_answer(status: int, document: Mapping[str, object], now: float) -> Answer:
    """An answer with the four headers the service sends; Content-Length is added when framing."""
    return Answer(
        status,
        (
            ("x-amzn-requestid", str(uuid.uuid4())),
            ("date", format_http_date(now)),
            ("content-type", JSON_CONTENT_TYPE),
        ),
        json.dumps(document).encode("ascii"),
    )


def error_answer(error: ServiceError, now: float) -> Answer:
    """An error in the service's form: `{"__type": code, "message": message}`."""
    document = {"__type": error.code, "message": error.message, **error.members}
    return json_answer(error.status, document, now)
