"""AWS Signature Version 4, the verifying side. Stands alone: imports nothing of this package.

The canonical request is rebuilt from what actually arrived and the payload hash from the body
actually received, so a change to either after signing is noticed. Rules: the AWS documentation
"Create a signed AWS API request"; error codes and texts: what AWS JSON services answer.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Protocol
from urllib.parse import quote

ALGORITHM = "AWS4-HMAC-SHA256"
SCOPE_TERMINATOR = "aws4_request"
MAX_SKEW_SECONDS = 15 * 60
"""How far x-amz-date may be from the present, in either direction; exactly this far is fine."""

ALWAYS_SIGNED = ("host", "x-amz-date")
SIGNED_WHEN_PRESENT = ("content-type", "x-amz-security-token", "x-amz-target")

INVALID_TOKEN = "The security token included in the request is invalid."
MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your "
    "AWS Secret Access Key and signing method. Consult the service documentation for details."
)

_AMZ_DATE = re.compile(r"\d{8}T\d{6}Z", re.ASCII)


@dataclass(frozen=True)
class Credentials:
    """What is known of one access key: its secret and, for temporary keys, the session token.

    With a session token, a request must carry exactly that token and sign it; without one, it
    must carry none. The repr shows neither.
    """

    secret_access_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)


class SignableRequest(Protocol):
    """The parts of an HTTP request that a signature covers, as they came off the wire."""

    @property
    def method(self) -> str:
        """`POST`."""

    @property
    def target(self) -> str:
        """Path and query exactly as in the request line: `/a%20b?z=1&a=2`."""

    @property
    def headers(self) -> Sequence[tuple[str, str]]:
        """Name and value pairs in order of arrival; names in any case, repeats allowed."""

    @property
    def body(self) -> bytes:
        """The payload, whole."""


@dataclass(frozen=True)
class Authorization:
    """The Authorization header, taken apart."""

    access_key_id: str
    date: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    signature: str

    @property
    def scope(self) -> str:
        """`20240319/us-east-1/support/aws4_request`."""
        return f"{self.date}/{self.region}/{self.service}/{SCOPE_TERMINATOR}"


class SignatureError(Exception):
    """The request is not, or not rightly, signed. `code` is the AWS error code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def verify(
    request: SignableRequest,
    credentials: Mapping[str, Credentials],
    *,
    now: float,
    service: str = "support",
) -> Authorization:
    """Check the signature of `request` at the epoch time `now`; return who signed and how.

    Any region is accepted; the service name and the date of the scope must be right. Raises
    `SignatureError` with code MissingAuthenticationTokenException, IncompleteSignatureException,
    UnrecognizedClientException or InvalidSignatureException.
    """
    headers = collect_headers(request.headers)
    authorization = parse_authorization(headers)
    amz_date = _amz_date(headers)
    identity = credentials.get(authorization.access_key_id)
    if identity is None:
        raise SignatureError("UnrecognizedClientException", INVALID_TOKEN)
    _check_session_token(headers, identity)
    _check_signed_headers(headers, authorization)
    _check_scope(authorization, amz_date, service)
    _check_date(amz_date, now)
    expected = signature(
        canonical_request(request, authorization.signed_headers),
        identity.secret_access_key,
        authorization,
        amz_date,
    )
    # Compared as bytes: compare_digest refuses text outside ASCII, which a caller may well send.
    if not hmac.compare_digest(expected.encode(), authorization.signature.encode()):
        raise SignatureError("InvalidSignatureException", MISMATCH)
    return authorization


def collect_headers(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Lower-case the names, collapse white space inside values, join repeats with a comma."""
    collected: dict[str, str] = {}
    for name, value in pairs:
        key, text = name.lower(), " ".join(value.split())
        collected[key] = f"{collected[key]},{text}" if key in collected else text
    return collected


def parse_authorization(headers: Mapping[str, str]) -> Authorization:
    """Take the Authorization header apart. `headers` as made by `collect_headers`."""
    value = headers.get("authorization")
    if not value:
        raise SignatureError("MissingAuthenticationTokenException", "Missing Authentication Token")
    algorithm, _, parameters = value.partition(" ")
    if algorithm != ALGORITHM:
        raise _incomplete(f"Unsupported AWS 'algorithm': '{algorithm}'.")
    fields = _authorization_fields(parameters)
    credential = fields["Credential"].split("/")
    if len(credential) != 5 or not all(credential) or credential[4] != SCOPE_TERMINATOR:
        raise _incomplete(
            "Credential must be of the form "
            f"<access key id>/<yyyymmdd>/<region>/<service>/{SCOPE_TERMINATOR}."
        )
    access_key_id, date, region, service, _terminator = credential
    return Authorization(
        access_key_id=access_key_id,
        date=date,
        region=region,
        service=service,
        signed_headers=tuple(fields["SignedHeaders"].split(";")),
        signature=fields["Signature"],
    )


def canonical_request(request: SignableRequest, signed_headers: Sequence[str]) -> str:
    """The text that is hashed and signed: method, path, query, headers, payload hash."""
    path, _, query = request.target.partition("?")
    headers = collect_headers(request.headers)
    lines = [request.method, canonical_path(path), canonical_query(query)]
    lines += [f"{name}:{headers.get(name, '')}" for name in signed_headers]
    lines += ["", ";".join(signed_headers), hashlib.sha256(request.body).hexdigest()]
    return "\n".join(lines)


def canonical_path(path: str) -> str:
    """Remove dot segments and empty segments, then percent-encode all but unreserved and `/`.

    An existing `%` is encoded again: the path is encoded twice, as for every service but S3.
    """
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            # Popping an empty list would be an error; `..` above the root stays at the root.
            del kept[-1:]
        elif segment not in ("", "."):
            kept.append(segment)
    trailing = "/" if kept and path.endswith("/") else ""
    return quote("/" + "/".join(kept) + trailing, safe="/~", encoding="latin-1")


def canonical_query(query: str) -> str:
    """Sort the `name=value` pairs by name, then value; they are not encoded anew."""
    if not query:
        return ""
    pairs = sorted(pair.partition("=")[::2] for pair in query.split("&"))
    return "&".join(f"{name}={value}" for name, value in pairs)


def signature(canonical: str, secret: str, authorization: Authorization, amz_date: str) -> str:
    """The signature of a canonical request as 64 lower-case hexadecimal digits."""
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    string_to_sign = f"{ALGORITHM}\n{amz_date}\n{authorization.scope}\n{digest}"
    key = f"AWS4{secret}".encode()
    for part in authorization.scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, string_to_sign.encode(), hashlib.sha256).hexdigest()


def _authorization_fields(parameters: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for piece in parameters.split(","):
        name, separator, text = piece.strip().partition("=")
        if not separator or not text or name in fields:
            raise _incomplete("Authorization header is not a list of distinct name=value pairs.")
        fields[name] = text
    missing = [name for name in ("Credential", "Signature", "SignedHeaders") if name not in fields]
    if missing:
        raise _incomplete(
            " ".join(f"Authorization header requires '{name}' parameter." for name in missing)
        )
    return fields


def _amz_date(headers: Mapping[str, str]) -> str:
    amz_date = headers.get("x-amz-date", "")
    if not _AMZ_DATE.fullmatch(amz_date):
        raise _incomplete(
            f"Date must be in ISO-8601 'basic format' in the X-Amz-Date header. Got '{amz_date}'."
        )
    return amz_date


def _check_session_token(headers: Mapping[str, str], identity: Credentials) -> None:
    given = headers.get("x-amz-security-token", "")
    wanted = identity.session_token or ""
    if not hmac.compare_digest(given.encode(), wanted.encode()):
        raise SignatureError("UnrecognizedClientException", INVALID_TOKEN)


def _check_signed_headers(headers: Mapping[str, str], authorization: Authorization) -> None:
    signed = authorization.signed_headers
    if list(signed) != sorted({name.lower() for name in signed}):
        raise _invalid("SignedHeaders must be lower-case, distinct and sorted.")
    present = [name for name in SIGNED_WHEN_PRESENT if name in headers]
    unsigned = [name for name in (*ALWAYS_SIGNED, *present) if name not in signed]
    if unsigned:
        raise _invalid(f"'{unsigned[0]}' must be a 'SignedHeader' in the AWS Authorization.")
    absent = [name for name in signed if name not in headers]
    if absent:
        raise _invalid(f"'{absent[0]}' is a 'SignedHeader' that is missing from the request.")


def _check_scope(authorization: Authorization, amz_date: str, service: str) -> None:
    if authorization.service != service:
        raise _invalid(f"Credential should be scoped to correct service: '{service}'.")
    if authorization.date != amz_date[:8]:
        raise _invalid(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date "
            f"from HTTP: '{authorization.date}' != '{amz_date[:8]}', from '{amz_date}'."
        )


def _check_date(amz_date: str, now: float) -> None:
    try:
        moment = datetime.strptime(amz_date, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    except ValueError as error:
        raise _incomplete(f"X-Amz-Date is not a date: '{amz_date}'.") from error
    skew = now - moment.timestamp()
    minutes = MAX_SKEW_SECONDS // 60
    if skew > MAX_SKEW_SECONDS:
        raise _invalid(
            f"Signature expired: {amz_date} is now earlier than "
            f"{_format(now - MAX_SKEW_SECONDS)} ({_format(now)} - {minutes} min.)"
        )
    if skew < -MAX_SKEW_SECONDS:
        raise _invalid(
            f"Signature not yet current: {amz_date} is still later than "
            f"{_format(now + MAX_SKEW_SECONDS)} ({_format(now)} + {minutes} min.)"
        )


def _format(epoch_seconds: float) -> str:
    return f"{datetime.fromtimestamp(epoch_seconds, timezone.utc):%Y%m%dT%H%M%SZ}"


def _incomplete(message: str) -> SignatureError:
    return SignatureError("IncompleteSignatureException", message)


def _invalid(message: str) -> SignatureError:
    return SignatureError("InvalidSignatureException", message)
