"""What fails when a client is made, and with which words."""

from __future__ import annotations

from typing import Any

import botocore.exceptions
import pytest

from .sides import (
    KEYS,
    REFERENCE,
    SUBJECT,
    Failed,
    Ok,
    Side,
    assert_same,
    close,
    outcome,
)


def made(side: Side, *arguments: Any, **options: Any) -> Ok | Failed:
    """The outcome of making a client: its class, region and URL, or the error."""

    def make() -> Any:
        client = side.client(*arguments, **options)
        close(client)
        return [type(client).__name__, client.meta.region_name, client.meta.endpoint_url]

    return outcome(make)


def assert_same_creation(*arguments: Any, **options: Any) -> Ok | Failed:
    reference = made(REFERENCE, *arguments, **options)
    subject = made(SUBJECT, *arguments, **options)
    assert_same(reference, subject)
    return reference


BAD_REGIONS = (
    *("us_east_1", "us east 1", "-us-east-1", "us-east-1-", "123", "us.east.1", "é", "a/b"),
    *("x" * 64, "us-east-1@evil", "#", "%", "1" * 10),
)
ODD_REGIONS = ("US-EAST-1", "foo", "x" * 63, "a", "1a", "--a", "a--b", "", "aws")


@pytest.mark.parametrize("region", BAD_REGIONS)
def test_bad_region(region: str) -> None:
    result = assert_same_creation(region_name=region, **KEYS)
    assert isinstance(result, Failed)
    assert isinstance(result.error, botocore.exceptions.InvalidRegionError | ValueError)


@pytest.mark.parametrize("region", ODD_REGIONS)
def test_odd_region(region: str) -> None:
    assert_same_creation(region_name=region, **KEYS)


@pytest.mark.parametrize("region", BAD_REGIONS[:4])
def test_bad_region_with_an_endpoint_url(region: str) -> None:
    assert_same_creation(region_name=region, endpoint_url="http://127.0.0.1:1", **KEYS)


BAD_URLS = (
    *("", " ", "foo", "example.com", "example.com:80", "127.0.0.1", "/path"),
    *("http://", "http:///path", "https://?x", "http://a_b", "http://a b", "http:// a"),
    *("http://-a", "http://a-", "http://a..b", "http://.a", "http://a.-b.c", "http://a.b-.c"),
    *("http://" + "x" * 64, "http://" + ".".join(["x" * 60] * 5), "http://é", "http://a%20b"),
    *("http://a\n", "http://a\tb", "http://a/\r", "http://a/b\nc", "http://*", "http://a,b"),
    *("http://user@", "http://:80", "http://::1"),
    "http:a",
)

GOOD_URLS = (
    *("http://a", "https://a.b", "http://a.b.", "http://a:80", "http://a:0", "http://a:99999"),
    *("http://127.0.0.1", "http://127.0.0.1:1/p/q?x=1", "http://[::1]", "http://[::1]:80/p"),
    *("http://1.2", "http://999.999.999.999", "HTTP://A.B", "ftp://a", "x://a", "http://a?b"),
    *("http://a#b", "http://user:pw@a", "http://A-1.b-2", "http://" + "x" * 63, "http://0"),
    *("http://a/p/", "http://a//", "http://a/b c", "http://a/é", "http://a:", "http://a:x"),
    *("https://[fd00:ec2::254]", "http://[::1%25eth0]", "http://[::ffff:1.2.3.4]"),
)


@pytest.mark.parametrize("url", BAD_URLS)
def test_bad_endpoint_url(url: str) -> None:
    assert_same_creation(region_name="us-east-1", endpoint_url=url, **KEYS)


@pytest.mark.parametrize("url", GOOD_URLS)
def test_good_endpoint_url(url: str) -> None:
    assert_same_creation(region_name="us-east-1", endpoint_url=url, **KEYS)


@pytest.mark.parametrize("url", ["http://[::1", "http://[]"])
def test_bad_ipv6_literal(url: str) -> None:
    """The words are those of Python's urllib, and differ between its versions."""
    for side in (REFERENCE, SUBJECT):
        result = made(side, region_name="us-east-1", endpoint_url=url, **KEYS)
        assert isinstance(result, Failed)
        assert type(result.error) is ValueError


def test_the_url_lists_are_what_they_say() -> None:
    def accepted(url: str) -> bool:
        return isinstance(made(REFERENCE, region_name="us-east-1", endpoint_url=url, **KEYS), Ok)

    assert any(accepted(url) for url in GOOD_URLS)
    assert not all(accepted(url) for url in BAD_URLS)


CREDENTIALS: dict[str, dict[str, str | None]] = {
    "only the key": {"aws_access_key_id": "a"},
    "only the secret": {"aws_secret_access_key": "s"},
    "key and token": {"aws_access_key_id": "a", "aws_session_token": "t"},
    "secret and token": {"aws_secret_access_key": "s", "aws_session_token": "t"},
    "key and None": {"aws_access_key_id": "a", "aws_secret_access_key": None},
    "only the token": {"aws_session_token": "t"},
    "empty pair": {"aws_access_key_id": "", "aws_secret_access_key": ""},
    "empty key": {"aws_access_key_id": "", "aws_secret_access_key": "s"},
    "empty secret": {"aws_access_key_id": "a", "aws_secret_access_key": ""},
    "only an empty key": {"aws_access_key_id": ""},
    "only an empty secret": {"aws_secret_access_key": ""},
    "account and key": {"aws_access_key_id": "a", "aws_account_id": "1"},
    "only the account": {"aws_account_id": "1"},
    "none": {},
}


@pytest.mark.parametrize("options", CREDENTIALS.values(), ids=CREDENTIALS)
def test_credentials(options: dict[str, str | None]) -> None:
    assert_same_creation(region_name="us-east-1", **options)


@pytest.mark.parametrize("name", ["Support", "s3x", "", "support ", "nope", "iam2"])
def test_unknown_service(name: str) -> None:
    """The names that are valid are each library's own; the rest of the text is not."""
    reference = made(REFERENCE, name, region_name="us-east-1", **KEYS)
    subject = made(SUBJECT, name, region_name="us-east-1", **KEYS)
    assert isinstance(reference, Failed)
    assert isinstance(subject, Failed)
    assert type(subject.error).__name__ == type(reference.error).__name__ == "UnknownServiceError"
    assert isinstance(subject.error, botocore.exceptions.UnknownServiceError)
    beginning = f"Unknown service: '{name}'. Valid service names are: "
    assert str(reference.error).startswith(beginning)
    assert str(subject.error).startswith(beginning)
    assert "support" in str(subject.error).removeprefix(beginning).split(", ")
    assert "support" in subject.error.kwargs["known_service_names"]


@pytest.mark.parametrize("version", ["2013-04-15", None, "2012-01-01", "latest", "x/y"], ids=repr)
def test_api_version(version: str | None) -> None:
    assert_same_creation(region_name="us-east-1", api_version=version, **KEYS)


@pytest.mark.parametrize("use_ssl", [True, False, None, 1, 0], ids=repr)
@pytest.mark.parametrize("url", [None, "http://a", "https://a"], ids=repr)
def test_use_ssl(use_ssl: Any, url: str | None) -> None:
    assert_same_creation(region_name="eu-west-1", use_ssl=use_ssl, endpoint_url=url, **KEYS)


def test_unknown_keyword() -> None:
    reference = made(REFERENCE, region_name="us-east-1", foo=1, **KEYS)
    subject = made(SUBJECT, region_name="us-east-1", foo=1, **KEYS)
    for result in (reference, subject):
        assert isinstance(result, Failed)
        assert type(result.error) is TypeError
        assert str(result.error).endswith("got an unexpected keyword argument 'foo'")


def test_unknown_config_option() -> None:
    reference = outcome(lambda: REFERENCE.config(foo=1))
    subject = outcome(lambda: SUBJECT.config(foo=1))
    assert_same(reference, subject)
    assert isinstance(reference, Failed)


@pytest.mark.parametrize(
    "retries",
    [
        {"mode": "fast"},
        {"mode": "Standard"},
        {"max_attempts": -1},
        {"total_max_attempts": 0},
        {"attempts": 3},
        {"max_attempts": 1, "foo": 2},
        {},
        {"mode": "standard"},
        {"max_attempts": 0},
        {"total_max_attempts": 1},
    ],
    ids=repr,
)
def test_retries(retries: dict[str, Any]) -> None:
    def make(side: Side) -> Any:
        return side.config(retries=dict(retries)) and "made"

    assert_same(outcome(lambda: make(REFERENCE)), outcome(lambda: make(SUBJECT)))


@pytest.mark.parametrize("name", ["connect_timeout", "read_timeout"])
@pytest.mark.parametrize("value", [0, -1, -0.5, "1", True, "x"], ids=repr)
def test_bad_timeout(name: str, value: Any) -> None:
    results = [
        made(side, region_name="us-east-1", config=side.config(**{name: value}), **KEYS)
        for side in (REFERENCE, SUBJECT)
    ]
    assert_same(*results)
    assert isinstance(results[0], Failed)


def test_region_of_the_config() -> None:
    def make(side: Side, **options: Any) -> Ok | Failed:
        return made(side, config=side.config(region_name="eu-west-1"), **KEYS, **options)

    for options in ({}, {"region_name": "us-west-2"}, {"region_name": None}):
        assert_same(make(REFERENCE, **options), make(SUBJECT, **options))
