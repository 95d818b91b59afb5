"""Attachments that are read from pipes into which nobody writes."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .raw_servers import TIMEOUT, CountingServer
from .standstill import Standstill, client_of, is_reading


@contextlib.contextmanager
def pipe_object() -> Iterator[Standstill]:
    with CountingServer() as server:
        client = client_of(server.url)
        reading, writing = os.pipe()
        began = threading.Event()

        class Pipe(io.RawIOBase):
            def readable(self) -> bool:
                return True

            def read(self, _size: int = -1) -> bytes:
                began.set()
                return os.read(reading, 100)

        def call(data: Any) -> object:
            return client.add_attachments_to_set(attachments=[{"data": data}])

        try:
            yield Standstill(
                lambda: call(Pipe()),
                lambda: began.wait(TIMEOUT) and is_reading(),
                lambda: call(b"data"),
            )
        finally:
            os.close(reading)
            os.close(writing)


@contextlib.contextmanager
def named_pipe() -> Iterator[Standstill]:
    """A pipe that is open for writing, and into which nobody writes."""
    with tempfile.TemporaryDirectory() as directory, CountingServer() as server:
        client = client_of(server.url)
        path = Path(directory, "pipe")
        os.mkfifo(path)
        writers: list[int] = []

        def call(data: Any) -> object:
            return client.add_attachments_to_set(attachments=[{"data": data}])

        def reached() -> bool:
            writers.append(os.open(path, os.O_WRONLY))  # waits for the reader
            return is_reading()

        def ended() -> bool:
            try:
                os.write(writers[0], b"!")
            except BrokenPipeError:
                return True
            return False

        yield Standstill(lambda: call(path), reached, lambda: call(b"data"), ended)
        for writer in writers:
            os.close(writer)
