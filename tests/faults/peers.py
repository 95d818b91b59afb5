"""How the peers of most faults are made."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.differential.server import Answer, ScriptedServer, Step, running

from .fault import GOOD, Fault, Peer, Play
from .stage import Stage


def healing(server: ScriptedServer) -> Callable[[], None]:
    """Let a server answer as it should."""

    def heal() -> None:
        server.greeting = ()
        server.answer(GOOD)

    return heal


def answering(*answers: Answer, config: Mapping[str, Any] | None = None, **options: Any) -> Play:
    """A service that gives these answers, the last one again and again."""

    @contextlib.contextmanager
    def play(stage: Stage) -> Iterator[Peer]:
        server = stage.plain
        yield Peer(
            server,
            server.url,
            lambda: server.answer(*answers),
            healing(server),
            options,
            config or {},
        )

    return play


def greeting(*steps: Step) -> Play:
    """A service that does this with whoever connects, and reads nothing."""

    @contextlib.contextmanager
    def play(stage: Stage) -> Iterator[Peer]:
        server = stage.plain

        def begin() -> None:
            server.greeting = steps

        yield Peer(server, server.url, begin, healing(server))

    return play


def with_little_room(*answers: Answer) -> Play:
    """A service whose buffers take little of an upload that it does not read."""

    @contextlib.contextmanager
    def play(_: Stage) -> Iterator[Peer]:
        with running(receive_buffer=4096) as server:
            yield Peer(server, server.url, lambda: server.answer(*answers), healing(server))

    return play


def answers(name: str, does: str, *given: Answer, **more: Any) -> Fault:
    """A fault that is made of answers alone."""
    return Fault(name, does, answering(*given), **more)
