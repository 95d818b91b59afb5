"""Operations by target and document, without a server."""

from __future__ import annotations

from typing import Any

import pytest

from awssupport.emulator import ManualClock
from awssupport.emulator.errors import ERROR_DEFAULTS, MODELED_ERRORS, ServiceError
from awssupport.emulator.operations import OPERATIONS
from awssupport.emulator.service import operation_name, perform, read_parameters
from awssupport.emulator.state import SupportState

ATTACH = "AddAttachmentsToSet"
BAD_BASE64 = {"fileName": "b", "data": "?"}


@pytest.fixture
def state() -> SupportState:
    return SupportState(clock=ManualClock(0.79))


def refusal(state: SupportState, operation: str | None, parameters: Any) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        perform(state, operation, parameters)
    return caught.value


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("AWSSupport_20130415.DescribeCases", "DescribeCases"),
        ("AWSSupport_20130415.", ""),
        ("AWSSupport_20130416.DescribeCases", None),
        ("awssupport_20130415.DescribeCases", None),
        ("DescribeCases", None),
        ("", None),
        (None, None),
    ],
)
def test_operation_of_a_target(target: str | None, name: str | None) -> None:
    assert operation_name(target) == name


def test_answer_has_id_and_expiry(state: SupportState) -> None:
    answer = perform(state, ATTACH, {"attachments": [{"fileName": "é", "data": "aGk="}]})
    assert list(answer) == ["attachmentSetId", "expiryTime"]
    assert answer["expiryTime"] == "1970-01-01T01:00:00.790+0000"
    assert state.attachment_sets.snapshot() == {answer["attachmentSetId"]: [("é", b"hi")]}


def test_unknown_members_are_ignored_at_every_level(state: SupportState) -> None:
    parameters = {"attachments": [{"data": "", "x": 1}], "y": {"z": None}}
    answer = perform(state, ATTACH, parameters)
    assert state.attachment_sets.snapshot() == {answer["attachmentSetId"]: [("", b"")]}


def test_attachment_members_are_optional_in_the_model(state: SupportState) -> None:
    answer = perform(state, ATTACH, {"attachments": [{}], "dryRun": False})
    assert state.attachment_sets.snapshot() == {answer["attachmentSetId"]: [("", b"")]}


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({}, "ValidationException"),
        ({"attachments": None}, "ValidationException"),
        ({"attachments": "x"}, "ValidationException"),
        ({"attachments": [], "attachmentSetId": 5}, "ValidationException"),
        ({"attachments": [], "dryRun": 1}, "ValidationException"),
        ({"attachments": [{"fileName": 1}]}, "ValidationException"),
        ({"attachments": [{"data": 1}]}, "ValidationException"),
        ({"attachments": [{}, BAD_BASE64]}, "SerializationException"),
        ({"attachments": [{}, BAD_BASE64], "attachmentSetId": "x"}, "SerializationException"),
        ({"attachments": [{}, BAD_BASE64], "dryRun": True}, "SerializationException"),
        ({"attachments": [{}] * 4}, "AttachmentSetSizeLimitExceeded"),
        ({"attachments": [{}], "attachmentSetId": "x"}, "AttachmentSetIdNotFound"),
        ({"attachments": [{}], "dryRun": True}, "DryRunOperationException"),
    ],
)
def test_refused_request_changes_nothing(
    state: SupportState, parameters: dict[str, object], code: str
) -> None:
    assert refusal(state, ATTACH, parameters).code == code
    assert state.attachment_sets.snapshot() == {}


@pytest.mark.parametrize("operation", [None, "", "Nope", "addattachmentstoset"])
def test_unknown_operation(state: SupportState, operation: str | None) -> None:
    error = refusal(state, operation, {})
    assert (error.code, error.status) == ("UnknownOperationException", 400)


def test_the_service_has_twenty_operations() -> None:
    assert len(OPERATIONS) == 20


def test_no_subscription_no_operation() -> None:
    state = SupportState(clock=ManualClock(), subscription=False)
    broken = ServiceError("SerializationException", "broken")
    for operation in OPERATIONS:
        error = refusal(state, operation, broken)
        assert (error.code, error.status) == ("SubscriptionRequiredException", 400)
        assert error.message == (
            "Amazon Web Services Premium Support Subscription is required to use this service."
        )
    assert refusal(state, "Nope", {}).code == "UnknownOperationException"


def test_unreadable_document_is_refused_when_its_turn_comes(state: SupportState) -> None:
    parsed = read_parameters(b"no")
    assert isinstance(parsed, ServiceError)
    assert refusal(state, ATTACH, parsed).code == "SerializationException"
    assert refusal(state, "Nope", parsed).code == "UnknownOperationException"
    assert read_parameters(b'{"a": 1}') == {"a": 1}


def test_modeled_errors_have_the_models_statuses() -> None:
    assert len(MODELED_ERRORS) == 12
    statuses = {code: ServiceError(code).status for code in ERROR_DEFAULTS}
    assert statuses.pop("InternalServerError") == 500
    assert set(statuses.values()) == {400}


def test_error_texts_can_be_chosen() -> None:
    assert ServiceError("CaseIdNotFound", "", 404).message == ""
    assert ServiceError("CaseIdNotFound", "", 404).status == 404
    assert ServiceError("Unheard").message == "The service answered Unheard."
