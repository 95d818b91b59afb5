"""Fixtures for all Python tests: a clean environment and a local Support service."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest
import trustme

from tests.waits import Waits, waiting_on

if TYPE_CHECKING:
    from awssupport.emulator import Server

#: Its tests need aiobotocore, which is in an environment of its own: `make test-aiobotocore`.
collect_ignore = [] if find_spec("aiobotocore") else ["beside_aiobotocore"]

_PREFIXES = ("AWS_", "BOTO_", "_X_AMZN_")
_NAMES = frozenset(
    {
        *("http_proxy", "https_proxy", "all_proxy", "no_proxy"),
        *("requests_ca_bundle", "curl_ca_bundle", "ssl_cert_file", "ssl_cert_dir"),
    }
)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing a developer has configured for AWS or for a proxy may reach a test."""
    for name in list(os.environ):
        if name.startswith(_PREFIXES) or name.lower() in _NAMES:
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent/config")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/credentials")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    # What the Session of an earlier test has found in its environment.
    monkeypatch.setattr("awssupport.DEFAULT_SESSION", None)


@pytest.fixture(scope="session", autouse=True)
def _nobody_waits() -> Iterator[None]:
    """Retries come at once."""
    with waiting_on(Waits()):
        yield


@pytest.fixture
def emulator() -> Iterator[Server]:
    """A local Support service with default settings, empty."""
    from awssupport.emulator import serve

    with serve() as server:
        yield server


@pytest.fixture(scope="session")
def certificate_authority() -> trustme.CA:
    """A certificate authority nobody trusts unless told to."""
    return trustme.CA()


@pytest.fixture(scope="session")
def tls_context(certificate_authority: trustme.CA) -> ssl.SSLContext:
    """A server-side context with a certificate for the loopback addresses."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate_authority.issue_cert("127.0.0.1", "::1", "localhost").configure_cert(context)
    return context
