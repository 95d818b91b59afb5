"""When logging is imported, who is told, and what must not be told."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import logging
import threading
from pathlib import Path
from typing import Any

import pytest

import awssupport
import awssupport.aio
from tests.differential.server import http, running

from .call_logs import client, ignore, recorded
from .processes import run_in_child
from .raw_servers import CountingServer


def modules_of_a_call(url: str, beforehand: str) -> list[str]:
    import sys
    from importlib import import_module

    if beforehand:
        import_module(beforehand)
    import awssupport

    made = awssupport.client(
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="secret",
    )
    made.describe_services()
    return sorted(sys.modules)


def test_logging_is_not_imported_for_a_call() -> None:
    with CountingServer() as server:
        assert "logging" not in run_in_child(modules_of_a_call, server.url, "")
        modules = run_in_child(modules_of_a_call, server.url, "logging")
    assert "logging" in modules
    # Nor are the texts, where nobody listens.
    assert not {"awssupport.call_log", "awssupport.credentials._log"} & set(modules)


def output_of_stream_logger(url: str) -> str:
    import contextlib
    import io

    import awssupport

    with contextlib.redirect_stderr(io.StringIO()) as output:
        awssupport.set_stream_logger()
        made = awssupport.client(
            endpoint_url=url,
            region_name="us-east-1",
            aws_access_key_id="AKIDEXAMPLE",
            aws_secret_access_key="secret",
        )
        made.describe_services()
    return output.getvalue()


def test_stream_logger() -> None:
    with CountingServer() as server:
        lines = run_in_child(output_of_stream_logger, server.url).splitlines()
        url = server.url
    assert [line.split(" ", 2)[2].partition(" after ")[0] for line in lines] == [
        f"awssupport.endpoint [DEBUG] a client is made: endpoint {url}/, region 'us-east-1', "
        "signed for region 'us-east-1'",
        "awssupport.credentials [DEBUG] a client is made: credentials 'explicit'",
        f"awssupport.attempts [DEBUG] DescribeServices: attempt 1 of 3 goes to {url}/",
        "awssupport.attempts [DEBUG] DescribeServices: attempt 1 has status 200",
        "awssupport.attempts [DEBUG] DescribeServices: answered",
    ]


def test_a_listener_that_comes_later_is_told_from_the_next_call_on() -> None:
    with running() as server:
        used = client("sync", server.url)
        used.describe_services()
        with recorded() as records:
            used.describe_services()
            assert len(records.take()) == 3
        used.describe_services()
        assert records.take() == []


def test_logging_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.root.manager, "disable", logging.DEBUG)
    with running() as server, recorded() as records:
        client("sync", server.url).describe_services()
    assert records.kept == []


def test_a_logger_that_is_switched_off_is_not_told() -> None:
    with running() as server, recorded() as records:
        used = client("sync", server.url)
        logger = logging.getLogger("awssupport.attempts")
        logger.setLevel(logging.INFO)
        try:
            used.describe_services()
            server.answer(http(500), http(200, "{}"))
            used.describe_services()
        finally:
            logger.setLevel(logging.NOTSET)
        assert records.take() == ["retries DescribeServices: waits 0.050 s before attempt 2"]


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, "'none'"),
        ({"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"}, "'env'"),
    ],
)
def test_sources_of_credentials(
    environment: dict[str, str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with recorded() as records:
        awssupport.Session().client(region_name="us-east-1")
    texts = records.take()
    assert texts[-1] == f"credentials a client is made: credentials {told}"
    assert ("credentials Found credentials: env" in texts) is (told == "'env'")


@pytest.mark.parametrize("with_events", [False, True], ids=["plain", "with events"])
def test_awaited_calls_are_told_in_their_context_and_away_from_the_loop(with_events: bool) -> None:
    name: contextvars.ContextVar[str] = contextvars.ContextVar("name", default="nobody's")
    heard: list[tuple[str, str, bool]] = []

    def listen(record: logging.LogRecord) -> None:
        on_loop = threading.get_ident() == thread
        heard.append((name.get(), record.getMessage(), on_loop))

    async def one(used: Any, number: int) -> list[str]:
        name.set(str(number))
        await used.describe_services()
        # All that there is to tell has been told when the call returns.
        return [text for context, text, _ in list(heard) if context == str(number)]

    async def main(url: str) -> list[list[str]]:
        native = client("sync", url)._native
        used = awssupport.aio.AsyncSupport(native)
        if with_events:
            used.meta.events.register("before-send", ignore)
        return await asyncio.gather(*(one(used, number) for number in range(20)))

    with running() as server, recorded() as records:
        records.also = listen
        thread = threading.get_ident()
        told = asyncio.run(main(server.url))
    assert not any(on_loop for _, _, on_loop in heard)
    for texts in told:
        steps = [text for text in texts if "waits for one of" not in text]
        assert [text.split(": ")[1].split(" after ")[0].split(" of ")[0] for text in steps] == [
            "attempt 1",
            "attempt 1 has status 200",
            "answered",
        ]


def test_waiting_for_a_connection_is_told() -> None:
    with running() as server:
        server.answer(http(200, "{}"))

        async def main() -> None:
            native = client("sync", server.url, max_pool_connections=1)._native
            used = awssupport.aio.AsyncSupport(native)
            await asyncio.gather(used.describe_services(), used.describe_services())

        with recorded() as records:
            asyncio.run(main())
    assert [text for text in records.take() if "waits" in text] == [
        "retries DescribeServices: waits for one of the client's connections"
    ]


@pytest.mark.parametrize("with_events", [False, True], ids=["plain", "with events"])
def test_many_awaited_calls_with_a_listener_that_makes_calls(with_events: bool) -> None:
    with running() as server:
        server.answer(http(200, '{"cases": []}'))

        async def main() -> None:
            loop = asyncio.get_running_loop()
            native = client("sync", server.url)._native
            used = awssupport.aio.AsyncSupport(native)
            if with_events:
                used.meta.events.register("before-send", ignore)

            async def look() -> Any:
                return await used.describe_cases()

            def listen(_: logging.LogRecord) -> None:
                asyncio.run_coroutine_threadsafe(look(), loop).result(50)

            records.also = listen
            await asyncio.gather(*(used.describe_services() for _ in range(50)))

        with recorded() as records:
            asyncio.run(main())
    assert sum("answered" in text for text in records.take()) == 50


@pytest.mark.parametrize("with_events", [False, True], ids=["plain", "with events"])
def test_a_slow_listener_neither_holds_up_the_loop_nor_a_cancellation(with_events: bool) -> None:
    listening, released = threading.Event(), threading.Event()

    def listen(_: logging.LogRecord) -> None:
        listening.set()
        released.wait(50)

    async def main(url: str) -> int:
        used = awssupport.aio.AsyncSupport(client("sync", url)._native)
        if with_events:
            used.meta.events.register("before-send", ignore)
        records.also = listen
        task = asyncio.ensure_future(used.describe_services())
        turns = 0
        while not listening.is_set():
            await asyncio.sleep(0)
            turns += 1
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        records.also = None
        released.set()
        await used.describe_services()
        return turns

    try:
        with running() as server, recorded() as records:
            assert asyncio.run(main(server.url)) > 0
            assert records.take()[-1].startswith("attempts DescribeServices: answered")
    finally:
        released.set()


def test_records_of_a_program_may_have_attributes_of_these_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = logging.getLogRecordFactory()

    def named(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = made(*args, **kwargs)
        record.operation_name = "the program's"
        return record

    logging.setLogRecordFactory(named)
    try:
        with CountingServer() as server, recorded() as records:
            client("sync", server.url).describe_services()
    finally:
        logging.setLogRecordFactory(made)
    assert "answered after 1 attempt" in records.kept[-1].getMessage()
    assert {record.operation_name for record in records.kept} == {"the program's"}  # type: ignore[attr-defined]


def test_where_credentials_are_looked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    config = tmp_path / "config"
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    caplog.set_level(logging.DEBUG, "awssupport.credentials")

    def told(profile: str) -> list[str]:
        config.write_text(f"[default]\n{profile}\n")
        caplog.clear()
        with contextlib.suppress(awssupport.exceptions.BotoCoreError):
            awssupport.Session(region_name="us-east-1").client("support")
        return caplog.messages

    looking = "Looking for credentials: %s"
    nowhere = told("")
    assert looking % "shared-credentials-file" in nowhere
    assert looking % "ec2-credentials-file, boto-config" in nowhere
    assert "No credentials found" in nowhere
    failing = told("credential_process = false")
    assert looking % "custom-process" in failing
    assert "Looking for credentials failed: CredentialRetrievalError" in failing
    half = told("aws_access_key_id = AKIDEXAMPLE")
    assert "Looking for credentials failed: PartialCredentialsError" in half
