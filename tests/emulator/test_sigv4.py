"""The verifier by itself, against published vectors and against botocore's signer."""

from __future__ import annotations

import calendar
import time
from dataclasses import replace

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials
from hypothesis import given, settings
from hypothesis import strategies as st

from awssupport.emulator.sigv4 import (
    INVALID_TOKEN,
    MISMATCH,
    Credentials,
    SignatureError,
    canonical_path,
    canonical_query,
    verify,
)

from .wire import ACCESS_KEY_ID, SECRET, RawRequest, signed

KEYS = {ACCESS_KEY_ID: Credentials(SECRET)}
URL = "https://support.us-east-1.amazonaws.com/"
VECTOR_DATE = "20260102T030405Z"
NOW = float(calendar.timegm(time.strptime(VECTOR_DATE, "%Y%m%dT%H%M%SZ")))

ATTACH = b'{"attachmentSetId": "as-1", "attachments": [{"fileName": "a.txt", "data": "aGVsbG8="}]}'
CN_HOST = "support.cn-north-1.amazonaws.com.cn"
US_HOST = "support.us-east-1.amazonaws.com"
LOCAL = "127.0.0.1:8080"

VECTORS = [
    pytest.param(
        *("AddAttachmentsToSet", US_HOST, "/", "us-east-1", None, ATTACH),
        "6da63aab06e9d4158ab067005d376f29c7310a3b480590743ccdc0ce6e46b1dc",
        id="attach",
    ),
    pytest.param(
        *("DescribeServices", US_HOST, "/", "us-east-1", "TOKEN/+=", b"{}"),
        "50e9ed23643af52662abaffb07c2f647fd688382c0ab5befb1f2d5ba3868039c",
        id="token",
    ),
    pytest.param(
        *("DescribeCases", US_HOST, "/", "us-east-1", None, b'{"maxResults": 10}'),
        "371e9abc5b9216df46ca2d27f9d19b01d370b327432a9597c3d8804efda291d7",
        id="global",
    ),
    pytest.param(
        *("DescribeCases", CN_HOST, "/", "cn-north-1", None, b'{"maxResults": 10}'),
        "30aa0379ea53e889d85f9f69df7a53cd809d7a75f8cf8f2501f1f9bcc8520080",
        id="china",
    ),
    pytest.param(
        *("DescribeCases", LOCAL, "/base/p", "us-east-1", None, b"{}"),
        "9505f5ba281747d5f32cc850c79a77ae255982bae356595101382de60b8eb7a2",
        id="path",
    ),
    pytest.param(
        *("DescribeCases", LOCAL, "/a%20b/../c//d%7E?z=1&a=2", "us-east-1", None, b"{}"),
        "aa2ec2b805262b2f10e6f2d7eb436f4ac3db2a147c493edfbef9d0447ef6ee3c",
        id="path-and-query",
    ),
]


def vector_request(
    operation: str,
    host: str,
    target: str,
    region: str,
    token: str | None,
    body: bytes,
    signature: str,
) -> RawRequest:
    headers = [
        ("Host", host),
        ("X-Amz-Target", f"AWSSupport_20130415.{operation}"),
        ("Content-Type", "application/x-amz-json-1.1"),
        ("User-Agent", "not signed"),
        ("X-Amz-Date", VECTOR_DATE),
    ]
    names = "content-type;host;x-amz-date;"
    if token is not None:
        headers.append(("X-Amz-Security-Token", token))
        names += "x-amz-security-token;"
    authorization = (
        f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY_ID}/20260102/{region}/support/aws4_request, "
        f"SignedHeaders={names}x-amz-target, Signature={signature}"
    )
    return RawRequest("POST", target, (*headers, ("Authorization", authorization)), body)


def refusal(request: RawRequest, now: float = NOW) -> SignatureError:
    with pytest.raises(SignatureError) as caught:
        verify(request, KEYS, now=now)
    return caught.value


@pytest.fixture
def good() -> RawRequest:
    return signed(URL, {"attachments": []}, at=NOW)


@pytest.mark.parametrize(
    ("operation", "host", "target", "region", "token", "body", "signature"), VECTORS
)
def test_vector_is_accepted_and_one_byte_more_is_not(
    operation: str,
    host: str,
    target: str,
    region: str,
    token: str | None,
    body: bytes,
    signature: str,
) -> None:
    request = vector_request(operation, host, target, region, token, body, signature)
    keys = {ACCESS_KEY_ID: Credentials(SECRET, token)}
    assert verify(request, keys, now=NOW).region == region
    with pytest.raises(SignatureError) as caught:
        verify(replace(request, body=body + b" "), keys, now=NOW)
    assert (caught.value.code, caught.value.message) == ("InvalidSignatureException", MISMATCH)


def test_good_request_tells_who_signed_and_how(good: RawRequest) -> None:
    authorization = verify(good, KEYS, now=NOW)
    assert authorization.access_key_id == ACCESS_KEY_ID
    assert authorization.scope == "20260102/us-east-1/support/aws4_request"
    assert authorization.signed_headers == (
        *("content-type", "host", "x-amz-date", "x-amz-target"),
    )


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1", "moon-north-7"])
def test_any_region_will_do(region: str) -> None:
    request = signed(URL, {}, at=NOW, region=region)
    assert verify(request, KEYS, now=NOW).region == region


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("Host", "support", "zupport"),
        ("Content-Type", "1.1", "1.0"),
        ("X-Amz-Target", "Add", "add"),
        ("X-Amz-Date", "030405", "030406"),
        ("Authorization", "us-east-1", "us-east-2"),
    ],
)
def test_changed_signed_header_is_noticed(good: RawRequest, name: str, old: str, new: str) -> None:
    assert refusal(good.editing(name, old, new)).message == MISMATCH


def test_changed_method_path_query_or_signature_is_noticed(good: RawRequest) -> None:
    changed = [
        replace(good, method="PUT"),
        replace(good, target="/x"),
        replace(good, target="/?x"),
        good.editing("Authorization", "Signature=", "Signature=0"),
        good.having("Authorization", good.header("Authorization")[:-1] + "\xe9"),
    ]
    assert [refusal(request).message for request in changed] == [MISMATCH] * 5


def test_unsigned_headers_may_change_on_the_way(good: RawRequest) -> None:
    request = good.having("User-Agent", "anything").having("Via", "1.1 proxy")
    assert verify(request, KEYS, now=NOW).access_key_id == ACCESS_KEY_ID


def test_white_space_and_repeats_of_signed_headers_are_folded() -> None:
    request = AWSRequest("POST", URL, headers={"Host": US_HOST, "X-Amz-Date": VECTOR_DATE})
    request.headers["X-Custom"] = "a,b c"
    request.context["timestamp"] = VECTOR_DATE
    signer = SigV4Auth(BotocoreCredentials(ACCESS_KEY_ID, SECRET), "support", "us-east-1")
    canonical = signer.canonical_request(request)
    signature = signer.signature(signer.string_to_sign(request, canonical), request)
    headers = (
        ("host", f"  {US_HOST} "),
        ("x-amz-date", VECTOR_DATE),
        ("x-custom", "a"),
        ("X-CUSTOM", " b \t  c "),
        (
            "authorization",
            f"AWS4-HMAC-SHA256 Credential={signer.scope(request)},"
            f"SignedHeaders=host;x-amz-date;x-custom,Signature={signature}",
        ),
    )
    authorization = verify(RawRequest("POST", "/", headers, b""), KEYS, now=NOW)
    assert authorization.signed_headers == ("host", "x-amz-date", "x-custom")


def test_absent_authorization_is_missing(good: RawRequest) -> None:
    for request in (good.without("Authorization"), good.having("Authorization", "  ")):
        assert refusal(request).code == "MissingAuthenticationTokenException"


@pytest.mark.parametrize(
    "value",
    [
        "Basic dXNlcjpwYXNz",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 ",
        "AWS4-HMAC-SHA256 Credential",
        "AWS4-HMAC-SHA256 Credential=, SignedHeaders=host, Signature=0",
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/support/aws4_request",
        "AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=0",
        "AWS4-HMAC-SHA256 Credential=a/b/c/support/aws5_request, SignedHeaders=h, Signature=0",
        "AWS4-HMAC-SHA256 Credential=a/b//support/aws4_request, SignedHeaders=h, Signature=0",
        "AWS4-HMAC-SHA256 Credential=a, Credential=b, SignedHeaders=host, Signature=0",
        "AWS4-ECDSA-P256-SHA256 Credential=a, SignedHeaders=host, Signature=0",
    ],
)
def test_garbled_authorization_is_incomplete(good: RawRequest, value: str) -> None:
    assert refusal(good.having("Authorization", value)).code == "IncompleteSignatureException"


def test_incomplete_authorization_names_every_missing_part(good: RawRequest) -> None:
    value = "AWS4-HMAC-SHA256 SignedHeaders=host"
    assert refusal(good.having("Authorization", value)).message == (
        "Authorization header requires 'Credential' parameter. "
        "Authorization header requires 'Signature' parameter."
    )


@pytest.mark.parametrize("value", ["", "20260102", "2026-01-02T03:04:05Z", "20261302T030405Z"])
def test_malformed_date_is_incomplete(good: RawRequest, value: str) -> None:
    request = good.having("X-Amz-Date", value).editing("Authorization", "20260102", "20261302")
    assert refusal(request).code == "IncompleteSignatureException"


def test_absent_date_is_incomplete(good: RawRequest) -> None:
    assert refusal(good.without("X-Amz-Date")).code == "IncompleteSignatureException"


@pytest.mark.parametrize("name", ["host", "x-amz-date", "content-type", "x-amz-target"])
def test_required_header_must_be_signed(good: RawRequest, name: str) -> None:
    signed_names = "content-type;host;x-amz-date;x-amz-target"
    others = ";".join(other for other in signed_names.split(";") if other != name)
    error = refusal(good.editing("Authorization", signed_names, others))
    assert error.code == "InvalidSignatureException"
    assert error.message == f"'{name}' must be a 'SignedHeader' in the AWS Authorization."


def test_security_token_must_be_signed() -> None:
    request = signed(URL, {}, at=NOW).having("X-Amz-Security-Token", "token")
    with pytest.raises(SignatureError, match="'x-amz-security-token' must be") as caught:
        verify(request, {ACCESS_KEY_ID: Credentials(SECRET, "token")}, now=NOW)
    assert caught.value.code == "InvalidSignatureException"


def test_signed_header_must_be_there(good: RawRequest) -> None:
    error = refusal(good.editing("Authorization", ";x-amz-target", ";x-amz-target;x-gone"))
    assert error.message == "'x-gone' is a 'SignedHeader' that is missing from the request."


@pytest.mark.parametrize("names", ["host;content-type", "Content-Type;host", "host;host"])
def test_signed_headers_must_be_in_canonical_form(good: RawRequest, names: str) -> None:
    assert "sorted" in refusal(good.editing("Authorization", "content-type;host", names)).message


def test_scope_must_name_the_service_and_the_day(good: RawRequest) -> None:
    assert refusal(signed(URL, {}, at=NOW, service="s3")).message == (
        "Credential should be scoped to correct service: 'support'."
    )
    wrong_day = refusal(good.editing("Authorization", "20260102", "20260103"))
    assert wrong_day.code == "InvalidSignatureException"
    assert "'20260103' != '20260102', from '20260102T030405Z'" in wrong_day.message


@pytest.mark.parametrize("offset", [-900, -899.5, 0, 899.5, 900])
def test_clock_may_be_off_by_fifteen_minutes(good: RawRequest, offset: float) -> None:
    assert verify(good, KEYS, now=NOW + offset).access_key_id == ACCESS_KEY_ID


def test_older_signature_has_expired(good: RawRequest) -> None:
    error = refusal(good, now=NOW + 901)
    assert error.code == "InvalidSignatureException"
    assert error.message == (
        "Signature expired: 20260102T030405Z is now earlier than "
        "20260102T030406Z (20260102T031906Z - 15 min.)"
    )


def test_later_signature_is_not_yet_current(good: RawRequest) -> None:
    error = refusal(good, now=NOW - 901)
    assert error.code == "InvalidSignatureException"
    assert error.message == (
        "Signature not yet current: 20260102T030405Z is still later than "
        "20260102T030404Z (20260102T024904Z + 15 min.)"
    )


def test_unknown_key_and_wrong_secret_differ() -> None:
    unknown = refusal(signed(URL, {}, at=NOW, access_key_id="AKIDOTHER"))
    assert (unknown.code, unknown.message) == ("UnrecognizedClientException", INVALID_TOKEN)
    wrong = refusal(signed(URL, {}, at=NOW, secret=SECRET + "x"))
    assert (wrong.code, wrong.message) == ("InvalidSignatureException", MISMATCH)


@pytest.mark.parametrize(
    ("expected", "given_token"), [("T", None), ("T", "t"), ("T", "T2"), (None, "T")]
)
def test_session_token_must_be_the_one_of_the_key(
    expected: str | None, given_token: str | None
) -> None:
    request = signed(URL, {}, at=NOW, token=given_token)
    with pytest.raises(SignatureError) as caught:
        verify(request, {ACCESS_KEY_ID: Credentials(SECRET, expected)}, now=NOW)
    assert caught.value.code == "UnrecognizedClientException"


def test_credentials_do_not_show_their_secrets() -> None:
    assert repr(Credentials("secret", "token")) == "Credentials()"


PATH_TEXT = st.text("/.ab~%2E_-+ :;!'()*$é", max_size=20).map(lambda text: f"/{text}")


@settings(deadline=None)
@given(PATH_TEXT)
def test_canonical_path_is_botocores(path: str) -> None:
    as_sent = path.encode().decode("latin-1")
    assert canonical_path(as_sent) == SigV4Auth(None, "support", "x")._normalize_url_path(path)


@settings(deadline=None)
@given(st.text("ab=&%1.-~", max_size=16))
def test_canonical_query_is_botocores(query: str) -> None:
    request = AWSRequest("POST", f"https://host/?{query}")
    assert canonical_query(query) == SigV4Auth(None, "x", "x").canonical_query_string(request)


@settings(max_examples=60, deadline=None)
@given(
    path=st.text("/.ab%20~", max_size=12),
    body=st.binary(max_size=64),
    at=st.integers(946_684_800, 4_102_444_800),
    secret=st.text("abc/+=019", min_size=1, max_size=40),
    flipped=st.integers(0, 63),
)
def test_what_botocore_signs_is_accepted_and_no_other_signature(
    path: str, body: bytes, at: int, secret: str, flipped: int
) -> None:
    keys = {ACCESS_KEY_ID: Credentials(secret)}
    request = signed(f"http://{LOCAL}/{path}", body=body, at=at, secret=secret)
    authorization = verify(request, keys, now=at)
    digit = authorization.signature[flipped]
    forged = list(authorization.signature)
    forged[flipped] = "1" if digit == "0" else "0"
    tampered = request.editing("Authorization", authorization.signature, "".join(forged))
    with pytest.raises(SignatureError):
        verify(tampered, keys, now=at)
