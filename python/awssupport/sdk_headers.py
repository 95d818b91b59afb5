"""What AWS's SDKs tell about a call's attempts, in the headers ``amz-sdk-invocation-id`` and
``amz-sdk-request``, for calls whose attempts are made from Python."""

from __future__ import annotations

import os


def random_uuid() -> str:
    """A random UUID; the module of that name is slow to import."""
    number = bytearray(os.urandom(16))
    number[6] = number[6] & 0x0F | 0x40
    number[8] = number[8] & 0x3F | 0x80
    digits = number.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def time_to_live(date: str | None, read_timeout: float | None) -> str | None:
    """``read_timeout`` seconds after a response's ``Date``, as ``amz-sdk-request`` shows it: until
    when the next answer is waited for, by the server's clock."""
    from datetime import datetime, timedelta

    if not date or read_timeout is None:
        return None
    try:
        sent = datetime.strptime(date, "%a, %d %b %Y %H:%M:%S %Z")  # noqa: DTZ007 - GMT, if any
        return (sent + timedelta(seconds=read_timeout)).strftime("%Y%m%dT%H%M%SZ")
    except (OverflowError, TypeError, ValueError):
        return None
