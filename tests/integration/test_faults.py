"""A service that fails, and a network that does. One attempt only: retries have their own tests.

With one attempt botocore says "(reached max retries: 0)" and marks the metadata; neither is
compared here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from awssupport.emulator import Fault, Server, serve

from .implementations import Implementation, MakeClient

FILE = {"fileName": "a.txt", "data": b"a"}


def attach(client: Any) -> Any:
    return client.add_attachments_to_set(attachments=[FILE])


def error_of(client: Any, kind: type[Exception]) -> Any:
    with pytest.raises(kind) as caught:
        attach(client)
    assert type(caught.value) is kind
    return caught.value


@pytest.fixture(autouse=True)
def _service_resumes(single: Any, emulator: Server) -> Iterator[None]:
    """Whatever happened: no fault is left, nothing was stored, and the next call succeeds."""
    yield
    assert emulator.pending_faults == []
    assert emulator.attachment_sets == {}
    set_id = attach(single)["attachmentSetId"]
    assert emulator.attachment_set(set_id) == [("a.txt", b"a")]


def test_throttle(single: Any, emulator: Server) -> None:
    emulator.script("throttle")
    error = error_of(single, single.exceptions.ThrottlingException)
    assert error.response["Error"] == {
        "Message": "Throttle limit exceeded.",
        "Code": "ThrottlingException",
    }
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert str(error).endswith(": Throttle limit exceeded.")


def test_throttle_by_another_code(
    single: Any, emulator: Server, implementation: Implementation
) -> None:
    emulator.script(Fault.throttle("Too fast.", code="TooManyRequestsException"))
    error = error_of(single, implementation.exceptions.ClientError)
    assert error.response["Error"] == {"Message": "Too fast.", "Code": "TooManyRequestsException"}


def test_internal_server_error(single: Any, emulator: Server) -> None:
    emulator.script("500")
    error = error_of(single, single.exceptions.InternalServerError)
    assert error.response["Error"]["Code"] == "InternalServerError"
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 500


@pytest.mark.parametrize(
    ("fault", "code", "message"),
    [
        (Fault.status(503), "503", "Service Unavailable"),
        (Fault.status(502, b"<html>Bad</html>"), "502", "Bad Gateway"),
        (Fault.status(504, b'{"message": "late"}'), "504", "late"),
        (Fault.status(413), "413", ""),
        (Fault.status(403, b"plain text"), "403", "plain text"),
        (Fault.status(301, b"", {"Location": "http://127.0.0.1:1/"}), "301", ""),
    ],
)
def test_answers_from_something_else_than_the_service(
    single: Any,
    emulator: Server,
    implementation: Implementation,
    fault: Fault,
    code: str,
    message: str,
) -> None:
    emulator.script(fault)
    error = error_of(single, implementation.exceptions.ClientError)
    assert error.response["Error"] == {"Message": message, "Code": code}
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == int(code)
    assert "RequestId" not in error.response["ResponseMetadata"]


@pytest.mark.parametrize(
    "fault", ["reset", "close", "garbage", Fault.reset(), Fault.close(), Fault.garbage()]
)
def test_connection_that_ends_without_an_answer(
    single: Any, emulator: Server, implementation: Implementation, fault: str | Fault
) -> None:
    emulator.script(fault)
    error = error_of(single, implementation.exceptions.ConnectionClosedError)
    assert str(error) == (
        "Connection was closed before we received a valid response from endpoint URL: "
        f'"{emulator.url}/".'
    )
    assert [entry.status for entry in emulator.requests] == [None]


def test_truncated_answer_is_taken_as_it_is(single: Any, emulator: Server) -> None:
    emulator.script("truncated")
    answer = attach(single)
    assert list(answer) == ["ResponseMetadata"]
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200


@pytest.mark.parametrize("body", [b"", b"<html>", b"not json"])
def test_success_without_a_document(single: Any, emulator: Server, body: bytes) -> None:
    emulator.script(Fault.status(200, body))
    assert list(attach(single)) == ["ResponseMetadata"]


def test_members_the_model_does_not_know_are_dropped(single: Any, emulator: Server) -> None:
    body = b'{"new": 1, "expiryTime": null, "attachmentSetId": "as-1", "__type": "X"}'
    emulator.script(Fault.status(200, body, {"Content-Type": "text/html"}))
    answer = attach(single)
    assert list(answer) == ["attachmentSetId", "ResponseMetadata"]
    assert answer["attachmentSetId"] == "as-1"


def test_slow_answer_is_a_read_timeout(
    make_client: MakeClient,
    one_attempt: Callable[..., Any],
    implementation: Implementation,
) -> None:
    # A server of its own: when the held request is let go it is served, and changes state.
    release = threading.Event()
    with serve() as server:
        client = make_client(server, config=one_attempt(read_timeout=0.2))
        server.script(Fault.slow(release=release))
        error = error_of(client, implementation.exceptions.ReadTimeoutError)
        assert isinstance(error, OSError)
        assert str(error) == f'Read timeout on endpoint URL: "{server.url}/"'
        assert [entry.status for entry in server.requests] == [None]
        assert attach(client)["attachmentSetId"]


def test_slow_answer_in_time_is_an_answer(
    make_client: MakeClient, one_attempt: Callable[..., Any]
) -> None:
    release = threading.Event()
    with serve() as server:
        client = make_client(server, config=one_attempt(read_timeout=30, connect_timeout=30))
        server.script(Fault.slow(release=release))
        answers: list[Any] = []
        thread = threading.Thread(target=lambda: answers.append(attach(client)))
        thread.start()
        assert server.wait_for_requests(1, timeout=30)
        release.set()
        thread.join(30)
        assert list(server.attachment_sets) == [answers[0]["attachmentSetId"]]


def test_nobody_listens(
    make_client: MakeClient, one_attempt: Callable[..., Any], implementation: Implementation
) -> None:
    with serve() as server:
        client = make_client(server, config=one_attempt())
    error = error_of(client, implementation.exceptions.EndpointConnectionError)
    assert str(error) == f'Could not connect to the endpoint URL: "{server.url}/"'
    assert not isinstance(error, OSError)


def test_kept_connection_that_went_stale_is_replaced(
    make_client: MakeClient, one_attempt: Callable[..., Any]
) -> None:
    with serve() as server:
        client = make_client(server, config=one_attempt())
        assert attach(client)["attachmentSetId"]
    with serve(port=server.port) as again:
        assert attach(client)["ResponseMetadata"]["RetryAttempts"] == 0
        assert len(again.attachment_sets) == 1
