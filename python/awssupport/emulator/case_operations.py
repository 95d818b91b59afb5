"""The operations on cases and communications."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import catalogue
from .attachment_sets import Attachment
from .calls import Call, Document, without_absent
from .cases import RESOLVED, Case, CaseDraft, Communication
from .clock import format_case_time, parse_time
from .errors import invalid_value
from .files import AttachmentDetails
from .parameters import (
    Parameters,
    optional_boolean,
    optional_integer,
    optional_string,
    optional_strings,
    required_string,
)

RECENT_COMMUNICATIONS = 5


def create_case(call: Call) -> Document:
    """`{subject, serviceCode?, severityCode?, categoryCode?, communicationBody,
    ccEmailAddresses?, language?, issueType?, attachmentSetId?, uploadIds?, dryRun?}` -> `{caseId}`.

    Absent codes have defaults (general-info, other, low, en, technical). Raises
    InvalidParameterValueException for unknown ones, CaseCreationLimitExceeded and what
    `_Enclosures` raises.
    """
    body = required_string(call.parameters, "communicationBody")
    with call.state.lock:
        _check_codes(call)
        enclosures = _Enclosures.of(call)
        call.state.cases.check_creation_rate()
        call.end_dry_run()
        case = call.state.cases.create(_draft(call.parameters), body, enclosures.attach())
        return {"caseId": case.id}


def add_communication_to_case(call: Call) -> Document:
    """`{caseId, communicationBody, ccEmailAddresses?, attachmentSetId?, uploadIds?, dryRun?}` ->
    `{result: true}`.

    The model does not require `caseId`, but without it there is nothing to add to. Raises
    CaseIdNotFound and what `_Enclosures` raises.
    """
    body = required_string(call.parameters, "communicationBody")
    addresses = optional_strings(call.parameters, "ccEmailAddresses") or []
    with call.state.lock:
        case = _named_case(call)
        enclosures = _Enclosures.of(call)
        call.end_dry_run()
        files = enclosures.attach()
        call.state.cases.add_communication(case, body, tuple(addresses), files)
        return {"result": True}


def resolve_case(call: Call) -> Document:
    """`{caseId, dryRun?}` -> `{initialCaseStatus, finalCaseStatus}`. Raises CaseIdNotFound."""
    with call.state.lock:
        case = _named_case(call)
        call.end_dry_run()
        resolved = call.state.cases.set_status(case, RESOLVED)
        return {"initialCaseStatus": case.status, "finalCaseStatus": resolved.status}


def describe_cases(call: Call) -> Document:
    """`{caseIdList?, displayId?, afterTime?, beforeTime?, includeResolvedCases?, nextToken?,
    maxResults?, language?, includeCommunications?, dryRun?}` -> `{cases, nextToken?}`.

    Newest first; resolved cases only if asked for, by id too; communications unless refused,
    the five most recent. Raises CaseIdNotFound, InvalidParameterValueException.
    """
    parameters = call.parameters
    with_talk = optional_boolean(parameters, "includeCommunications", default=True)
    catalogue.check_language(optional_string(parameters, "language"))
    is_wanted = _case_filter(parameters)
    with call.state.lock:
        found = [(case.number, case) for case in _candidates(call) if is_wanted(case)]
        page = call.state.pager.page(
            "cases",
            sorted(found, reverse=True, key=lambda pair: pair[0]),
            token=optional_string(parameters, "nextToken"),
            size=optional_integer(parameters, "maxResults"),
        )
        call.end_dry_run()
        cases = [_case_details(call, case, with_talk=with_talk) for case in page.items]
    return without_absent({"cases": cases, "nextToken": page.next_token})


def describe_communications(call: Call) -> Document:
    """`{caseId, beforeTime?, afterTime?, nextToken?, maxResults?, dryRun?}` ->
    `{communications, nextToken?}`, newest first. The `nextToken` of `recentCommunications` is
    good here too. Raises CaseIdNotFound, InvalidParameterValueException."""
    in_time = _time_filter(call.parameters)
    token = optional_string(call.parameters, "nextToken")
    size = optional_integer(call.parameters, "maxResults")
    with call.state.lock:
        case = _named_case(call)
        answer = _communications(call, case, in_time, token=token, size=size)
        call.end_dry_run()
        return answer


@dataclass(frozen=True)
class _Enclosures:
    """The files that a new communication names, all found and none taken yet."""

    call: Call
    set_id: str | None
    upload_ids: list[str]
    files: list[Attachment]

    @classmethod
    def of(cls, call: Call) -> _Enclosures:
        """Look the files up. Raises AttachmentSetIdNotFound, AttachmentSetExpired and, for
        uploads that are not ready, InvalidParameterValueException."""
        set_id = optional_string(call.parameters, "attachmentSetId")
        upload_ids = optional_strings(call.parameters, "uploadIds") or []
        in_set = [] if set_id is None else call.state.attachment_sets.files(set_id)
        uploaded = call.state.uploads.files(upload_ids)
        return cls(call, set_id, upload_ids, [*in_set, *uploaded])

    def attach(self) -> tuple[AttachmentDetails, ...]:
        """Take the files and give them attachment ids; set and uploads cannot be used again."""
        if self.set_id is not None:
            self.call.state.attachment_sets.discard(self.set_id)
        self.call.state.uploads.use(self.upload_ids)
        return self.call.state.attachments.keep(self.files)


def _check_codes(call: Call) -> None:
    parameters = call.parameters
    catalogue.check_issue_type(optional_string(parameters, "issueType"))
    catalogue.check_language(optional_string(parameters, "language"))
    catalogue.check_severity(optional_string(parameters, "severityCode"))
    call.state.catalogue.check_codes(
        optional_string(parameters, "serviceCode"), optional_string(parameters, "categoryCode")
    )


def _draft(parameters: Parameters) -> CaseDraft:
    def given(name: str, default: str) -> str:
        value = optional_string(parameters, name)
        return default if value is None else value

    return CaseDraft(
        subject=required_string(parameters, "subject"),
        service_code=given("serviceCode", catalogue.DEFAULT_SERVICE),
        severity_code=given("severityCode", catalogue.DEFAULT_SEVERITY),
        category_code=given("categoryCode", catalogue.DEFAULT_CATEGORY),
        cc_email_addresses=tuple(optional_strings(parameters, "ccEmailAddresses") or ()),
        language=given("language", catalogue.DEFAULT_LANGUAGE),
        issue_type=given("issueType", catalogue.DEFAULT_ISSUE_TYPE),
    )


def _named_case(call: Call) -> Case:
    case_id = optional_string(call.parameters, "caseId")
    if case_id is None:
        raise invalid_value("A caseId is needed.")
    return call.state.cases.find(case_id)


def _candidates(call: Call) -> list[Case]:
    """The cases of `caseIdList` and `displayId`, or all when neither is given."""
    cases = call.state.cases
    named = [cases.find(name) for name in optional_strings(call.parameters, "caseIdList") or []]
    display_id = optional_string(call.parameters, "displayId")
    if display_id is not None:
        shown = cases.find_displayed(display_id)
        return [shown] if not named or shown in named else []
    return list({case.id: case for case in named}.values()) or list(cases.snapshot().values())


def _case_filter(parameters: Parameters) -> Callable[[Case], bool]:
    with_resolved = optional_boolean(parameters, "includeResolvedCases")
    language = optional_string(parameters, "language")
    in_time = _time_filter(parameters)

    def is_wanted(case: Case) -> bool:
        open_enough = with_resolved or not case.is_resolved
        spoken = language is None or case.draft.language == language
        return open_enough and spoken and in_time(case.time_created)

    return is_wanted


def _time_filter(parameters: Parameters) -> Callable[[float], bool]:
    """Whether an epoch time is between `afterTime` and `beforeTime`, both inclusive."""
    after = _optional_time(parameters, "afterTime")
    before = _optional_time(parameters, "beforeTime")
    if after is not None and before is not None and after > before:
        raise invalid_value("afterTime is later than beforeTime.")

    # To the millisecond, which is all that the service tells of a time.
    def is_between(moment: float) -> bool:
        rounded = round(moment, 3)
        return (after is None or after <= rounded) and (before is None or rounded <= before)

    return is_between


def _optional_time(parameters: Parameters, name: str) -> float | None:
    text = optional_string(parameters, name)
    try:
        return None if text is None else round(parse_time(text), 3)
    except ValueError as error:
        raise invalid_value(f"{name} is not an ISO 8601 time: {text}") from error


def _case_details(call: Call, case: Case, *, with_talk: bool) -> Document:
    recent = None
    if with_talk:
        recent = _communications(call, case, lambda _moment: True, size=RECENT_COMMUNICATIONS)
    return without_absent(
        {
            "caseId": case.id,
            "displayId": case.display_id,
            "subject": case.draft.subject,
            "status": case.status,
            "serviceCode": case.draft.service_code,
            "categoryCode": case.draft.category_code,
            "severityCode": case.draft.severity_code,
            "submittedBy": case.communications[0].submitted_by,
            "timeCreated": format_case_time(case.time_created),
            "recentCommunications": recent,
            "ccEmailAddresses": list(case.cc_email_addresses),
            "language": case.draft.language,
        }
    )


def _communications(
    call: Call,
    case: Case,
    in_time: Callable[[float], bool],
    *,
    token: str | None = None,
    size: int | None = None,
) -> Document:
    said = [pair for pair in enumerate(case.communications) if in_time(pair[1].time_created)]
    page = call.state.pager.page(f"communications of {case.id}", said[::-1], token=token, size=size)
    communications = [_communication(case, item) for item in page.items]
    return without_absent({"communications": communications, "nextToken": page.next_token})


def _communication(case: Case, said: Communication) -> Document:
    return {
        "caseId": case.id,
        "body": said.body,
        "submittedBy": said.submitted_by,
        "timeCreated": format_case_time(said.time_created),
        "attachments": [_attachment(item) for item in said.attachments],
        "attachmentSet": [_attachment(item) for item in said.attachments if item.is_small],
    }


def _attachment(details: AttachmentDetails) -> dict[str, str]:
    return {"attachmentId": details.attachment_id, "fileName": details.file_name}
