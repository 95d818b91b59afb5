"""The log of the search for credentials, ``awssupport.credentials``.

``logging`` takes longer to import than keys to be found. Nobody listens while nobody has imported
it, so nothing is logged until then.
"""

from __future__ import annotations

import sys

NAME = "awssupport.credentials"

#: Characters of a text that are shown.
_MAX_SHOWN = 500


def debug(message: str, *arguments: object) -> None:
    """What only somebody who looks for a mistake wants to know. Arguments hold no secrets."""
    _log("debug", message, arguments)


def info(message: str, *arguments: object) -> None:
    """Where credentials were found."""
    _log("info", message, arguments)


def warning(message: str, *arguments: object) -> None:
    """What will become an error if it goes on."""
    _log("warning", message, arguments)


def named(error: BaseException) -> str:
    """What an error is called, and nothing of its text, which may quote a response or a process.
    Nor is there a traceback: its frames hold keys and tokens."""
    name = type(error).__name__
    response = getattr(error, "response", None)
    code = response.get("Error", {}).get("Code") if isinstance(response, dict) else None
    return name if code is None else f"{name} ({code})"


def _log(level: str, message: str, arguments: tuple[object, ...]) -> None:
    logging = sys.modules.get("logging")
    if logging is None or not hasattr(logging, "NullHandler"):
        return
    logger = logging.getLogger(NAME)
    if not logger.handlers:
        # As in botocore's packages: a program that has not set up logging hears nothing.
        logger.addHandler(logging.NullHandler())
    shown = map(_on_one_line, arguments)
    getattr(logger, level)(message, *shown)


def _on_one_line(argument: object) -> object:
    """What a server sends, on one line whatever it holds, and of bounded length; numbers as they
    are."""
    if isinstance(argument, (int, float)):
        return argument
    text = str(argument)
    shown = text if text.isprintable() else repr(text)[1:-1]
    return shown if len(shown) <= _MAX_SHOWN else f"{shown[:_MAX_SHOWN]}..."
