"""A server with next to no cost of its own, for machines without nginx.

Run as ``python bench/neutral.py [CERTIFICATE]``: it prints its port and serves until its
standard input ends. It reads a request's head, swallows ``Content-Length`` bytes into one
reused buffer and sends a fixed answer. With a certificate (PEM with its key) it speaks TLS.
"""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import sys
import threading

BODY = b'{"attachmentSetId": "as-bench", "expiryTime": "2026-01-02T03:04:05Z"}'
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.1\r\n"
    b"x-amzn-RequestId: 00000000-0000-4000-8000-000000000000\r\n"
    b"Content-Length: %d\r\n\r\n" % len(BODY)
) + BODY
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


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
        match = LENGTH.search(buffer, 0, end)
        missing = (int(match[1]) if match else 0) - (filled - end - 4)
        while missing > 0:
            received = stream.recv_into(view)
            if not received:
                return
            missing -= received
        stream.sendall(ANSWER)


def main() -> None:
    """Listen, tell the port, and serve until the parent closes the pipe."""
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
