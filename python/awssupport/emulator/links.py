"""Presigned links to the emulator itself, in the manner of S3's.

A link is good for one method on one path until it expires. It carries its own proof, a keyed hash
over everything before it, so a link that was changed, re-encoded or made up is refused.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timezone
from urllib.parse import parse_qs, urlsplit

from .clock import Clock

PATH_PREFIX = "/attachments/v1/"
DEFAULT_LIFETIME_SECONDS = 3600.0
"""How long the real service's links live is not documented."""

_SIGNATURE = "&X-Amz-Signature="


@dataclass(frozen=True)
class Link:
    """A URL and the epoch second at which it stops working."""

    url: str
    expires_at: float


class LinkError(Exception):
    """A refusal in S3's form: status, code and message go into the answer and its XML body."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.status = status
        self.code = code
        self.message = message


class LinkSigner:
    """Makes links and tells whether one is good. Safe to use from several threads."""

    def __init__(self, clock: Clock, lifetime: float = DEFAULT_LIFETIME_SECONDS) -> None:
        self._clock = clock
        self._lifetime = lifetime
        self._key = secrets.token_bytes(32)

    def link(self, base_url: str, method: str, path: str) -> Link:
        """A link for `method` (`PUT`, `GET`) on `path` (below `PATH_PREFIX`, percent-encoded).

        `base_url` is scheme and host: `http://127.0.0.1:4321`.
        """
        now = self._clock()
        moment = datetime.fromtimestamp(int(now), timezone.utc)
        # %2F on purpose, as in S3's links: a client that re-encodes a URL breaks it.
        target = (
            f"{PATH_PREFIX}{path}?X-Amz-Algorithm=AWS4-HMAC-SHA256"
            f"&X-Amz-Credential=emulator%2F{moment:%Y%m%d}%2Fus-east-1%2Fs3%2Faws4_request"
            f"&X-Amz-Date={moment:%Y%m%dT%H%M%SZ}&X-Amz-Expires={int(self._lifetime)}"
            f"&X-Amz-SignedHeaders=host&x-emulator-expiry={now + self._lifetime!r}"
        )
        url = f"{base_url}{target}{_SIGNATURE}{self._signature(method, target)}"
        return Link(url, now + self._lifetime)

    def check(self, method: str, target: str) -> list[str]:
        """The parts of the path below `PATH_PREFIX` of a good link. Raises LinkError (403)."""
        signed, separator, signature = target.rpartition(_SIGNATURE)
        if not separator:
            raise LinkError(403, "AccessDenied", "Access Denied")
        expected = self._signature(method, signed)
        if not hmac.compare_digest(signature.encode("utf-8"), expected.encode("ascii")):
            raise LinkError(
                403,
                "SignatureDoesNotMatch",
                "The signature of this link does not match: use the URL exactly as it was given.",
            )
        parts = urlsplit(signed)
        if float(parse_qs(parts.query)["x-emulator-expiry"][0]) <= self._clock():
            raise LinkError(403, "AccessDenied", "Request has expired")
        return parts.path[len(PATH_PREFIX) :].split("/")

    def _signature(self, method: str, target: str) -> str:
        message = f"{method} {target}".encode("utf-8", "surrogatepass")
        return hmac.new(self._key, message, hashlib.sha256).hexdigest()
