"""Roles and web identities: what STS is asked, and what comes of its answers, by boto3 and
awssupport in the same prepared environments."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from .cloud import ROLE_ARN, CloudServer, as_json, assumed_role, metadata_keys, sts_error
from .credential_cases import BASE, CONFIG, CREDENTIALS, PAST, Case, Workers
from .server import Answer, Close, http, raw

STS = {"AWS_ENDPOINT_URL_STS": "{url}", "AWS_PROFILE": "role"}
ROLE = f"[profile role]\nrole_arn = {ROLE_ARN}\n"
SOURCED = ROLE + "source_profile = base\n"


def expiring() -> Answer:
    """A role's keys that are to be renewed at once, and can be used meanwhile."""
    soon = datetime.now(timezone.utc) + timedelta(minutes=5)
    return assumed_role(expiration=soon.isoformat())


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
    "role with an expiry without zone": role(answer=assumed_role(expiration="2099-01-02T03:04:05")),
    "role about to expire": role(answer=expiring, uses=2),
    "role that has expired": role(answer=assumed_role(expiration=PAST)),
    "role with an expiry in seconds": role(answer=assumed_role(expiration="4071006245")),
    "role with an odd expiry": role(answer=assumed_role(expiration="soon")),
    "role that ends soon, used twice": role(
        answer=assumed_role(expiration="2099-01-02T03:04:05+02:00"), uses=2
    ),
    "role with a device": role("mfa_serial = arn:aws:iam::1:mfa/me\n", uses=2),
    "role with a device, about to expire": role(
        "mfa_serial = arn:aws:iam::1:mfa/me\n", answer=expiring, uses=2
    ),
    "role with a short serial number": role("mfa_serial = me\n"),
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
    "role refused, more than one level deep": role(
        answer=http(
            400,
            "<R><Errors><Error><Code>X</Code><Message>m</Message><Extra><a>1</a></Extra></Error>"
            "</Errors><RequestId>i</RequestId></R>",
        )
    ),
    "role refused without a message": role(
        answer=http(400, "<R><Error><Code>ExpiredTokenException</Code></Error></R>")
    ),
    "role, an error without a code": role(answer=http(500, "<a/>")),
    "role, 501": role(answer=sts_error("Odd", status=501)),
    "role, one attempt": role(answer=sts_error("Throttling"), env={"AWS_MAX_ATTEMPTS": "1"}),
    "role, five attempts": role("max_attempts = 5\n", answer=sts_error("Throttling")),
    **{
        f"role, {mode} mode, {status} {code}": role(
            env={"AWS_RETRY_MODE": mode}, answer=sts_error(code, status=status)
        )
        for mode in ("legacy", "adaptive")
        for status, code in (
            *((400, "Throttling"), (400, "SlowDown"), (403, "AccessDenied"), (429, "Odd")),
            *((500, "Odd"), (509, "Odd")),
        )
    },
    "role, legacy mode, closed": role(env={"AWS_RETRY_MODE": "legacy"}, answer=raw(Close())),
    "role, legacy mode, one attempt": role(
        env={"AWS_RETRY_MODE": "legacy", "AWS_MAX_ATTEMPTS": "1"}, answer=sts_error("AccessDenied")
    ),
    "role, Date of the answers": role(
        answer=(
            http(503, "", [("Date", "Wed, 25 Nov 2026 20:37:46 GMT")]),
            http(503, "", [("Date", "nonsense")]),
            assumed_role(),
        )
    ),
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
    "role, odd setting of endpoints": role(env={"AWS_STS_REGIONAL_ENDPOINTS": "odd"}, uses=0),
    "role, services section that is not there": Case(
        {"AWS_PROFILE": "role"}, {CONFIG: SOURCED + "services = s\n", CREDENTIALS: BASE}, uses=0
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
    "web identity, an odd token": Case(WEB, {"token": "a&b=c d+%\r\n\u00e9"}, WEB_ROUTES),
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


ALL = {**ROLES, **WEB_IDENTITIES}


@pytest.mark.parametrize("case", ALL.values(), ids=ALL.keys())
def test_the_same_is_asked_and_found(case: Case, workers: Workers, cloud: CloudServer) -> None:
    workers.compare(case, cloud)
