"""Clients of Sessions: whose credentials sign, which settings count, foreign Configs."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest
from aiobotocore.config import AioConfig
from aiobotocore.session import get_session

import awssupport
import awssupport.aio
from tests.differential.server import ScriptedServer

from .both import AIOBOTOCORE, AWSSUPPORT, KEYS, run, same, told

SCRIPT = """\
import json, pathlib
count = pathlib.Path({counter!r})
number = len(count.read_text()) if count.exists() else 0
count.write_text("x" * (number + 1))
print(json.dumps({{"Version": 1, "AccessKeyId": f"AKIDEXAMPLE{{number}}", "SecretAccessKey": "s",
    "SessionToken": f"token-{{number}}", "Expiration": {expiration!r}}}))
"""


def who_signed(server: ScriptedServer) -> list[tuple[str, list[str]]]:
    return [
        (
            request.value("authorization").partition("Credential=")[2].partition("/")[0],
            request.values("x-amz-security-token"),
        )
        for request in server.take()
    ]


async def call_twice(client: Any) -> list[int]:
    return [len(await client.describe_services()) for _ in range(2)]


@pytest.mark.parametrize("expiration", ["2001-01-01T00:00:00Z", "2999-01-01T00:00:00Z"])
def test_processes_are_asked(
    server: ScriptedServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expiration: str,
) -> None:
    """At once, and not again before they expire; what has expired already is refused."""
    config = tmp_path / "config"
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    signed = []
    for library in (AIOBOTOCORE, AWSSUPPORT):
        script = tmp_path / f"{library.name}.py"
        counter = str(tmp_path / library.name)
        script.write_text(SCRIPT.format(counter=counter, expiration=expiration))
        config.write_text(f"[default]\ncredential_process = {sys.executable} {script}\n")

        try:  # aiobotocore asks when the client is made
            outcome = run(library, call_twice, server.url, keys=False)
        except Exception as error:
            outcome = type(error).__name__, str(error)
        signed.append((outcome, who_signed(server)))
    assert signed[0] == signed[1]


def test_the_environment_signs(server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE7")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "t")

    async def main(client: Any) -> Any:
        await client.describe_services()
        return who_signed(server)

    assert same(main, server.url, keys=False) == [("AKIDEXAMPLE7", ["t"])]


def test_nobody_to_sign_with(server: ScriptedServer) -> None:
    async def main(client: Any) -> Any:
        with pytest.raises(Exception, match="Unable to locate credentials") as nobody:
            await client.describe_services()
        return type(nobody.value).__name__

    assert same(main, server.url, keys=False) == "NoCredentialsError"


def test_aiobotocores_config_is_taken(server: ScriptedServer) -> None:
    made = AioConfig(
        connector_args={"keepalive_timeout": 5},
        retries={"total_max_attempts": 2, "mode": "standard"},
        user_agent_extra="extra",
    )

    async def with_it(manager: Any) -> Any:
        async with manager as client:
            await client.describe_services()
            return client.meta.config.retries

    options: dict[str, Any] = {
        "region_name": "us-east-1",
        "endpoint_url": server.url,
        "config": made,
        **KEYS,
    }
    theirs = asyncio.run(with_it(get_session().create_client("support", **options)))
    assert asyncio.run(with_it(awssupport.aio.client("support", **options))) == theirs
    agents = [request.value("user-agent") for request in server.take()]
    assert all(agent.endswith(" extra") for agent in agents)


def test_aiobotocores_sessions_are_no_source() -> None:
    """They give their credentials to coroutines only, which is said; with keys they will do."""

    async def main(**keys: Any) -> Any:
        session = awssupport.aio.Session(botocore_session=get_session())
        client = session.client(
            "support", region_name="us-east-1", endpoint_url="http://127.0.0.1:9", **keys
        )
        return await told(client.generate_presigned_url("describe_services"))

    with pytest.raises(TypeError, match="are for coroutines only: give a session of boto3"):
        awssupport.Session(botocore_session=get_session()).client(
            "support", region_name="us-east-1"
        )
    name, text = asyncio.run(main())
    assert (name, "AioSession are for coroutines only" in text) == ("TypeError", True)
    assert "AKIDEXAMPLE%2F" in asyncio.run(main(**KEYS))[1]
