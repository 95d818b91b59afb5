"""One loopback server in place of all that gives credentials: STS, the portal of IAM Identity
Center and its OIDC service, sign-in, and the metadata services of instances and containers.

Each has its own paths, so one server is enough. What it answers is scripted by path.
"""

from __future__ import annotations

import base64
import contextlib
import json
import ssl
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from .server import Answer, Request, ScriptedServer, http

FAR = "2099-01-02T03:04:05Z"
ROLE_ARN = "arn:aws:iam::123456789012:role/Reader"

_STS_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"


class CloudServer(ScriptedServer):
    """Answers by the beginning of the request's method and path; 404 where nothing is scripted."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self._routes: dict[str, list[Answer]] = {}
        super().__init__(context)

    def route(self, beginning: str, *answers: Answer) -> None:
        """Answer requests like ``GET /path...`` with these, one each; the last one is repeated.
        The longest beginning that fits counts."""
        with self._lock:
            self._routes[beginning] = list(answers)

    def reset(self) -> None:
        """Forget scripts and requests."""
        with self._lock:
            self._routes.clear()
        self.take()

    def _choose(self, line: str) -> Answer:
        fitting = [beginning for beginning in self._routes if line.startswith(beginning)]
        if not fitting:
            return http(404, "not here")
        answers = self._routes[max(fitting, key=len)]
        return answers.pop(0) if len(answers) > 1 else answers[0]


@contextlib.contextmanager
def running_cloud(context: ssl.SSLContext | None = None) -> Iterator[CloudServer]:
    """A server that is stopped at the end of the block."""
    server = CloudServer(context)
    try:
        yield server
    finally:
        server.stop()


def as_json(value: Any, status: int = 200, **headers: str) -> Answer:
    """An answer of JSON."""
    return http(status, json.dumps(value), [("Content-Type", "application/json"), *headers.items()])


def assumed_role(
    key: str = "ASIAROLE",
    operation: str = "AssumeRole",
    expiration: str = FAR,
    arn: str = "arn:aws:sts::210987654321:assumed-role/Reader/name",
) -> Answer:
    """What STS answers."""
    body = f"""<{operation}Response xmlns="{_STS_NAMESPACE}">
  <{operation}Result>
    <AssumedRoleUser><AssumedRoleId>AROA:name</AssumedRoleId><Arn>{arn}</Arn></AssumedRoleUser>
    <Credentials>
      <AccessKeyId>{key}</AccessKeyId>
      <SecretAccessKey>{key}-secret</SecretAccessKey>
      <SessionToken>{key}-token&amp;more</SessionToken>
      <Expiration>{expiration}</Expiration>
    </Credentials>
  </{operation}Result>
  <ResponseMetadata><RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId></ResponseMetadata>
</{operation}Response>"""
    return http(200, body, [("Content-Type", "text/xml")])


def sts_error(code: str, message: str = "told so", status: int = 400) -> Answer:
    """What STS answers when it refuses."""
    body = f"""<ErrorResponse xmlns="{_STS_NAMESPACE}">
  <Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>
  <RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId>
</ErrorResponse>"""
    return http(status, body, [("Content-Type", "text/xml")])


def metadata_keys(key: str, expiration: str = FAR, **more: str) -> dict[str, str]:
    """The document that the metadata services of instances and containers give."""
    return {
        "Code": "Success",
        "AccessKeyId": key,
        "SecretAccessKey": f"{key}-secret",
        "Token": f"{key}-token",
        "Expiration": expiration,
        **more,
    }


#: What differs from one request to the next, or between one product and the other.
_OWN = {
    *("user-agent", "amz-sdk-invocation-id", "x-amz-date", "authorization", "accept-encoding"),
    "dpop",
}


def seen(request: Request) -> dict[str, Any]:
    """What of a request must be the same whoever makes it: line, headers as a set, body's fields,
    who signed for what, and what the User-Agent says of the source of credentials."""
    headers = {name.lower(): value for name, value in request.headers}
    body: Any = request.body.decode()
    if headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        body = dict(parse_qsl(body, keep_blank_values=True))
        if body.get("RoleSessionName", "").startswith("botocore-session-"):
            body["RoleSessionName"] = "botocore-session-"
    method, target, _ = request.line.split(" ")
    path, _, query = target.partition("?")
    return {
        "line": (method, path, sorted(parse_qsl(query))),
        "headers": {
            name: value
            for name, value in headers.items()
            # Told apart below; Accept comes with our HTTP library, see README.
            if name not in _OWN and not (name == "accept" and value == "*/*")
        },
        "proof": _proof(headers.get("dpop")),
        "own headers": sorted(_OWN & headers.keys()),
        "signature": _signature(headers),
        "features": features(headers),
        "body": body,
    }


def features(headers: Mapping[str, str]) -> set[str]:
    """The feature ids of the User-Agent."""
    segments = headers.get("user-agent", "").split(" ")
    return {
        name for segment in segments if segment.startswith("m/") for name in segment[2:].split(",")
    }


def _signature(headers: Mapping[str, str]) -> tuple[str, ...] | None:
    """Key, region, service and signed headers; not the date and what comes of it."""
    text = headers.get("authorization", "")
    if not text.startswith("AWS4-HMAC-SHA256 "):
        return (text,) if text else None
    fields = dict(part.split("=", 1) for part in text.split(" ", 1)[1].split(", "))
    key, _, region, service, _ = fields["Credential"].rsplit("/", 4)
    return key, region, service, fields["SignedHeaders"]


def _proof(token: str | None) -> Any:
    """A DPoP token without what is new each time: its time, its identifier, its signature."""
    if token is None:
        return None
    header, claims, _ = (
        base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in token.split(".")
    )
    known = json.loads(claims)
    return json.loads(header), known | {
        "iat": type(known["iat"]).__name__,
        "jti": len(known["jti"]),
    }
