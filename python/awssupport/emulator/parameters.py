"""Reading a request's JSON parameters: the document, its members, their types.

A member that is `null` counts as absent. Unknown members are ignored, as the service does. Sizes
and lengths are checked before, by `constraints`; what is read here has the right type or is
refused.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import NoReturn, TypeVar

from .constraints import validation_error
from .errors import ServiceError

Parameters = Mapping[str, object]

_JsonType = TypeVar("_JsonType", str, bool, int, "list[object]", "dict[str, object]")

_Value = TypeVar("_Value")

_TYPE_NAMES: Mapping[type, str] = {
    str: "a string",
    bool: "a boolean",
    int: "an integer",
    list: "a list",
    dict: "a structure",
}


def parse_document(body: bytes) -> dict[str, object]:
    """Read a request body: one JSON object in UTF-8, else SerializationException."""
    try:
        document = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ServiceError(
            "SerializationException", "The request body is not valid JSON."
        ) from error
    if not isinstance(document, dict):
        raise ServiceError("SerializationException", "The request body is not a JSON object.")
    return document


def optional_string(parameters: Parameters, name: str) -> str | None:
    """The string member `name`, or None when absent."""
    return _typed(parameters.get(name), str, name)


def required_string(parameters: Parameters, name: str) -> str:
    """The string member `name`, which must be there."""
    return _present(optional_string(parameters, name), name)


def optional_boolean(parameters: Parameters, name: str, *, default: bool = False) -> bool:
    """The boolean member `name`, `default` when absent."""
    value = _typed(parameters.get(name), bool, name)
    return default if value is None else value


def optional_integer(parameters: Parameters, name: str) -> int | None:
    """The integer member `name`, or None when absent. A boolean is no integer here."""
    value = parameters.get(name)
    if isinstance(value, bool):
        _refuse_type(name, int)
    return _typed(value, int, name)


def required_integer(parameters: Parameters, name: str) -> int:
    """The integer member `name`, which must be there."""
    return _present(optional_integer(parameters, name), name)


def optional_strings(parameters: Parameters, name: str) -> list[str] | None:
    """The list of strings `name`, or None when absent."""
    items = _typed(parameters.get(name), list, name)
    if items is None:
        return None
    return [_item(item, str, f"{name}.{index}.member") for index, item in enumerate(items, 1)]


def required_strings(parameters: Parameters, name: str) -> list[str]:
    """The list of strings `name`; it must be there but may be empty."""
    return _present(optional_strings(parameters, name), name)


def optional_structure(parameters: Parameters, name: str) -> dict[str, object] | None:
    """The structure `name`, or None when absent."""
    return _typed(parameters.get(name), dict, name)


def required_structures(parameters: Parameters, name: str) -> list[dict[str, object]]:
    """The list of structures `name`; it must be there but may be empty."""
    items = _present(_typed(parameters.get(name), list, name), name)
    return [_item(item, dict, f"{name}.{index}.member") for index, item in enumerate(items, 1)]


def optional_blob(parameters: Parameters, name: str) -> bytes:
    """The blob member `name` decoded from standard, padded base64; empty when absent.

    Anything else, even base64 that other decoders let pass (line breaks, missing padding, stray
    bits), is a SerializationException: a client that sends it has an encoder of its own making.
    """
    text = optional_string(parameters, name) or ""
    refusal = ServiceError("SerializationException", f"Member '{name}' is not valid base64.")
    try:
        data = base64.b64decode(text)
    except ValueError as error:
        raise refusal from error
    if base64.b64encode(data) != text.encode("ascii"):
        raise refusal
    return data


def _item(item: object, wanted: type[_JsonType], path: str) -> _JsonType:
    value = _typed(item, wanted, path)
    if value is None:
        _refuse_type(path, wanted)
    return value


def _present(value: _Value | None, name: str) -> _Value:
    if value is None:
        raise validation_error(
            [f"Value null at '{name}' failed to satisfy constraint: Member must not be null"]
        )
    return value


def _typed(value: object, wanted: type[_JsonType], path: str) -> _JsonType | None:
    if value is None:
        return None
    if not isinstance(value, wanted):
        _refuse_type(path, wanted)
    return value


def _refuse_type(path: str, wanted: type) -> NoReturn:
    kind = _TYPE_NAMES[wanted]
    raise validation_error(
        [f"Value at '{path}' failed to satisfy constraint: Member must be {kind}"]
    )


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
