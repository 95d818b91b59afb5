"""Fixtures of the differential tests: a clean environment, a server, clients of both sides."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .aiobotocore_differences import mark_differences
from .cloud import CloudServer, running_cloud
from .credential_cases import Workers, working
from .environment import clean_environment, cleaned
from .server import ScriptedServer, http, running
from .sides import KEYS, REFERENCE, SIDES, SUBJECT, Pair, Side, pair, patch_waits


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if REFERENCE.name == "aiobotocore":
        mark_differences(config, items)


@pytest.fixture(scope="session", autouse=True)
def _clean_session() -> Iterator[None]:
    """For the fixtures of wider scope, which are set up before any of a test's own."""
    with cleaned():
        yield


@pytest.fixture(scope="session", autouse=True)
def _reference_does_not_wait() -> Iterator[None]:
    """Its retries come at once, as those of awssupport do."""
    with pytest.MonkeyPatch.context() as patch:
        patch_waits(patch, lambda _: None)
        yield


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A clean environment for a test to put variables into."""
    clean_environment(monkeypatch)
    return monkeypatch


@pytest.fixture(scope="module")
def shared_server() -> Iterator[ScriptedServer]:
    with running() as server:
        yield server


@pytest.fixture
def server(shared_server: ScriptedServer) -> Iterator[ScriptedServer]:
    """The module's server, answering `{}` and with nothing recorded."""
    shared_server.answer(http(200, "{}"))
    shared_server.take()
    yield shared_server
    shared_server.answer(http(200, "{}"))
    shared_server.take()


@pytest.fixture(scope="module")
def clients(shared_server: ScriptedServer) -> Iterator[Pair]:
    """Clients with default settings."""
    with pair(
        lambda side: {"region_name": "us-east-1", "endpoint_url": shared_server.url, **KEYS}
    ) as made:
        yield made


@pytest.fixture(scope="module")
def single(shared_server: ScriptedServer) -> Iterator[Pair]:
    """Clients that make one attempt, for answers which boto3 would retry."""
    with pair(
        lambda side: {
            "region_name": "us-east-1",
            "endpoint_url": shared_server.url,
            "config": side.one_attempt(),
            **KEYS,
        }
    ) as made:
        yield made


@pytest.fixture(params=[REFERENCE, SIDES, SUBJECT], ids=SIDES)
def side(request: pytest.FixtureRequest) -> Side:
    chosen = request.param
    assert isinstance(chosen, Side)
    return chosen


@pytest.fixture(scope="session")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    """A process of each library that finds credentials in prepared environments."""
    with working(tmp_path_factory.mktemp("homes")) as made:
        yield made


@pytest.fixture(scope="module")
def cloud() -> Iterator[CloudServer]:
    """A stand-in for all that gives credentials."""
    with running_cloud() as server:
        yield server
