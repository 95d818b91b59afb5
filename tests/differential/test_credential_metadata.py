"""Containers and instances: what their metadata services are asked, and what comes of the answers,
by boto3 and awssupport in the same prepared environments."""

from __future__ import annotations

from typing import Any

import pytest

from .cloud import CloudServer, as_json, metadata_keys
from .credential_cases import BASE, CONFIG, CREDENTIALS, PAST, Case, Workers
from .server import Close, http, raw

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
    "container, a list": Case(ECS_ENV, {}, {"GET /ecs": http(200, "[]")}),
    "container, no UTF-8": Case(ECS_ENV, {}, {"GET /ecs": http(200, b"\xff")}),
    "container, moved": Case(ECS_ENV, {}, {"GET /ecs": http(302, "", [("Location", "/x")])}),
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
    "instance, a list": instance({**V2, f"{META}R": http(200, "[]")}),
    "instance, a number": instance({**V2, f"{META}R": http(200, "5")}),
    "instance, role with a line break": instance({**WITH_KEYS, META: http(200, "R\n")}),
    "instance, moved": instance({**V2, META: http(301, "x", [("Location", "/")])}),
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


ALL = {**CONTAINERS, **INSTANCES}


@pytest.mark.parametrize("case", ALL.values(), ids=ALL.keys())
def test_the_same_is_asked_and_found(case: Case, workers: Workers, cloud: CloudServer) -> None:
    workers.compare(case, cloud)
