"""Whatever is sent, the answer is a document or an error of the service."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from awssupport.emulator import ManualClock
from awssupport.emulator.account import Account
from awssupport.emulator.constraints import Blob, Flag, Listing, Number, Shape, Structure
from awssupport.emulator.errors import ERROR_DEFAULTS, ServiceError
from awssupport.emulator.operations import OPERATIONS
from awssupport.emulator.service import perform
from awssupport.emulator.state import SupportState

CODES = {*ERROR_DEFAULTS, "ValidationException", "SerializationException"}
# CASE, ATTACHMENT and so on are replaced by the names of what the account has.
WORDS: dict[str, tuple[str, ...]] = {
    "caseId": ("CASE",),
    "caseIdList": ("CASE",),
    "attachmentId": ("ATTACHMENT",),
    "uploadId": ("UPLOAD",),
    "uploadIds": ("UPLOAD",),
    "attachmentSetId": ("SET",),
    "nextToken": ("TOKEN",),
    "fileName": ("f",),
    "issueType": ("technical", "customer-service"),
    "serviceCode": ("aws-lambda", "general-info"),
    "serviceCodeList": ("aws-lambda", "billing"),
    "categoryCode": ("other",),
    "severityCode": ("low", "urgent"),
    "language": ("en", "ja", "fr"),
    "checkId": ("Qch7DwouX1", "DAvU99Dc4C"),
    "checkIds": ("Qch7DwouX1", "DAvU99Dc4C"),
    "afterTime": ("2023-11-14", "2023-11-14T22:13:20Z"),
    "beforeTime": ("2023-12-14", "2023-11-14T22:20:20.5Z"),
}
ODD_WORDS = ("", "é", "\ud800", "x" * 101, "nope", "c1dfprch07")
ANYTHING: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.just([]), st.just({})
)


def values(shape: Shape, name: str = "") -> st.SearchStrategy[Any]:
    """Mostly what the member `name` may be, sometimes anything."""
    likely: st.SearchStrategy[Any]
    if isinstance(shape, Structure):
        members = {key: values(member, key) for key, member in shape.members.items()}
        needed = {key: members.pop(key) for key in shape.required}
        likely = st.fixed_dictionaries(needed, optional=members)
    elif isinstance(shape, Listing):
        likely = st.lists(values(shape.item, name), max_size=3)
    elif isinstance(shape, Number):
        likely = st.integers(max(shape.minimum or 0, 1), (shape.minimum or 1) + 10)
    elif isinstance(shape, Flag):
        likely = st.sampled_from([False, False, False, True])
    elif isinstance(shape, Blob):
        likely = st.sampled_from(["", "aGk="])
    else:
        likely = st.sampled_from(WORDS.get(name, ("text",)) * 5 + ODD_WORDS[:1])
    odd = ANYTHING | st.sampled_from(ODD_WORDS)
    # Drawn first, so that wrong values stay rare however many members there are.
    return st.integers(0, 39).flatmap(lambda number: odd if number == 39 else likely)


REQUESTS = st.sampled_from(list(OPERATIONS)).flatmap(
    lambda name: st.tuples(st.just(name), values(OPERATIONS[name].request))
)


def at_hand(state: SupportState) -> dict[str, str]:
    """Names that stand for what the account has at the moment."""
    account = Account(state)
    found: dict[str, dict[str, Any]] = {
        "CASE": account.cases,
        "ATTACHMENT": account.attachments,
        "UPLOAD": account.uploads,
        "SET": account.attachment_sets,
    }
    return {word: next(iter(names)) for word, names in found.items() if names}


def filled(value: Any, known: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: filled(inner, known) for name, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, known) for inner in value]
    return known.get(value, value) if isinstance(value, str) else value


@settings(deadline=None, max_examples=200)
@given(st.lists(REQUESTS, min_size=1, max_size=25))
def test_any_requests_in_any_order(requests: list[tuple[str, Any]]) -> None:
    clock = ManualClock()
    state = SupportState(clock=clock, part_size_bytes=3)
    opened: Any = perform(state, "CreateCase", {"subject": "s", "communicationBody": "b"})
    perform(state, "GetAttachmentUploadLinks", {"fileName": "f", "fileSizeBytes": 5})
    Account(state).reply_to_case(opened["caseId"], "x", attachments=[("\ud800", b"a")])
    known: dict[str, str] = {}
    for name, drawn in requests:
        known.update(at_hand(state))
        parameters = filled(drawn, known)
        if not isinstance(parameters, dict):
            continue
        clock.advance(60)
        try:
            answer = perform(state, name, parameters)
        except ServiceError as error:
            assert error.code in CODES
            assert error.message
            continue
        assert parameters.get("dryRun") is not True or "dryRun" not in OPERATIONS[name][0].members
        assert json.loads(json.dumps(answer)) == answer
        if isinstance(answer.get("nextToken"), str):
            known["TOKEN"] = str(answer["nextToken"])
