"""The server's life: its port, its threads, and many clients at once."""

from __future__ import annotations

import gc
import socket
import ssl
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest

from awssupport.emulator import Server, serve

from .wire import TIMEOUT, attaching, connected, receive, send, signed


def emulator_threads() -> list[threading.Thread]:
    return [t for t in threading.enumerate() if t.name.startswith("awssupport-emulator")]


def test_close_is_idempotent_and_frees_the_port() -> None:
    server = serve()
    port = server.port
    with connected(server) as client:
        client.sendall(signed(server.url, {"attachments": []}).encode())
        assert receive(client).status == 200
        server.close()
        server.close()
        assert client.recv(1) == b""
    assert repr(server) == f"<awssupport.emulator.Server {server.url} closed>"
    with pytest.raises(ConnectionRefusedError):
        connected(server).__enter__()
    with serve(port=port) as again:
        assert again.port == port
        assert send(again, signed(again.url, {"attachments": []})).status == 200


def test_port_in_use_is_an_error_at_once(emulator: Server) -> None:
    before = emulator_threads()
    with pytest.raises(OSError, match="in use"):
        serve(port=emulator.port)
    assert emulator_threads() == before


def test_close_leaves_no_thread_behind() -> None:
    before = emulator_threads()
    server = serve()
    clients = [socket.create_connection(("127.0.0.1", server.port), TIMEOUT) for _ in range(5)]
    for client in clients[:3]:
        client.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert receive(client, "GET").status == 200
    clients[3].sendall(b"POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf")
    assert len(emulator_threads()) > len(before)
    server.close()
    assert emulator_threads() == before
    for client in clients:
        client.close()


def test_close_ends_a_tls_handshake_that_never_comes(tls_context: ssl.SSLContext) -> None:
    before = emulator_threads()
    server = serve(ssl_context=tls_context)
    with connected(server) as client:
        client.sendall(b"\x16\x03\x01")
        server.close()
    assert emulator_threads() == before


def test_close_from_several_threads() -> None:
    server = serve()
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: server.close(), range(4))) == [None] * 4
    with pytest.raises(ConnectionRefusedError):
        connected(server).__enter__()


def test_nothing_is_left_for_the_garbage_collector() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with serve() as server:
            assert send(server, b"GET / HTTP/1.1\r\n\r\n").status == 200
        del server
        gc.collect()
    assert [item for item in caught if item.category is ResourceWarning] == []


def test_many_threads_make_sets_of_their_own(emulator: Server) -> None:
    def work(number: int) -> str:
        data = f"file {number}".encode()
        with connected(emulator) as client:
            client.sendall(attaching(emulator, ("first", data)).encode())
            set_id = str(receive(client).document["attachmentSetId"])
            more = attaching(emulator, ("second", data), attachmentSetId=set_id)
            client.sendall(more.encode())
            assert receive(client).document["attachmentSetId"] == set_id
        return set_id

    with ThreadPoolExecutor(24) as pool:
        ids = list(pool.map(work, range(120)))
    expected = {
        set_id: [(name, f"file {number}".encode()) for name in ("first", "second")]
        for number, set_id in enumerate(ids)
    }
    assert emulator.attachment_sets == expected
    assert [entry.status for entry in emulator.requests] == [200] * 240


def test_many_threads_fill_one_set_to_exactly_three(emulator: Server) -> None:
    set_id = send(emulator, attaching(emulator)).document["attachmentSetId"]
    request = attaching(emulator, ("a", b"x"), attachmentSetId=set_id)
    start = threading.Barrier(16)

    def work(_number: int) -> int:
        with connected(emulator) as client:
            start.wait(TIMEOUT)
            client.sendall(request.encode())
            return receive(client).status

    with ThreadPoolExecutor(16) as pool:
        statuses = sorted(pool.map(work, range(16)))
    assert statuses == [200] * 3 + [400] * 13
    assert emulator.attachment_set(set_id) == [("a", b"x")] * 3


def test_connection_that_gets_no_thread_is_dropped(
    emulator: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch, connected(emulator) as client:
        patch.setattr(threading.Thread, "start", fail)
        with connected(emulator) as dropped:
            assert dropped.recv(1) == b""
        client.sendall(b"GET / HTTP/1.1\r\n\r\n")
    assert "cannot serve a connection: can't start new thread" in caplog.text
    assert send(emulator, b"GET / HTTP/1.1\r\n\r\n").status == 200


def test_failure_to_accept_is_survived(
    emulator: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Failing:
        """Fails twice, in the two ways accept does, then is the socket it stands for."""

        def __init__(self, real: socket.socket) -> None:
            self.failures: list[OSError] = [BlockingIOError(), OSError("no descriptors")]
            self.real = real

        def accept(self) -> tuple[socket.socket, object]:
            if self.failures:
                raise self.failures.pop(0)
            return self.real.accept()

    listener = emulator._listener
    monkeypatch.setattr("awssupport.emulator.listener.ACCEPT_PAUSE_SECONDS", 0)
    # Once it has answered, its accept loop has begun and knows the real socket.
    assert send(emulator, b"GET / HTTP/1.1\r\n\r\n").status == 200
    with monkeypatch.context() as patch:
        patch.setattr(listener, "_socket", Failing(listener._socket))
        assert send(emulator, b"GET / HTTP/1.1\r\n\r\n").status == 200
    assert caplog.text.count("cannot accept a connection") == 1
