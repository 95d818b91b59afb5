"""ParamValidationError: when it is raised and every word of its report."""

from __future__ import annotations

import array
import collections
import datetime
import decimal
import enum
import io
import pathlib
import types
from collections.abc import Iterator
from typing import Any

import pytest

from .operations import available_operations
from .server import ScriptedServer
from .sides import KEYS, SELF_CHECK, Failed, Ok, Pair, add, assert_same_calls, outcome, pair

OPERATIONS = available_operations()


class Named:
    """An object with its own text."""

    def __str__(self) -> str:
        return "a named object\nof two lines"


class Number(enum.IntEnum):
    """An integer enumeration."""

    ONE = 1


class Pair2(collections.namedtuple("Pair2", "a b")):
    """A tuple by another name."""


class Meta(type):
    """A metaclass whose classes print differently."""

    def __repr__(cls) -> str:
        return "<a class of its own>"


class Odd(metaclass=Meta):
    """An instance of an oddly printing class."""

    def __repr__(self) -> str:
        return "odd"


#: Values of a type no member of the operation takes, or only some do.
WRONG: dict[str, Any] = {
    "None": None,
    "int": 5,
    "zero": 0,
    "big int": 10**40,
    "negative": -1,
    "float": 1.5,
    "nan": float("nan"),
    "bool": True,
    "decimal": decimal.Decimal("1.50"),
    "complex": 1j,
    "bytes": b"by\xfftes",
    "bytearray": bytearray(b"b"),
    "str": "text é \n \ud800",
    "empty str": "",
    "list": [1, "two", None],
    "tuple": (1,),
    "empty list": [],
    "namedtuple": Pair2(1, 2),
    "set": {1},
    "frozenset": frozenset({"x"}),
    "dict": {"a": {"b": [1]}},
    "empty dict": {},
    "mapping": types.MappingProxyType({"a": 1}),
    "userdict": collections.UserDict(a=1),
    "counter": collections.Counter("aab"),
    "range": range(3),
    "generator": (n for n in range(3)),
    "object": Named(),
    "class": Named,
    "metaclass": Odd(),
    "intenum": Number.ONE,
    "date": datetime.date(2026, 1, 2),
    "ellipsis": ...,
    "module": types,
}

#: awssupport does not print what may be attachment content, see the end of this file.
PRINTABLE = {k: v for k, v in WRONG.items() if k not in {"bytes", "bytearray"}}


def assert_same_report(
    server: ScriptedServer, clients: Pair, operation: str, parameters: Any
) -> str | None:
    """The same verdict, the same report; and nothing sent if it is a report."""
    reference, _ = assert_same_calls(
        clients, lambda client: client._make_api_call(operation, parameters)
    )
    requests = server.take()
    if isinstance(reference, Ok):
        assert len(requests) == 2
        assert requests[0].body == requests[1].body
        return None
    assert requests == []
    assert type(reference.error).__name__ == "ParamValidationError", reference
    return str(reference.error)


@pytest.mark.parametrize("member", ["attachmentSetId", "dryRun"])
@pytest.mark.parametrize("value", WRONG.values(), ids=WRONG)
def test_wrong_scalar(server: ScriptedServer, clients: Pair, member: str, value: Any) -> None:
    parameters = {"attachments": [], member: value}
    assert_same_report(server, clients, "AddAttachmentsToSet", parameters)


@pytest.mark.parametrize("value", PRINTABLE.values(), ids=PRINTABLE)
def test_wrong_attachments(server: ScriptedServer, clients: Pair, value: Any) -> None:
    parameters = {"attachments": value}
    assert_same_report(server, clients, "AddAttachmentsToSet", parameters)


@pytest.mark.parametrize("value", PRINTABLE.values(), ids=PRINTABLE)
def test_wrong_attachment(server: ScriptedServer, clients: Pair, value: Any) -> None:
    parameters = {"attachments": [{"fileName": "good"}, value]}
    assert_same_report(server, clients, "AddAttachmentsToSet", parameters)


@pytest.mark.parametrize("value", WRONG.values(), ids=WRONG)
def test_wrong_file_name(server: ScriptedServer, clients: Pair, value: Any) -> None:
    parameters: dict[str, Any] = {"attachments": ({}, {"data": b"x", "fileName": value})}
    assert_same_report(server, clients, "AddAttachmentsToSet", parameters)


#: Nor text where the content itself belongs.
WRONG_DATA = {k: v for k, v in WRONG.items() if k not in {"list", "frozenset", "counter"}}


@pytest.mark.parametrize("value", WRONG_DATA.values(), ids=WRONG_DATA)
def test_wrong_data(server: ScriptedServer, clients: Pair, value: Any) -> None:
    if isinstance(value, str):
        value = value.replace("\ud800", "")  # a str is right; test_body has the lone surrogate
    parameters = {"attachments": [{"data": value, "fileName": "f"}]}
    assert_same_report(server, clients, "AddAttachmentsToSet", parameters)


class Mapping(collections.UserDict[str, Any]):
    """A Mapping that is no dict."""


REPORTS: dict[str, dict[Any, Any]] = {
    "nothing": {},
    "unknown only": {"foo": 1},
    "unknown and missing": {"foo": 1, "attachmentSetId": 5, "bar": None},
    "case matters": {"Attachments": []},
    "snake case": {"attachment_set_id": "x", "attachments": []},
    "empty key": {"": 1, "attachments": []},
    "odd keys": {"a b": 1, 'quo"te': 2, "é\ud800": 3, "new\nline": 4, "attachments": []},
    "None is not absent": {"attachments": None},
    "unknown in an attachment": {"attachments": [{"fileName": "f", "size": 1, "Data": b"x"}]},
    "non-string keys": {"attachments": [{5: "x", None: 1, (1, 2): 2, b"b": 3, 1.5: 4, True: 5}]},
    "object as key": {"attachments": [{Odd(): 1}]},
    "order of reports": {
        "dryRun": "no",
        "zzz": 1,
        "attachments": [{"data": None, "extra": 1, "fileName": 2}, 7, [], {"fileName": None}],
        "attachmentSetId": 3,
        "aaa": 2,
    },
    "nested lists": {"attachments": [[{"fileName": "f"}]]},
    "second of two": {"attachments": [{"fileName": "f"}, {"fileName": 1}]},
    "twelfth": {"attachments": [*({} for _ in range(11)), {"fileName": 1}]},
    "mapping for a structure": {"attachments": [Mapping(fileName="f")]},
    "set for a list": {"attachments": {1}},
    "str for a list": {"attachments": "abc"},
    "one for true": {"attachments": [], "dryRun": 1},
    "percent and braces": {"attachments": [], "attachmentSetId": ["{report}", "%s {0}"]},
    "very long value": {"attachments": [], "attachmentSetId": ["x" * 100_000]},
    "deep value": {"attachments": [], "attachmentSetId": [[[[[[{"a": ({"b": {1}},)}]]]]]]},
    "many faults": {"attachments": [{"fileName": n, "x": n} for n in range(300)]},
}


@pytest.mark.parametrize("parameters", REPORTS.values(), ids=REPORTS)
def test_report(server: ScriptedServer, clients: Pair, parameters: dict[Any, Any]) -> None:
    report = assert_same_report(server, clients, "AddAttachmentsToSet", parameters)
    assert report is not None
    assert report.startswith("Parameter validation failed:\n")


#: Parameters of the other operations, for as many of them as there are yet.
OTHERS: dict[str, list[dict[str, Any]]] = {
    "DescribeCases": [
        *({"maxResults": value} for value in (9, 10, 10.0, "10", True, -1, 10**30, -(10**30))),
        {"maxResults": decimal.Decimal(10)},
        {"maxResults": Number.ONE},
        {"caseIdList": ["a"] * 101, "language": "xx"},
        {"caseIdList": ["a", 1, None, b"x", ("t",)]},
        {"caseIdList": {"a"}},
        {"includeResolvedCases": 0, "includeCommunications": "true"},
        {"afterTime": datetime.datetime(2026, 1, 2), "beforeTime": 5},
        {"nextToken": None},
        {"unknown": 1},
    ],
    "CompleteAttachmentUpload": [
        {},
        {"uploadId": "", "completedUploads": []},
        {"completedUploads": [{"partIndex": 1, "eTag": "e"}, {}]},
        {"uploadId": "u", "completedUploads": [{"partIndex": 1, "eTag": "e"}, {"partIndex": "2"}]},
        {"uploadId": "u", "completedUploads": [{"partIndex": True, "eTag": "e"}]},
        {"uploadId": "u", "completedUploads": [{"eTag": "", "partIndex": 1.0, "extra": 1}]},
        {"uploadId": 1, "completedUploads": None, "dryRun": None, "z": 1},
    ],
    "GetAttachmentUploadLinks": [
        {},
        {"fileName": ""},
        {"fileName": "f", "fileSizeBytes": 0},
        {"fileName": "f", "fileSizeBytes": 10**30, "uploadId": ""},
        {"fileName": "f", "uploadRange": {}},
        {"fileName": "f", "uploadRange": {"endIndex": 1, "startIndex": 0}},
        {"fileName": "f", "uploadRange": {"endIndex": "2"}},
        {"fileName": "f", "uploadRange": {"startIndex": True, "endIndex": True}},
        {"fileName": "f", "uploadRange": None},
    ],
    "DescribeSupportedLanguages": [
        {},
        {"issueType": "", "serviceCode": "", "categoryCode": ""},
        {"issueType": "eight888", "serviceCode": "s", "categoryCode": "c"},
        {"issueType": "nine99999", "serviceCode": "s", "categoryCode": "c"},
        {"issueType": "ééééééééé", "serviceCode": "s", "categoryCode": "c"},
        {"issueType": "\U0001f600" * 8, "serviceCode": "s", "categoryCode": "c"},
        {"issueType": "\U0001f600" * 9, "serviceCode": "s", "categoryCode": "c"},
    ],
    "CreateCase": [
        {},
        {"subject": "s", "communicationBody": ""},
        {"subject": "", "communicationBody": "b" * 8001},
        {"subject": "s", "communicationBody": "b", "ccEmailAddresses": ["a@b.c"] * 11},
        {"subject": "s", "communicationBody": "b", "uploadIds": ["", "x", ""]},
        {"subject": "s", "communicationBody": "b", "issueType": "no such type"},
    ],
    "DescribeCreateCaseOptions": [
        {},
        {"categoryCode": "c"},
        {"language": "", "dryRun": False, "serviceCode": "s", "categoryCode": "", "issueType": ""},
    ],
}


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [(name, parameters) for name in OTHERS if name in OPERATIONS for parameters in OTHERS[name]],
)
def test_report_of_other_operations(
    server: ScriptedServer, clients: Pair, operation: str, parameters: dict[str, Any]
) -> None:
    assert_same_report(server, clients, operation, parameters)


def test_add_attachments_to_set_is_there() -> None:
    assert "AddAttachmentsToSet" in OPERATIONS


@pytest.mark.parametrize(
    "arguments", [(1,), ({"attachments": []},), (None, 2)], ids=["one", "dict", "two"]
)
def test_positional_arguments(server: ScriptedServer, clients: Pair, arguments: Any) -> None:
    reference, _ = assert_same_calls(
        clients, lambda client: client.add_attachments_to_set(*arguments, attachments=[])
    )
    assert isinstance(reference, Failed)
    assert isinstance(reference.error, TypeError)
    assert server.take() == []


def test_unknown_method(clients: Pair) -> None:
    reference, _ = assert_same_calls(clients, lambda client: client.add_attachment_to_set())
    assert isinstance(reference, Failed)
    assert isinstance(reference.error, AttributeError)


def test_unknown_operation(server: ScriptedServer, clients: Pair) -> None:
    reference, _ = assert_same_calls(clients, lambda client: client._make_api_call("Nope", {}))
    assert isinstance(reference, Failed)
    assert server.take() == []


class Exploding:
    """An object without a text."""

    def __str__(self) -> str:
        raise ZeroDivisionError("no text")


def test_an_error_while_printing_a_value(server: ScriptedServer, clients: Pair) -> None:
    reference, _ = assert_same_calls(clients, lambda client: add(client, dryRun=Exploding()))
    assert isinstance(reference, Failed)
    assert isinstance(reference.error, ZeroDivisionError)
    assert server.take() == []


# With validation off ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def trusting(shared_server: ScriptedServer) -> Iterator[Pair]:
    """Clients that do not validate."""
    with pair(
        lambda side: {
            "region_name": "us-east-1",
            "endpoint_url": shared_server.url,
            "config": side.config(parameter_validation=False),
            **KEYS,
        }
    ) as made:
        yield made


UNCHECKED: dict[str, dict[Any, Any]] = {
    "nothing": {},
    "unknown": {"foo": 1},
    "unknown inside": {"attachments": [{"size": 1}]},
    "None scalar": {"attachmentSetId": None, "dryRun": None},
    "None list": {"attachments": None},
    "None structure": {"attachments": [None]},
    "str structure": {"attachments": ["abc"]},
    "number for a structure": {"attachments": [5]},
    "number": {"attachmentSetId": 5, "dryRun": 1.5},
    "odd numbers": {"attachmentSetId": float("nan"), "dryRun": float("-inf")},
    "true": {"attachmentSetId": True},
    "str for a bool": {"dryRun": "yes"},
    "decimal": {"attachmentSetId": decimal.Decimal(1)},
    "bytes for a str": {"attachmentSetId": b"x"},
    "str for a list": {"attachments": ""},
    "characters for a list": {"attachments": "ab"},
    "number for a list": {"attachments": 5},
    "dict for a list": {"attachments": {}},
    "list for a str": {"attachmentSetId": [1, {"a": None}]},
    "dict for a str": {"attachmentSetId": {"a": 1, 2: "x"}},
    "None data": {"attachments": [{"data": None}]},
    "number data": {"attachments": [{"data": 5}]},
    "buffer data": {"attachments": [{"data": memoryview(b"content")}]},
    "text data": {"attachments": [{"data": "é"}]},
    "lone surrogate data": {"attachments": [{"data": "\udc80"}]},
    "lone surrogate": {"attachmentSetId": "\udc80"},
    "a set for a list": {"attachments": {(): 1}},
    "a number's name": {5: 1},
    "an unhashable's name": {(1, 2): 1},
}


def test_validation_off_and_nothing_wrong(server: ScriptedServer, trusting: Pair) -> None:
    right = {"attachments": [{"fileName": "f", "data": b"x"}]}
    assert_same_calls(trusting, lambda client: client.add_attachments_to_set(**right))
    theirs, ours = server.take()
    assert ours.body == theirs.body


@pytest.mark.parametrize("parameters", UNCHECKED.values(), ids=UNCHECKED)
def test_validation_off(server: ScriptedServer, trusting: Pair, parameters: dict[Any, Any]) -> None:
    reference, _ = assert_same_calls(
        trusting, lambda client: client._make_api_call("AddAttachmentsToSet", parameters)
    )
    bodies = [request.body for request in server.take()]
    assert len(bodies) == (2 if isinstance(reference, Ok) else 0)
    assert len(set(bodies)) <= 1


# Where awssupport differs on purpose --------------------------------------------------------

only_awssupport = pytest.mark.skipif(SELF_CHECK, reason="states what boto3 does not do")


@only_awssupport
@pytest.mark.parametrize(
    "make",
    [
        lambda path: memoryview(b"content"),
        lambda path: array.array("B", b"content"),
        lambda path: io.BytesIO(b"content"),
        lambda path: path,
        pathlib.PurePath,
    ],
    ids=["memoryview", "array", "BytesIO", "Path", "PurePath"],
)
def test_more_kinds_of_data(
    server: ScriptedServer, clients: Pair, tmp_path: pathlib.Path, make: Any
) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"content")
    assert isinstance(
        outcome(lambda: add(clients.reference, attachments=[{"data": make(path)}])), Failed
    )
    add(clients.subject, attachments=[{"data": make(path)}])
    assert server.take_one().body == b'{"attachments": [{"data": "Y29udGVudA=="}]}'


@only_awssupport
@pytest.mark.parametrize(
    "value",
    [b"SECRET", bytearray(b"SECRET"), {"data": b"SECRET"}, {"data": "SECRET"}, "x"],
    ids=["bytes", "bytearray", "dict", "dict of str", "no content"],
)
def test_content_is_not_printed(server: ScriptedServer, clients: Pair, value: Any) -> None:
    reference = outcome(lambda: add(clients.reference, attachments=value))
    subject = outcome(lambda: add(clients.subject, attachments=value))
    assert isinstance(reference, Failed)
    assert isinstance(subject, Failed)
    assert type(subject.error).__name__ == type(reference.error).__name__ == "ParamValidationError"
    assert "SECRET" not in str(subject.error)
    expected_end = str(reference.error).partition(", type: ")[2]
    assert str(subject.error).partition(", type: ")[2] == expected_end
    if value == "x":
        assert str(subject.error) == str(reference.error)
    else:
        assert "<6 characters>" in str(subject.error) or "<6 bytes>" in str(subject.error)
