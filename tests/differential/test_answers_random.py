"""Random answers of every operation: the right members, missing, null, unknown and wrong ones."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from botocore.model import Shape
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples

from .operations import input_shape, method_name, output_shape, service_model
from .server import ScriptedServer, http
from .sides import Failed, Ok, Pair, assert_same_calls

text = st.text(st.characters(exclude_categories=()), max_size=6)
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(), text, st.just("")
)
anything = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=4), inner, max_size=2)
    ),
    max_leaves=4,
)


def documents(shape: Shape, *, sound: bool) -> st.SearchStrategy[Any]:
    """What the service might send for a shape; unless ``sound``, what it never should."""
    right: st.SearchStrategy[Any]
    match shape.type_name:
        case "structure":
            right = structures(shape, sound=sound)
        case "list":
            right = st.lists(documents(shape.member, sound=sound), max_size=3)
        case "string":
            right = text
        case "integer" | "long":
            right = st.integers(-(10**20), 10**20)
        case "double":
            right = st.floats()
        case "boolean":
            right = st.booleans()
        case "blob":
            right = st.binary(max_size=9).map(lambda content: base64.b64encode(content).decode())
        case other:
            raise AssertionError(f"no strategy for {other}")
    return right if sound else st.one_of(right, right, right, anything)


def structures(shape: Shape, *, sound: bool) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with members in any order, some absent, some null, some unknown."""

    @st.composite
    def draw_object(draw: st.DrawFn) -> dict[str, Any]:
        names = draw(st.permutations(sorted(shape.members)))
        drawn: dict[str, Any] = {}
        for name in names:
            presence = draw(st.integers(0, 9))
            if presence == 0:
                drawn[name] = None
            elif presence > 2:
                drawn[name] = draw(documents(shape.members[name], sound=sound))
        if draw(st.integers(0, 3)) == 0:
            drawn |= {
                f"x{key}": value for key, value in draw(st.dictionaries(text, scalars)).items()
            }
        return drawn

    return draw_object()


def least(shape: Shape) -> Any:
    """The least that passes validation."""
    match shape.type_name:
        case "structure":
            return {name: least(shape.members[name]) for name in shape.required_members}
        case "list":
            return [least(shape.member)]
        case "string":
            return "x" * max(1, shape.metadata.get("min", 1))
        case _:
            return shape.metadata.get("min", 1)


def compare(
    server: ScriptedServer, clients: Pair, operation: str, document: Any, *, tail: bool
) -> Ok | Failed:
    server.answer(http(200, json.dumps(document)))
    parameters = least(input_shape(operation))
    reference, _ = assert_same_calls(
        clients,
        lambda client: getattr(client, method_name(operation))(**parameters),
        tail=tail,
    )
    assert len(server.take()) == 2
    return reference


@pytest.mark.parametrize("operation", service_model().operation_names)
def test_random_answers(shared_server: ScriptedServer, clients: Pair, operation: str) -> None:
    @examples(20)
    @given(document=structures(output_shape(operation), sound=True))
    def check(document: dict[str, Any]) -> None:
        assert isinstance(compare(shared_server, clients, operation, document, tail=True), Ok)

    shared_server.take()
    check()


@pytest.mark.parametrize("operation", service_model().operation_names)
def test_random_wrong_answers(shared_server: ScriptedServer, clients: Pair, operation: str) -> None:
    @examples(25)
    @given(document=structures(output_shape(operation), sound=False))
    def check(document: dict[str, Any]) -> None:
        compare(shared_server, clients, operation, document, tail=True)

    shared_server.take()
    check()
