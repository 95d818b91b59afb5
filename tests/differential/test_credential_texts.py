"""Texts that sources of credentials are configured with and answer, read as botocore reads them:
points in time, command lines, URLs; and the exceptions that tell what is wrong with them."""

from __future__ import annotations

import copy
import pickle
import string
from typing import Any

import botocore.compat
import botocore.exceptions
import botocore.utils
import pytest
from botocore.credentials import parse  # dateutil's
from hypothesis import given
from hypothesis import strategies as st

from awssupport import credential_exceptions, exceptions
from awssupport.credentials.process import split_command
from awssupport.credentials.timestamps import parse_timestamp
from awssupport.credentials.urls import is_valid_url

from .sides import Failed, outcome

TIMES = [
    "2026-01-02T03:04:05Z",
    "2026-01-02T03:04:05z",
    "2026-01-02t03:04:05z",
    "2026-01-02 03:04:05Z",
    " 2026-01-02T03:04:05Z ",
    "2026-01-02T03:04:05.678Z",
    "2026-01-02T03:04:05,678Z",
    "2026-01-02T03:04:05.123456789Z",
    "2026-01-02T03:04:05+00:00",
    "2026-01-02T03:04:05-05:30",
    "2026-01-02T03:04:05+0200",
    "2026-01-02T03:04:05+02",
    "2026-01-02T03:04:05 +02:00",
    "2026-01-02T03:04:05UTC",
    "2026-01-02T03:04:05 UTC",
    "2026-01-02T03:04:05GMT",
    "2026-01-02T03:04:05",
    "2026-01-02T03:04",
    "2026-01-02T03:04Z",
    "2026-01-02",
    "20260102T030405Z",
    "20260102",
    "Fri, 02 Jan 2026 03:04:05 GMT",
    "Fri, 02 Jan 2026 03:04:05 +0100",
]


@pytest.mark.parametrize("text", TIMES)
def test_points_in_time(text: str) -> None:
    expected = parse(text)
    found = parse_timestamp(text)
    assert found.replace(tzinfo=None) == expected.replace(tzinfo=None)
    assert found.utcoffset() == expected.utcoffset()


@given(
    st.datetimes(timezones=st.timezones() | st.none()),
    st.sampled_from(["seconds", "milliseconds", "microseconds", "minutes"]),
    st.sampled_from("T "),
)
def test_every_point_in_time(moment: Any, precision: str, separator: str) -> None:
    offset = moment.utcoffset()
    if offset is not None and (offset.microseconds or offset.seconds % 60):
        moment = moment.replace(tzinfo=None)  # zones of another century: ISO 8601 has no seconds
    text = moment.isoformat(separator, precision)
    expected = type(moment).fromisoformat(text)
    found = parse_timestamp(text)
    assert (found, found.utcoffset()) == (expected, expected.utcoffset())


@pytest.mark.parametrize("text", ["", "sometime", "2026-13-02T03:04:05Z", "x2026-01-02", None, 5])
def test_what_is_no_point_in_time(text: Any) -> None:
    expected = outcome(lambda: parse(text))
    found = outcome(lambda: parse_timestamp(text))
    assert isinstance(expected, Failed)
    assert isinstance(found, Failed)
    assert isinstance(found.error, ValueError | TypeError)
    assert isinstance(found.error, TypeError) == isinstance(expected.error, TypeError)


@given(st.text(max_size=40))
def test_nothing_else_is_raised_for_any_text(text: str) -> None:
    found = outcome(lambda: parse_timestamp(text))
    assert not isinstance(found, Failed) or isinstance(found.error, ValueError | OverflowError)


COMMANDS = st.text(alphabet=" \t\"\\ab'", max_size=20)


@given(COMMANDS, st.sampled_from(["win32", "linux", "darwin"]))
def test_command_lines(command: str, platform: str) -> None:
    expected = outcome(lambda: botocore.compat.compat_shell_split(command, platform))
    found = outcome(lambda: split_command(command, platform))
    if isinstance(expected, Failed):
        assert isinstance(found, Failed)
        assert type(found.error) is type(expected.error)
        assert str(found.error) == str(expected.error)
    else:
        assert found == expected


URLS = st.builds(
    "{}{}{}".format,
    st.sampled_from(["http://", "https://", "", "//", "x:"]),
    st.text(alphabet="aZ0-._:[]%@\t", max_size=12)
    | st.sampled_from(["[::1]", "a" * 64, "[fe80::1%25a]"]),
    st.sampled_from(["", "/", "/path", ":80"]),
)


@given(URLS)
def test_urls(url: str) -> None:
    expected = outcome(lambda: bool(botocore.utils.is_valid_uri(url)))
    found = outcome(lambda: is_valid_url(url))
    if isinstance(expected, Failed):
        assert isinstance(found, Failed)
        assert type(found.error) is type(expected.error)
    else:
        assert found == expected


OURS = [
    value
    for value in vars(credential_exceptions).values()
    if isinstance(value, type)
    and issubclass(value, exceptions.BotoCoreError)
    and value not in (exceptions.BotoCoreError, exceptions.InvalidConfigError)
]


@pytest.mark.parametrize("cls", OURS, ids=lambda cls: cls.__name__)
def test_exceptions_are_botocores(cls: type[exceptions.BotoCoreError]) -> None:
    theirs = getattr(botocore.exceptions, cls.__name__)
    assert cls.fmt == theirs.fmt
    assert getattr(exceptions, cls.__name__) is cls
    assert cls.__module__ == "awssupport.exceptions"
    names = {name for _, name, _, _ in string.Formatter().parse(cls.fmt) if name}
    kwargs = {name: f"<{name}>" for name in names}
    error = cls(**kwargs)
    assert str(error) == str(theirs(**kwargs))
    exceptions.join_botocore()
    assert isinstance(error, theirs)
    parents = {base.__name__ for base in theirs.__mro__ if base.__module__ == theirs.__module__}
    assert parents <= {base.__name__ for base in cls.__mro__}
    for made in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert (type(made), str(made), made.kwargs) == (cls, str(error), kwargs)


def test_there_are_all_of_them() -> None:
    assert len(OURS) == 16
