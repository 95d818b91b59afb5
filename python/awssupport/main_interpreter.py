"""Whether this is the process's main interpreter, the only one that the package works in.

The extension keeps types and modules of the interpreter that imported it, so that another one would
find objects of the first, and after its end what it has left behind. CPython refuses extensions by
itself only in subinterpreters with a lock of their own; hence this, before the extension is loaded.
"""

from __future__ import annotations

import _thread
import sys

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from typing import Any

_REFUSED = (
    "awssupport works only in the main interpreter of a process, and this is a subinterpreter: use "
    "threads or processes instead (under mod_wsgi: WSGIApplicationGroup %{GLOBAL})"
)


def require_main_interpreter() -> None:
    """Do nothing in the main interpreter.

    Raises:
        ImportError: This is a subinterpreter, with a lock of its own or not.
    """
    if not _is_main():
        raise ImportError(_REFUSED, name="awssupport")


def _is_main() -> bool:
    if sys.version_info >= (3, 13):
        thread: Any = _thread  # whose stub does not have it
        return bool(thread._is_main_interpreter())
    return _takes_signal_handlers() or _has_main_id()


def _takes_signal_handlers() -> bool:
    """Whether this is the main thread of the main interpreter, told by what Python says of a signal
    that there is not: the cheapest way, and the only one without another extension."""
    signals = __import__("_signal")
    try:
        signals.signal(0, signals.SIG_DFL)
    except ValueError as error:
        return "out of range" in str(error)
    return False


def _has_main_id() -> bool:
    try:
        interpreters = __import__("_xxsubinterpreters")
    except ImportError:  # not every Python has this one
        import ctypes

        state = ctypes.PYFUNCTYPE(ctypes.c_void_p)
        current, main = (
            state((f"PyInterpreterState_{name}", ctypes.pythonapi))() for name in ("Get", "Main")
        )
        return bool(current == main)
    return bool(interpreters.get_current() == interpreters.get_main())
