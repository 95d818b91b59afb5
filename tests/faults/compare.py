"""What must be the same whoever meets a fault, and what is better of ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest

from tests.differential.retries import ROUNDING
from tests.differential.sides import Failed, Ok, assert_same

from .fault import ANSWER, Better, Fault
from .runner import Outcome

#: Waits that a rule allows beyond its backoff: what the service may ask for.
ASKED_FOR = 5.0
LONGEST_BACKOFF = 20.0


def comes_to(result: Ok | Failed) -> str:
    """The exception's class, or that there is an answer."""
    return ANSWER if isinstance(result, Ok) else type(result.error).__name__


def text_of(result: Ok | Failed) -> str:
    """The exception's text; of an answer, none."""
    return "" if isinstance(result, Ok) else str(result.error)


def members_of(result: Ok | Failed) -> dict[str, Any]:
    """The response, of an error too; of a failure without response, nothing."""
    response = result.value if isinstance(result, Ok) else getattr(result.error, "response", None)
    return response if isinstance(response, dict) else {}


def metadata_of(result: Ok | Failed) -> dict[str, Any]:
    """The response's metadata; of a failure without response, none."""
    return dict(members_of(result).get("ResponseMetadata", {}))


def assert_alike(fault: Fault, mode: str, reference: Outcome, subject: Outcome) -> None:
    """The subject did what the reference did; or what is better, which the reference did not."""
    if fault.calls == 1:
        assert_bounded(mode, subject.waits)
    assert_usable(reference, subject)
    if fault.better is not None and mode in fault.better.modes:
        assert_better(fault.better, mode, reference, subject)
        return
    assert_same(reference.result, subject.result, tail=not fault.own_words)
    if fault.own_words:
        assert len(text_of(subject.result)) > 0
    for what in ("requests", "connections", "announced"):
        expected, actual = getattr(reference, what), getattr(subject, what)
        assert actual == expected, f"{what}: {actual}, reference: {expected}"
    waits = f"waits: {subject.waits}, reference: {reference.waits}"
    assert subject.waits == pytest.approx(reference.waits, abs=ROUNDING), waits


def assert_one(fault: Fault, subjects: Sequence[Outcome]) -> None:
    """Our clients do the same, where boto3 is no measure either."""
    first, *others = subjects
    for other in others:
        assert_same(first.result, other.result, tail=not fault.own_words)
        for what in ("requests", "connections", "announced"):
            assert getattr(other, what) == getattr(first, what), what


def assert_better(better: Better, mode: str, reference: Outcome, subject: Outcome) -> None:
    """Ours is as the table says, and boto3's is something else."""
    assert _is_as_claimed(better, mode, subject), f"{subject}, claimed: {better}"
    same = _is_as_claimed(better, mode, reference)
    assert same != better.differs, f"boto3 does the same: {same}: {reference}"


def _is_as_claimed(better: Better, mode: str, outcome: Outcome) -> bool:
    shown = {**members_of(outcome.result), **metadata_of(outcome.result)}
    return (
        comes_to(outcome.result) == better.comes_to
        and outcome.tries == better.tries_in(mode)
        and re.fullmatch(better.text, text_of(outcome.result)) is not None
        and all(shown.get(name) == value for name, value in better.shows.items())
    )


def assert_usable(reference: Outcome, subject: Outcome) -> None:
    """After the fault the client works, in one request."""
    for outcome in (reference, subject):
        assert outcome.after is None or isinstance(outcome.after, Ok), outcome.after
    assert (subject.after is None) == (reference.after is None)


def assert_bounded(mode: str, waits: Any) -> None:
    """No wait is longer than the mode's rule allows for the retry that it precedes."""
    assert all(seconds >= 0 for seconds in waits)
    if mode == "adaptive":  # which also waits for its turn, as boto3's limiter does
        return
    for number, seconds in enumerate(waits):
        backoff = 2.0**number
        if mode == "standard":
            backoff = min(backoff, LONGEST_BACKOFF) + ASKED_FOR
        assert seconds <= backoff, waits
