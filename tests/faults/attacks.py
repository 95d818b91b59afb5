"""Redirects, and arguments that try to be more than a value."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.differential.server import http
from tests.proxy import LoopbackProxy

from .fault import GOOD, Better, Fault, Peer, Play
from .peers import answering, healing
from .stage import Stage

LINES = "\r\nX-Injected: y\r\n"


def redirecting(status: int) -> Play:
    """A service that sends clients elsewhere: to itself, which would be seen."""

    @contextlib.contextmanager
    def play(stage: Stage) -> Iterator[Peer]:
        server = stage.plain
        answer = http(status, "", [("Location", f"{server.url}/elsewhere")])
        yield Peer(server, server.url, lambda: server.answer(answer), healing(server))

    return play


def told(
    url: Callable[[str], str] = lambda url: url,
    config: Mapping[str, Any] | None = None,
    **options: Any,
) -> Play:
    """A service without fault, of whose clients one argument is odd."""

    @contextlib.contextmanager
    def play(stage: Stage) -> Iterator[Peer]:
        server = stage.plain
        yield Peer(
            server, url(server.url), lambda: server.answer(GOOD), None, options, config or {}
        )

    return play


@contextlib.contextmanager
def proxy_with_lines(stage: Stage) -> Iterator[Peer]:
    """A proxy's URL with a header in it."""
    server = stage.plain
    with LoopbackProxy() as proxy:
        url = f"http://joe{LINES}:secret@{proxy.address}"
        yield Peer(server, server.url, lambda: None, None, config={"proxies": {"http": url}})
        assert not any(request.values("X-Injected") for request in proxy.requests)


NO_WAIT = Better(
    "What cannot be sent is not tried again.",
    "HTTPClientError",
    1,
    modes=("standard", "adaptive"),
)

FAULTS: list[Fault] = [
    *(
        Fault(f"redirect {status}", "`Location` is not followed", redirecting(status))
        for status in (300, 301, 302, 303, 307, 308)
    ),
    Fault(
        "token with lines",
        "it would be a header of its own",
        told(aws_session_token=f"t{LINES}"),
        own_words=True,
        better=NO_WAIT,
    ),
    Fault(
        "access key with lines",
        "it would be a header of its own",
        told(aws_access_key_id=f"AKIDEXAMPLE{LINES}"),
        own_words=True,
        better=NO_WAIT,
    ),
    *(
        Fault(
            f"{name} with lines",
            "it would be a header of its own",
            told(config={name: f"a{LINES}"}),
            own_words=True,
            better=NO_WAIT,
        )
        for name in ("user_agent", "user_agent_extra")
    ),
    Fault(
        "user_agent_appid with lines",
        "they are replaced",
        told(config={"user_agent_appid": f"a{LINES}"}),
    ),
    Fault("region with lines", "it would be a header", told(region_name=f"us-east-1{LINES}")),
    Fault("endpoint with lines", "in its path", told(lambda url: f"{url}/a{LINES}")),
    Fault(
        "endpoint with userinfo",
        "`http://joe:secret@...`, which is not sent",
        told(lambda url: url.replace("//", "//joe:secret@")),
    ),
    Fault(
        "file name with lines",
        "it stays in the body",
        answering(GOOD),
        parameters={"attachments": [{"fileName": f"a{LINES}", "data": b""}]},
    ),
    Fault(
        "proxy with lines",
        "in its userinfo",
        proxy_with_lines,
        better=Better("No proxy is asked with such a name.", "HTTPClientError", (3, 1, 3)),
    ),
]
