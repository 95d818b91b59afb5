"""The signature of awssupport's recorded requests, computed again by botocore."""

from __future__ import annotations

import re
from datetime import datetime, timezone

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from awssupport._awssupport import sign_request

from .server import Request, ScriptedServer
from .sides import KEYS, SUBJECT, add, close

AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<scope>[^,]+), "
    r"SignedHeaders=(?P<signed>[a-z0-9;-]+), Signature=(?P<signature>[0-9a-f]{64})"
)


def authorization_by_botocore(
    request: Request, region: str, token: str | None, keys: dict[str, str]
) -> str:
    """What SigV4Auth writes for the recorded request, at the recorded time."""
    credentials = Credentials(keys["aws_access_key_id"], keys["aws_secret_access_key"], token)
    signer = SigV4Auth(credentials, "support", region)
    method, path, _ = request.line.split(" ")
    signed = {"content-type", "x-amz-target", "x-amz-security-token", "x-amz-date"}
    again = AWSRequest(
        method=method,
        url=f"http://{request.value('host')}{path}",
        headers={name: value for name, value in request.headers if name.lower() in signed},
        data=request.body,
    )
    again.context["timestamp"] = request.value("x-amz-date")
    to_sign = signer.string_to_sign(again, signer.canonical_request(again))
    signature = signer.signature(to_sign, again)
    headers = signer.signed_headers(signer.headers_to_sign(again))
    return (
        f"AWS4-HMAC-SHA256 Credential={signer.scope(again)}, "
        f"SignedHeaders={headers}, Signature={signature}"
    )


@pytest.mark.parametrize("token", [None, "TOKEN/+=", "t" * 2000])
@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1", "cn-northwest-1", "not-a-region"])
def test_signature(server: ScriptedServer, region: str, token: str | None) -> None:
    client = SUBJECT.client(
        region_name=region, endpoint_url=server.url, aws_session_token=token, **KEYS
    )
    add(client)
    close(client)
    request = server.take_one()
    assert request.value("authorization") == authorization_by_botocore(request, region, token, KEYS)


@pytest.mark.parametrize(
    "path", ["/", "/p/q", "/p/", "/p/q/../r", "/a//b", "/d%7E", "/a%20b", "/~x?z=1&a=2&a=1", "/?b"]
)
def test_signature_of_paths(server: ScriptedServer, path: str) -> None:
    client = SUBJECT.client(region_name="us-east-1", endpoint_url=server.url + path, **KEYS)
    add(client)
    close(client)
    request = server.take_one()
    expected = authorization_by_botocore(request, "us-east-1", None, KEYS)
    assert request.value("authorization") == expected


@pytest.mark.parametrize("size", [0, 1, 100_000, 5 * 1024 * 1024])
def test_signature_covers_the_body(server: ScriptedServer, size: int) -> None:
    client = SUBJECT.client(region_name="us-east-1", endpoint_url=server.url, **KEYS)
    add(client, attachments=[{"fileName": "é😀", "data": b"\xfe" * size}])
    close(client)
    request = server.take_one()
    expected = authorization_by_botocore(request, "us-east-1", None, KEYS)
    assert request.value("authorization") == expected
    tampered = Request(request.line, request.headers, request.body + b" ", request.connection)
    assert authorization_by_botocore(tampered, "us-east-1", None, KEYS) != expected


@pytest.mark.parametrize(
    ("token", "signed"),
    [
        (None, "content-type;host;x-amz-date;x-amz-target"),
        ("TOKEN", "content-type;host;x-amz-date;x-amz-security-token;x-amz-target"),
    ],
)
def test_signed_headers(server: ScriptedServer, token: str | None, signed: str) -> None:
    client = SUBJECT.client(
        region_name="us-east-1", endpoint_url=server.url, aws_session_token=token, **KEYS
    )
    add(client)
    close(client)
    match = AUTHORIZATION.fullmatch(server.take_one().value("authorization"))
    assert match is not None
    assert match["signed"] == signed
    assert match["key"] == "AKIDEXAMPLE"
    assert match["scope"].endswith("/us-east-1/support/aws4_request")


@pytest.mark.parametrize("secret", ["é", "with blank", "/+=", "s" * 500])
def test_odd_secrets(server: ScriptedServer, secret: str) -> None:
    keys = {"aws_access_key_id": "AK ID", "aws_secret_access_key": secret}
    client = SUBJECT.client(region_name="us-east-1", endpoint_url=server.url, **keys)
    add(client)
    close(client)
    request = server.take_one()
    expected = authorization_by_botocore(request, "us-east-1", None, keys)
    assert request.value("authorization") == expected


@pytest.mark.parametrize("token", [None, "TOKEN/+="])
@pytest.mark.parametrize("body", [b"", b"Action=AssumeRole&Version=2011-06-15"])
@pytest.mark.parametrize("url", ["https://sts.eu-west-1.amazonaws.com/", "http://h:8080/p?b=1&a"])
def test_signatures_of_other_services(url: str, body: bytes, token: str | None) -> None:
    content_type = "application/x-www-form-urlencoded; charset=utf-8"
    request = AWSRequest("POST", url, {"Content-Type": content_type}, body)
    keys = KEYS["aws_access_key_id"], KEYS["aws_secret_access_key"], token
    SigV4Auth(Credentials(*keys), "sts", "eu-west-1").add_auth(request)
    date = request.headers["X-Amz-Date"]
    time = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    given = [("Content-Type", content_type)]
    signed = sign_request(url, given, body, keys, "eu-west-1", "sts", int(time.timestamp()))
    assert given + signed == list(request.headers.items())
