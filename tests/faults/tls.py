"""Who cannot be trusted, and who does not speak TLS."""

from __future__ import annotations

import contextlib
import datetime
import ssl
from collections.abc import Callable, Iterator
from typing import Any

from tests.differential.certificates import context_for
from tests.differential.server import Close, Read, Reset, Stall, Step

from .fault import Fault, Peer, Play
from .peers import healing
from .stage import Stage

PAST = (datetime.datetime(2019, 1, 1), datetime.datetime(2020, 1, 1))
FUTURE = (datetime.datetime(2090, 1, 1), datetime.datetime(2091, 1, 1))


def showing(
    context: Callable[[Stage], ssl.SSLContext], verify: str | bool | None = "ca", **config: Any
) -> Play:
    """A service with such a context, until it has a better one."""

    @contextlib.contextmanager
    def play(stage: Stage) -> Iterator[Peer]:
        server = stage.secure
        made = context(stage)
        options = {"verify": stage.files[verify] if isinstance(verify, str) else verify}
        shown = {key: stage.files[value] for key, value in config.items()}

        def begin() -> None:
            server.context = made

        def heal() -> None:
            server.context = stage.good_context

        try:
            heals = verify == "ca" and "missing" not in config.values()
            yield Peer(server, server.url, begin, heal if heals else None, options, shown)
        finally:
            heal()

    return play


def greeting_with(*steps: Step) -> Play:
    """A service that does this in place of a handshake."""

    @contextlib.contextmanager
    def play(stage: Stage) -> Iterator[Peer]:
        server = stage.secure

        def begin() -> None:
            server.greeting = steps

        yield Peer(server, server.url, begin, healing(server), {"verify": stage.files["ca"]})

    return play


def _good(stage: Stage) -> ssl.SSLContext:
    return stage.good_context


def _misnamed(stage: Stage) -> ssl.SSLContext:
    return context_for(stage.authority, "other.example")


def _asking(stage: Stage) -> ssl.SSLContext:
    context = context_for(stage.authority, "127.0.0.1", asks=True)
    # With TLS 1.3 the client learns of it when it reads the answer, if no reset comes first.
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    return context


def _of_time(time: tuple[datetime.datetime, datetime.datetime]) -> Callable[[Stage], Any]:
    def context(stage: Stage) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate = stage.authority.issue_cert("127.0.0.1", not_before=time[0], not_after=time[1])
        certificate.configure_cert(made)
        return made

    return context


@contextlib.contextmanager
def plain_text(stage: Stage) -> Iterator[Peer]:
    """A service of http where https is expected."""
    url = stage.plain.url.replace("http:", "https:")
    yield Peer(stage.plain, url, lambda: None, None)


@contextlib.contextmanager
def tls_where_none_is_expected(stage: Stage) -> Iterator[Peer]:
    """A service of https where http is expected."""
    yield Peer(stage.secure, stage.secure.url.replace("https:", "http:"), lambda: None, None)


OWN: dict[str, Any] = {"own_words": True}

FAULTS: list[Fault] = [
    Fault("wrong host", "the certificate is for other.example", showing(_misnamed)),
    Fault("unknown authority", "nobody trusts who certifies it", showing(_good, None), **OWN),
    Fault("another authority", "a bundle without the right one", showing(_good, "other ca"), **OWN),
    Fault("expired certificate", "since 2020", showing(_of_time(PAST)), **OWN),
    Fault("certificate of the future", "from 2090 on", showing(_of_time(FUTURE)), **OWN),
    Fault("missing bundle", "`verify` is no file", showing(_good, "missing"), own_words=True),
    Fault("plain-text peer", "a service of http at an https URL", plain_text, **OWN),
    Fault("TLS at an http URL", "a service of https", tls_where_none_is_expected),
    Fault("closed in the handshake", "after the client's hello", greeting_with(Close()), **OWN),
    Fault("reset in the handshake", "after the client's hello", greeting_with(Read(), Reset())),
    Fault("garbage in the handshake", "text", greeting_with(b"garbage\r\n" * 10, Close()), **OWN),
    Fault(
        "silent in the handshake",
        "after the client's hello",
        greeting_with(Stall()),
        config={"connect_timeout": 0.05, "read_timeout": 0.05},
    ),
    Fault("client certificate demanded", "there is none", showing(_asking), **OWN),
    Fault(
        "client certificate refused",
        "it is a stranger's",
        showing(_asking, client_cert="stranger"),
        **OWN,
    ),
    Fault(
        "client certificate missing",
        "`client_cert` is no file",
        showing(_asking, client_cert="missing"),
    ),
]
