"""ResponseMetadata: what is told about the answer itself."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from awssupport.emulator import Fault, ManualClock, Server, serve

from .implementations import MakeClient

FILE = {"fileName": "a.txt", "data": b"a"}
HEADERS = {"x-amzn-requestid", "date", "content-type", "content-length"}


def test_metadata_of_a_success(client: Any) -> None:
    answer = client.add_attachments_to_set(attachments=[FILE])
    assert list(answer) == ["attachmentSetId", "expiryTime", "ResponseMetadata"]
    metadata = answer["ResponseMetadata"]
    assert list(metadata) == ["RequestId", "HTTPStatusCode", "HTTPHeaders", "RetryAttempts"]
    assert metadata["HTTPStatusCode"] == 200
    assert metadata["RetryAttempts"] == 0
    assert type(metadata["HTTPHeaders"]) is dict
    assert set(metadata["HTTPHeaders"]) == HEADERS
    assert metadata["HTTPHeaders"]["content-type"] == "application/x-amz-json-1.1"
    assert metadata["RequestId"] == metadata["HTTPHeaders"]["x-amzn-requestid"]
    assert len(metadata["RequestId"]) == 36


def test_metadata_of_a_refusal(client: Any) -> None:
    with pytest.raises(client.exceptions.AttachmentSetIdNotFound) as caught:
        client.add_attachments_to_set(attachments=[FILE], attachmentSetId="as-none")
    response = caught.value.response
    assert list(response) == ["Error", "ResponseMetadata", "message"]
    metadata = response["ResponseMetadata"]
    assert list(metadata) == ["RequestId", "HTTPStatusCode", "HTTPHeaders", "RetryAttempts"]
    assert (metadata["HTTPStatusCode"], metadata["RetryAttempts"]) == (400, 0)
    assert set(metadata["HTTPHeaders"]) == HEADERS


def test_request_ids_differ(client: Any) -> None:
    ids = {
        client.add_attachments_to_set(attachments=[FILE])["ResponseMetadata"]["RequestId"]
        for _ in range(3)
    }
    assert len(ids) == 3


def test_date_is_the_services(make_client: MakeClient) -> None:
    with serve(clock=ManualClock(0)) as server:
        answer = make_client(server).add_attachments_to_set(attachments=[FILE])
    date = parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
    assert date.year > 2024
    assert answer["expiryTime"] == "1970-01-01T01:00:00.000+0000"


def test_foreign_headers_are_lower_cased(client: Any, emulator: Server) -> None:
    emulator.script(
        Fault.status(200, b"{}", {"X-Amzn-RequestId": "id-1", "X-Other": "Value", "Date": "now"})
    )
    metadata = client.add_attachments_to_set(attachments=[FILE])["ResponseMetadata"]
    assert metadata["RequestId"] == "id-1"
    assert metadata["HTTPHeaders"] == {
        "date": "now",
        "x-amzn-requestid": "id-1",
        "x-other": "Value",
        "content-length": "2",
    }


def test_no_request_id_header_no_request_id(client: Any, emulator: Server) -> None:
    emulator.script(Fault.status(200, b"{}"))
    metadata = client.add_attachments_to_set(attachments=[FILE])["ResponseMetadata"]
    assert list(metadata) == ["HTTPStatusCode", "HTTPHeaders", "RetryAttempts"]
