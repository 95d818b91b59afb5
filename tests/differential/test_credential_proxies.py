"""STS and the metadata service of instances are asked through the proxies of the environment, by
boto3 and awssupport."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from tests.proxy import LoopbackProxy

from .certificates import context_for
from .cloud import (
    ROLE_ARN,
    CloudServer,
    as_json,
    assumed_role,
    metadata_keys,
    running_cloud,
)
from .credential_cases import BASE, CONFIG, CREDENTIALS, Case, Workers
from .server import http

FILES = {
    CONFIG: f"[profile role]\nrole_arn = {ROLE_ARN}\nsource_profile = base\n",
    CREDENTIALS: BASE,
}
STS = "http://sts.example:8080"


def role(**env: str) -> Case:
    """A profile that takes on a role with the keys of another one."""
    return Case({"AWS_PROFILE": "role", **env}, FILES, {"POST /": assumed_role()})


@pytest.fixture
def proxy(cloud: CloudServer) -> Iterator[LoopbackProxy]:
    """A proxy that knows where STS is, for those who know its password."""
    with LoopbackProxy(credentials="joe:p@ss", hosts={"sts.example:8080": cloud.port}) as made:
        yield made


def test_plain_requests_are_forwarded(
    workers: Workers, cloud: CloudServer, proxy: LoopbackProxy
) -> None:
    proxy_url = f"http://joe:p%40ss@{proxy.address}"
    found = workers.compare(role(AWS_ENDPOINT_URL_STS=STS, http_proxy=proxy_url), cloud)
    assert found["ok"]
    assert len(found["requests"]) == 1
    theirs, ours = proxy.requests
    assert ours.line == theirs.line == f"POST {STS}/ HTTP/1.1"


def test_secure_requests_are_tunnelled(workers: Workers, tmp_path: Path) -> None:
    authority = trustme.CA()
    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(bundle)
    host = "sts.us-east-1.amazonaws.com"
    with (
        running_cloud(context_for(authority, host)) as cloud,
        LoopbackProxy(hosts={f"{host}:443": cloud.port}) as proxy,
    ):
        case = role(HTTPS_PROXY=proxy.address, AWS_CA_BUNDLE=str(bundle))
        found = workers.compare(case, cloud)
        assert found["ok"]
        assert len(found["requests"]) == 1
        theirs, ours = (request.line.rpartition(" ")[0] for request in proxy.requests)
    assert ours == theirs == f"CONNECT {host}:443"


def test_hosts_that_are_exempt(workers: Workers, cloud: CloudServer, proxy: LoopbackProxy) -> None:
    case = role(AWS_ENDPOINT_URL_STS="{url}", http_proxy=proxy.url, no_proxy="127.0.0.1")
    found = workers.compare(case, cloud)
    assert found["ok"]
    assert len(found["requests"]) == 1
    assert proxy.requests == []


@pytest.mark.parametrize("mode", ["standard", "legacy"])
def test_proxies_that_refuse_are_asked_again(
    workers: Workers, cloud: CloudServer, proxy: LoopbackProxy, mode: str
) -> None:
    wrong = f"http://joe:wrong@{proxy.address}"
    case = role(https_proxy=wrong, AWS_RETRY_MODE=mode)
    found = workers.compare(case, cloud)
    (failed,) = found["ok"]["used"]
    assert failed["error"] == "ProxyConnectionError"
    assert "wrong" not in failed["text"]
    assert found["requests"] == []
    attempts = 5 if mode == "legacy" else 3
    assert len(proxy.requests) == 2 * attempts


def instance(**env: str) -> Case:
    """An instance with a role."""
    path = "GET /latest/meta-data/iam/security-credentials/"
    routes = {
        "PUT /latest/api/token": http(200, "the-token"),
        path: http(200, "Role"),
        f"{path}Role": as_json(metadata_keys("ASIAEC2")),
    }
    env = {"AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://metadata.example:8080", **env}
    return Case(env, routes=routes, imds=True)


def test_metadata_services_are_asked_through_a_proxy(workers: Workers, cloud: CloudServer) -> None:
    with LoopbackProxy(hosts={"metadata.example:8080": cloud.port}) as proxy:
        found = workers.compare(instance(http_proxy=proxy.url), cloud)
        assert found["ok"]
        assert len(found["requests"]) == 3
        lines = [request.line for request in proxy.requests]
    assert lines[:3] == lines[3:]
    assert lines[0] == "PUT http://metadata.example:8080/latest/api/token HTTP/1.1"


def test_metadata_services_behind_a_proxy_that_is_gone(
    workers: Workers, cloud: CloudServer
) -> None:
    with LoopbackProxy() as proxy:
        gone = proxy.url
    found = workers.compare(instance(http_proxy=gone), cloud)
    assert found.get("error") == "ProxyConnectionError"
