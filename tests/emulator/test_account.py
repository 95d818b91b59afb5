"""What a test can see and set on a server."""

from __future__ import annotations

from typing import Any

import pytest

from awssupport.emulator import ManualClock
from awssupport.emulator.account import Account
from awssupport.emulator.cases import new_case_id
from awssupport.emulator.errors import ServiceError
from awssupport.emulator.files import new_attachment_id
from awssupport.emulator.service import perform
from awssupport.emulator.state import SupportState
from awssupport.emulator.uploads import Part


@pytest.fixture
def state() -> SupportState:
    return SupportState(clock=ManualClock(), max_cases_per_hour=None, part_size_bytes=4)


@pytest.fixture
def account(state: SupportState) -> Account:
    return Account(state)


def create(state: SupportState) -> str:
    answer: Any = perform(state, "CreateCase", {"subject": "s", "communicationBody": "b"})
    return str(answer["caseId"])


def test_what_is_seen_is_a_copy(state: SupportState, account: Account) -> None:
    case_id = create(state)
    account.reply_to_case(case_id, "x", attachments=[("a", b"a")])
    upload: Any = perform(state, "GetAttachmentUploadLinks", {"fileName": "f", "fileSizeBytes": 4})
    upload_id = upload["uploadId"]
    seen = account.uploads[upload_id]
    seen.parts[1] = Part(b"", "")
    seen.reported.add(1)
    account.cases.clear()
    account.attachments.clear()
    account.uploads.clear()
    assert (len(account.cases), len(account.attachments)) == (1, 1)
    assert account.uploads[upload_id].parts == {}
    assert account.uploads[upload_id].reported == set()


def test_case_does_not_change_in_the_hand(state: SupportState, account: Account) -> None:
    case_id = create(state)
    before = account.case(case_id)
    account.reply_to_case(case_id, "x")
    assert len(before.communications) == 1
    assert not before.is_resolved
    assert len(account.case(case_id).communications) == 2


def test_reply(state: SupportState, account: Account) -> None:
    case_id = create(state)
    (attachment_id,) = account.reply_to_case(
        case_id, "Done.", attachments=[("a", b"a")], status="resolved"
    )
    case = account.case(case_id)
    assert case.is_resolved
    assert case.communications[1].body == "Done."
    assert case.communications[1].attachments == ((attachment_id, "a", 1),)


def test_wrong_use(state: SupportState, account: Account) -> None:
    case_id = create(state)
    for call in (account.case, account.attachment_set):
        with pytest.raises(KeyError):
            call("nope")
    with pytest.raises(KeyError):
        account.set_case_status("nope", "resolved")
    with pytest.raises(KeyError):
        account.reply_to_case("nope", "x")
    with pytest.raises(ValueError, match="not the status of a case: 'all-open'"):
        account.set_case_status(case_id, "all-open")
    with pytest.raises(ValueError, match="polls cannot be negative"):
        account.process_uploads(polls=-1)


def test_refused_reply_leaves_no_file(state: SupportState, account: Account) -> None:
    case_id = create(state)
    with pytest.raises(ValueError, match="not the status"):
        account.reply_to_case(case_id, "x", attachments=[("a", b"a")], status="nope")
    assert account.attachments == {}
    assert len(account.case(case_id).communications) == 1


def test_ids_differ() -> None:
    assert len({new_attachment_id() for _ in range(100)}) == 100
    assert len({new_case_id("en", 0.0) for _ in range(100)}) == 100
    assert new_case_id("en", 0.0).startswith("case-12345678910-exen-1970-")


def test_unknown_members_do_no_harm(state: SupportState) -> None:
    parameters = {"subject": "s", "communicationBody": "b", "more": {"x": [1]}, "dryRun": None}
    assert perform(state, "CreateCase", parameters)


def test_several_violations(state: SupportState, account: Account) -> None:
    with pytest.raises(ServiceError) as caught:
        perform(state, "CreateCase", {"communicationBody": "", "ccEmailAddresses": [5]})
    assert caught.value.message == (
        "3 validation errors detected: "
        "Value null at 'subject' failed to satisfy constraint: Member must not be null; "
        "Value '' at 'communicationBody' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1; "
        "Value at 'ccEmailAddresses.1.member' failed to satisfy constraint: Member must be a string"
    )
    assert account.cases == {}
