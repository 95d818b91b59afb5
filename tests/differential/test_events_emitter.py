"""`client.meta.events` of both sides: the same registrations and emissions, the same calls."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples

from .sides import KEYS, Pair, assert_same_calls, pair

PARTS = ("x", "y", "*")
HANDLERS = 4
IDS = (None, None, "one", "two")

names = st.lists(st.sampled_from(PARTS), min_size=1, max_size=4).map(".".join)
# An event named "*" itself would be two matches of one name in botocore.
events = st.lists(st.sampled_from(("x", "y", "z")), min_size=1, max_size=5).map(".".join)
handlers = st.integers(0, HANDLERS - 1)
ids = st.sampled_from(IDS)
steps = st.one_of(
    st.tuples(
        st.sampled_from(("register", "register_first", "register_last")),
        names,
        handlers,
        ids,
        st.booleans(),
    ),
    st.tuples(st.just("unregister"), names, handlers, ids, st.booleans()),
    st.tuples(st.sampled_from(("emit", "emit_until_response")), events),
    st.tuples(st.just("copy")),
)


@pytest.fixture(scope="module")
def clients() -> Iterator[Pair]:
    with pair(lambda side: {"region_name": "us-east-1", **KEYS}) as made:
        yield made


def make_handlers(log: list[Any]) -> list[Callable[..., Any]]:
    def make(number: int) -> Callable[..., Any]:
        def handler(**kwargs: Any) -> Any:
            log.append((number, kwargs))
            return number if number % 2 else None

        return handler

    return [make(number) for number in range(HANDLERS)]


class Play:
    """One side's emitter, what was called, and what each step came to."""

    def __init__(self, emitter: Any) -> None:
        self.emitter = copy.copy(emitter)
        self.copied: list[Any] = []
        self.log: list[Any] = []
        self.handlers = make_handlers(self.log)
        self.registered: set[str] = set()

    def step(self, kind: str, *arguments: Any) -> Any:
        if kind == "copy":
            self.copied.append(self.emitter)
            self.emitter = copy.copy(self.emitter)
            return None
        name, *rest = arguments
        if kind.startswith("emit"):
            result = getattr(self.emitter, kind)(name, given=1)
            return self.numbered(result)
        number, unique_id, uses_count = rest
        method = getattr(self.emitter, kind)
        try:
            return method(name, self.handlers[number], unique_id, uses_count)
        except ValueError as error:
            return str(error)
        except AttributeError as error:
            # botocore's trips over a name that is only the beginning of others; ours has nothing
            # to remove there, and says so by doing nothing.
            assert kind == "unregister"
            assert "NoneType" in str(error)
            return None

    def numbered(self, result: Any) -> Any:
        if isinstance(result, tuple):
            return None if result[0] is None else self.handlers.index(result[0]), result[1]
        return [(self.handlers.index(handler), value) for handler, value in result]


@examples(600)
@given(script=st.lists(steps, max_size=30))
def test_random_registrations_and_emissions(clients: Pair, script: list[Any]) -> None:
    plays = [Play(client.meta.events) for client in clients.each()]
    for step in script:
        reference, subject = (play.step(*step) for play in plays)
        assert subject == reference, step
    for play in plays:
        for emitter in (*play.copied, play.emitter):
            for event in ("x.y.z.x", "y.x", "x"):
                emitter.emit(event)
    assert plays[1].log == plays[0].log


class Odd:
    def __call__(self, **kwargs: Any) -> None: ...

    def without(self, a: int) -> None: ...

    def __str__(self) -> str:
        return "<odd>"


CANDIDATES: dict[str, Any] = {
    "number": 5,
    "none": None,
    "object": Odd(),
    "class": dict,
    "builtin": print,
    "method": Odd().__call__,
    "method without": str.upper,
    "builtin class": int,
    "lambda": lambda **kwargs: None,
    "lambda without": max,
}


@pytest.mark.parametrize("method", ["register", "register_first", "register_last"])
@pytest.mark.parametrize("candidate", CANDIDATES.values(), ids=CANDIDATES)
def test_what_may_be_a_handler(clients: Pair, method: str, candidate: Any) -> None:
    assert_same_calls(
        clients, lambda client: getattr(copy.copy(client.meta.events), method)("a", candidate)
    )


@pytest.mark.parametrize("call", ["register", "unregister"])
@pytest.mark.parametrize("counted", [True, False])
def test_counted_and_not_counted_do_not_mix(clients: Pair, call: str, counted: bool) -> None:
    def mix(client: Any) -> None:
        emitter = copy.copy(client.meta.events)
        emitter.register("a", dict, "id", counted)
        getattr(emitter, call)("a", dict, "id", not counted)

    assert_same_calls(clients, mix)


def test_the_name_is_no_keyword_of_the_event(clients: Pair) -> None:
    for client in clients.each():
        with pytest.raises(TypeError):
            client.meta.events.emit("a", event_name="b")


def test_getattr_events(clients: Pair) -> None:
    def ask(client: Any) -> Any:
        seen = []

        def answer(client: Any, event_name: str, **kwargs: Any) -> Any:
            seen.append((event_name, kwargs))
            return 0 if event_name.endswith(".zero") else None

        client.meta.events.register("getattr.support", answer, unique_id="answer")
        try:
            return [client.zero, hasattr(client, "other"), seen]
        finally:
            client.meta.events.unregister("getattr.support", unique_id="answer")

    assert_same_calls(clients, ask)
    assert_same_calls(clients, lambda client: client.zero)
