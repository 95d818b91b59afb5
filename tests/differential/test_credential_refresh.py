"""When temporary credentials are renewed, by botocore's class and by ours: the same constructor, so
each test runs with both."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import botocore.credentials
import botocore.exceptions
import pytest

from awssupport.credentials import DeferredRefreshableCredentials, RefreshableCredentials

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
THREADS = 64
PATIENCE = 30


class Source:
    """Gives new keys, of which each lasts for an hour, or fails."""

    def __init__(self) -> None:
        self.now = NOW
        self.calls = 0
        self.error: Exception | None = None
        self.lasts = timedelta(hours=1)
        self.without: tuple[str, ...] = ()
        #: A call does not end before this is set.
        self.may_end = threading.Event()
        self.may_end.set()

    def clock(self) -> datetime:
        return self.now

    def __call__(self) -> dict[str, Any]:
        self.calls += 1
        assert self.may_end.wait(PATIENCE)
        if self.error is not None:
            raise self.error
        found = {
            "access_key": f"AKID{self.calls}",
            "secret_key": "s",
            "token": "t",
            "expiry_time": (self.now + self.lasts).isoformat(),
            "account_id": f"{self.calls}",
        }
        return {name: value for name, value in found.items() if name not in self.without}


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture(params=[botocore.credentials.RefreshableCredentials, RefreshableCredentials])
def make(request: pytest.FixtureRequest, source: Source) -> Callable[[float], Any]:
    def with_seconds_left(seconds: float, **options: Any) -> Any:
        return request.param(
            access_key="AKID0",
            secret_key="s0",
            token="t0",
            expiry_time=NOW + timedelta(seconds=seconds),
            refresh_using=source,
            method="test",
            time_fetcher=source.clock,
            account_id="0",
            **options,
        )

    return with_seconds_left


@pytest.fixture(
    params=[
        botocore.credentials.DeferredRefreshableCredentials,
        DeferredRefreshableCredentials,
    ]
)
def deferred(request: pytest.FixtureRequest, source: Source) -> Any:
    return request.param(refresh_using=source, method="test", time_fetcher=source.clock)


Make = Callable[..., Any]


@pytest.mark.parametrize(
    ("seconds", "calls"), [(901, 0), (900, 0), (899, 1), (600, 1), (1, 1), (0, 1), (-10, 1)]
)
def test_they_are_renewed_when_less_than_15_minutes_are_left(
    seconds: float, calls: int, make: Make, source: Source
) -> None:
    credentials = make(seconds)
    assert credentials.refresh_needed() is bool(calls)
    frozen = credentials.get_frozen_credentials()
    assert source.calls == calls
    assert frozen == (f"AKID{calls}", *(("s", "t") if calls else ("s0", "t0")), f"{calls}")
    assert credentials.get_frozen_credentials() == frozen
    assert source.calls == calls
    assert not credentials.refresh_needed()


def test_properties_are_those_of_renewed_ones(make: Make) -> None:
    credentials = make(1)
    found = [credentials.access_key, credentials.secret_key, credentials.token]
    assert [*found, credentials.account_id] == ["AKID1", "s", "t", "1"]
    assert credentials.method == "test"


def test_the_windows_can_be_chosen(make: Make, source: Source) -> None:
    credentials = make(100, advisory_timeout=99, mandatory_timeout=50)
    assert not credentials.refresh_needed()
    assert credentials.refresh_needed(refresh_in=101)
    assert not credentials.refresh_needed(refresh_in=100)
    assert credentials.get_frozen_credentials().access_key == "AKID0"
    source.now += timedelta(seconds=2)
    assert credentials.get_frozen_credentials().access_key == "AKID1"


@pytest.mark.parametrize("seconds", [899, 601, 600])
def test_a_failure_in_the_advisory_window_is_passed_over(
    seconds: float, make: Make, source: Source, caplog: pytest.LogCaptureFixture
) -> None:
    source.error = OSError("no")
    credentials = make(seconds)
    assert credentials.get_frozen_credentials().access_key == "AKID0"
    assert credentials.get_frozen_credentials().access_key == "AKID0"
    assert source.calls == 2
    assert "Refreshing temporary credentials failed during advisory refresh period" in caplog.text


@pytest.mark.parametrize("seconds", [599, 1, -100])
def test_a_failure_in_the_mandatory_window_is_the_callers(
    seconds: float, make: Make, source: Source, caplog: pytest.LogCaptureFixture
) -> None:
    source.error = OSError("no")
    credentials = make(seconds)
    with pytest.raises(OSError, match="no"):
        credentials.get_frozen_credentials()
    assert "failed during mandatory refresh period" in caplog.text
    source.error = None
    assert credentials.get_frozen_credentials().access_key == "AKID2"


@pytest.mark.parametrize("seconds", [899, 1])
def test_new_ones_that_have_expired_are_an_error(
    seconds: float, make: Make, source: Source
) -> None:
    source.lasts = timedelta(seconds=-1)
    with pytest.raises(RuntimeError) as raised:
        make(seconds).get_frozen_credentials()
    assert str(raised.value) == (
        "Credentials were refreshed, but the refreshed credentials are still expired."
    )


@pytest.mark.parametrize(
    "without", [("token",), ("access_key", "expiry_time"), ("secret_key",)], ids=", ".join
)
def test_incomplete_new_ones_are_an_error(
    without: tuple[str, ...], make: Make, source: Source
) -> None:
    source.without = without
    with pytest.raises(botocore.exceptions.CredentialRetrievalError) as raised:
        make(899).get_frozen_credentials()
    assert str(raised.value) == (
        "Error when retrieving credentials from test: Credential refresh failed, "
        f"response did not contain: {', '.join(without)}"
    )
    assert raised.value.kwargs["provider"] == "test"


def test_no_answer_at_all_is_an_error(make: Make, source: Source) -> None:
    credentials = make(1)
    credentials._refresh_using = dict
    with pytest.raises(
        botocore.exceptions.CredentialRetrievalError,
        match=r"did not contain: access_key, secret_key, token, expiry_time$",
    ):
        credentials.get_frozen_credentials()


def test_those_that_never_expire_are_never_renewed(make: Make, source: Source) -> None:
    credentials = make(1)
    if isinstance(credentials, RefreshableCredentials):
        credentials._current = (credentials._current[0], None)
    else:
        credentials._expiry_time = None
    assert not credentials.refresh_needed()
    assert credentials.get_frozen_credentials().access_key == "AKID0"
    assert source.calls == 0


def test_deferred_ones_are_asked_for_when_first_used(deferred: Any, source: Source) -> None:
    assert deferred.refresh_needed()
    assert source.calls == 0
    assert deferred.get_frozen_credentials() == ("AKID1", "s", "t", "1")
    assert not deferred.refresh_needed()
    assert deferred.access_key == "AKID1"
    assert source.calls == 1
    source.now += timedelta(minutes=51)
    assert deferred.get_frozen_credentials().access_key == "AKID2"


def test_deferred_ones_that_fail_are_asked_for_again(deferred: Any, source: Source) -> None:
    source.error = OSError("no")
    for _ in range(2):
        with pytest.raises(OSError, match="no"):
            deferred.get_frozen_credentials()
    source.error = None
    assert deferred.get_frozen_credentials().access_key == "AKID3"


def in_threads(function: Callable[[], Any], count: int = THREADS) -> list[threading.Thread]:
    threads = [threading.Thread(target=function) for _ in range(count)]
    for thread in threads:
        thread.start()
    return threads


def joined(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()


@pytest.mark.parametrize("seconds", [599, -1])
def test_64_threads_in_the_mandatory_window_cause_one_renewal(
    seconds: float, make: Make, source: Source
) -> None:
    credentials = make(seconds)
    source.may_end.clear()
    together = threading.Barrier(THREADS + 1)
    found: list[str] = []

    def use() -> None:
        together.wait(PATIENCE)
        found.append(credentials.get_frozen_credentials().access_key)

    threads = in_threads(use)
    together.wait(PATIENCE)
    source.may_end.set()
    joined(threads)
    assert found == ["AKID1"] * THREADS
    assert source.calls == 1


def test_64_threads_cause_one_first_request(deferred: Any, source: Source) -> None:
    together = threading.Barrier(THREADS)
    found: list[str] = []

    def use() -> None:
        together.wait(PATIENCE)
        found.append(deferred.get_frozen_credentials().access_key)

    joined(in_threads(use))
    assert found == ["AKID1"] * THREADS
    assert source.calls == 1


def test_in_the_advisory_window_the_others_go_on_with_the_old_ones(
    make: Make, source: Source
) -> None:
    credentials = make(700)
    source.may_end.clear()
    first: list[str] = []
    others: list[str] = []
    entered = threading.Event()
    original = credentials._refresh_using

    def tell() -> Any:
        entered.set()
        return original()

    credentials._refresh_using = tell
    renewing = in_threads(lambda: first.append(credentials.get_frozen_credentials()[0]), 1)
    assert entered.wait(PATIENCE)
    joined(in_threads(lambda: others.append(credentials.get_frozen_credentials()[0])))
    assert others == ["AKID0"] * THREADS  # while the renewal is under way
    source.may_end.set()
    joined(renewing)
    assert first == ["AKID1"]
    assert source.calls == 1


def test_threads_that_waited_for_a_failure_try_themselves(make: Make, source: Source) -> None:
    credentials = make(1)
    source.error = OSError("no")
    failures: list[Exception] = []

    def use() -> None:
        try:
            credentials.get_frozen_credentials()
        except OSError as error:
            failures.append(error)

    joined(in_threads(use, 8))
    assert len(failures) == source.calls == 8


@pytest.mark.parametrize("missing", [(), ("account_id",)], ids=["account", "no account"])
@pytest.mark.parametrize(
    "cls", [botocore.credentials.RefreshableCredentials, RefreshableCredentials]
)
def test_they_can_be_made_of_what_a_renewal_gives(
    cls: Any, missing: tuple[str, ...], source: Source
) -> None:
    source.now = datetime.now(timezone.utc)
    source.without = missing
    credentials = cls.create_from_metadata(source(), source, "test")
    account = None if missing else "1"
    assert credentials.get_frozen_credentials() == ("AKID1", "s", "t", account)
    assert not credentials.refresh_needed()
    assert credentials.refresh_needed(3601)
    short = cls.create_from_metadata(
        source(), source, "test", advisory_timeout=4000, mandatory_timeout=10
    )
    assert short.refresh_needed()
