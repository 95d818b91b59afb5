"""No record holds keys, tokens, signatures, bodies, passwords, or lines that a server made."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

import awssupport
import awssupport.aio
from awssupport.credentials import RefreshableCredentials, container
from awssupport.emulator import Credentials, Fault, serve
from awssupport.exceptions import ClientError, CredentialRetrievalError, ProxyConnectionError
from tests.differential.server import Answer, ScriptedServer, http, running
from tests.waiting_client import WaitingClient
from tests.waits import Waits, waiting_on

from .call_logs import SECRET, STYLES, Records, client, ignore, recorded
from .provoked import FILES, KEYS, SECRET_KEY, TOKEN, found_in


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with running() as made:
        yield made


@pytest.fixture
def records() -> Iterator[Records]:
    with recorded() as kept:
        yield kept


def evil(text: str) -> Answer:
    return http(400, f'{{"__type": "{text}", "message": "{SECRET}"}}')


@pytest.mark.parametrize("style", STYLES)
def test_what_a_server_sends_stays_on_one_line_and_is_cut_off(
    server: ScriptedServer, records: Records, style: str
) -> None:
    for code in (r"Evil\n2026 awssupport [ERROR] a line", "E" * 100_000, r"\u001b[2J\u2028x"):
        server.answer(evil(code))
        with pytest.raises(ClientError):
            client(style, server.url).describe_services()
    for record in records.kept:
        text = record.getMessage()
        assert text.isprintable()
        assert len(text) < 500
    assert any(r"error 'Evil\n2026 awssupport" in text for text in records.take())


@pytest.mark.parametrize("style", STYLES)
def test_passwords_and_queries_of_endpoints_are_not_told(
    server: ScriptedServer, records: Records, style: str
) -> None:
    url = server.url.replace("://", "://user:Pass-Marker@") + "/path?token=Query-Marker"
    server.answer(http(200, "{}"))
    with contextlib.suppress(Exception):
        client(style, url).describe_services()
    texts = records.take()
    assert texts[0].endswith(f"{server.url}/path")
    assert not any("Marker" in text or "user" in text for text in texts)


def test_a_container_that_fails_is_told_without_its_words_and_the_path_of_the_keys() -> None:
    naps: list[float] = []
    with running() as server, recorded() as records:
        server.answer(http(500, "Body-Marker"))
        variable = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
        with pytest.raises(CredentialRetrievalError):
            container.load({variable: f"{server.url}/Path-Marker?Query-Marker"}, naps.append)
        url = server.url
    assert len(naps) == 3
    texts = records.take()
    assert texts[:3] == [
        f"credentials Response from {url}: status 500",
        "credentials Attempt 1 to get the container's credentials failed",
        "credentials Waiting 1.000 s after it",
    ]
    assert not any("Marker" in text for text in texts)


def test_a_renewal_that_fails_is_told_without_its_words() -> None:
    def fail() -> dict[str, Any]:
        error = {"Code": "Evil\nCode", "Message": "Message-Marker"}
        raise ClientError({"Error": error}, "AssumeRole")

    soon = datetime.now(timezone.utc) + timedelta(minutes=12)
    found = RefreshableCredentials("AKIDEXAMPLE", "Secret-Marker", "Token-Marker", soon, fail, "m")
    with recorded() as records:
        assert found.get_frozen_credentials().access_key == "AKIDEXAMPLE"
        [record] = records.kept
    assert record.levelno == logging.WARNING
    assert record.exc_info is None
    assert record.getMessage() == (
        "Refreshing temporary credentials failed during advisory refresh period: "
        "ClientError (Evil\\nCode)"
    )


@pytest.mark.parametrize("style", STYLES)
def test_no_passwords_of_proxies(style: str) -> None:
    proxy = "http://User-Marker:Pass-Marker@127.0.0.1:1"
    with recorded() as records:
        used = client(style, "http://localhost", proxies={"http": proxy}, max_attempts=1)
        with pytest.raises(ProxyConnectionError):
            used.describe_services()
    texts = records.take()
    assert "ProxyConnectionError" in texts[1]
    assert not any("Marker" in text for text in texts)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "faults",
    [
        ["throttle", "500", "reset", "garbage"],
        [Fault.error("ExpiredTokenException"), "truncated", "close"],
        [Fault.status(400, SECRET_KEY.encode()), Fault.status(200, TOKEN.encode())],
    ],
    ids=["failures", "refusals", "echoes"],
)
def test_no_secrets(style: str, faults: list[Any]) -> None:
    awaited, with_events = STYLES[style]
    with serve(credentials={"AKIDEXAMPLE": Credentials(SECRET_KEY, TOKEN)}) as server:
        with recorded() as records, waiting_on(Waits()):
            module: Any = awssupport.aio if awaited else awssupport
            made = module.client("support", "us-east-1", endpoint_url=server.url, **KEYS)
            if with_events:
                made.meta.events.register("before-send", ignore)
            used: Any = WaitingClient(made) if awaited else made
            server.script(*faults)
            for _ in range(len(faults)):
                try:
                    used.add_attachments_to_set(attachments=FILES)
                except Exception as error:
                    assert error is not None
        assert len(server.requests) >= len(faults)
    assert len(records.kept) > 2 * len(faults)
    everything = [repr(vars(record)) + record.getMessage() for record in records.kept]
    assert found_in("\n".join(everything)) == []
    assert not any("Signature=" in text or "Credential=" in text for text in everything)
