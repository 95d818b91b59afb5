"""What all exceptions of awssupport have in common. They are part of :mod:`awssupport.exceptions`,
whichever file they stand in; import them from there.

botocore is not needed. Once a program has imported it, what awssupport raises is caught by
botocore's classes of the same names too: see :func:`join_botocore`. Making an exception takes care
of that, so that a plain ``raise`` is all there is to write.
"""

from __future__ import annotations

import os
import sys
from _thread import RLock

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any, ClassVar

    from typing_extensions import Self

_PACKAGE = __name__.partition(".")[0]
PUBLIC_MODULE = f"{_PACKAGE}.exceptions"


class _Root(Exception):
    """The parent that leaves room for another: the bases of a class that stands directly below
    ``Exception`` cannot be changed later."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.__module__.partition(".")[0] == _PACKAGE:
            cls.__module__ = PUBLIC_MODULE
            _unjoined.append(cls)

    def __new__(cls, *args: Any, **_kwargs: Any) -> Self:
        join_botocore()
        return super().__new__(cls, *args)


class _OSErrorRoot(OSError):
    """The same for those that are operating system errors too."""

    def __new__(cls, *_args: Any, **_kwargs: Any) -> Self:
        # Positional arguments are not the number and the text of an operating system's error.
        return super().__new__(cls)


#: The package's classes that have not been made subclasses of botocore's yet, parents first.
_unjoined: list[type[_Root]] = []
_joining = RLock()


def _unlock() -> None:
    """A child that is forked while another thread joins has nobody who would let go of the lock."""
    global _joining  # noqa: PLW0603 - there is one
    _joining = RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_unlock)


class BotoCoreError(_Root):
    """The parent of all errors that are not the service's.

    ``fmt`` is the message's template; the keyword arguments that fill it are kept in ``kwargs``.
    """

    fmt: ClassVar[str] = "An unspecified error occurred"

    kwargs: dict[str, Any]

    def __init__(self, **kwargs: Any) -> None:
        Exception.__init__(self, self.fmt.format(**kwargs))
        self.kwargs = kwargs

    def __reduce__(self) -> tuple[Callable[..., BotoCoreError], tuple[Any, ...]]:
        return _unpickled, (type(self), self.kwargs)


def _unpickled(cls: type[BotoCoreError], kwargs: dict[str, Any]) -> BotoCoreError:
    return cls(**kwargs)


def join_botocore() -> None:
    """Make each of the package's classes a subclass of botocore's class of the same name, if
    botocore has been imported; called whenever an exception is made.

    ``except botocore.exceptions.ClientError`` then catches what awssupport raises. Done once a
    class, and never by importing botocore.
    """
    if not _unjoined:
        return
    botocore = sys.modules.get("botocore.exceptions")
    if botocore is None or _is_being_imported(botocore):
        return
    with _joining:
        while _unjoined:
            cls = _unjoined[0]
            theirs = getattr(botocore, cls.__name__, None)
            if isinstance(theirs, type) and not issubclass(cls, theirs):
                _add_base(cls, theirs)
            # Only now: another thread that finds none left raises without waiting.
            _unjoined.remove(cls)


def _is_being_imported(module: ModuleType) -> bool:
    """Whether another thread has not come to the end of the module yet."""
    initializing = getattr(module.__spec__, "_initializing", False)
    return bool(initializing) or not hasattr(module, "ClientError")


def _add_base(cls: type, base: type) -> None:
    """Put ``base`` behind our own parents of ``cls`` and before Python's.

    Of two parents Python takes the memory layout from the one that is an ``OSError``, and refuses
    to change a class whose layout would be another's: hence our own roots between.
    """
    ours = [parent for parent in cls.__bases__ if issubclass(parent, _Root)]
    others = [parent for parent in cls.__bases__ if parent not in ours]
    cls.__bases__ = (*ours, base, *others)
