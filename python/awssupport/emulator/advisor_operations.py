"""The operations on Trusted Advisor's checks. None of them has `dryRun`."""

from __future__ import annotations

from .advisor import RefreshStatus
from .advisor_types import CheckResult
from .calls import Call, Document
from .clock import format_check_time
from .parameters import required_string, required_strings


def describe_trusted_advisor_checks(call: Call) -> Document:
    """`{language}` -> `{checks: [{id, name, description, category, metadata: [name]}]}`.

    The names are English, whatever the language.
    """
    with call.state.lock:
        checks = call.state.advisor.checks()
    return {
        "checks": [
            {
                "id": check.id,
                "name": check.name,
                "description": check.description,
                "category": check.category,
                "metadata": list(check.metadata),
            }
            for check in checks
        ]
    }


def describe_trusted_advisor_check_result(call: Call) -> Document:
    """`{checkId, language?}` -> `{result: {checkId, timestamp, status, resourcesSummary,
    categorySpecificSummary, flaggedResources}}`."""
    check_id = required_string(call.parameters, "checkId")
    with call.state.lock:
        result = call.state.advisor.result(check_id)
    resources = [
        {
            "status": item.status,
            "region": item.region,
            "resourceId": item.resource_id,
            "isSuppressed": item.is_suppressed,
            "metadata": list(item.metadata),
        }
        for item in result.resources
    ]
    return {
        "result": {**_heading(check_id, result), **_figures(result), "flaggedResources": resources}
    }


def describe_trusted_advisor_check_summaries(call: Call) -> Document:
    """`{checkIds}` -> `{summaries: [{checkId, timestamp, status, hasFlaggedResources,
    resourcesSummary, categorySpecificSummary}]}`, in the order asked for."""
    check_ids = required_strings(call.parameters, "checkIds")
    with call.state.lock:
        found = call.state.advisor.summaries(check_ids)
    return {
        "summaries": [
            {
                **_heading(check_id, result),
                "hasFlaggedResources": result.flagged > 0,
                **_figures(result),
            }
            for check_id, result in found
        ]
    }


def describe_trusted_advisor_check_refresh_statuses(call: Call) -> Document:
    """`{checkIds}` -> `{statuses: [{checkId, status, millisUntilNextRefreshable}]}`."""
    check_ids = required_strings(call.parameters, "checkIds")
    with call.state.lock:
        statuses = call.state.advisor.refresh_statuses(check_ids)
    return {"statuses": [_refresh(status) for status in statuses]}


def refresh_trusted_advisor_check(call: Call) -> Document:
    """`{checkId}` -> `{status: {checkId, status, millisUntilNextRefreshable}}`."""
    check_id = required_string(call.parameters, "checkId")
    with call.state.lock:
        return {"status": _refresh(call.state.advisor.refresh(check_id))}


def _heading(check_id: str, result: CheckResult) -> Document:
    return {
        "checkId": check_id,
        "timestamp": format_check_time(result.timestamp or 0.0),
        "status": result.shown_status,
    }


def _figures(result: CheckResult) -> Document:
    return {
        "resourcesSummary": {
            "resourcesProcessed": result.shown_processed,
            "resourcesFlagged": result.flagged,
            "resourcesIgnored": result.ignored,
            "resourcesSuppressed": result.suppressed,
        },
        "categorySpecificSummary": {
            "costOptimizing": {
                "estimatedMonthlySavings": result.monthly_savings,
                "estimatedPercentMonthlySavings": result.percent_savings,
            }
        },
    }


def _refresh(status: RefreshStatus) -> Document:
    return {
        "checkId": status.check_id,
        "status": status.status,
        "millisUntilNextRefreshable": status.wait,
    }
