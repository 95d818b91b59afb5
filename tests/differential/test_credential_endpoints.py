"""Where STS, Identity Center and sign-in are: awssupport's rules against boto3's clients."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import Any

import botocore
import botocore.session
import pytest
from botocore.config import Config

from awssupport.credentials.service_endpoint import resolve_endpoint
from awssupport.credentials.services import SIGNIN, SSO, SSO_OIDC, STS, Service
from tests.credential_context import Context

from .sides import assert_same, outcome

REGIONS = (
    *(None, "us-east-1", "us-west-2", "eu-central-2", "ap-northeast-1", "aws-global"),
    *("cn-north-1", "us-gov-west-1", "us-gov-east-1", "us-iso-east-1", "us-isob-east-1"),
    *("eu-isoe-west-1", "us-isof-south-1", "eusc-de-east-1", "aws-cn-global"),
    *("aws-us-gov-global", "aws-iso-global", "aws-iso-e-global", "fips-us-east-1"),
    *("us-gov-west-1-fips", "xx-new-1", "mars"),
)

FIPS = {"AWS_USE_FIPS_ENDPOINT": "true"}
DUALSTACK = {"AWS_USE_DUALSTACK_ENDPOINT": "TRUE"}
LEGACY = {"AWS_STS_REGIONAL_ENDPOINTS": "legacy"}
SETTINGS: dict[str, dict[str, str]] = {
    "nothing": {},
    "FIPS": FIPS,
    "dual stack": DUALSTACK,
    "both": {**FIPS, **DUALSTACK},
    "endpoint": {"AWS_ENDPOINT_URL": "http://localhost:1"},
    "endpoint and FIPS": {"AWS_ENDPOINT_URL": "http://localhost:1", **FIPS},
}
OF_STS = {
    "legacy": LEGACY,
    "legacy and FIPS": {**LEGACY, **FIPS},
    "legacy and dual stack": {**LEGACY, **DUALSTACK},
    "neither legacy nor regional": {"AWS_STS_REGIONAL_ENDPOINTS": "Legacy"},
}

#: botocore's name, a method, its arguments, what follows the endpoint in its URL.
CALLS: dict[str, tuple[Service, str, dict[str, Any], str]] = {
    "sts": (STS, "assume_role", {"RoleArn": "x" * 20, "RoleSessionName": "me"}, "/"),
    "sso": (
        SSO,
        "get_role_credentials",
        {"roleName": "r", "accountId": "1", "accessToken": "t"},
        "/federation/credentials",
    ),
    "sso-oidc": (
        SSO_OIDC,
        "create_token",
        {"clientId": "c", "clientSecret": "s", "grantType": "g"},
        "/token",
    ),
    "signin": (
        SIGNIN,
        "create_o_auth2_token",
        {"tokenInput": {"clientId": "c", "grantType": "refresh_token"}},
        "/v1/token",
    ),
}
ROWS = [
    pytest.param(name, settings, id=f"{name}, {title}")
    for name in CALLS
    for title, settings in {**SETTINGS, **(OF_STS if name == "sts" else {})}.items()
]


@pytest.fixture(scope="module")
def session() -> botocore.session.Session:
    return botocore.session.get_session()


class _Seen(Exception):
    pass


def _of_botocore(session: botocore.session.Session, name: str, region: str | None) -> Any:
    """The endpoint, and the region of the signature, of a request that is not sent."""
    _, method, arguments, path = CALLS[name]
    options: dict[str, Any] = {"config": Config(signature_version=botocore.UNSIGNED)}
    if name == "sts":
        options = {"aws_access_key_id": "AKID", "aws_secret_access_key": "s"}
    client = session.create_client(name, region_name=region, **options)
    requests: list[Any] = []

    def stop(request: Any, **event: Any) -> None:
        requests.append(request)
        raise _Seen

    client.meta.events.register("before-send", stop)
    with contextlib.suppress(_Seen):
        getattr(client, method)(**arguments)
    url = requests[0].url.partition("?")[0].removesuffix(path)
    authorization = requests[0].headers.get("Authorization", b"").decode()
    return url, authorization.split("/")[2] if authorization else None


def _of_awssupport(environ: dict[str, str], name: str, region: str | None) -> Any:
    endpoint = resolve_endpoint(CALLS[name][0], region, Context(environ))
    if name == "sts" and endpoint.signing_region is None:
        from awssupport.exceptions import NoRegionError

        raise NoRegionError  # what signing raises: see test_credential_roles.py
    return endpoint.url, endpoint.signing_region if name == "sts" else None


@pytest.mark.parametrize(("name", "settings"), ROWS)
def test_every_region(
    name: str,
    settings: dict[str, str],
    session: botocore.session.Session,
    environment: pytest.MonkeyPatch,
) -> None:
    for variable, value in settings.items():
        environment.setenv(variable, value)
    for region in REGIONS:
        expected = outcome(partial(_of_botocore, session, name, region))
        assert_same(expected, outcome(partial(_of_awssupport, settings, name, region)))
