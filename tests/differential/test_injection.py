"""Arguments that try to be more than a value: nothing of them becomes a header or a request."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.proxy import LoopbackProxy

from .server import ScriptedServer
from .sides import (
    KEYS,
    REFERENCE,
    SELF_CHECK,
    SUBJECT,
    Failed,
    Ok,
    Side,
    add,
    assert_same,
    close,
    outcome,
)

LINES = ["\r\nX-Injected: y\r\n", "\nX-Injected: y", "\rX-Injected: y", "\r\n\r\nGET / HTTP/1.1"]
CONTROLS = ["\0", "\x01", "\x0b", "\x7f"]
MARKER = "SecretMarker"


def call_with(side: Side, url: str | None, config: dict[str, Any], **arguments: Any) -> Ok | Failed:
    """One call by a client that is made with these."""
    made: list[Any] = []

    def call() -> bool:
        made.append(
            side.client(
                **{
                    "region_name": "us-east-1",
                    "endpoint_url": url,
                    "config": side.one_attempt(**config),
                    **KEYS,
                    **arguments,
                }
            )
        )
        return bool(add(made[0]))

    result = outcome(call)
    for client in made:
        close(client)
    return result


def assert_nothing_injected(server: ScriptedServer) -> None:
    for request in server.take():
        assert request.line == "POST / HTTP/1.1"
        assert request.values("X-Injected") == []


def both(url: str | None, config: dict[str, Any], **arguments: Any) -> tuple[Any, Any]:
    reference = call_with(REFERENCE, url, config, **arguments)
    subject = call_with(SUBJECT, url, config, **arguments)
    if isinstance(subject, Failed) and not SELF_CHECK:
        assert MARKER not in str(subject.error)
    return reference, subject


@pytest.mark.parametrize("lines", LINES, ids=repr)
@pytest.mark.parametrize("name", ["aws_access_key_id", "aws_secret_access_key"])
def test_keys(server: ScriptedServer, name: str, lines: str) -> None:
    reference, subject = both(server.url, {}, **{name: f"{MARKER}{lines}"})
    assert_same(reference, subject, tail=False)
    assert_nothing_injected(server)


@pytest.mark.parametrize("lines", LINES, ids=repr)
def test_session_token(server: ScriptedServer, lines: str) -> None:
    reference, subject = both(server.url, {}, aws_session_token=f"{MARKER}{lines}")
    assert_same(reference, subject, tail=False)
    assert isinstance(subject, Failed)
    assert server.take() == []


@pytest.mark.parametrize("lines", LINES, ids=repr)
@pytest.mark.parametrize("name", ["user_agent", "user_agent_extra", "user_agent_appid"])
def test_user_agent(server: ScriptedServer, name: str, lines: str) -> None:
    reference, subject = both(server.url, {name: f"a{lines}"})
    assert_same(reference, subject, tail=False)
    assert_nothing_injected(server)


@pytest.mark.parametrize("lines", LINES, ids=repr)
def test_region(server: ScriptedServer, lines: str) -> None:
    for region in (f"us-east-1{lines}", lines):
        reference, subject = both(server.url, {}, region_name=region)
        assert_same(reference, subject)
        assert isinstance(subject, Failed)
    assert server.take() == []


@pytest.mark.parametrize("lines", LINES, ids=repr)
@pytest.mark.parametrize("form", ["{url}/a{lines}", "{url}/?a={lines}", "{url}{lines}"])
def test_endpoint(server: ScriptedServer, form: str, lines: str) -> None:
    url = form.format(url=server.url, lines=lines)
    reference, subject = both(url, {})
    assert_same(reference, subject)
    assert isinstance(subject, Failed)
    assert server.take() == []


@pytest.mark.parametrize(
    "variable", ["AWS_EXECUTION_ENV", "AWS_SDK_UA_APP_ID", "_X_AMZN_TRACE_ID", "AWS_SESSION_TOKEN"]
)
@pytest.mark.parametrize("lines", LINES, ids=repr)
def test_environment(
    server: ScriptedServer, environment: pytest.MonkeyPatch, variable: str, lines: str
) -> None:
    environment.setenv("AWS_LAMBDA_FUNCTION_NAME", "f")
    environment.setenv(variable, f"a{lines}")
    keys: dict[str, Any] = {}
    if variable == "AWS_SESSION_TOKEN":
        environment.setenv("AWS_ACCESS_KEY_ID", KEYS["aws_access_key_id"])
        environment.setenv("AWS_SECRET_ACCESS_KEY", KEYS["aws_secret_access_key"])
        keys = dict.fromkeys(KEYS)
    reference, subject = both(server.url, {}, **keys)
    assert_same(reference, subject, tail=False)
    assert_nothing_injected(server)


@pytest.mark.parametrize("text", [*LINES, *CONTROLS], ids=repr)
def test_file_names_stay_in_the_body(server: ScriptedServer, text: str) -> None:
    attachments = [{"fileName": f"a{text}", "data": b""}]
    for side in (REFERENCE, SUBJECT):
        client = side.client(
            region_name="us-east-1", endpoint_url=server.url, config=side.one_attempt(), **KEYS
        )
        add(client, attachments=attachments, attachmentSetId=text)
        close(client)
    theirs, ours = server.take()
    assert ours.body == theirs.body
    assert json.loads(ours.body)["attachments"][0]["fileName"] == f"a{text}"
    assert ours.values("X-Injected") == []


@pytest.mark.skipif(SELF_CHECK, reason="about what awssupport does otherwise")
@pytest.mark.parametrize("text", [*LINES, *CONTROLS], ids=repr)
@pytest.mark.parametrize("form", ["{url}{text}", "http://joe{text}:p@{address}", "http://a{text}b"])
def test_proxies(server: ScriptedServer, form: str, text: str) -> None:
    """What boto3 makes credentials of is refused: no header of anybody's can hold it."""
    with LoopbackProxy() as proxy:
        url = form.format(url=proxy.url, address=proxy.address, text=text)
        subject = call_with(SUBJECT, server.url, {"proxies": {"http": url}})
        assert isinstance(subject, Failed)
        assert type(subject.error) is SUBJECT.exceptions.HTTPClientError
        assert proxy.requests == []
    assert server.take() == []


@pytest.mark.skipif(SELF_CHECK, reason="about what awssupport does otherwise")
@pytest.mark.parametrize("text", CONTROLS, ids=repr)
@pytest.mark.parametrize("name", ["aws_session_token", "aws_access_key_id"])
def test_control_characters_in_headers(server: ScriptedServer, name: str, text: str) -> None:
    """boto3 sends them; no server need take them."""
    subject = call_with(SUBJECT, server.url, {}, **{name: f"{MARKER}{text}"})
    assert isinstance(subject, Failed)
    assert type(subject.error) is SUBJECT.exceptions.HTTPClientError
    assert MARKER not in str(subject.error)
    assert server.take() == []


@pytest.mark.skipif(SELF_CHECK, reason="about what awssupport does otherwise")
@pytest.mark.parametrize(
    "name", ["aws_access_key_id", "aws_secret_access_key", "aws_session_token", "endpoint_url"]
)
def test_lone_surrogates(server: ScriptedServer, name: str) -> None:
    arguments = {"endpoint_url": server.url, name: f"{MARKER}\ud800"}
    subject = call_with(SUBJECT, None, {}, **arguments)
    assert isinstance(subject, Failed)
    assert type(subject.error) is TypeError
    assert str(subject.error) == f"{name} holds lone surrogates, which are no text"
    assert server.take() == []
