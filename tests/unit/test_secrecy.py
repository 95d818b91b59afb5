"""Keys, tokens and the content of attachments appear in no text."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import awssupport
from awssupport.emulator import Credentials, Fault, Server, serve

from .provoked import (
    FILES,
    KEYS,
    LONG,
    SECRET_KEY,
    SHORT,
    TEXT,
    TOKEN,
    all_text,
    found_in,
    texts_of_client,
)


@pytest.fixture
def server() -> Iterator[Server]:
    """An emulator that knows the marked keys."""
    with serve(credentials={"AKIDEXAMPLE": Credentials(SECRET_KEY, TOKEN)}) as emulator:
        yield emulator


@pytest.fixture(autouse=True)
def _nothing_is_told(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> Iterator[None]:
    """Neither by logging at its most talkative, nor by warnings, nor on the terminal."""
    caplog.set_level(logging.DEBUG)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    assert found_in(caplog.text) == []
    assert found_in("\n".join(str(warning.message) for warning in caught)) == []
    printed = capfd.readouterr()
    assert found_in(printed.out + printed.err) == []


def made(url: str, **options: Any) -> Any:
    arguments: dict[str, Any] = {"region_name": "us-east-1", "endpoint_url": url, **KEYS}
    return awssupport.client("support", **{**arguments, **options})


def raised(call: Callable[[], object]) -> BaseException:
    try:
        call()
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


def attach(client: Any, **parameters: Any) -> Any:
    return client.add_attachments_to_set(**{"attachments": FILES, **parameters})


def test_the_markers_are_found_where_they_are() -> None:
    for text in (SECRET_KEY, TOKEN, repr(SHORT), repr(LONG), TEXT, str(list(SHORT)), LONG.hex()):
        assert found_in(f"before {text} after"), text
    assert found_in("none of them") == []
    error = RuntimeError("outer")
    error.__context__ = ValueError(SECRET_KEY)
    assert found_in(all_text(error)) == ["secret key"]


def test_client(server: Server) -> None:
    client = made(server.url)
    assert found_in(texts_of_client(client)) == []
    attach(client)
    assert found_in(texts_of_client(client)) == []
    assert [entry.status for entry in server.requests] == [200]


def test_answer(server: Server) -> None:
    assert found_in(repr(attach(made(server.url)))) == []


@pytest.mark.parametrize(
    "fault",
    [
        *("throttle", "500", "503", "reset", "close", "garbage", "truncated"),
        Fault.error("SubscriptionRequiredException"),
        Fault.status(400, b"plain text"),
        Fault.status(200, b"\xff"),
        Fault.status(200, b"null"),
        Fault.status(200, b'{"attachmentSetId": '),
    ],
    ids=str,
)
def test_what_the_service_does(server: Server, fault: str | Fault) -> None:
    server.script(fault)
    client = made(server.url, config=awssupport.Config(retries={"total_max_attempts": 1}))
    try:
        text = repr(attach(client))
    except Exception as error:
        text = all_text(error)
    assert found_in(text) == []


def test_modelled_errors(server: Server) -> None:
    client = made(server.url)
    errors = [
        raised(lambda: attach(client, dryRun=True)),
        raised(lambda: attach(client, attachmentSetId="as-unknown")),
        raised(lambda: attach(client, attachments=FILES * 2)),
    ]
    assert len({type(error) for error in errors}) == 3
    assert [found_in(all_text(error)) for error in errors] == [[]] * 3


@pytest.mark.parametrize(
    "keys",
    [{"aws_secret_access_key": SECRET_KEY + "x"}, {"aws_session_token": TOKEN + "x"}],
    ids=["wrong key", "wrong token"],
)
def test_refused_signature(server: Server, keys: dict[str, str]) -> None:
    error = raised(lambda: attach(made(server.url, **keys)))
    assert isinstance(error, awssupport.exceptions.ClientError)
    assert found_in(all_text(error)) == []


def test_nobody_listens(server: Server) -> None:
    server.close()
    error = raised(lambda: attach(made(server.url)))
    assert isinstance(error, awssupport.exceptions.EndpointConnectionError)
    assert found_in(all_text(error)) == []


def test_read_timeout(server: Server) -> None:
    server.script(Fault.slow(30))
    once = {"total_max_attempts": 1}
    client = made(server.url, config=awssupport.Config(read_timeout=0.1, retries=once))
    error = raised(lambda: attach(client))
    assert isinstance(error, awssupport.exceptions.ReadTimeoutError)
    assert found_in(all_text(error)) == []


def test_tls_to_a_plain_port(server: Server) -> None:
    error = raised(lambda: attach(made(server.url.replace("http:", "https:"))))
    assert isinstance(error, awssupport.exceptions.SSLError)
    assert found_in(all_text(error)) == []


WRONG_ATTACHMENTS: dict[str, object] = {
    "bytes": SHORT,
    "many bytes": LONG,
    "bytearray": bytearray(LONG),
    "memoryview": memoryview(LONG),
    "dict": FILES[0],
    "dict with text": FILES[2],
    "bytes in a list": [SHORT],
    "bytes in a tuple": (SHORT, bytearray(LONG)),
    "dict in a dict": {"attachments": FILES},
    "lists in lists": [[FILES]],
    "a list as data": [{"data": [SHORT]}],
    "text in a list as data": [{"data": [TEXT]}],
    "dict as data": [{"data": {"data": SHORT}}],
    "view with gaps": [{"data": memoryview(LONG)[::2]}],
    "beside a wrong name": [{"fileName": 5, "data": LONG}],
    "beside an unknown member": [{"filename": "x", "data": TEXT}],
    "under a wrong key": [{"Data": SHORT}],
    "text under a wrong key": [{"content": TEXT}],
    "set": {SHORT},
    "iterator": iter([{"data": SHORT}]),
    "generator": (file for file in FILES),
}


@pytest.mark.parametrize("value", WRONG_ATTACHMENTS.values(), ids=WRONG_ATTACHMENTS)
def test_attachments_that_break_the_model(server: Server, value: object) -> None:
    error = raised(lambda: attach(made(server.url), attachments=value))
    assert isinstance(error, awssupport.exceptions.ParamValidationError)
    assert found_in(all_text(error)) == []
    assert server.requests == []


@pytest.mark.parametrize("parameters", [{"data": SHORT}, {"file": TEXT}, {"dryRun": 1}], ids=str)
def test_other_parameters_that_break_the_model(server: Server, parameters: dict[str, Any]) -> None:
    error = raised(lambda: attach(made(server.url), **parameters))
    assert isinstance(error, awssupport.exceptions.ParamValidationError)
    assert found_in(all_text(error)) == []


class Reader:
    def __init__(self, answer: object) -> None:
        self._answer = answer

    def read(self) -> object:
        return self._answer


@pytest.mark.parametrize("data", [Reader(TEXT), Reader([SHORT])], ids=["text", "list"])
def test_data_that_cannot_be_read(server: Server, data: object) -> None:
    error = raised(lambda: attach(made(server.url), attachments=[{"data": data}]))
    assert isinstance(error, TypeError)
    assert found_in(all_text(error)) == []


def test_positional_arguments(server: Server) -> None:
    error = raised(lambda: made(server.url).add_attachments_to_set(FILES))
    assert isinstance(error, TypeError)
    assert found_in(all_text(error)) == []


def test_double_base64_warning(server: Server) -> None:
    encoded = "JVBERi0" + "TextContentMarker" * 20
    with pytest.warns(awssupport.DoubleBase64Warning) as caught:
        attach(made(server.url), attachments=[{"data": encoded}])
    assert found_in(str(caught[0].message)) == []
