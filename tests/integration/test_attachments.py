"""AddAttachmentsToSet when all goes well: what is sent is what is stored."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from awssupport.emulator import MAX_ATTACHMENT_BYTES, ManualClock, Server, serve

from .implementations import MakeClient

KIB = 1024
FILE = {"fileName": "a.txt", "data": b"a"}
EVERY_BYTE = bytes(range(256))


def test_new_set(client: Any, emulator: Server) -> None:
    answer = client.add_attachments_to_set(attachments=[FILE])
    assert set(answer) == {"attachmentSetId", "expiryTime", "ResponseMetadata"}
    assert emulator.attachment_sets == {answer["attachmentSetId"]: [("a.txt", b"a")]}


def test_expiry_time_is_an_hour_ahead_and_does_not_move(
    make_client: MakeClient,
) -> None:
    clock = ManualClock(1_589_472_280.790)
    with serve(clock=clock) as server:
        client = make_client(server)
        first = client.add_attachments_to_set(attachments=[FILE])
        clock.advance(600)
        second = client.add_attachments_to_set(
            attachmentSetId=first["attachmentSetId"], attachments=[FILE]
        )
    assert first["expiryTime"] == second["expiryTime"] == "2020-05-14T17:04:40.790+0000"


def test_set_is_extended_up_to_three_files(client: Any, emulator: Server) -> None:
    set_id: Any = None
    for name in ("1", "2", "3"):
        more = {} if set_id is None else {"attachmentSetId": set_id}
        answer = client.add_attachments_to_set(
            attachments=[{"fileName": name, "data": name.encode()}], **more
        )
        assert set_id in (None, answer["attachmentSetId"])
        set_id = answer["attachmentSetId"]
    assert emulator.attachment_sets == {set_id: [("1", b"1"), ("2", b"2"), ("3", b"3")]}


def test_three_files_in_one_call_keep_their_order(client: Any, emulator: Server) -> None:
    files = [{"fileName": name, "data": name.encode()} for name in ("c", "a", "b")]
    set_id = client.add_attachments_to_set(attachments=files)["attachmentSetId"]
    assert emulator.attachment_set(set_id) == [("c", b"c"), ("a", b"a"), ("b", b"b")]


def test_every_call_without_an_id_makes_a_new_set(client: Any, emulator: Server) -> None:
    ids = [client.add_attachments_to_set(attachments=[FILE])["attachmentSetId"] for _ in range(5)]
    assert len(set(ids)) == 5
    assert list(emulator.attachment_sets) == ids


def test_no_files_at_all(client: Any, emulator: Server) -> None:
    set_id = client.add_attachments_to_set(attachments=[])["attachmentSetId"]
    assert emulator.attachment_set(set_id) == []


def test_three_full_files(client: Any, emulator: Server) -> None:
    files = [(name, random.Random(name).randbytes(MAX_ATTACHMENT_BYTES)) for name in "abc"]
    answer = client.add_attachments_to_set(
        attachments=[{"fileName": name, "data": data} for name, data in files]
    )
    assert emulator.attachment_set(answer["attachmentSetId"]) == files


# Around the padding of base64 and around likely sizes of frames and buffers.
@pytest.mark.parametrize(
    "size",
    [*range(8), 255, 256, 57, *(n * KIB + d for n in (8, 16, 48, 64, 96) for d in (-1, 0, 1))],
)
def test_files_of_any_size_are_stored_byte_for_byte(
    client: Any, emulator: Server, size: int
) -> None:
    data = (EVERY_BYTE * (size // 256 + 1))[:size]
    answer = client.add_attachments_to_set(attachments=[{"fileName": "f", "data": data}])
    assert emulator.attachment_set(answer["attachmentSetId"]) == [("f", data)]
    assert emulator.requests[0].parameters == {"attachments": [{"fileName": "f", "data": size}]}


@pytest.mark.parametrize(
    ("data", "stored"),
    [
        pytest.param(b"", b"", id="empty"),
        pytest.param("", b"", id="empty-str"),
        pytest.param("text", b"text", id="str"),
        pytest.param("é\N{GRINNING FACE}\0", "é\N{GRINNING FACE}\0".encode(), id="unicode-str"),
        pytest.param(bytearray(EVERY_BYTE), EVERY_BYTE, id="bytearray"),
        pytest.param(b"aGVsbG8=", b"aGVsbG8=", id="already-base64"),
        pytest.param(b'"}]}\\u0000\r\n', b'"}]}\\u0000\r\n', id="json-like"),
    ],
)
def test_kinds_of_data(client: Any, emulator: Server, data: object, stored: bytes) -> None:
    answer = client.add_attachments_to_set(attachments=[{"fileName": "f", "data": data}])
    assert emulator.attachment_set(answer["attachmentSetId"]) == [("f", stored)]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Bericht für März.pdf",
            "レポート.txt",
            "\N{GRINNING FACE}.log",
            "e\u0301",
            "\u202egnp.x",
        ),
        *('"quoted\\".txt', "tab\tnew\nline\r\0.txt", "\x7f\u2028", "a/b\\c", "", " ", "x" * 5000),
    ],
)
def test_file_names(client: Any, emulator: Server, name: str) -> None:
    answer = client.add_attachments_to_set(attachments=[{"fileName": name, "data": b"x"}])
    assert emulator.attachment_set(answer["attachmentSetId"]) == [(name, b"x")]


def test_members_left_out_are_not_sent(client: Any, emulator: Server) -> None:
    client.add_attachments_to_set(attachments=[{}, {"fileName": "only"}, {"data": b"only"}])
    assert emulator.requests[0].parameters == {
        "attachments": [{}, {"fileName": "only"}, {"data": 4}]
    }


@pytest.mark.parametrize("dry_run", [True, False])
def test_dry_run_is_sent_as_given(client: Any, emulator: Server, dry_run: bool) -> None:
    arguments = {"attachments": [], "dryRun": dry_run}
    if dry_run:
        with pytest.raises(client.exceptions.DryRunOperationException):
            client.add_attachments_to_set(**arguments)
    else:
        client.add_attachments_to_set(**arguments)
    assert emulator.requests[0].parameters == arguments
    assert len(emulator.attachment_sets) == (0 if dry_run else 1)


@pytest.mark.parametrize("path", ["/", "/base/p", "/p/", "/a b/../c//d%7E?z=1&a=2"])
def test_endpoint_may_have_a_path(make_client: MakeClient, emulator: Server, path: str) -> None:
    client = make_client(emulator, endpoint_url=emulator.url + path)
    assert client.add_attachments_to_set(attachments=[FILE])["attachmentSetId"]
    assert len(emulator.attachment_sets) == 1


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1", "cn-north-1"])
def test_any_region_can_sign(make_client: MakeClient, emulator: Server, region: str) -> None:
    client = make_client(emulator, region_name=region)
    assert client.add_attachments_to_set(attachments=[FILE])["attachmentSetId"]
    assert [entry.status for entry in emulator.requests] == [200]


def test_twelve_threads_share_a_client(client: Any, emulator: Server) -> None:
    start = threading.Barrier(12)

    def work(number: int) -> str:
        start.wait(30)
        data = f"{number}".encode() * 10_000
        set_id: Any = None
        for name in ("1", "2", "3"):
            more = {} if set_id is None else {"attachmentSetId": set_id}
            set_id = client.add_attachments_to_set(
                attachments=[{"fileName": name, "data": data}], **more
            )["attachmentSetId"]
        return str(set_id)

    with ThreadPoolExecutor(12) as pool:
        ids = list(pool.map(work, range(12)))
    assert emulator.attachment_sets == {
        set_id: [(name, f"{number}".encode() * 10_000) for name in ("1", "2", "3")]
        for number, set_id in enumerate(ids)
    }
    assert [entry.status for entry in emulator.requests] == [200] * 36
