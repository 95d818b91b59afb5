"""What the service refuses, and the exceptions that come of it."""

from __future__ import annotations

import time
from typing import Any

import pytest

from awssupport.emulator import (
    MAX_ATTACHMENT_BYTES,
    Credentials,
    Fault,
    ManualClock,
    Server,
    serve,
)
from tests.modelled_errors import MODELLED_ERRORS

from .implementations import Implementation, MakeClient

FILE = {"fileName": "a.txt", "data": b"a"}


def refusal(client: Any, kind: type[Exception], **arguments: Any) -> Any:
    """The exception, checked for what every exception of a service has."""
    with pytest.raises(kind) as caught:
        client.add_attachments_to_set(**{"attachments": [FILE], **arguments})
    error: Any = caught.value
    assert error.operation_name == "AddAttachmentsToSet"
    details, metadata = error.response["Error"], error.response["ResponseMetadata"]
    prefix = f"An error occurred ({details['Code']}) when calling the AddAttachmentsToSet operation"
    assert str(error).startswith(prefix)
    assert str(error).endswith(f": {details['Message']}")
    assert metadata["RequestId"] == metadata["HTTPHeaders"]["x-amzn-requestid"]
    return error


def plain_refusal(client: Any, implementation: Implementation, code: str, **arguments: Any) -> Any:
    """The exception for a code that has no class of its own."""
    client_error = implementation.exceptions.ClientError
    error = refusal(client, client_error, **arguments)
    assert type(error) is client_error
    assert error.response["Error"]["Code"] == code
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    return error


def test_fourth_file_is_refused_and_none_is_stored(client: Any, emulator: Server) -> None:
    kind = client.exceptions.AttachmentSetSizeLimitExceeded
    refusal(client, kind, attachments=[FILE] * 4)
    assert emulator.attachment_sets == {}
    set_id = client.add_attachments_to_set(attachments=[FILE] * 3)["attachmentSetId"]
    error = refusal(client, kind, attachmentSetId=set_id)
    assert error.response["Error"]["Code"] == "AttachmentSetSizeLimitExceeded"
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert len(emulator.attachment_set(set_id)) == 3


def test_five_mebibytes_are_the_limit(client: Any, emulator: Server) -> None:
    full = {"fileName": "full", "data": bytes(MAX_ATTACHMENT_BYTES)}
    over = {"fileName": "over", "data": bytes(MAX_ATTACHMENT_BYTES + 1)}
    set_id = client.add_attachments_to_set(attachments=[full])["attachmentSetId"]
    kind = client.exceptions.AttachmentSetSizeLimitExceeded
    refusal(client, kind, attachments=[over])
    refusal(client, kind, attachments=[FILE, over], attachmentSetId=set_id)
    assert emulator.attachment_sets == {set_id: [("full", bytes(MAX_ATTACHMENT_BYTES))]}


def test_unknown_set(client: Any, emulator: Server) -> None:
    kind = client.exceptions.AttachmentSetIdNotFound
    error = refusal(client, kind, attachmentSetId="as-none")
    assert error.response["Error"] == {
        "Message": "An attachment set with the specified ID could not be found.",
        "Code": "AttachmentSetIdNotFound",
    }
    assert emulator.attachment_sets == {}


def test_expired_set(make_client: MakeClient) -> None:
    clock = ManualClock()
    with serve(clock=clock) as server:
        client = make_client(server)
        set_id = client.add_attachments_to_set(attachments=[FILE])["attachmentSetId"]
        clock.advance(3599)
        client.add_attachments_to_set(attachmentSetId=set_id, attachments=[FILE])
        clock.advance(1)
        refusal(client, client.exceptions.AttachmentSetExpired, attachmentSetId=set_id)
        assert server.attachment_sets == {}


def test_too_many_sets(make_client: MakeClient) -> None:
    clock = ManualClock()
    with serve(clock=clock, max_sets_per_hour=1) as server:
        client = make_client(server)
        client.add_attachments_to_set(attachments=[FILE])
        refusal(client, client.exceptions.AttachmentLimitExceeded)
        clock.advance(3600)
        assert client.add_attachments_to_set(attachments=[FILE])["attachmentSetId"]


def test_dry_run_never_returns(client: Any, emulator: Server) -> None:
    set_id = client.add_attachments_to_set(attachments=[FILE])["attachmentSetId"]
    kind = client.exceptions.DryRunOperationException
    refusal(client, kind, dryRun=True)
    refusal(client, kind, dryRun=True, attachmentSetId=set_id)
    not_found = client.exceptions.AttachmentSetIdNotFound
    refusal(client, not_found, dryRun=True, attachmentSetId="as-none")
    assert emulator.attachment_sets == {set_id: [("a.txt", b"a")]}


@pytest.mark.parametrize("code", MODELLED_ERRORS)
def test_every_modeled_error_has_its_class(
    single: Any, emulator: Server, implementation: Implementation, code: str
) -> None:
    emulator.script(Fault.error(code, f"the message of {code}"))
    kind = getattr(single.exceptions, code)
    error = refusal(single, kind)
    assert type(error).__name__ == code
    assert isinstance(error, implementation.exceptions.ClientError)
    assert isinstance(error, single.exceptions.ClientError)
    assert error.response["Error"] == {"Message": f"the message of {code}", "Code": code}
    assert error.response["message"] == f"the message of {code}"
    status = 500 if code == "InternalServerError" else 400
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == status


def test_error_with_an_empty_message(single: Any, emulator: Server) -> None:
    emulator.script(Fault.error("InternalServerError", ""))
    error = refusal(single, single.exceptions.InternalServerError)
    assert error.response["Error"] == {"Message": "", "Code": "InternalServerError"}


def test_no_subscription(make_client: MakeClient, implementation: Implementation) -> None:
    with serve(subscription=False) as server:
        error = plain_refusal(make_client(server), implementation, "SubscriptionRequiredException")
        assert error.response["Error"]["Message"] == (
            "Amazon Web Services Premium Support Subscription is required to use this service."
        )
        assert server.attachment_sets == {}


def test_session_token(make_client: MakeClient, implementation: Implementation) -> None:
    credentials = {"AKIDTEMP": Credentials("secret", "token/+=")}
    with serve(credentials=credentials) as server:
        good = make_client(server, aws_session_token="token/+=")
        assert good.add_attachments_to_set(attachments=[FILE])["attachmentSetId"]
        for options in ({}, {"aws_session_token": "another"}):
            bad = make_client(server, **options)
            plain_refusal(bad, implementation, "UnrecognizedClientException")
        assert len(server.attachment_sets) == 1


def test_session_token_nobody_asked_for(
    make_client: MakeClient, emulator: Server, implementation: Implementation
) -> None:
    client = make_client(emulator, aws_session_token="token")
    plain_refusal(client, implementation, "UnrecognizedClientException")


def test_wrong_secret(
    make_client: MakeClient, emulator: Server, implementation: Implementation
) -> None:
    client = make_client(emulator, aws_secret_access_key="wrong")
    plain_refusal(client, implementation, "InvalidSignatureException")
    assert emulator.attachment_sets == {}


def test_unknown_key(
    make_client: MakeClient, emulator: Server, implementation: Implementation
) -> None:
    client = make_client(emulator, aws_access_key_id="AKIDUNKNOWN")
    error = plain_refusal(client, implementation, "UnrecognizedClientException")
    assert error.response["Error"]["Message"] == (
        "The security token included in the request is invalid."
    )


@pytest.mark.parametrize(
    ("offset", "text"), [(1000, "Signature expired: "), (-1000, "Signature not yet current: ")]
)
def test_clock_that_is_off(
    make_client: MakeClient, implementation: Implementation, offset: int, text: str
) -> None:
    with serve(signing_clock=lambda: time.time() + offset) as server:
        client = make_client(server)
        if implementation.exceptions.__name__ == "awssupport.exceptions":
            # It sets its clock by the service's and asks again.
            assert client.describe_services()["services"]
            return
        error = plain_refusal(client, implementation, "InvalidSignatureException")
        assert error.response["Error"]["Message"].startswith(text)


def test_wrong_parameters_are_never_sent(
    client: Any, emulator: Server, implementation: Implementation
) -> None:
    with pytest.raises(implementation.exceptions.ParamValidationError):
        client.add_attachments_to_set(attachments=[{"fileName": 5}])
    assert emulator.requests == []


def test_client_is_usable_after_a_refusal(client: Any, emulator: Server) -> None:
    refusal(client, client.exceptions.AttachmentSetIdNotFound, attachmentSetId="as-none")
    assert client.add_attachments_to_set(attachments=[FILE])["attachmentSetId"]
    assert [entry.status for entry in emulator.requests] == [400, 200]
