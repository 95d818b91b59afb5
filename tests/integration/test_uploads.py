"""Uploads in parts: links, parts, reports, readiness."""

from __future__ import annotations

import re
from typing import Any

import pytest

from awssupport.emulator import ManualClock, Server, serve

from .implementations import MakeClient, every_operation
from .links import put_part, upload, use
from .refusing import CASE, new_case, refusal

pytestmark = every_operation

INVALID = "InvalidParameterValueException"
DATA = bytes(range(95))
MAX_FILE_BYTES = 157_286_400


@pytest.fixture
def clock() -> ManualClock:
    """Links tell when they end in whole seconds."""
    return ManualClock(1_700_000_000.0)


def start(client: Any, size: int = len(DATA), **members: Any) -> Any:
    return client.get_attachment_upload_links(fileName="f", fileSizeBytes=size, **members)


def indexes(answer: Any) -> list[int]:
    return [link["partIndex"] for link in answer["uploadUrls"]]


def status(client: Any, upload_id: str) -> tuple[str, int]:
    answer = client.describe_attachment_upload_status(uploadId=upload_id)
    return answer["uploadStatus"], answer["uploadProgress"]["completedPartsCount"]


def complete(client: Any, upload_id: str, *parts: tuple[int, str]) -> str:
    reported = [{"partIndex": index, "eTag": etag} for index, etag in parts]
    answer = client.complete_attachment_upload(uploadId=upload_id, completedUploads=reported)
    return str(answer["uploadStatus"])


def test_upload_from_start_to_case(own: Any, server: Server) -> None:
    server.process_uploads(polls=2)
    links = start(own)
    upload_id = links["uploadId"]
    assert (links["partSizeBytes"], links["totalParts"]) == (10, 10)
    assert "nextIndex" not in links
    for link in links["uploadUrls"]:
        assert status(own, upload_id) == ("attachment-not-ready", link["partIndex"] - 1)
        etag = put_part(link, DATA)
        assert re.fullmatch(r'"[0-9a-f]{32}"', etag)
        assert complete(own, upload_id, (link["partIndex"], etag)) == "attachment-not-ready"
    assert [status(own, upload_id) for _ in range(4)] == [
        ("attachment-not-ready", 10),
        ("attachment-not-ready", 10),
        ("attachment-ready", 10),
        ("attachment-ready", 10),
    ]
    shown = own.describe_attachment_upload_status(uploadId=upload_id)
    assert (shown["fileName"], shown["uploadProgress"]["totalParts"]) == ("f", 10)
    new_case(own, uploadIds=[upload_id])
    assert list(server.attachments.values()) == [("f", DATA)]
    assert server.uploads[upload_id].status == "attachment-ready"


@pytest.mark.parametrize("size", [1, 9, 10, 11, 20, 99, 100])
def test_parts_of_a_file(own: Any, server: Server, size: int) -> None:
    server.process_uploads(polls=0)
    new_case(own, uploadIds=[upload(own, "f", bytes(range(size)))])
    assert list(server.attachments.values()) == [("f", bytes(range(size)))]


def test_ten_links_a_call(own: Any) -> None:
    first = start(own, 235)
    assert (first["totalParts"], indexes(first)) == (24, list(range(1, 11)))
    again = {"fileName": "f", "uploadId": first["uploadId"]}
    pages = [first]
    while "nextIndex" in pages[-1]:
        wanted = {"startIndex": pages[-1]["nextIndex"]}
        pages.append(own.get_attachment_upload_links(**again, uploadRange=wanted))
    assert [indexes(page) for page in pages[1:]] == [list(range(11, 21)), list(range(21, 25))]
    assert {page["uploadId"] for page in pages} == {first["uploadId"]}


@pytest.mark.parametrize(
    ("wanted", "given", "following"),
    [
        ({"startIndex": 1, "endIndex": 2}, [1], 2),
        ({"startIndex": 3, "endIndex": 13}, list(range(3, 13)), 13),
        ({"startIndex": 9, "endIndex": 11}, [9, 10], 11),
        ({"startIndex": 24, "endIndex": 25}, [24], None),
        ({"startIndex": 23, "endIndex": 33}, [23, 24], None),
        ({"startIndex": 24}, [24], None),
    ],
)
def test_range_of_links(
    own: Any, wanted: dict[str, int], given: list[int], following: int | None
) -> None:
    answer = start(own, 235, uploadRange=wanted)
    assert indexes(answer) == given
    assert answer.get("nextIndex") == following


@pytest.mark.parametrize(
    "wanted",
    [
        {"startIndex": 1, "endIndex": 12},
        {"startIndex": 2, "endIndex": 2},
        {"startIndex": 3, "endIndex": 2},
        {"startIndex": 25},
    ],
)
def test_range_that_is_none(own: Any, server: Server, wanted: dict[str, int]) -> None:
    arguments = {"fileName": "f", "fileSizeBytes": 235, "uploadRange": wanted}
    refusal(own, own.get_attachment_upload_links, INVALID, **arguments)
    assert server.uploads == {}


def test_what_an_upload_needs(own: Any, server: Server) -> None:
    call = own.get_attachment_upload_links
    refusal(own, call, INVALID, fileName="f")
    too_large = MAX_FILE_BYTES + 1
    refusal(own, call, "ValidationException", fileName="f", fileSizeBytes=too_large)
    upload_id = start(own, MAX_FILE_BYTES)["uploadId"]
    refusal(own, call, INVALID, fileName="other", uploadId=upload_id)
    refusal(own, call, INVALID, fileName="f", fileSizeBytes=5, uploadId=upload_id)
    assert list(server.uploads) == [upload_id]


def test_unknown_upload(own: Any) -> None:
    for call, more in (
        (own.get_attachment_upload_links, {"fileName": "f"}),
        (own.complete_attachment_upload, {"completedUploads": []}),
        (own.describe_attachment_upload_status, {}),
    ):
        refusal(own, call, "UploadIdNotFound", uploadId="nope", **more)


def test_parts_in_any_order_and_together(own: Any, server: Server) -> None:
    server.process_uploads()
    links = start(own)
    done = [(link["partIndex"], put_part(link, DATA)) for link in links["uploadUrls"][::-1]]
    assert complete(own, links["uploadId"], *done[:4]) == "attachment-not-ready"
    assert complete(own, links["uploadId"]) == "attachment-not-ready"
    # Reporting a part again changes nothing; quotes may be left off.
    bare = [(index, etag.strip('"')) for index, etag in done[3:]]
    assert complete(own, links["uploadId"], *bare) == "attachment-ready"
    assert complete(own, links["uploadId"], done[0]) == "attachment-ready"
    new_case(own, uploadIds=[links["uploadId"]])
    assert list(server.attachments.values()) == [("f", DATA)]


def test_wrong_reports(own: Any, server: Server) -> None:
    links = start(own)
    etag = put_part(links["uploadUrls"][0], DATA)
    for index, tag in ((2, etag), (1, '"0123"'), (0, etag), (11, etag), (-1, etag)):
        parts = [{"partIndex": 1, "eTag": etag}, {"partIndex": index, "eTag": tag}]
        arguments = {"uploadId": links["uploadId"], "completedUploads": parts}
        refusal(own, own.complete_attachment_upload, INVALID, **arguments)
    assert status(own, links["uploadId"]) == ("attachment-not-ready", 0)


def test_part_that_is_replaced_is_reported_anew(own: Any, server: Server) -> None:
    server.process_uploads()
    links = start(own, 10)
    (link,) = links["uploadUrls"]
    old = put_part(link, b"old".ljust(10))
    new = put_part(link, b"new".ljust(10))
    arguments = {"uploadId": links["uploadId"]}
    report = [{"partIndex": 1, "eTag": old}]
    call = own.complete_attachment_upload
    refusal(own, call, INVALID, **arguments, completedUploads=report)
    assert complete(own, links["uploadId"], (1, new)) == "attachment-ready"
    late = use("PUT", link["url"], bytes(10))
    assert late.refusal == (404, "NoSuchUpload")


@pytest.mark.parametrize("size", [0, 9, 11, 5000])
def test_part_of_the_wrong_size(own: Any, server: Server, size: int) -> None:
    link = start(own)["uploadUrls"][0]
    code = "EntityTooSmall" if size < 10 else "EntityTooLarge"
    assert use("PUT", link["url"], bytes(size)).refusal == (400, code)
    (stored,) = server.uploads.values()
    assert stored.parts == {}


def test_last_part_has_what_is_left(own: Any) -> None:
    link = start(own)["uploadUrls"][-1]
    assert use("PUT", link["url"], bytes(10)).refusal == (400, "EntityTooLarge")
    assert use("PUT", link["url"], bytes(5)).status == 200


def test_link_expires_and_another_can_be_had(own: Any, server: Server, clock: ManualClock) -> None:
    links = start(own)
    link = links["uploadUrls"][0]
    assert link["expiryDate"] == "2023-11-14T23:13:20.000Z"
    clock.advance(3600)
    expired = use("PUT", link["url"], DATA[:10])
    assert expired.refusal == (403, "AccessDenied")
    assert b"Request has expired" in expired.body
    again = own.get_attachment_upload_links(fileName="f", uploadId=links["uploadId"])
    assert put_part(again["uploadUrls"][0], DATA)
    assert [entry.status for entry in server.transfers] == [403, 200]
    assert server.transfers[1].operation == "UploadPart"


def test_link_is_for_one_part_and_one_method(own: Any) -> None:
    first, second, *_ = start(own)["uploadUrls"]
    mixed = first["url"].replace("/1?", "/2?")
    assert mixed.partition("?")[0] == second["url"].partition("?")[0]
    assert use("PUT", mixed, DATA[:10]).refusal == (403, "SignatureDoesNotMatch")
    assert use("GET", first["url"]).refusal == (403, "SignatureDoesNotMatch")
    headers = {"Authorization": "x"}
    refused = use("PUT", first["url"], DATA[:10], headers)
    assert refused.refusal == (400, "InvalidArgument")


def test_part_that_fails_can_be_sent_again(own: Any, server: Server) -> None:
    server.script_transfers("500")
    link = start(own)["uploadUrls"][0]
    assert use("PUT", link["url"], DATA[:10]).status == 500
    assert put_part(link, DATA)


def test_upload_that_fails(own: Any, server: Server) -> None:
    server.process_uploads(polls=1, fail=True)
    upload_id = upload(own, "f", DATA)
    assert status(own, upload_id)[0] == "attachment-not-ready"
    assert status(own, upload_id)[0] == "failed"
    refusal(own, own.create_case, INVALID, **CASE, uploadIds=[upload_id])


def test_upload_is_polled_before_it_is_used(own: Any, server: Server) -> None:
    upload_id = upload(own, "f", DATA)
    case_id = new_case(own)
    for call, more in (
        (own.create_case, CASE),
        (own.add_communication_to_case, {"caseId": case_id, "communicationBody": "x"}),
    ):
        message = refusal(own, call, INVALID, **more, uploadIds=[upload_id])
        assert "attachment-not-ready" in message
    assert [status(own, upload_id)[0] for _ in range(2)][1] == "attachment-ready"
    own.add_communication_to_case(caseId=case_id, communicationBody="x", uploadIds=[upload_id])


def test_upload_is_used_once(own: Any, server: Server) -> None:
    server.process_uploads()
    upload_id = upload(own, "f", DATA)
    refusal(own, own.create_case, INVALID, **CASE, uploadIds=[upload_id] * 2)
    new_case(own, uploadIds=[upload_id])
    refusal(own, own.create_case, INVALID, **CASE, uploadIds=[upload_id])
    refusal(own, own.create_case, INVALID, **CASE, uploadIds=["nope"])


def test_ten_uploads_on_a_case(own: Any, server: Server) -> None:
    server.process_uploads()
    ids = [upload(own, str(number), DATA[: number + 1]) for number in range(10)]
    new_case(own, uploadIds=ids)
    stored = [(str(number), DATA[: number + 1]) for number in range(10)]
    assert list(server.attachments.values()) == stored


def test_parts_of_the_largest_size(make_client: MakeClient) -> None:
    with serve(part_size_bytes=104_857_600) as server:
        links = start(make_client(server), MAX_FILE_BYTES)
        assert links["totalParts"] == 2
        answer = use("PUT", links["uploadUrls"][0]["url"], bytes(104_857_600))
        assert answer.status == 200
        for wrong in (0, 104_857_601):
            with pytest.raises(ValueError, match="parts have 1 to 104857600 bytes"):
                serve(part_size_bytes=wrong)
