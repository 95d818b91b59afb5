"""Clocks and the service's date formats."""

from __future__ import annotations

import pytest

from awssupport.emulator import ManualClock
from awssupport.emulator.clock import format_expiry_time, format_http_date


def test_manual_clock_moves_only_when_told() -> None:
    clock = ManualClock(100.5)
    assert (clock(), clock()) == (100.5, 100.5)
    assert clock.advance(9.5) == 110.0
    assert clock.advance(0) == clock() == 110.0
    assert repr(clock) == "ManualClock(110.0)"


def test_manual_clock_does_not_go_back() -> None:
    clock = ManualClock()
    with pytest.raises(ValueError, match="cannot go back"):
        clock.advance(-1)
    assert clock() == 1_700_000_000.0


@pytest.mark.parametrize(
    ("epoch", "text"),
    [
        (1_589_475_880.790, "2020-05-14T17:04:40.790+0000"),
        (0, "1970-01-01T00:00:00.000+0000"),
        (1.0004, "1970-01-01T00:00:01.000+0000"),
        (59.9996, "1970-01-01T00:01:00.000+0000"),
        (4_102_444_799.999, "2099-12-31T23:59:59.999+0000"),
    ],
)
def test_expiry_time_has_milliseconds_and_an_offset_without_colon(epoch: float, text: str) -> None:
    assert format_expiry_time(epoch) == text


def test_http_date_is_in_gmt() -> None:
    assert format_http_date(1_710_853_254) == "Tue, 19 Mar 2024 13:00:54 GMT"
