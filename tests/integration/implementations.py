"""The client implementations under test, imported only when a test asks for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from tests.waiting_client import WaitingClient

NAMES = ("boto3", "awssupport", "awssupport.aio")
"""boto3 comes first: what it cannot do against the emulator, nobody is asked to do."""

WITH_EVERY_OPERATION = NAMES
"""Those of NAMES that have a method for each of the 20 operations. Add awssupport here."""

every_operation = pytest.mark.parametrize("implementation", WITH_EVERY_OPERATION, indirect=True)
"""`pytestmark` of a module whose tests need more than `add_attachments_to_set`."""

MakeClient = Callable[..., Any]
"""`make_client(server, **options)`, the fixture."""


@dataclass(frozen=True)
class Implementation:
    """The names a program imports to talk to AWS Support."""

    client: Callable[..., Any]
    config: Callable[..., Any]
    exceptions: ModuleType


def load(name: str) -> Implementation:
    if name == "boto3":
        return Implementation(
            client=import_module("boto3").client,
            config=import_module("botocore.config").Config,
            exceptions=import_module("botocore.exceptions"),
        )
    package = import_module("awssupport")
    return Implementation(
        client=WaitingClient.of if name == "awssupport.aio" else package.client,
        config=package.Config,
        exceptions=import_module("awssupport.exceptions"),
    )
