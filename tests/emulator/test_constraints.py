"""What requests must be: the rules, and the tables of them against botocore's model."""

from __future__ import annotations

from typing import Any

import botocore.session
import pytest

from awssupport.emulator.constraints import (
    Blob,
    Flag,
    Listing,
    Number,
    Shape,
    Structure,
    Text,
    validate,
)
from awssupport.emulator.errors import ServiceError
from awssupport.emulator.operations import OPERATIONS

SHAPE = Structure(
    {
        "text": Text(minimum=2, maximum=3, pattern="[a-z]+"),
        "number": Number(minimum=2, maximum=3),
        "flag": Flag(),
        "blob": Blob(),
        "list": Listing(Structure({"inner": Text(minimum=1)}, frozenset({"inner"})), maximum=2),
    },
    frozenset({"text"}),
)
GOOD = {"text": "ab"}


def violations(parameters: object, shape: Structure = SHAPE) -> str:
    with pytest.raises(ServiceError) as caught:
        validate(parameters, shape)
    assert caught.value.code == "ValidationException"
    return caught.value.message


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"number": None, "flag": None, "blob": None, "list": None, "unknown": [5]},
        {"number": 2, "flag": False, "blob": "", "list": []},
        {"number": 3, "flag": True, "list": [{"inner": "x"}, {"inner": "y", "other": 1}]},
    ],
)
def test_what_is_right(more: dict[str, object]) -> None:
    validate({**GOOD, **more}, SHAPE)


@pytest.mark.parametrize(
    ("wrong", "place", "rule"),
    [
        ({"text": None}, "Value null at 'text'", "not be null"),
        ({"text": 5}, "Value at 'text'", "be a string"),
        ({"text": "a"}, "Value 'a' at 'text'", "have length greater than or equal to 2"),
        ({"text": "abcd"}, "Value 'abcd' at 'text'", "have length less than or equal to 3"),
        ({"text": "AB"}, "Value 'AB' at 'text'", "satisfy regular expression pattern: [a-z]+"),
        ({"text": "ab\n"}, "Value 'ab\n' at 'text'", "satisfy regular expression pattern: [a-z]+"),
        ({"number": 1}, "Value '1' at 'number'", "have value greater than or equal to 2"),
        ({"number": 4}, "Value '4' at 'number'", "have value less than or equal to 3"),
        ({"number": True}, "Value at 'number'", "be an integer"),
        ({"number": 2.0}, "Value at 'number'", "be an integer"),
        ({"number": "2"}, "Value at 'number'", "be an integer"),
        ({"flag": 0}, "Value at 'flag'", "be a boolean"),
        ({"flag": "true"}, "Value at 'flag'", "be a boolean"),
        ({"blob": []}, "Value at 'blob'", "be a string"),
        ({"list": {}}, "Value at 'list'", "be a list"),
        ({"list": [None]}, "Value at 'list.1.member'", "be a structure"),
        ({"list": [{"inner": "x"}, {}]}, "Value null at 'list.2.member.inner'", "not be null"),
        (
            {"list": [{"inner": "x"}] * 3},
            "Value 'list of 3' at 'list'",
            "have length less than or equal to 2",
        ),
    ],
)
def test_what_is_wrong(wrong: dict[str, object], place: str, rule: str) -> None:
    text = violations({**GOOD, **wrong})
    failed = "failed to satisfy constraint: Member must"
    assert text == f"1 validation error detected: {place} {failed} {rule}"


def test_all_violations_are_named_in_the_order_of_the_model() -> None:
    text = violations({"list": [{"inner": ""}], "number": 9})
    assert text.startswith("3 validation errors detected: Value null at 'text' ")
    assert text.index("'number'") < text.index("'list.1.member.inner'")
    assert text.count("; ") == 2


def test_long_values_are_cut() -> None:
    text = violations({"text": "x" * 1000})
    assert f"Value '{'x' * 60}...' at" in text
    assert len(text) < 300


@pytest.fixture(scope="module")
def model() -> Any:
    return botocore.session.Session().get_service_model("support")


def described(shape: Shape) -> object:
    """One of our shapes as plain data; the pattern, which the model lacks, is left out."""
    if isinstance(shape, Structure):
        members = [(name, described(member)) for name, member in shape.members.items()]
        return ("structure", members, sorted(shape.required))
    if isinstance(shape, Listing):
        return ("list", described(shape.item), shape.maximum)
    if isinstance(shape, Text):
        return ("string", shape.minimum or None, shape.maximum)
    if isinstance(shape, Number):
        return ("integer", shape.minimum, shape.maximum)
    return "boolean" if isinstance(shape, Flag) else "blob"


def modelled(shape: Any) -> object:
    """One of botocore's shapes in the same form."""
    minimum, maximum = shape.metadata.get("min"), shape.metadata.get("max")
    if shape.type_name == "structure":
        members = [(name, modelled(member)) for name, member in shape.members.items()]
        return ("structure", members, sorted(shape.required_members))
    if shape.type_name == "list":
        return ("list", modelled(shape.member), maximum)
    if shape.type_name in {"integer", "long"}:
        return ("integer", minimum, maximum)
    if shape.type_name == "string":
        return ("string", minimum or None, maximum)
    return str(shape.type_name)


def test_operations_are_the_models(model: Any) -> None:
    assert list(OPERATIONS) == list(model.operation_names)


@pytest.mark.parametrize("name", OPERATIONS)
def test_requests_are_the_models(model: Any, name: str) -> None:
    wanted = modelled(model.operation_model(name).input_shape)
    assert described(OPERATIONS[name].request) == wanted
