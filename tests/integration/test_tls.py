"""HTTPS: whom a client trusts."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from awssupport.emulator import Server, serve

from .implementations import Implementation, MakeClient

FILE = {"fileName": "a.txt", "data": b"a"}


@pytest.fixture
def https_server(tls_context: ssl.SSLContext) -> Iterator[Server]:
    with serve(ssl_context=tls_context) as server:
        yield server


@pytest.fixture
def bundle(certificate_authority: trustme.CA, tmp_path: Path) -> str:
    path = tmp_path / "ca.pem"
    certificate_authority.cert_pem.write_to_path(str(path))
    return str(path)


@pytest.fixture
def other_bundle(tmp_path: Path) -> str:
    path = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(path))
    return str(path)


def test_known_authority(make_client: MakeClient, https_server: Server, bundle: str) -> None:
    client = make_client(https_server, verify=bundle)
    data = bytes(range(256)) * 4096
    answer = client.add_attachments_to_set(attachments=[{"fileName": "f", "data": data}])
    assert https_server.url.startswith("https://")
    assert https_server.attachment_set(answer["attachmentSetId"]) == [("f", data)]


def test_authority_from_the_environment(
    make_client: MakeClient,
    https_server: Server,
    bundle: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", bundle)
    client = make_client(https_server)
    assert client.add_attachments_to_set(attachments=[FILE])["attachmentSetId"]
    assert len(https_server.attachment_sets) == 1


@pytest.mark.parametrize("trust", ["system", "other"])
def test_unknown_authority(
    make_client: MakeClient,
    implementation: Implementation,
    one_attempt: Callable[..., Any],
    https_server: Server,
    other_bundle: str,
    trust: str,
) -> None:
    options = {"verify": other_bundle} if trust == "other" else {}
    client = make_client(https_server, config=one_attempt(), **options)
    with pytest.raises(implementation.exceptions.SSLError) as caught:
        client.add_attachments_to_set(attachments=[FILE])
    assert type(caught.value) is implementation.exceptions.SSLError
    assert isinstance(caught.value, OSError)
    assert str(caught.value).startswith(f"SSL validation failed for {https_server.url}/ ")
    assert https_server.requests == []


def test_certificate_for_another_host(
    make_client: MakeClient,
    implementation: Implementation,
    one_attempt: Callable[..., Any],
    certificate_authority: trustme.CA,
    bundle: str,
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate_authority.issue_cert("elsewhere.example").configure_cert(context)
    with serve(ssl_context=context) as server:
        client = make_client(server, config=one_attempt(), verify=bundle)
        with pytest.raises(implementation.exceptions.SSLError):
            client.add_attachments_to_set(attachments=[FILE])
        assert server.requests == []


# Nobody is warned by awssupport; urllib3 warns, and the pytest configuration makes that an error.
@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_verification_switched_off(make_client: MakeClient, https_server: Server) -> None:
    client = make_client(https_server, verify=False)
    assert client.add_attachments_to_set(attachments=[FILE])["attachmentSetId"]
    assert len(https_server.attachment_sets) == 1


def test_https_to_a_server_without_tls(
    make_client: MakeClient,
    implementation: Implementation,
    one_attempt: Callable[..., Any],
    emulator: Server,
) -> None:
    client = make_client(
        emulator, endpoint_url=f"https://127.0.0.1:{emulator.port}", config=one_attempt()
    )
    with pytest.raises(implementation.exceptions.SSLError):
        client.add_attachments_to_set(attachments=[FILE])
    assert emulator.requests == []
