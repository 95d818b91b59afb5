"""Regions and endpoints: what ``meta`` says, and where a request really goes.

The real endpoints are never contacted. The requests are sent through an HTTP proxy, which is
our own server: it sees the full URL and answers itself.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

import pytest

from .server import ScriptedServer, http
from .sides import (
    KEYS,
    REFERENCE,
    SUBJECT,
    Failed,
    Side,
    add,
    assert_same,
    close,
    outcome,
    pair,
)

REGIONS = (
    *("us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "ca-west-1"),
    *("eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1", "eu-central-2", "eu-north-1"),
    *("eu-south-1", "eu-south-2", "ap-east-1", "ap-east-2", "ap-south-1", "ap-south-2"),
    *("ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-southeast-1", "ap-southeast-2"),
    *("ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-7", "sa-east-1"),
    *("me-south-1", "me-central-1", "af-south-1", "il-central-1", "mx-central-1", "aws-global"),
    *("cn-north-1", "cn-northwest-1", "cn-unknown-7", "aws-cn-global"),
    *("eusc-de-east-1", "eusc-de-west-9", "eusc-fr-east-1", "aws-eusc-global"),
    *("us-iso-east-1", "us-iso-west-1", "us-iso-x-1", "aws-iso-global"),
    *("us-isob-east-1", "us-isob-west-1", "us-isob-x-1", "aws-iso-b-global"),
    *("eu-isoe-west-1", "eu-isoe-x-1", "aws-iso-e-global"),
    *("us-isof-south-1", "us-isof-east-1", "us-isof-x-1", "aws-iso-f-global"),
    *("us-gov-west-1", "us-gov-east-1", "us-gov-x-1", "aws-us-gov-global"),
    *("us-unknown-9", "xx-east-1", "foo", "US-EAST-1", "us-east-1a", "us-east", "1a"),
)
FIPS_REGIONS = (
    "fips-us-east-1",
    "us-east-1-fips",
    "us-gov-west-1-fips",
    "fips-aws-global",
    "fips-",
)


def meta(side: Side, **options: Any) -> Any:
    """What the client says of itself."""
    client = side.client(**{**KEYS, **options})
    close(client)
    return [client.meta.region_name, client.meta.endpoint_url, client.meta.partition]


def assert_same_meta(**options: Any) -> Any:
    reference = outcome(lambda: meta(REFERENCE, **options))
    assert_same(reference, outcome(lambda: meta(SUBJECT, **options)))
    return reference


@pytest.mark.parametrize("region", [*REGIONS, *FIPS_REGIONS])
def test_meta(region: str) -> None:
    assert_same_meta(region_name=region)


@pytest.mark.parametrize("region", ["us-east-1", "cn-north-1", "us-gov-east-1", "aws-global"])
def test_meta_without_tls(region: str) -> None:
    assert_same_meta(region_name=region, use_ssl=False)


def test_meta_without_a_region() -> None:
    reference = assert_same_meta()
    assert reference.value[0] == "aws-global"


def test_meta_with_an_endpoint_url() -> None:
    for region in (None, "eu-west-1", "us-gov-west-1", "foo"):
        for url in ("http://127.0.0.1:1", "http://127.0.0.1:1/", "https://localhost/p?q"):
            assert_same_meta(region_name=region, endpoint_url=url)


def test_default_region(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("AWS_REGION", "ap-south-1")
    assert assert_same_meta().value[0] == "aws-global"
    environment.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    assert assert_same_meta().value[0] == "eu-west-1"
    assert assert_same_meta(region_name="us-west-2").value[0] == "us-west-2"


@pytest.mark.parametrize("value", ["", "bad region", "foo", "us-gov-west-1", "fips-us-east-1"])
def test_odd_default_region(environment: pytest.MonkeyPatch, value: str) -> None:
    environment.setenv("AWS_DEFAULT_REGION", value)
    assert_same_meta()
    assert_same_meta(region_name="us-west-2")
    assert_same_meta(endpoint_url="http://127.0.0.1:1")


def configured(pairs: dict[str, str]) -> Callable[[pytest.MonkeyPatch], None]:
    def configure(environment: pytest.MonkeyPatch) -> None:
        for name, value in pairs.items():
            environment.setenv(name, value)

    return configure


GENERAL = {"AWS_ENDPOINT_URL": "http://general.example"}
SPECIFIC = {"AWS_ENDPOINT_URL_SUPPORT": "http://specific.example:8/p"}
IGNORE = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"

URLS: dict[str, dict[str, str]] = {
    "nothing": {},
    "general": GENERAL,
    "specific": SPECIFIC,
    "both": {**GENERAL, **SPECIFIC},
    "empty specific": {**GENERAL, "AWS_ENDPOINT_URL_SUPPORT": ""},
    "empty both": {"AWS_ENDPOINT_URL": "", "AWS_ENDPOINT_URL_SUPPORT": ""},
    "of another service": {"AWS_ENDPOINT_URL_STS": "http://sts.example"},
    "ignored": {**GENERAL, **SPECIFIC, IGNORE: "true"},
    "ignored in capitals": {**GENERAL, IGNORE: "TRUE"},
    "not ignored": {**GENERAL, IGNORE: "false"},
    "ignored by one": {**GENERAL, IGNORE: "1"},
    "ignored by nothing": {**GENERAL, IGNORE: ""},
    "invalid": {"AWS_ENDPOINT_URL": "no-scheme"},
    "invalid but ignored": {"AWS_ENDPOINT_URL": "no-scheme", IGNORE: "true"},
    "invalid specific": {**GENERAL, "AWS_ENDPOINT_URL_SUPPORT": "http://a_b"},
    "blanks": {"AWS_ENDPOINT_URL": " http://general.example "},
}


@pytest.mark.parametrize("variables", URLS.values(), ids=URLS)
def test_endpoint_url(environment: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    configured(variables)(environment)
    assert_same_meta(region_name="us-east-1")
    assert_same_meta(region_name="eu-west-1", endpoint_url="http://argument.example")
    assert_same_meta(region_name="eu-west-1", endpoint_url="")
    assert_same_meta()


def test_no_region_with_an_endpoint_url(server: ScriptedServer) -> None:
    with pair(lambda _: {"endpoint_url": server.url, **KEYS}) as clients:
        results = [outcome(functools.partial(add, client)) for client in clients.each()]
        assert clients.subject.meta.region_name is clients.reference.meta.region_name is None
    assert_same(*results)
    assert isinstance(results[0], Failed)
    assert type(results[0].error).__name__ == "NoRegionError"
    assert server.take() == []


# Through the proxy --------------------------------------------------------------------------


SCOPE = re.compile(r"Credential=AKIDEXAMPLE/\d{8}/([^/]*)/([^/]*)/aws4_request")


def destinations(
    server: ScriptedServer, environment: pytest.MonkeyPatch, **options: Any
) -> list[tuple[str, str, tuple[str, ...]]]:
    """Request line, host and credential scope of a call by each side."""
    server.answer(http(200, "{}"))
    environment.setenv("http_proxy", server.url)
    with pair(lambda _: {**KEYS, "use_ssl": False, **options}) as clients:
        for client in clients.each():
            add(client)
    seen = []
    for request in server.take():
        scope = SCOPE.search(request.value("authorization"))
        assert scope is not None
        seen.append((request.line, request.value("host"), scope.groups()))
    return seen


@pytest.mark.parametrize("region", [*REGIONS, *FIPS_REGIONS[:-1]])
def test_destination(server: ScriptedServer, environment: pytest.MonkeyPatch, region: str) -> None:
    theirs, ours = destinations(server, environment, region_name=region)
    assert ours == theirs


def test_destination_without_a_region(
    server: ScriptedServer, environment: pytest.MonkeyPatch
) -> None:
    theirs, ours = destinations(server, environment)
    assert ours == theirs
    assert ours[2] == ("us-east-1", "support")


@pytest.mark.parametrize("value", ["true", "True", "1", "false", ""])
@pytest.mark.parametrize("variable", ["AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"])
def test_switches(
    server: ScriptedServer, environment: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    environment.setenv(variable, value)
    for region in ("us-east-1", "eu-west-1", "cn-north-1", "us-gov-west-1", "aws-global"):
        theirs, ours = destinations(server, environment, region_name=region)
        assert ours == theirs


def test_both_switches(server: ScriptedServer, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("AWS_USE_FIPS_ENDPOINT", "true")
    environment.setenv("AWS_USE_DUALSTACK_ENDPOINT", "true")
    for region in ("us-east-1", "cn-north-1", "us-gov-east-1", "eusc-de-east-1"):
        theirs, ours = destinations(server, environment, region_name=region)
        assert ours == theirs


@pytest.mark.parametrize("region", ["eu-isoe-west-1", "us-isof-south-1"])
def test_dual_stack_where_there_is_none(environment: pytest.MonkeyPatch, region: str) -> None:
    environment.setenv("AWS_USE_DUALSTACK_ENDPOINT", "true")
    assert_same_meta(region_name=region)
