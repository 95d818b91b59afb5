"""Files on cases: from an attachment set or an upload to the bytes that come back."""

from __future__ import annotations

import re
from typing import Any

import pytest

from awssupport.emulator import MAX_ATTACHMENT_BYTES, Fault, ManualClock, Server, serve

from .implementations import MakeClient, every_operation
from .links import upload, use
from .refusing import CASE, new_case, refusal

pytestmark = every_operation

EVERY_BYTE = bytes(range(256))
FILES = [("a.bin", EVERY_BYTE), ("Bericht für März.txt", b""), ("c.log", b"c" * 100_000)]


def new_set(client: Any, files: list[tuple[str, bytes]]) -> str:
    given = [{"fileName": name, "data": data} for name, data in files]
    return str(client.add_attachments_to_set(attachments=given)["attachmentSetId"])


def latest(client: Any, case_id: str) -> Any:
    return client.describe_communications(caseId=case_id)["communications"][0]


def download(client: Any, attachment_id: str) -> tuple[str, bytes]:
    answer = client.get_attachment_download_link(attachmentId=attachment_id)
    got = use("GET", answer["downloadUrl"]["url"])
    assert got.status == 200
    return answer["fileName"], got.body


def test_set_on_a_new_case(own: Any, server: Server) -> None:
    set_id = new_set(own, FILES)
    case_id = new_case(own, attachmentSetId=set_id)
    said = latest(own, case_id)
    assert said["attachments"] == said["attachmentSet"]
    assert [item["fileName"] for item in said["attachments"]] == [name for name, _ in FILES]
    assert server.attachment_sets == {}
    assert list(server.attachments.values()) == FILES
    for item, file in zip(said["attachments"], FILES, strict=True):
        assert re.fullmatch(r"attachment-[A-Za-z0-9_-]{150}", item["attachmentId"])
        found = own.describe_attachment(attachmentId=item["attachmentId"])["attachment"]
        assert found == {"fileName": file[0], "data": file[1]}
        assert download(own, item["attachmentId"]) == file
        assert server.attachments[item["attachmentId"]] == file


def test_set_on_a_communication(own: Any, server: Server) -> None:
    case_id = new_case(own)
    arguments = {"caseId": case_id, "communicationBody": "See file."}
    own.add_communication_to_case(**arguments, attachmentSetId=new_set(own, FILES[:1]))
    assert [item["fileName"] for item in latest(own, case_id)["attachmentSet"]] == ["a.bin"]
    own.add_communication_to_case(**arguments, attachmentSetId=new_set(own, []))
    assert latest(own, case_id)["attachments"] == []


def test_set_can_be_used_once(own: Any, server: Server) -> None:
    set_id = new_set(own, FILES)
    case_id = new_case(own, attachmentSetId=set_id)
    code = "AttachmentSetIdNotFound"
    more = {"attachmentSetId": set_id}
    refusal(own, own.create_case, code, **CASE, **more)
    refusal(own, own.add_communication_to_case, code, caseId=case_id, communicationBody="x", **more)
    refusal(own, own.add_attachments_to_set, code, attachments=[], **more)
    assert len(server.case(case_id).communications) == len(server.cases) == 1


def test_set_that_is_over(own: Any, server: Server, clock: ManualClock) -> None:
    set_id = new_set(own, FILES)
    clock.advance(3600)
    refusal(own, own.create_case, "AttachmentSetExpired", **CASE, attachmentSetId=set_id)
    assert server.cases == {}


def test_refused_case_leaves_the_set_alone(own: Any, server: Server) -> None:
    set_id = new_set(own, FILES)
    members = {**CASE, "attachmentSetId": set_id}
    code = "InvalidParameterValueException"
    refusal(own, own.create_case, code, **members, serviceCode="nope")
    refusal(own, own.create_case, code, **members, uploadIds=["nope"])
    refusal(own, own.create_case, "DryRunOperationException", **members, dryRun=True)
    assert server.attachment_set(set_id) == FILES
    assert server.attachments == {}


def test_set_and_upload_together(own: Any, server: Server) -> None:
    server.process_uploads(polls=0)
    upload_id = upload(own, "up.bin", EVERY_BYTE[:25])
    case_id = new_case(own, attachmentSetId=new_set(own, FILES[:1]), uploadIds=[upload_id])
    said = latest(own, case_id)
    first, second = said["attachments"]
    assert (first["fileName"], second["fileName"]) == ("a.bin", "up.bin")
    assert download(own, second["attachmentId"]) == ("up.bin", EVERY_BYTE[:25])


def test_large_file_is_not_described(own: Any, server: Server) -> None:
    case_id = new_case(own)
    full, over = bytes(MAX_ATTACHMENT_BYTES), bytes(MAX_ATTACHMENT_BYTES + 1)
    files = [("full", full), ("over", over)]
    ids = server.reply_to_case(case_id, "Take these.", attachments=files)
    said = latest(own, case_id)
    assert [item["attachmentId"] for item in said["attachments"]] == ids
    assert [item["attachmentId"] for item in said["attachmentSet"]] == ids[:1]
    assert own.describe_attachment(attachmentId=ids[0])["attachment"]["data"] == full
    call = own.describe_attachment
    refusal(own, call, "InvalidParameterValueException", attachmentId=ids[1])
    assert [download(own, item) for item in ids] == files


@pytest.mark.parametrize("attachment_id", ["attachment-none", "", "as-1"])
def test_unknown_attachment(own: Any, attachment_id: str) -> None:
    for call in (own.describe_attachment, own.get_attachment_download_link):
        refusal(own, call, "AttachmentIdNotFound", attachmentId=attachment_id)


def test_limit_of_descriptions(make_client: MakeClient, clock: ManualClock) -> None:
    with serve(clock=clock, max_described_per_hour=2) as server:
        client = make_client(server)
        ids = server.reply_to_case(new_case(client), "x", attachments=FILES[:1])
        arguments = {"attachmentId": ids[0]}
        code = "DescribeAttachmentLimitExceeded"
        for _ in range(2):
            client.describe_attachment(**arguments)
        refusal(client, client.describe_attachment, code, **arguments)
        assert client.get_attachment_download_link(**arguments)["fileName"] == "a.bin"
        clock.advance(3600)
        client.describe_attachment(**arguments)


@pytest.fixture
def link(own: Any, server: Server) -> str:
    (attachment_id,) = server.reply_to_case(new_case(own), "x", attachments=[('ü ".txt', b"0123")])
    answer = own.get_attachment_download_link(attachmentId=attachment_id)
    assert answer["downloadUrl"]["expiryDate"] == "2023-11-14T23:13:20.250Z"
    return str(answer["downloadUrl"]["url"])


def test_link_can_be_used_until_it_expires(link: str, clock: ManualClock, server: Server) -> None:
    assert link.startswith(f"{server.url}/")
    clock.advance(3599.999)
    assert use("GET", link).status == 200
    answer = use("GET", link)
    assert (answer.status, answer.body) == (200, b"0123")
    assert answer.headers["content-length"] == "4"
    name = "attachment; filename*=UTF-8''%C3%BC%20%22.txt"
    assert answer.headers["content-disposition"] == name
    clock.advance(0.001)
    expired = use("GET", link)
    assert expired.refusal == (403, "AccessDenied")
    assert expired.headers["content-type"] == "application/xml"
    assert b"<Message>Request has expired</Message>" in expired.body


def test_link_takes_no_other_form(link: str) -> None:
    assert use("GET", link.replace("%2F", "/")).refusal == (403, "SignatureDoesNotMatch")
    assert use("GET", link[:-1]).refusal == (403, "SignatureDoesNotMatch")
    assert use("GET", link.partition("?")[0] + "?").refusal == (403, "AccessDenied")
    assert use("PUT", link, b"x").refusal == (403, "SignatureDoesNotMatch")
    signed = {"Authorization": "AWS4-HMAC-SHA256 Credential=x"}
    assert use("GET", link, headers=signed).refusal == (400, "InvalidArgument")
    assert use("POST", link, b"").status == 400
    assert use("DELETE", link).status == 405


@pytest.mark.parametrize(
    ("wanted", "status", "body"),
    [
        ("bytes=0-1", 206, b"01"),
        ("bytes=2-", 206, b"23"),
        ("bytes=3-99", 206, b"3"),
        ("bytes=2-1", 200, b"0123"),
        ("bytes=0-1,2-3", 200, b"0123"),
        ("lines=0-1", 200, b"0123"),
    ],
)
def test_part_of_a_file(link: str, wanted: str, status: int, body: bytes) -> None:
    answer = use("GET", link, headers={"Range": wanted})
    assert (answer.status, answer.body) == (status, body)
    assert ("content-range" in answer.headers) is (status == 206)


def test_part_beyond_the_end(link: str) -> None:
    answer = use("GET", link, headers={"Range": "bytes=4-"})
    assert answer.refusal == (416, "InvalidRange")


def test_downloads_are_recorded_and_fail_when_told_to(link: str, server: Server) -> None:
    server.script_transfers("500", Fault.status(503, b"<Error/>"))
    assert [use("GET", link).status for _ in range(3)] == [500, 503, 200]
    assert [entry.status for entry in server.transfers] == [500, 503, 200]
    entry = server.transfers[0]
    assert entry.operation == "DownloadAttachment"
    assert entry.parameters == {"path": link[len(server.url) :].partition("?")[0], "bodyBytes": 0}
