"""Signed requests as bytes, and raw sockets to send them through."""

from __future__ import annotations

import base64
import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Any
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials

from awssupport.emulator import Server

ACCESS_KEY_ID = "AKIDEXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
REGION = "us-east-1"
TIMEOUT = 30.0

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RawRequest:
    """A request that can be tampered with and then sent as bytes."""

    method: str
    target: str
    headers: Headers
    body: bytes

    def header(self, name: str) -> str:
        return next(value for key, value in self.headers if key.lower() == name.lower())

    def without(self, name: str) -> RawRequest:
        kept = tuple(pair for pair in self.headers if pair[0].lower() != name.lower())
        return replace(self, headers=kept)

    def having(self, name: str, value: str) -> RawRequest:
        return replace(self, headers=(*self.without(name).headers, (name, value)))

    def editing(self, name: str, old: str, new: str) -> RawRequest:
        """Replace `old`, which must be there, in the header `name`."""
        value = self.header(name)
        assert old in value
        return self.having(name, value.replace(old, new))

    def encode(self) -> bytes:
        lines = [f"{self.method} {self.target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        lines += [f"Content-Length: {len(self.body)}", "", ""]
        return "\r\n".join(lines).encode("latin-1") + self.body


def signed(
    url: str,
    document: object = None,
    *,
    body: bytes | None = None,
    operation: str | None = "AddAttachmentsToSet",
    at: float | None = None,
    access_key_id: str = ACCESS_KEY_ID,
    secret: str = SECRET,
    token: str | None = None,
    region: str = REGION,
    service: str = "support",
) -> RawRequest:
    """A request for `url` signed by botocore at the epoch time `at` (default: now)."""
    now = datetime.now(timezone.utc) if at is None else datetime.fromtimestamp(at, timezone.utc)
    payload = json.dumps(document).encode() if body is None else body
    parts = urlsplit(url)
    headers = {"Host": parts.netloc, "Content-Type": "application/x-amz-json-1.1"}
    if operation is not None:
        headers["X-Amz-Target"] = f"AWSSupport_20130415.{operation}"
    if token is not None:
        headers["X-Amz-Security-Token"] = token
    timestamp = f"{now:%Y%m%dT%H%M%SZ}"
    headers["X-Amz-Date"] = timestamp
    request = AWSRequest("POST", url, headers=headers, data=payload)
    request.context["timestamp"] = timestamp
    signer = SigV4Auth(BotocoreCredentials(access_key_id, secret), service, region)
    string_to_sign = signer.string_to_sign(request, signer.canonical_request(request))
    names = signer.signed_headers(signer.headers_to_sign(request))
    authorization = (
        f"AWS4-HMAC-SHA256 Credential={signer.scope(request)}, SignedHeaders={names}, "
        f"Signature={signer.signature(string_to_sign, request)}"
    )
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    pairs = (*headers.items(), ("Authorization", authorization))
    return RawRequest("POST", target, pairs, payload)


def attaching(server: Server, *files: tuple[str, bytes], **members: object) -> RawRequest:
    """A rightly signed AddAttachmentsToSet."""
    attachments = [
        {"fileName": name, "data": base64.b64encode(data).decode()} for name, data in files
    ]
    return signed(server.url, {**members, "attachments": attachments})


@dataclass(frozen=True)
class RawAnswer:
    """An answer as Python's own HTTP client reads it."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> Any:
        return self.document["__type"]


@contextmanager
def connected(server: Server) -> Iterator[socket.socket]:
    """A plain TCP connection to the server."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=TIMEOUT) as client:
        yield client


def receive(client: socket.socket, method: str = "POST") -> RawAnswer:
    """Read one answer; the connection stays usable."""
    response = http.client.HTTPResponse(client, method=method)
    try:
        response.begin()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return RawAnswer(response.status, headers, response.read())
    finally:
        response.close()


def receive_all(client: socket.socket) -> bytes:
    """Read until the peer closes in an orderly way."""
    received = bytearray()
    while data := client.recv(65536):
        received += data
    return bytes(received)


def send(server: Server, request: RawRequest | bytes) -> RawAnswer:
    """Send one request on a connection of its own and read the answer."""
    with connected(server) as client:
        client.sendall(request if isinstance(request, bytes) else request.encode())
        return receive(client)
