"""Events of ``generate_presigned_url``: their order and arguments, and what handlers do."""

from __future__ import annotations

import copy
import datetime
import re
from collections.abc import Callable
from typing import Any

import botocore
import botocore.auth
import pytest

from .event_log import EVENTS, handling, recorded
from .sides import KEYS, REFERENCE, SELF_CHECK, SUBJECT, Side, assert_same, outcome

DATE = re.compile(r"X-Amz-Date=(\d{8}T\d{6}Z)")
ARGUMENTS: tuple[Any, ...] = ("describe_cases", {"maxResults": 10, "caseIdList": ["é", "b"]}, 60)
#: Where AWS's endpoint rules say how to sign, handlers of all of choose-signer are not asked.
LOGGED = tuple("choose-signer.support" if name == "choose-signer" else name for name in EVENTS)
EMITTED = [
    *("provide-client-params", "before-parameter-build", "before-endpoint-resolution"),
    *("choose-signer", "before-sign"),
]


def make(side: Side, **options: Any) -> Any:
    config = side.config(**options.pop("config", {}))
    return side.client(**{"region_name": "eu-west-1", "config": config, **KEYS, **options})


@pytest.fixture
def compare(environment: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Make a URL on each side at one time, with the same handlers; a log of each side."""

    def urls(*handlers: tuple[str, Any], arguments: Any = ARGUMENTS, **options: Any) -> Any:
        def make_url(side: Side) -> Any:
            client = make(side, **options)
            with handling(client, *handlers), recorded(client, events=LOGGED) as log:
                given = copy.deepcopy(arguments)
                result = outcome(lambda: client.generate_presigned_url(*given))
            return result, log

        ours, our_log = make_url(SUBJECT)
        found = DATE.search(getattr(ours, "value", ""))
        with pytest.MonkeyPatch.context() as patch:
            if found is not None:
                time = datetime.datetime.strptime(found[1], "%Y%m%dT%H%M%SZ")
                patch.setattr(botocore.auth, "get_current_datetime", lambda: time)
            theirs, their_log = make_url(REFERENCE)
        assert_same(theirs, ours)
        assert our_log == their_log
        return ours, our_log

    return urls


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"region_name": "us-east-1"},
        {"region_name": None},
        {"region_name": "us-gov-east-1"},
        {"region_name": "eusc-de-east-1"},
        {"endpoint_url": "http://localhost:1/p?x=1"},
        {"endpoint_url": "http://localhost:1", "region_name": None},
        {"aws_access_key_id": None, "aws_secret_access_key": None},
        {"aws_session_token": "t"},
    ],
    ids=str,
)
def test_order_and_arguments(compare: Any, options: dict[str, Any]) -> None:
    _, log = compare(**options)
    assert [name.partition(".")[0] for name, _ in log] == EMITTED


@pytest.mark.parametrize("method", ["GET", "get", ""])
def test_method(compare: Any, method: str) -> None:
    if method:
        compare(arguments=(*ARGUMENTS, method))
    else:
        compare(("before-sign", lambda request, **_: setattr(request, "method", "put")))


def test_the_resolved_endpoint_is_what_it_was_found_from(compare: Any) -> None:
    for config in ({"use_fips_endpoint": True}, {"use_dualstack_endpoint": True}):
        for endpoint_url in (None, "http://localhost:1"):
            compare(config=config, endpoint_url=endpoint_url)
    compare(region_name="fips-us-east-1")
    compare(region_name="fips-us-east-1", endpoint_url="http://localhost:1")


@pytest.mark.parametrize("variable", ["AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"])
def test_variants_from_the_environment(
    compare: Any, environment: pytest.MonkeyPatch, variable: str
) -> None:
    environment.setenv(variable, "true")
    compare()


def edit(**changes: Any) -> Callable[..., None]:
    def handler(request: Any, **_: Any) -> None:
        for name, value in changes.items():
            setattr(request, name, value)

    return handler


def add_header(name: str, value: str) -> Callable[..., None]:
    def handler(request: Any, **_: Any) -> None:
        if name in request.headers:
            request.headers.replace_header(name, value)
        else:
            request.headers[name] = value

    return handler


def sign_for(context: dict[str, Any] | None = None, request: Any = None, **_: Any) -> None:
    context = request.context if context is None else context
    context["signing"] = {"region": "xx-yy-1", "signing_name": "other"}


def no_type(request: Any, **_: Any) -> None:
    del request.headers["Content-Type"]


OTHER = "http://other.example/p/q?z=1&maxResults=3&w=%20+&z=5&e="
EDITS = {
    "a header": ("before-sign", add_header("X-Extra", "  a   b ")),
    "one never signed": ("before-sign", add_header("User-Agent", "agent")),
    "another never signed": ("before-sign", add_header("Expect", "nothing")),
    "another type": ("before-sign", add_header("Content-Type", "text/plain")),
    "no type": ("before-sign", no_type),
    "a body of text": ("before-sign", edit(data='{"a": [1, "b"], "maxResults": null}')),
    "a dict for a body": ("before-sign", edit(data={"a": [1, "b"]})),
    "no body": ("before-sign", edit(data=b"")),
    "params": ("before-sign", edit(params={"p": "1", "maxResults": "7"})),
    "another URL": ("before-sign", edit(url=OTHER)),
    "another URL and params": ("before-sign", edit(url=OTHER, params={"w": "", "q": "é"})),
    "a scope, late": ("before-sign", sign_for),
    "a scope, early": ("provide-client-params", sign_for),
    "a scope, between": ("choose-signer.support", sign_for),
}


@pytest.mark.parametrize("endpoint_url", [None, "http://localhost:1/b?z=2"])
@pytest.mark.parametrize("handler", EDITS.values(), ids=EDITS)
def test_edits(compare: Any, handler: tuple[str, Any], endpoint_url: str | None) -> None:
    compare(handler, endpoint_url=endpoint_url)


def answer(value: Any) -> Callable[..., Any]:
    return lambda **_: value


@pytest.mark.parametrize(
    "params", [{}, {"dryRun": True}, {"nonsense": 1, "maxResults": 9}, {"caseIdList": ("x", "y")}]
)
def test_params_from_a_handler(compare: Any, params: dict[str, Any]) -> None:
    compare(("provide-client-params", answer(params)))
    compare(("before-parameter-build", lambda params, **_: params.update(language="ja")))


def test_the_callers_params_are_what_handlers_are_given(environment: pytest.MonkeyPatch) -> None:
    for side in (REFERENCE, SUBJECT):
        given: dict[str, Any] = {}
        client = make(side)
        change = ("before-parameter-build", lambda params, **_: params.update(language="ja"))
        with handling(client, change):
            assert "language=ja" in client.generate_presigned_url("describe_cases", given)
        assert given == {"language": "ja"}


@pytest.mark.parametrize("version", ["v4", "v4-query", "v2", "", botocore.UNSIGNED])
@pytest.mark.parametrize("endpoint_url", [None, "http://localhost:1/b?z=2"])
def test_signature_version(compare: Any, version: Any, endpoint_url: str | None) -> None:
    """More specific handlers come before the client's own, which at AWS's endpoints has an
    opinion."""
    for event in ("choose-signer", "choose-signer.support"):
        compare((event, answer(version)), endpoint_url=endpoint_url)


@pytest.mark.parametrize("endpoint_url", [None, "http://localhost:1/b?z=2"])
@pytest.mark.parametrize("keys", [True, False])
def test_unsigned(compare: Any, keys: bool, endpoint_url: str | None) -> None:
    options = {} if keys else {"aws_access_key_id": None, "aws_secret_access_key": None}
    unsigned = {"signature_version": botocore.UNSIGNED}
    result, _ = compare(config=unsigned, endpoint_url=endpoint_url, **options)
    assert "X-Amz" not in result.value


def builtins(**changes: Any) -> Callable[..., None]:
    names = {"region": "AWS::Region", "url": "SDK::Endpoint", "fips": "AWS::UseFIPS"}

    def handler(builtins: dict[str, Any], **_: Any) -> None:
        for name, value in changes.items():
            builtins[names[name]] = value

    return handler


@pytest.mark.parametrize(
    "changes",
    [
        {"region": "us-gov-east-1"},
        {"region": "cn-northwest-1"},
        {"region": "eusc-de-east-1"},
        {"fips": True},
        {"url": "http://foo.example:81/a?b=c"},
        {"url": None},
        {"url": "http://foo.example/", "fips": True},
    ],
    ids=str,
)
@pytest.mark.parametrize("endpoint_url", [None, "http://localhost:1/b?z=2"])
def test_another_endpoint(compare: Any, changes: dict[str, Any], endpoint_url: str | None) -> None:
    compare(("before-endpoint-resolution", builtins(**changes)), endpoint_url=endpoint_url)


def test_plain_http_stays_plain(compare: Any) -> None:
    handler = ("before-endpoint-resolution", builtins(region="cn-north-1"))
    result, _ = compare(handler, use_ssl=False)
    assert result.value.startswith("http://support.cn-north-1")


def test_handlers_errors_are_the_callers(compare: Any) -> None:
    def broken(**_: Any) -> None:
        raise ZeroDivisionError("broken")

    for event in EMITTED:
        compare((event, broken))


def test_nothing_is_emitted_for_what_cannot_begin(compare: Any) -> None:
    for arguments in (("nonsense",), ("describe_cases", {"nonsense": 1})):
        compare(arguments=arguments)


@pytest.mark.skipif(SELF_CHECK, reason="where awssupport differs")
def test_params_that_are_no_dict(environment: pytest.MonkeyPatch) -> None:
    """boto3 looks for a bucket in them."""
    unfit: list[Any] = ["abc", [], 5]
    for params in unfit:
        with pytest.raises(SUBJECT.exceptions.ParamValidationError, match="Invalid type"):
            make(SUBJECT).generate_presigned_url("describe_cases", params)
