"""Answers of every operation, by its output shape: large, odd, random, and broken ones."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.examples import examples

from .operations import service_model
from .server import ScriptedServer, http
from .sides import Failed, Ok, Pair, assert_same_calls

MODEL = service_model()
#: The least parameters that each side takes; an answer does not depend on them.
SAMPLES = {"string": "x" * 20, "integer": 1, "long": 1, "boolean": True, "blob": b"x"}
CASES = "DescribeCases"
ATTACHMENT = "DescribeAttachment"


def sample(shape: Any) -> Any:
    if shape.type_name == "structure":
        return {name: sample(shape.members[name]) for name in shape.required_members}
    if shape.type_name == "list":
        return [sample(shape.member)]
    return SAMPLES[shape.type_name]


def check(server: ScriptedServer, clients: Pair, operation: str, body: str | bytes) -> Ok | Failed:
    """Both sides take the body alike as the answer of an operation."""
    parameters = sample(MODEL.operation_model(operation).input_shape)
    server.answer(http(200, body))
    reference, _ = assert_same_calls(
        clients, lambda client: client._make_api_call(operation, parameters)
    )
    assert len(server.take()) == 2
    return reference


# Random answers ---------------------------------------------------------------------------

scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(), st.text(max_size=8)
)
anything = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=4,
)
blobs = st.one_of(
    st.binary(max_size=20).map(lambda data: base64.b64encode(data).decode()),
    st.text("aGk=! \n\u00e9-_", max_size=8),
)


def well_made(shape: Any) -> SearchStrategy[Any]:
    """Values of a shape, with nulls and members that the model does not have."""
    match shape.type_name:
        case "structure":
            members = {name: well_made(inner) for name, inner in shape.members.items()}
            extra = {"unknown": anything, "Unknown": anything}
            # Hypothesis shuffles optional keys: the wire's order is not the model's.
            return st.one_of(
                st.fixed_dictionaries({}, optional={**members, **extra}),
                st.fixed_dictionaries({}, optional={**extra, **members}),
                st.none(),
            )
        case "list":
            return st.one_of(st.lists(well_made(shape.member), max_size=3), st.none())
        case "string":
            return st.one_of(st.text(max_size=8), st.none())
        case "blob":
            return st.one_of(blobs, st.none())
        case "boolean":
            return st.booleans()
        case "double":
            return st.floats()
        case _:
            return st.integers(-(10**20), 10**20)


def broken(shape: Any) -> SearchStrategy[Any]:
    """Values of a shape, any part of which may be of another type."""
    match shape.type_name:
        case "structure":
            members = {name: broken(inner) for name, inner in shape.members.items()}
            made: SearchStrategy[Any] = st.fixed_dictionaries({}, optional=members)
        case "list":
            made = st.lists(broken(shape.member), max_size=3)
        case _:
            made = well_made(shape)
    return st.one_of(made, made, made, made, anything)


@st.composite
def written(draw: st.DrawFn, value: Any) -> bytes:
    """A document as JSON, in one of the ways to write it."""
    separators = draw(st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", "\t: ")]))
    text = json.dumps(value, ensure_ascii=draw(st.booleans()), separators=separators)
    return text.replace("/", "\\/").encode("utf-8", "replace")


@pytest.mark.parametrize("operation", MODEL.operation_names)
def test_random_answers(shared_server: ScriptedServer, clients: Pair, operation: str) -> None:
    shape = MODEL.operation_model(operation).output_shape

    @examples(60)
    @given(body=st.one_of(well_made(shape), broken(shape)).flatmap(written))
    def compare(body: bytes) -> None:
        shared_server.take()
        check(shared_server, clients, operation, body)

    compare()


# Large and odd answers --------------------------------------------------------------------


def case(number: int) -> dict[str, Any]:
    """A case with members in another order than the model's."""
    return {
        "status": "opened",
        "caseId": f"case-{number}",
        "recentCommunications": {
            "nextToken": "t" * (number % 3),
            "communications": [
                {"body": f"line {number}\n" * 40 + "\u00e9\U0001f600", "attachmentSet": None}
            ]
            * (number % 4),
        },
        "ccEmailAddresses": [],
        "subject": None,
    }


@pytest.mark.parametrize("separators", [(",", ":"), (" , ", " : ")], ids=["tight", "loose"])
@pytest.mark.parametrize("ascii_only", [True, False], ids=["escaped", "utf-8"])
def test_a_long_list(
    server: ScriptedServer, clients: Pair, separators: tuple[str, str], *, ascii_only: bool
) -> None:
    cases = [case(number) for number in range(1500)]
    page = {"nextToken": "n", "unknown": cases[:5], "cases": [*cases, None, *cases[:3]]}
    body = json.dumps(page, ensure_ascii=ascii_only, separators=separators)
    result = check(server, clients, CASES, body)
    assert isinstance(result, Ok)
    assert len(result.value["cases"]) == 1504


FILLED = [{"caseId": "c" * 1000}] * 300

ODD: dict[str, str] = {
    "wrong item first": json.dumps({"cases": [5, *FILLED]}),
    "wrong item last": json.dumps({"cases": [*FILLED, "text"]}),
    "two wrong items": json.dumps({"cases": [*FILLED, 5, *FILLED, "text", *FILLED]}),
    "wrong below": json.dumps({"cases": [*FILLED, {"recentCommunications": 5}, *FILLED, 7]}),
    "wrong in the second member only": '{"nextToken": [1], "cases": 5}',
    "wrong first, then right": json.dumps({"cases": 5})[:-1] + ', "cases": []}',
    "right first, then wrong": '{"cases": [], "cases": 5}',
    "long list, then short": json.dumps({"cases": FILLED})[:-1] + ', "cases": [null]}',
    "short list, then long": '{"cases": [null], "cases": ' + json.dumps(FILLED) + "}",
    "null last": json.dumps({"cases": FILLED})[:-1] + ', "cases": null}',
    "wrong, then null": '{"cases": [{"recentCommunications": 5, "recentCommunications": null}]}',
    "structures in each other": '{"cases": [{"caseId": "1", "caseId": {"a": [{"a": 1, "a": 2}]}}]}',
    "object for a list": json.dumps({"cases": {f"k{n}": n for n in range(3)}}),
    "empty object for a list": '{"cases": {}}',
    "text for a list of texts": '{"cases": [{"ccEmailAddresses": "a\\ud800\u00e9"}]}',
    "keys for a list of texts": '{"cases": [{"ccEmailAddresses": {"a": 1, "b": 2, "a": 3}}]}',
    "list end missing": json.dumps({"cases": FILLED})[:-2] + "}",
    "comma too many": json.dumps({"cases": FILLED})[:-2] + ",]}",
    "comma missing": json.dumps({"cases": FILLED}).replace("}, {", "} {", 1),
    "broken at the end": json.dumps({"cases": FILLED}) + "x",
    "broken in an unknown member": json.dumps({"cases": FILLED})[:-1] + ', "u": [1,]}',
    "blanks between": '{ "cases" :\n[ \r\n' + " " * 100_000 + '{"caseId":"a"}\t,null ] }',
    "blanks only in the list": '{"cases": [' + " " * 100_000 + "]}",
}


@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
def test_odd_cases(server: ScriptedServer, clients: Pair, body: str) -> None:
    check(server, clients, CASES, body)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 40_000, 65_535, 65_536, 65_537, 5 * 1024 * 1024])
def test_attachment(server: ScriptedServer, clients: Pair, size: int) -> None:
    data = bytes(range(256)) * (size // 256) + bytes(size % 256)
    attachment = {"fileName": "a.bin", "data": base64.b64encode(data).decode()}
    for members in (attachment, dict(reversed(attachment.items()))):
        body = json.dumps({"attachment": members, "more": 1})
        result = check(server, clients, ATTACHMENT, body)
        assert isinstance(result, Ok)
        assert result.value["attachment"]["data"] == data


LONG = base64.b64encode(bytes(range(256)) * 1024).decode()

BLOBS: dict[str, tuple[str, type[Exception] | None]] = {
    "lines": (LONG.replace("A", "A\n"), None),
    "slashes escaped": (LONG, None),
    "other characters": (LONG.replace("/", "_").replace("+", "-"), None),
    "not padded": (LONG.rstrip("="), binascii.Error),
    "one character more": (LONG.rstrip("=") + "AAA", binascii.Error),
    "padding inside": (LONG + LONG, None),
    "bits behind the end": (LONG[:-3] + "x==", None),
    "not ascii": ("\u00e9" + LONG, ValueError),
    "surrogate": ("\ud800" + LONG, ValueError),
}


@pytest.mark.parametrize(("data", "error"), BLOBS.values(), ids=BLOBS)
@pytest.mark.parametrize("is_last", [True, False])
def test_odd_blobs(
    server: ScriptedServer,
    clients: Pair,
    data: str,
    error: type[Exception] | None,
    *,
    is_last: bool,
) -> None:
    attachment = {"fileName": "a", "data": data} if is_last else {"data": data, "fileName": "a"}
    body = json.dumps({"attachment": attachment}).replace("/", "\\/")
    result = check(server, clients, ATTACHMENT, body)
    if error is None:
        assert isinstance(result, Ok)
        assert len(result.value["attachment"]["data"]) > 100_000
    else:
        assert isinstance(result, Failed)
        assert isinstance(result.error, error)


@pytest.mark.parametrize("value", ["null", "5", "1.5", "true", "[]", "{}", '""'])
def test_what_stands_for_a_blob(server: ScriptedServer, clients: Pair, value: str) -> None:
    check(server, clients, ATTACHMENT, f'{{"attachment": {{"data": {value}}}}}')


def test_a_wide_object_in_place_of_text(server: ScriptedServer, clients: Pair) -> None:
    wide = {f"key {n}": [n, str(n), {"n": n}] for n in range(20_000)}
    check(server, clients, CASES, json.dumps({"nextToken": wide, "cases": []}))


@pytest.mark.parametrize("unit", ["[", '{"a":'], ids=["lists", "objects"])
def test_depth_costs_neither_stack_nor_time(
    server: ScriptedServer, clients: Pair, unit: str
) -> None:
    """Python's own reader gives up, at a depth of which there is no telling: ours alone."""
    end = "]" if unit == "[" else "}"
    deep = unit * 1_000_000 + "1" + end * 1_000_000
    server.answer(http(200, f'{{"nextToken": {deep}}}'))
    with pytest.raises(RecursionError):
        clients.subject._make_api_call(CASES, {})
    server.answer(http(200, f'{{"unknown": {deep}, "nextToken": "n"}}'))
    assert clients.subject._make_api_call(CASES, {})["nextToken"] == "n"
    server.answer(http(200, f'{{"nextToken": {deep[:-1]}}}'))
    assert list(clients.subject._make_api_call(CASES, {})) == ["ResponseMetadata"]
