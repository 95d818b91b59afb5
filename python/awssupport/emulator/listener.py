"""The listening socket, its accept thread and the threads of its connections."""

from __future__ import annotations

import logging
import os
import selectors
import socket
import threading
from collections.abc import Callable

from .connection import Connection

BACKLOG = 128
ACCEPT_PAUSE_SECONDS = 0.1

logger = logging.getLogger(__name__)

MakeConnection = Callable[[socket.socket], Connection]


class Listener:
    """Accepts connections from the moment it is made until `close`. All threads are daemons."""

    def __init__(self, host: str, port: int, make_connection: MakeConnection) -> None:
        self._make_connection = make_connection
        self._socket = _bind(host, port)
        self.port = int(self._socket.getsockname()[1])
        self._waker, self._wakeup = socket.socketpair()
        self._closing = threading.Event()
        self._close_lock = threading.Lock()
        self._connections: list[tuple[Connection, threading.Thread]] = []
        self._acceptor = threading.Thread(
            target=self._accept_all, name=f"awssupport-emulator-{self.port}", daemon=True
        )
        self._acceptor.start()

    @property
    def closed(self) -> bool:
        """Whether `close` has been called."""
        return self._closing.is_set()

    def close(self) -> None:
        """Stop accepting, end every connection, join every thread, free the port.

        May be called again, and from several threads: each call returns when all is done.
        """
        self._closing.set()
        with self._close_lock:
            if self._acceptor.is_alive():
                self._waker.send(b"x")
                self._acceptor.join()
            for closing in (self._socket, self._waker, self._wakeup):
                closing.close()
            for connection, _thread in self._connections:
                connection.interrupt()
            for _connection, thread in self._connections:
                thread.join()
            self._connections.clear()

    def _accept_all(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._socket, selectors.EVENT_READ)
            selector.register(self._wakeup, selectors.EVENT_READ)
            while not self._closing.is_set():
                selector.select()
                if not self._closing.is_set():
                    self._accept_one()

    def _accept_one(self) -> None:
        try:
            client, _address = self._socket.accept()
        except BlockingIOError:
            return  # The client was gone again before we came to it.
        except OSError as error:
            # Out of file descriptors, most likely: give connections time to end.
            logger.warning("cannot accept a connection: %s", error)
            self._closing.wait(ACCEPT_PAUSE_SECONDS)
            return
        connection = self._make_connection(client)
        thread = threading.Thread(
            target=connection.run, name=f"awssupport-emulator-{self.port}-client", daemon=True
        )
        try:
            thread.start()
        except RuntimeError as error:
            logger.warning("cannot serve a connection: %s", error)
            client.close()
            return
        # Finished threads are forgotten here and not by themselves, so that close() joins
        # every thread that may still be on its last instructions.
        self._connections = [pair for pair in self._connections if pair[1].is_alive()]
        self._connections.append((connection, thread))


def _bind(host: str, port: int) -> socket.socket:
    family, kind, protocol, _name, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listening = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            # Lets the port be used again at once. On Windows it would let two servers share it.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
        listening.setblocking(False)
    except OSError:
        listening.close()
        raise
    return listening
