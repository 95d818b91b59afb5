"""Sessions beyond boto3's: its sessions as source, pickles, options of our own."""

from __future__ import annotations

import copy
import json
import logging
import pickle
import threading
from pathlib import Path
from typing import Any

import boto3.session
import botocore
import botocore.config
import botocore.credentials
import botocore.session
import pytest

import awssupport
import awssupport.credentials
from awssupport.emulator import Server
from awssupport.events import EventEmitter
from awssupport.exceptions import EndpointResolutionError

from .processes import run_in_child

PAIR: dict[str, Any] = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "top-secret"}


@pytest.fixture
def keys(emulator: Server) -> dict[str, str]:
    return {
        "aws_access_key_id": emulator.access_key_id,
        "aws_secret_access_key": emulator.secret_access_key,
    }


def test_everything_comes_from_a_boto3_session(
    emulator: Server, keys: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config").write_text(
        f"[profile p]\nregion = us-west-2\nendpoint_url = {emulator.url}\nretry_mode = legacy\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    theirs = boto3.session.Session(profile_name="p", **keys)
    theirs._session.set_default_client_config(botocore.config.Config(read_timeout=5))
    ours = awssupport.Session.from_boto3(theirs)
    assert (ours.region_name, ours.profile_name) == ("us-west-2", "p")
    assert ours.available_profiles == theirs.available_profiles
    assert ours.get_credentials() is theirs.get_credentials()
    with ours.client("support") as client:
        assert client.describe_services()["services"]
        reference = theirs.client("support")
        for name in ("region_name", "endpoint_url", "partition"):
            assert getattr(client.meta, name) == getattr(reference.meta, name)
        for name in ("retries", "read_timeout", "signature_version"):
            assert getattr(client.meta.config, name) == getattr(reference.meta.config, name)
    assert emulator.requests[0].status == 200


@pytest.mark.parametrize("as_boto3", [True, False])
def test_credentials_are_those_of_the_moment_of_each_signature(
    emulator: Server, keys: dict[str, str], as_boto3: bool
) -> None:
    core = botocore.session.Session()
    core.set_credentials("AKIDOFNOBODY", "unknown")
    source = boto3.session.Session(botocore_session=core) if as_boto3 else core
    session = awssupport.Session.from_boto3(source)
    with session.client("support", "us-east-1", endpoint_url=emulator.url) as client:
        with pytest.raises(client.exceptions.ClientError):
            client.describe_services()
        credentials: Any = core.get_credentials()
        credentials.access_key, credentials.secret_key = keys.values()
        assert client.describe_services()["services"]
        assert copy.copy(client).describe_services()["services"]


def test_refreshable_credentials_of_botocore_are_refreshed(
    emulator: Server, keys: dict[str, str]
) -> None:
    asked = []

    def refresh() -> dict[str, str]:
        asked.append(1)
        access_key, secret_key = keys.values()
        return {
            "access_key": access_key,
            "secret_key": secret_key,
            "token": "",
            "expiry_time": "2999-01-01T00:00:00Z",
        }

    core = botocore.session.Session()
    vars(core)["_credentials"] = botocore.credentials.DeferredRefreshableCredentials(
        refresh_using=refresh, method="mine"
    )
    session = awssupport.Session(botocore_session=core, region_name="us-east-1")
    with session.client("support", endpoint_url=emulator.url) as client:
        assert not asked
        for _ in range(2):
            client.describe_services()
    assert len(asked) == 1


def test_a_config_of_botocore_is_taken_with_ours_as_default() -> None:
    session = awssupport.Session(**PAIR)
    default = awssupport.Config(read_timeout=5, region_from_aws_region=True)
    session._session.set_default_client_config(default)
    config = botocore.config.Config(connect_timeout=7)
    shown = session.client("support", config=config).meta.config
    assert (shown.read_timeout, shown.connect_timeout) == (5, 7)


def test_unsigned_of_either_library() -> None:
    for unsigned in (awssupport.UNSIGNED, botocore.UNSIGNED):
        for config_class in (awssupport.Config, botocore.config.Config):
            config = config_class(signature_version=unsigned)
            client = awssupport.client("support", region_name="us-east-1", config=config)
            assert client.meta.config.signature_version is unsigned
            assert client.meta.config.account_id_endpoint_mode == "disabled"
    assert pickle.loads(pickle.dumps(awssupport.UNSIGNED)) is awssupport.UNSIGNED


@pytest.mark.parametrize(
    ("chosen", "given", "region"),
    [
        (False, {}, "aws-global"),
        (True, {}, "ap-south-1"),
        (True, {"region_name": "eu-west-1"}, "eu-west-1"),
    ],
)
def test_the_region_of_lambda_is_taken_if_asked_for(
    monkeypatch: pytest.MonkeyPatch, chosen: bool, given: dict[str, Any], region: str
) -> None:
    monkeypatch.setenv("AWS_REGION", "ap-south-1")
    config = awssupport.Config(region_from_aws_region=chosen)
    client = awssupport.client("support", config=config, **given, **PAIR)
    assert client.meta.region_name == region
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    if not given:
        client = awssupport.client("support", config=config, **PAIR)
        assert client.meta.region_name == "eu-west-2"


def test_the_caller_s_retries_are_left_as_they_are() -> None:
    retries = {"max_attempts": 2}
    config = awssupport.Config(retries=retries)
    client = awssupport.client("support", config=config, **PAIR)
    assert client.meta.config.retries == {"mode": "standard", "total_max_attempts": 3}
    assert retries == config.retries == {"max_attempts": 2}


def test_a_session_pickles_its_arguments() -> None:
    session = awssupport.Session(region_name="eu-west-1", **PAIR)
    again = pickle.loads(pickle.dumps(session))
    assert again is not session
    assert repr(again) == "Session(region_name='eu-west-1')"
    assert again.get_credentials().access_key == "AKIDEXAMPLE"


def test_clients_of_a_session_share_it_after_unpickling() -> None:
    session = awssupport.Session(region_name="eu-west-1", **PAIR)
    clients = [session.client("support"), session.client("support", region_name="us-west-2")]
    first, second = pickle.loads(pickle.dumps(clients))
    assert (first.meta.region_name, second.meta.region_name) == ("eu-west-1", "us-west-2")
    assert first._arguments()[0] is second._arguments()[0]


@pytest.mark.parametrize("of_client", [False, True])
def test_what_cannot_be_pickled_says_so(of_client: bool) -> None:
    session = awssupport.Session(botocore_session=botocore.session.Session(), **PAIR)
    given = session.client("support") if of_client else session
    with pytest.raises(TypeError, match="botocore sessions do not pickle"):
        pickle.dumps(given)
    session = awssupport.Session(**PAIR)
    session._session.set_default_client_config(awssupport.Config())
    with pytest.raises(TypeError, match="default client configuration"):
        pickle.dumps(session)


def test_nothing_shows_the_keys_of_a_session() -> None:
    session = awssupport.Session(aws_session_token="hidden-token", **PAIR)
    client = session.client("support")
    things = (session, client, session.get_credentials(), session._session)
    shown = " ".join(f"{thing!r} {vars(thing)!r}" for thing in things[:2])
    shown += " ".join(map(repr, things))
    assert "top-secret" not in shown
    assert "hidden-token" not in shown


def test_events_are_made_when_they_are_asked_for() -> None:
    session = awssupport.Session()
    assert session._events is None
    assert isinstance(session.events, EventEmitter)
    assert session.events is session.events


def test_many_threads_look_for_credentials_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    found = awssupport.credentials.Credentials("A", "s")

    def load(context: Any) -> Any:
        asked.append(context)
        for _ in range(1000):  # long enough for the others to come
            threading.Event().is_set()
        return found

    def ask() -> None:
        together.wait(timeout=20)
        assert session.get_credentials() is found

    together = threading.Barrier(16)
    monkeypatch.setattr(awssupport.credentials, "load_credentials", load)
    session = awssupport.Session(region_name="us-east-1")
    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(asked) == 1


def test_nobody_is_told_anything_that_did_not_ask(capsys: pytest.CaptureFixture[str]) -> None:
    awssupport.Session(**PAIR).client("support")
    assert capsys.readouterr() == ("", "")
    name = "awssupport.tests"
    awssupport.set_stream_logger(name, logging.INFO, "%(levelname)s %(message)s")
    logging.getLogger(name).info("heard")
    logging.getLogger(name).debug("not heard")
    assert capsys.readouterr().err == "INFO heard\n"


def modules_of_a_client_with(environ: dict[str, str], files: dict[str, str]) -> list[str]:
    """The modules of a client that has its keys in the environment, in a home with these files."""
    import os
    import sys
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as home:
        for name, content in files.items():
            path = Path(home, ".aws", name)
            path.parent.mkdir(exist_ok=True)
            path.write_text(content)
        os.environ.clear()
        os.environ.update(environ, HOME=home, AWS_ACCESS_KEY_ID="A", AWS_SECRET_ACCESS_KEY="s")
        before = set(sys.modules)
        import awssupport

        awssupport.client("support", region_name="us-east-1")
        return sorted(set(sys.modules) - before)


def test_files_are_looked_into_where_there_are_some() -> None:
    without = set(run_in_child(modules_of_a_client_with, {}, {}))
    assert not without & {"configparser", "awssupport.shared_config", "awssupport.proxies"}
    config = {"config": "[default]\nretry_mode = standard\n"}
    assert "configparser" in run_in_child(modules_of_a_client_with, {}, config)
    assert "configparser" in run_in_child(modules_of_a_client_with, {}, {"credentials": "[a]\n"})
    proxied = set(run_in_child(modules_of_a_client_with, {"no_proxy": "*"}, {}))
    assert proxied - without == {"awssupport.proxies"}
    assert json.dumps(sorted(without)).count("awssupport.credentials") <= 3


@pytest.mark.parametrize(
    ("option", "name"),
    [("use_fips_endpoint", "UseFIPS"), ("use_dualstack_endpoint", "UseDualStack")],
)
def test_a_switch_that_is_no_boolean_is_refused(option: str, name: str) -> None:
    config = awssupport.Config(**{option: "false"})
    with pytest.raises(EndpointResolutionError, match=f"{name}.* is the wrong type. Must be <cl"):
        awssupport.client(region_name="us-east-1", config=config)
    awssupport.client(region_name="us-east-1", config=config, endpoint_url="http://localhost")


def test_what_a_session_adds_to_the_user_agent() -> None:
    """Tools do that, to be told apart: in botocore's session, or in that of a boto3 Session."""
    theirs = boto3.session.Session(**PAIR, region_name="us-east-1")
    theirs._session.user_agent_extra += " tool/1"
    ours = awssupport.Session(**PAIR, region_name="us-east-1")
    ours._session.user_agent_extra += " tool/1"
    config = awssupport.Config(user_agent_extra="mine")
    for session in (awssupport.Session.from_boto3(theirs), ours):
        assert agent(session.client()).endswith("cfg/retry-mode#standard tool/1")
        assert agent(session.client(config=config)).endswith("cfg/retry-mode#standard tool/1 mine")
        assert session.client(config=config).meta.config.user_agent_extra == "mine"
    untouched = boto3.session.Session(**PAIR, region_name="us-east-1")
    plain = awssupport.Session.from_boto3(untouched)
    assert agent(plain.client()).endswith("cfg/retry-mode#standard")


def agent(client: Any) -> str:
    told: str = client.meta.config.user_agent
    return told
