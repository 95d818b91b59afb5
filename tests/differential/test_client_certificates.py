"""`Config(client_cert=...)`: what is shown to a service that asks who the client is."""

from __future__ import annotations

import pathlib
import ssl
from collections.abc import Iterator
from typing import Any

import botocore.exceptions
import pytest
import trustme

from .certificates import context_for
from .server import ScriptedServer, running
from .sides import (
    KEYS,
    REFERENCE,
    SUBJECT,
    Failed,
    Ok,
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
def files(
    authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, pathlib.Path]:
    """PEM files by name: what a client may show, and what it may not."""
    directory = tmp_path_factory.mktemp("client")
    identity = authority.issue_cert("client.example")
    stranger = trustme.CA().issue_cert("client.example")
    contents = {
        "ca": authority.cert_pem.bytes(),
        "combined": identity.private_key_and_cert_chain_pem.bytes(),
        "certificate": identity.cert_chain_pems[0].bytes(),
        "key": identity.private_key_pem.bytes(),
        "stranger": stranger.private_key_and_cert_chain_pem.bytes(),
        "other key": stranger.private_key_pem.bytes(),
        "nothing": b"",
    }
    paths = {name: directory / f"{name}.pem" for name in contents}
    for name, content in contents.items():
        paths[name].write_bytes(content)
    return {**paths, "missing": directory / "missing.pem", "directory": directory}


@pytest.fixture(scope="module", params=["TLSv1_2", "TLSv1_3"])
def asking(request: pytest.FixtureRequest, authority: trustme.CA) -> Iterator[ScriptedServer]:
    """A server that lets nobody in without a certificate of the authority's."""
    context = context_for(authority, "127.0.0.1", asks=True)
    context.maximum_version = context.minimum_version = ssl.TLSVersion[request.param]
    with running(context) as server:
        yield server


def configuration(server: ScriptedServer, files: dict[str, pathlib.Path], client_cert: Any) -> Any:
    return lambda side: {
        "region_name": "us-east-1",
        "endpoint_url": server.url,
        "verify": str(files["ca"]),
        "config": side.one_attempt(client_cert=client_cert),
        **KEYS,
    }


def given(files: dict[str, pathlib.Path], names: Any) -> Any:
    """Names of files as their paths, within tuples and lists too."""
    if isinstance(names, str):
        return str(files[names])
    return type(names)(None if name is None else str(files[name]) for name in names)


@pytest.mark.parametrize("names", ["combined", ("certificate", "key"), ("combined", None)], ids=str)
def test_accepted(asking: ScriptedServer, files: dict[str, pathlib.Path], names: Any) -> None:
    with pair(configuration(asking, files, given(files, names))) as clients:
        assert isinstance(assert_same_calls(clients, lambda client: bool(add(client)))[0], Ok)
        # Over the connection that is there, too.
        assert isinstance(assert_same_calls(clients, lambda client: bool(add(client)))[0], Ok)
    assert len(asking.take()) == 4


def test_paths_in_a_tuple(asking: ScriptedServer, files: dict[str, pathlib.Path]) -> None:
    cert = (files["certificate"], files["key"])
    with pair(configuration(asking, files, cert)) as clients:
        assert isinstance(assert_same_calls(clients, lambda client: bool(add(client)))[0], Ok)
    asking.take()


@pytest.mark.parametrize(
    "names",
    ["stranger", ("certificate", "other key"), "certificate", "key", "nothing"],
    ids=str,
)
def test_refused(asking: ScriptedServer, files: dict[str, pathlib.Path], names: Any) -> None:
    with pair(configuration(asking, files, given(files, names))) as clients:
        reference, subject = assert_same_calls(clients, add, tail=False)
    assert isinstance(reference, Failed)
    assert isinstance(subject, Failed)
    assert isinstance(reference.error, botocore.exceptions.SSLError)
    assert asking.take() == []


@pytest.mark.parametrize(
    "cert", [None, "", ["combined"], ["certificate", "key"], 5, b"combined"], ids=repr
)
def test_left_out(asking: ScriptedServer, files: dict[str, pathlib.Path], cert: Any) -> None:
    """Whatever is no text and no tuple is as good as nothing; so is a path object."""
    cert = given(files, cert) if isinstance(cert, list) else cert
    for value in (cert, files["combined"]):
        with pair(configuration(asking, files, value)) as clients:
            reference, _ = assert_same_calls(clients, add, tail=False)
        assert isinstance(reference, Failed)
        assert isinstance(reference.error, botocore.exceptions.SSLError)
    assert asking.take() == []


@pytest.mark.parametrize(
    "names", ["missing", ("missing", "key"), ("certificate", "missing"), "directory"], ids=str
)
def test_unreadable(asking: ScriptedServer, files: dict[str, pathlib.Path], names: Any) -> None:
    """botocore takes the missing file for a connection that ended."""
    with pair(configuration(asking, files, given(files, names))) as clients:
        reference, subject = assert_same_calls(clients, add)
    assert isinstance(reference, Failed)
    assert isinstance(reference.error, botocore.exceptions.ConnectionClosedError)
    assert isinstance(subject, Failed)
    assert asking.take() == []


def test_the_file_is_read_when_it_is_needed(
    asking: ScriptedServer, files: dict[str, pathlib.Path], tmp_path: pathlib.Path
) -> None:
    path = tmp_path / "later.pem"
    with pair(configuration(asking, files, str(path))) as clients:
        assert isinstance(assert_same_calls(clients, add)[0], Failed)
        path.write_bytes(files["combined"].read_bytes())
        assert isinstance(assert_same_calls(clients, lambda client: bool(add(client)))[0], Ok)
    asking.take()


def test_without_tls_nobody_asks(server: ScriptedServer, files: dict[str, pathlib.Path]) -> None:
    with pair(configuration(server, files, str(files["missing"]))) as clients:
        assert isinstance(assert_same_calls(clients, lambda client: bool(add(client)))[0], Ok)


@pytest.mark.parametrize("cert", [(), ("a",), ("a", "b", "c")], ids=repr)
def test_tuples_are_pairs(cert: Any) -> None:
    def made(side: Side) -> Ok | Failed:
        def make() -> None:
            config = side.config(client_cert=cert)
            close(side.client(region_name="us-east-1", config=config, **KEYS))

        return outcome(make)

    reference = made(REFERENCE)
    assert isinstance(reference, Failed)
    assert_same(reference, made(SUBJECT))
