"""`Config(proxies=..., proxies_config=...)`, with a real proxy on loopback."""

from __future__ import annotations

import contextlib
import pathlib
import socket
from collections.abc import Callable, Iterator
from typing import Any

import botocore.exceptions
import pytest
import trustme

from tests.proxy import LoopbackProxy, ProxyRequest

from .certificates import context_for
from .server import ScriptedServer, http, running
from .sides import KEYS, SELF_CHECK, Failed, Ok, Pair, add, assert_same_calls, pair

ProxyConnectionError = botocore.exceptions.ProxyConnectionError


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def files(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    directory = tmp_path_factory.mktemp("proxies")
    identity = authority.issue_cert("client.example")
    contents = {
        "ca": authority.cert_pem.bytes(),
        "other ca": trustme.CA().cert_pem.bytes(),
        "combined": identity.private_key_and_cert_chain_pem.bytes(),
        "certificate": identity.cert_chain_pems[0].bytes(),
        "key": identity.private_key_pem.bytes(),
        "nothing": b"",
    }
    for name, content in contents.items():
        (directory / f"{name}.pem").write_bytes(content)
    names = [*contents, "missing"]
    return {name: str(directory / f"{name}.pem") for name in names}


@pytest.fixture(scope="module")
def shared_secure(authority: trustme.CA) -> Iterator[ScriptedServer]:
    with running(context_for(authority, "127.0.0.1", "support.us-east-1.amazonaws.com")) as server:
        yield server


@pytest.fixture
def secure(shared_secure: ScriptedServer) -> Iterator[ScriptedServer]:
    shared_secure.answer(http(200, "{}"))
    yield shared_secure
    shared_secure.take()


@contextlib.contextmanager
def clients_through(
    target: str,
    proxies: dict[str, Any],
    verify: Any = None,
    proxies_config: dict[str, Any] | None = None,
    **options: Any,
) -> Iterator[Pair]:
    """Clients of one attempt whose Config has these proxies."""
    with pair(
        lambda side: {
            "region_name": "us-east-1",
            "endpoint_url": target,
            "verify": verify,
            "config": side.one_attempt(proxies=proxies, proxies_config=proxies_config, **options),
            **KEYS,
        }
    ) as clients:
        yield clients


def succeed(clients: Pair) -> None:
    reference, _ = assert_same_calls(clients, lambda client: bool(add(client)))
    assert isinstance(reference, Ok), reference


def fail(clients: Pair, *, tail: bool = True) -> BaseException:
    """The error both sides raise."""
    reference, _ = assert_same_calls(clients, add, normalise=True, tail=tail)
    assert isinstance(reference, Failed), reference
    return reference.error


def both(proxy: LoopbackProxy) -> tuple[ProxyRequest, ProxyRequest]:
    """The reference's only request and the subject's."""
    theirs, ours = proxy.requests
    proxy.requests.clear()
    return theirs, ours


def target_of(request: ProxyRequest) -> str:
    """Method and target: the version is Python's choice."""
    return request.line.rpartition(" ")[0]


# Tunnels and forwarding ----------------------------------------------------------------------


def test_https_goes_through_a_tunnel(secure: ScriptedServer, files: dict[str, str]) -> None:
    with (
        LoopbackProxy() as proxy,
        clients_through(secure.url, {"https": proxy.url}, files["ca"]) as clients,
    ):
        succeed(clients)
        theirs, ours = both(proxy)
        assert target_of(ours) == target_of(theirs) == f"CONNECT 127.0.0.1:{secure.port}"
        assert ours.values("Proxy-Authorization") == theirs.values("Proxy-Authorization") == []
        assert {name for name, _ in ours.headers} <= {"Host"}
        # The tunnel is kept like any connection.
        succeed(clients)
        assert proxy.requests == []
    assert [request.line for request in secure.take()] == ["POST / HTTP/1.1"] * 4


def test_the_services_own_name_through_a_tunnel(
    secure: ScriptedServer, files: dict[str, str]
) -> None:
    host = "support.us-east-1.amazonaws.com:443"
    with (
        LoopbackProxy(hosts={host: secure.port}) as proxy,
        pair(
            lambda side: {
                "region_name": "us-east-1",
                "verify": files["ca"],
                "config": side.one_attempt(proxies={"https": proxy.url}),
                **KEYS,
            }
        ) as clients,
    ):
        succeed(clients)
        theirs, ours = both(proxy)
    assert target_of(ours) == target_of(theirs) == f"CONNECT {host}"


@pytest.mark.parametrize("path", ["", "/", "/a/b", "/?x=1", "/a?b=c%20d"])
def test_http_is_forwarded(server: ScriptedServer, path: str) -> None:
    with (
        LoopbackProxy() as proxy,
        clients_through(f"{server.url}{path}", {"http": proxy.url}) as clients,
    ):
        succeed(clients)
        theirs, ours = both(proxy)
    assert ours.line == theirs.line
    assert ours.line.startswith(f"POST {server.url}/")
    volatile = {"user-agent", "authorization", "x-amz-date", "amz-sdk-invocation-id"}
    kept = [
        [(n.lower(), v) for n, v in request.headers if n.lower() not in volatile]
        for request in (theirs, ours)
    ]
    assert sorted(kept[1]) == sorted(kept[0])


@pytest.mark.parametrize("form", ["{address}", "//{address}", "http://{address}/path?query"])
def test_forms_of_urls(secure: ScriptedServer, files: dict[str, str], form: str) -> None:
    with LoopbackProxy() as proxy:
        url = form.format(address=proxy.address)
        with clients_through(secure.url, {"https": url}, files["ca"]) as clients:
            succeed(clients)
        both(proxy)


@pytest.mark.parametrize("url", [None, ""], ids=repr)
def test_no_proxy_for_the_scheme(secure: ScriptedServer, files: dict[str, str], url: Any) -> None:
    with LoopbackProxy() as proxy:
        for proxies in ({"http": proxy.url}, {"https": url, "http": proxy.url}, {}):
            with clients_through(secure.url, proxies, files["ca"]) as clients:
                succeed(clients)
        assert proxy.requests == []


def test_large_uploads(
    secure: ScriptedServer, server: ScriptedServer, files: dict[str, str]
) -> None:
    data = bytes(range(256)) * (4 * 5 * 1024)
    for target, scheme in ((secure, "https"), (server, "http")):
        with (
            LoopbackProxy() as proxy,
            clients_through(target.url, {scheme: proxy.url}, files["ca"]) as clients,
        ):
            assert_same_calls(
                clients,
                lambda client: bool(add(client, attachments=[{"fileName": "f", "data": data}])),
            )
        theirs, ours = target.take()
        assert ours.body == theirs.body


# Credentials ---------------------------------------------------------------------------------


@pytest.mark.parametrize("userinfo", ["joe:secret", "us%3Ar:p%40ss", "a%zz:%4", "us er:p w"])
def test_credentials_go_to_the_proxy_alone(
    secure: ScriptedServer, server: ScriptedServer, files: dict[str, str], userinfo: str
) -> None:
    for target, scheme in ((secure, "https"), (server, "http")):
        with (
            LoopbackProxy() as proxy,
            clients_through(
                target.url, {scheme: f"http://{userinfo}@{proxy.address}"}, files["ca"]
            ) as clients,
        ):
            succeed(clients)
            theirs, ours = both(proxy)
            (sent,) = ours.values("Proxy-Authorization")
            assert theirs.values("Proxy-Authorization") == [sent]
            assert sent.encode() not in proxy.tunnelled
        for request in target.take():
            assert request.values("Proxy-Authorization") == []


@pytest.mark.parametrize("userinfo", ["joe", "joe:", ":secret", ""])
def test_credentials_are_a_pair(
    secure: ScriptedServer, files: dict[str, str], userinfo: str
) -> None:
    with LoopbackProxy(credentials="joe:secret") as proxy:
        url = f"http://{userinfo}@{proxy.address}"
        with clients_through(secure.url, {"https": url}, files["ca"]) as clients:
            error = fail(clients)
        assert isinstance(error, ProxyConnectionError)
        for request in both(proxy):
            assert request.values("Proxy-Authorization") == []


def test_credentials_that_the_proxy_wants(
    secure: ScriptedServer, server: ScriptedServer, files: dict[str, str]
) -> None:
    with LoopbackProxy(credentials="joe:p@ss") as proxy:
        right, wrong = (f"http://joe:{word}@{proxy.address}" for word in ("p%40ss", "hidden"))
        with clients_through(secure.url, {"https": right}, files["ca"]) as clients:
            succeed(clients)
        with clients_through(server.url, {"http": right}) as clients:
            succeed(clients)
        with clients_through(secure.url, {"https": wrong}, files["ca"]) as clients:
            error = fail(clients)
        assert isinstance(error, ProxyConnectionError)
        assert isinstance(error, OSError)
        expected = f'Failed to connect to proxy URL: "http://***:***@{proxy.address}"'
        assert str(error) == expected
        # What is forwarded is answered by the proxy, and that is the answer.
        with clients_through(server.url, {"http": wrong}) as clients:
            refusal = fail(clients)
        assert isinstance(refusal, botocore.exceptions.ClientError)
        assert refusal.response["Error"]["Code"] == "407"


def test_credentials_that_cannot_be_sent(secure: ScriptedServer, files: dict[str, str]) -> None:
    with LoopbackProxy() as proxy:
        url = f"http://us%C3%A9r:secret@{proxy.address}"
        with clients_through(secure.url, {"https": url}, files["ca"]) as clients:
            error = fail(clients, tail=False)
        assert type(error) is botocore.exceptions.HTTPClientError
        assert proxy.requests == []


# Failures ------------------------------------------------------------------------------------


@pytest.fixture
def refusing_port() -> Iterator[int]:
    """A port that is taken but on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.mark.parametrize("userinfo", ["", "joe:secret@", "joe@", "joe:@", "joe:se:cret@"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_refused(
    secure: ScriptedServer,
    server: ScriptedServer,
    refusing_port: int,
    scheme: str,
    userinfo: str,
) -> None:
    target = secure.url if scheme == "https" else server.url
    for url in (f"http://{userinfo}127.0.0.1:{refusing_port}/x", f"127.0.0.1:{refusing_port}"):
        with clients_through(target, {scheme: url}) as clients:
            error = fail(clients)
        assert isinstance(error, ProxyConnectionError)
        assert "secret" not in str(error)


REFUSAL = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\n\r\nno!"


@pytest.mark.parametrize("events", [False, True], ids=["plain", "with events"])
@pytest.mark.parametrize(("mode", "attempts"), [("standard", 3), ("legacy", 5), ("adaptive", 3)])
def test_failures_are_retried(
    secure: ScriptedServer, mode: str, attempts: int, *, events: bool
) -> None:
    with (
        LoopbackProxy(script=REFUSAL) as proxy,
        pair(
            lambda side: {
                "region_name": "us-east-1",
                "endpoint_url": secure.url,
                "config": side.config(proxies={"https": proxy.url}, retries={"mode": mode}),
                **KEYS,
            }
        ) as clients,
    ):
        for client in clients.each() if events else ():
            client.meta.events.register("before-send", lambda **_: None)
        assert isinstance(fail(clients), ProxyConnectionError)
        assert len(proxy.requests) == 2 * attempts


UNUSABLE = [
    "http://",
    "http://127.0.0.1:99999",
    "http://joe:secret@127.0.0.1:99999",
    "http://127.0.0.1:x",
    "http://[::1",
    "http://a b",
    "http://127.0.0.1:1\r\nX: secret",
    "http://joe:sec/ret@127.0.0.1:1",
]


@pytest.mark.skipif(SELF_CHECK, reason="about what awssupport does otherwise")
@pytest.mark.parametrize("url", UNUSABLE)
def test_unusable_urls(server: ScriptedServer, url: str) -> None:
    with clients_through(server.url, {"http": url}) as clients:
        error = fail(clients, tail=False)
        assert type(error) is botocore.exceptions.HTTPClientError
        with pytest.raises(botocore.exceptions.HTTPClientError) as ours:
            add(clients.subject)
    assert "secret" not in str(ours.value)
    assert server.take() == []


# https proxies -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def secure_proxy(authority: trustme.CA) -> Iterator[LoopbackProxy]:
    with LoopbackProxy(context_for(authority, "127.0.0.1")) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def misnamed_proxy(authority: trustme.CA) -> Iterator[LoopbackProxy]:
    with LoopbackProxy(context_for(authority, "other.example")) as proxy:
        yield proxy


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
@pytest.mark.parametrize("verify", ["ca", "other ca", None, False], ids=repr)
@pytest.mark.parametrize("proxy_ca", ["ca", "other ca", None], ids=repr)
@pytest.mark.parametrize("which", ["secure_proxy", "misnamed_proxy"])
def test_whom_to_trust(
    request: pytest.FixtureRequest,
    secure: ScriptedServer,
    files: dict[str, str],
    verify: Any,
    proxy_ca: str | None,
    which: str,
) -> None:
    """Bundles for proxy and service in every combination, for a tunnel."""
    proxy: LoopbackProxy = request.getfixturevalue(which)
    proxy.requests.clear()
    settings = {"proxy_ca_bundle": files[proxy_ca]} if proxy_ca else None
    verify = files[verify] if isinstance(verify, str) else verify
    with clients_through(secure.url, {"https": proxy.url}, verify, settings) as clients:
        assert_same_calls(clients, lambda client: bool(add(client)), tail=False)
    assert len(proxy.requests) in (0, 2)
    assert len(secure.take()) in (0, 2)


@pytest.mark.parametrize("proxy_ca", ["ca", "other ca"])
@pytest.mark.parametrize("which", ["secure_proxy", "misnamed_proxy"])
def test_forwarding_over_https(
    request: pytest.FixtureRequest,
    server: ScriptedServer,
    files: dict[str, str],
    proxy_ca: str,
    which: str,
) -> None:
    proxy: LoopbackProxy = request.getfixturevalue(which)
    proxy.requests.clear()
    settings = {"proxy_ca_bundle": files[proxy_ca]}
    with clients_through(server.url, {"http": proxy.url}, None, settings) as clients:
        assert_same_calls(clients, lambda client: bool(add(client)), tail=False)
    assert len(proxy.requests) in (0, 2)


# urllib3 warns botocore of the future.
@pytest.mark.filterwarnings("ignore:Passing ssl_context when use_forwarding_for_https")
@pytest.mark.parametrize("proxy_ca", ["ca", None], ids=repr)
def test_forwarding_for_https(
    secure: ScriptedServer, secure_proxy: LoopbackProxy, files: dict[str, str], proxy_ca: Any
) -> None:
    """`proxy_use_forwarding_for_https`: the proxy sees the request."""
    secure_proxy.requests.clear()
    settings: dict[str, Any] = {"proxy_use_forwarding_for_https": True}
    if proxy_ca:
        settings["proxy_ca_bundle"] = files[proxy_ca]
    proxies = {"https": secure_proxy.url.replace("//", "//joe:secret@")}
    with clients_through(secure.url, proxies, files["ca"], settings) as clients:
        succeed(clients)
    theirs, ours = both(secure_proxy)
    assert ours.line == theirs.line == f"POST {secure.url}/ HTTP/1.1"
    assert ours.values("Proxy-Authorization") == theirs.values("Proxy-Authorization") != []


@pytest.mark.filterwarnings("ignore:Passing ssl_context when use_forwarding_for_https")
def test_http_proxies_do_not_forward_https(secure: ScriptedServer, files: dict[str, str]) -> None:
    settings = {"proxy_use_forwarding_for_https": True}
    with (
        LoopbackProxy() as proxy,
        clients_through(secure.url, {"https": proxy.url}, files["ca"], settings) as clients,
    ):
        succeed(clients)
        assert target_of(both(proxy)[1]).startswith("CONNECT ")


def test_client_certificates_for_proxies(
    secure: ScriptedServer, authority: trustme.CA, files: dict[str, str]
) -> None:
    context = context_for(authority, "127.0.0.1", asks=True)
    shown: list[tuple[Any, bool]] = [
        (files["combined"], True),
        ((files["certificate"], files["key"]), True),
        ([files["certificate"], files["key"]], False),
        (None, False),
    ]
    with LoopbackProxy(context) as proxy:
        for cert, is_shown in shown:
            settings = {"proxy_ca_bundle": files["ca"], "proxy_client_cert": cert}
            with clients_through(
                secure.url, {"https": proxy.url}, files["ca"], settings
            ) as clients:
                reference, _ = assert_same_calls(
                    clients, lambda client: bool(add(client)), tail=False
                )
            assert isinstance(reference, Ok) == is_shown


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("proxy_ca_bundle", "missing"),
        ("proxy_ca_bundle", "nothing"),
        ("proxy_ca_bundle", ""),
        ("proxy_client_cert", "missing"),
        ("proxy_client_cert", "certificate"),
        ("proxy_client_cert", ("certificate", "missing")),
        ("proxy_client_cert", ""),
    ],
)
def test_unusable_files(
    secure: ScriptedServer, files: dict[str, str], key: str, value: Any
) -> None:
    """Found out when a proxy is needed, whether or not it speaks TLS."""
    if isinstance(value, tuple):
        value = tuple(files[name] for name in value)
    settings = {key: files.get(value, value)}
    with LoopbackProxy() as proxy:
        with clients_through(secure.url, {"https": proxy.url}, files["ca"], settings) as clients:
            error = fail(clients)
        assert type(error) is botocore.exceptions.HTTPClientError
        inner = vars(error)["kwargs"]["error"]
        assert isinstance(inner, botocore.exceptions.InvalidProxiesConfigError)
        assert proxy.requests == []
    with clients_through(secure.url, {}, files["ca"], settings) as clients:
        succeed(clients)


def test_client_certificates_through_a_tunnel(
    authority: trustme.CA, files: dict[str, str], tmp_path: pathlib.Path
) -> None:
    context = context_for(authority, "127.0.0.1", asks=True)
    call: Callable[[Any], Any] = lambda client: bool(add(client))  # noqa: E731
    with running(context) as asking, LoopbackProxy() as proxy:
        for cert, is_shown in ((files["combined"], True), (str(tmp_path / "none"), False)):
            with clients_through(
                asking.url, {"https": proxy.url}, files["ca"], client_cert=cert
            ) as clients:
                reference, _ = assert_same_calls(clients, call, tail=False)
            assert isinstance(reference, Ok) == is_shown
