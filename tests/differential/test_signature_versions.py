"""``Config(signature_version=...)``: unsigned requests, S3's signatures, and unknown ones."""

from __future__ import annotations

from typing import Any

import botocore
import pytest
from botocore.config import Config as BotocoreConfig

import awssupport

from .server import Request, ScriptedServer, http
from .sides import KEYS, REFERENCE, SELF_CHECK, SUBJECT, Failed, Ok, Side, assert_same, outcome

VERSIONS = [None, "v4", "s3v4", "v4a", "bearer", "", "V4", botocore.UNSIGNED]
SIGNING = {"x-amz-date", "x-amz-security-token", "x-amz-content-sha256", "authorization"}

pytestmark = pytest.mark.parametrize("events", [False, True], ids=["plain", "with events"])


def ignore(**_: Any) -> None:
    """A handler that has no opinion."""


def client(side: Side, *, events: bool, **options: Any) -> Any:
    made = side.client(**options)
    if events:
        made.meta.events.register("before-send", ignore)
    return made


def call(made: Any) -> Any:
    return made.describe_cases(maxResults=10)


def signature_headers(request: Request) -> list[str]:
    return [name.lower() for name, _ in request.headers if name.lower() in SIGNING]


@pytest.mark.parametrize("version", VERSIONS, ids=repr)
@pytest.mark.parametrize("region", ["us-east-1", None])
@pytest.mark.parametrize("keys", [KEYS, {}, {**KEYS, "aws_session_token": "t"}], ids=len)
def test_versions(
    server: ScriptedServer,
    version: Any,
    region: str | None,
    keys: dict[str, str],
    *,
    events: bool,
) -> None:
    results, sent = [], []
    for side in (REFERENCE, SUBJECT):
        config = side.config(signature_version=version)
        made = client(
            side, events=events, region_name=region, endpoint_url=server.url, config=config, **keys
        )
        results.append(outcome(lambda made=made: call(made)))  # type: ignore[misc]
        sent.append([signature_headers(request) for request in server.take()])
        made.close()
    if not keys and version != botocore.UNSIGNED and isinstance(results[0], Ok):
        pytest.fail("boto3 found credentials")
    assert_same(*results)
    assert sent[1] == sent[0]


def test_ours_is_botocores_too(server: ScriptedServer, *, events: bool) -> None:
    """Either sentinel, in either library's Config."""
    if SELF_CHECK:
        pytest.skip("about awssupport's own")
    for config in (
        awssupport.Config(signature_version=awssupport.UNSIGNED),
        awssupport.Config(signature_version=botocore.UNSIGNED),
        BotocoreConfig(signature_version=botocore.UNSIGNED),
        BotocoreConfig(signature_version=awssupport.UNSIGNED),
    ):
        made = client(SUBJECT, events=events, endpoint_url=server.url, config=config)
        call(made)
        made.close()
        assert signature_headers(server.take_one()) == []


def test_half_a_pair_of_keys_does_not_matter(server: ScriptedServer, *, events: bool) -> None:
    for side in (REFERENCE, SUBJECT):
        config = side.config(signature_version=botocore.UNSIGNED)
        keys = {"aws_access_key_id": "AKIDEXAMPLE"}
        made = client(side, events=events, endpoint_url=server.url, config=config, **keys)
        call(made)
        made.close()
        assert signature_headers(server.take_one()) == []


def test_nothing_else_is_missing(server: ScriptedServer, *, events: bool) -> None:
    """Names and order of all headers, and the features named in the User-Agent."""
    requests = []
    for side in (REFERENCE, SUBJECT):
        config = side.config(signature_version=botocore.UNSIGNED)
        made = client(side, events=events, endpoint_url=server.url, config=config, **KEYS)
        call(made)
        made.close()
        requests.append(server.take_one())
    names = [[name for name, _ in request.headers if name != "Accept"] for request in requests]
    assert [name.lower() for name in names[1]] == [name.lower() for name in names[0]]
    assert requests[1].body == requests[0].body
    used = [set(r.value("user-agent").split(" m/")[1].split(" ")[0].split(",")) for r in requests]
    assert used[1] == used[0]


@pytest.mark.parametrize("version", VERSIONS, ids=repr)
@pytest.mark.parametrize("url", ["http://localhost:8080/p/?z=1", None])
def test_presigned_urls(version: Any, url: str | None, *, events: bool) -> None:
    results = []
    for side in (REFERENCE, SUBJECT):
        config = side.config(signature_version=version)
        made = client(
            side, events=events, region_name="us-east-1", endpoint_url=url, config=config, **KEYS
        )
        results.append(
            outcome(
                lambda made=made: made.generate_presigned_url(  # type: ignore[misc]
                    "describe_cases", {"caseIdList": ["a b"]}, ExpiresIn=60
                )
            )
        )
    theirs, ours = results
    if isinstance(theirs, Failed):
        assert_same(theirs, ours)
        return
    assert isinstance(theirs, Ok)
    assert isinstance(ours, Ok)
    if version == botocore.UNSIGNED:
        assert ours.value == theirs.value
        return

    def stem(presigned: str) -> str:
        return presigned.partition("X-Amz-Date")[0]

    assert stem(ours.value) == stem(theirs.value)


@pytest.mark.skipif(SELF_CHECK, reason="boto3 signs the path before it encodes it")
@pytest.mark.parametrize("path", ["/", "/a b/../c//d%7E"])
def test_s3_signatures(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch, path: str, *, events: bool
) -> None:
    """Held against botocore's own signer at the time of the request."""
    from botocore.auth import S3SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    config = SUBJECT.config(signature_version="s3v4")
    made = client(
        SUBJECT,
        events=events,
        region_name="us-east-1",
        endpoint_url=server.url + path,
        config=config,
        **KEYS,
    )
    call(made)
    made.close()
    sent = server.take_one()
    method, target, _ = sent.line.split(" ")
    signed = {"content-type", "x-amz-target", "x-amz-date", "x-amz-content-sha256"}
    again = AWSRequest(
        method,
        f"http://{sent.value('host')}{target}",
        {name: value for name, value in sent.headers if name.lower() in signed},
        sent.body,
    )
    again.context["timestamp"] = sent.value("x-amz-date")
    signer = S3SigV4Auth(
        Credentials(KEYS["aws_access_key_id"], KEYS["aws_secret_access_key"]),
        "support",
        "us-east-1",
    )
    canonical = signer.canonical_request(again)
    signature = signer.signature(signer.string_to_sign(again, canonical), again)
    assert sent.value("authorization").endswith(f"Signature={signature}")
    assert "x-amz-content-sha256;" in sent.value("authorization")


def test_success_without_credentials_is_an_answer(server: ScriptedServer, *, events: bool) -> None:
    server.answer(http(200, '{"cases": []}'))
    config = SUBJECT.config(signature_version=botocore.UNSIGNED)
    made = client(SUBJECT, events=events, endpoint_url=server.url, config=config)
    assert call(made)["cases"] == []
    made.close()
