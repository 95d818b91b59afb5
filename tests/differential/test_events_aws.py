"""Events of calls to AWS's own endpoints, which a handler of ``before-send`` answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import botocore
import botocore.awsrequest
import pytest

from .event_log import EVENTS, handling, recorded
from .sides import KEYS, REFERENCE, SUBJECT, Side, assert_same, outcome

NO_KEYS = {"aws_access_key_id": None, "aws_secret_access_key": None}
UNSIGNED = {"signature_version": botocore.UNSIGNED}
#: Where AWS's endpoint rules say how to sign, handlers of all of choose-signer are not asked.
LOGGED = tuple("choose-signer.support" if name == "choose-signer" else name for name in EVENTS)


class Raw:
    def stream(self, **kwargs: Any) -> Any:
        yield b'{"caseId": "c"}'


def answer(request: Any, **_: Any) -> Any:
    return botocore.awsrequest.AWSResponse(request.url, 200, {"x-amzn-RequestId": "r"}, Raw())


def scope_of_signature(client: Any, log: list[Any]) -> list[str]:
    """For which region and service requests were signed, if they were; fills the log."""
    seen: list[str] = []

    def look(request: Any, **_: Any) -> None:
        value = request.headers.get("Authorization", b"")
        text = value.decode() if isinstance(value, bytes) else value
        seen.append(text.partition("Signature=")[0].partition("/")[2].partition("/")[2])

    with handling(client, ("!before-send", look)), recorded(client, events=LOGGED) as events:
        log.append(events)
        log.append(outcome(lambda: client.create_case(subject="s", communicationBody="b")))
    return seen


@pytest.fixture
def compare(environment: pytest.MonkeyPatch) -> Callable[..., Any]:
    def calls(*handlers: tuple[str, Any], **options: Any) -> Any:
        found = []
        for side in (REFERENCE, SUBJECT):
            client = make(side, **options)
            with handling(client, *handlers, ("before-send.support.CreateCase", answer)):
                log: list[Any] = []
                signed = scope_of_signature(client, log)
            found.append((signed, *log))
        (theirs_signed, theirs_log, theirs), (ours_signed, ours_log, ours) = found
        assert_same(theirs, ours)
        assert ours_log == theirs_log
        assert ours_signed == theirs_signed
        return ours_signed

    return calls


def make(side: Side, **options: Any) -> Any:
    retries = {"retries": {"total_max_attempts": 1}}
    config = side.config(**retries, **options.pop("config", {}))
    return side.client(**{"region_name": "eu-west-1", "config": config, **KEYS, **options})


REGIONS = [
    *("us-east-1", "eu-west-1", "aws-global", "cn-northwest-1", "aws-cn-global", "us-gov-east-1"),
    *("us-gov-west-1", "fips-us-east-1", "us-iso-west-1", "eusc-de-east-1", "xx-nowhere-1", None),
    *("us-isof-south-1", "aws-us-gov-global"),
]


@pytest.mark.parametrize("region_name", REGIONS)
@pytest.mark.parametrize("config", [{}, {"use_fips_endpoint": True}, UNSIGNED], ids=str)
def test_regions(compare: Any, region_name: str | None, config: dict[str, Any]) -> None:
    compare(region_name=region_name, config=config)


@pytest.mark.parametrize("keys", [KEYS, NO_KEYS], ids=["keys", "no keys"])
@pytest.mark.parametrize("endpoint_url", [None, "http://localhost:1/p?q=1"])
@pytest.mark.parametrize("config", [{}, UNSIGNED], ids=["signed", "unsigned"])
def test_unsigned(
    compare: Any, keys: dict[str, Any], endpoint_url: str | None, config: dict[str, Any]
) -> None:
    compare(config=config, endpoint_url=endpoint_url, **keys)
    compare(config=config, endpoint_url=endpoint_url, region_name=None, **keys)


@pytest.mark.parametrize("version", [botocore.UNSIGNED, "v4", "v9", ""])
@pytest.mark.parametrize("endpoint_url", [None, "http://localhost:1"])
@pytest.mark.parametrize("keys", [KEYS, NO_KEYS], ids=["keys", "no keys"])
def test_chosen_signature(
    compare: Any, version: Any, endpoint_url: str | None, keys: dict[str, Any]
) -> None:
    for event in ("choose-signer", "choose-signer.support", "choose-signer.support.CreateCase"):
        compare((event, lambda **_: version), endpoint_url=endpoint_url, **keys)


def edit_context(context: dict[str, Any], **_: Any) -> None:
    context["auth_type"] = "none"
    context["signing"] = {"region": "xx-yy-1", "signing_name": "other"}


@pytest.mark.parametrize(
    "event",
    [
        *("provide-client-params", "before-parameter-build", "before-endpoint-resolution"),
        *("before-call", "choose-signer.support"),
    ],
)
@pytest.mark.parametrize("endpoint_url", [None, "http://localhost:1"])
def test_context_edited(compare: Any, event: str, endpoint_url: str | None) -> None:
    compare((event, edit_context), endpoint_url=endpoint_url)


#: Handlers cannot ask for FIPS by a region's name; "us-isof" has dual-stack hosts for them only.
TAKEN_AS_THEY_ARE = [
    *(region for region in REGIONS if region not in ("fips-us-east-1", "us-isof-south-1")),
    "us-isof-south-1",
]


def builtins(**changes: Any) -> Callable[..., None]:
    names = {
        "region": "AWS::Region",
        "url": "SDK::Endpoint",
        "fips": "AWS::UseFIPS",
        "dual": "AWS::UseDualStack",
    }

    def handler(builtins: dict[str, Any], **_: Any) -> None:
        for name, value in changes.items():
            builtins[names[name]] = value

    return handler


@pytest.mark.parametrize("endpoint_url", [None, "http://localhost:1/p"])
@pytest.mark.parametrize(
    "changes",
    [
        *({"region": region} for region in TAKEN_AS_THEY_ARE),
        *({"region": region, "fips": True} for region in TAKEN_AS_THEY_ARE),
        *({"region": region, "dual": True} for region in TAKEN_AS_THEY_ARE[:-1]),
        *({"region": region, "dual": True, "fips": True} for region in TAKEN_AS_THEY_ARE[:-1]),
        {"fips": True},
        {"dual": True},
        {"url": "https://other.example/x"},
        {"url": "https://other.example/x", "dual": True},
        {"url": None},
        {"url": 5},
        {"fips": "yes"},
        {"dual": 1, "fips": 1},
        {"region": 5},
        {"fips": None, "dual": None},
    ],
    ids=str,
)
def test_another_endpoint(compare: Any, changes: dict[str, Any], endpoint_url: str | None) -> None:
    compare(("before-endpoint-resolution", builtins(**changes)), endpoint_url=endpoint_url)
