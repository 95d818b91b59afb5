"""Config: botocore's options, defaults and errors."""

from __future__ import annotations

import copy
import inspect
from typing import Any

import botocore.config
import pytest

import awssupport
from awssupport import Config
from awssupport.config import retry_options
from awssupport.emulator import Fault, Server
from awssupport.exceptions import (
    InvalidMaxRetryAttemptsError,
    InvalidRetryConfigurationError,
    InvalidRetryModeError,
    ReadTimeoutError,
)

from .conftest import MakeClient

REFERENCE = botocore.config.Config()
DEFAULTS = {name: getattr(REFERENCE, name) for name in botocore.config.Config.OPTION_DEFAULTS}


def raised(call: Any) -> BaseException:
    try:
        call()
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


def test_options_and_defaults_are_botocores() -> None:
    config = Config()
    shown = {name: value for name, value in vars(config).items() if not name.startswith("_")}
    assert not config.region_from_aws_region
    assert not config.endpoint_failover
    assert shown == DEFAULTS
    assert list(shown) == list(DEFAULTS), "the order of positional arguments"


@pytest.mark.parametrize("name", DEFAULTS)
def test_every_option_is_kept(name: str) -> None:
    value: Any = {"retries": {"mode": "legacy"}, "s3": {}}.get(name, object())
    config = Config(**{name: value})
    assert getattr(config, name) is value
    reference = botocore.config.Config(**{name: value})
    for other in DEFAULTS:
        assert getattr(config, other) == getattr(reference, other)


def test_positional_options() -> None:
    values = [None if name in {"retries", "s3"} else f"value of {name}" for name in DEFAULTS]
    config = Config(*values)
    assert [getattr(config, name) for name in DEFAULTS] == values
    assert Config("eu-west-1", read_timeout=5).region_name == "eu-west-1"


WRONG_ARGUMENTS: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "unknown": ((), {"regionname": "x"}),
    "unknown beside known": (("us-east-1",), {"read_timeout": 1, "timeout": 5}),
    "private": ((), {"_user_provided_options": {}}),
    "too many": (tuple(range(len(DEFAULTS) + 1)), {}),
    "twice": (("us-east-1",), {"region_name": "us-east-1"}),
    "twice, None": ((None, None), {"signature_version": None}),
}


@pytest.mark.parametrize(("args", "kwargs"), WRONG_ARGUMENTS.values(), ids=WRONG_ARGUMENTS)
def test_wrong_arguments(args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    ours = raised(lambda: Config(*args, **kwargs))
    theirs = raised(lambda: botocore.config.Config(*args, **kwargs))
    assert type(ours) is type(theirs) is TypeError
    assert str(ours) == str(theirs)


WRONG_RETRIES: dict[str, tuple[dict[str, Any], type[Exception]]] = {
    "unknown option": ({"attempts": 1}, InvalidRetryConfigurationError),
    "unknown beside known": ({"mode": "legacy", "x": 1}, InvalidRetryConfigurationError),
    "negative": ({"max_attempts": -1}, InvalidMaxRetryAttemptsError),
    "no attempt": ({"total_max_attempts": 0}, InvalidMaxRetryAttemptsError),
    "unknown mode": ({"mode": "Standard"}, InvalidRetryModeError),
    "no mode": ({"mode": None}, InvalidRetryModeError),
}


@pytest.mark.parametrize(("retries", "cls"), WRONG_RETRIES.values(), ids=WRONG_RETRIES)
def test_wrong_retries(retries: dict[str, Any], cls: type[Exception]) -> None:
    ours = raised(lambda: Config(retries=retries))
    theirs = raised(lambda: botocore.config.Config(retries=retries))
    assert type(ours) is cls
    assert type(theirs).__name__ == cls.__name__
    assert str(ours) == str(theirs)
    assert isinstance(ours, type(theirs))


@pytest.mark.parametrize(
    ("retries", "mode", "attempts"),
    [
        (None, "standard", 3),
        ({}, "standard", 3),
        ({"mode": "standard"}, "standard", 3),
        ({"mode": "legacy"}, "legacy", 5),
        ({"mode": "adaptive"}, "adaptive", 3),
        ({"max_attempts": 0}, "standard", 1),
        ({"max_attempts": 4}, "standard", 5),
        ({"total_max_attempts": 1}, "standard", 1),
        ({"total_max_attempts": 7, "max_attempts": 1}, "standard", 7),
        ({"mode": "legacy", "max_attempts": 1}, "legacy", 2),
    ],
)
def test_what_retries_come_to(retries: dict[str, Any] | None, mode: str, attempts: int) -> None:
    given = copy.deepcopy(retries)
    config = Config(retries=retries)
    assert retry_options(config.retries) == {"retry_mode": mode, "max_attempts": attempts}
    assert retries == given


def test_merge_takes_what_the_other_was_given() -> None:
    first = Config(region_name="eu-west-1", read_timeout=5, user_agent_extra="a")
    second = Config(read_timeout=60, user_agent_extra=None)
    merged = first.merge(second)
    assert type(merged) is Config
    assert merged is not first
    assert merged.region_name == "eu-west-1"
    assert merged.read_timeout == 60, "given, though it is the default"
    assert merged.user_agent_extra is None
    assert merged.connect_timeout == 60
    assert (first.read_timeout, second.region_name) == (5, None)
    assert merged.merge(Config(connect_timeout=1)).region_name == "eu-west-1"


@pytest.mark.parametrize("config_class", [Config, botocore.config.Config], ids=["ours", "botocore"])
class TestConfigOfAClient:
    def test_read_timeout(
        self, make_client: MakeClient, emulator: Server, config_class: Any
    ) -> None:
        emulator.script(Fault.slow(30))
        once = {"total_max_attempts": 1}
        client = make_client(config=config_class(read_timeout=0.1, retries=once))
        with pytest.raises(ReadTimeoutError):
            client.add_attachments_to_set(attachments=[])

    def test_no_timeouts(self, make_client: MakeClient, config_class: Any) -> None:
        client = make_client(config=config_class(read_timeout=None, connect_timeout=None))
        assert client.add_attachments_to_set(attachments=[])["attachmentSetId"]

    @pytest.mark.parametrize("name", ["read_timeout", "connect_timeout"])
    @pytest.mark.parametrize("value", [0, -1, 0.0])
    def test_timeout_that_is_none(
        self, make_client: MakeClient, config_class: Any, name: str, value: float
    ) -> None:
        kind = name.partition("_")[0]
        with pytest.raises(ValueError, match=f"^Attempted to set {kind} timeout to {value}, but"):
            make_client(config=config_class(**{name: value}))

    def test_region(self, make_client: MakeClient, config_class: Any) -> None:
        config = config_class(region_name="eu-west-1")
        assert make_client(region_name=None, config=config).meta.region_name == "eu-west-1"
        assert make_client(region_name="eu-north-1", config=config).meta.region_name == "eu-north-1"

    def test_user_agent(self, make_client: MakeClient, emulator: Server, config_class: Any) -> None:
        config = config_class(user_agent_extra="extra/1", user_agent_appid="my-app")
        make_client(config=config).add_attachments_to_set(attachments=[])
        agent = emulator.requests[0].headers["user-agent"]
        assert agent.endswith(" extra/1")
        assert " app/my-app " in agent
        assert agent.startswith(f"awssupport/{awssupport.__version__} ")

    def test_options_of_other_services(self, make_client: MakeClient, config_class: Any) -> None:
        config = config_class(s3={"addressing_style": "path"}, tcp_keepalive=True)
        assert make_client(config=config).add_attachments_to_set(attachments=[])


def test_config_says_what_it_takes() -> None:
    assert inspect.signature(Config).parameters.keys() == {"args", "kwargs"}
    assert Config.__doc__
