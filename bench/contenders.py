"""What is compared: boto3, awssupport, and the floor under both.

The floor is the least that any client must do: the SHA-256 of the body, which the signature
needs before the first byte can go out, and one send of head and body over a kept connection.
It is done by C code (hashlib, socket, ssl) and leaves out base64, which is measured beside it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import socket
import ssl
from collections.abc import Callable
from typing import Any, TypeAlias
from urllib.parse import urlsplit

Call: TypeAlias = Callable[[], object]

KIB = 1024
MIB = 1024 * KIB
FLOOR = "floor"
BASE64 = "base64"
REGION = "us-east-1"
KEYS = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "wJalrXUtnFEMI/EXAMPLEKEY"}
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


def attachments(count: int, size: int) -> list[dict[str, Any]]:
    """Attachments of incompressible-looking bytes, the same in every run."""
    seed = bytes(range(256)) * (size // 256 + 1)
    return [{"fileName": f"{n}.bin", "data": seed[n : n + size]} for n in range(count)]


def library_call(name: str, endpoint_url: str, ca_bundle: str, files: list[dict[str, Any]]) -> Call:
    """A call of ``boto3`` or ``awssupport``; both are made and used in exactly the same way."""
    make = __import__(name).client
    client = make("support", REGION, endpoint_url=endpoint_url, verify=ca_bundle, **KEYS)

    def call() -> object:
        return client.add_attachments_to_set(attachments=files)

    return call


def answer_call(name: str, endpoint_url: str, operation: str) -> Call:
    """A call whose answer is what counts; ``operation`` is its name on the wire."""
    make = __import__(name).client
    client = make("support", REGION, endpoint_url=endpoint_url, **KEYS)
    parameters = {"attachmentId": "attachment-1"} if operation == "DescribeAttachment" else {}

    def call() -> object:
        return client._make_api_call(operation, parameters)

    return call


def parse_call(name: str, operation: str, body: bytes) -> Call:
    """Only the reading of a large answer that is there already."""
    headers = {"x-amzn-requestid": "1"}
    if name == "awssupport":
        native = __import__("awssupport._awssupport", fromlist=["NativeClient"]).NativeClient
        pairs = list(headers.items())
        return lambda: native.parse_response(operation, 200, pairs, body)
    from botocore.parsers import create_parser
    from botocore.session import get_session

    shape = get_session().get_service_model("support").operation_model(operation).output_shape
    response = {"headers": headers, "status_code": 200, "body": body, "context": {}}
    parser = create_parser("json")
    return lambda: parser.parse(response, shape)


def body_of(files: list[dict[str, Any]]) -> bytes:
    """The JSON body that a client sends for these attachments."""
    encoded = [{**file, "data": base64.b64encode(file["data"]).decode()} for file in files]
    return json.dumps({"attachments": encoded}).encode()


def floor_call(endpoint_url: str, ca_bundle: str, files: list[dict[str, Any]]) -> Call:
    """Hash a body of the size a client sends, send it at once, read the answer."""
    body = body_of(files)
    parts = urlsplit(endpoint_url)
    address = (str(parts.hostname), int(parts.port or 0))
    head = (
        f"POST / HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        "X-Amz-Target: AWSSupport_20130415.AddAttachmentsToSet\r\n"
        "Content-Type: application/x-amz-json-1.1\r\n"
        f"Authorization: {'a' * 220}\r\nUser-Agent: {'u' * 200}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    message = head.encode() + body
    connection = socket.create_connection(address)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if parts.scheme == "https":
        context = ssl.create_default_context(cafile=ca_bundle)
        connection = context.wrap_socket(connection, server_hostname=address[0])

    def call() -> object:
        digest = hashlib.sha256(body).hexdigest()
        connection.sendall(message)
        return digest, read_answer(connection)

    return call


def read_answer(connection: socket.socket) -> bytes:
    """One answer with a Content-Length."""
    received = connection.recv(65536)
    while (end := received.find(b"\r\n\r\n")) < 0:
        received += connection.recv(65536)
    match = LENGTH.search(received, 0, end)
    if match is None or not received.startswith(b"HTTP/1.1 200 "):
        raise RuntimeError(f"not the answer that was expected: {received[:200]!r}")
    while len(received) < end + 4 + int(match[1]):
        received += connection.recv(65536)
    return received


def base64_call(files: list[dict[str, Any]]) -> Call:
    """The base64 text of every attachment, by binascii."""
    blobs = [file["data"] for file in files]

    def call() -> object:
        return [binascii.b2a_base64(blob, newline=False) for blob in blobs]

    return call
