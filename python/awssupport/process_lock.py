"""Locks that a forked child finds open."""

from __future__ import annotations

import os

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    _Lock = TypeVar("_Lock")


def lock_of_process(locks: dict[int, _Lock], make: Callable[[], _Lock]) -> _Lock:
    """The lock of this process among ``locks``, by its id; made if there is none yet.

    A child forked while another thread holds its parent's would wait for ever for that thread,
    which it does not have.
    """
    process = os.getpid()
    # Of several threads that come first, one has its way.
    return locks.get(process) or locks.setdefault(process, make())
