"""One client connection, served by one thread until it ends."""

from __future__ import annotations

import logging
import os
import socket
import ssl
import struct
import threading
from contextlib import suppress
from typing import BinaryIO, cast

from .application import Application
from .http1 import Answer, HttpError, IncompleteRequest, read_request, render
from .replies import Ending, RawReply

STREAM_BUFFER_BYTES = 64 * 1024
DRAIN_TIMEOUT_SECONDS = 5.0
MAX_DRAIN_BYTES = 1024 * 1024 * 1024

# struct linger, on with a time of zero: close() then sends RST instead of FIN. Windows declares
# its two members as unsigned short, everyone else as int.
RESET_ON_CLOSE = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)

logger = logging.getLogger(__name__)


class Connection:
    """Reads requests and writes replies. `interrupt` may be called from another thread."""

    def __init__(
        self,
        client: socket.socket,
        application: Application,
        *,
        idle_timeout: float,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._socket = client
        self._application = application
        self._idle_timeout = idle_timeout
        self._ssl_context = ssl_context
        self._lock = threading.Lock()
        self._interrupted = False

    def run(self) -> None:
        """Serve the connection to its end and release its socket."""
        try:
            self._socket.settimeout(self._idle_timeout)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._ssl_context is not None:
                self._encrypt(self._ssl_context)
            with cast(BinaryIO, self._socket.makefile("rb", STREAM_BUFFER_BYTES)) as stream:
                self._serve(stream)
        except (OSError, IncompleteRequest) as error:
            # The peer went away, broke off its TLS handshake or idled too long: its right.
            logger.debug("connection ended: %s", error)
        finally:
            self._socket.close()

    def interrupt(self) -> None:
        """Make the serving thread return soon, whatever it is waiting for on the socket."""
        with self._lock:
            self._interrupted = True
            # Fails when the thread has just closed it: then there is nothing left to do.
            with suppress(OSError):
                self._shut_down(socket.SHUT_RDWR)

    def _encrypt(self, context: ssl.SSLContext) -> None:
        secure = context.wrap_socket(self._socket, server_side=True, do_handshake_on_connect=False)
        with self._lock:
            self._socket = secure
            if self._interrupted:
                raise ConnectionAbortedError("the server is closing")
        secure.do_handshake()

    def _serve(self, stream: BinaryIO) -> None:
        while True:
            try:
                request = read_request(stream, self._send_continue)
            except HttpError as error:
                self._socket.sendall(render(self._application.refuse(error), keep_alive=False))
                self._drain()
                return
            if request is None:
                return
            reply = self._application.handle(request)
            if isinstance(reply, RawReply):
                self._end(reply)
                return
            self._answer(reply, request.keep_alive, head_only=request.method == "HEAD")
            if not request.keep_alive:
                return

    def _answer(self, answer: Answer, keep_alive: bool, head_only: bool) -> None:
        self._socket.sendall(render(answer, keep_alive=keep_alive, head_only=head_only))

    def _send_continue(self) -> None:
        self._socket.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _end(self, reply: RawReply) -> None:
        if reply.payload:
            self._socket.sendall(reply.payload)
        if reply.ending is Ending.RESET:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)

    def _drain(self) -> None:
        """Read away what the peer still sends.

        Closing a socket with unread input resets the connection, and the peer would lose the
        answer it has not read yet.
        """
        self._shut_down(socket.SHUT_WR)
        self._socket.settimeout(DRAIN_TIMEOUT_SECONDS)
        left = MAX_DRAIN_BYTES
        while left > 0 and (data := self._socket.recv(STREAM_BUFFER_BYTES)):
            left -= len(data)

    def _shut_down(self, how: int) -> None:
        # Not SSLSocket.shutdown: it discards the TLS state under the feet of the other thread.
        socket.socket.shutdown(self._socket, how)
