"""The emulator as a program in the foreground."""

from __future__ import annotations

import signal
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

from .cases import DEFAULT_MAX_CASES_PER_HOUR
from .clock import Clock
from .links import DEFAULT_LIFETIME_SECONDS
from .server import Server, serve
from .sigv4 import Credentials
from .uploads import DEFAULT_PART_BYTES

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def run(
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    credentials: Mapping[str, str | Credentials] | None = None,
    clock: Clock | None = None,
    signing_clock: Clock | None = None,
    subscription: bool = True,
    max_sets_per_hour: int | None = None,
    max_cases_per_hour: int | None = DEFAULT_MAX_CASES_PER_HOUR,
    max_described_per_hour: int | None = None,
    part_size_bytes: int = DEFAULT_PART_BYTES,
    link_lifetime: float = DEFAULT_LIFETIME_SECONDS,
    ssl_context: ssl.SSLContext | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM, then return; arguments as for `serve`.

    Prints one line to standard output, the URL and the test credentials. Must be called from
    the main thread, as only that can receive signals; the previous handlers are put back.
    """
    with (
        _stop_signals() as stop,
        serve(
            host=host,
            port=port,
            credentials=credentials,
            clock=clock,
            signing_clock=signing_clock,
            subscription=subscription,
            max_sets_per_hour=max_sets_per_hour,
            max_cases_per_hour=max_cases_per_hour,
            max_described_per_hour=max_described_per_hour,
            part_size_bytes=part_size_bytes,
            link_lifetime=link_lifetime,
            ssl_context=ssl_context,
        ) as server,
    ):
        print(describe(server), flush=True)
        _wait_for_stop(stop)


def describe(server: Server) -> str:
    """One line that tells how to reach `server`, test secret included, ready for a shell."""
    variables = {
        "AWS_ENDPOINT_URL_SUPPORT": server.url,
        "AWS_ACCESS_KEY_ID": server.access_key_id,
        "AWS_SECRET_ACCESS_KEY": server.secret_access_key,
    }
    if server.session_token is not None:
        variables["AWS_SESSION_TOKEN"] = server.session_token
    assignments = (f"{name}={value}" for name, value in variables.items())
    return "awssupport emulator: " + " ".join(assignments)


@contextmanager
def _stop_signals() -> Iterator[socket.socket]:
    """Turn signals into bytes on the yielded socket.

    A handler that sets an event could deadlock with the wait it interrupts; one that raises
    could do so anywhere. The interpreter's wakeup descriptor has neither problem.
    """
    receiver, sender = socket.socketpair()
    with receiver, sender:
        sender.setblocking(False)
        previous_descriptor = signal.set_wakeup_fd(sender.fileno())
        previous_handlers = {number: signal.signal(number, _ignore) for number in STOP_SIGNALS}
        try:
            yield receiver
        finally:
            for number, handler in previous_handlers.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(previous_descriptor)


def _wait_for_stop(receiver: socket.socket) -> None:
    while True:
        arrived = receiver.recv(1)
        if not arrived or arrived[0] in STOP_SIGNALS:
            return


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Does nothing itself: the number has already gone to the wakeup descriptor."""
