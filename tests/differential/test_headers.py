"""The request line and headers."""

from __future__ import annotations

import functools
import re
import uuid
from typing import Any

import pytest

from .server import Request, ScriptedServer, http
from .sides import KEYS, SELF_CHECK, Pair, add, outcome, pair

#: Different on every request, or the product's own name. Each has a test of its own.
VOLATILE = {"authorization", "x-amz-date", "amz-sdk-invocation-id", "user-agent"}

PRODUCTS = re.compile(r"^(md/)?(boto3|botocore|awssupport)[/#]", re.IGNORECASE)


def comparable(request: Request) -> list[tuple[str, str]]:
    """Lower-cased names and values in order; volatile values replaced by a mark."""
    pairs = [(name.lower(), value) for name, value in request.headers]
    return [(n, "..." if n in VOLATILE else v) for n, v in pairs]


def user_agent(request: Request) -> list[Any]:
    """The segments without the product tokens; the feature ids as a set."""
    segments = request.value("user-agent").split(" ")
    kept = [segment for segment in segments if not PRODUCTS.match(segment)]
    return [set(s[2:].split(",")) if s.startswith("m/") else s for s in kept]


def requests_of(
    server: ScriptedServer, clients: Pair, **parameters: Any
) -> tuple[Request, Request]:
    for client in clients.each():
        add(client, **parameters)
    theirs, ours = server.take()
    return theirs, ours


def test_names_and_values(server: ScriptedServer, clients: Pair) -> None:
    theirs, ours = requests_of(server, clients)
    assert sorted(comparable(ours)) == sorted(comparable(theirs))


def test_order(server: ScriptedServer, clients: Pair) -> None:
    theirs, ours = requests_of(server, clients)
    assert comparable(ours) == comparable(theirs)


def test_five_megabytes_are_sent_plainly(server: ScriptedServer, clients: Pair) -> None:
    data = b"\0" * (5 * 1024 * 1024)
    theirs, ours = requests_of(server, clients, attachments=[{"fileName": "f", "data": data}])
    assert sorted(comparable(ours)) == sorted(comparable(theirs))
    names = {name.lower() for name, _ in ours.headers}
    assert not names & {"expect", "connection", "content-encoding", "transfer-encoding"}


def test_formats_of_the_volatile_values(server: ScriptedServer, clients: Pair) -> None:
    for request in requests_of(server, clients):
        assert re.fullmatch(r"\d{8}T\d{6}Z", request.value("x-amz-date"))
        invocation = request.value("amz-sdk-invocation-id")
        assert str(uuid.UUID(invocation)) == invocation
        assert uuid.UUID(invocation).version == 4
        assert request.value("amz-sdk-request") == "attempt=1; max=3"


def test_invocation_ids_differ_between_calls(server: ScriptedServer, clients: Pair) -> None:
    for _ in range(3):
        add(clients.subject)
    ids = {request.value("amz-sdk-invocation-id") for request in server.take()}
    assert len(ids) == 3


def test_one_connection_is_kept(server: ScriptedServer, clients: Pair) -> None:
    for client in clients.each():
        for _ in range(3):
            add(client)
        connections = {request.connection for request in server.take()}
        assert len(connections) == 1


@pytest.mark.parametrize(
    "url",
    ["/", "/p", "/p/", "/a//b", "/a%20b", "/a%2Fb", "/~x/y.z", "/p?x=1", "/?z=1&a=2"],
)
def test_endpoint_path_and_query(server: ScriptedServer, url: str) -> None:
    with pair(
        lambda _: {"region_name": "us-east-1", "endpoint_url": server.url + url, **KEYS}
    ) as clients:
        theirs, ours = requests_of(server, clients)
    assert ours.line == theirs.line


def test_dot_segments_are_resolved(server: ScriptedServer) -> None:
    """boto3 sends them as they are. What is signed is the resolved path on both sides."""
    with pair(
        lambda _: {"region_name": "us-east-1", "endpoint_url": server.url + "/p/q/../r", **KEYS}
    ) as clients:
        theirs, ours = requests_of(server, clients)
    assert theirs.line == "POST /p/q/../r HTTP/1.1"
    assert ours.line == (theirs.line if SELF_CHECK else "POST /p/r HTTP/1.1")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST"])
def test_host(server: ScriptedServer, host: str) -> None:
    with pair(
        lambda _: {
            "region_name": "us-east-1",
            "endpoint_url": f"http://{host}:{server.port}",
            **KEYS,
        }
    ) as clients:
        theirs, ours = requests_of(server, clients)
    assert ours.value("host") == theirs.value("host")


def test_userinfo_of_the_endpoint_is_not_sent(server: ScriptedServer) -> None:
    url = f"http://user:secret@127.0.0.1:{server.port}"
    with pair(lambda _: {"region_name": "us-east-1", "endpoint_url": url, **KEYS}) as clients:
        results = [outcome(functools.partial(add, client)) for client in clients.each()]
    requests = server.take()
    assert [type(result).__name__ for result in results] == ["Ok", "Ok"]
    assert [request.value("host") for request in requests] == [f"127.0.0.1:{server.port}"] * 2
    assert sorted(comparable(requests[1])) == sorted(comparable(requests[0]))


def test_a_token_sits_between_date_and_authorization(server: ScriptedServer) -> None:
    with pair(
        lambda _: {
            "region_name": "us-east-1",
            "endpoint_url": server.url,
            "aws_session_token": "TOKEN/+=",
            **KEYS,
        }
    ) as clients:
        theirs, ours = requests_of(server, clients)
    assert sorted(comparable(ours)) == sorted(comparable(theirs))
    assert ours.value("x-amz-security-token") == "TOKEN/+="


def test_an_empty_token_is_not_sent(server: ScriptedServer) -> None:
    with pair(
        lambda _: {
            "region_name": "us-east-1",
            "endpoint_url": server.url,
            "aws_session_token": "",
            **KEYS,
        }
    ) as clients:
        theirs, ours = requests_of(server, clients)
    assert ours.values("x-amz-security-token") == theirs.values("x-amz-security-token") == []


def test_user_agent(server: ScriptedServer, clients: Pair) -> None:
    theirs, ours = requests_of(server, clients)
    assert user_agent(ours) == user_agent(theirs)


@pytest.mark.parametrize("value", ["AWS_Lambda_python3.11", "a b", "x/y#z", "é"])
def test_user_agent_execution_environment(
    server: ScriptedServer, environment: pytest.MonkeyPatch, value: str
) -> None:
    environment.setenv("AWS_EXECUTION_ENV", value)
    with pair(
        lambda _: {"region_name": "us-east-1", "endpoint_url": server.url, **KEYS}
    ) as clients:
        theirs, ours = requests_of(server, clients)
    assert user_agent(ours) == user_agent(theirs)


@pytest.mark.parametrize("variable", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SUPPORT"])
def test_user_agent_with_everything_from_the_environment(
    server: ScriptedServer, environment: pytest.MonkeyPatch, variable: str
) -> None:
    environment.setenv(variable, server.url)
    environment.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    environment.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    environment.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with pair(lambda _: {}) as clients:
        theirs, ours = requests_of(server, clients)
    assert user_agent(ours) == user_agent(theirs)


@pytest.mark.parametrize(
    ("function", "trace"),
    [
        ("f", "Root=1-5759e988;Parent=53995c3f;Sampled=1"),
        ("f", "a b\tc\u00e9~*!()"),
        ("f", "-=;:+&[]{}\"',"),
        ("f", ""),
        ("", "Root=1"),
        (None, "Root=1"),
        ("f", None),
    ],
)
def test_trace_header(
    server: ScriptedServer,
    clients: Pair,
    environment: pytest.MonkeyPatch,
    function: str | None,
    trace: str | None,
) -> None:
    if function is not None:
        environment.setenv("AWS_LAMBDA_FUNCTION_NAME", function)
    if trace is not None:
        environment.setenv("_X_AMZN_TRACE_ID", trace)
    theirs, ours = requests_of(server, clients)
    assert ours.values("x-amzn-trace-id") == theirs.values("x-amzn-trace-id")


def test_a_stale_connection_is_replaced_silently(server: ScriptedServer, clients: Pair) -> None:
    for client in clients.each():
        server.answer(http(200, "{}", length=False), http(200, "{}"))
        add(client)
        result = add(client)
        assert result["ResponseMetadata"]["RetryAttempts"] == 0
        first, second = server.take()
        assert first.connection != second.connection
