"""The operations that tell what a case can be about."""

from __future__ import annotations

from .calls import Call, Document
from .catalogue import (
    LANGUAGES,
    CaseOptions,
    case_options,
    check_issue_type,
    check_language,
    severity_names,
)
from .parameters import optional_string, optional_strings, required_string


def describe_services(call: Call) -> Document:
    """`{serviceCodeList?, language?, dryRun?}` ->
    `{services: [{code, name, categories: [{code, name}]}]}`; unknown codes are left out."""
    check_language(optional_string(call.parameters, "language"))
    codes = optional_strings(call.parameters, "serviceCodeList")
    call.end_dry_run()
    with call.state.lock:
        services = call.state.catalogue.services(codes)
    return {
        "services": [
            {"code": code, "name": name, "categories": _named(categories)}
            for code, (name, categories) in services.items()
        ]
    }


def describe_severity_levels(call: Call) -> Document:
    """`{language?, dryRun?}` -> `{severityLevels: [{code, name}]}`, least severe first."""
    language = optional_string(call.parameters, "language")
    check_language(language)
    call.end_dry_run()
    return {"severityLevels": _named(dict(severity_names(language)))}


def describe_supported_languages(call: Call) -> Document:
    """`{issueType, serviceCode, categoryCode, dryRun?}` ->
    `{supportedLanguages: [{code, language, display}]}`."""
    _check_kind_of_case(call)
    call.end_dry_run()
    return {
        "supportedLanguages": [
            {"code": code, "language": name, "display": display}
            for code, (name, display) in LANGUAGES.items()
        ]
    }


def describe_create_case_options(call: Call) -> Document:
    """`{issueType, serviceCode, language, categoryCode, dryRun?}` ->
    `{languageAvailability, communicationTypes: [{type, supportedHours: [{startTime, endTime}],
    datesWithoutSupport: []}]}`."""
    language = required_string(call.parameters, "language")
    issue_type = _check_kind_of_case(call)
    call.end_dry_run()
    # A language nobody speaks is an answer, not an error: that is what is asked.
    if language not in LANGUAGES:
        return _options(CaseOptions("unavailable", {}))
    return _options(case_options(issue_type, language))


def _options(options: CaseOptions) -> Document:
    return {
        "languageAvailability": options.availability,
        "communicationTypes": [
            {
                "type": kind,
                "supportedHours": [{"startTime": start, "endTime": end}],
                "datesWithoutSupport": [],
            }
            for kind, (start, end) in options.hours.items()
        ],
    }


def _check_kind_of_case(call: Call) -> str:
    issue_type = required_string(call.parameters, "issueType")
    check_issue_type(issue_type)
    with call.state.lock:
        call.state.catalogue.check_codes(
            required_string(call.parameters, "serviceCode"),
            required_string(call.parameters, "categoryCode"),
        )
    return issue_type


def _named(names: dict[str, str]) -> list[dict[str, str]]:
    return [{"code": code, "name": name} for code, name in names.items()]
