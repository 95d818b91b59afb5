"""Trusted Advisor: checks, what they found, and how they are refreshed."""

from __future__ import annotations

from typing import Any

import pytest

from awssupport.emulator import (
    Check,
    CheckResult,
    FlaggedResource,
    ManualClock,
    Server,
    serve,
)

from .implementations import MakeClient, every_operation
from .refusing import refusal

pytestmark = every_operation

INVALID = "InvalidParameterValueException"
BUCKETS = "Pfx0RwqBli"
NEVER_RUN = "DAvU99Dc4C"
FIXED = "c1dfprch07"


def result(client: Any, check_id: str, **more: str) -> Any:
    return client.describe_trusted_advisor_check_result(checkId=check_id, **more)["result"]


def checks(client: Any) -> Any:
    return client.describe_trusted_advisor_checks(language="en")["checks"]


def states(client: Any, *check_ids: str) -> list[tuple[str, int]]:
    call = client.describe_trusted_advisor_check_refresh_statuses
    found = call(checkIds=list(check_ids))["statuses"]
    assert [item["checkId"] for item in found] == list(check_ids)
    return [(item["status"], item["millisUntilNextRefreshable"]) for item in found]


def test_checks(client: Any) -> None:
    found = checks(client)
    assert len({check["id"] for check in found}) == len(found) > 5
    for check in found:
        assert set(check) == {"id", "name", "description", "category", "metadata"}
        assert check["name"]
        assert check["description"]
    categories = {"cost_optimizing", "security", "fault_tolerance", "service_limits"}
    assert {check["category"] for check in found} == categories


def test_every_check_has_a_result_and_a_summary(own: Any) -> None:
    ids = [check["id"] for check in checks(own)]
    summaries = own.describe_trusted_advisor_check_summaries(checkIds=ids)["summaries"]
    assert [item["checkId"] for item in summaries] == ids
    for summary in summaries:
        found = result(own, summary["checkId"])
        flagged = found.pop("flaggedResources")
        assert summary.pop("hasFlaggedResources") is bool(flagged)
        assert summary == found
        assert found["resourcesSummary"]["resourcesFlagged"] == len(flagged)


def test_result_at_the_start(make_client: MakeClient) -> None:
    with serve(clock=ManualClock(1_582_326_928.9)) as server:
        found = result(make_client(server), BUCKETS, language="en")
    assert found == {
        "checkId": BUCKETS,
        "timestamp": "2020-02-21T23:15:28Z",
        "status": "error",
        "resourcesSummary": {
            "resourcesProcessed": 7,
            "resourcesFlagged": 1,
            "resourcesIgnored": 0,
            "resourcesSuppressed": 0,
        },
        "categorySpecificSummary": {
            "costOptimizing": {
                "estimatedMonthlySavings": 0.0,
                "estimatedPercentMonthlySavings": 0.0,
            }
        },
        "flaggedResources": found["flaggedResources"],
    }
    assert [item["status"] for item in found["flaggedResources"]] == ["error"]


def test_check_that_never_ran(client: Any) -> None:
    assert result(client, NEVER_RUN)["status"] == "not_available"


def test_result_of_ones_own(make_client: MakeClient) -> None:
    check = Check("mine", "My check", "performance", metadata=("Region", "Name"))
    resources = (
        FlaggedResource("r1", metadata=("eu-west-1", "é"), region="eu-west-1"),
        FlaggedResource("r2", "error", is_suppressed=True),
        FlaggedResource("r3", "ok"),
    )
    found = CheckResult(resources, processed=9, ignored=2, monthly_savings=1.5, timestamp=0.0)
    with serve() as server:
        client = make_client(server)
        server.add_check(check)
        server.set_check_result("mine", found)
        assert checks(client)[-1]["name"] == "My check"
        answer = result(client, "mine")
        with pytest.raises(KeyError):
            server.set_check_result("nope", found)
    assert (answer["status"], answer["timestamp"]) == ("warning", "1970-01-01T00:00:00Z")
    assert list(answer["resourcesSummary"].values()) == [9, 1, 2, 1]
    savings = answer["categorySpecificSummary"]["costOptimizing"]["estimatedMonthlySavings"]
    assert savings == 1.5
    assert answer["flaggedResources"][0] == {
        "status": "warning",
        "region": "eu-west-1",
        "resourceId": "r1",
        "isSuppressed": False,
        "metadata": ["eu-west-1", "é"],
    }
    assert answer["flaggedResources"][1]["isSuppressed"] is True


def test_refresh_cycle(make_client: MakeClient) -> None:
    clock = ManualClock(1_700_000_000.0)
    with serve(clock=clock) as server:
        client = make_client(server)
        assert states(client, BUCKETS) == [("none", 0)]
        clock.advance(100)
        started = client.refresh_trusted_advisor_check(checkId=BUCKETS)["status"]
        assert started == {
            "checkId": BUCKETS,
            "status": "enqueued",
            "millisUntilNextRefreshable": 3_600_000,
        }
        clock.advance(0.008)
        assert states(client, BUCKETS, NEVER_RUN) == [("processing", 3_599_992), ("none", 0)]
        before = result(client, BUCKETS)
        assert states(client, BUCKETS) == [("success", 3_599_992)]
        after = result(client, BUCKETS)
        assert before["timestamp"] == "2023-11-14T22:13:20Z"
        assert after == {**before, "timestamp": "2023-11-14T22:15:00Z"}
        # Too early: nothing starts anew.
        again = client.refresh_trusted_advisor_check(checkId=BUCKETS)["status"]
        assert (again["status"], again["millisUntilNextRefreshable"]) == ("success", 3_599_992)
        clock.advance(3600)
        assert states(client, BUCKETS) == [("success", 0)]
        later = client.refresh_trusted_advisor_check(checkId=BUCKETS)["status"]
        assert later["status"] == "enqueued"


def test_refresh_runs_a_check_for_the_first_time(client: Any) -> None:
    client.refresh_trusted_advisor_check(checkId=NEVER_RUN)
    assert [states(client, NEVER_RUN)[0][0] for _ in range(2)] == ["processing", "success"]
    assert result(client, NEVER_RUN)["status"] == "ok"


def test_check_that_cannot_be_refreshed(client: Any, emulator: Server) -> None:
    text = "[UNREFRESHABLE_CHECK_ID_ERROR] Check c1dfprch07 is not refreshable."
    call = client.refresh_trusted_advisor_check
    assert refusal(client, call, INVALID, checkId=FIXED) == text
    call = client.describe_trusted_advisor_check_refresh_statuses
    assert refusal(client, call, INVALID, checkIds=[BUCKETS, FIXED]) == text
    assert result(client, FIXED)["status"] == "ok"


@pytest.mark.parametrize("check_id", ["nope", ""])
def test_unknown_check(client: Any, check_id: str) -> None:
    for call, arguments in (
        (client.describe_trusted_advisor_check_result, {"checkId": check_id}),
        (client.describe_trusted_advisor_check_summaries, {"checkIds": [BUCKETS, check_id]}),
        (client.describe_trusted_advisor_check_refresh_statuses, {"checkIds": [check_id]}),
        (client.refresh_trusted_advisor_check, {"checkId": check_id}),
    ):
        refusal(client, call, INVALID, **arguments)


def test_no_checks(client: Any) -> None:
    assert client.describe_trusted_advisor_check_summaries(checkIds=[])["summaries"] == []
    assert states(client) == []
