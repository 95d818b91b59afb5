"""Fixtures: a server, and clients that do not wait between attempts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.differential.server import ScriptedServer, running


@pytest.fixture(autouse=True)
def _aiobotocore_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    async def sleep(_: Any, seconds: float) -> None:
        """What awssupport's clients do here too."""

    monkeypatch.setattr("aiobotocore.endpoint.AioEndpoint._sleep", sleep)


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """A server that answers ``{}`` until told otherwise."""
    with running() as made:
        yield made
