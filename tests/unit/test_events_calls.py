"""Calls with handlers and without: what the caller sees of how they are run."""

from __future__ import annotations

import base64
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

import awssupport
from awssupport.emulator import Server
from awssupport.exceptions import ClientError, ParamValidationError
from tests.waits import Waits, waiting_on

KEYS: dict[str, Any] = {
    "aws_access_key_id": "AKIDEXAMPLE",
    "aws_secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
}
FILES = [{"fileName": "a.txt", "data": b"hello"}]


@pytest.fixture
def client(emulator: Server) -> Any:
    return awssupport.client(region_name="us-east-1", endpoint_url=emulator.url, **KEYS)


def ignore(**kwargs: Any) -> None: ...


def python_calls(client: Any) -> list[str]:
    """The functions of Python that are called from `_make_api_call` on."""
    calls: list[str] = []

    def profile(frame: Any, event: str, argument: object) -> None:
        if event == "call":
            calls.append(frame.f_code.co_name)

    client._make_api_call("AddAttachmentsToSet", {"attachments": FILES})
    sys.setprofile(profile)
    try:
        client._make_api_call("AddAttachmentsToSet", {"attachments": FILES})
    finally:
        sys.setprofile(None)
    return calls


def test_without_handlers_there_is_no_python_in_a_call(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where logging is there, its loggers are asked whether anybody listens, and nothing else.
    asked = ["_make_api_call", *["isEnabledFor"] * 3]
    assert [name for name in python_calls(client) if name not in ENVIRONMENT] == asked
    monkeypatch.delitem(sys.modules, "logging")
    expected = ["_make_api_call"]
    assert [name for name in python_calls(client) if name not in ENVIRONMENT] == expected
    client.meta.events.register("before-send", ignore)
    assert "steps_of_call" in python_calls(client)
    client.meta.events.unregister("before-send", ignore)
    assert [name for name in python_calls(client) if name not in ENVIRONMENT] == expected


#: How `os.environ` reads variables, before anything else is done: the core asks it for the trace.
ENVIRONMENT = {"get", "__getitem__", "encode", "decode"}


def test_answers_are_the_same(client: Any) -> None:
    plain = client.add_attachments_to_set(attachments=FILES)
    client.meta.events.register("before-send", ignore)
    evented = client.add_attachments_to_set(attachments=FILES)
    assert list(plain) == list(evented)
    assert list(plain["ResponseMetadata"]) == list(evented["ResponseMetadata"])


def test_errors_are_the_same(client: Any) -> None:
    texts = []
    for _ in range(2):
        with pytest.raises(client.exceptions.AttachmentSetIdNotFound) as raised:
            client.add_attachments_to_set(attachmentSetId="none", attachments=FILES)
        assert isinstance(raised.value, ClientError)
        texts.append(str(raised.value))
        with pytest.raises(ParamValidationError):
            client.add_attachments_to_set()
        client.meta.events.register("before-send", ignore)
    assert texts[0] == texts[1]


def test_warnings_point_at_the_caller(client: Any) -> None:
    client.meta.events.register("before-send", ignore)
    data = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(600))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        client.add_attachments_to_set(attachments=[{"fileName": "a.png", "data": data}])
    (warning,) = caught
    assert Path(warning.filename) == Path(__file__)
    assert warning.category is awssupport.DoubleBase64Warning


def test_every_kind_of_data_is_sent(client: Any, tmp_path: Path) -> None:
    client.meta.events.register("before-send", ignore)
    path = tmp_path / "a.txt"
    path.write_bytes(b"hello")
    with path.open("rb") as file:
        for data in (path, file, "hello", bytearray(b"hello"), memoryview(b"hello")):
            answer = client.add_attachments_to_set(attachments=[{"fileName": "a", "data": data}])
            assert answer["attachmentSetId"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_what_is_no_error_is_not_handled(client: Any, error: type[BaseException]) -> None:
    failed: list[Any] = []

    def interrupt(**kwargs: Any) -> None:
        raise error

    client.meta.events.register("before-send", interrupt)
    client.meta.events.register("after-call-error", lambda **kwargs: failed.append(kwargs))
    client.meta.events.register("needs-retry", lambda **kwargs: failed.append(kwargs))
    with pytest.raises(error):
        client.add_attachments_to_set(attachments=FILES)
    assert not failed


def test_a_retry_waits_as_long_as_the_handler_says(make_client: Any) -> None:
    waits = Waits()
    with waiting_on(waits):
        client = make_client()

    def retry(attempts: int, **kwargs: Any) -> float | None:
        return attempts * 10 if attempts < 3 else None

    client.meta.events.register("needs-retry", retry)
    answer = client.add_attachments_to_set(attachments=FILES)
    assert waits.take() == [10, 20]
    assert answer["ResponseMetadata"]["RetryAttempts"] == 2


def test_a_request_can_be_sent_elsewhere(client: Any, emulator: Server) -> None:
    """To a server that the client was not made for."""
    other: Any = awssupport.client(
        region_name="us-east-1", endpoint_url="http://127.0.0.1:1", **KEYS
    )

    def redirect(params: dict[str, Any], **kwargs: Any) -> None:
        params["url"] = emulator.url

    other.meta.events.register("before-call.support.AddAttachmentsToSet", redirect)
    assert other.add_attachments_to_set(attachments=FILES)["attachmentSetId"]


def test_header_values_that_cannot_be_sent(client: Any) -> None:
    def spoil(request: Any, **kwargs: Any) -> None:
        request.headers["X-Bad"] = "a\r\nX-Injected: b"

    client.meta.events.register("before-send", spoil)
    with pytest.raises(awssupport.exceptions.HTTPClientError):
        client.add_attachments_to_set(attachments=FILES)
