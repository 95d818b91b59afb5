"""A server with next to no cost of its own, for machines without nginx.

Run as ``python bench/neutral.py [CERTIFICATE]``: it prints its port and serves until its
standard input ends. It reads a request's head, swallows ``Content-Length`` bytes into one
reused buffer and sends a fixed answer: a short one, or one of 5 MB to DescribeCases and to
DescribeAttachment. With a certificate (PEM with its key) it speaks TLS.
"""

from __future__ import annotations

import base64
import contextlib
import json
import re
import socket
import ssl
import sys
import threading

MB = 1000 * 1000
BODY = b'{"attachmentSetId": "as-bench", "expiryTime": "2026-01-02T03:04:05Z"}'
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
TARGET = re.compile(rb"\r\nx-amz-target: *[^.\r]*\.(\w+)", re.IGNORECASE)


def cases() -> bytes:
    """A page of describe_cases: cases with 5 communications each, as many as make 5 MB."""
    line = "The instance stopped answering after the upgrade; the logs are attached.\n"
    made: list[dict[str, object]] = []
    written = 0
    while written < 5 * MB:
        number = f"{len(made):016x}"
        case_id = f"case-111122223333-muen-2026-{number}"
        communications = [
            {
                "caseId": case_id,
                "body": line * 4,
                "submittedBy": "Amazon Web Services",
                "timeCreated": f"2026-01-{place + 1:02}T03:04:05.{len(made) % 1000:03}Z",
                "attachmentSet": [
                    {"attachmentId": f"attachment-{number}-{place}", "fileName": "log.txt"}
                ],
            }
            for place in range(5)
        ]
        case: dict[str, object] = {
            "caseId": case_id,
            "displayId": number,
            "subject": f"Instance {number} does not answer",
            "status": "opened",
            "serviceCode": "amazon-elastic-compute-cloud-linux",
            "categoryCode": "other",
            "severityCode": "low",
            "submittedBy": "someone@example.com",
            "timeCreated": f"2026-01-01T00:00:00.{len(made) % 1000:03}Z",
            "recentCommunications": {"communications": communications, "nextToken": number},
            "ccEmailAddresses": ["one@example.com", "two@example.com"],
            "language": "en",
        }
        made.append(case)
        written += len(json.dumps(case)) + 2
    return json.dumps({"cases": made, "nextToken": "next"}).encode()


def attachment() -> bytes:
    """An answer of describe_attachment with 5 MB of data."""
    data = bytes(range(256)) * (5 * MB // 256)
    encoded = base64.b64encode(data).decode()
    return json.dumps({"attachment": {"fileName": "log.bin", "data": encoded}}).encode()


def bodies() -> dict[bytes, bytes]:
    """What is answered to which operation; other operations get ``BODY``."""
    return {
        b"DescribeCases": cases(),
        b"DescribeAttachment": attachment(),
    }


def answer(body: bytes) -> bytes:
    """Head and body."""
    head = (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.1\r\n"
        b"x-amzn-RequestId: 00000000-0000-4000-8000-000000000000\r\n"
        b"Content-Length: %d\r\n\r\n" % len(body)
    )
    return head + body


ANSWERS: dict[bytes, bytes] = {}


def serve(connection: socket.socket, context: ssl.SSLContext | None) -> None:
    """Answer every request of a connection until the client closes it."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with contextlib.suppress(OSError), connection:
        stream = context.wrap_socket(connection, server_side=True) if context else connection
        with stream:
            converse(stream)


def converse(stream: socket.socket) -> None:
    """Head, body, answer; again and again."""
    buffer = bytearray(1 << 20)
    view = memoryview(buffer)
    while True:
        filled = 0
        while (end := buffer.find(b"\r\n\r\n", 0, filled)) < 0:
            received = stream.recv_into(view[filled:])
            if not received:
                return
            filled += received
        head = bytes(view[:end])
        match = LENGTH.search(head)
        missing = (int(match[1]) if match else 0) - (filled - end - 4)
        while missing > 0:
            received = stream.recv_into(view)
            if not received:
                return
            missing -= received
        target = TARGET.search(head)
        stream.sendall(ANSWERS.get(target[1] if target else b"", ANSWERS[b""]))


def main() -> None:
    """Listen, tell the port, and serve until the parent closes the pipe."""
    ANSWERS[b""] = answer(BODY)
    ANSWERS.update((operation, answer(body)) for operation, body in bodies().items())
    context = None
    if len(sys.argv) > 1:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1])
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def accept() -> None:
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(connection, context), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    print(listener.getsockname()[1], flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
