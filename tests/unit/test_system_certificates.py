"""`verify="system"`: the operating system's certificates in place of the built-in ones."""

from __future__ import annotations

import os
import ssl
from pathlib import Path
from typing import Any

import pytest

from .processes import run_in_child
from .raw_servers import CountingServer


def outcome(url: str, verify: str | None, directory: str) -> str:
    """What a call comes to in that directory."""
    import os

    import awssupport

    os.chdir(directory)
    client = awssupport.client(
        "support",
        region_name="us-east-1",
        endpoint_url=url,
        verify=verify,
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="wJalrXUtnFEMI/EXAMPLEKEY",
        config=awssupport.Config(retries={"total_max_attempts": 1}),
    )
    try:
        answer = client.add_attachments_to_set(attachments=[])
    except awssupport.exceptions.SSLError as error:
        return str(error)
    return str(answer["attachmentSetId"])


@pytest.fixture
def bundle(certificate_authority: Any, tmp_path: Path) -> str:
    path = tmp_path / "store.pem"
    certificate_authority.cert_pem.write_to_path(str(path))
    return str(path)


def environment(**variables: str) -> dict[str, str]:
    """The store is where OpenSSL's own variables say."""
    return {**os.environ, "SSL_CERT_DIR": "/nonexistent", **variables}


@pytest.mark.parametrize("way", ["argument", "AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"])
def test_the_systems_store(
    tls_context: ssl.SSLContext, bundle: str, tmp_path: Path, way: str
) -> None:
    variables = {} if way == "argument" else {way: "system"}
    verify = "system" if way == "argument" else None
    with CountingServer(tls_context) as server:
        trusting = environment(SSL_CERT_FILE=bundle, **variables)
        given = (server.url, verify, str(tmp_path))
        assert run_in_child(outcome, *given, env=trusting) == "as-1"
        # Without the word the store does not count.
        text = run_in_child(
            outcome, server.url, None, str(tmp_path), env=environment(SSL_CERT_FILE=bundle)
        )
        assert "certificate verify failed" in text


def test_a_file_of_that_name_goes_before(
    tls_context: ssl.SSLContext, bundle: str, tmp_path: Path
) -> None:
    (tmp_path / "system").write_bytes(Path(bundle).read_bytes())
    with CountingServer(tls_context) as server:
        text = run_in_child(outcome, server.url, "system", str(tmp_path), env=environment())
    assert text == "as-1"


def test_a_system_without_certificates(tls_context: ssl.SSLContext, tmp_path: Path) -> None:
    missing = environment(SSL_CERT_FILE="/nonexistent/store.pem")
    with CountingServer(tls_context) as server:
        text = run_in_child(outcome, server.url, "system", str(tmp_path), env=missing)
        assert "the system has no certificates" in text
        assert server.requests == []
