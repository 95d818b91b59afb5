"""What fetches credentials, through proxies."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from awssupport import exceptions
from awssupport._awssupport import HttpFetcher
from tests.differential.server import Close, ScriptedServer, raw, running
from tests.proxy import LoopbackProxy

from .raw_servers import StalledServer


@pytest.fixture
def plain() -> Iterator[ScriptedServer]:
    with running() as server:
        yield server


@pytest.fixture
def secure(tls_context: ssl.SSLContext) -> Iterator[ScriptedServer]:
    with running(tls_context) as server:
        yield server


@pytest.fixture
def bundle(certificate_authority: trustme.CA, tmp_path: Path) -> str:
    path = tmp_path / "ca.pem"
    certificate_authority.cert_pem.write_to_path(path)
    return str(path)


def fetch(url: str, proxy_url: Any, **options: Any) -> int:
    proxies = {"http": proxy_url, "https": proxy_url}
    return HttpFetcher({"proxies": proxies, **options}).fetch("GET", url, [])[0]


@pytest.mark.parametrize("is_secure", [False, True], ids=["http proxy", "https proxy"])
def test_plain_requests_are_forwarded_and_secure_ones_tunnelled(
    plain: ScriptedServer,
    secure: ScriptedServer,
    bundle: str,
    tls_context: ssl.SSLContext,
    *,
    is_secure: bool,
) -> None:
    with LoopbackProxy(tls_context if is_secure else None, credentials="joe:p@ss") as proxy:
        scheme = "https" if is_secure else "http"
        url = f"{scheme}://joe:p%40ss@{proxy.address}"
        for target in (plain, secure):
            assert fetch(f"{target.url}/path", url, verify=bundle) == 200
            assert target.take_one().values("proxy-authorization") == []
        lines = [request.line for request in proxy.requests]
    assert lines == [
        f"GET {plain.url}/path HTTP/1.1",
        f"CONNECT 127.0.0.1:{secure.port} HTTP/1.1",
    ]


@pytest.mark.parametrize("proxies", [{}, {"ftp": "http://127.0.0.1:1"}, {"http": ""}, None])
def test_without_a_proxy_for_the_scheme(plain: ScriptedServer, proxies: Any) -> None:
    options = {"proxies": proxies}
    assert HttpFetcher(options).fetch("GET", plain.url, [])[0] == 200


@pytest.mark.parametrize("target", ["http://127.0.0.1:1", "https://127.0.0.1:1"])
def test_proxies_that_cannot_be_reached_are_told_without_their_passwords(target: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(exceptions.ProxyConnectionError) as caught:
            fetch(target, f"http://joe:secret@{address}")
    expected = f'Failed to connect to proxy URL: "http://***:***@{address}"'
    assert str(caught.value) == expected
    assert "secret" not in repr(caught.value.kwargs)


@pytest.mark.parametrize("script", [b"HTTP/1.1 403 Forbidden\r\n\r\n", b"", b"SSH-2.0\r\n\r\n"])
def test_proxies_that_make_no_tunnel(secure: ScriptedServer, script: bytes) -> None:
    with (
        LoopbackProxy(script=script) as proxy,
        pytest.raises(exceptions.ProxyConnectionError, match=proxy.url),
    ):
        fetch(secure.url, proxy.url)
    assert secure.take() == []


def test_proxies_that_say_nothing() -> None:
    with (
        StalledServer(reads=False) as proxy,
        pytest.raises(exceptions.ProxyConnectionError, match=proxy.url),
    ):
        fetch("https://127.0.0.1:1", proxy.url, connect_timeout=0.1)


def test_proxies_that_are_not_trusted(
    plain: ScriptedServer, secure: ScriptedServer, tls_context: ssl.SSLContext
) -> None:
    for target in (plain, secure):
        with (
            LoopbackProxy(tls_context) as proxy,
            pytest.raises(exceptions.ProxyConnectionError, match=proxy.url) as caught,
        ):
            fetch(target.url, proxy.url)
        assert "certificate" in str(caught.value.kwargs["error"]).lower()


def test_what_is_wrong_behind_a_proxy_is_not_the_proxys(
    plain: ScriptedServer, secure: ScriptedServer, bundle: str
) -> None:
    with LoopbackProxy() as proxy:
        with pytest.raises(exceptions.SSLError, match=r"CERTIFICATE_VERIFY_FAILED.*local issuer"):
            fetch(secure.url, proxy.url)
        with pytest.raises(exceptions.SSLError, match="WRONG_VERSION_NUMBER"):
            fetch(plain.url.replace("http:", "https:"), proxy.url)
        secure.answer(raw(b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", Close()))
        with pytest.raises(exceptions.ConnectionClosedError, match=secure.url):
            fetch(secure.url, proxy.url, verify=bundle)


@pytest.mark.parametrize(
    "url", ["http://", "http://joe:secret@h:99999", "http://us%C3%A9r:secret@h"]
)
def test_urls_that_are_none(plain: ScriptedServer, url: str) -> None:
    with pytest.raises(exceptions.HTTPClientError, match="the URL of the proxy for http") as caught:
        fetch(plain.url, url)
    assert "secret" not in str(caught.value)
    assert plain.take() == []


def test_values_of_the_wrong_type_are_not_shown() -> None:
    with pytest.raises(TypeError, match=r"proxies\['http'\] has the wrong type: bytes"):
        fetch("http://127.0.0.1:1", b"http://joe:secret@h")
