"""Sessions and the package's top level, beside boto3's."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import boto3.session
import botocore.config
import botocore.session
import pytest

import awssupport
import awssupport.session

from .sides import KEYS, SELF_CHECK

LIBRARIES: tuple[Any, Any] = (boto3, boto3 if SELF_CHECK else awssupport)

pytestmark = pytest.mark.usefixtures("environment")


@pytest.fixture(autouse=True)
def _default_sessions() -> Iterator[None]:
    for library in LIBRARIES:
        library.DEFAULT_SESSION = None
    yield
    for library in LIBRARIES:
        library.DEFAULT_SESSION = None


@pytest.fixture
def config_file(tmp_path: Path, environment: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "config"
    environment.setenv("AWS_CONFIG_FILE", str(path))
    return path


def both(ask: Callable[[Any], Any]) -> Any:
    """What `ask(library)` gives, or the class and text of what it raises: the same for both."""

    def outcome(library: Any) -> Any:
        try:
            return ask(library)
        except Exception as error:
            return type(error).__name__, str(error)

    reference, subject = (outcome(library) for library in LIBRARIES)
    assert subject == reference
    return reference


def test_signatures() -> None:
    reference, subject = (inspect.signature(library.Session) for library in LIBRARIES)
    assert list(subject.parameters) == list(reference.parameters)
    methods = ("client", "get_available_regions", "get_partition_for_region", "get_credentials")
    for method in methods:
        reference, subject = (
            inspect.signature(getattr(library.Session, method)) for library in LIBRARIES
        )
        assert list(subject.parameters) == list(reference.parameters)


MEMBERS = {
    name for name in dir(boto3.session.Session) if not name.startswith("_") and name != "resource"
}


def test_members() -> None:
    assert set(dir(awssupport.Session)) >= {*MEMBERS, "resource"}
    for name in MEMBERS:
        reference, subject = (getattr(library.Session, name) for library in LIBRARIES)
        assert isinstance(subject, property) == isinstance(reference, property)


@pytest.mark.parametrize("name", ["profile_name", "region_name", "available_profiles", "events"])
def test_properties_are_read_only(name: str) -> None:
    for library in LIBRARIES:
        with pytest.raises(AttributeError):
            setattr(library.Session(), name, "x")


@pytest.mark.parametrize(
    "call",
    [
        lambda library: library.Session(foo=1),
        lambda library: library.Session(*range(8)),
        lambda library: library.client("support", foo=1),
        lambda library: library.Session().client("support", foo=1),
        lambda library: library.setup_default_session(foo=1),
        lambda library: library.client("support", region_name="a b"),
        lambda library: library.client("support", region_name="us-east-1", config={"retries": {}}),
        lambda library: library.client("support", region_name="us-east-1", config="x"),
        lambda library: library.Session(aws_account_id="1"),
        lambda library: library.Session(aws_account_id="1", aws_access_key_id="A"),
        lambda library: library.Session(profile_name="absent"),
        lambda library: library.Session(profile_name="absent", **KEYS),
        lambda library: library.setup_default_session(profile_name="absent"),
        lambda library: library.Session().get_partition_for_region("nowhere"),
    ],
)
def test_errors(call: Callable[[Any], Any]) -> None:
    assert isinstance(both(call), tuple)


def test_repr() -> None:
    both(lambda library: repr(library.Session()))
    both(lambda library: repr(library.Session(region_name="eu-west-1")))
    both(lambda library: repr(type("Mine", (library.Session,), {})(region_name="")))


def test_region_is_read_live_and_files_once(
    config_file: Path, environment: pytest.MonkeyPatch
) -> None:
    def regions(library: Any) -> list[str | None]:
        environment.delenv("AWS_DEFAULT_REGION", raising=False)
        config_file.write_text("[default]\nregion = eu-west-1\n[profile a]\n")
        session = library.Session()
        found = [session.region_name]
        config_file.write_text("[default]\nregion = eu-west-2\n")
        found.append(session.region_name)
        environment.setenv("AWS_DEFAULT_REGION", "eu-west-3")
        found.append(session.region_name)
        environment.setenv("AWS_DEFAULT_REGION", "")
        return [*found, session.region_name, *session.available_profiles]

    assert both(regions) == ["eu-west-1", "eu-west-1", "eu-west-3", "", "default", "a"]


def test_a_file_that_comes_later_is_not_seen(config_file: Path) -> None:
    def region(library: Any) -> Any:
        config_file.unlink(missing_ok=True)
        session = library.Session()
        config_file.write_text("[default]\nregion = eu-west-1\n")
        return session.region_name, session.available_profiles

    assert both(region) == (None, [])


def test_credentials_are_found_once(environment: pytest.MonkeyPatch) -> None:
    def keys(library: Any) -> list[Any]:
        environment.delenv("AWS_ACCESS_KEY_ID", raising=False)
        environment.setenv("AWS_SECRET_ACCESS_KEY", "s")
        session = library.Session()
        found: list[Any] = [session.get_credentials()]
        for key in ("A", "B"):
            environment.setenv("AWS_ACCESS_KEY_ID", key)
            found.append(session.get_credentials().access_key)
        return [*found, session.get_credentials() is session.get_credentials()]

    assert both(keys) == [None, "A", "A", True]


@pytest.mark.parametrize(
    "given",
    [
        KEYS,
        {**KEYS, "aws_session_token": "t", "aws_account_id": "1"},
        {"aws_access_key_id": "A"},
        {"aws_secret_access_key": "s"},
        {"aws_session_token": "t"},
        {"aws_access_key_id": "", "aws_secret_access_key": ""},
        {"aws_access_key_id": "", "aws_secret_access_key": "", "aws_session_token": "t"},
    ],
)
def test_keys_of_a_session(given: dict[str, str]) -> None:
    def shape(library: Any) -> Any:
        credentials = library.Session(**given).get_credentials()
        if credentials is None:
            return None
        parts = ("access_key", "secret_key", "token", "account_id", "method")
        frozen = credentials.get_frozen_credentials()
        return [getattr(credentials, part) for part in parts], list(frozen), frozen._fields

    both(shape)


def test_partitions_and_regions() -> None:
    partitions = both(lambda library: library.Session().get_available_partitions())
    for partition in (*partitions, "nowhere"):
        for others in (False, True):
            for service in ("support", "no-such-service"):
                given = (service, partition, others)

                def regions(library: Any, given: Any = given) -> Any:
                    return library.Session().get_available_regions(*given)

                both(regions)


@pytest.mark.parametrize(
    "region",
    [
        *("us-east-1", "eu-west-3", "cn-north-1", "us-gov-west-1", "us-iso-east-1", "xx-west-1"),
        *("us-isob-east-1", "eu-isoe-west-1", "us-isof-south-1", "eusc-de-east-1", "aws-global"),
        *("us-newhere-9", "us-east", "US-EAST-1", "", "aws-cn-global", "mx-central-1", "us-a_b-1"),
    ],
)
def test_partition_for_region(region: str) -> None:
    both(lambda library: library.Session().get_partition_for_region(region))


def test_resources_do_not_exist() -> None:
    errors = []
    for library in LIBRARIES:
        for ask in (library.resource, library.Session().resource):
            with pytest.raises(Exception, match="The 'support' resource does not exist") as caught:
                ask("support")
            errors.append(caught.value)
    assert {type(error).__name__ for error in errors} == {"ResourceNotExistsError"}
    endings = {str(error).rpartition("\n")[2] for error in errors}
    assert endings == {
        "Consider using a boto3.client('support') instead of a resource for 'support'"
    }


def test_the_default_session() -> None:
    def steps(library: Any) -> list[Any]:
        found = [library.DEFAULT_SESSION]
        library.client("support", region_name="eu-west-1", **KEYS).close()
        first = library.DEFAULT_SESSION
        library.client("support", region_name="eu-west-1", **KEYS).close()
        found += [repr(first), library.DEFAULT_SESSION is first]
        library.setup_default_session(region_name="eu-north-1")
        found += [library.DEFAULT_SESSION is first, repr(library.DEFAULT_SESSION)]
        client = library.client("support", **KEYS)
        client.close()
        library.DEFAULT_SESSION = None
        return [*found, client.meta.region_name]

    both(steps)


def test_the_stream_logger() -> None:
    def logged(library: Any) -> list[Any]:
        found = []
        for options in ({}, {"level": logging.INFO}, {"format_string": "%(message)s"}):
            name = f"{library.__name__}.logger.{len(options)}{list(options)}"
            library.set_stream_logger(name, **options)
            logger = logging.getLogger(name)
            (handler,) = logger.handlers
            assert isinstance(handler, logging.StreamHandler)
            assert handler.formatter is not None
            found += [logger.level, handler.level, handler.formatter._fmt]
            logger.removeHandler(handler)
        return found

    assert both(logged)[0] == logging.DEBUG


def test_names_of_the_top_level() -> None:
    public = {name for name in vars(boto3) if not name.startswith("_")}
    modules = {"compat", "docs", "dynamodb", "ec2", "resources", "s3", "utils", "crt"}
    assert public - modules - {"logging"} <= set(dir(awssupport))
    for name in ("NullHandler", "logging", "session", "exceptions"):
        assert getattr(awssupport, name) is not None
    assert awssupport.NullHandler is logging.NullHandler
    assert awssupport.session.Session is awssupport.Session
    assert awssupport.exceptions.ResourceNotExistsError.__name__ == "ResourceNotExistsError"
    assert isinstance(awssupport.__author__, str)


def test_default_client_config() -> None:
    def shown(library: Any) -> list[Any]:
        found = []
        core = botocore.session.Session()
        session = library.Session(botocore_session=core, region_name="eu-west-1", **KEYS)
        for default, given in (
            ({"read_timeout": 5, "region_name": "eu-west-2"}, None),
            ({"read_timeout": 5, "user_agent_extra": "a"}, {"read_timeout": 60}),
            ({"retries": {"mode": "legacy"}}, {"retries": {"max_attempts": 1}}),
        ):
            core.set_default_client_config(botocore.config.Config(**default))
            config = None if given is None else botocore.config.Config(**given)
            client = session.client("support", config=config)
            client.close()
            meta = client.meta
            found += [meta.region_name, meta.config.read_timeout, meta.config.retries]
        return found

    both(shown)


def test_a_botocore_session_is_changed_by_the_arguments_alike(config_file: Path) -> None:
    config_file.write_text("[profile p]\nregion = eu-west-1\n")

    def steps(library: Any) -> list[Any]:
        core = botocore.session.Session()
        session = library.Session(botocore_session=core, profile_name="p", **KEYS)
        found = [session.profile_name, session.region_name, session.available_profiles]
        core.set_config_variable("region", "eu-west-2")
        client = session.client("support")
        client.close()
        credentials = core.get_credentials()
        return [*found, client.meta.region_name, credentials.access_key, core.profile]

    both(steps)
