"""What is particular to our credentials: renewal on demand, texts that keep secrets, copies, what
they cost."""

from __future__ import annotations

import pickle
import sys
import threading
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from awssupport.credentials import (
    Credentials,
    DeferredRefreshableCredentials,
    ReadOnlyCredentials,
    RefreshableCredentials,
)
from awssupport.exceptions import PartialCredentialsError

from .processes import run_in_child

SECRETS = ("the-secret-key", "the-token")


def metadata(key: str = "AKIDNEW", minutes: float = 60) -> dict[str, str]:
    expiry = datetime.now(timezone.utc) + timedelta(minutes=minutes)
    return {
        "access_key": key,
        "secret_key": "the-secret-key",
        "token": "the-token",
        "expiry_time": expiry.isoformat(),
    }


def counting() -> tuple[Callable[[], dict[str, str]], list[int]]:
    calls: list[int] = []

    def refresh() -> dict[str, str]:
        calls.append(1)
        return metadata(f"AKID{len(calls)}")

    return refresh, calls


def test_static_ones_have_botocores_attributes() -> None:
    credentials = Credentials("AKID", "s")
    assert (credentials.token, credentials.account_id) == (None, None)
    assert credentials.method == "explicit"
    assert credentials.feature_ids == ()
    assert credentials.get_frozen_credentials() == ("AKID", "s", None, None)
    assert credentials.get_frozen_credentials().access_key == "AKID"
    full = Credentials("AKID", "s", "t", "env", "1", ("g",))
    assert full.get_frozen_credentials() == ReadOnlyCredentials("AKID", "s", "t", "1")
    assert full.get_deferred_property("account_id")() == "1"
    assert full.get_deferred_property("nothing")() is None


@pytest.mark.parametrize(
    "credentials",
    [
        Credentials("AKID", *SECRETS),
        Credentials("AKID", *SECRETS).get_frozen_credentials(),
        RefreshableCredentials.create_from_metadata(metadata(), dict, "x"),
        DeferredRefreshableCredentials(metadata, "x"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_no_text_of_them_shows_a_secret(credentials: Any) -> None:
    credentials = [credentials, getattr(credentials, "get_frozen_credentials", tuple)()]
    for text in (
        repr(credentials),
        str(credentials[0]),
        f"{credentials[0]}",
        f"{credentials[0]!r}",
    ):
        assert not any(secret in text for secret in SECRETS)


def test_a_frozen_one_is_a_tuple_that_can_be_copied() -> None:
    frozen = Credentials("AKID", "s", "t").get_frozen_credentials()
    assert pickle.loads(pickle.dumps(frozen)) == frozen
    assert type(pickle.loads(pickle.dumps(frozen))) is ReadOnlyCredentials
    access_key, secret_key, token, account_id = frozen
    assert (access_key, secret_key, token, account_id) == ("AKID", "s", "t", None)
    assert frozen._asdict() == {
        "access_key": "AKID",
        "secret_key": "s",
        "token": "t",
        "account_id": None,
    }


def test_only_those_with_a_source_can_be_renewed() -> None:
    assert not Credentials("AKID", "s").can_refresh
    assert RefreshableCredentials.create_from_metadata(metadata(), dict, "x").can_refresh
    assert DeferredRefreshableCredentials(metadata, "x").can_refresh


def test_renewal_on_demand() -> None:
    refresh, calls = counting()
    credentials = RefreshableCredentials.create_from_metadata(metadata("AKID0"), refresh, "x")
    stale = credentials.get_frozen_credentials()
    assert credentials.refresh_now()
    assert credentials.get_frozen_credentials().access_key == "AKID1"
    assert credentials.refresh_now(stale)  # which nobody has any more
    assert len(calls) == 1
    assert credentials.refresh_now(credentials.get_frozen_credentials())
    assert credentials.get_frozen_credentials().access_key == "AKID2"


def test_renewal_on_demand_that_gives_the_same_ones_says_so() -> None:
    given = metadata("AKID0")
    credentials = RefreshableCredentials.create_from_metadata(given, lambda: given, "x")
    assert not credentials.refresh_now()


def test_renewal_on_demand_that_fails_leaves_the_old_ones() -> None:
    def fail() -> dict[str, str]:
        raise OSError("no")

    credentials = RefreshableCredentials.create_from_metadata(metadata("AKID0"), fail, "x")
    with pytest.raises(OSError, match="no"):
        credentials.refresh_now()
    assert credentials.get_frozen_credentials().access_key == "AKID0"


def test_64_threads_with_the_same_complaint_cause_one_renewal() -> None:
    refresh, calls = counting()
    credentials = RefreshableCredentials.create_from_metadata(metadata("AKID0"), refresh, "x")
    stale = credentials.get_frozen_credentials()
    together = threading.Barrier(64)
    found: list[str] = []

    def complain() -> None:
        together.wait(30)
        assert credentials.refresh_now(stale)
        found.append(credentials.get_frozen_credentials().access_key)

    threads = [threading.Thread(target=complain) for _ in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert found == ["AKID1"] * 64
    assert len(calls) == 1


def modules_for_environment_keys() -> list[str]:
    import sys

    before = set(sys.modules)

    class Context:
        explicit_profile = False
        environ = {"AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "s"}  # noqa: RUF012

        def setting(self, name: str) -> None:
            return None

    from awssupport.credentials import load_credentials

    assert load_credentials(Context()).method == "env"  # type: ignore[arg-type, union-attr]
    return sorted(set(sys.modules) - before)


def test_environment_keys_need_next_to_no_modules() -> None:
    added = run_in_child(modules_for_environment_keys)
    own = {name for name in added if name.startswith("awssupport.credentials")}
    assert own == {"awssupport.credentials"}
    others = set(added) - own
    assert not others & {
        *("re", "json", "threading", "datetime", "collections", "logging", "typing", "enum"),
        *("urllib", "configparser", "subprocess", "hashlib", "random", "functools"),
        "awssupport.exceptions",
    }


def test_environment_keys_that_expire_are_read_anew() -> None:
    from awssupport.credentials import load_environment

    environ = {
        "AWS_ACCESS_KEY_ID": "AKIDOLD",
        "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_CREDENTIAL_EXPIRATION": (datetime.now(timezone.utc) + timedelta(hours=1)).isoformat(),
    }
    credentials = load_environment(environ)
    assert isinstance(credentials, RefreshableCredentials)
    assert credentials.access_key == "AKIDOLD"
    environ["AWS_ACCESS_KEY_ID"] = "AKIDNEW"
    assert credentials.access_key == "AKIDOLD"
    assert credentials.refresh_now()
    assert credentials.access_key == "AKIDNEW"
    del environ["AWS_CREDENTIAL_EXPIRATION"]
    with pytest.raises(PartialCredentialsError, match="env, missing: AWS_CREDENTIAL_EXPIRATION"):
        credentials.refresh_now()


def forked_while_a_thread_refreshes() -> int:
    """What the child's refresh ends with."""
    import os

    from awssupport.credentials import DeferredRefreshableCredentials

    def refresh() -> dict[str, str]:
        return {
            "access_key": "AKIDCHILD",
            "secret_key": "s",
            "token": "t",
            "expiry_time": "2099-01-02T03:04:05Z",
        }

    credentials = DeferredRefreshableCredentials(refresh, "x")
    with credentials._refresh_lock():  # as a thread of the parent would hold it
        child = os.fork()
        if child == 0:
            status = 1
            try:
                status = credentials.get_frozen_credentials().access_key != "AKIDCHILD"
            finally:
                os._exit(int(status))
        _, ended = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(ended)


@pytest.mark.skipif(sys.platform not in {"linux", "darwin"}, reason="there is no fork here")
def test_a_forked_child_does_not_wait_for_its_parents_thread() -> None:
    assert run_in_child(forked_while_a_thread_refreshes) == 0
