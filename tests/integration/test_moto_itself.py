"""moto 5.2.5 answers awssupport as it answers boto3, in process and as a server.

In processes of their own: whoever imports moto puts its handlers into every client made after that.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.processes import run_in_child

IMPLEMENTATIONS = ["boto3", "awssupport", "awssupport.aio"]


def operations(implementation: str, mode: str) -> dict[str, Any]:
    """What comes of the five operations that moto has, and of one that it has not."""
    import contextlib
    import importlib
    import logging
    import os
    from functools import partial

    import moto
    from moto.server import ThreadedMotoServer

    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    library: Any = importlib.import_module(implementation.partition(".")[0])
    make = library.client
    if implementation == "awssupport.aio":
        from tests.waiting_client import WaitingClient

        make = WaitingClient.of

    def found(client: Any) -> dict[str, Any]:
        case = client.create_case(
            subject="s", communicationBody="b", severityCode="low", ccEmailAddresses=["a@b.example"]
        )
        cases = client.describe_cases(includeResolvedCases=True)["cases"]
        pages = client.get_paginator("describe_cases").paginate(caseIdList=[case["caseId"]])
        checks = client.describe_trusted_advisor_checks(language="en")["checks"]
        refreshed = client.refresh_trusted_advisor_check(checkId="XXXIIIY")
        errors = []
        calls: list[Any] = [
            partial(client.resolve_case, caseId=case["caseId"], dryRun="no"),
            client.describe_services,
        ]
        for call in calls:
            try:
                call()
            except Exception as error:
                errors.append(type(error).__name__)
        return {
            "listed": [listed["caseId"] == case["caseId"] for listed in cases],
            "case": {
                name: value
                for name, value in cases[0].items()
                if name not in ("caseId", "displayId", "timeCreated", "recentCommunications")
            },
            "pages": [len(page["cases"]) for page in pages],
            "checks": [check["id"] for check in checks],
            "refreshed": refreshed["status"]["checkId"],
            "resolved": client.resolve_case(caseId=case["caseId"])["finalCaseStatus"],
            "left": len(client.describe_cases()["cases"]),
            "metadata": sorted(refreshed["ResponseMetadata"]),
            "errors": errors,
        }

    with contextlib.ExitStack() as stack:
        options: dict[str, Any] = {"region_name": "us-east-1"}
        if mode == "in process":
            stack.enter_context(moto.mock_aws())
        else:
            server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
            server.start()
            stack.callback(server.stop)
            host, port = server.get_host_and_port()
            keys = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret"}
            config = library.session.Config if implementation == "boto3" else library.Config
            once = config(retries={"total_max_attempts": 1})
            options |= {"endpoint_url": f"http://{host}:{port}", "config": once, **keys}
        return found(make("support", **options))


@pytest.mark.parametrize("mode", ["in process", "server"])
def test_all_are_answered_alike(mode: str) -> None:
    theirs, ours, awaited = (
        run_in_child(operations, implementation, mode, options=())
        for implementation in IMPLEMENTATIONS
    )
    assert awaited == ours == theirs
    assert ours["listed"] == [True]
    assert ours["case"]["subject"] == "s"
    assert ours["pages"] == [1]
    assert ours["checks"]
    assert (ours["refreshed"], ours["resolved"]) == ("XXXIIIY", "resolved")
    assert ours["errors"][0] == "ParamValidationError"


def made_before() -> bool:
    """A client made when moto was there already and its context was not entered yet."""
    import moto

    import awssupport

    client = awssupport.client(
        region_name="us-east-1", aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="secret"
    )
    with moto.mock_aws():
        return "checks" in client.describe_trusted_advisor_checks(language="en")


def test_a_client_made_before_the_mock_is_answered_within_it() -> None:
    assert run_in_child(made_before, options=()) is True
