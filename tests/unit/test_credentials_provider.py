"""Clients whose credentials are an object that is asked at each call."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from awssupport._awssupport import HttpFetcher, NativeClient
from awssupport.exceptions import NoCredentialsError, ParamValidationError
from awssupport.support import Support
from tests.differential.server import Request, ScriptedServer, http, running

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


class Provider:
    """Gives what the function makes, and counts how often it was asked."""

    def __init__(self, frozen: Callable[[int], Any]) -> None:
        self.frozen = frozen
        self.asked = 0

    def get_frozen_credentials(self) -> Any:
        """As botocore's."""
        self.asked += 1
        return self.frozen(self.asked)


def numbered(number: int) -> Any:
    return (f"AKID{number}", SECRET, f"token-{number}", "123456789012")


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with running() as made:
        yield made


@pytest.fixture
def make(server: ScriptedServer) -> Callable[..., Support]:
    def made(credentials: Any, **options: Any) -> Support:
        return Support(
            NativeClient(
                {
                    "region_name": "us-east-1",
                    "endpoint_url": server.url,
                    "credentials": credentials,
                    **options,
                }
            )
        )

    return made


def access_key(request: Request) -> str:
    return request.value("authorization").split("Credential=")[1].split("/")[0]


def with_handler(client: Support) -> None:
    client.meta.events.register("before-send", lambda **_: None)


@pytest.mark.parametrize("prepare", [lambda _: None, with_handler], ids=["plain", "with events"])
def test_each_call_asks_once(
    server: ScriptedServer, make: Callable[..., Support], prepare: Callable[[Support], None]
) -> None:
    provider = Provider(numbered)
    client = make(provider)
    prepare(client)
    assert provider.asked == 0
    for number in (1, 2):
        client.describe_services()
        request = server.take_one()
        assert access_key(request) == f"AKID{number}"
        assert request.value("x-amz-security-token") == f"token-{number}"
        assert "x-amz-security-token" in request.value("authorization")
        assert provider.asked == number


def test_presigned_urls_ask_too(make: Callable[..., Support]) -> None:
    url = make(Provider(numbered)).generate_presigned_url("describe_services")
    assert "AKID1" in url
    assert "token-1" in url


def test_a_copy_asks_the_same_object(make: Callable[..., Support], server: ScriptedServer) -> None:
    provider = Provider(numbered)
    client = make(provider)
    client.describe_services()
    client.__copy__().describe_services()
    assert [access_key(request) for request in server.take()] == ["AKID1", "AKID2"]


@pytest.mark.parametrize("token", [None, ""])
def test_without_a_token_there_is_no_header(
    server: ScriptedServer, make: Callable[..., Support], token: str | None
) -> None:
    make(Provider(lambda _: ("AKID", SECRET, token))).describe_services()
    assert not server.take_one().values("x-amz-security-token")


def test_the_environment_is_not_asked_besides(
    server: ScriptedServer, make: Callable[..., Support], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "FROMENV")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    client = make(Provider(numbered), feature_ids=["r", "s"])
    client.describe_services()
    request = server.take_one()
    assert access_key(request) == "AKID1"
    used = request.value("user-agent").split(" m/")[1].split(" ")[0]
    assert used.split(",") == ["E", "N", "r", "s"]


@pytest.mark.parametrize("prepare", [lambda _: None, with_handler], ids=["plain", "with events"])
def test_keys_that_are_none(
    server: ScriptedServer, make: Callable[..., Support], prepare: Callable[[Support], None]
) -> None:
    """As in botocore: a secret key signs as its text, and without an access key nobody signs."""
    client = make(Provider(lambda _: ("AKID", None, None)))
    prepare(client)
    client.describe_services()
    assert access_key(server.take_one()) == "AKID"
    client = make(Provider(lambda _: (None, "x", None)))
    prepare(client)
    with pytest.raises(TypeError, match="sequence item 0: expected str instance, NoneType found"):
        client.describe_services()
    assert server.take() == []


@pytest.mark.parametrize("prepare", [lambda _: None, with_handler], ids=["plain", "with events"])
def test_no_credentials(
    server: ScriptedServer, make: Callable[..., Support], prepare: Callable[[Support], None]
) -> None:
    client = make(Provider(lambda _: None))
    prepare(client)
    with pytest.raises(NoCredentialsError):
        client.describe_services()
    assert server.take() == []


def test_what_it_raises_is_the_failure_of_the_call(
    server: ScriptedServer, make: Callable[..., Support]
) -> None:
    error = LookupError("the session has expired")

    def fail(_: int) -> Any:
        raise error

    with pytest.raises(LookupError) as caught:
        make(Provider(fail)).describe_services()
    assert caught.value is error
    assert server.take() == []


def test_broken_parameters_come_first(make: Callable[..., Support]) -> None:
    provider = Provider(numbered)
    with pytest.raises(ParamValidationError):
        make(provider).describe_cases(maxResults="many")  # type: ignore[arg-type]
    assert provider.asked == 0


@pytest.mark.parametrize(
    "frozen", [("AKID",), ("AKID", 5, None), 7], ids=["short", "number", "no sequence"]
)
def test_credentials_of_the_wrong_form(make: Callable[..., Support], frozen: Any) -> None:
    with pytest.raises((TypeError, IndexError)):
        make(Provider(lambda _: frozen)).describe_services()


def test_it_may_send_requests_itself(server: ScriptedServer, make: Callable[..., Support]) -> None:
    fetcher = HttpFetcher({})

    def fetched(_: int) -> Any:
        fetcher.fetch("GET", f"{server.url}/credentials", [])
        return ("AKID", SECRET, None)

    server.answer(http(200, b"{}"))
    make(Provider(fetched)).describe_services()
    first, second = server.take()
    assert first.line.startswith("GET /credentials ")
    assert access_key(second) == "AKID"


def test_a_cycle_through_the_object_is_collected(make: Callable[..., Support]) -> None:
    provider: Any = Provider(numbered)
    provider.client = make(provider)
    gone = weakref.ref(provider)
    del provider
    gc.collect()
    assert gone() is None
