"""The log of the search for credentials, ``awssupport.credentials``.

``logging`` takes longer to import than keys to be found. Nobody listens while nobody has imported
it, so nothing is logged until then.
"""

from __future__ import annotations

import sys

NAME = "awssupport.credentials"


def debug(message: str, *arguments: object, with_traceback: bool = False) -> None:
    """What only somebody who looks for a mistake wants to know. Arguments hold no secrets."""
    _log("debug", message, arguments, with_traceback=with_traceback)


def info(message: str, *arguments: object) -> None:
    """Where credentials were found."""
    _log("info", message, arguments, with_traceback=False)


def warning(message: str, *arguments: object, with_traceback: bool = False) -> None:
    """What will become an error if it goes on."""
    _log("warning", message, arguments, with_traceback=with_traceback)


def _log(level: str, message: str, arguments: tuple[object, ...], *, with_traceback: bool) -> None:
    logging = sys.modules.get("logging")
    if logging is None or not hasattr(logging, "NullHandler"):
        return
    logger = logging.getLogger(NAME)
    if not logger.handlers:
        # As in botocore's packages: a program that has not set up logging hears nothing.
        logger.addHandler(logging.NullHandler())
    getattr(logger, level)(message, *arguments, exc_info=with_traceback)
