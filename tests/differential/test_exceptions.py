"""Exceptions as objects: who catches them, how they pickle, what the client offers."""

from __future__ import annotations

import copy
import json
import pickle
import string
from collections.abc import Callable
from typing import Any

import botocore.exceptions
import pytest

from .server import Close, ScriptedServer, http, raw
from .sides import (
    KEYS,
    SELF_CHECK,
    SUBJECT,
    Failed,
    Pair,
    add,
    assert_same_calls,
    bases,
    describe,
    outcome,
)

MODELLED = http(400, json.dumps({"__type": "AttachmentSetExpired", "message": "late"}))
PLAIN = http(403, json.dumps({"__type": "AccessDeniedException", "Message": "no"}))


def raised(client: Any, call: Callable[[Any], Any] = add) -> BaseException:
    result = outcome(lambda: call(client))
    assert isinstance(result, Failed)
    return result.error


def errors(server: ScriptedServer, pair: Pair) -> list[tuple[BaseException, BaseException]]:
    """One error of each kind, from both sides."""
    found = []
    for answer in (MODELLED, PLAIN, raw(Close())):
        server.answer(answer)
        found.append((raised(pair.reference), raised(pair.subject)))
    wrong = [raised(client, lambda c: c.add_attachments_to_set()) for client in pair.each()]
    found.append((wrong[0], wrong[1]))
    server.take()
    return found


def test_caught_by_the_classes_of_botocore(server: ScriptedServer, single: Pair) -> None:
    server.answer(MODELLED)
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        add(single.subject)
    assert caught.value.response["Error"]["Code"] == "AttachmentSetExpired"
    server.answer(raw(Close()))
    with pytest.raises(botocore.exceptions.ConnectionClosedError):
        add(single.subject)
    with pytest.raises(botocore.exceptions.HTTPClientError):
        add(single.subject)
    with pytest.raises(botocore.exceptions.BotoCoreError):
        add(single.subject)
    with pytest.raises(botocore.exceptions.ParamValidationError) as report:
        single.subject.add_attachments_to_set()
    assert list(report.value.kwargs) == ["report"]


def test_not_caught_by_the_others(server: ScriptedServer, single: Pair) -> None:
    for theirs, ours in errors(server, single):
        for name in dir(botocore.exceptions):
            cls = getattr(botocore.exceptions, name)
            if isinstance(cls, type) and issubclass(cls, Exception):
                assert isinstance(ours, cls) == isinstance(theirs, cls), name


def test_classes_of_the_client(server: ScriptedServer, clients: Pair) -> None:
    server.answer(MODELLED)
    for client in clients.each():
        with pytest.raises(client.exceptions.AttachmentSetExpired):
            add(client)
        with pytest.raises(client.exceptions.ClientError):
            add(client)
        assert not isinstance(raised(client), client.exceptions.AttachmentSetIdNotFound)


def test_names_of_the_client_exceptions(clients: Pair) -> None:
    theirs, ours = (client.exceptions for client in clients.each())
    names = [name for name in dir(theirs) if name[0].isupper()]
    assert [name for name in dir(ours) if name[0].isupper()] == names
    for name in names:
        assert getattr(ours, name).__name__ == name
        assert issubclass(getattr(ours, name), ours.ClientError)


@pytest.mark.parametrize("name", ["SubscriptionRequiredException", "Nope", "attachmentsetexpired"])
def test_unknown_class(clients: Pair, name: str) -> None:
    theirs, ours = (
        raised(client, lambda c: getattr(c.exceptions, name)) for client in clients.each()
    )
    assert type(ours) is type(theirs) is AttributeError
    ending = " object has no attribute "
    assert ending in str(ours)
    assert str(ours).partition(ending)[2] == str(theirs).partition(ending)[2]


@pytest.mark.parametrize("code", ["CaseIdNotFound", "Nope", "", None], ids=repr)
def test_from_code(clients: Pair, code: str | None) -> None:
    theirs, ours = (client.exceptions.from_code(code).__name__ for client in clients.each())
    assert ours == theirs


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy], ids=["copy", "deepcopy"])
def test_copies(
    server: ScriptedServer, single: Pair, copied: Callable[[BaseException], BaseException]
) -> None:
    for theirs, ours in errors(server, single):
        assert_same_copy(copied(theirs), copied(ours), normalise=True)


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_pickles(server: ScriptedServer, single: Pair, protocol: int) -> None:
    for theirs, ours in errors(server, single):
        assert_same_copy(
            pickle.loads(pickle.dumps(theirs, protocol)),
            pickle.loads(pickle.dumps(ours, protocol)),
            normalise=True,
        )


def assert_same_copy(theirs: BaseException, ours: BaseException, *, normalise: bool) -> None:
    expected, actual = (describe(Failed(e), normalise=normalise) for e in (theirs, ours))
    assert actual == expected


def test_attributes(server: ScriptedServer, single: Pair) -> None:
    for theirs, ours in errors(server, single):
        for name in ("MSG_TEMPLATE", "fmt", "operation_name"):
            assert getattr(ours, name, None) == getattr(theirs, name, None), name
        assert ours.__cause__ is theirs.__cause__ is None


def test_response_is_a_plain_dict(server: ScriptedServer, single: Pair) -> None:
    for _, ours in errors(server, single)[:2]:
        response = ours.response  # type: ignore[attr-defined]
        assert type(response) is dict
        assert type(response["Error"]) is dict
        assert type(response["ResponseMetadata"]["HTTPHeaders"]) is dict


CLASSES = [
    name
    for name in dir(SUBJECT.exceptions)
    if isinstance(getattr(SUBJECT.exceptions, name), type)
    and hasattr(botocore.exceptions, name)
    and hasattr(getattr(botocore.exceptions, name), "fmt")
    and name != "WaiterError"  # has a constructor of its own; Support has no waiters
]


@pytest.mark.parametrize("name", CLASSES)
def test_made_by_hand(name: str) -> None:
    """Each class formats the same message and has the same arguments."""
    theirs = getattr(botocore.exceptions, name)
    ours = getattr(SUBJECT.exceptions, name)
    assert ours.fmt == theirs.fmt
    fields = [field for _, field, _, _ in string.Formatter().parse(theirs.fmt) if field]
    arguments = {field: f"<{field}>" for field in fields}
    expected, actual = theirs(**arguments), ours(**arguments)
    assert describe(Failed(actual)) == describe(Failed(expected))
    assert bases(expected) <= set(type(actual).__mro__)


@pytest.mark.parametrize("name", ["ParamValidationError", "ReadTimeoutError", "InvalidRegionError"])
def test_missing_format_argument(name: str) -> None:
    with pytest.raises(KeyError):
        getattr(SUBJECT.exceptions, name)()


def test_client_error_made_by_hand() -> None:
    response = {
        "Error": {"Code": "X", "Message": "m"},
        "ResponseMetadata": {"MaxAttemptsReached": True, "RetryAttempts": 2},
    }
    answers: list[dict[str, Any]] = [response, {"Error": {}}, {}, {"Error": {"Code": "X"}}]
    for answer in answers:
        theirs = botocore.exceptions.ClientError(answer, "Op")
        ours = SUBJECT.exceptions.ClientError(answer, "Op")
        assert describe(Failed(ours)) == describe(Failed(theirs))
        assert isinstance(ours, botocore.exceptions.ClientError)


@pytest.mark.skipif(SELF_CHECK, reason="boto3 without botocore cannot be")
def test_the_classes_are_those_of_the_package() -> None:
    assert SUBJECT.exceptions.ClientError.__module__ == "awssupport.exceptions"
    assert SUBJECT.exceptions.ClientError is not botocore.exceptions.ClientError


def test_errors_of_one_client_are_caught_by_another(server: ScriptedServer, clients: Pair) -> None:
    """boto3's clients share their classes within a Session; awssupport's always do."""
    server.answer(MODELLED)
    reference, subject = assert_same_calls(clients, add)
    assert isinstance(reference, Failed)
    assert isinstance(subject, Failed)
    if not SELF_CHECK:
        other = SUBJECT.client(region_name="us-east-1", **KEYS)
        assert isinstance(subject.error, other.exceptions.AttachmentSetExpired)
        other.close()
