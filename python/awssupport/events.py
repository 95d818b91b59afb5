"""Event handlers of a client: ``client.meta.events``.

Names are dotted, such as ``before-send.support.CreateCase``. A handler registered for a name is
called for every event whose name begins with its parts, and ``*`` stands for any one part. The
more specific a handler's name, the earlier it is called. Imported when it is first used.
"""

from __future__ import annotations

import sys
from _thread import RLock
from types import FunctionType

from .process_lock import lock_of_process

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from typing import Any, TypeAlias

    _Handler: TypeAlias = Callable[..., Any]
    #: By the parts of a name, the handlers that come first, in the middle and last.
    _Sections: TypeAlias = dict[tuple[str, ...], tuple[list[_Handler], ...]]

_FIRST, _MIDDLE, _LAST = range(3)
_VARIADIC_KEYWORDS = 0x08  # CO_VARKEYWORDS of a function's code


class EventEmitter:
    """Handlers by the name of the event, with the interface and the order of botocore's.

    Handlers may be registered and unregistered at any time, in any thread, by handlers too: an
    event that is being emitted is not affected. ``in_use`` tells whether there are handlers other
    than those there were at the last :meth:`set_idle`, or these were more than others have.
    """

    def __init__(self) -> None:
        self.in_use = False
        self._sections: _Sections = {}
        self._unique: dict[Hashable, tuple[_Handler, int | None]] = {}
        self._found: dict[str, tuple[_Handler, ...]] = {}
        self._idle: _Sections = {}
        self._never_idle = False
        # One that the same thread may take again: comparing handlers may run code of theirs.
        self._locks: dict[int, RLock] = {}

    @classmethod
    def of_sections(
        cls,
        sections: _Sections,
        unique: dict[Hashable, tuple[_Handler, int | None]],
        idle: EventEmitter,
    ) -> EventEmitter:
        """An emitter with these handlers, in use if they are others than those of ``idle``."""
        made = cls()
        made._sections, made._unique, made._idle = sections, unique, idle._sections
        made._changed()
        return made

    def register(
        self,
        event_name: str,
        handler: _Handler,
        unique_id: Hashable = None,
        unique_id_uses_count: bool = False,
    ) -> None:
        """Call ``handler`` with keyword arguments when ``event_name`` is emitted.

        Args:
            event_name: The event's name, its first parts, or either with ``*`` for any one part.
            handler: Anything callable that takes ``**kwargs``.
            unique_id: A second registration under the same id has no effect.
            unique_id_uses_count: With ``unique_id``: count the registrations, so that as many
                :meth:`unregister` are needed.

        Raises:
            ValueError: The handler is not callable or does not take ``**kwargs``, or the id was
                registered with the other ``unique_id_uses_count``.
        """
        self._register(event_name, handler, unique_id, unique_id_uses_count, _MIDDLE)

    def register_first(
        self,
        event_name: str,
        handler: _Handler,
        unique_id: Hashable = None,
        unique_id_uses_count: bool = False,
    ) -> None:
        """As :meth:`register`, before the others of exactly this name."""
        self._register(event_name, handler, unique_id, unique_id_uses_count, _FIRST)

    def register_last(
        self,
        event_name: str,
        handler: _Handler,
        unique_id: Hashable = None,
        unique_id_uses_count: bool = False,
    ) -> None:
        """As :meth:`register`, after the others of exactly this name."""
        self._register(event_name, handler, unique_id, unique_id_uses_count, _LAST)

    def unregister(
        self,
        event_name: str,
        handler: _Handler | None = None,
        unique_id: Hashable = None,
        unique_id_uses_count: bool = False,
    ) -> None:
        """Undo one registration: of ``handler``, or of what was registered as ``unique_id``.

        Nothing happens if there is none under this name.

        Raises:
            ValueError: The id was registered with the other ``unique_id_uses_count``.
        """
        with self._lock():
            self._unregister(event_name, handler, unique_id, unique_id_uses_count)

    def emit(self, event_name: str, **kwargs: Any) -> list[tuple[_Handler, Any]]:
        """Call the handlers of an event: each with what it returned, in the order of the calls."""
        kwargs["event_name"] = event_name
        return [(handler, _answer(handler, kwargs)) for handler in self.handlers(event_name)]

    def emit_until_response(self, event_name: str, **kwargs: Any) -> tuple[_Handler | None, Any]:
        """Call the handlers of an event up to the first that returns something.

        Gives the last handler called and what it returned; ``(None, None)`` if there are none.
        """
        kwargs["event_name"] = event_name
        called: tuple[_Handler | None, Any] = None, None
        for handler in self.handlers(event_name):
            called = handler, _answer(handler, kwargs)
            if called[1] is not None:
                break
        return called

    def handlers(self, event_name: str) -> tuple[_Handler, ...]:
        """The handlers of an event in the order in which they are called."""
        # Taken once: after a change there is another dict, so that what is stored here late is
        # not found there.
        found = self._found
        handlers = found.get(event_name)
        if handlers is None:
            with self._lock():
                handlers = found[event_name] = self._search(event_name.split("."))
        return handlers

    def set_idle(self, *, in_use: bool = False) -> None:
        """Take the handlers there are as those that every client has; with ``in_use``, and more."""
        with self._lock():
            self._idle, self._never_idle = self._copy_of_sections(), in_use
            self._changed()

    def changes(self) -> list[tuple[str, ...]]:
        """The names, in parts, whose handlers are not those of the last :meth:`set_idle`."""
        with self._lock():
            names = {**self._sections, **self._idle}
            return [name for name in names if self._sections.get(name) != self._idle.get(name)]

    def _register(
        self,
        event_name: str,
        handler: _Handler,
        unique_id: Hashable,
        uses_count: bool,
        section: int,
    ) -> None:
        _check(handler)
        with self._lock():
            if unique_id is not None:
                if unique_id in self._unique:
                    self._count_again(unique_id, uses_count)
                    return
                self._unique[unique_id] = handler, 1 if uses_count else None
            parts = tuple(event_name.split("."))
            self._sections.setdefault(parts, ([], [], []))[section].append(handler)
            self._changed()

    def _unregister(
        self,
        event_name: str,
        handler: _Handler | None,
        unique_id: Hashable,
        uses_count: bool,
    ) -> None:
        if unique_id is not None:
            if unique_id not in self._unique:
                return
            handler, count = self._unique[unique_id]
            if uses_count != (count is not None):
                raise ValueError(_count_mismatch(unique_id, uses_count, "unregister"))
            if count is not None and count > 1:
                self._unique[unique_id] = handler, count - 1
                return
            del self._unique[unique_id]
        parts = tuple(event_name.split("."))
        sections = self._sections.get(parts, ())
        for section in sections:
            if handler in section:
                section.remove(handler)
                break
        if not any(sections):
            self._sections.pop(parts, None)
        self._changed()

    def _count_again(self, unique_id: Hashable, uses_count: bool) -> None:
        handler, count = self._unique[unique_id]
        if uses_count != (count is not None):
            raise ValueError(_count_mismatch(unique_id, uses_count, "register"))
        if count is not None:
            self._unique[unique_id] = handler, count + 1

    def _search(self, event: list[str]) -> tuple[_Handler, ...]:
        matching = [
            (_precedence(parts), sections)
            for parts, sections in self._sections.items()
            if len(parts) <= len(event)
            and all(part in ("*", wanted) for part, wanted in zip(parts, event, strict=False))
        ]
        matching.sort(key=lambda match: match[0])
        return tuple(
            handler for _, sections in matching for section in sections for handler in section
        )

    def _changed(self) -> None:
        self._found = {}
        self.in_use = self._never_idle or self._sections != self._idle

    def _copy_of_sections(self) -> _Sections:
        return {
            parts: tuple(list(section) for section in sections)
            for parts, sections in self._sections.items()
        }

    def __copy__(self) -> EventEmitter:
        copied = type(self).__new__(type(self))
        with self._lock():
            vars(copied).update(vars(self))
            copied._sections = self._copy_of_sections()
            copied._unique = dict(self._unique)
        copied._found, copied._locks = {}, {}
        return copied

    def _lock(self) -> RLock:
        """What changes are made under, and read by whoever needs all of them."""
        return lock_of_process(self._locks, RLock)


def _answer(handler: _Handler, kwargs: dict[str, Any]) -> Any:
    answer = handler(**kwargs)
    if hasattr(answer, "__await__"):
        # A coroutine function of an asyncio client, whose events botocore's own method emits.
        from .aio.replaced import awaited

        return awaited(answer)
    return answer


def refuse_awaitable(handler: _Handler, answer: Any, event_name: str) -> None:
    """See to it that a handler which nobody awaits has answered.

    Raises:
        TypeError: It is a coroutine function, or the like.
    """
    if hasattr(answer, "__await__"):
        discard(answer)
        raise TypeError(
            f"{handler!r} handles {event_name!r}, where nothing is awaited: it must be a function. "
            "Coroutine functions are for the calls of awssupport.aio's clients"
        )


def discard(awaitable: Any) -> None:
    """Let go of what nobody awaits, without a warning."""
    close = getattr(awaitable, "close", None)
    if close is not None:
        close()


def _precedence(parts: tuple[str, ...]) -> list[int]:
    """What handlers' names are sorted by. Of two that match the same event, at the first part
    where they differ ``*`` comes before a word, and a word before the end of the name."""
    return [*(0 if part == "*" else 1 for part in parts), 2]


def _check(handler: _Handler) -> None:
    if not callable(handler):
        raise ValueError(f"Event handler {handler} must be callable.")  # noqa: TRY004 - botocore's
    if not _takes_keywords(handler):
        raise ValueError(f"Event handler {handler} must accept keyword arguments (**kwargs)")


def _takes_keywords(handler: _Handler) -> bool:
    """Whether ``handler`` has ``**kwargs``; true of what cannot be looked into."""
    function = getattr(handler, "__func__", handler)
    if isinstance(function, FunctionType) and not hasattr(function, "__signature__"):
        return bool(function.__code__.co_flags & _VARIADIC_KEYWORDS)
    import inspect  # slow to import, and seldom needed: handlers are functions and methods

    try:
        return inspect.getfullargspec(handler).varkw is not None
    except TypeError:
        return True


def _count_mismatch(unique_id: Hashable, uses_count: bool, call: str) -> str:
    """What botocore says, which is the opposite of what was specified when registering."""
    blank = "  " if uses_count and call == "register" else " "
    first, later = ("use", "use of") if uses_count else ("not use", "not to use")
    return (
        f"Initial registration of{blank}unique id {unique_id} was specified to {first} a counter. "
        f"Subsequent {call} calls to unique id must specify {later} a counter as well."
    )


def foreign_handlers() -> list[tuple[str, _Handler]]:
    """The ``before-send`` handlers that others than botocore have put among those that each of
    botocore's clients begins with. moto does so, to answer for AWS."""
    module = sys.modules.get("botocore.handlers")
    return [
        (entry[0], entry[1])
        for entry in getattr(module, "BUILTIN_HANDLERS", ())
        if entry[0].startswith("before-send")
        and not str(getattr(entry[1], "__module__", "")).startswith("botocore.")
    ]
