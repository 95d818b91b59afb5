"""The server on raw sockets: framing, limits, life cycle, threads."""

from __future__ import annotations

import http.client
import socket
import ssl
from contextlib import suppress
from dataclasses import replace

import pytest
import trustme

from awssupport.emulator import Credentials, Server, serve
from awssupport.emulator.application import Application
from awssupport.emulator.http1 import MAX_BODY_BYTES
from awssupport.emulator.state import SupportState

from .wire import TIMEOUT, attaching, connected, receive, receive_all, send, signed

MIB = 1024 * 1024


def test_success_has_the_services_headers(emulator: Server) -> None:
    answer = send(emulator, attaching(emulator, ("a", b"x")))
    assert answer.status == 200
    assert sorted(answer.headers) == ["content-length", "content-type", "date", "x-amzn-requestid"]
    assert answer.headers["content-type"] == "application/x-amz-json-1.1"
    assert len(answer.headers["x-amzn-requestid"]) == 36
    assert answer.headers["date"].endswith(" GMT")
    assert sorted(answer.document) == ["attachmentSetId", "expiryTime"]


def test_error_has_the_services_shape(emulator: Server) -> None:
    answer = send(emulator, attaching(emulator, ("a", b"x"), attachmentSetId="as-none"))
    assert answer.status == 400
    assert answer.headers["content-type"] == "application/x-amz-json-1.1"
    assert len(answer.headers["x-amzn-requestid"]) == 36
    assert answer.document == {
        "__type": "AttachmentSetIdNotFound",
        "message": "An attachment set with the specified ID could not be found.",
    }


def test_request_ids_differ(emulator: Server) -> None:
    request = attaching(emulator, ("a", b"x"))
    ids = {send(emulator, request).headers["x-amzn-requestid"] for _ in range(3)}
    assert len(ids) == 3


def test_missing_and_foreign_targets(emulator: Server) -> None:
    missing = send(emulator, signed(emulator.url, {}, operation=None))
    foreign = send(emulator, signed(emulator.url, {}, operation="Nope"))
    assert (missing.code, foreign.code) == ("UnknownOperationException",) * 2
    assert [entry.operation for entry in emulator.requests] == [None, "Nope"]


def test_service_answers_on_any_path(emulator: Server) -> None:
    request = signed(f"{emulator.url}/a/../b%20c//d?z=1&a=2", {"attachments": []})
    assert request.target == "/a/../b%20c//d?z=1&a=2"
    assert send(emulator, request).status == 200


def test_connection_is_kept_for_any_number_of_requests(emulator: Server) -> None:
    with connected(emulator) as client:
        for expected in (200, 400, 200, 400):
            document: object = {"attachments": []} if expected == 200 else {}
            client.sendall(signed(emulator.url, document).encode())
            assert receive(client).status == expected
        client.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert receive(client, "GET").body == b"awssupport emulator\n"


def test_pipelined_requests_are_answered_in_order(emulator: Server) -> None:
    good, bad = signed(emulator.url, {"attachments": []}), signed(emulator.url, {})
    with connected(emulator) as client:
        client.sendall(good.encode() + bad.encode() + b"GET / HTTP/1.0\r\n\r\n")
        received = receive_all(client)
    assert received.index(b"200 OK") < received.index(b"400 Bad") < received.index(b"emulator\n")


def test_connection_close_is_honoured(emulator: Server) -> None:
    request = signed(emulator.url, {"attachments": []}).having("Connection", "close")
    with connected(emulator) as client:
        client.sendall(request.encode())
        received = receive_all(client)
    assert received.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"connection: close\r\n" in received


def test_health(emulator: Server) -> None:
    assert send(emulator, b"GET / HTTP/1.1\r\n\r\n").body == b"awssupport emulator\n"
    with connected(emulator) as client:
        client.sendall(b"HEAD / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nConnection: close\r\n\r\n")
        received = receive_all(client)
    assert received.count(b"awssupport emulator\n") == 1
    assert received.count(b"content-length: 20\r\n") == 2
    assert emulator.requests == []


@pytest.mark.parametrize("line", ["GET /x", "PUT /", "DELETE /", "OPTIONS *"])
def test_other_methods_are_refused(emulator: Server, line: str) -> None:
    assert send(emulator, f"{line} HTTP/1.1\r\n\r\n".encode()).status == 405


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b"nonsense\r\n\r\n", 400, "BadRequest"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411, "BadRequest"),
        (
            b"POST / HTTP/1.1\r\nContent-Length: 67108865\r\n\r\n",
            413,
            "RequestEntityTooLarge",
        ),
    ],
)
def test_wrong_http_is_answered_and_the_connection_closed(
    emulator: Server, raw: bytes, status: int, code: str
) -> None:
    with connected(emulator) as client:
        client.sendall(raw)
        answer = receive(client)
        assert client.recv(1) == b""
    assert (answer.status, answer.code, answer.headers["connection"]) == (status, code, "close")


def test_too_large_body_is_refused_without_losing_the_answer(emulator: Server) -> None:
    with connected(emulator) as client:
        client.sendall(f"POST / HTTP/1.1\r\nContent-Length: {MAX_BODY_BYTES + 1}\r\n\r\n".encode())
        # All of it, although the answer is on its way: as a client does that does not look.
        for _ in range(MAX_BODY_BYTES // MIB):
            client.sendall(bytes(MIB))
        client.sendall(b"x")
        assert receive(client).status == 413


def test_thirty_megabytes_are_read(emulator: Server) -> None:
    body = b'{"attachments": [], "ignored": "' + b"x" * (30 * MIB) + b'"}'
    answer = send(emulator, signed(emulator.url, body=body))
    assert answer.status == 200


def test_three_full_files_are_stored(emulator: Server) -> None:
    files = [(name, name.encode() * (5 * MIB)) for name in ("a", "b", "c")]
    answer = send(emulator, attaching(emulator, *files))
    assert emulator.attachment_set(answer.document["attachmentSetId"]) == files


def test_expect_continue(emulator: Server) -> None:
    request = signed(emulator.url, {"attachments": []}).having("Expect", "100-continue")
    head = request.encode()[: -len(request.body)]
    with connected(emulator) as client:
        client.sendall(head)
        interim = client.recv(1000)
        client.sendall(request.body)
        assert receive(client).status == 200
    assert interim == b"HTTP/1.1 100 Continue\r\n\r\n"


def test_broken_off_request_is_forgotten(emulator: Server) -> None:
    with connected(emulator) as client:
        client.sendall(attaching(emulator, ("a", b"x")).encode()[:-1])
        client.shutdown(socket.SHUT_WR)
        assert client.recv(1) == b""
    assert emulator.requests == []
    assert emulator.attachment_sets == {}


def test_answer_leaves_in_one_send(emulator: Server) -> None:
    request = attaching(emulator, ("a", b"x")).encode()
    sizes = set()
    for _ in range(20):
        with connected(emulator) as client:
            client.sendall(request)
            first = client.recv(65536)
            sizes.add(first.endswith(b"}"))
    assert sizes == {True}


def test_idle_connection_is_closed() -> None:
    application = Application(SupportState(clock=lambda: 0.0), {}, lambda: 0.0)
    keys = {"AKID": Credentials("secret")}
    server = Server(application, keys, host="127.0.0.1", port=0, idle_timeout=0.05)
    with server, connected(server) as client:
        assert client.recv(1) == b""


def test_requests_show_what_arrived_without_secrets() -> None:
    with serve(credentials={"AKIDEXAMPLE": Credentials("s3cr3t", "t0k3n")}) as server:
        body = {"attachments": [{"fileName": "a", "data": "aGVsbG8="}]}
        request = signed(server.url, body, secret="s3cr3t", token="t0k3n")
        assert send(server, request).status == 200
        assert send(server, replace(request, body=b"{}")).status == 400
        entries = server.requests
        assert server.wait_for_requests(2, timeout=0)
        assert not server.wait_for_requests(3, timeout=0)
        shown = f"{entries} {server!r} {server.pending_faults}"
    assert [entry.status for entry in entries] == [200, 400]
    assert [entry.operation for entry in entries] == ["AddAttachmentsToSet"] * 2
    assert entries[0].parameters == {"attachments": [{"fileName": "a", "data": 5}]}
    assert entries[0].headers["x-amz-target"] == "AWSSupport_20130415.AddAttachmentsToSet"
    assert not [text for text in ("s3cr3t", "t0k3n", "Signature=") if text in shown]


def test_default_server_knows_the_documented_keys(emulator: Server) -> None:
    assert emulator.url == f"http://127.0.0.1:{emulator.port}"
    assert emulator.access_key_id == "AKIDEXAMPLE"
    assert emulator.secret_access_key == "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    assert emulator.session_token is None
    assert repr(emulator) == f"<awssupport.emulator.Server {emulator.url} running>"


def test_several_keys() -> None:
    with serve(credentials={"AKIDA": "a", "AKIDB": Credentials("b", "token")}) as server:
        assert (server.access_key_id, server.secret_access_key) == ("AKIDA", "a")
        for key, secret, token in [("AKIDA", "a", None), ("AKIDB", "b", "token")]:
            request = signed(
                server.url, {"attachments": []}, access_key_id=key, secret=secret, token=token
            )
            assert send(server, request).status == 200
        crossed = signed(server.url, {}, access_key_id="AKIDA", secret="b")
        assert send(server, crossed).code == "InvalidSignatureException"


def test_no_keys_at_all_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one access key"):
        serve(credentials={})


def test_unknown_set_is_a_key_error(emulator: Server) -> None:
    with pytest.raises(KeyError):
        emulator.attachment_set("as-none")


@pytest.mark.parametrize(("host", "shown"), [("localhost", "localhost"), ("0.0.0.0", "127.0.0.1")])
def test_url_can_be_connected_to(host: str, shown: str) -> None:
    with serve(host=host) as server:
        assert server.url == f"http://{shown}:{server.port}"
        client = http.client.HTTPConnection(shown, server.port, timeout=TIMEOUT)
        client.request("GET", "/")
        assert client.getresponse().status == 200
        client.close()


@pytest.mark.skipif(not socket.has_ipv6, reason="this Python has no IPv6")
def test_ipv6() -> None:
    try:
        server = serve(host="::1")
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    with server:
        assert server.url == f"http://[::1]:{server.port}"
        with socket.create_connection(("::1", server.port), timeout=TIMEOUT) as client:
            client.sendall(signed(server.url, {"attachments": []}).encode())
            assert receive(client).status == 200


def test_https(tls_context: ssl.SSLContext, certificate_authority: trustme.CA) -> None:
    trusting = ssl.create_default_context()
    certificate_authority.configure_trust(trusting)
    with serve(ssl_context=tls_context) as server:
        assert server.url == f"https://127.0.0.1:{server.port}"
        with connected(server) as plain:
            plain.sendall(b"GET / HTTP/1.1\r\n\r\n")
            with suppress(ConnectionResetError):
                assert b"emulator" not in receive_all(plain)
        with (
            connected(server) as raw,
            trusting.wrap_socket(raw, server_hostname="127.0.0.1") as client,
        ):
            client.sendall(signed(server.url, {"attachments": []}).encode())
            assert receive(client).status == 200


def test_bug_of_the_emulator_is_an_answer_and_a_log(
    emulator: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_arguments: object) -> dict[str, object]:
        raise LookupError("a bug")

    monkeypatch.setattr("awssupport.emulator.application.perform", broken)
    answer = send(emulator, signed(emulator.url, {"attachments": []}))
    assert (answer.status, answer.code) == (500, "InternalServerError")
    assert "LookupError: a bug" in caplog.text
