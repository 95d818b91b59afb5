"""The rules of attachment sets, without a server."""

from __future__ import annotations

import re

import pytest

from awssupport.emulator import MAX_ATTACHMENT_BYTES, Attachment, ManualClock
from awssupport.emulator.attachment_sets import AttachmentSetStore, new_set_id
from awssupport.emulator.errors import ServiceError

FILE = Attachment("a.txt", b"a")
HOUR = 3600.0


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(1000.0)


@pytest.fixture
def store(clock: ManualClock) -> AttachmentSetStore:
    return AttachmentSetStore(clock)


def add(store: AttachmentSetStore, *files: Attachment, to: str | None = None) -> str:
    return store.add(to, files, dry_run=False).id


def refusal(store: AttachmentSetStore, *files: Attachment, to: str | None = None) -> str:
    with pytest.raises(ServiceError) as caught:
        add(store, *files, to=to)
    return caught.value.code


@pytest.mark.parametrize("sizes", [(3,), (1, 2), (2, 1), (1, 1, 1), (0, 3)])
def test_up_to_three_files_in_any_number_of_calls(
    store: AttachmentSetStore, sizes: tuple[int, ...]
) -> None:
    set_id = None
    for size in sizes:
        set_id = add(store, *[FILE] * size, to=set_id)
    assert store.snapshot() == {set_id: [FILE] * 3}
    assert refusal(store, FILE, to=set_id) == "AttachmentSetSizeLimitExceeded"


def test_files_keep_their_order(store: AttachmentSetStore) -> None:
    files = [Attachment(name, name.encode()) for name in ("c", "a", "b")]
    set_id = add(store, files[0])
    add(store, *files[1:], to=set_id)
    assert store.snapshot()[set_id] == files


def test_too_many_files_store_none_of_them(store: AttachmentSetStore) -> None:
    assert refusal(store, *[FILE] * 4) == "AttachmentSetSizeLimitExceeded"
    assert store.snapshot() == {}
    set_id = add(store, FILE, FILE)
    assert refusal(store, FILE, FILE, to=set_id) == "AttachmentSetSizeLimitExceeded"
    assert store.snapshot() == {set_id: [FILE, FILE]}


def test_size_limit_is_per_file_and_inclusive(store: AttachmentSetStore) -> None:
    largest = Attachment("big", bytes(MAX_ATTACHMENT_BYTES))
    assert MAX_ATTACHMENT_BYTES == 5_242_880
    set_id = add(store, largest, largest, largest)
    assert len(store.snapshot()[set_id]) == 3
    larger = Attachment("bigger", bytes(MAX_ATTACHMENT_BYTES + 1))
    assert refusal(store, FILE, larger) == "AttachmentSetSizeLimitExceeded"
    assert list(store.snapshot()) == [set_id]


def test_unknown_set(store: AttachmentSetStore) -> None:
    assert refusal(store, FILE, to="as-nobody") == "AttachmentSetIdNotFound"
    assert refusal(store, FILE, to="") == "AttachmentSetIdNotFound"


def test_set_lives_for_an_hour_after_its_creation(
    store: AttachmentSetStore, clock: ManualClock
) -> None:
    set_id = add(store, FILE)
    clock.advance(HOUR - 0.001)
    extended = store.add(set_id, [FILE], dry_run=False)
    assert extended.expires_at == 1000.0 + HOUR
    clock.advance(0.001)
    assert refusal(store, FILE, to=set_id) == "AttachmentSetExpired"
    assert store.snapshot() == {}


def test_expired_set_is_never_forgotten_nor_revived(
    store: AttachmentSetStore, clock: ManualClock
) -> None:
    set_id = add(store, FILE)
    clock.advance(1000 * HOUR)
    assert refusal(store, FILE, to=set_id) == "AttachmentSetExpired"
    assert refusal(store, *[FILE] * 4, to=set_id) == "AttachmentSetExpired"


def test_sets_expire_one_by_one(store: AttachmentSetStore, clock: ManualClock) -> None:
    first = add(store, FILE)
    clock.advance(HOUR / 2)
    second = add(store, FILE)
    clock.advance(HOUR / 2)
    assert list(store.snapshot()) == [second]
    assert refusal(store, FILE, to=first) == "AttachmentSetExpired"


def test_dry_run_stores_nothing(store: AttachmentSetStore) -> None:
    set_id = add(store, FILE)
    for target in (None, set_id):
        with pytest.raises(ServiceError, match="DryRunOperationException"):
            store.add(target, [FILE], dry_run=True)
    assert store.snapshot() == {set_id: [FILE]}


def test_dry_run_reports_what_would_be_wrong(clock: ManualClock) -> None:
    store = AttachmentSetStore(clock, max_sets_per_hour=0)
    for target, count, code in [
        ("as-nobody", 1, "AttachmentSetIdNotFound"),
        (None, 4, "AttachmentSetSizeLimitExceeded"),
        (None, 1, "AttachmentLimitExceeded"),
    ]:
        with pytest.raises(ServiceError) as caught:
            store.add(target, [FILE] * count, dry_run=True)
        assert caught.value.code == code


def test_new_sets_are_limited_within_any_hour(clock: ManualClock) -> None:
    store = AttachmentSetStore(clock, max_sets_per_hour=2)
    add(store, FILE)
    clock.advance(HOUR / 2)
    second = add(store, FILE)
    assert refusal(store, FILE) == "AttachmentLimitExceeded"
    assert add(store, FILE, to=second) == second
    clock.advance(HOUR / 2)
    third = add(store, FILE)
    assert refusal(store, FILE) == "AttachmentLimitExceeded"
    assert list(store.snapshot()) == [second, third]


def test_snapshot_is_a_copy(store: AttachmentSetStore) -> None:
    set_id = add(store, FILE)
    store.snapshot()[set_id].clear()
    assert store.snapshot() == {set_id: [FILE]}


def test_set_ids_look_as_documented_and_differ() -> None:
    ids = {new_set_id() for _ in range(200)}
    assert len(ids) == 200
    assert all(re.fullmatch(r"as-[0-9a-f]{17}-mu-[0-9A-Za-z_-]{47}", name) for name in ids)
