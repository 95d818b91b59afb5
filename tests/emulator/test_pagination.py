"""Pages and tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awssupport.emulator.errors import ServiceError
from awssupport.emulator.pagination import DEFAULT_PAGE_SIZE, Pager

ITEMS = [(number, str(number)) for number in range(25, 0, -1)]


def refused(pager: Pager, token: str, listing: str = "list") -> bool:
    with pytest.raises(ServiceError) as caught:
        pager.page(listing, ITEMS, token=token)
    return caught.value.code == "InvalidParameterValueException"


@given(st.integers(0, 40), st.integers(1, 12))
def test_pages_are_the_list(count: int, size: int) -> None:
    pager, items = Pager(), [(number * 3, number) for number in range(count, 0, -1)]
    page = pager.page("list", items, size=size)
    seen = list(page.items)
    while page.next_token is not None:
        assert len(page.items) == size
        page = pager.page("list", items, token=page.next_token, size=size)
        seen += page.items
    assert seen == [number for _, number in items]


def test_default_size_and_empty_list() -> None:
    assert len(Pager().page("list", ITEMS).items) == DEFAULT_PAGE_SIZE
    assert Pager().page("list", []).next_token is None


def test_what_is_gone_or_new_does_not_move_the_next_page() -> None:
    pager = Pager()
    token = pager.page("list", ITEMS, size=10).next_token
    changed = [(26, "new"), *(pair for pair in ITEMS if pair[0] != 16)]
    assert pager.page("list", changed, token=token, size=2).items == ["15", "14"]
    assert pager.page("list", ITEMS[:5], token=token).items == []


@given(st.text(), st.integers(0, 30))
def test_only_own_tokens_are_taken(noise: str, place: int) -> None:
    pager = Pager()
    token = pager.page("list", ITEMS).next_token
    assert token is not None
    assert refused(pager, noise)
    changed = token[:place] + noise + token[place + len(noise) :]
    if changed != token:
        assert refused(pager, changed)
    assert refused(pager, token, "another list")
    assert refused(Pager(), token)
