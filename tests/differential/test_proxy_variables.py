"""The proxies of the environment, as botocore reads them with the standard library's help."""

from __future__ import annotations

import botocore.utils
import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from awssupport.proxies import environment_proxies
from tests.examples import examples

NAMES = (
    *("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "Https_Proxy", "HTTPS_proxy"),
    *("no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY", "REQUEST_METHOD"),
)
HOSTS = ("support.us-east-1.amazonaws.com", "localhost:8080", "127.0.0.1", "[::1]:80", "a.b:")
URLS = [
    f"{scheme}://{host}{end}"
    for scheme in ("http", "https")
    for host in HOSTS
    for end in ("", "/p?q#f")
]
EXEMPTIONS = (
    *("", "*", "*,a", " * ", "amazonaws.com", ".amazonaws.com", "AMAZONAWS.com", "..com", "com,"),
    *("us-east-1.amazonaws.com , x", "localhost", "localhost:8080", "127.0.0.0/8", "::1", "[::1]"),
    *(".", "azonaws.com", "b:", "a.b", " ,,"),
)
VALUES = st.sampled_from(["", "http://proxy:1", "proxy:2", *EXEMPTIONS])


@examples(100, HealthCheck.function_scoped_fixture)
@given(variables=st.dictionaries(st.sampled_from(NAMES), VALUES), url=st.sampled_from(URLS))
@example(variables={"HTTPS_PROXY": "a", "https_proxy": ""}, url=URLS[-1])
@example(variables={"HTTP_PROXY": "a", "REQUEST_METHOD": "GET"}, url=URLS[0])
def test_same_as_botocore(
    environment: pytest.MonkeyPatch, variables: dict[str, str], url: str
) -> None:
    with environment.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        assert environment_proxies(url) == botocore.utils.get_environ_proxies(url)


@pytest.mark.parametrize("exemption", EXEMPTIONS)
@pytest.mark.parametrize("url", URLS[::2])
def test_exemptions(environment: pytest.MonkeyPatch, url: str, exemption: str) -> None:
    environment.setenv("https_proxy", "http://proxy:1")
    environment.setenv("no_proxy", exemption)
    assert environment_proxies(url) == botocore.utils.get_environ_proxies(url)


def test_both_ends_are_met(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("https_proxy", "http://proxy:1")
    assert environment_proxies(URLS[0]) == {"https": "http://proxy:1"}
    environment.setenv("no_proxy", "amazonaws.com")
    assert environment_proxies(URLS[0]) == {}
