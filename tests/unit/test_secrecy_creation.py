"""Clients that cannot be made or cannot sign tell no keys, and endpoints no passwords."""

from __future__ import annotations

from typing import Any

import pytest

import awssupport
from awssupport.emulator import Server

from .provoked import KEYS, SECRET_KEY, TOKEN, all_text, found_in, texts_of_client
from .raw_servers import CountingServer
from .test_secrecy import attach, made, raised

PASSWORD = "PasswordMarker"


@pytest.mark.parametrize(
    ("options", "cause"),
    [
        ({"aws_access_key_id": None}, "PartialCredentialsError"),
        ({"region_name": "bad region"}, "InvalidRegionError"),
        ({"endpoint_url": "nonsense"}, "ValueError"),
        ({"api_version": "1999-01-01"}, "DataNotFoundError"),
        ({"service_name": "s3"}, "UnknownServiceError"),
        ({"aws_secret_access_key": SECRET_KEY.encode()}, "TypeError"),
        ({"aws_session_token": [TOKEN]}, "TypeError"),
        ({"aws_access_key_id": {"key": SECRET_KEY}}, "TypeError"),
        ({"verify": [SECRET_KEY]}, "TypeError"),
        ({"config": "wrong"}, None),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else str(value),
)
def test_clients_that_cannot_be_made(options: dict[str, Any], cause: str | None) -> None:
    arguments = {"service_name": "support", "region_name": "us-east-1", **KEYS, **options}
    try:
        client = awssupport.client(**arguments)
    except Exception as error:
        assert cause in (None, type(error).__name__)
        assert found_in(all_text(error)) == []
    else:
        assert cause is None
        assert found_in(texts_of_client(client)) == []


def test_half_a_pair_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SESSION_TOKEN", TOKEN)
    error = raised(lambda: awssupport.client("support", "us-east-1"))
    assert isinstance(error, awssupport.exceptions.PartialCredentialsError)
    assert found_in(all_text(error)) == []


@pytest.mark.parametrize("token", [TOKEN + "\n", "\r\n" + TOKEN, TOKEN + "\0", TOKEN + "é"])
def test_token_that_cannot_be_sent(token: str) -> None:
    with CountingServer() as server:
        client = made(server.url, aws_session_token=token)
        try:
            attach(client)
        except Exception as error:
            assert found_in(all_text(error)) == []
        assert found_in(texts_of_client(client)) == []
        head = bytes(server.received).partition(b"\r\n\r\n")[0]
        assert head.count(TOKEN.encode()) <= 1


@pytest.mark.parametrize("secret", [SECRET_KEY + "\n", SECRET_KEY + "é", SECRET_KEY + "\0"])
def test_secret_key_never_leaves_the_process(secret: str) -> None:
    with CountingServer() as server:
        client = made(server.url, aws_secret_access_key=secret)
        attach(client)
        assert server.requests == [1]
        assert SECRET_KEY.encode() not in server.received
        assert found_in(texts_of_client(client)) == []


def with_password(url: str) -> str:
    return url.replace("://", f"://user:{PASSWORD}@")


def test_password_of_the_endpoint_is_not_sent() -> None:
    with CountingServer() as server:
        attach(made(with_password(server.url)))
        assert server.requests == [1]
        assert PASSWORD.encode() not in server.received
        assert b"dXNlcjpQYXNz" not in server.received  # base64 of user:Pass
        assert server.received.lower().count(b"authorization:") == 1


def test_password_of_the_endpoint_is_not_in_errors_of_the_call() -> None:
    with CountingServer() as server:
        url = with_password(server.url)
    error = raised(lambda: attach(made(url + "/path")))
    assert isinstance(error, awssupport.exceptions.EndpointConnectionError)
    assert str(error) == f'Could not connect to the endpoint URL: "{server.url}/path"'
    assert PASSWORD not in all_text(error)


def test_password_of_the_endpoint_is_not_in_a_tls_error(emulator: Server) -> None:
    error = raised(lambda: attach(made(with_password(emulator.url.replace("http:", "https:")))))
    assert isinstance(error, awssupport.exceptions.SSLError)
    assert PASSWORD not in all_text(error)


@pytest.mark.parametrize(
    "url",
    [
        f"http://user:{PASSWORD}@",
        f"http://user:{PASSWORD}@/path",
        f"http://user:{PASSWORD}@a b/",
        f"http://user:{PASSWORD}@a_b",
        f"http://user:{PASSWORD}@[::1",
        f"http://user:{PASSWORD}@127.0.0.1:99999",
        f"http://user:{PASSWORD}@127.0.0.1:port",
        f"ftp://user:{PASSWORD}@127.0.0.1:1",
        f"user:{PASSWORD}@127.0.0.1:1",
        f"//user:{PASSWORD}@127.0.0.1:1",
        f"http:user:{PASSWORD}@127.0.0.1:1",
        f"http://user:with/slash{PASSWORD}@127.0.0.1:1",
        f"http://user:with@sign{PASSWORD}@127.0.0.1:99999",
        f"http://user:{PASSWORD}@127.0.0.1:1\n",
        f" http://user:{PASSWORD}@127.0.0.1:99999",
    ],
)
def test_password_of_an_endpoint_that_cannot_be_used(url: str) -> None:
    """However it is mistyped, and whether creation or the call finds out."""
    error = raised(lambda: attach(made(url)))
    assert PASSWORD not in all_text(error)


def test_password_of_the_endpoint_is_not_shown_by_the_client() -> None:
    client = made(f"http://user:{PASSWORD}@127.0.0.1:1")
    shown = [repr(client), repr(vars(client)), repr(client._native), repr(client.meta)]
    assert PASSWORD not in "\n".join([*shown, repr(vars(client.meta))])
