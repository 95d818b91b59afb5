"""The emitter by itself: order, ids, copies; and `client.meta.events`. The differential tests ask
whether it is as botocore's is."""

from __future__ import annotations

import copy
import functools
import pickle
import threading
from typing import Any
from unittest import mock

import pytest

import awssupport
from awssupport.events import EventEmitter
from awssupport.settings import UNSIGNED, is_unsigned

KEYS = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret"}


def client(**options: Any) -> awssupport.support.Support:
    return awssupport.client(region_name="us-east-1", **{**KEYS, **options})


def named(name: str, calls: list[str]) -> Any:
    def handler(**kwargs: Any) -> None:
        calls.append(name)

    return handler


def test_specific_names_come_first_and_sections_order_within_one_name() -> None:
    events, calls = EventEmitter(), list[str]()
    events.register_last("a.b", named("a.b last", calls))
    events.register("a", named("a", calls))
    events.register("a.b", named("a.b", calls))
    events.register_first("a.b", named("a.b first", calls))
    events.register("a.*", named("a.*", calls))
    events.register("*.b.c", named("*.b.c", calls))
    events.register("a.b.c.d", named("too long", calls))
    events.emit("a.b.c")
    assert calls == ["*.b.c", "a.*", "a.b first", "a.b", "a.b last", "a"]


def test_results_come_with_their_handlers() -> None:
    events = EventEmitter()

    def one(**kwargs: Any) -> Any:
        return kwargs

    def two(**kwargs: Any) -> None: ...

    events.register("a", one)
    events.register("a", two)
    assert events.emit("a.b", x=1) == [(one, {"x": 1, "event_name": "a.b"}), (two, None)]
    assert events.emit_until_response("a.b")[0] is one
    assert EventEmitter().emit_until_response("a") == (None, None)
    assert EventEmitter().emit("a") == []


def test_a_handler_may_change_the_handlers_of_the_event_it_is_called_for() -> None:
    events, calls = EventEmitter(), list[str]()
    second = named("second", calls)

    def first(**kwargs: Any) -> None:
        events.unregister("a", second)
        events.register("a", named("third", calls))

    events.register("a", first)
    events.register("a", second)
    events.emit("a")
    assert calls == ["second"]


def test_what_a_handler_raises_is_raised() -> None:
    events, calls = EventEmitter(), list[str]()
    events.register("a", mock.Mock(side_effect=KeyError("x")))
    events.register("a", named("later", calls))
    with pytest.raises(KeyError):
        events.emit("a")
    assert not calls


class WithMethods:
    def __call__(self, **kwargs: Any) -> None: ...

    def method(self, **kwargs: Any) -> None: ...

    @classmethod
    def of_class(cls, **kwargs: Any) -> None: ...

    @staticmethod
    def static(**kwargs: Any) -> None: ...


@pytest.mark.parametrize(
    "handler",
    [
        lambda **kwargs: None,
        lambda request, **kwargs: None,
        WithMethods(),
        WithMethods().method,
        WithMethods.of_class,
        WithMethods.static,
        functools.partial(lambda a, **kwargs: None, 1),
        mock.Mock(),
        dict,
    ],
)
def test_anything_that_takes_keywords_is_a_handler(handler: Any) -> None:
    events = EventEmitter()
    events.register("a", handler)
    assert len(events.handlers("a")) == 1


@pytest.mark.parametrize("handler", [lambda: None, lambda *, a: None, WithMethods().__eq__, len])
def test_others_are_refused(handler: Any) -> None:
    with pytest.raises(ValueError, match="must accept keyword arguments"):
        EventEmitter().register("a", handler)


def test_use_is_noticed_and_forgotten() -> None:
    events = EventEmitter()
    events.register("own", named("own", []))
    events.set_idle()
    states = [events.in_use]
    handler = named("a", [])
    events.register("a", handler, unique_id="id")
    events.register("a", handler, unique_id="id")
    states.append(events.in_use)
    events.unregister("a", handler)
    events.unregister("a.b.c", handler)
    events.unregister("a", unique_id="never registered")
    states.append(events.in_use)
    assert states == [False, True, False]


def test_a_copy_is_independent() -> None:
    events, calls = EventEmitter(), list[str]()
    handler = named("both", calls)
    events.register("a", handler, "id")
    copied = copy.copy(events)
    copied.register("a", named("copy", calls))
    events.emit("a")
    assert calls == ["both"]
    copied.unregister("a", unique_id="id")
    copied.emit("a")
    assert calls == ["both", "copy"]
    assert events.handlers("a") == (handler,)


def test_registering_while_others_emit() -> None:
    events, errors = EventEmitter(), list[BaseException]()
    done = threading.Event()

    def emit() -> None:
        try:
            while not done.is_set():
                events.emit("a.b.c")
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=emit) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(300):
        handler = named("x", [])
        events.register(f"a.{'b' if number % 2 else '*'}.n{number}", handler)
        events.register("a", handler)
        events.unregister("a", handler)
    done.set()
    for thread in threads:
        thread.join()
    assert not errors
    assert events.emit("a.b.c") == []


def test_unsigned_stays_itself() -> None:
    assert copy.copy(UNSIGNED) is copy.deepcopy(UNSIGNED) is UNSIGNED
    assert pickle.loads(pickle.dumps(UNSIGNED)) is UNSIGNED
    assert is_unsigned(UNSIGNED)
    assert not is_unsigned(None)
    assert not is_unsigned("v4")


def test_a_client_has_one_emitter() -> None:
    one, other = client(), client()
    assert one.meta.events is one.meta.events
    assert one.meta.events is not other.meta.events
    assert not one.meta.events.in_use


def test_unknown_attributes_are_asked_for() -> None:
    asked = client()
    with pytest.raises(AttributeError, match=r"^'Support' object has no attribute 'foo'$"):
        asked.foo  # type: ignore[attr-defined] # noqa: B018
    seen = []

    def answer(**kwargs: Any) -> Any:
        seen.append(kwargs)
        return {"foo": 5}.get(kwargs["event_name"].rpartition(".")[2])

    asked.meta.events.register("getattr.support", answer)
    assert asked.foo == 5  # type: ignore[attr-defined]
    assert seen == [{"client": asked, "event_name": "getattr.support.foo"}]
    assert not hasattr(asked, "bar")
    assert callable(asked.close)
    assert len(seen) == 2
