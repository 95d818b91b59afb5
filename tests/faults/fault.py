"""What a fault is: somebody who misbehaves, what the client is told, and where we do better."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tests.differential.server import ScriptedServer, http

from .stage import Stage

MODES = ("standard", "legacy", "adaptive")

#: Long enough for whatever is not to time out; short for what is to.
PATIENT = {"connect_timeout": 20, "read_timeout": 20}
HURRIED = {"connect_timeout": 20, "read_timeout": 0.04}

GOOD = http(200, "{}")


@dataclass(frozen=True)
class Peer:
    """Whom a client meets: the servers behind a URL, and what the client must be told of them."""

    #: Its requests and connections are those that count.
    server: ScriptedServer
    url: str
    #: Lets the fault begin: done for each client, after the calls that go well.
    begin: Callable[[], None]
    #: Ends the fault, so that the same client can show that it still works; None if nothing can.
    heal: Callable[[], None] | None
    #: Arguments of the client, and of its Config.
    options: Mapping[str, Any] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)
    #: Done before each client is made.
    before: Callable[[], None] = lambda: None


Play: TypeAlias = Callable[[Stage], AbstractContextManager[Peer]]


@dataclass(frozen=True)
class Better:
    """What awssupport does where boto3 lets people down; that boto3 differs is tested, too."""

    #: One sentence for the table.
    why: str
    #: The name of the exception's class, or ANSWER.
    comes_to: str
    #: How many times it is tried, by mode; one number for all. See Outcome.
    tries: int | tuple[int, int, int]
    #: The whole text of the exception, as a regular expression.
    text: str = ".*"
    #: What is among the response's members, or in its metadata, where that is what is better.
    shows: Mapping[str, Any] = field(default_factory=dict)
    #: What boto3 does differs from one version of Python to the next, so the table leaves it out.
    python_decides: bool = False
    #: False with a version of Python by which boto3 does the same.
    differs: bool = True
    #: The modes in which boto3 is worse; in the others it does the same.
    modes: tuple[str, ...] = MODES

    def tries_in(self, mode: str) -> int:
        """How many times it is tried in a mode."""
        return self.tries if isinstance(self.tries, int) else self.tries[MODES.index(mode)]


#: What a call comes to that does not raise.
ANSWER = "answer"

#: The tries of a failure that every mode retries.
ALL_ATTEMPTS = (3, 5, 3)

#: What comes of a connection that ends before there is an answer.
CLOSED = (
    "ConnectionClosedError",
    ALL_ATTEMPTS,
    'Connection was closed before we received a valid response from endpoint URL: ".*"\\.',
)


@dataclass(frozen=True)
class Fault:
    """One row of the matrix."""

    name: str
    #: What the peer does, for the table.
    does: str
    play: Play
    #: Options of Config beside the retry mode.
    config: Mapping[str, Any] = field(default_factory=dict)
    #: Retry options beside the mode.
    retries: Mapping[str, Any] = field(default_factory=dict)
    #: Parameters of add_attachments_to_set beside its attachment.
    parameters: Mapping[str, Any] = field(default_factory=dict)
    #: How many calls go well before the fault, over the same client.
    before: int = 0
    #: How many calls meet the fault. The last one's result counts, and all requests.
    calls: int = 1
    #: The text ends in the words of the TLS or HTTP library, which are not boto3's.
    own_words: bool = False
    better: Better | None = None
