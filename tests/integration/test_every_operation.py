"""What holds for all operations, or all that have `dryRun`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from awssupport.emulator import Fault, Server, serve

from .implementations import MakeClient, every_operation
from .refusing import CASE, new_case, refusal

pytestmark = every_operation

KIND = {"issueType": "technical", "serviceCode": "aws-lambda", "categoryCode": "other"}

Arguments = dict[str, Any]


def with_dry_run(client: Any, server: Server) -> dict[str, Arguments]:
    """A valid call of each operation that has `dryRun`."""
    case_id = new_case(client)
    (attachment_id,) = server.reply_to_case(case_id, "x", attachments=[("a", b"a")])
    links = client.get_attachment_upload_links(fileName="f", fileSizeBytes=9)
    case, uploaded = {"caseId": case_id}, {"uploadId": links["uploadId"]}
    return {
        "add_attachments_to_set": {"attachments": [{"fileName": "a", "data": b"a"}]},
        "add_communication_to_case": {**case, "communicationBody": "x"},
        "complete_attachment_upload": {**uploaded, "completedUploads": []},
        "create_case": CASE,
        "describe_attachment": {"attachmentId": attachment_id},
        "describe_attachment_upload_status": uploaded,
        "describe_cases": {},
        "describe_communications": case,
        "describe_create_case_options": {**KIND, "language": "en"},
        "describe_services": {},
        "describe_severity_levels": {},
        "describe_supported_languages": KIND,
        "get_attachment_download_link": {"attachmentId": attachment_id},
        "get_attachment_upload_links": {"fileName": "f", "fileSizeBytes": 9},
        "resolve_case": case,
    }


WITHOUT_DRY_RUN: dict[str, Arguments] = {
    "describe_trusted_advisor_check_refresh_statuses": {"checkIds": []},
    "describe_trusted_advisor_check_result": {"checkId": "7DAFEmoDos"},
    "describe_trusted_advisor_check_summaries": {"checkIds": []},
    "describe_trusted_advisor_checks": {"language": "en"},
    "refresh_trusted_advisor_check": {"checkId": "7DAFEmoDos"},
}


def contents(server: Server) -> tuple[object, ...]:
    return server.cases, server.attachments, server.attachment_sets, server.uploads


def test_dry_runs_change_nothing(client: Any, emulator: Server) -> None:
    calls = with_dry_run(client, emulator)
    before = contents(emulator)
    for name, arguments in calls.items():
        call = getattr(client, name)
        refusal(client, call, "DryRunOperationException", **arguments, dryRun=True)
    assert contents(emulator) == before


def test_dry_runs_count_against_no_limit(make_client: MakeClient) -> None:
    with serve(max_cases_per_hour=1, max_described_per_hour=1) as server:
        client = make_client(server)
        for _ in range(2):
            code = "DryRunOperationException"
            refusal(client, client.create_case, code, **CASE, dryRun=True)
        arguments = with_dry_run(client, server)["describe_attachment"]
        for _ in range(2):
            call = client.describe_attachment
            refusal(client, call, "DryRunOperationException", **arguments, dryRun=True)
        assert client.describe_attachment(**arguments, dryRun=False)["attachment"]


def test_dry_run_of_what_would_fail(client: Any) -> None:
    dry = {"dryRun": True}
    for call, code, arguments in (
        (client.create_case, "InvalidParameterValueException", {**CASE, "serviceCode": "nope"}),
        (client.create_case, "AttachmentSetIdNotFound", {**CASE, "attachmentSetId": "nope"}),
        (client.resolve_case, "CaseIdNotFound", {"caseId": "nope"}),
        (client.describe_cases, "ValidationException", {"maxResults": 101}),
        (client.describe_cases, "InvalidParameterValueException", {"nextToken": "x"}),
        (client.describe_attachment, "AttachmentIdNotFound", {"attachmentId": "nope"}),
        (client.describe_attachment_upload_status, "UploadIdNotFound", {"uploadId": "nope"}),
    ):
        refusal(client, call, code, **arguments, **dry)


def all_twenty(client: Any, server: Server) -> list[tuple[Callable[..., Any], Arguments]]:
    calls = {**with_dry_run(client, server), **WITHOUT_DRY_RUN}
    assert len(calls) == 20
    return [(getattr(client, name), arguments) for name, arguments in calls.items()]


def test_every_operation_answers(client: Any, emulator: Server) -> None:
    for call, arguments in all_twenty(client, emulator):
        assert call(**arguments)["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert len({entry.operation for entry in emulator.requests}) == 20


def test_no_subscription(make_client: MakeClient, client: Any, emulator: Server) -> None:
    calls = {**with_dry_run(client, emulator), **WITHOUT_DRY_RUN}
    with serve(subscription=False) as server:
        other = make_client(server)
        for name, arguments in calls.items():
            call = getattr(other, name)
            message = refusal(other, call, "SubscriptionRequiredException", **arguments)
            assert message == (
                "Amazon Web Services Premium Support Subscription is required to use this service."
            )


def test_throttling_tells_its_reasons(single: Any, emulator: Server) -> None:
    reasons = [{"reason": "TooMany", "resource": "account"}]
    emulator.script(Fault.throttle(reasons=reasons))
    with pytest.raises(single.exceptions.ThrottlingException) as caught:
        single.describe_trusted_advisor_checks(language="en")
    assert caught.value.response["throttlingReasons"] == reasons


def test_internal_error(single: Any, emulator: Server) -> None:
    emulator.script("500")
    with pytest.raises(single.exceptions.InternalServerError) as caught:
        single.describe_services()
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
