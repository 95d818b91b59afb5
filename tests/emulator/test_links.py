"""Presigned links, and what is answered to those who use them oddly."""

from __future__ import annotations

import ssl
from urllib.parse import urlsplit

import pytest
import trustme

from awssupport.emulator import ManualClock, Server, serve
from awssupport.emulator.links import PATH_PREFIX, LinkError, LinkSigner

from .wire import RawAnswer, connected, receive, receive_all, send, signed

BASE = "http://127.0.0.1:1"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def signer(clock: ManualClock) -> LinkSigner:
    return LinkSigner(clock, 60.5)


def target(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def refusal(signer: LinkSigner, method: str, link: str) -> tuple[int, str]:
    with pytest.raises(LinkError) as caught:
        signer.check(method, link)
    return caught.value.status, caught.value.code


def test_link_names_what_it_is_for(signer: LinkSigner, clock: ManualClock) -> None:
    link = signer.link(BASE, "GET", "a/b_-c")
    assert link.url.startswith(f"{BASE}{PATH_PREFIX}a/b_-c?X-Amz-Algorithm=")
    assert "%2F" in link.url
    assert link.expires_at == clock() + 60.5
    assert signer.check("GET", target(link.url)) == ["a", "b_-c"]


def test_link_lives_to_the_moment(signer: LinkSigner, clock: ManualClock) -> None:
    link = target(signer.link(BASE, "GET", "a").url)
    clock.advance(60.25)
    assert signer.check("GET", link) == ["a"]
    clock.advance(0.25)
    assert refusal(signer, "GET", link) == (403, "AccessDenied")


def test_every_character_counts(signer: LinkSigner) -> None:
    link = target(signer.link(BASE, "GET", "a").url)
    for place in range(len(link)):
        changed = link[:place] + ("y" if link[place] != "y" else "z") + link[place + 1 :]
        assert refusal(signer, "GET", changed)[0] == 403
    assert refusal(signer, "GET", f"{link}&x=1") == (403, "SignatureDoesNotMatch")
    assert refusal(signer, "GET", f"{link}\xff") == (403, "SignatureDoesNotMatch")
    assert refusal(signer, "PUT", link) == (403, "SignatureDoesNotMatch")
    assert refusal(LinkSigner(ManualClock()), "GET", link) == (403, "SignatureDoesNotMatch")


def asking(url: str) -> bytes:
    """A signed request for the link to a part of 5 bytes."""
    document = {"fileName": "f", "fileSizeBytes": 5}
    return signed(url, document, operation="GetAttachmentUploadLinks").encode()


def upload_link(server: Server, host: str = "127.0.0.1") -> str:
    request = asking(f"http://{host}:{server.port}")
    return str(send(server, request).document["uploadUrls"][0]["url"])


def put(server: Server, link: str, head: str, body: bytes) -> RawAnswer:
    return send(server, f"PUT {target(link)} HTTP/1.1\r\n{head}\r\n\r\n".encode() + body)


def test_link_leads_to_where_the_caller_was(emulator: Server) -> None:
    assert upload_link(emulator).startswith(f"{emulator.url}/")
    assert upload_link(emulator, host="localhost").startswith(f"http://localhost:{emulator.port}/")


def test_link_is_secure_where_the_server_is(
    tls_context: ssl.SSLContext, certificate_authority: trustme.CA
) -> None:
    trusting = ssl.create_default_context()
    certificate_authority.configure_trust(trusting)
    with (
        serve(ssl_context=tls_context) as server,
        connected(server) as plain,
        trusting.wrap_socket(plain, server_hostname="localhost") as client,
    ):
        client.sendall(asking(server.url))
        link = receive(client).document["uploadUrls"][0]["url"]
        assert link.startswith(f"https://127.0.0.1:{server.port}/")
        client.sendall(f"PUT {target(link)} HTTP/1.1\r\nContent-Length: 5\r\n\r\n12345".encode())
        assert receive(client, "PUT").status == 200


def test_part_needs_its_length(emulator: Server) -> None:
    link = upload_link(emulator)
    assert put(emulator, link, "Host: x", b"").status == 411
    chunked = put(emulator, link, "Transfer-Encoding: chunked", b"")
    assert chunked.status == 411
    too_long = put(emulator, link, "Content-Length: 104857601", b"")
    assert too_long.status == 413
    stored = put(emulator, link, "Content-Length: 5\r\nContent-Type: x/y", b"12345")
    assert (stored.status, stored.body) == (200, b"")
    assert stored.headers["etag"] == '"827ccb0eea8a706c4c34a16891f84e7b"'
    assert len(stored.headers["x-amz-request-id"]) == 16


def test_connection_goes_on_after_a_refusal(emulator: Server) -> None:
    link = upload_link(emulator)
    head = f"PUT {target(link)} HTTP/1.1\r\nContent-Length: "
    with connected(emulator) as client:
        for size, status in ((4, 400), (5, 200), (6, 400)):
            client.sendall(f"{head}{size}\r\n\r\n".encode() + b"x" * size)
            assert receive(client, "PUT").status == status
        client.sendall(f"{head}5\r\nConnection: close\r\n\r\n12345".encode())
        assert receive_all(client).startswith(b"HTTP/1.1 200 OK\r\n")


def test_links_do_not_show_in_what_is_recorded(emulator: Server) -> None:
    link = upload_link(emulator)
    put(emulator, link, "Content-Length: 5", b"12345")
    (entry,) = emulator.transfers
    assert "X-Amz-Signature" not in repr(entry)
    assert entry.parameters is not None
    assert entry.parameters["bodyBytes"] == 5
    assert [seen.operation for seen in emulator.requests] == ["GetAttachmentUploadLinks"]


def test_bug_is_an_answer_and_a_log(
    emulator: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    link = upload_link(emulator)
    monkeypatch.setattr(emulator._state.uploads, "find", lambda _: 1 / 0)
    answer = put(emulator, link, "Content-Length: 5", b"12345")
    assert answer.status == 500
    assert b"<Code>InternalError</Code>" in answer.body
    assert "ZeroDivisionError" in caplog.text
