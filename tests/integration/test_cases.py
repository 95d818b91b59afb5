"""The life of a case: created, answered, resolved, reopened."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from awssupport.emulator import ManualClock, Server, serve

from .implementations import MakeClient, every_operation
from .refusing import CASE, new_case, refusal

pytestmark = every_operation

NOON = 1_492_177_610.0  # 2017-04-14T13:46:50Z


def only_case(client: Any, **arguments: Any) -> Any:
    (case,) = client.describe_cases(**arguments)["cases"]
    return case


def test_new_case_with_everything(make_client: MakeClient) -> None:
    with serve(clock=ManualClock(NOON)) as server:
        client = make_client(server)
        case_id = new_case(
            client,
            serviceCode="amazon-dynamodb",
            severityCode="urgent",
            categoryCode="throttling",
            ccEmailAddresses=["a@example.com", "b@example.com"],
            language="ja",
            issueType="technical",
        )
        case = only_case(client, language="ja")
        stored = server.case(case_id)
    assert re.fullmatch(r"case-12345678910-exja-2017-[0-9a-f]{16}", case_id)
    assert re.fullmatch(r"[1-9]\d{9}", case["displayId"])
    assert case == {
        "caseId": case_id,
        "displayId": case["displayId"],
        "subject": CASE["subject"],
        "status": "unassigned",
        "serviceCode": "amazon-dynamodb",
        "categoryCode": "throttling",
        "severityCode": "urgent",
        "submittedBy": "customer@example.com",
        "timeCreated": "2017-04-14T13:46:50.000Z",
        "recentCommunications": {
            "communications": [
                {
                    "caseId": case_id,
                    "body": "Hello.",
                    "submittedBy": "customer@example.com",
                    "timeCreated": "2017-04-14T13:46:50.000Z",
                    "attachments": [],
                    "attachmentSet": [],
                }
            ]
        },
        "ccEmailAddresses": ["a@example.com", "b@example.com"],
        "language": "ja",
    }
    assert (stored.subject, stored.display_id) == (CASE["subject"], case["displayId"])
    assert stored.draft.issue_type == "technical"


def test_new_case_with_no_more_than_it_needs(client: Any) -> None:
    new_case(client)
    case = only_case(client)
    assert case["serviceCode"] == "general-info"
    assert (case["categoryCode"], case["severityCode"], case["language"]) == ("other", "low", "en")
    assert case["ccEmailAddresses"] == []


@pytest.mark.parametrize(
    "members",
    [
        {"serviceCode": "nope"},
        {"serviceCode": "amazon-dynamodb", "categoryCode": "refund"},
        {"categoryCode": "nope"},
        {"severityCode": "mild"},
        {"language": "xx"},
        {"issueType": "other-thing"},
    ],
)
def test_unknown_codes(client: Any, emulator: Server, members: dict[str, str]) -> None:
    code = "InvalidParameterValueException"
    message = refusal(client, client.create_case, code, **{**CASE, **members})
    assert list(members.values())[-1] in message
    assert emulator.cases == {}


def test_service_code_must_look_like_one(client: Any) -> None:
    message = refusal(
        client, client.create_case, "ValidationException", **CASE, serviceCode="INVALID-CODE"
    )
    assert message == (
        "1 validation error detected: Value 'INVALID-CODE' at 'serviceCode' failed to satisfy "
        "constraint: Member must satisfy regular expression pattern: [0-9a-z\\-_]+"
    )


def test_service_of_ones_own(client: Any, emulator: Server) -> None:
    emulator.add_service("my-service", "Mine", {"broken": "Broken"})
    new_case(client, serviceCode="my-service", categoryCode="broken")
    assert client.describe_services(serviceCodeList=["my-service"])["services"] == [
        {"code": "my-service", "name": "Mine", "categories": [{"code": "broken", "name": "Broken"}]}
    ]


@pytest.mark.parametrize(
    "members",
    [
        {"communicationBody": "x" * 8001},
        {"ccEmailAddresses": ["a@example.com"] * 11},
        {"uploadIds": ["u"] * 11},
    ],
)
def test_too_long(client: Any, emulator: Server, members: dict[str, Any]) -> None:
    call = client.create_case
    message = refusal(client, call, "ValidationException", **{**CASE, **members})
    assert f"at '{next(iter(members))}' failed to satisfy constraint" in message
    assert emulator.cases == {}


def test_longest_body(client: Any) -> None:
    new_case(client, communicationBody="é" * 8000)
    talk = only_case(client)["recentCommunications"]["communications"]
    assert talk[0]["body"] == "é" * 8000


def test_ten_cases_an_hour(make_client: MakeClient) -> None:
    clock = ManualClock()
    with serve(clock=clock) as server:
        client = make_client(server)
        new_case(client)
        clock.advance(1800)
        for _ in range(9):
            new_case(client)
        for _ in range(2):
            message = refusal(client, client.create_case, "CaseCreationLimitExceeded", **CASE)
            assert message == "Account has exceeded the limit of 10 cases per hour."
        clock.advance(1800)
        new_case(client)
        refusal(client, client.create_case, "CaseCreationLimitExceeded", **CASE)
        assert len(server.cases) == 11


def test_another_limit(make_client: MakeClient) -> None:
    with serve(max_cases_per_hour=0) as server:
        client = make_client(server)
        message = refusal(client, client.create_case, "CaseCreationLimitExceeded", **CASE)
        assert "limit of 0 cases" in message


def test_communications(client: Any, emulator: Server) -> None:
    case_id = new_case(client, ccEmailAddresses=["a@example.com"])
    answer = client.add_communication_to_case(
        caseId=case_id,
        communicationBody="More.",
        ccEmailAddresses=["b@example.com", "a@example.com"],
    )
    assert answer["result"] is True
    emulator.reply_to_case(case_id, "An answer.")
    case = only_case(client)
    talk = case["recentCommunications"]["communications"]
    assert [item["body"] for item in talk] == ["An answer.", "More.", "Hello."]
    assert talk[0]["submittedBy"] == "Amazon Web Services"
    assert case["ccEmailAddresses"] == ["a@example.com", "b@example.com"]
    assert client.describe_communications(caseId=case_id)["communications"] == talk


def test_status_follows_the_talk(client: Any, emulator: Server) -> None:
    case_id = new_case(client)

    def say() -> str:
        client.add_communication_to_case(caseId=case_id, communicationBody="x")
        return str(only_case(client)["status"])

    assert say() == "unassigned"
    emulator.set_case_status(case_id, "work-in-progress")
    assert say() == "work-in-progress"
    emulator.reply_to_case(case_id, "?")
    assert only_case(client)["status"] == "pending-customer-action"
    assert say() == "customer-action-completed"
    client.resolve_case(caseId=case_id)
    assert say() == "reopened"


def test_resolving(client: Any) -> None:
    case_id = new_case(client)
    answer = client.resolve_case(caseId=case_id)
    assert (answer["initialCaseStatus"], answer["finalCaseStatus"]) == ("unassigned", "resolved")
    again = client.resolve_case(caseId=case_id)
    assert (again["initialCaseStatus"], again["finalCaseStatus"]) == ("resolved", "resolved")
    assert client.describe_cases()["cases"] == []
    assert client.describe_cases(caseIdList=[case_id])["cases"] == []
    assert only_case(client, includeResolvedCases=True)["caseId"] == case_id


@pytest.mark.parametrize("case_id", ["case-none", "", "é"])
def test_unknown_case(client: Any, case_id: str) -> None:
    for call, arguments in (
        (client.resolve_case, {"caseId": case_id}),
        (client.describe_communications, {"caseId": case_id}),
        (client.add_communication_to_case, {"caseId": case_id, "communicationBody": "x"}),
        (client.describe_cases, {"caseIdList": [case_id]}),
        (client.describe_cases, {"displayId": case_id}),
    ):
        refusal(client, call, "CaseIdNotFound", **arguments)


def test_no_case_at_all(client: Any) -> None:
    code = "InvalidParameterValueException"
    refusal(client, client.resolve_case, code)
    refusal(client, client.add_communication_to_case, code, communicationBody="x")


def test_cases_by_id(client: Any) -> None:
    ids = [new_case(client) for _ in range(4)]
    wanted = [ids[1], ids[3], ids[1]]
    found = client.describe_cases(caseIdList=wanted)["cases"]
    assert [case["caseId"] for case in found] == [ids[3], ids[1]]
    shown = only_case(client, displayId=found[0]["displayId"])
    assert shown == found[0]
    arguments = {"displayId": found[0]["displayId"], "caseIdList": [ids[1]]}
    assert client.describe_cases(**arguments)["cases"] == []
    refusal(client, client.describe_cases, "ValidationException", caseIdList=["x"] * 101)


def test_without_communications(client: Any) -> None:
    new_case(client)
    assert "recentCommunications" not in only_case(client, includeCommunications=False)
    assert "recentCommunications" in only_case(client, includeCommunications=True)


def test_cases_by_language(client: Any) -> None:
    new_case(client)
    french = new_case(client, language="fr")
    assert only_case(client, language="fr")["caseId"] == french
    assert client.describe_cases(language="ko")["cases"] == []
    refusal(client, client.describe_cases, "InvalidParameterValueException", language="xx")


@pytest.mark.parametrize(
    ("arguments", "days"),
    [
        ({}, [3, 2, 1]),
        ({"afterTime": "2023-11-02"}, [3, 2]),
        ({"afterTime": "2023-11-02T00:00:00.000Z"}, [3, 2]),
        ({"afterTime": "2023-11-02T00:00:00.001Z"}, [3]),
        ({"afterTime": "2023-11-02T01:00:00.000+01:00"}, [3, 2]),
        ({"afterTime": "2023-11-01T19:00:00-0500"}, [3, 2]),
        ({"beforeTime": "2023-11-02T00:00:00"}, [2, 1]),
        ({"beforeTime": "2023-11-01T23:59:59.999999"}, [2, 1]),
        ({"beforeTime": "2023-11-01 23:59:59"}, [1]),
        ({"afterTime": "2023-11-02", "beforeTime": "2023-11-02"}, [2]),
        ({"afterTime": "2024-01-01"}, []),
    ],
)
def test_cases_and_communications_by_time(
    make_client: MakeClient, arguments: dict[str, str], days: list[int]
) -> None:
    clock = ManualClock(1_698_796_800.0)  # 2023-11-01T00:00:00Z
    with serve(clock=clock) as server:
        client = make_client(server)
        case_id = new_case(client)
        for day in (2, 3):
            clock.advance(86400)
            new_case(client, subject=str(day))
            client.add_communication_to_case(caseId=case_id, communicationBody=str(day))
        cases = client.describe_cases(**arguments)["cases"]
        talk = client.describe_communications(caseId=case_id, **arguments)["communications"]
    for found in (cases, talk):
        assert [item["timeCreated"] for item in found] == [
            f"2023-11-0{day}T00:00:00.000Z" for day in days
        ]


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2023-13-01", "2023-11-01T25:00:00Z", "1698796800", "2023-11-01T00Z"]
)
def test_times_that_are_none(client: Any, text: str) -> None:
    case_id = new_case(client)
    code = "InvalidParameterValueException"
    for name in ("afterTime", "beforeTime"):
        refusal(client, client.describe_cases, code, **{name: text})
        refusal(client, client.describe_communications, code, caseId=case_id, **{name: text})


def test_after_is_before_before(client: Any) -> None:
    code = "InvalidParameterValueException"
    times = {"afterTime": "2024-01-02", "beforeTime": "2024-01-01"}
    refusal(client, client.describe_cases, code, **times)


def test_cases_are_kept_for_24_months(make_client: MakeClient) -> None:
    clock = ManualClock()
    with serve(clock=clock) as server:
        client = make_client(server)
        case_id = new_case(client)
        clock.advance(729 * 86400)
        assert only_case(client)["caseId"] == case_id
        clock.advance(86400)
        assert client.describe_cases(includeResolvedCases=True)["cases"] == []
        refusal(client, client.resolve_case, "CaseIdNotFound", caseId=case_id)
        assert server.cases == {}


def test_many_threads(make_client: MakeClient) -> None:
    with serve(max_cases_per_hour=25) as server:
        client = make_client(server)
        start = threading.Barrier(10)

        def work(number: int) -> int:
            start.wait(30)
            made = 0
            for _ in range(4):
                try:
                    case_id = new_case(client, subject=str(number))
                except client.exceptions.CaseCreationLimitExceeded:
                    continue
                client.add_communication_to_case(caseId=case_id, communicationBody="x")
                made += 1
            return made

        with ThreadPoolExecutor(10) as pool:
            assert sum(pool.map(work, range(10))) == 25
        assert len({case.display_id for case in server.cases.values()}) == 25
        assert all(len(case.communications) == 2 for case in server.cases.values())
