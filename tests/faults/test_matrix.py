"""Every fault in every retry mode, by boto3, awssupport and awssupport.aio."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.differential.environment import cleaned
from tests.differential.retries import START, Turn
from tests.differential.sides import SELF_CHECK, Side

from . import document
from .compare import assert_alike, assert_one
from .families import FAMILIES, FAULTS
from .fault import MODES
from .runner import Outcome, holding_time, meet, sides
from .stage import Stage, built

# urllib3 warns botocore of the future, and of what verify=False means.
pytestmark = pytest.mark.filterwarnings("ignore::urllib3.exceptions.HTTPWarning")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with cleaned(), built(tmp_path_factory.mktemp("faults")) as made:
        yield made


@pytest.fixture(scope="module")
def turn() -> Iterator[Turn]:
    turn = Turn(START)
    with holding_time(turn):
        yield turn


@pytest.fixture
def clients(mode: str) -> list[Side]:
    return sides(mode)


@pytest.fixture(scope="module")
def results() -> Iterator[dict[tuple[str, str], tuple[Outcome, Outcome]]]:
    """What boto3 and awssupport came to, by fault and mode. A run of all faults makes
    docs/faults.md of it, and fails where there was another; a run of some leaves it alone."""
    gathered: dict[tuple[str, str], tuple[Outcome, Outcome]] = {}
    yield gathered
    if SELF_CHECK or len(gathered) < len(FAULTS) * len(MODES):
        return
    made = document.whole(FAMILIES, gathered)
    found = document.PATH.read_text("utf-8") if document.PATH.exists() else None
    if found == made:
        return
    document.PATH.parent.mkdir(exist_ok=True)
    document.PATH.write_text(made, "utf-8")
    if found is not None:
        pytest.fail("docs/faults.md was not what this run came to, and has been written anew")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", FAULTS)
def test_fault(
    stage: Stage,
    turn: Turn,
    clients: list[Side],
    results: dict[tuple[str, str], tuple[Outcome, Outcome]],
    name: str,
    mode: str,
) -> None:
    fault = FAULTS[name]
    if SELF_CHECK and fault.better is not None:
        pytest.skip("about what awssupport does otherwise")
    with fault.play(stage) as peer:
        reference, *subjects = (meet(fault, peer, side, mode, turn) for side in clients)
    for side, subject in zip(clients[1:], subjects, strict=True):
        try:
            assert_alike(fault, mode, reference, subject)
        except AssertionError as error:
            raise AssertionError(f"{side.name}: {error}") from error
    assert_one(fault, subjects)
    results[name, mode] = reference, subjects[0]
