"""Scripted faults, seen from raw sockets."""

from __future__ import annotations

import http.client
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from awssupport.emulator import Fault, Server, serve
from awssupport.emulator.errors import MODELED_ERRORS

from .wire import TIMEOUT, attaching, connected, receive, receive_all, send, signed


def first_answer(server: Server) -> tuple[int, str, str]:
    answer = send(server, attaching(server, ("a", b"x")))
    return answer.status, answer.code, answer.document["message"]


def assert_untouched_then_normal(server: Server) -> None:
    assert server.attachment_sets == {}
    assert server.pending_faults == []
    assert send(server, attaching(server, ("a", b"x"))).status == 200


def test_faults_are_consumed_one_by_one_then_service_resumes(emulator: Server) -> None:
    emulator.script("throttle", "500")
    emulator.script("503")
    assert len(emulator.pending_faults) == 3
    with connected(emulator) as client:
        statuses = []
        for _ in range(5):
            client.sendall(attaching(emulator, ("a", b"x")).encode())
            statuses.append(receive(client).status)
    assert statuses == [400, 500, 503, 200, 200]
    assert emulator.pending_faults == []
    assert [entry.status for entry in emulator.requests] == statuses
    assert len(emulator.attachment_sets) == 2


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("throttle", (400, "ThrottlingException", "Throttle limit exceeded.")),
        (Fault.throttle("slow down"), (400, "ThrottlingException", "slow down")),
        (Fault.throttle("", code="SlowDown"), (400, "SlowDown", "")),
        ("500", (500, "InternalServerError", "The service failed internally.")),
        (Fault.error("InternalServerError", ""), (500, "InternalServerError", "")),
        (
            Fault.error("CaseIdNotFound", status=404),
            (404, "CaseIdNotFound", "No case has the given ID."),
        ),
        (Fault.error("AccessDeniedException", "no", 403), (403, "AccessDeniedException", "no")),
        (Fault.error("Unheard"), (400, "Unheard", "The service answered Unheard.")),
    ],
)
def test_error_faults(emulator: Server, fault: str | Fault, expected: tuple[int, str, str]) -> None:
    emulator.script(fault)
    assert first_answer(emulator) == expected
    assert_untouched_then_normal(emulator)


@pytest.mark.parametrize("code", sorted(MODELED_ERRORS))
def test_every_modeled_error_can_be_forced(emulator: Server, code: str) -> None:
    emulator.script(Fault.error(code))
    default = MODELED_ERRORS[code]
    assert first_answer(emulator) == (default.status, code, default.message)


def test_status_fault_is_sent_as_given(emulator: Server) -> None:
    emulator.script(Fault.status(503, b"<html>", {"Content-Type": "text/html", "X-Y": "z"}))
    answer = send(emulator, attaching(emulator, ("a", b"x")))
    assert (answer.status, answer.body) == (503, b"<html>")
    date = answer.headers.pop("date")
    assert date.endswith("GMT")
    assert answer.headers == {"content-type": "text/html", "x-y": "z", "content-length": "6"}
    assert_untouched_then_normal(emulator)


def test_status_fault_may_bring_its_own_date(emulator: Server) -> None:
    emulator.script(Fault.status(200, b"{}", {"Date": "long ago"}))
    answer = send(emulator, attaching(emulator, ("a", b"x")))
    assert answer.headers == {"date": "long ago", "content-length": "2"}


@pytest.mark.parametrize("status", [0, 100, 199, 600])
def test_status_fault_must_be_a_final_status(status: int) -> None:
    with pytest.raises(ValueError, match="not the status"):
        Fault.status(status)


def test_reset(emulator: Server) -> None:
    emulator.script("reset")
    with connected(emulator) as client:
        client.sendall(attaching(emulator, ("a", b"x")).encode())
        with pytest.raises(ConnectionResetError):
            client.recv(1)
    assert emulator.requests[0].status is None
    assert_untouched_then_normal(emulator)


def test_close_without_an_answer(emulator: Server) -> None:
    emulator.script("close")
    with connected(emulator) as client:
        client.sendall(attaching(emulator, ("a", b"x")).encode())
        assert receive_all(client) == b""
    assert emulator.requests[0].status is None
    assert_untouched_then_normal(emulator)


def test_truncated(emulator: Server) -> None:
    emulator.script("truncated")
    with connected(emulator) as client:
        client.sendall(attaching(emulator, ("a", b"x")).encode())
        with pytest.raises(http.client.IncompleteRead) as caught:
            receive(client)
    assert caught.value.partial.startswith(b'{"attach')
    assert caught.value.expected
    assert_untouched_then_normal(emulator)


def test_garbage(emulator: Server) -> None:
    emulator.script("garbage")
    with connected(emulator) as client:
        client.sendall(attaching(emulator, ("a", b"x")).encode())
        received = receive_all(client)
    assert received
    assert not received.startswith(b"HTTP")
    assert_untouched_then_normal(emulator)


def test_slow_waits_for_its_release_and_then_serves(emulator: Server) -> None:
    release = threading.Event()
    emulator.script(Fault.slow(release=release))
    with connected(emulator) as slow:
        slow.sendall(attaching(emulator, ("slow", b"x")).encode())
        assert emulator.wait_for_requests(1, TIMEOUT)
        assert send(emulator, attaching(emulator, ("quick", b"x"))).status == 200
        assert [entry.status for entry in emulator.requests] == [None, 200]
        release.set()
        answer = receive(slow)
    assert answer.status == 200
    assert emulator.attachment_set(answer.document["attachmentSetId"]) == [("slow", b"x")]
    assert [entry.status for entry in emulator.requests] == [200, 200]


@pytest.mark.parametrize("release", [None, threading.Event()])
def test_slow_ends_with_its_time(emulator: Server, release: threading.Event | None) -> None:
    emulator.script(Fault.slow(seconds=0.03, release=release))
    assert send(emulator, attaching(emulator, ("a", b"x"))).status == 200
    assert emulator.pending_faults == []


def test_slow_request_is_still_checked(emulator: Server) -> None:
    emulator.script(Fault.slow(seconds=0))
    answer = send(emulator, signed(emulator.url, {"attachments": []}, secret="wrong"))
    assert answer.code == "InvalidSignatureException"


@pytest.mark.parametrize("seconds", [None, 3600.0])
@pytest.mark.parametrize("released", [None, threading.Event()])
def test_close_of_the_server_ends_slow_requests(
    seconds: float | None, released: threading.Event | None
) -> None:
    server = serve()
    server.script(Fault.slow(seconds=seconds, release=released))
    with connected(server) as client:
        client.sendall(attaching(server, ("a", b"x")).encode())
        assert server.wait_for_requests(1, TIMEOUT)
        server.close()
        assert client.recv(1) == b""
    assert server.attachment_sets == {}
    assert server.requests[0].status is None


def test_faults_come_before_the_signature_check(emulator: Server) -> None:
    emulator.script("throttle")
    answer = send(emulator, signed(emulator.url, {}, secret="wrong"))
    assert answer.code == "ThrottlingException"


def test_health_checks_and_wrong_http_consume_no_fault(emulator: Server) -> None:
    emulator.script("500")
    assert send(emulator, b"GET / HTTP/1.1\r\n\r\n").status == 200
    assert send(emulator, b"nonsense\r\n\r\n").status == 400
    assert len(emulator.pending_faults) == 1


def test_each_of_many_requests_takes_one_fault(emulator: Server) -> None:
    emulator.script(*["throttle"] * 10, *["500"] * 10)
    with ThreadPoolExecutor(16) as pool:
        requests = [attaching(emulator, ("a", b"x"))] * 30
        statuses = list(pool.map(lambda request: send(emulator, request).status, requests))
    assert sorted(statuses) == [200] * 10 + [400] * 10 + [500] * 10
    assert [entry.status for entry in emulator.requests] == [400] * 10 + [500] * 10 + [200] * 10


@pytest.mark.parametrize("name", ["", "nope", "200", "99", "600", "5000", "\u0664\u0660\u0660"])
def test_unknown_name_queues_nothing(emulator: Server, name: str) -> None:
    with pytest.raises(ValueError, match=r"unknown fault .*throttle, 500, reset"):
        emulator.script("reset", name)
    assert emulator.pending_faults == []


def test_only_names_and_faults_can_be_queued(emulator: Server) -> None:
    with pytest.raises(TypeError, match="a name or a Fault, not 500"):
        emulator.script("reset", 500)  # type: ignore[arg-type]
    assert emulator.pending_faults == []


def test_pending_faults_compare_and_print(emulator: Server) -> None:
    emulator.script("reset", "404", Fault.error("CaseIdNotFound", "x"))
    assert emulator.pending_faults == [
        *(Fault.reset(), Fault.status(404)),
        Fault.error("CaseIdNotFound", "x"),
    ]
    assert "CaseIdNotFound" in repr(emulator.pending_faults)
