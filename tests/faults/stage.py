"""Servers and certificates that many faults share, made once."""

from __future__ import annotations

import contextlib
import pathlib
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import trustme

from tests.differential.certificates import context_for
from tests.differential.server import ScriptedServer, running


@dataclass(frozen=True)
class Stage:
    """What faults are played with."""

    plain: ScriptedServer
    secure: ScriptedServer
    authority: trustme.CA
    #: What ``secure`` shows unless a fault changes it: a certificate that is in order.
    good_context: ssl.SSLContext
    #: PEM files by name.
    files: Mapping[str, str]


@contextlib.contextmanager
def built(directory: pathlib.Path) -> Iterator[Stage]:
    """A stage, taken down at the end of the block."""
    authority, stranger = trustme.CA(), trustme.CA()
    identity, strangers = (ca.issue_cert("client.example") for ca in (authority, stranger))
    contents = {
        "ca": authority.cert_pem.bytes(),
        "other ca": stranger.cert_pem.bytes(),
        "client": identity.private_key_and_cert_chain_pem.bytes(),
        "stranger": strangers.private_key_and_cert_chain_pem.bytes(),
    }
    for name, content in contents.items():
        (directory / f"{name}.pem").write_bytes(content)
    files = {name: str(directory / f"{name}.pem") for name in [*contents, "missing"]}
    context = context_for(authority, "127.0.0.1")
    with running() as plain, running(context) as secure:
        yield Stage(plain, secure, authority, context, files)
