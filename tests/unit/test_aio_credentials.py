"""Credentials of asyncio clients: whoever gives them may take time, and the event loop goes on."""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest

import awssupport
import awssupport.aio
from awssupport._awssupport import NativeClient
from awssupport.aio import AsyncSupport
from awssupport.emulator import Server
from awssupport.exceptions import CredentialRetrievalError

MakeAio = Callable[..., AsyncSupport]


class Provider:
    """Gives the emulator's keys, once it is let."""

    def __init__(self, server: Server, needed: bool) -> None:
        self.keys = (server.access_key_id, server.secret_access_key, None)
        self.needed = needed
        self.release = threading.Event()
        self.threads: list[threading.Thread] = []
        self.asked = threading.Event()

    def refresh_needed(self) -> bool:
        return self.needed

    def get_frozen_credentials(self) -> Any:
        self.threads.append(threading.current_thread())
        self.asked.set()
        if self.needed:
            assert self.release.wait(30)
            self.needed = False
        return self.keys


class Unknown(Provider):
    """Does not tell whether it takes time."""

    refresh_needed = None  # type: ignore[assignment]

    def __getattribute__(self, name: str) -> Any:
        if name == "refresh_needed":
            raise AttributeError(name)
        return super().__getattribute__(name)


def client_of(server: Server, provider: Any) -> AsyncSupport:
    options = {"region_name": "us-east-1", "endpoint_url": server.url, "credentials": provider}
    return AsyncSupport(NativeClient(options))


@pytest.mark.parametrize("handlers", [False, True])
@pytest.mark.parametrize("kind", [Provider, Unknown])
def test_the_loop_goes_on_while_credentials_are_had(
    emulator: Server, handlers: bool, kind: type[Provider]
) -> None:
    provider = kind(emulator, needed=True)
    client = client_of(emulator, provider)
    if handlers:
        client.meta.events.register("before-send", lambda **_: None)

    async def main() -> None:
        calls = [asyncio.ensure_future(client.describe_services()) for _ in range(10)]
        assert await asyncio.to_thread(provider.asked.wait, 30)
        # This would not be reached if the loop waited.
        provider.release.set()
        await asyncio.gather(*calls)

    asyncio.run(main())
    assert len(provider.threads) == 10
    assert threading.main_thread() not in provider.threads[:1]


def test_no_thread_where_nothing_has_to_be_refreshed(emulator: Server) -> None:
    provider = Provider(emulator, needed=False)
    client = client_of(emulator, provider)

    async def main() -> None:
        await client.describe_services()

    asyncio.run(main())
    assert provider.threads == [threading.main_thread()]


def test_what_a_provider_raises_is_the_calls_failure(emulator: Server) -> None:
    class Failing:
        def get_frozen_credentials(self) -> Any:
            raise CredentialRetrievalError(provider="test", error_msg="no network")

    async def main() -> None:
        await client_of(emulator, Failing()).describe_services()

    with pytest.raises(CredentialRetrievalError, match="no network"):
        asyncio.run(main())
    assert emulator.requests == []


def test_expired_tokens_are_renewed_on_a_thread(emulator: Server) -> None:
    class Renewable(Provider):
        def refresh_now(self) -> None:
            self.threads.append(threading.current_thread())
            self.keys = emulator.access_key_id, emulator.secret_access_key, None

    expired = awssupport.emulator.Fault.error("ExpiredTokenException", status=400)
    for handlers in (False, True):
        provider = Renewable(emulator, needed=False)
        provider.keys = "AKIDEXPIRED", emulator.secret_access_key, None
        client = client_of(emulator, provider)
        if handlers:
            client.meta.events.register("before-send", lambda **_: None)
        emulator.script(expired)

        async def main(client: AsyncSupport) -> Any:
            return await client.describe_services()

        assert asyncio.run(main(client))["services"]
        assert any(thread is not threading.main_thread() for thread in provider.threads)


@pytest.fixture
def process_profile(tmp_path: Path, emulator: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A profile with a credential process that waits for a file, which is given."""
    release = tmp_path / "release"
    program = tmp_path / "process.py"
    program.write_text(
        "import json, os, time\n"
        f"while not os.path.exists({str(release)!r}): time.sleep(0.005)\n"
        f"print(json.dumps({{'Version': 1, 'AccessKeyId': {emulator.access_key_id!r},"
        f" 'SecretAccessKey': {emulator.secret_access_key!r}}}))\n"
    )
    config = tmp_path / "config"
    config.write_text(f"[default]\ncredential_process = {sys.executable} {program}\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    return release


@pytest.mark.parametrize("from_session", [False, True])
def test_a_client_made_in_a_loop_looks_for_credentials_later(
    process_profile: Path, emulator: Server, from_session: bool
) -> None:
    async def main() -> Any:
        make = awssupport.aio.Session().client if from_session else awssupport.aio.client
        client = make("support", region_name="us-east-1", endpoint_url=emulator.url)
        calls = [asyncio.ensure_future(client.describe_services()) for _ in range(3)]
        await asyncio.sleep(0)
        asyncio.get_running_loop().call_soon(process_profile.touch)
        return await asyncio.gather(*calls)

    assert len(asyncio.run(main())) == 3


def test_keys_of_the_environment_are_found_at_once(
    emulator: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", emulator.access_key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", emulator.secret_access_key)

    async def main() -> Any:
        client = awssupport.aio.client(region_name="us-east-1", endpoint_url=emulator.url)
        monkeypatch.delenv("AWS_ACCESS_KEY_ID")
        await client.describe_services()
        return client.meta.config.user_agent

    sync = awssupport.Session().client(region_name="us-east-1", endpoint_url=emulator.url)
    assert asyncio.run(main()) == sync.meta.config.user_agent


@pytest.mark.parametrize("in_loop", [False, True])
def test_credentials_of_a_boto3_session(emulator: Server, in_loop: bool) -> None:
    keys = {
        "aws_access_key_id": emulator.access_key_id,
        "aws_secret_access_key": emulator.secret_access_key,
    }
    session = awssupport.aio.Session.from_boto3(boto3.Session(**keys))

    def make() -> AsyncSupport:
        return session.client("support", "us-east-1", endpoint_url=emulator.url)

    made = None if in_loop else make()

    async def main() -> Any:
        return await (made or make()).describe_services()

    assert asyncio.run(main())["services"]


def test_nobody_found_by_the_first_call(emulator: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The container's endpoint answers nobody: the call says so, and not the client's making."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/keys"
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", url)

        async def main() -> None:
            client = awssupport.aio.Session().client("support", "us-east-1")
            with pytest.raises(CredentialRetrievalError):
                await client.describe_services()

        asyncio.run(main())
    assert emulator.requests == []
