"""Random parameters, valid and broken, of every operation awssupport has."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.model import Shape
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples

from .operations import available_operations, input_shape, method_name
from .server import ScriptedServer
from .sides import Ok, Pair, assert_same_calls

text = st.text(st.characters(exclude_categories=()), max_size=12)
integers = st.one_of(st.integers(-20, 20), st.integers(-(10**25), 10**25))

#: Never bytes, and no key ``data``: awssupport does not print what may be attachment content.
#: ``self`` is a method's own.
keys = text.filter(lambda key: key not in ("data", "self"))
scalars = st.one_of(
    st.none(), st.booleans(), integers, st.floats(), text, st.decimals(allow_nan=False)
)
anything = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=2).map(tuple),
        st.dictionaries(keys, inner, max_size=3),
    ),
    max_leaves=6,
)
wrong_keys = st.one_of(keys, st.integers(-3, 3), st.none(), st.booleans())

right_blobs = st.one_of(
    st.binary(max_size=12), st.binary(max_size=12).map(bytearray), st.text(max_size=8)
)
wrong_blobs = st.one_of(st.none(), integers, st.floats(), st.lists(scalars, max_size=2))


def values(shape: Shape, *, sound: bool) -> st.SearchStrategy[Any]:
    """Values of a shape's type; unless ``sound``, sometimes values of any type."""
    right: st.SearchStrategy[Any]
    wrong: st.SearchStrategy[Any]
    match shape.type_name:
        case "structure":
            right, wrong = structures(shape, sound=sound), anything
        case "list":
            items = st.lists(values(shape.member, sound=sound), max_size=3)
            right, wrong = st.one_of(items, items.map(tuple)), anything
        case "string":
            right, wrong = text, st.one_of(anything, st.binary(max_size=5))
        case "integer" | "long":
            right, wrong = integers, anything
        case "boolean":
            right, wrong = st.booleans(), anything
        case "blob":
            right, wrong = right_blobs, wrong_blobs
        case other:
            raise AssertionError(f"no strategy for {other}")
    return right if sound else st.one_of(right, right, wrong)


def structures(
    shape: Shape, *, sound: bool, unknown: st.SearchStrategy[Any] = wrong_keys
) -> st.SearchStrategy[dict[Any, Any]]:
    """Dicts of members in any order; unless ``sound``, with unknown and missing ones."""
    members = {name: values(member, sound=sound) for name, member in shape.members.items()}

    @st.composite
    def draw_structure(draw: st.DrawFn) -> dict[Any, Any]:
        chosen = draw(st.sets(st.sampled_from(sorted(members))))
        if sound or draw(st.booleans()):
            chosen |= set(shape.required_members)
        pairs = [(name, draw(members[name])) for name in sorted(chosen)]
        if not sound and draw(st.integers(0, 4)) == 0:
            extra = draw(st.dictionaries(unknown, anything, min_size=1, max_size=2))
            pairs += [pair for pair in extra.items() if pair[0] not in members]
        return dict(draw(st.permutations(pairs)))

    return draw_structure()


def parameters_of(operation: str) -> st.SearchStrategy[dict[str, Any]]:
    """Parameters of a call: those of the right types (minima aside), or any."""
    shape = input_shape(operation)
    return st.one_of(structures(shape, sound=True), structures(shape, sound=False, unknown=keys))


@pytest.mark.parametrize("operation", available_operations())
def test_random_parameters(shared_server: ScriptedServer, clients: Pair, operation: str) -> None:
    verdicts = set()

    @examples(150)
    @given(parameters=parameters_of(operation))
    def compare(parameters: dict[str, Any]) -> None:
        shared_server.take()
        reference, _ = assert_same_calls(
            clients, lambda client: getattr(client, method_name(operation))(**parameters)
        )
        bodies = [request.body for request in shared_server.take()]
        if isinstance(reference, Ok):
            assert len(bodies) == 2
            assert bodies[0] == bodies[1]
        else:
            assert bodies == []
        verdicts.add(type(reference).__name__)

    compare()
    assert verdicts == {"Ok", "Failed"}, "the strategy makes only one kind of parameters"
