"""Pages of cases and of communications."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from awssupport.emulator import ManualClock, Server, serve

from .implementations import MakeClient, every_operation
from .refusing import new_case, refusal

pytestmark = every_operation


@pytest.fixture
def server() -> Iterator[Server]:
    with serve(clock=ManualClock(), max_cases_per_hour=None) as running:
        yield running


@pytest.fixture
def busy(make_client: MakeClient, server: Server) -> Any:
    """A client of an account with 23 cases, the first of which has 23 communications."""
    client = make_client(server)
    first = new_case(client, subject="0")
    for number in range(1, 23):
        new_case(client, subject=str(number))
        client.add_communication_to_case(caseId=first, communicationBody=str(number))
    return client


def first_case(server: Server) -> str:
    return next(iter(server.cases))


@pytest.mark.parametrize(
    ("arguments", "sizes"),
    [
        ({}, [10, 10, 3]),
        ({"maxResults": 10}, [10, 10, 3]),
        ({"maxResults": 22}, [22, 1]),
        ({"maxResults": 23}, [23]),
        ({"maxResults": 100}, [23]),
    ],
)
def test_pages_are_followed_to_the_end(
    busy: Any, server: Server, arguments: dict[str, int], sizes: list[int]
) -> None:
    in_case = {"caseId": first_case(server), **arguments}
    for call, given, key, member in (
        (busy.describe_cases, arguments, "cases", "subject"),
        (busy.describe_communications, in_case, "communications", "body"),
    ):
        pages = [call(**given)]
        while "nextToken" in pages[-1]:
            pages.append(call(**given, nextToken=pages[-1]["nextToken"]))
        assert [len(page[key]) for page in pages] == sizes
        seen = [item[member] for page in pages for item in page[key]]
        assert seen[:-1] == [str(number) for number in range(22, 0, -1)]


def test_paginators(busy: Any, server: Server) -> None:
    pages = list(busy.get_paginator("describe_cases").paginate(maxResults=10))
    assert [len(page["cases"]) for page in pages] == [10, 10, 3]
    found = (
        busy.get_paginator("describe_communications")
        .paginate(caseId=first_case(server), PaginationConfig={"PageSize": 20, "MaxItems": 21})
        .build_full_result()
    )
    assert len(found["communications"]) == 21
    assert found["NextToken"]


def test_recent_communications_are_five_and_lead_to_the_rest(busy: Any, server: Server) -> None:
    case_id = first_case(server)
    (case,) = busy.describe_cases(caseIdList=[case_id])["cases"]
    recent = case["recentCommunications"]
    seen = recent["communications"]
    assert len(seen) == 5
    rest = busy.describe_communications(
        caseId=case_id, nextToken=recent["nextToken"], maxResults=100
    )
    assert "nextToken" not in rest
    bodies = [item["body"] for item in seen + rest["communications"]]
    assert bodies == [*map(str, range(22, 0, -1)), "Hello."]


def test_new_items_do_not_move_the_pages(busy: Any, server: Server) -> None:
    first = busy.describe_cases()
    new_case(busy, subject="new")
    second = busy.describe_cases(nextToken=first["nextToken"])
    assert [case["subject"] for case in second["cases"]] == list(map(str, range(12, 2, -1)))


def test_resolved_items_are_no_gap(busy: Any, server: Server) -> None:
    first = busy.describe_cases()
    busy.resolve_case(caseId=first["cases"][-1]["caseId"])
    second = busy.describe_cases(nextToken=first["nextToken"])
    assert second["cases"][0]["subject"] == "12"


@pytest.mark.parametrize("size", [101, 137, 2**40])
def test_pages_beyond_a_hundred(busy: Any, server: Server, size: int) -> None:
    message = refusal(busy, busy.describe_cases, "ValidationException", maxResults=size)
    assert message == (
        f"1 validation error detected: Value '{size}' at 'maxResults' failed to satisfy "
        "constraint: Member must have value less than or equal to 100"
    )
    case_id = first_case(server)
    call = busy.describe_communications
    refusal(busy, call, "ValidationException", caseId=case_id, maxResults=size)


def test_tokens_are_good_for_one_listing(busy: Any, server: Server) -> None:
    code = "InvalidParameterValueException"
    first, second, *_ = server.cases
    of_cases = busy.describe_cases()["nextToken"]
    of_talk = busy.describe_communications(caseId=first)["nextToken"]
    refusal(busy, busy.describe_cases, code, nextToken=of_talk)
    refusal(busy, busy.describe_communications, code, caseId=first, nextToken=of_cases)
    refusal(busy, busy.describe_communications, code, caseId=second, nextToken=of_talk)
    for broken in ("", "x", "é", of_cases[:-4], of_cases[::-1], of_cases + "\n", f"{of_cases}AAAA"):
        refusal(busy, busy.describe_cases, code, nextToken=broken)
