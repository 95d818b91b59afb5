"""Reading a request's JSON parameters: the document, its members, their types.

A member that is `null` counts as absent. Unknown members are ignored, as the service does.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import NoReturn, TypeVar

from .errors import ServiceError

Parameters = Mapping[str, object]

_JsonType = TypeVar("_JsonType", str, bool, "list[object]", "dict[str, object]")

_TYPE_NAMES: Mapping[type, str] = {
    str: "a string",
    bool: "a boolean",
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


def optional_boolean(parameters: Parameters, name: str) -> bool:
    """The boolean member `name`, False when absent."""
    return bool(_typed(parameters.get(name), bool, name))


def required_structures(parameters: Parameters, name: str) -> list[dict[str, object]]:
    """The list of structures `name`; it must be there but may be empty."""
    items = _typed(parameters.get(name), list, name)
    if items is None:
        raise ServiceError(
            "ValidationException",
            f"1 validation error detected: Value null at '{name}' failed to satisfy constraint: "
            "Member must not be null",
        )
    return [_structure(item, f"{name}.{index}.member") for index, item in enumerate(items, 1)]


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


def _structure(item: object, path: str) -> dict[str, object]:
    structure = _typed(item, dict, path)
    if structure is None:
        _refuse_type(path, dict)
    return structure


def _typed(value: object, wanted: type[_JsonType], path: str) -> _JsonType | None:
    if value is None:
        return None
    if not isinstance(value, wanted):
        _refuse_type(path, wanted)
    return value


def _refuse_type(path: str, wanted: type) -> NoReturn:
    raise ServiceError(
        "ValidationException",
        f"1 validation error detected: Value at '{path}' failed to satisfy constraint: "
        f"Member must be {_TYPE_NAMES[wanted]}",
    )


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
