"""Proxies that refuse, fall silent, or are none."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import trustme

from tests.differential.certificates import context_for
from tests.differential.server import Answer, Close, Reset, Stall, http, raw, running
from tests.proxy import LoopbackProxy

from .fault import Fault, Peer, Play
from .peers import healing
from .stage import Stage

HURRIED = {"connect_timeout": 0.05, "read_timeout": 0.05}
USER = "joe:secret@"


def proxy_answering(
    scheme: str, *given: Answer, proxy_scheme: str = "http", silent: bool = False
) -> Play:
    """What should be a proxy, and says this to whoever asks, or nothing to whoever connects."""

    @contextlib.contextmanager
    def play(stage: Stage) -> Iterator[Peer]:
        target = stage.secure if scheme == "https" else stage.plain
        with running() as proxy:
            if silent:
                proxy.greeting = (Stall(),)
            yield Peer(
                proxy,
                target.url,
                lambda: proxy.answer(*given),
                None,
                {"verify": stage.files["ca"]},
                {"proxies": {scheme: f"{proxy_scheme}://{USER}127.0.0.1:{proxy.port}"}},
            )

    return play


def real_proxy(
    scheme: str,
    *given: Answer,
    verify: str | None = "ca",
    userinfo: str = "",
    context: Callable[[Stage], Any] | None = None,
    proxies_config: Mapping[str, str] | None = None,
    **options: Any,
) -> Play:
    """A proxy that works, before a service that answers so."""

    @contextlib.contextmanager
    def play(stage: Stage) -> Iterator[Peer]:
        server = stage.secure if scheme == "https" else stage.plain
        tls = None if context is None else context(stage)
        files = {key: stage.files[value] for key, value in (proxies_config or {}).items()}
        with LoopbackProxy(tls, **options) as proxy:
            heals = verify == "ca" and tls is None and not options
            yield Peer(
                server,
                server.url,
                lambda: server.answer(*given),
                healing(server) if heals else None,
                {"verify": stage.files[verify] if verify else None},
                {
                    "proxies": {scheme: proxy.url.replace("//", f"//{userinfo}")},
                    "proxies_config": files,
                },
            )

    return play


def unreachable(url: str, scheme: str) -> Play:
    """No proxy at all."""

    @contextlib.contextmanager
    def play(stage: Stage) -> Iterator[Peer]:
        server = stage.secure if scheme == "https" else stage.plain
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            address = url.format(port=taken.getsockname()[1])
            yield Peer(
                server, server.url, lambda: None, None, config={"proxies": {scheme: address}}
            )

    return play


def _misnamed(stage: Stage) -> Any:
    return context_for(stage.authority, "other.example")


def _untrusted(_: Stage) -> Any:
    return context_for(trustme.CA(), "127.0.0.1")


SAYS: dict[str, tuple[str, Answer]] = {
    "407": ("it wants other credentials", http(407, "", [("Proxy-Authenticate", "Basic")])),
    "403": ("it forbids the target", http(403, "no!")),
    "201": ("which is no success for CONNECT", http(201, "{}")),
    "500": ("it has failed", http(500)),
    "503 without phrase": (
        "`HTTP/1.1 503`",
        raw(b"HTTP/1.1 503\r\nContent-Length: 0\r\n\r\n"),
    ),
    "502": ("it cannot reach the target", http(502)),
    "closed": ("without a word", raw(Close())),
    "reset": ("without a word", raw(Reset())),
    "garbage": ("it is a server of SSH", raw(b"SSH-2.0-OpenSSH\r\n\r\n", Close())),
}

FAULTS: list[Fault] = [
    *(
        Fault(f"proxy refused, {scheme}", "nobody listens", unreachable(url, scheme))
        for scheme, url in {
            "https": f"http://{USER}127.0.0.1:{{port}}",
            "http": f"http://{USER}127.0.0.1:{{port}}",
        }.items()
    ),
    Fault(
        "proxy's host unknown",
        "a name without address",
        unreachable("http://nonexistent.invalid:99", "https"),
    ),
    *(
        Fault(
            f"CONNECT: {name}",
            does,
            proxy_answering("https", answer),
            own_words=name == "garbage",
        )
        for name, (does, answer) in SAYS.items()
    ),
    Fault(
        "CONNECT: silent",
        "the connect timeout counts",
        proxy_answering("https", raw(Stall())),
        config=HURRIED,
    ),
    *(
        Fault(f"forwarded: {name}", does, proxy_answering("http", answer))
        for name, (does, answer) in SAYS.items()
    ),
    Fault(
        "forwarded: silent",
        "the read timeout counts",
        proxy_answering("http", raw(Stall())),
        config=HURRIED,
    ),
    *(
        Fault(
            f"https proxy: silent in the handshake, {scheme}",
            "after the client's hello",
            proxy_answering(scheme, proxy_scheme="https", silent=True),
            config=HURRIED,
        )
        for scheme in ("https", "http")
    ),
    Fault(
        "https proxy: no TLS",
        "a proxy of http",
        proxy_answering("https", proxy_scheme="https"),
        own_words=True,
    ),
    Fault(
        "tunnel: no TLS behind it",
        "200 to CONNECT, then text",
        proxy_answering("https", raw(b"HTTP/1.1 200 OK\r\n\r\ngarbage\r\n\r\n", Close())),
        own_words=True,
    ),
    Fault(
        "tunnel: unknown authority",
        "nobody trusts the service",
        real_proxy("https", verify=None),
        own_words=True,
    ),
    Fault(
        "tunnel: closed by the proxy",
        "`HTTP/1.0 200 OK`, and nothing after it",
        proxy_answering("https", raw(b"HTTP/1.0 200 OK\r\n\r\n", Close())),
        own_words=True,
    ),
    Fault("tunnel: closed", "by the service", real_proxy("https", raw(Close()))),
    Fault("tunnel: reset", "by the service", real_proxy("https", raw(Reset()))),
    Fault(
        "tunnel: garbage", "of the service", real_proxy("https", raw(b"garbage\r\n\r\n", Close()))
    ),
    Fault("tunnel: 503", "by the service", real_proxy("https", http(503))),
    Fault(
        "tunnel: wrong credentials",
        "the proxy says 407",
        real_proxy("https", http(200, "{}"), userinfo=USER, credentials="joe:other"),
    ),
    Fault(
        "https proxy: unknown authority",
        "nobody trusts the proxy",
        real_proxy("https", context=_untrusted, proxies_config={"proxy_ca_bundle": "ca"}),
        own_words=True,
    ),
    Fault(
        "https proxy: wrong host",
        "its certificate is for other.example",
        real_proxy("https", context=_misnamed, proxies_config={"proxy_ca_bundle": "ca"}),
        own_words=True,
    ),
]
