"""What kind of failure an exception of the transport tells of, as retries see it."""

from __future__ import annotations

import sys

from . import exceptions

#: There was no connection, so that nothing was sent.
NO_CONNECTION = "no connection"
#: There was one, and no complete response.
BROKEN_OFF = "broken off"
#: Something else of the transport.
OTHER = "other"

_KINDS = (
    (NO_CONNECTION, ("ConnectionError",)),
    (BROKEN_OFF, ("ReadTimeoutError", "ConnectionClosedError")),
    (OTHER, ("HTTPClientError",)),
)


def kind_of_failure(error: BaseException | None) -> str | None:
    """The kind; ``None`` for exceptions that are none of the transport's."""
    return next((kind for kind, names in _KINDS if is_any(error, names)), None)


def is_any(error: BaseException | None, names: tuple[str, ...]) -> bool:
    """Whether it is of one of the classes of these names, ours or botocore's: a handler may raise
    the latter."""
    return any(isinstance(error, _classes(name)) for name in names)


def _classes(name: str) -> tuple[type[BaseException], ...]:
    theirs = getattr(sys.modules.get("botocore.exceptions"), name, None)
    ours = getattr(exceptions, name)
    return (ours,) if theirs is None else (ours, theirs)
