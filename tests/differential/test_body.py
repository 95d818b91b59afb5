"""The request body, byte for byte."""

from __future__ import annotations

import enum
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples

from .server import ScriptedServer
from .sides import Failed, Ok, Pair, add, assert_same_calls


class Text(str):
    """A subclass of str with a misleading str() and repr()."""

    def __str__(self) -> str:
        return "not this"

    def __repr__(self) -> str:
        return "nor this"


class Bytes(bytes):
    """A subclass of bytes."""


class ByteArray(bytearray):
    """A subclass of bytearray."""


class Dict(dict[str, Any]):
    """A subclass of dict."""


class List(list[Any]):
    """A subclass of list."""


class Tuple(tuple[Any, ...]):
    """A subclass of tuple."""


class Name(str, enum.Enum):
    """A string enumeration, which json writes as its value."""

    A = "a.txt"


TEXTS = {
    "empty": "",
    "ascii": "plain name.txt",
    "latin": "é ü ß ÿ",
    "bmp": "日本語 \u2028\u2029 \ufeff \uffff",
    "astral": "😀 𝄞 \U0010ffff",
    "control": "".join(map(chr, range(0x20))),
    "del and c1": "\x7f\x80\x9f\xa0",
    "quotes": "\"'\\/<>&",
    "escapes": "\\n\\u0041 \\\\",
    "lone high surrogate": "a\ud800b",
    "lone low surrogate": "\udc00",
    "reversed pair": "\udc00\ud800",
    "pair of surrogates": "\ud83d\ude00",
    "high surrogate then astral": "\ud83d\U0001f600",
    "surrogateescape": "caf\udce9",
    "null": "a\0b",
    "long": "x" * 70_000,
    "long astral": "😀" * 20_000,
    "str subclass": Text("real value"),
    "str enum": Name.A,
}

BLOBS: dict[str, Any] = {
    "empty bytes": b"",
    "empty str": "",
    "empty bytearray": bytearray(),
    "one": b"a",
    "two": b"ab",
    "three": b"abc",
    "all bytes": bytes(range(256)),
    "bytearray": bytearray(b"\x00\xff\x10"),
    "bytes subclass": Bytes(b"subclass"),
    "bytearray subclass": ByteArray(b"subclass"),
    "str": "text é 😀 \x00",
    "str subclass": Text("real value"),
    "str enum": Name.A,
    "frame minus one": b"m" * (48 * 1024 - 1),
    "frame": b"f" * (48 * 1024),
    "frame plus one": b"p" * (48 * 1024 + 1),
    "65536": b"\xa5" * 65536,
    "a megabyte and two": b"\x5a\xff" * (512 * 1024 + 1),
    "a megabyte of str": "é" * (512 * 1024),
}


def assert_same_body(server: ScriptedServer, clients: Pair, parameters: dict[str, Any]) -> bytes:
    """Both sides send one request each, with the same body, and the call succeeds."""
    reference, subject = assert_same_calls(
        clients, lambda client: client.add_attachments_to_set(**parameters)
    )
    assert isinstance(reference, Ok), reference
    assert isinstance(subject, Ok), subject
    theirs, ours = server.take()
    assert ours.line == theirs.line == "POST / HTTP/1.1"
    assert ours.body == theirs.body
    assert int(ours.value("content-length")) == len(ours.body)
    return ours.body


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_strings(server: ScriptedServer, clients: Pair, text: str) -> None:
    parameters = {"attachmentSetId": text, "attachments": [{"fileName": text, "data": b"x"}]}
    body = assert_same_body(server, clients, parameters)
    assert json.loads(body)["attachmentSetId"] == json.loads(json.dumps(text))


@pytest.mark.parametrize("blob", BLOBS.values(), ids=BLOBS)
def test_blobs(server: ScriptedServer, clients: Pair, blob: Any) -> None:
    assert_same_body(server, clients, {"attachments": [{"fileName": "f", "data": blob}]})


@pytest.mark.parametrize("blob", ["\ud800", "ok \udce9"])
def test_lone_surrogate_in_a_str_blob(server: ScriptedServer, clients: Pair, blob: str) -> None:
    reference, _ = assert_same_calls(
        clients, lambda client: add(client, attachments=[{"fileName": "f", "data": blob}])
    )
    assert isinstance(reference, Failed)
    assert isinstance(reference.error, UnicodeEncodeError)
    assert server.take() == []


SHAPES: dict[str, dict[str, Any]] = {
    "only attachments": {"attachments": []},
    "model order": {"attachmentSetId": "s", "attachments": [], "dryRun": True},
    "reverse order": {"dryRun": False, "attachments": [], "attachmentSetId": "s"},
    "data first": {"attachments": [{"data": b"d", "fileName": "f"}]},
    "empty attachment": {"attachments": [{}]},
    "only a name": {"attachments": [{"fileName": "f"}]},
    "only data": {"attachments": [{"data": b"d"}]},
    "tuple": {"attachments": ({"fileName": "f", "data": b"d"}, {})},
    "named tuple subclass": {"attachments": Tuple([{"fileName": "f"}])},
    "list subclass": {"attachments": List([{"fileName": "f"}])},
    "dict subclass": {"attachments": [Dict(data=b"d", fileName="f")]},
    "three": {"attachments": [{"fileName": str(n), "data": bytes([n]) * n} for n in range(3)]},
    "many": {"attachments": [{"data": b"z"}] * 500},
    "mixed blobs": {"attachments": [{"data": d} for d in (b"a", "a", bytearray(b"a"), b"")]},
}


@pytest.mark.parametrize("parameters", SHAPES.values(), ids=SHAPES)
def test_shapes(server: ScriptedServer, clients: Pair, parameters: dict[str, Any]) -> None:
    assert_same_body(server, clients, parameters)


def test_three_full_attachments(server: ScriptedServer, clients: Pair) -> None:
    data = bytes(range(256)) * (5 * 4096)
    attachments = [{"fileName": f"{n}.bin", "data": data} for n in range(3)]
    body = assert_same_body(server, clients, {"attachments": attachments})
    assert len(body) > 3 * 5 * 1024 * 1024 * 4 // 3


def test_make_api_call_sends_the_same(server: ScriptedServer, clients: Pair) -> None:
    parameters = {"dryRun": True, "attachments": [{"data": b"d"}]}
    assert_same_calls(
        clients, lambda client: client._make_api_call("AddAttachmentsToSet", parameters)
    )
    theirs, ours = server.take()
    assert ours.body == theirs.body == b'{"dryRun": true, "attachments": [{"data": "ZA=="}]}'


def test_the_caller_keeps_its_objects(server: ScriptedServer, clients: Pair) -> None:
    data = bytearray(b"mutable")
    attachments = [{"fileName": "f", "data": data}]
    for client in clients.each():
        client.add_attachments_to_set(attachments=attachments)
    assert attachments == [{"fileName": "f", "data": bytearray(b"mutable")}]
    assert attachments[0]["data"] is data
    data.extend(b" still")  # not locked by an exported buffer
    assert len(server.take()) == 2


attachment = st.fixed_dictionaries(
    {},
    optional={
        "fileName": st.text(st.characters(exclude_categories=()), max_size=40),
        "data": st.one_of(
            st.binary(max_size=200), st.binary(max_size=20).map(bytearray), st.text(max_size=40)
        ),
    },
)


@examples(150)
@given(
    parameters=st.fixed_dictionaries(
        {"attachments": st.lists(attachment, max_size=4)},
        optional={
            "attachmentSetId": st.text(st.characters(exclude_categories=()), max_size=40),
            "dryRun": st.booleans(),
        },
    )
)
def test_random_parameters(
    shared_server: ScriptedServer, clients: Pair, parameters: dict[str, Any]
) -> None:
    shared_server.take()
    assert_same_body(shared_server, clients, parameters)
