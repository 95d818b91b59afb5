"""`awssupport.stub` against `botocore.stub`: the same tests, the same results, on any client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import botocore.stub
import pytest

from awssupport import stub

from .server import ScriptedServer
from .sides import REFERENCE, SUBJECT, Pair, add, assert_same, assert_same_calls, outcome

ADD = "add_attachments_to_set"
ANSWER = {"attachmentSetId": "as-1", "expiryTime": "soon"}

STUBBERS = [
    pytest.param((stub, REFERENCE), id="ours on boto3's"),
    pytest.param((botocore.stub, SUBJECT), id="botocore's on ours"),
    pytest.param((stub, SUBJECT), id="ours on ours"),
]


@pytest.fixture(scope="module")
def unkeyed(shared_server: ScriptedServer) -> Iterator[Pair]:
    """Clients without credentials; the server is never asked."""
    options = {"region_name": "us-east-1", "endpoint_url": shared_server.url}
    made = Pair(REFERENCE.client(**options), SUBJECT.client(**options))
    yield made
    made.reference.close()
    made.subject.close()
    assert not shared_server.take()


def same(module: Any, client: Any, reference: Any, script: Callable[[Any, Any, Any], Any]) -> Any:
    """The script does the same with botocore's stubber on boto3's client."""
    expected = outcome(lambda: script(botocore.stub.Stubber(reference), reference, botocore.stub))
    actual = outcome(lambda: script(module.Stubber(client), client, module))
    assert_same(expected, actual)
    return expected


@pytest.fixture(params=STUBBERS)
def check(request: pytest.FixtureRequest, unkeyed: Pair) -> Callable[..., Any]:
    module, side = request.param
    client = unkeyed.reference if side is REFERENCE else unkeyed.subject
    return lambda script: same(module, client, unkeyed.reference, script)


def test_answers_in_order(check: Callable[..., Any]) -> None:
    def script(stubber: Any, client: Any, module: Any) -> Any:
        stubber.add_response(ADD, ANSWER)
        stubber.add_response(ADD, {**ANSWER, "ResponseMetadata": {"RequestId": "r"}}, {})
        with stubber as entered:
            assert entered is stubber
            first = add(client)
            assert first == ANSWER
            second = client.add_attachments_to_set(attachments=[])
        return first, second

    check(script)


@pytest.mark.parametrize(
    "expected",
    [
        None,
        {"attachments": []},
        {"attachments": "ANY"},
        {"attachments": [], "attachmentSetId": "ANY"},
        {"attachments": [1]},
        {},
        {"attachmentSetId": "a"},
    ],
)
def test_expected_params(check: Callable[..., Any], expected: dict[str, Any] | None) -> None:
    def script(stubber: Any, client: Any, module: Any) -> Any:
        wanted = expected and {
            name: module.ANY if value == "ANY" else value for name, value in expected.items()
        }
        stubber.add_response(ADD, ANSWER, wanted)
        with stubber:
            return client.add_attachments_to_set(attachments=[])

    check(script)


@pytest.mark.parametrize("code", ["AttachmentSetExpired", "ThrottlingException", "Other", ""])
def test_client_errors(check: Callable[..., Any], code: str) -> None:
    def script(stubber: Any, client: Any, module: Any) -> Any:
        stubber.add_client_error(
            ADD,
            code,
            "no more",
            418,
            service_error_meta={"More": 1},
            response_meta={"RequestId": "r"},
            expected_params={"attachments": module.ANY},
        )
        with stubber:
            return add(client)

    check(script)


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("ThrottlingException", {"throttlingReasons": [{"reason": "r"}], "message": "m"}),
        ("ThrottlingException", {"throttlingReasons": [{"other": "r"}, 5]}),
        ("ThrottlingException", {}),
        ("Unknown", {"a": 1}),
        ("Unknown", {}),
    ],
)
def test_modeled_fields(check: Callable[..., Any], code: str, fields: dict[str, Any]) -> None:
    def script(stubber: Any, client: Any, module: Any) -> Any:
        stubber.add_client_error(ADD, code, modeled_fields=fields)
        with stubber:
            return add(client)

    check(script)


WRONG: dict[str, Any] = {
    "unknown member": {"attachmentSetId": "a", "other": 1},
    "types": {"attachmentSetId": 5, "expiryTime": None},
    "unknown and types": {"x": 1, "attachmentSetId": b"bytes", "y": 2},
    "metadata alone": {"ResponseMetadata": {}},
}


@pytest.mark.parametrize("answer", WRONG.values(), ids=WRONG)
def test_answers_are_validated(check: Callable[..., Any], answer: dict[str, Any]) -> None:
    check(lambda stubber, client, module: stubber.add_response(ADD, answer))


DEEP: list[tuple[str, dict[str, Any]]] = [
    ("describe_attachment", {"attachment": {"fileName": "a", "data": b"x"}}),
    ("describe_attachment", {"attachment": {"fileName": "a", "data": 5}}),
    ("describe_attachment", {"attachment": []}),
    ("describe_cases", {"cases": [{"recentCommunications": {"communications": ({},)}}]}),
    ("describe_cases", {"cases": [{"ccEmailAddresses": ["a", 1, None], "x": 1}, 7]}),
    ("describe_cases", {"cases": {"a": 1}, "nextToken": 0}),
    ("describe_attachment_upload_status", {"uploadProgress": {"totalParts": "1"}}),
    ("add_communication_to_case", {"result": 1}),
    ("get_attachment_upload_links", {"partSizeBytes": 1.5, "totalParts": True, "uploadId": ""}),
    ("describe_trusted_advisor_check_result", {"result": {"checkId": None}}),
    (
        "describe_trusted_advisor_check_summaries",
        {
            "summaries": [
                {
                    "categorySpecificSummary": {
                        "costOptimizing": {
                            "estimatedMonthlySavings": 1,
                            "estimatedPercentMonthlySavings": "2",
                        }
                    },
                    "resourcesSummary": {"resourcesProcessed": 1},
                }
            ]
        },
    ),
]


@pytest.mark.parametrize(("method", "answer"), DEEP)
def test_deep_answers_are_validated(
    check: Callable[..., Any], unkeyed: Pair, method: str, answer: dict[str, Any]
) -> None:
    check(lambda stubber, client, module: stubber.add_response(method, answer))


@pytest.mark.parametrize(("method", "answer"), DEEP)
def test_our_validation_of_deep_answers(unkeyed: Pair, method: str, answer: dict[str, Any]) -> None:
    reference = unkeyed.reference
    same(stub, reference, reference, lambda stubber, *_: stubber.add_response(method, answer))


def test_unknown_methods(check: Callable[..., Any]) -> None:
    check(lambda stubber, client, module: stubber.add_response("no_such", {}))


def test_calls_without_an_answer(check: Callable[..., Any]) -> None:
    def script(stubber: Any, client: Any, module: Any) -> Any:
        with stubber:
            add(client)

    check(script)


def test_calls_of_another_operation(check: Callable[..., Any]) -> None:
    def script(stubber: Any, client: Any, module: Any) -> Any:
        stubber.add_client_error("describe_cases", "X")
        with stubber:
            add(client)

    check(script)


def test_parameters_are_validated_all_the_same(check: Callable[..., Any]) -> None:
    def script(stubber: Any, client: Any, module: Any) -> Any:
        stubber.add_response(ADD, ANSWER)
        with stubber:
            add(client, attachments=5)

    check(script)


def test_pending_responses(check: Callable[..., Any]) -> None:
    def script(stubber: Any, client: Any, module: Any) -> Any:
        stubber.assert_no_pending_responses()
        stubber.add_client_error(ADD)
        stubber.add_client_error(ADD)
        stubber.assert_no_pending_responses()

    check(script)


def test_activated_once_and_deactivated(check: Callable[..., Any], unkeyed: Pair) -> None:
    """Without the stubber a call needs credentials."""

    def script(stubber: Any, client: Any, module: Any) -> Any:
        stubber.activate()
        stubber.activate()
        stubber.add_response(ADD, ANSWER)
        add(client)
        stubber.deactivate()
        stubber.deactivate()
        add(client)

    check(script)
    assert not unkeyed.subject.meta.events.in_use


def test_any() -> None:
    assert repr(stub.ANY) == repr(botocore.stub.ANY)
    for other in (1, None, stub.ANY, float("nan")):
        assert other == stub.ANY
        assert not other != stub.ANY  # noqa: SIM202 - both operators are under test


def test_subclasses_of_botocores_stubber(unkeyed: Pair) -> None:
    class Mine(botocore.stub.Stubber):  # type: ignore[misc]
        def add_set(self, name: str) -> None:
            self.add_response(ADD, {"attachmentSetId": name})

    def script(client: Any) -> Any:
        with Mine(client) as stubber:
            stubber.add_set("a")
            return add(client)

    assert_same_calls(unkeyed, script)
