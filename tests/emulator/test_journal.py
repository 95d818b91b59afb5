"""The record of what arrived."""

from __future__ import annotations

import base64
import threading

import pytest

from awssupport.emulator.journal import MAX_ENTRIES, Journal


@pytest.mark.parametrize("length", range(8))
def test_blobs_become_their_decoded_length(length: int) -> None:
    journal = Journal()
    text = base64.b64encode(bytes(length)).decode()
    parameters = {"attachments": [{"fileName": "data", "data": text}, "odd"], "dryRun": True}
    journal.arrived("X", parameters, ())
    assert journal.entries()[0].parameters == {
        "attachments": [{"fileName": "data", "data": length}, "odd"],
        "dryRun": True,
    }


def test_secrets_are_left_out_and_repeats_joined() -> None:
    journal = Journal()
    headers = (("AUTHORIZATION", "s"), ("X-Amz-Security-Token", "s"), ("A", "1"), ("a", "2"))
    journal.arrived(None, None, headers)
    entry = journal.entries()[0]
    assert entry.headers == {"a": "1, 2"}
    assert (entry.operation, entry.parameters, entry.status) == (None, None, None)


def test_answers_find_their_requests() -> None:
    journal = Journal()
    first, second = (journal.arrived(name, {}, ()) for name in ("A", "B"))
    journal.answered(second, 400)
    assert [(e.operation, e.status) for e in journal.entries()] == [("A", None), ("B", 400)]
    journal.answered(first, 200)
    assert [(e.operation, e.status) for e in journal.entries()] == [("A", 200), ("B", 400)]


def test_old_requests_are_forgotten() -> None:
    journal = Journal()
    numbers = [journal.arrived(str(index), {}, ()) for index in range(MAX_ENTRIES + 2)]
    journal.answered(numbers[0], 200)
    journal.answered(numbers[-1], 201)
    entries = journal.entries()
    assert (len(entries), entries[0].operation) == (MAX_ENTRIES, "2")
    assert [entry.status for entry in entries if entry.status] == [201]


def test_waiting_for_requests() -> None:
    journal = Journal()
    assert journal.wait_for(0, timeout=0) is True
    assert journal.wait_for(1, timeout=0) is False
    thread = threading.Thread(target=lambda: journal.arrived("A", {}, ()))
    thread.start()
    assert journal.wait_for(1, timeout=30) is True
    thread.join()
