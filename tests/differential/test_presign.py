"""``generate_presigned_url``: the same URL as boto3's at the same time."""

from __future__ import annotations

import datetime
import re
from functools import partial
from typing import Any

import botocore.auth
import pytest
from botocore import xform_name

from .operations import service_model
from .sides import KEYS, REFERENCE, SELF_CHECK, SUBJECT, Side, assert_same, outcome
from .test_model import example

DATE = re.compile(r"X-Amz-Date=(\d{8}T\d{6}Z)")


def make(side: Side, **options: Any) -> Any:
    return side.client(**{"region_name": "us-east-1", **KEYS, **options})


@pytest.fixture
def compare(environment: pytest.MonkeyPatch) -> Any:
    """Make a URL with awssupport, and the same with boto3 at the time that stands in it."""

    def urls(arguments: tuple[Any, ...], **options: Any) -> tuple[str, str]:
        ours = make(SUBJECT, **options).generate_presigned_url(*arguments)
        found = DATE.search(ours)
        assert found is not None
        time = datetime.datetime.strptime(found[1], "%Y%m%dT%H%M%SZ")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(botocore.auth, "get_current_datetime", lambda: time)
            return make(REFERENCE, **options).generate_presigned_url(*arguments), ours

    return urls


ATTACHMENT = {"fileName": "é 'a\" .txt", "data": b"\xff\x00"}
PART = {"partIndex": True, "eTag": "'"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("resolve_case",),
        ("resolve_case", {}),
        ("resolve_case", {"caseId": "a b/é~&=+%", "dryRun": True}),
        ("describe_cases", {"maxResults": 10, "caseIdList": ["a b", "é"], "dryRun": False}),
        ("describe_cases", {"maxResults": 10**30, "caseIdList": ("x", "x"), "nextToken": ""}),
        ("add_attachments_to_set", {"attachments": [ATTACHMENT, {}]}),
        ("complete_attachment_upload", {"uploadId": "u", "completedUploads": [PART]}),
        ("get_attachment_upload_links", {"fileName": "a", "uploadRange": {"startIndex": 1}}),
        ("resolve_case", None, 0),
        ("resolve_case", None, 1),
        ("resolve_case", None, 10**9),
        ("resolve_case", None, None),
        ("resolve_case", None, 60, "GET"),
        ("resolve_case", None, 60, "get"),
    ],
    ids=str,
)
def test_url(compare: Any, arguments: tuple[Any, ...]) -> None:
    theirs, ours = compare(arguments)
    assert ours == theirs


@pytest.mark.parametrize("operation", service_model().operation_names)
def test_every_operation_with_all_its_members(compare: Any, operation: str) -> None:
    params = example(service_model().operation_model(operation).input_shape)
    theirs, ours = compare((xform_name(operation), params))
    assert ours == theirs


REGIONS = [
    *("us-east-1", "eu-west-1", "aws-global", "cn-northwest-1", "aws-cn-global", "us-gov-east-1"),
    *("us-gov-west-1", "fips-us-east-1", "us-iso-west-1", "eusc-de-east-1", "xx-nowhere-1", None),
]


@pytest.mark.parametrize("region_name", REGIONS)
def test_region(compare: Any, region_name: str | None) -> None:
    theirs, ours = compare(("resolve_case",), region_name=region_name)
    assert ours == theirs


@pytest.mark.parametrize("region_name", ["eu-west-1", "aws-global", "aws-cn-global"])
@pytest.mark.parametrize(
    "endpoint_url",
    [
        "http://localhost:8080",
        "https://localhost/base/p",
        "http://localhost:8080/?z=1&q=%20&z=3&w=",
        "http://localhost:8080/p?a=b",
    ],
)
def test_endpoint_url(compare: Any, region_name: str, endpoint_url: str) -> None:
    arguments = ("resolve_case", {"caseId": "1"})
    theirs, ours = compare(arguments, region_name=region_name, endpoint_url=endpoint_url)
    assert ours == theirs


@pytest.mark.parametrize("token", ["TOKEN", "t/+= x&é", "t" * 2000])
def test_session_token(compare: Any, token: str) -> None:
    theirs, ours = compare(("resolve_case", {"caseId": "1"}), aws_session_token=token)
    assert ours == theirs


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("ResolveCase",),
        ("",),
        ("generate_presigned_url",),
        (5,),
        ("describe_cases", {"maxResults": 9, "nonsense": 1}),
        ("add_attachments_to_set",),
        ("resolve_case", {"caseId": "\ud800"}),
    ],
    ids=str,
)
def test_errors(environment: pytest.MonkeyPatch, arguments: tuple[Any, ...]) -> None:
    theirs, ours = (
        outcome(partial(make(side).generate_presigned_url, *arguments))
        for side in (REFERENCE, SUBJECT)
    )
    assert_same(theirs, ours)


@pytest.mark.parametrize(
    "options",
    [
        {"region_name": None, "endpoint_url": "http://localhost:1"},
        {"aws_access_key_id": None, "aws_secret_access_key": None},
    ],
    ids=["no region", "no credentials"],
)
def test_nothing_to_sign_with(environment: pytest.MonkeyPatch, options: dict[str, Any]) -> None:
    theirs, ours = (
        outcome(partial(make(side, **options).generate_presigned_url, "resolve_case"))
        for side in (REFERENCE, SUBJECT)
    )
    assert_same(theirs, ours)


@pytest.mark.parametrize("keywords", [{"ExpiresIn": 5}, {"HttpMethod": "GET"}])
def test_by_keyword(environment: pytest.MonkeyPatch, keywords: dict[str, Any]) -> None:
    for side in (REFERENCE, SUBJECT):
        url = make(side).generate_presigned_url(ClientMethod="resolve_case", Params={}, **keywords)
        assert f"X-Amz-Expires={keywords.get('ExpiresIn', 3600)}&" in url


@pytest.mark.skipif(SELF_CHECK, reason="where awssupport differs")
@pytest.mark.parametrize("expires_in", [-5, 1.5, "60", True, [60]])
def test_refused_spans(environment: pytest.MonkeyPatch, expires_in: Any) -> None:
    """boto3 signs whatever it is given."""
    with pytest.raises(ValueError, match="whole seconds"):
        make(SUBJECT).generate_presigned_url("resolve_case", None, expires_in)
    assert make(REFERENCE).generate_presigned_url("resolve_case", None, expires_in)


@pytest.mark.skipif(SELF_CHECK, reason="where awssupport differs")
def test_an_empty_list_alone(environment: pytest.MonkeyPatch) -> None:
    """boto3 then leaves a parameter without name and value, and signs it."""
    arguments: tuple[Any, ...] = ("describe_cases", {"caseIdList": []})
    assert "/?&X-Amz" in make(REFERENCE).generate_presigned_url(*arguments)
    assert "/?X-Amz" in make(SUBJECT).generate_presigned_url(*arguments)


@pytest.mark.skipif(SELF_CHECK, reason="where awssupport differs")
def test_too_long(environment: pytest.MonkeyPatch) -> None:
    arguments = ("resolve_case", {"caseId": "x" * 70_000})
    with pytest.raises(SUBJECT.exceptions.BotoCoreError) as caught:
        make(SUBJECT).generate_presigned_url(*arguments)
    assert "xxx" not in str(caught.value)


@pytest.mark.skipif(SELF_CHECK, reason="where awssupport differs")
def test_what_fits_into_no_url_is_not_even_read(environment: pytest.MonkeyPatch) -> None:
    arguments: Any = (
        "add_attachments_to_set",
        {"attachments": [{"fileName": "a", "data": bytes(1 << 20)}]},
    )
    with pytest.raises(SUBJECT.exceptions.HTTPClientError, match="do not fit into a URL"):
        make(SUBJECT).generate_presigned_url(*arguments)
