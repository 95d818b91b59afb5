"""The events of a Session, and what making a client emits there. Imported when it is first used."""

from __future__ import annotations

import sys
from copy import copy

from .client_events import (
    SERVICE,
    add_attempt_headers,
    may_be_emitted,
    operation_signer,
    session_defaults,
)
from .events import EventEmitter, refuse_awaitable
from .support import METHOD_NAMES, Support

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, NoReturn, TypeAlias, TypeVar

    from .events import _Sections
    from .support import ClientObject

    _Client = TypeVar("_Client", bound=ClientObject)

    #: A node of botocore's tree of handlers.
    _Node: TypeAlias = dict[str, Any]

TIMESTAMP_PRECISIONS = ("default", "millisecond", "legacy")


def new_events() -> EventEmitter:
    """The events of a new Session, with the handlers of botocore's that others may come before or
    after."""
    events = EventEmitter()
    events.register("choose-service-name", _service_name)
    events.register("creating-client-class", _add_presigning)
    session_defaults(events)
    events.set_idle()
    return events


def _service_name(service_name: str, **_: Any) -> str:
    """Choose the service that was asked for: only what is registered first may choose another."""
    return service_name


def _add_presigning(class_attributes: dict[str, Any], **_: Any) -> None:
    class_attributes["generate_presigned_url"] = Support.generate_presigned_url


# --- botocore's emitters --------------------------------------------------------------------------

#: What stands here for handlers that botocore's Sessions begin with; the others of them are not for
#: AWS Support, or are what the core does anyway.
_STAND_INS: dict[str, Callable[..., Any]] = {
    "handle_service_name_alias": _service_name,
    "add_generate_presigned_url": _add_presigning,
    "add_retry_headers": add_attempt_headers,
    "set_operation_specific_signer": operation_signer,
}


def events_of(emitter: Any) -> EventEmitter:
    """``emitter`` itself, or the handlers that one of botocore's has now for AWS Support's events.

    Raises:
        TypeError: It does not keep them as botocore's does.
    """
    if isinstance(emitter, EventEmitter):
        return emitter
    inner = getattr(emitter, "_emitter", emitter)
    try:
        root, unique = inner._handlers._root, dict(inner._unique_id_handlers)
    except (AttributeError, TypeError):
        raise TypeError(
            f"cannot tell the handlers of {emitter!r}, the 'event_emitter' of a botocore session: "
            "it is none of botocore's"
        ) from None
    builtin = _builtin_handlers()
    sections: _Sections = {}
    for parts, values in _names(root, ()):
        if may_be_emitted(parts):
            name = ".".join(parts)
            found = tuple(list(_translated(name, section, builtin)) for section in values)
            if any(found):
                sections[parts] = found
    ids = {key: (item["handler"], item.get("count")) for key, item in unique.items()}
    return EventEmitter.of_sections(sections, ids, idle=new_events())


def _names(node: _Node, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for part, child in node["children"].items():
        parts = (*above, part)
        if child["values"]:
            yield parts, child["values"]
        yield from _names(child, parts)


def _translated(
    name: str, section: list[Callable[..., Any]], builtin: dict[tuple[str, int], str]
) -> Iterator[Callable[..., Any]]:
    for handler in section:
        stands_for = builtin.get((name, id(handler)))
        # Sessions of aiobotocore have their own in place of some, which would make its clients
        # of ours.
        if str(getattr(handler, "__module__", "")).startswith("aiobotocore."):
            stands_for = getattr(handler, "__name__", "")
        if stands_for is None:
            yield handler
        elif stands_for in _STAND_INS:
            yield _STAND_INS[stands_for]


def _builtin_handlers() -> dict[tuple[str, int], str]:
    """The names of the functions that botocore registers with each Session. What moto has put
    among them is registered with each client anyway."""
    module = sys.modules.get("botocore.handlers")
    return {
        (entry[0], id(entry[1])): getattr(entry[1], "__name__", "")
        for entry in getattr(module, "BUILTIN_HANDLERS", ())
    }


# --- making a client ------------------------------------------------------------------------------


class Creation:
    """What the handlers of a Session have to say of a client that is being made.

    Args:
        read: Gives the Session's handlers, those of each moment.
    """

    def __init__(self, read: Callable[[], EventEmitter]) -> None:
        self._read = read

    def service_name(self, service_name: str) -> str:
        """The service in place of that asked for."""
        results = _emit(self._read(), "choose-service-name", service_name=service_name)
        chosen = (answer for _, answer in results if answer is not None)
        name: str = next(chosen, service_name)
        return name

    def client_class(self, base: type[_Client]) -> type[_Client]:
        """The client's class: ``base`` unless a handler edits its attributes or bases."""
        offered: dict[str, Any] = {name: getattr(base, name) for name in METHOD_NAMES}
        offered["_PY_TO_OP_NAME"] = dict(METHOD_NAMES)
        attributes, bases = dict(offered), [base]
        event_name = f"creating-client-class.{SERVICE}"
        _emit(self._read(), event_name, class_attributes=attributes, base_classes=bases)
        # What `_add_presigning` has put there stands for the client's own.
        presigning = getattr(base, "generate_presigned_url", None)
        if attributes.get("generate_presigned_url") is Support.generate_presigned_url:
            attributes["generate_presigned_url"] = presigning
        inherited = dict(offered, generate_presigned_url=presigning)
        if bases == [base] and attributes == dict(inherited, _PY_TO_OP_NAME=METHOD_NAMES):
            return base
        for name in inherited.keys() - attributes.keys():
            attributes[name] = _Removed(name)
        for name in ("__module__", "__doc__"):
            attributes.setdefault(name, getattr(base, name))
        made: type[_Client] = type(base.__name__, tuple(bases), attributes)
        return made

    def client_events(self) -> EventEmitter:
        """A copy of the Session's handlers for the client.

        Raises:
            ValueError: A handler wants timestamps to have a precision that there is not. The
                service takes none.
        """
        from .model import ServiceModel

        events = copy(self._read())
        options = {"timestamp_precision": "default"}
        _emit(
            events,
            f"creating-serializer.{SERVICE}",
            protocol_name="json",
            service_model=ServiceModel(service_name=SERVICE),
            serializer_kwargs=options,
        )
        if options["timestamp_precision"] not in TIMESTAMP_PRECISIONS:
            raise ValueError(
                "Invalid timestamp precision found while creating serializer: "
                f"{options['timestamp_precision']}"
            )
        return events


def _emit(events: EventEmitter, event_name: str, **kwargs: Any) -> list[tuple[Any, Any]]:
    results = events.emit(event_name, **kwargs)
    for handler, answer in results:
        refuse_awaitable(handler, answer, event_name)
    return results


class _Removed:
    """In the place of a method that a handler has removed from the client's class."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type) -> NoReturn:
        raise AttributeError(f"type object {owner.__name__!r} has no attribute {self._name!r}")


def creation_with(emitter: Any) -> Creation | None:
    """What there is to ask of a Session with this emitter, ours or botocore's."""
    if not events_of(emitter).in_use:
        return None
    return Creation(lambda: events_of(emitter))
