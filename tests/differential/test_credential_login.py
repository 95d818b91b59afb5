"""Profiles of `aws login`: the cache and its renewal, by boto3 and awssupport in the same prepared
environments."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from .cloud import FAR, CloudServer, as_json
from .credential_cases import BASE, CONFIG, CREDENTIALS, PAST, Case, Workers
from .server import http

LOGIN_NAME = "arn:aws:sts::123456789012:assumed-role/me"
LOGIN_FILE = f"{hashlib.sha256(LOGIN_NAME.encode()).hexdigest()}.json"
LOGIN_CACHE = f".aws/login/cache/{LOGIN_FILE}"
LOGIN_ENV = {"AWS_ENDPOINT_URL_SIGNIN": "{url}", "AWS_DEFAULT_REGION": "eu-west-1"}
LOGIN_PROFILE = {CONFIG: f"[default]\nlogin_session = {LOGIN_NAME}\n"}
PRIVATE_KEY = """-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIFDZHUzOG1Pzq+6F0mjMlOSp1syN9LRPBuHMoCFXTcXhoAoGCCqGSM49
AwEHoUQDQgAE9qhj+KtcdHj1kVgwxWWWw++tqoh7H7UHs7oXh8jBbgF47rrYGC+t
djiIaHK3dBvvdE7MGj5HsepzLm3Kj91bqA==
-----END EC PRIVATE KEY-----
"""
LOGIN = {
    "accessToken": {
        "accessKeyId": "ASIALOGIN",
        "secretAccessKey": "login-secret",
        "sessionToken": "login-token",
        "accountId": "123456789012",
        "expiresAt": FAR,
    },
    "refreshToken": "the-refresh-token",
    "dpopKey": PRIVATE_KEY,
    "clientId": "arn:aws:signin:::devtools/same-device",
}
OVER: Any = {**LOGIN, "accessToken": {**LOGIN["accessToken"], "expiresAt": PAST}}  # type: ignore[dict-item]
FRESH = {
    "accessToken": {
        "accessKeyId": "ASIANEW",
        "secretAccessKey": "new-secret",
        "sessionToken": "new-token",
    },
    "tokenType": "aws_sigv4",
    "expiresIn": 900 * 40,
    "refreshToken": "another",
}


def login(token: Any = None, answer: Any = None, env: Any = None, **options: Any) -> Case:
    """A profile made by `aws login`; ``token`` is what the cache has."""
    text = {} if token is False else {LOGIN_CACHE: json.dumps(LOGIN if token is None else token)}
    return Case(
        {**LOGIN_ENV, **(env or {})},
        {**LOGIN_PROFILE, **text, **options.pop("files", {})},
        {"POST /v1/token": as_json(FRESH) if answer is None else answer},
        **options,
    )


def without(name: str) -> Any:
    return {key: value for key, value in OVER.items() if key != name}


def no_login(error: str) -> Any:
    return as_json(
        {"error": error, "message": "no"}, 400, **{"x-amzn-ErrorType": "AccessDeniedException"}
    )


LOGINS: dict[str, Case] = {
    "login": login(uses=2),
    "login, none": login(False),
    "login, no JSON": login(False, files={LOGIN_CACHE: "what"}),
    **{f"login without {name}": login(without(name)) for name in LOGIN},
    "login renewed": login(OVER, watch=(LOGIN_CACHE,)),
    "login renewed in the region of the sign-in": login(
        {**OVER, "signInRegion": "us-gov-west-1"}, env={"AWS_ENDPOINT_URL_SIGNIN": "{url}"}
    ),
    "login, bad key": login({**OVER, "dpopKey": "nonsense"}),
    "login, key of nothing": login({**OVER, "dpopKey": ""}),
    "login that is over": login(OVER, no_login("TOKEN_EXPIRED")),
    "login, other user": login(OVER, no_login("USER_CREDENTIALS_CHANGED")),
    "login, not allowed": login(OVER, no_login("INSUFFICIENT_PERMISSIONS")),
    "login, denied": login(OVER, no_login("AUTHCODE_EXPIRED")),
    "login, invalid": login(
        OVER,
        as_json({"error": "x", "message": "y"}, 400, **{"x-amzn-ErrorType": "ValidationException"}),
    ),
    "login, throttled": login(
        OVER,
        as_json(
            {"error": "x", "message": "y"}, 429, **{"x-amzn-ErrorType": "TooManyRequestsError"}
        ),
    ),
    "login, 500": login(OVER, http(500, "")),
    "login, half an answer": login(OVER, as_json({"expiresIn": 900})),
    "login in another directory": login(
        False,
        env={"AWS_LOGIN_CACHE_DIRECTORY": "$HOME/logins"},
        files={f"logins/{LOGIN_FILE}": json.dumps(LOGIN)},
    ),
    "login before process": login(
        files={CONFIG: LOGIN_PROFILE[CONFIG] + "credential_process = false\n"}
    ),
    "keys of the credentials file before login": login(
        files={CREDENTIALS: BASE.replace("base", "default", 1)}
    ),
    "login before keys of the config file": login(
        files={CONFIG: LOGIN_PROFILE[CONFIG] + BASE.partition("\n")[2]}
    ),
}


ALL = LOGINS


@pytest.mark.parametrize("case", ALL.values(), ids=ALL.keys())
def test_the_same_is_asked_and_found(case: Case, workers: Workers, cloud: CloudServer) -> None:
    workers.compare(case, cloud)
