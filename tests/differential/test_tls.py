"""TLS: what is trusted, and how a refusal is reported."""

from __future__ import annotations

import contextlib
import datetime
import pathlib
import re
import ssl
from collections.abc import Iterator
from typing import Any

import botocore.exceptions
import pytest
import trustme

from .certificates import context_for
from .server import ScriptedServer, http, running
from .sides import (
    KEYS,
    REFERENCE,
    SUBJECT,
    Failed,
    Ok,
    Pair,
    Side,
    add,
    assert_same,
    assert_same_calls,
    close,
    outcome,
    pair,
)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def bundle(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    path = tmp_path_factory.mktemp("tls") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


@pytest.fixture(scope="module")
def secure(authority: trustme.CA) -> Iterator[ScriptedServer]:
    """A server whose certificate names 127.0.0.1 and localhost."""
    with running(context_for(authority, "127.0.0.1", "localhost")) as server:
        server.answer(http(200, '{"attachmentSetId": "a"}'))
        yield server


@pytest.fixture(scope="module")
def misnamed(authority: trustme.CA) -> Iterator[ScriptedServer]:
    """A server whose certificate names another host."""
    with running(context_for(authority, "other.example")) as server:
        yield server


def clients_of(
    server: ScriptedServer, url: str | None = None, **options: Any
) -> contextlib.AbstractContextManager[Pair]:
    return pair(
        lambda side: {
            "region_name": "us-east-1",
            "endpoint_url": url or server.url,
            "config": side.one_attempt(),
            **options,
            **KEYS,
        }
    )


def assert_same_ssl_error(clients: Pair, url: str) -> None:
    """The same class, endpoint and beginning; the rest is the TLS library's own wording."""
    reference, subject = assert_same_calls(clients, add, tail=False)
    for result in (reference, subject):
        assert isinstance(result, Failed)
        assert isinstance(result.error, botocore.exceptions.SSLError)
        assert isinstance(result.error, OSError)
        start = f"SSL validation failed for {url}/ "
        assert str(result.error).startswith(start)
        assert len(str(result.error)) > len(start)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_trusted(secure: ScriptedServer, bundle: pathlib.Path, host: str) -> None:
    url = f"https://{host}:{secure.port}"
    with clients_of(secure, url, verify=str(bundle)) as clients:
        reference, _ = assert_same_calls(clients, lambda client: add(client)["attachmentSetId"])
    assert isinstance(reference, Ok)
    theirs, ours = secure.take()
    assert ours.value("host") == theirs.value("host")


def test_five_megabytes(secure: ScriptedServer, bundle: pathlib.Path) -> None:
    data = bytes(range(256)) * 20480
    with clients_of(secure, verify=str(bundle)) as clients:
        for client in clients.each():
            add(client, attachments=[{"fileName": "f", "data": data}])
    theirs, ours = secure.take()
    assert ours.body == theirs.body


@pytest.mark.parametrize("options", [{}, {"verify": True}, {"verify": None}], ids=repr)
def test_unknown_authority(secure: ScriptedServer, options: dict[str, Any]) -> None:
    with clients_of(secure, **options) as clients:
        assert_same_ssl_error(clients, secure.url)


def test_wrong_host(misnamed: ScriptedServer, bundle: pathlib.Path) -> None:
    with clients_of(misnamed, verify=str(bundle)) as clients:
        assert_same_ssl_error(clients, misnamed.url)


DATES = {
    "expired": (datetime.datetime(2019, 1, 1), datetime.datetime(2020, 1, 1)),
    "not yet valid": (datetime.datetime(2090, 1, 1), datetime.datetime(2091, 1, 1)),
}


@pytest.mark.parametrize("reason", [*DATES, "unknown authority"])
def test_the_text_tells_what_is_wrong(
    authority: trustme.CA, bundle: pathlib.Path, tmp_path: pathlib.Path, reason: str
) -> None:
    """In the same words, but for where in OpenSSL it was found out."""
    not_before, not_after = DATES.get(reason, (None, None))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", not_before=not_before, not_after=not_after).configure_cert(
        context
    )
    verify = bundle if reason in DATES else tmp_path / "other.pem"
    if reason not in DATES:
        trustme.CA(organization_name="another").cert_pem.write_to_path(str(verify))
    with running(context) as server, clients_of(server, verify=str(verify)) as clients:
        reference, subject = assert_same_calls(clients, add, tail=False)
    assert isinstance(reference, Failed)
    assert isinstance(subject, Failed)
    words = re.sub(r" \(_ssl\.c:\d+\)$", "", str(reference.error))
    words = words.removesuffix(" or the system clock is incorrect")  # OpenSSL 3.6 says more
    assert "certificate verify failed: " in words
    assert str(subject.error).startswith(words)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
@pytest.mark.parametrize(
    "names", [("other.example",), ("other.example", "*.third.example", "10.0.0.1")], ids=len
)
def test_the_text_tells_the_names(
    authority: trustme.CA, bundle: pathlib.Path, names: tuple[str, ...], host: str
) -> None:
    with running(context_for(authority, *names)) as server:
        url = f"https://{host}:{server.port}"
        with clients_of(server, url, verify=str(bundle)) as clients:
            reference, _ = assert_same_calls(clients, add)
    assert isinstance(reference, Failed)
    assert f"hostname '{host}' doesn't match" in str(reference.error)


@pytest.mark.parametrize("content", [None, b"", b"no certificate\n"], ids=repr)
def test_unusable_bundle(
    secure: ScriptedServer, tmp_path: pathlib.Path, content: bytes | None
) -> None:
    """Found out at the call, not when the client is made."""
    path = tmp_path / "bundle.pem"
    if content is not None:
        path.write_bytes(content)
    with clients_of(secure, verify=str(path)) as clients:
        reference, _ = assert_same_calls(clients, add, tail=False)
    assert isinstance(reference, Failed)
    assert secure.take() == []


def created(side: Side, verify: str | None) -> Ok | Failed:
    """The outcome of making a client that would verify with this."""

    def make() -> str:
        client = side.client(region_name="us-east-1", verify=verify, **KEYS)
        close(client)
        return "made"

    return outcome(make)


@pytest.mark.parametrize("verify", ["", "  ", "\t"], ids=repr)
def test_blank_bundle(verify: str) -> None:
    reference = created(REFERENCE, verify)
    assert_same(reference, created(SUBJECT, verify))
    assert isinstance(reference, Failed)
    assert isinstance(reference.error, botocore.exceptions.InvalidConfigError)


@pytest.mark.parametrize("variable", ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"])
@pytest.mark.parametrize("value", ["", "  "], ids=repr)
def test_blank_bundle_from_the_environment(
    environment: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    environment.setenv(variable, value)
    assert_same(created(REFERENCE, None), created(SUBJECT, None))


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
@pytest.mark.parametrize("which", ["secure", "misnamed"])
def test_no_verification(request: pytest.FixtureRequest, which: str) -> None:
    server: ScriptedServer = request.getfixturevalue(which)
    with clients_of(server, verify=False) as clients:
        reference, _ = assert_same_calls(clients, lambda client: bool(add(client)))
    assert isinstance(reference, Ok)
    assert len(server.take()) == 2


@pytest.mark.parametrize("variable", ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"])
def test_bundle_from_the_environment(
    secure: ScriptedServer,
    bundle: pathlib.Path,
    environment: pytest.MonkeyPatch,
    variable: str,
) -> None:
    environment.setenv(variable, str(bundle))
    with clients_of(secure) as clients:
        reference, _ = assert_same_calls(clients, lambda client: bool(add(client)))
    assert isinstance(reference, Ok)
    secure.take()
    with clients_of(secure, verify=True) as clients:  # True means the built-in bundle
        assert_same_ssl_error(clients, secure.url)


def test_order_of_bundles(
    secure: ScriptedServer,
    bundle: pathlib.Path,
    environment: pytest.MonkeyPatch,
    tmp_path: pathlib.Path,
) -> None:
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    environment.setenv("REQUESTS_CA_BUNDLE", str(other))
    environment.setenv("AWS_CA_BUNDLE", str(bundle))
    with clients_of(secure) as clients:
        assert isinstance(assert_same_calls(clients, lambda c: bool(add(c)))[0], Ok)
    environment.setenv("AWS_CA_BUNDLE", str(other))
    with clients_of(secure) as clients:
        assert_same_ssl_error(clients, secure.url)
    with clients_of(secure, verify=str(bundle)) as clients:
        assert isinstance(assert_same_calls(clients, lambda c: bool(add(c)))[0], Ok)


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "CURL_CA_BUNDLE"])
def test_bundles_that_do_not_count(
    secure: ScriptedServer,
    bundle: pathlib.Path,
    environment: pytest.MonkeyPatch,
    variable: str,
) -> None:
    environment.setenv(variable, str(bundle))
    with clients_of(secure) as clients:
        assert_same_ssl_error(clients, secure.url)
