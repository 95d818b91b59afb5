"""Credentials that services give: what is asked of them, and what comes of their answers, by boto3
and awssupport in the same prepared environments."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest

from .cloud import (
    FAR,
    ROLE_ARN,
    CloudServer,
    as_json,
    assumed_role,
    metadata_keys,
    running_cloud,
    sts_error,
)
from .credential_cases import Case, Workers, working
from .server import Close, http, raw

PAST = "2020-01-02T03:04:05Z"
CREDENTIALS, CONFIG = ".aws/credentials", ".aws/config"
BASE = "[base]\naws_access_key_id = AKIDBASE\naws_secret_access_key = base-secret\n"
STS = {"AWS_ENDPOINT_URL_STS": "{url}", "AWS_PROFILE": "role"}
ROLE = f"[profile role]\nrole_arn = {ROLE_ARN}\n"
SOURCED = ROLE + "source_profile = base\n"


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    with working(tmp_path_factory.mktemp("homes")) as made:
        yield made


@pytest.fixture(scope="module")
def cloud() -> Iterator[CloudServer]:
    with running_cloud() as server:
        yield server


def role(
    more: str = "",
    answer: Any = None,
    profile: str = SOURCED,
    files: dict[str, str] | None = None,
    **options: Any,
) -> Case:
    """A profile that takes on a role with the keys of another one."""
    return Case(
        {**STS, **options.pop("env", {})},
        {CONFIG: profile + more, CREDENTIALS: BASE, **(files or {})},
        {"POST / ": answer or assumed_role(), **options.pop("routes", {})},
        **options,
    )


ROLES: dict[str, Case] = {
    "role": role(),
    "role, used twice": role(uses=2),
    "role, never used": role(uses=0),
    "role, all options": role(
        "role_session_name = me and you\nexternal_id = ex/1\nduration_seconds = 1800\n"
    ),
    "role, odd duration": role("duration_seconds = long\n"),
    "role, short duration": role("duration_seconds = 10\n"),
    "role, empty name": role("role_session_name =\n"),
    "role, short name and id": role("role_session_name = a\nexternal_id = b\n"),
    "role, short ARN": role(profile="[profile role]\nrole_arn = short\nsource_profile = base\n"),
    "role, session name of more than ASCII": role("role_session_name = häßlich\n"),
    "role in another region": role(region="eu-west-1"),
    "role without region": role(region=None),
    "role, region of the profile": role("region = ap-south-1\n", region=None),
    "role, region of FIPS": role(region="fips-us-west-2"),
    "role, account of another ARN": role(answer=assumed_role(arn="arn:aws:sts::1:x")),
    "role, no ARN": role(answer=assumed_role(arn="nonsense")),
    "role that has expired": role(answer=assumed_role(expiration=PAST)),
    "role with an expiry in seconds": role(answer=assumed_role(expiration="4071006245")),
    "role with an odd expiry": role(answer=assumed_role(expiration="soon")),
    "role that ends soon, used twice": role(
        answer=assumed_role(expiration="2099-01-02T03:04:05+02:00"), uses=2
    ),
    "role with a token in the source": role(files={CREDENTIALS: BASE + "aws_session_token = t\n"}),
    "role, application id": role(env={"AWS_SDK_UA_APP_ID": "app"}),
    "role of its own keys": role(
        profile=ROLE + "source_profile = role\naws_access_key_id = AKIDSELF\n"
        "aws_secret_access_key = s\n"
    ),
    "role of itself without keys": role(profile=ROLE + "source_profile = role\n"),
    "role in a circle": role(
        f"[profile b]\nrole_arn = {ROLE_ARN}\nsource_profile = role\n",
        profile=ROLE + "source_profile = b\n",
    ),
    "role of a role": role(
        f"[profile mid]\nrole_arn = {ROLE_ARN}2\nsource_profile = base\n",
        profile=ROLE + "source_profile = mid\n",
        answer=(assumed_role("ASIAMID"), assumed_role("ASIAEND")),
    ),
    "role of a role with keys": role(
        f"[profile mid]\nrole_arn = {ROLE_ARN}2\nsource_profile = base\n"
        "aws_access_key_id = AKIDMID\naws_secret_access_key = m\n",
        profile=ROLE + "source_profile = mid\n",
    ),
    "role of a process": role(
        "[profile p]\ncredential_process = printf '%s' "
        '\'{"Version": 1, "AccessKeyId": "AKIDP", "SecretAccessKey": "s"}\'\n',
        profile=ROLE + "source_profile = p\n",
    ),
    "role of a web identity": role(
        f"[profile w]\nrole_arn = {ROLE_ARN}W\nweb_identity_token_file = {{home}}/token\n",
        profile=ROLE + "source_profile = w\n",
        files={"token": "the-token"},
        answer=(
            assumed_role("ASIAW", "AssumeRoleWithWebIdentity"),
            assumed_role("ASIAEND"),
        ),
    ),
    "role of the config file's keys": role(
        "[profile c]\naws_access_key_id = AKIDC\naws_secret_access_key = s\n",
        profile=ROLE + "source_profile = c\n",
    ),
    "role of half a pair": role(
        "[profile c]\naws_access_key_id = AKIDC\n", profile=ROLE + "source_profile = c\n"
    ),
    "role of an empty profile": role("[profile c]\nx = y\n", profile=ROLE + "source_profile = c\n"),
    "role of no profile": role(profile=ROLE + "source_profile = nowhere\n"),
    "role without source": role(profile=ROLE),
    "role of two sources": role("credential_source = Environment\n"),
    "role of the environment": Case(
        {
            "AWS_ENDPOINT_URL_STS": "{url}",
            "AWS_ACCESS_KEY_ID": "AKIDENV",
            "AWS_SECRET_ACCESS_KEY": "s",
        },
        {CONFIG: ROLE + "credential_source = Environment\n"},
        {"POST / ": assumed_role()},
        profile="role",
    ),
    "role of an empty environment": role(profile=ROLE + "credential_source = Environment\n"),
    "role of a source in other letters": role(profile=ROLE + "credential_source = environment\n"),
    "role of a container": role(
        profile=ROLE + "credential_source = EcsContainer\n",
        env={"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/ecs"},
        routes={"GET /ecs": as_json(metadata_keys("ASIAECS"))},
    ),
    "role of no container": role(profile=ROLE + "credential_source = EcsContainer\n"),
    "role of an instance": role(
        profile=ROLE + "credential_source = Ec2InstanceMetadata\n",
        imds=True,
        routes={
            "PUT /latest/api/token": http(200, "tok"),
            "GET /latest/meta-data/iam/security-credentials/": http(200, "R"),
            "GET /latest/meta-data/iam/security-credentials/R": as_json(metadata_keys("ASIAEC2")),
        },
    ),
    "role refused": role(answer=sts_error("AccessDenied", "User is not &lt;you&gt;", 403)),
    "role refused, modelled": role(answer=sts_error("ExpiredTokenException")),
    "role refused, modelled by another name": role(answer=sts_error("PackedPolicyTooLarge")),
    "role throttled": role(answer=sts_error("Throttling")),
    "role throttled once": role(answer=(sts_error("Throttling"), assumed_role())),
    "role, 429": role(answer=sts_error("Odd", status=429)),
    "role, 500": role(answer=sts_error("InternalFailure", status=500)),
    "role, 503 once": role(answer=(http(503, ""), assumed_role())),
    "role, 500 of HTML": role(answer=http(500, "<html>no</html>")),
    "role, 503 without a body": role(answer=http(503, "")),
    "role, 501": role(answer=sts_error("Odd", status=501)),
    "role, one attempt": role(answer=sts_error("Throttling"), env={"AWS_MAX_ATTEMPTS": "1"}),
    "role, five attempts": role("max_attempts = 5\n", answer=sts_error("Throttling")),
    "role, closed": role(answer=raw(Close())),
    "role, closed once": role(answer=(raw(Close()), assumed_role())),
    "role, no server": role(env={"AWS_ENDPOINT_URL_STS": "http://127.0.0.1:1"}),
    "role, endpoint of all services": Case(
        {"AWS_PROFILE": "role", "AWS_ENDPOINT_URL": "{url}/base"},
        {CONFIG: SOURCED, CREDENTIALS: BASE},
        {"POST /base": assumed_role()},
    ),
    "role, endpoint of the services section": Case(
        {"AWS_PROFILE": "role"},
        {
            CONFIG: SOURCED + "services = s\n[services s]\nsts =\n  endpoint_url = {url}/x/\n",
            CREDENTIALS: BASE,
        },
        {"POST /x/": assumed_role()},
    ),
    "role, endpoints ignored": role(
        env={"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true", "AWS_MAX_ATTEMPTS": "1"}, uses=0
    ),
    "role, endpoint with a query": role(
        env={"AWS_ENDPOINT_URL_STS": "{url}/?a=b"}, routes={"POST /?a=b": assumed_role()}
    ),
    "role, endpoint of the profile": Case(
        {"AWS_PROFILE": "role"},
        {CONFIG: SOURCED + "endpoint_url = {url}\n", CREDENTIALS: BASE},
        {"POST /": assumed_role()},
    ),
    "role, empty result": role(
        answer=http(200, "<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>")
    ),
    "role, no result": role(answer=http(200, "<AssumeRoleResponse/>")),
}

WEB = {
    "AWS_ENDPOINT_URL_STS": "{url}",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token",
    "AWS_ROLE_ARN": ROLE_ARN,
}
TOKEN = {"token": "a token\n"}
WEB_ROUTES: Any = {"POST / ": assumed_role("ASIAWEB", "AssumeRoleWithWebIdentity")}
WEB_PROFILE = (
    f"[default]\nrole_arn = {ROLE_ARN}\nweb_identity_token_file = {{home}}/token\n"
    "role_session_name = of-the-profile\n"
)

WEB_IDENTITIES: dict[str, Case] = {
    "web identity of the environment": Case(WEB, TOKEN, WEB_ROUTES),
    "web identity, session name": Case({**WEB, "AWS_ROLE_SESSION_NAME": "me"}, TOKEN, WEB_ROUTES),
    "web identity, empty session name": Case(
        {**WEB, "AWS_ROLE_SESSION_NAME": ""}, TOKEN, WEB_ROUTES
    ),
    "web identity of the profile": Case(
        {"AWS_ENDPOINT_URL_STS": "{url}"}, {**TOKEN, CONFIG: WEB_PROFILE}, WEB_ROUTES
    ),
    "web identity of both": Case(WEB, {**TOKEN, CONFIG: WEB_PROFILE}, WEB_ROUTES),
    "web identity, empty variable": Case(
        {**WEB, "AWS_WEB_IDENTITY_TOKEN_FILE": ""}, {**TOKEN, CONFIG: WEB_PROFILE}, WEB_ROUTES
    ),
    "web identity before keys": Case(
        WEB, {**TOKEN, CREDENTIALS: BASE.replace("base", "default", 1)}, WEB_ROUTES
    ),
    "web identity and a chosen profile": Case(
        WEB, {**TOKEN, CREDENTIALS: BASE}, WEB_ROUTES, profile="base"
    ),
    "web identity without role": Case(
        {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token"}, TOKEN, WEB_ROUTES
    ),
    "web identity without file": Case(WEB, {}, WEB_ROUTES),
    "web identity with a short token": Case(WEB, {"token": "abc"}, WEB_ROUTES),
    "web identity without region": Case(WEB, TOKEN, WEB_ROUTES, region=None),
    "web identity refused": Case(WEB, TOKEN, {"POST / ": sts_error("InvalidIdentityToken")}),
    "web identity, provider not reached": Case(
        WEB, TOKEN, {"POST / ": sts_error("IDPCommunicationError")}
    ),
    "web identity, refused by the provider": Case(
        WEB, TOKEN, {"POST / ": sts_error("IDPRejectedClaim", status=403)}
    ),
}


def cached(name: str, **token: Any) -> dict[str, str]:
    """The file of a login."""
    key = hashlib.sha1(name.encode()).hexdigest()
    return {f".aws/sso/cache/{key}.json": json.dumps(token)}


START = "https://example.awsapps.com/start"
SSO_ENV = {"AWS_ENDPOINT_URL_SSO": "{url}", "AWS_ENDPOINT_URL_SSO_OIDC": "{url}/oidc"}
SSO_ROLE = "sso_account_id = 123456789012\nsso_role_name = My Role/1\n"
LEGACY = f"[default]\n{SSO_ROLE}sso_start_url = {START}\nsso_region = eu-west-1\n"
SESSION = f"[sso-session s]\nsso_start_url = {START}\nsso_region = eu-west-1\n"
WITH_SESSION = f"[default]\n{SSO_ROLE}sso_session = s\n{SESSION}"
GOOD = {"accessToken": "the-token", "expiresAt": FAR}
RENEWABLE = {
    "refreshToken": "r",
    "clientId": "c",
    "clientSecret": "cs",
    "registrationExpiresAt": FAR,
}
PORTAL = "GET /federation/credentials"
ROLE_KEYS = {
    "roleCredentials": {
        "accessKeyId": "ASIASSO",
        "secretAccessKey": "sso-secret",
        "sessionToken": "sso-token",
        "expiration": 4071006245123,
    }
}
GIVEN: Any = {PORTAL: as_json(ROLE_KEYS)}
SESSION_FILE = next(iter(cached("s")))


def denied(status: int, code: str, **headers: str) -> Any:
    return as_json({"message": "no", "__type": code}, status, **headers)


def sso(config: str = LEGACY, token: Any = None, routes: Any = None, **options: Any) -> Case:
    files = {CONFIG: config, **(cached(START, **GOOD) if token is None else token)}
    return Case(SSO_ENV, files, GIVEN if routes is None else routes, **options)


def renewed(answer: Any) -> Any:
    return {**GIVEN, "POST /oidc/token": answer}


SSO: dict[str, Case] = {
    "legacy": sso(),
    "legacy, used twice": sso(uses=2),
    "legacy, never used": sso(uses=0),
    "legacy, no token": sso(token={}),
    "legacy, half a token": sso(token=cached(START, accessToken="x")),
    "legacy, no JSON": sso(token=dict.fromkeys(cached(START), "no")),
    "legacy, expired": sso(token=cached(START, accessToken="t", expiresAt=PAST)),
    "legacy, expiry with UTC": sso(
        token=cached(START, accessToken="t", expiresAt="2098-06-17T10:02:08UTC")
    ),
    "legacy, refused": sso(routes={PORTAL: denied(401, "UnauthorizedException")}),
    "legacy, refused by header": sso(
        routes={
            PORTAL: as_json({"Message": "x"}, 401, **{"x-amzn-ErrorType": "UnauthorizedException:"})
        }
    ),
    "legacy, 401 of another kind": sso(routes={PORTAL: denied(401, "Other")}),
    "legacy, 403": sso(routes={PORTAL: denied(403, "ForbiddenException")}),
    "legacy, 404": sso(routes={PORTAL: denied(404, "ResourceNotFoundException")}),
    "legacy, throttled": sso(routes={PORTAL: denied(429, "TooManyRequestsException")}),
    "legacy, 500": sso(routes={PORTAL: http(500, "")}),
    "legacy, no JSON from the portal": sso(routes={PORTAL: http(200, "what")}),
    "legacy, half an answer": sso(routes={PORTAL: as_json({"roleCredentials": {}})}),
    "missing": sso(f"[default]\n{SSO_ROLE}"),
    "missing more": sso("[default]\nsso_account_id = 1\n"),
    "session": sso(WITH_SESSION, cached("s", **GOOD)),
    "session, no token": sso(WITH_SESSION, {}),
    "session, half a token": sso(WITH_SESSION, cached("s", accessToken="x")),
    "session that is not there": sso(f"[default]\n{SSO_ROLE}sso_session = t\n{SESSION}"),
    "session without region": sso(
        f"[default]\n{SSO_ROLE}sso_session = s\n[sso-session s]\nsso_start_url = {START}\n",
        cached("s", **GOOD),
    ),
    "session, region of the profile": sso(
        f"[default]\n{SSO_ROLE}sso_region = eu-west-1\nsso_session = s\n"
        f"[sso-session s]\nsso_start_url = {START}\n",
        cached("s", **GOOD),
    ),
    "session that contradicts": sso(
        f"[default]\n{SSO_ROLE}sso_region = x\nsso_session = s\n{SESSION}", cached("s", **GOOD)
    ),
    "session, expired": sso(WITH_SESSION, cached("s", accessToken="x", expiresAt=PAST)),
    "session, expired registration": sso(
        WITH_SESSION,
        cached("s", **{**GOOD, **RENEWABLE, "expiresAt": PAST, "registrationExpiresAt": PAST}),
    ),
    "session, renewed": sso(
        WITH_SESSION,
        cached("s", **{**GOOD, **RENEWABLE, "expiresAt": PAST}),
        renewed(as_json({"accessToken": "new", "expiresIn": 3600, "refreshToken": "r2"})),
        watch=(SESSION_FILE,),
    ),
    "session, renewed without another refresh token": sso(
        WITH_SESSION,
        cached("s", **{**GOOD, **RENEWABLE, "expiresAt": PAST}),
        renewed(as_json({"accessToken": "new", "expiresIn": 3600})),
        watch=(SESSION_FILE,),
    ),
    "session, renewal refused": sso(
        WITH_SESSION,
        cached("s", **{**GOOD, **RENEWABLE, "expiresAt": PAST}),
        renewed(denied(400, "InvalidGrantException")),
        watch=(SESSION_FILE,),
    ),
    "session, renewal not answered": sso(
        WITH_SESSION,
        cached("s", **{**GOOD, **RENEWABLE, "expiresAt": PAST}),
        renewed(raw(Close())),
    ),
    "session, renewal answered by half": sso(
        WITH_SESSION,
        cached("s", **{**GOOD, **RENEWABLE, "expiresAt": PAST}),
        renewed(as_json({"accessToken": "new"})),
    ),
    "keys and a broken session": Case(
        {"AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "s"},
        {CONFIG: f"[default]\nsso_session = t\n{SESSION}"},
    ),
    "keys and half a session": Case(
        {"AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "s"},
        {CONFIG: "[default]\nsso_session = s\n[sso-session s]\nsso_region = x\n"},
    ),
    "keys and a whole session": Case(
        {"AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "s"},
        {CONFIG: f"[default]\nsso_session = s\n{SESSION}"},
    ),
    "role of a session": Case(
        {**SSO_ENV, **STS},
        {
            CONFIG: ROLE + f"source_profile = s\n[profile s]\n{SSO_ROLE}sso_session = s\n{SESSION}",
            **cached("s", **GOOD),
        },
        {**GIVEN, "POST / ": assumed_role()},
    ),
    "Identity Center before keys": sso(
        LEGACY, {**cached(START, **GOOD), CREDENTIALS: BASE.replace("base", "default", 1)}
    ),
}

ECS = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
ECS_ENV = {ECS: "{url}/ecs?a=b"}
ECS_GIVEN: Any = {"GET /ecs": as_json(metadata_keys("ASIAECS", AccountId="123456789012"))}

CONTAINERS: dict[str, Case] = {
    "container": Case(ECS_ENV, {}, ECS_GIVEN, uses=2),
    "container, token": Case(
        {**ECS_ENV, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Basic x"}, {}, ECS_GIVEN
    ),
    "container, token of a file": Case(
        {
            **ECS_ENV,
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Basic x",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{home}/t",
        },
        {"t": "of the file"},
        ECS_GIVEN,
    ),
    "container, token with a line break": Case(
        {**ECS_ENV, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{home}/t"}, {"t": "x\n"}, ECS_GIVEN
    ),
    "container, token of no file": Case(
        {**ECS_ENV, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{home}/t"}, {}, ECS_GIVEN
    ),
    "container, empty token": Case(
        {**ECS_ENV, "AWS_CONTAINER_AUTHORIZATION_TOKEN": ""}, {}, ECS_GIVEN
    ),
    "container, another host": Case({ECS: "http://169.254.170.3/x"}),
    "container, host by name": Case({ECS: "http://example.com/x"}),
    "container, no host": Case({ECS: "nonsense"}),
    "container, localhost": Case({ECS: "http://localhost:{port}/ecs"}, {}, ECS_GIVEN),
    "container, 127.1.2.3": Case({ECS: "http://127.1.2.3:1/ecs"}, {}, ECS_GIVEN),
    "container, no server": Case({ECS: "http://127.0.0.1:1/ecs"}),
    "container, closed": Case(ECS_ENV, {}, {"GET /ecs": raw(Close())}),
    "container, 500": Case(ECS_ENV, {}, {"GET /ecs": http(500, "out of order")}),
    "container, 500 twice": Case(
        ECS_ENV, {}, {"GET /ecs": (http(500, "x"), http(404, "y"), ECS_GIVEN["GET /ecs"])}
    ),
    "container, no JSON": Case(ECS_ENV, {}, {"GET /ecs": http(200, "what")}),
    "container, half": Case(ECS_ENV, {}, {"GET /ecs": as_json({"AccessKeyId": "x"})}),
    "container, expired": Case(ECS_ENV, {}, {"GET /ecs": as_json(metadata_keys("ASIAECS", PAST))}),
    "container before instance": Case(ECS_ENV, {}, ECS_GIVEN, imds=True),
    "keys before container": Case(ECS_ENV, {CREDENTIALS: BASE.replace("base", "default", 1)}),
}

META = "GET /latest/meta-data/iam/security-credentials/"
V2: Any = {"PUT /latest/api/token": http(200, "the-token"), META: http(200, "R 1")}
WITH_KEYS: Any = {**V2, f"{META}R": as_json(metadata_keys("ASIAEC2"))}


def instance(routes: Any, files: Any = None, **env: str) -> Case:
    return Case(env, files or {}, routes, imds=True)


def without_token(status: int) -> Case:
    return instance({**WITH_KEYS, "PUT /latest/api/token": http(status, "x")})


INSTANCES: dict[str, Case] = {
    "instance": instance(WITH_KEYS),
    "instance, nothing there": instance({}),
    "instance, refused": Case(
        {"AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"}, imds=True
    ),
    **{f"instance, token {s}": without_token(s) for s in (400, 401, 403, 404, 405, 500)},
    "instance, token closed": instance({**WITH_KEYS, "PUT /latest/api/token": raw(Close())}),
    "instance, empty token": instance({**WITH_KEYS, "PUT /latest/api/token": http(200, "")}),
    "instance, v1 disabled": instance(
        {**WITH_KEYS, "PUT /latest/api/token": http(403)}, AWS_EC2_METADATA_V1_DISABLED="TRUE"
    ),
    "instance, v1 disabled with 1": instance(
        {**WITH_KEYS, "PUT /latest/api/token": http(403)}, AWS_EC2_METADATA_V1_DISABLED="1"
    ),
    "instance, v1 disabled in the profile": instance(
        {**WITH_KEYS, "PUT /latest/api/token": http(403)},
        {CONFIG: "[default]\nec2_metadata_v1_disabled = true\n"},
    ),
    "instance, v1 disabled and not needed": instance(
        WITH_KEYS, AWS_EC2_METADATA_V1_DISABLED="true"
    ),
    "instance, disabled": instance(WITH_KEYS, AWS_EC2_METADATA_DISABLED="TRUE"),
    "instance, disabled with 1": instance(WITH_KEYS, AWS_EC2_METADATA_DISABLED="1"),
    "instance, no role": instance({**V2, META: http(404)}),
    "instance, empty role": instance({**V2, META: http(200, "")}),
    "instance, no keys": instance({**V2, f"{META}R": http(500)}),
    "instance, no JSON": instance({**V2, f"{META}R": http(200, "what")}),
    "instance, an error": instance({**V2, f"{META}R": as_json({"Code": "x", "Message": "y"})}),
    "instance, half": instance({**V2, f"{META}R": as_json({"AccessKeyId": "x"})}),
    "instance, expired": instance({**V2, f"{META}R": as_json(metadata_keys("ASIAEC2", PAST))}),
    "instance, odd expiry": instance({**V2, f"{META}R": as_json(metadata_keys("A", "soon"))}),
    "instance, three attempts": instance(
        {**WITH_KEYS, META: (http(500), http(200, ""), http(200, "R"))},
        AWS_METADATA_SERVICE_NUM_ATTEMPTS="3",
    ),
    "instance, token at the second attempt": instance(
        {**WITH_KEYS, "PUT /latest/api/token": (raw(Close()), http(200, "t"))},
        AWS_METADATA_SERVICE_NUM_ATTEMPTS="2",
    ),
    "instance, settings of the profile": instance(
        {**WITH_KEYS, META: (http(500), http(200, "R"))},
        {CONFIG: "[default]\nmetadata_service_num_attempts = 2\n"},
    ),
    "instance, endpoint of the profile": Case(
        {"AWS_EC2_METADATA_DISABLED": "false"},
        {CONFIG: "[default]\nec2_metadata_service_endpoint = {url}/\n"},
        WITH_KEYS,
    ),
    "instance, endpoint with a path": Case(
        {"AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "{url}/a"},
        {},
        {line.replace(" /", " /a/"): answer for line, answer in WITH_KEYS.items()},
    ),
}

ALL = {
    **ROLES,
    **WEB_IDENTITIES,
    **{f"Identity Center: {name}": case for name, case in SSO.items()},
    **CONTAINERS,
    **INSTANCES,
}


@pytest.mark.parametrize("case", ALL.values(), ids=ALL.keys())
def test_the_same_is_asked_and_found(case: Case, workers: Workers, cloud: CloudServer) -> None:
    workers.compare(case, cloud)
