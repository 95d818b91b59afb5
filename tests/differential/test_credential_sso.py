"""IAM Identity Center: tokens of the cache, the portal, renewals; by boto3 and awssupport in the
same prepared environments."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from .cloud import FAR, ROLE_ARN, CloudServer, as_json, assumed_role
from .credential_cases import BASE, CONFIG, CREDENTIALS, PAST, Case, Workers
from .server import Close, http, raw


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
    "legacy, no JSON in a refusal": sso(routes={PORTAL: http(400, "some text")}),
    "legacy, refused by a longer name": sso(
        routes={PORTAL: denied(401, "com.amazon#UnauthorizedException:http://x")}
    ),
    "legacy, refused by a number": sso(routes={PORTAL: as_json({"code": 5, "Message": "x"}, 400)}),
    **{
        f"legacy, expiry {expiry!r}": sso(
            routes={
                PORTAL: as_json(
                    {"roleCredentials": {**ROLE_KEYS["roleCredentials"], "expiration": expiry}}
                )
            }
        )
        for expiry in (4071006245123.9, "4071006245123", None, "soon")
    },
    "legacy, null answer": sso(routes={PORTAL: as_json({"roleCredentials": None})}),
    "legacy, null token": sso(
        routes={
            PORTAL: as_json(
                {"roleCredentials": {**ROLE_KEYS["roleCredentials"], "sessionToken": None}}
            )
        }
    ),
    "legacy, token of a list": sso(token=dict.fromkeys(cached(START), "[]")),
    "legacy, token of more than Latin-1": sso(
        token=cached(START, accessToken="\u2603", expiresAt=FAR)
    ),
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
        {**SSO_ENV, "AWS_ENDPOINT_URL_STS": "{url}", "AWS_PROFILE": "role"},
        {
            CONFIG: f"[profile role]\nrole_arn = {ROLE_ARN}\n"
            + f"source_profile = s\n[profile s]\n{SSO_ROLE}sso_session = s\n{SESSION}",
            **cached("s", **GOOD),
        },
        {**GIVEN, "POST / ": assumed_role()},
    ),
    "Identity Center before keys": sso(
        LEGACY, {**cached(START, **GOOD), CREDENTIALS: BASE.replace("base", "default", 1)}
    ),
}


ALL = SSO


@pytest.mark.parametrize("case", ALL.values(), ids=ALL.keys())
def test_the_same_is_asked_and_found(case: Case, workers: Workers, cloud: CloudServer) -> None:
    workers.compare(case, cloud)
