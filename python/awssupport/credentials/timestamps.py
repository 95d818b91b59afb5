"""Points in time as sources of credentials write them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

_ISO_8601 = re.compile(
    r"(?P<year>\d{4})-?(?P<month>\d\d)-?(?P<day>\d\d)"
    r"(?:[Tt ](?P<hour>\d\d)"
    r"(?::?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?)?"
    r"\s*(?P<zone>[Zz]|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?",
    re.ASCII,
)


class ParserError(ValueError):
    """A text that is no point in time; botocore's library has this name for it."""


def utc_now() -> datetime:
    """The time, with its zone."""
    return datetime.now(timezone.utc)


def parse_timestamp(value: str | datetime) -> datetime:
    """Read a point in time: ISO 8601 with or without punctuation and zone, or RFC 5322.

    What has no zone gets none, as in botocore, where comparing it with the clock then fails.

    Raises:
        ParserError: It is neither.
        TypeError: It is not text.
    """
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str):
        raise TypeError(f"Parser must be a string or character stream, not {type(value).__name__}")
    text = value.strip()
    if not text:
        raise ParserError(f"String does not contain a date: {value}")
    matched = _ISO_8601.fullmatch(text)
    if matched is not None:
        return _from_fields(matched.groupdict())
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(text)
    except (TypeError, ValueError):
        raise ParserError(f"Unknown string format: {value}") from None


def _from_fields(fields: dict[str, str | None]) -> datetime:
    year, month, day, hour, minute, second = (
        int(fields[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")
    )
    microsecond = int((fields["fraction"] or "0")[:6].ljust(6, "0"))
    zone = _zone(fields["zone"])
    return datetime(year, month, day, hour, minute, second, microsecond, zone)


def _zone(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text[0] not in "+-":
        return timezone.utc
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(-offset if text[0] == "-" else offset)


def iso_8601(moment: datetime) -> str:
    """Write a point in time as the files of the AWS CLI have it: whole seconds, UTC."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
