"""Reading JSON documents and their members."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awssupport.emulator.errors import ServiceError
from awssupport.emulator.parameters import (
    Parameters,
    optional_blob,
    optional_boolean,
    optional_integer,
    optional_string,
    optional_strings,
    optional_structure,
    parse_document,
    required_integer,
    required_string,
    required_strings,
    required_structures,
)


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b" ", b"{", b"{}x", b"{'a': 1}", b"[]", b"null", b'"text"', b"5", b"\xff\xfe"),
        *(b'{"a": NaN}', b'{"a": -Infinity}', b'{"a": "\xe9"}', b'{"a": "\n"}'),
        pytest.param(b"[" * 200_000, id="deep"),
        pytest.param(b'{"a": ' + b"9" * 5000 + b"}", id="long-number"),
    ],
)
def test_document_that_is_not_one_json_object(body: bytes) -> None:
    with pytest.raises(ServiceError) as caught:
        parse_document(body)
    assert (caught.value.code, caught.value.status) == ("SerializationException", 400)


def test_document_in_utf8() -> None:
    assert parse_document('{"a": "\\u00e9é", "b": null}'.encode()) == {"a": "éé", "b": None}


def test_absent_and_null_members_are_the_same() -> None:
    for parameters in ({}, {"x": None}):
        assert optional_string(parameters, "x") is None
        assert optional_boolean(parameters, "x") is False
        assert optional_boolean(parameters, "x", default=True) is True
        assert optional_integer(parameters, "x") is None
        assert optional_strings(parameters, "x") is None
        assert optional_structure(parameters, "x") is None
        assert optional_blob(parameters, "x") == b""


def test_members_that_are_there() -> None:
    assert optional_integer({"x": 0}, "x") == required_integer({"x": 0}, "x") == 0
    assert optional_boolean({"x": False}, "x", default=True) is False
    assert required_string({"x": ""}, "x") == ""
    assert optional_strings({"x": []}, "x") == required_strings({"x": []}, "x") == []
    assert required_strings({"x": ["a", ""]}, "x") == ["a", ""]
    assert optional_structure({"x": {"y": 1}}, "x") == {"y": 1}


@pytest.mark.parametrize("read", [required_integer, required_string, required_strings])
def test_required_members_must_be_there(read: Callable[[Parameters, str], object]) -> None:
    for parameters in ({}, {"x": None}):
        with pytest.raises(ServiceError, match=r"Value null at 'x' .* must not be null"):
            read(parameters, "x")


@pytest.mark.parametrize("value", ["1", True, 1.0, []])
def test_integer_of_another_type(value: object) -> None:
    with pytest.raises(ServiceError, match=r"Value at 'x' .* must be an integer"):
        optional_integer({"x": value}, "x")


@pytest.mark.parametrize("item", [None, 5, []])
def test_list_of_strings_with_something_else(item: object) -> None:
    with pytest.raises(ServiceError, match=r"'x\.2\.member' .* must be a string"):
        optional_strings({"x": ["a", item]}, "x")


@pytest.mark.parametrize("value", [1, True, 1.5, [], {}])
def test_string_of_another_type(value: object) -> None:
    with pytest.raises(ServiceError, match=r"Value at 'x' .* must be a string") as caught:
        optional_string({"x": value}, "x")
    assert caught.value.code == "ValidationException"


@pytest.mark.parametrize("value", [0, 1, "true", []])
def test_boolean_of_another_type(value: object) -> None:
    with pytest.raises(ServiceError, match=r"ValidationException: .* must be a boolean"):
        optional_boolean({"x": value}, "x")


@pytest.mark.parametrize("value", ["x", {}, 5, True])
def test_list_of_another_type(value: object) -> None:
    with pytest.raises(ServiceError, match=r"ValidationException: .*'x' .* must be a list"):
        required_structures({"x": value}, "x")


@pytest.mark.parametrize("item", [None, "x", [], 5])
def test_list_item_of_another_type_is_named_by_its_place(item: object) -> None:
    with pytest.raises(ServiceError, match=r"ValidationException: .*'x\.2\.member' .*structure"):
        required_structures({"x": [{}, item]}, "x")


@pytest.mark.parametrize("parameters", [{}, {"x": None}])
def test_required_list_must_be_there(parameters: dict[str, object]) -> None:
    with pytest.raises(ServiceError, match=r"ValidationException: .*'x' .* must not be null"):
        required_structures(parameters, "x")


def test_required_list_may_be_empty() -> None:
    assert required_structures({"x": []}, "x") == []
    assert required_structures({"x": [{"a": 1}]}, "x") == [{"a": 1}]


@settings(deadline=None)
@given(st.binary())
def test_blob_round_trips(data: bytes) -> None:
    assert optional_blob({"x": base64.b64encode(data).decode()}, "x") == data


@pytest.mark.parametrize(
    "text",
    [
        *("aGVsbG8", "aGVsbG8==", "aGVsbG8=\n", "aGVs bG8=", "aGVsbG9=", "=", "a", "====", "-_-_"),
        *("aGVsbG8=aGVsbG8=", "aGVsbG8=!", "é", "aGVsbG8\u00e9", "\ud800"),
    ],
)
def test_blob_that_is_not_strict_base64(text: str) -> None:
    with pytest.raises(ServiceError, match="Member 'x' is not valid base64") as caught:
        optional_blob({"x": text}, "x")
    assert caught.value.code == "SerializationException"


def test_blob_of_another_type() -> None:
    with pytest.raises(ServiceError, match="ValidationException"):
        optional_blob({"x": 5}, "x")
