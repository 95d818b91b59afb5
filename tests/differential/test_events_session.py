"""Handlers of Sessions: what the making of a client emits there and what a client takes from them,
in boto3's Sessions, in ours, and in ours made from boto3's."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import botocore.handlers
import botocore.session
import pytest

import awssupport

from . import event_log
from .server import ScriptedServer, http
from .sides import KEYS, SELF_CHECK, Failed, Ok, assert_same, boto3_session, outcome

OPTIONS = {"region_name": "us-east-1", **KEYS}
CREATION = ("choose-service-name", "creating-client-class", "creating-serializer")


class Sessions(NamedTuple):
    reference: Any
    subject: Any


@pytest.fixture(params=["ours", "from boto3"])
def sessions(request: pytest.FixtureRequest) -> Sessions:
    if SELF_CHECK:
        return Sessions(boto3_session(), boto3_session())
    if request.param == "ours":
        return Sessions(boto3_session(), awssupport.Session())
    return Sessions(boto3_session(), awssupport.Session.from_boto3(boto3_session()))


def same(sessions: Sessions, do: Callable[[Any], Any]) -> Any:
    """What `do(session)` comes to, which is the same for both."""
    reference, subject = (outcome(partial(do, session)) for session in sessions)
    assert_same(reference, subject)
    assert isinstance(reference, Ok | Failed)
    return reference.value if isinstance(reference, Ok) else reference.error


SHOWN: dict[str, Callable[[Any], Any]] = {
    "class_attributes": lambda value: (sorted(value), dict(value["_PY_TO_OP_NAME"])),
    "base_classes": len,
    "service_model": lambda value: (repr(value), value.service_name),
}


def recorder(log: list[Any]) -> Callable[..., None]:
    def record(event_name: str, **kwargs: Any) -> None:
        shown = {name: SHOWN.get(name, copy.copy)(value) for name, value in kwargs.items()}
        log.append((event_name, shown))

    return record


@pytest.mark.parametrize("suffix", ["", ".support", ".*"])
def test_what_making_a_client_emits(sessions: Sessions, suffix: str) -> None:
    def make(session: Any) -> Any:
        log: list[Any] = []
        for name in CREATION:
            session.events.register(name + suffix, recorder(log))
        session.client("support", **OPTIONS)
        session.client("support", **OPTIONS)
        return log

    log = same(sessions, make)
    names = [name for name, _ in log[: len(log) // 2]]
    expected = ["choose-service-name", "creating-client-class.support"]
    expected.append("creating-serializer.support")
    assert names == expected[1 if suffix else 0 :]


@pytest.mark.parametrize(
    "options",
    [
        {"service_name": "nosuch"},
        {"api_version": "2000-01-01"},
        {"region_name": "a b"},
        {"aws_access_key_id": None},
        {"endpoint_url": "http://a_b"},
        {"use_ssl": False},
    ],
    ids=str,
)
def test_how_far_the_making_comes(sessions: Sessions, options: dict[str, Any]) -> None:
    def make(session: Any) -> Any:
        log: list[Any] = []
        for name in CREATION:
            session.events.register(name, recorder(log))
        given = {"service_name": "support", **OPTIONS, **options}
        error = outcome(lambda: session.client(**given))
        return log, type(error.error).__name__ if isinstance(error, Failed) else None

    same(sessions, make)


def test_only_the_first_may_choose_the_service(sessions: Sessions) -> None:
    def choose(session: Any, register: str) -> Any:
        answers = {"my-support": "support"}
        getattr(session.events, register)(
            "choose-service-name", lambda service_name, **_: answers.get(service_name)
        )
        made = outcome(lambda: session.client("my-support", **OPTIONS))
        if isinstance(made, Failed):
            return type(made.error).__name__
        return made.value.meta.service_model.service_name

    assert same(sessions, lambda session: choose(session, "register")) == "UnknownServiceError"
    assert same(sessions, lambda session: choose(session, "register_first")) == "support"


# The class ----------------------------------------------------------------------------------------


class Mixin:
    added = "added"

    def can_paginate(self, operation_name: str) -> Any:
        return "mixed", super().can_paginate(operation_name)  # type: ignore[misc]

    def describe_cases(self) -> str:
        return "mixed"


def edit_nothing(class_attributes: Any, base_classes: Any, **_: Any) -> None: ...


def add_attributes(class_attributes: Any, **_: Any) -> None:
    class_attributes["answer"] = 42
    class_attributes["whoami"] = lambda self: type(self).__name__


def replace_method(class_attributes: Any, **_: Any) -> None:
    class_attributes["describe_severity_levels"] = lambda self, **given: ("replaced", given)


def call_wrapped(class_attributes: Any, **_: Any) -> None:
    inner = class_attributes["describe_severity_levels"]

    def describe_severity_levels(self: Any, **given: Any) -> Any:
        return inner(self, **given)["severityLevels"]

    class_attributes["describe_severity_levels"] = describe_severity_levels


def remove_method(class_attributes: Any, **_: Any) -> None:
    del class_attributes["describe_severity_levels"]


def add_operation(class_attributes: Any, **_: Any) -> None:
    class_attributes["_PY_TO_OP_NAME"]["list_cases"] = "DescribeCases"


def mix_in_before(base_classes: Any, **_: Any) -> None:
    base_classes.insert(0, Mixin)


def mix_in_after(base_classes: Any, **_: Any) -> None:
    base_classes.append(Mixin)


def edit_presigning(class_attributes: Any, **_: Any) -> None:
    class_attributes["generate_presigned_url"] = lambda self, *args, **kwargs: "mine"


def fail(**_: Any) -> None:
    raise LookupError("no class")


EDITS = (
    *(edit_nothing, add_attributes, replace_method, call_wrapped, remove_method, add_operation),
    *(mix_in_before, mix_in_after, edit_presigning, fail),
)


def look(client: Any) -> Any:
    asked = (
        lambda: client.describe_severity_levels(language="en"),
        lambda: client.answer,
        lambda: client.added,
        lambda: (client.whoami(),),
        lambda: type(client).__name__,
        lambda: client.can_paginate("describe_cases"),
        lambda: client.can_paginate("list_cases"),
        lambda: client.meta.method_to_api_mapping,
        lambda: client.generate_presigned_url("describe_cases")[:5],
        lambda: hasattr(client, "describe_severity_levels"),
    )

    def seen(ask: Callable[[], Any]) -> Any:
        came = outcome(ask)
        if isinstance(came, Failed):
            return type(came.error).__name__, str(came.error)
        if isinstance(came.value, dict):
            came.value.pop("ResponseMetadata", None)
        return came.value

    return [seen(ask) for ask in asked]


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("name", ["creating-client-class.support", "creating-client-class"])
@pytest.mark.parametrize("register", ["register", "register_first"])
def test_edits_of_the_class(
    sessions: Sessions, server: ScriptedServer, edit: Any, name: str, register: str
) -> None:
    server.answer(http(200, '{"severityLevels": [{"code": "low"}]}'))

    def make(session: Any) -> Any:
        getattr(session.events, register)(name, edit)
        return look(session.client("support", endpoint_url=server.url, **OPTIONS))

    same(sessions, make)


def test_copies_of_a_client_keep_its_class_and_its_handlers() -> None:
    session, calls = awssupport.Session(), list[str]()
    session.events.register("creating-client-class.support", add_attributes)
    session.events.register("getattr.support", lambda event_name, **_: calls.append(event_name))
    copied = copy.copy(session.client(**OPTIONS))  # type: ignore[arg-type]
    assert copied.answer == 42  # type: ignore[attr-defined]
    assert not hasattr(copied, "foo")
    assert calls == ["getattr.support.foo"]


@pytest.mark.parametrize("precision", ["default", "millisecond", "legacy", "second", None])
def test_the_precision_of_timestamps(sessions: Sessions, precision: Any) -> None:
    def make(session: Any) -> Any:
        session.events.register(
            "creating-serializer.support",
            lambda serializer_kwargs, **_: serializer_kwargs.update(timestamp_precision=precision),
        )
        return session.client("support", **OPTIONS).meta.region_name

    same(sessions, make)


# The client's handlers ----------------------------------------------------------------------------

ORDERED = ("register_first", "register", "register_last")


@pytest.mark.parametrize("where", ["session", "client", "both"])
def test_order_of_a_call(sessions: Sessions, server: ScriptedServer, where: str) -> None:
    """Beside the handlers that are there anyway: what those change is seen or not."""
    server.answer(http(503), http(200, "{}"))

    def call(session: Any) -> Any:
        server.answer(http(503), http(200, "{}"))
        log: list[Any] = []

        def add(owner: str, emitter: Any) -> None:
            for event in event_log.EVENTS:
                for suffix in ("", ".support", ".*.*", ".support.DescribeSeverityLevels"):
                    for register in ORDERED:
                        tag = owner, register, suffix

                        def record(event_name: str, tag: Any = tag, **kwargs: Any) -> None:
                            log.append((tag, event_name, event_log.shown(kwargs)))

                        getattr(emitter, register)(event + suffix, record)

        if where in ("session", "both"):
            add("session", session.events)
        client = session.client("support", endpoint_url=server.url, **OPTIONS)
        if where in ("client", "both"):
            add("client", client.meta.events)
        client.describe_severity_levels()
        return log

    logs = [call(session) for session in sessions]
    assert [entry[:2] for entry in logs[1]] == [entry[:2] for entry in logs[0]]
    assert logs[1] == logs[0]
    assert len(logs[0]) > 100


def test_later_registrations_are_not_the_clients(
    sessions: Sessions, server: ScriptedServer
) -> None:
    def run(session: Any) -> Any:
        calls: list[str] = []

        def early(**_: Any) -> None:
            calls.append("early")

        def late(**_: Any) -> None:
            calls.append("late")

        session.events.register("before-call.support", early, unique_id="early")
        first = session.client("support", endpoint_url=server.url, **OPTIONS)
        session.events.register("before-call.support", late)
        session.events.unregister("before-call.support", unique_id="early")
        first.describe_services()
        calls.append("-")
        second = session.client("support", endpoint_url=server.url, **OPTIONS)
        second.describe_services()
        calls.append("-")
        first.meta.events.unregister("before-call.support", unique_id="early")
        first.describe_services()
        second.meta.events.unregister("before-call.support", late)
        second.describe_services()
        return calls

    assert same(sessions, run) == ["early", "-", "late", "-"]


def test_effects(sessions: Sessions, server: ScriptedServer) -> None:
    server.answer(http(200, "{}"))

    def run(session: Any) -> Any:
        events = session.events
        events.register("provide-client-params.support", lambda **_: {"language": "ja"})
        events.register(
            "before-sign.support", lambda request, **_: request.headers.add_header("X-Mine", "1")
        )
        events.register_first("getattr.support.mine", lambda client, **_: client.meta.region_name)
        events.register(
            "after-call.*.DescribeSeverityLevels", lambda parsed, **_: parsed.update(mine=1)
        )
        client = session.client("support", endpoint_url=server.url, **OPTIONS)
        answer = client.describe_severity_levels(language="en")
        request = server.take()[0]
        return request.body, request.values("X-Mine"), answer["mine"], client.mine

    assert same(sessions, run) == (b'{"language": "ja"}', ["1"], 1, "us-east-1")


def test_signing_can_be_switched_off(sessions: Sessions, server: ScriptedServer) -> None:
    def run(session: Any) -> Any:
        session.events.register("choose-signer.support", botocore.handlers.disable_signing)
        session.client("support", endpoint_url=server.url, **OPTIONS).describe_services()
        return server.take()[0].values("Authorization")

    assert same(sessions, run) == []


def test_a_session_of_boto3_passes_its_handlers_on(server: ScriptedServer) -> None:
    """Those that are there when the client is made, and may be removed through either."""
    theirs, calls = boto3_session(), list[str]()

    def record(event_name: str, **_: Any) -> None:
        calls.append(event_name)

    ours = awssupport.Session.from_boto3(theirs)
    theirs.events.register("before-send", record)
    ours.client(endpoint_url=server.url, **OPTIONS).describe_services()  # type: ignore[arg-type]
    ours.events.unregister("before-send", record)
    ours.client(endpoint_url=server.url, **OPTIONS).describe_services()  # type: ignore[arg-type]
    assert calls == ["before-send.support.DescribeServices"]


@pytest.mark.parametrize("event", ["before-call.s3", "docs.*.support", "creating-client-class"])
def test_handlers_of_no_calls_do_not_slow_them_down(event: str) -> None:
    session = awssupport.Session()
    session.events.register(event, edit_nothing)
    client = session.client(**OPTIONS)  # type: ignore[arg-type]
    assert type(client) is awssupport.support.Support
    assert not client.meta.events.in_use


def test_an_emitter_of_another_make_is_refused() -> None:
    session = botocore.session.get_session()
    session.register_component("event_emitter", object())
    with pytest.raises(TypeError, match="cannot tell the handlers of <object object"):
        awssupport.Session(botocore_session=session).client(**OPTIONS)  # type: ignore[arg-type]
