"""What a request's members must be, and the ValidationException for those that are not.

The service names every violation at once: "2 validation errors detected: Value null at 'subject'
failed to satisfy constraint: Member must not be null; ...". A member that is `null` counts as
absent and unknown members are ignored. Lengths are in characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .errors import ServiceError

MAX_SHOWN_CHARACTERS = 60


@dataclass(frozen=True)
class Text:
    """A string of `minimum` to `maximum` characters that `pattern`, if any, matches whole."""

    minimum: int = 0
    maximum: int | None = None
    pattern: str | None = None


@dataclass(frozen=True)
class Number:
    """An integer from `minimum` to `maximum`, both inclusive; None is no limit."""

    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True)
class Flag:
    """A boolean."""


@dataclass(frozen=True)
class Blob:
    """Bytes, base64 on the wire. Decoding is the reader's business."""


@dataclass(frozen=True)
class Listing:
    """A list of at most `maximum` items, none of them null."""

    item: Shape
    maximum: int | None = None


@dataclass(frozen=True)
class Structure:
    """An object with these members in model order; those in `required` must be there."""

    members: Mapping[str, Shape]
    required: frozenset[str] = field(default=frozenset())


Shape = Text | Number | Flag | Blob | Listing | Structure

_TYPE_NAMES: Mapping[type[object], str] = {
    Text: "a string",
    Number: "an integer",
    Flag: "a boolean",
    Blob: "a string",
    Listing: "a list",
    Structure: "a structure",
}


def validate(parameters: object, shape: Structure) -> None:
    """Raise ValidationException, naming every violation, when `parameters` are not of `shape`."""
    violations = list(_violations(parameters, shape, ""))
    if violations:
        raise validation_error(violations)


def validation_error(violations: list[str]) -> ServiceError:
    """The ValidationException for violations such as `Value null at 'x' failed ...`."""
    noun = "error" if len(violations) == 1 else "errors"
    text = f"{len(violations)} validation {noun} detected: {'; '.join(violations)}"
    return ServiceError("ValidationException", text)


def _violations(value: object, shape: Shape, path: str) -> Iterator[str]:
    if isinstance(shape, Structure) and isinstance(value, dict):
        yield from _in_structure(value, shape, path)
    elif isinstance(shape, Listing) and isinstance(value, list):
        yield from _in_list(value, shape, path)
    elif isinstance(shape, Text) and isinstance(value, str):
        yield from _in_text(value, shape, path)
    elif isinstance(shape, Number) and type(value) is int:
        yield from _in_number(value, shape, path)
    elif not _is_plain(value, shape):
        kind = _TYPE_NAMES[type(shape)]
        yield f"Value at '{path}' failed to satisfy constraint: Member must be {kind}"


def _is_plain(value: object, shape: Shape) -> bool:
    if isinstance(shape, Flag):
        return isinstance(value, bool)
    return isinstance(shape, Blob) and isinstance(value, str)


def _in_structure(value: Mapping[str, object], shape: Structure, path: str) -> Iterator[str]:
    for name, member in shape.members.items():
        inner = f"{path}.{name}" if path else name
        if value.get(name) is not None:
            yield from _violations(value[name], member, inner)
        elif name in shape.required:
            yield f"Value null at '{inner}' failed to satisfy constraint: Member must not be null"


def _in_list(value: list[object], shape: Listing, path: str) -> Iterator[str]:
    if shape.maximum is not None and len(value) > shape.maximum:
        yield _broken(f"list of {len(value)}", path, _at_most("have length", shape.maximum))
    for number, item in enumerate(value, 1):
        yield from _violations(item, shape.item, f"{path}.{number}.member")


def _in_text(value: str, shape: Text, path: str) -> Iterator[str]:
    if len(value) < shape.minimum:
        yield _broken(value, path, _at_least("have length", shape.minimum))
    if shape.maximum is not None and len(value) > shape.maximum:
        yield _broken(value, path, _at_most("have length", shape.maximum))
    if shape.pattern is not None and not re.fullmatch(shape.pattern, value, re.ASCII):
        yield _broken(value, path, f"satisfy regular expression pattern: {shape.pattern}")


def _in_number(value: int, shape: Number, path: str) -> Iterator[str]:
    if shape.minimum is not None and value < shape.minimum:
        yield _broken(value, path, _at_least("have value", shape.minimum))
    if shape.maximum is not None and value > shape.maximum:
        yield _broken(value, path, _at_most("have value", shape.maximum))


def _broken(value: object, path: str, rule: str) -> str:
    shown = str(value)
    if len(shown) > MAX_SHOWN_CHARACTERS:
        shown = f"{shown[:MAX_SHOWN_CHARACTERS]}..."
    return f"Value '{shown}' at '{path}' failed to satisfy constraint: Member must {rule}"


def _at_least(what: str, minimum: int) -> str:
    return f"{what} greater than or equal to {minimum}"


def _at_most(what: str, maximum: int) -> str:
    return f"{what} less than or equal to {maximum}"
