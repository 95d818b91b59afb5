"""What a case can be about."""

from __future__ import annotations

from typing import Any

import pytest

from .implementations import every_operation
from .refusing import new_case, refusal

pytestmark = every_operation

INVALID = "InvalidParameterValueException"
KIND = {"issueType": "technical", "serviceCode": "aws-lambda", "categoryCode": "invocation"}


def test_every_service_and_category_can_have_a_case(client: Any, emulator: Any) -> None:
    services = client.describe_services()["services"]
    assert len(services) > 10
    for service in services:
        assert set(service) == {"code", "name", "categories"}
        assert service["name"]
        assert service["categories"]
    for category in services[0]["categories"]:
        new_case(client, serviceCode=services[0]["code"], categoryCode=category["code"])


def test_services_by_code(client: Any) -> None:
    def codes(**arguments: Any) -> list[str]:
        return [item["code"] for item in client.describe_services(**arguments)["services"]]

    wanted = ["aws-lambda", "nope", "billing"]
    assert codes(serviceCodeList=wanted, language="ja") == ["billing", "aws-lambda"]
    assert codes(serviceCodeList=["nope"]) == []
    assert codes(serviceCodeList=[]) == codes()
    call = client.describe_services
    refusal(client, call, "ValidationException", serviceCodeList=["x"] * 101)
    refusal(client, call, INVALID, language="xx")


def test_severity_levels(client: Any) -> None:
    levels = client.describe_severity_levels()["severityLevels"]
    codes = [level["code"] for level in levels]
    assert codes == ["low", "normal", "high", "urgent", "critical"]
    assert levels[0]["name"] == "Low"
    for language, name in (("ja", "低"), ("ko", "낮음"), ("fr", "Low"), ("en", "Low")):
        spoken = client.describe_severity_levels(language=language)["severityLevels"]
        assert spoken[0] == {"code": "low", "name": name}
        assert [level["code"] for level in spoken] == codes
    for code in codes:
        new_case(client, severityCode=code)
    refusal(client, client.describe_severity_levels, INVALID, language="xx")


def test_supported_languages(client: Any) -> None:
    languages = client.describe_supported_languages(**KIND)["supportedLanguages"]
    assert {item["code"] for item in languages} == {"en", "ja", "zh", "ko", "es", "pt", "fr", "tr"}
    assert languages[1] == {"code": "ja", "language": "JAPANESE", "display": "日本語"}
    for item in languages:
        new_case(client, language=item["code"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"issueType": "technically"},
        {"serviceCode": "nope"},
        {"categoryCode": "nope"},
    ],
)
def test_unknown_kinds_of_case(client: Any, wrong: dict[str, str]) -> None:
    arguments = {**KIND, **wrong}
    refusal(client, client.describe_supported_languages, INVALID, **arguments)
    call = client.describe_create_case_options
    refusal(client, call, INVALID, **arguments, language="en")


def test_limits_of_supported_languages(client: Any) -> None:
    wrong = {"issueType": "x" * 23, "serviceCode": "x" * 101, "categoryCode": "x" * 101}
    call = client.describe_supported_languages
    message = refusal(client, call, "ValidationException", **wrong)
    assert message.startswith("3 validation errors detected: Value 'xxx")


@pytest.mark.parametrize(
    ("language", "availability", "types"),
    [
        ("en", "available", ["chat", "call", "web"]),
        ("ja", "available", ["call", "web"]),
        ("fr", "best_effort", ["web"]),
        ("xx", "unavailable", []),
    ],
)
def test_create_case_options(
    client: Any, language: str, availability: str, types: list[str]
) -> None:
    answer = client.describe_create_case_options(**KIND, language=language)
    assert answer["languageAvailability"] == availability
    options = answer["communicationTypes"]
    assert [item["type"] for item in options] == types
    for item in options:
        assert item["datesWithoutSupport"] == []
        (hours,) = item["supportedHours"]
        assert hours == {"startTime": "00:00:00.000", "endTime": "23:59:59.999"}


def test_office_hours(client: Any) -> None:
    kind = {"issueType": "customer-service", "serviceCode": "billing", "categoryCode": "refund"}
    answer = client.describe_create_case_options(**kind, language="ja")
    hours = {item["type"]: item["supportedHours"] for item in answer["communicationTypes"]}
    assert hours["call"] == [{"startTime": "09:00:00.000", "endTime": "18:00:00.000"}]
