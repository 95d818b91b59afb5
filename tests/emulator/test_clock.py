"""Clocks and the service's date formats."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awssupport.emulator import ManualClock
from awssupport.emulator.clock import (
    format_case_time,
    format_check_time,
    format_expiry_time,
    format_http_date,
    parse_time,
)


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


def test_times_of_cases_and_checks() -> None:
    assert format_case_time(1_492_177_610.0) == "2017-04-14T13:46:50.000Z"
    assert format_case_time(1_492_177_609.9996) == "2017-04-14T13:46:50.000Z"
    assert format_check_time(1_582_326_928.999) == "2020-02-21T23:15:28Z"


@pytest.mark.parametrize(
    ("text", "epoch"),
    [
        ("2020-03-23T21:31:47.774Z", 1_584_999_107.774),
        ("2020-03-23T21:31:47Z", 1_584_999_107),
        ("2020-03-23T21:31:47", 1_584_999_107),
        ("2020-03-23 21:31:47.774123", 1_584_999_107.774123),
        ("2020-03-23T21:31:47.774123+00:00", 1_584_999_107.774123),
        ("2020-03-23T23:01:47+0130", 1_584_999_107),
        ("2020-03-23T20:01:47-01:30", 1_584_999_107),
        ("2024-07-23", 1_721_692_800),
        ("1969-12-31T23:59:59.5Z", -0.5),
    ],
)
def test_times_that_programs_send(text: str, epoch: float) -> None:
    assert parse_time(text) == pytest.approx(epoch, abs=1e-6)


@pytest.mark.parametrize(
    "text",
    [
        *("", "now", "2024", "2024-07", "20240723", "2024-7-3", "2024-02-30", "1721692800"),
        *("2024-07-23T", "2024-07-23T10", "2024-07-23T24:00:00", "2024-07-23T10:00:00z"),
        *(" 2024-07-23", "2024-07-23Z", "2024-07-23T10:00:00.Z", "\u0662024-07-23", "0000-01-01"),
    ],
)
def test_times_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match="not an ISO 8601 time"):
        parse_time(text)


@given(st.floats(0, 4_102_444_800))
def test_times_out_can_be_sent_back(epoch: float) -> None:
    assert parse_time(format_case_time(epoch)) == pytest.approx(epoch, abs=0.000_6)
    assert parse_time(format_expiry_time(epoch)) == pytest.approx(epoch, abs=0.000_6)
