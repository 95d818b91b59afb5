"""The package as a module: names, version, attributes."""

from __future__ import annotations

import importlib
import importlib.metadata
import inspect
import pkgutil
import sys
import types
from typing import Any

import boto3
import pytest

import awssupport

from .processes import run, run_in_child


def test_version_is_that_of_the_distribution() -> None:
    assert awssupport.__version__ == importlib.metadata.version("awssupport")
    assert importlib.metadata.requires("awssupport") is None


def test_attributes() -> None:
    assert awssupport.Config is importlib.import_module("awssupport.config").Config
    assert (
        awssupport.DoubleBase64Warning
        is importlib.import_module("awssupport.exceptions").DoubleBase64Warning
    )
    for name in ("config", "emulator", "exceptions"):
        assert getattr(awssupport, name) is sys.modules[f"awssupport.{name}"]


def test_dir_lists_what_there_is() -> None:
    assert set(awssupport.__all__) <= set(dir(awssupport))
    for name in dir(awssupport):
        assert hasattr(awssupport, name)
    assert dir(awssupport) == sorted(set(dir(awssupport)))


@pytest.mark.parametrize("name", ["Client", "Session2", "_nothing", "configs", ""])
def test_unknown_attribute(name: str) -> None:
    assert not hasattr(awssupport, name)
    with pytest.raises(AttributeError, match=f"^module 'awssupport' has no attribute '{name}'$"):
        getattr(awssupport, name)


def lazily() -> list[list[str]]:
    """Modules of the package after each step."""
    import sys

    def now() -> list[str]:
        return sorted(name for name in sys.modules if name.startswith("awssupport."))

    import awssupport

    steps = [now()]
    assert awssupport.Config().region_name is None
    steps.append(now())
    assert issubclass(awssupport.DoubleBase64Warning, UserWarning)
    steps.append(now())
    assert callable(awssupport.emulator.serve)
    steps.append(now())
    return steps


def test_parts_are_imported_when_they_are_first_used() -> None:
    first, config, warning, emulator = (set(names) for names in run_in_child(lazily))
    assert config - first == {"awssupport.config"}
    assert warning - config == {
        "awssupport.exceptions",
        "awssupport.exception_bases",
        "awssupport.service_exceptions",
    }
    assert "awssupport.emulator" in emulator - warning


def test_star_import() -> None:
    program = (
        "from awssupport import *\n"
        "import sys\n"
        "assert Config.__module__ == 'awssupport.config'\n"
        "assert callable(client) and emulator.serve and exceptions.ClientError\n"
        "sys.stdout.write('done')"
    )
    assert run(program) == "done"


def after_every_submodule() -> dict[str, Any]:
    """Import all there is, then look at the package."""
    import importlib
    import pkgutil
    import types

    import awssupport

    names = []
    for module in pkgutil.walk_packages(awssupport.__path__, "awssupport."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
            names.append(module.name)
    return {
        "names": names,
        "client": isinstance(awssupport.client, types.FunctionType),
        "made": type(awssupport.client("support", "us-east-1")).__name__,
        "config": awssupport.config.Config is awssupport.Config,
    }


def test_no_submodule_hides_a_name() -> None:
    result = run_in_child(after_every_submodule)
    assert {"awssupport.config", "awssupport.exceptions", "awssupport.emulator"} <= set(
        result.pop("names")
    )
    assert result == {"client": True, "made": "Support", "config": True}


@pytest.mark.parametrize(
    "name",
    [
        module.name
        for module in pkgutil.walk_packages(awssupport.__path__, "awssupport.")
        if not module.name.endswith("__main__")
    ],
)
def test_each_module_can_be_imported_first(name: str) -> None:
    assert run(f"import {name}, sys; sys.stdout.write({name}.__name__)") == name


def test_client_takes_what_boto3_client_takes() -> None:
    ours = list(inspect.signature(awssupport.client).parameters.values())
    theirs = list(inspect.signature(boto3.session.Session.client).parameters.values())[1:]
    assert [parameter.name for parameter in ours] == [parameter.name for parameter in theirs]
    # The service's name may be left out here.
    assert [parameter.default for parameter in ours[1:]] == [p.default for p in theirs[1:]]


def test_client_by_position() -> None:
    client = awssupport.client(
        *("support", "eu-west-1", "2013-04-15", True, None, "http://127.0.0.1:1"),
        *("AKIDEXAMPLE", "secret", "token", awssupport.Config(), "123456789012"),
    )
    assert client.meta.region_name == "eu-west-1"
    assert client.meta.endpoint_url == "http://127.0.0.1:1"


def test_client_class() -> None:
    client = awssupport.client("support", "us-east-1")
    assert type(client).__name__ == "Support"
    assert type(client).__module__ == "awssupport.support"
    assert client.meta.partition == "aws"
    assert not hasattr(client, "add_attachment_to_set")


def test_everything_public_has_a_docstring() -> None:
    for name in awssupport.__all__:
        value = getattr(awssupport, name)
        if isinstance(value, (types.FunctionType, types.ModuleType, type)):
            assert value.__doc__, name
