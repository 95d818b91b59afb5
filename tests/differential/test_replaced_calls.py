"""Programs' tests and tracers replace ``botocore.client.BaseClient._make_api_call``. Clients of
both libraries go through what stands there, and what was there before serves both."""

from __future__ import annotations

import functools
import json
import sys
import threading
from collections.abc import Callable
from typing import Any
from unittest import mock

import botocore.client
import pytest

from .event_log import names, recorded
from .server import ScriptedServer, http
from .sides import KEYS, REFERENCE, SELF_CHECK, SUBJECT, Pair, assert_same_calls

TARGET = "botocore.client.BaseClient._make_api_call"
ORIGINAL = botocore.client.BaseClient._make_api_call
ANSWER = http(200, json.dumps({"attachmentSetId": "as-1", "expiryTime": "later"}))
REFUSAL = http(400, json.dumps({"__type": "CaseIdNotFound", "message": "none"}))


def pass_on(self: Any, operation_name: str, params: Any) -> Any:
    return ORIGINAL(self, operation_name, params)


@functools.wraps(ORIGINAL)
def wrapped(self: Any, *args: Any) -> Any:
    return ORIGINAL(self, *args)


class Wrapper:
    """As tracers wrap methods: it says of itself what the method says."""

    def __init__(self, function: Any, instance: Any = None) -> None:
        self._function = function
        self._instance = instance

    def __getattr__(self, name: str) -> Any:
        return getattr(self._function, name)

    def __get__(self, instance: Any, owner: type) -> Wrapper:
        return Wrapper(self._function, instance)

    def __call__(self, *args: Any) -> Any:
        return self._function(self._instance, *args)


PASSING_ON: dict[str, Any] = {
    "a function": pass_on,
    "a function that wraps": wrapped,
    "a wrapper": Wrapper(ORIGINAL),
    "a mock": mock.create_autospec(ORIGINAL, side_effect=ORIGINAL),
}


@pytest.fixture(params=list(PASSING_ON.values()), ids=list(PASSING_ON))
def passing_on(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TARGET, request.param)


CALLS: dict[str, Callable[[Any], Any]] = {
    "a success": lambda client: client.add_attachments_to_set(
        attachments=[{"fileName": "a", "data": b"\x00"}]
    ),
    "invalid parameters": lambda client: client.describe_cases(maxResults=1, nonsense=2),
    "no such operation": lambda client: client._make_api_call("Nonsense", {}),
    "pages": lambda client: client.get_paginator("describe_cases").paginate().build_full_result(),
}


@pytest.mark.usefixtures("passing_on")
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_what_was_there_serves_both(
    server: ScriptedServer, single: Pair, call: Callable[[Any], Any]
) -> None:
    server.answer(ANSWER)
    assert_same_calls(single, call)
    server.take()


@pytest.mark.usefixtures("passing_on")
def test_refusals(server: ScriptedServer, single: Pair) -> None:
    server.answer(REFUSAL)
    reference, subject = assert_same_calls(single, lambda client: client.describe_cases())
    assert type(subject).__name__ == type(reference).__name__ == "Failed"


@pytest.mark.usefixtures("passing_on")
def test_events_are_emitted_once(server: ScriptedServer, single: Pair) -> None:
    server.answer(ANSWER)
    logs = []
    for client in single.each():
        with recorded(client) as log:
            client.describe_services(language="en")
        logs.append(log)
    assert names(logs[1]) == names(logs[0])
    assert logs[1] == logs[0]


def test_the_request_is_the_same(server: ScriptedServer, single: Pair) -> None:
    server.answer(ANSWER)
    direct = single.subject.describe_services(language="en")
    with mock.patch(TARGET, pass_on):
        assert single.subject.describe_services(language="en")["ResponseMetadata"]
    first, second = server.take()
    assert direct
    assert second.body == first.body
    assert [name for name, _ in second.headers] == [name for name, _ in first.headers]


@pytest.mark.skipif(SELF_CHECK, reason="of awssupport's own")
def test_nothing_is_done_where_nothing_is_replaced(
    server: ScriptedServer, single: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answer(ANSWER)
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "awssupport.botocore_calls", None)  # it cannot be imported
        single.subject.describe_services()
        with mock.patch(TARGET, pass_on), pytest.raises(ImportError):
            single.subject.describe_services()
        single.subject.describe_services()


@pytest.mark.parametrize("autospec", [False, True])
def test_mocks_answer(autospec: bool, clients: Pair) -> None:
    for client in clients.each():
        with mock.patch(TARGET, autospec=autospec, return_value={"caseId": "c"}) as called:
            assert client.create_case(subject="s") == {"caseId": "c"}  # not even validated
        arguments = ("CreateCase", {"subject": "s"})
        called.assert_called_once_with(*([client] if autospec else []), *arguments)


def test_some_answers_and_the_rest_passed_on(server: ScriptedServer, single: Pair) -> None:
    def answer(self: Any, operation_name: str, params: Any) -> Any:
        if operation_name == "CreateCase":
            raise self.exceptions.CaseCreationLimitExceeded({"Error": {}}, operation_name)
        return ORIGINAL(self, operation_name, params)

    server.answer(ANSWER)
    with mock.patch(TARGET, answer):
        for client in single.each():
            with pytest.raises(client.exceptions.CaseCreationLimitExceeded):
                client.create_case(subject="s")
            assert client.describe_services()["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_errors_of_a_replacement_are_the_callers(clients: Pair) -> None:
    with mock.patch(TARGET, side_effect=ZeroDivisionError):
        for client in clients.each():
            with pytest.raises(ZeroDivisionError):
                client.describe_services()


@pytest.mark.skipif(SELF_CHECK, reason="boto3's clients would go round in circles")
def test_a_replacement_may_call_the_clients_own_method(
    server: ScriptedServer, single: Pair
) -> None:
    own = type(single.subject)._make_api_call
    server.answer(ANSWER)
    with mock.patch(TARGET, own):
        assert single.subject.describe_services()["ResponseMetadata"]


def test_the_clients_own_method_comes_first(clients: Pair) -> None:
    with mock.patch(TARGET, return_value="botocore's"):
        for client in clients.each():
            with mock.patch.object(client, "_make_api_call", return_value="the client's"):
                assert client.describe_services() == "the client's"
            assert client.describe_services() == "botocore's"


def test_threads(server: ScriptedServer, single: Pair) -> None:
    server.answer(ANSWER)
    answers: list[int] = []

    def call() -> None:
        answers.extend(len(single.subject.describe_services()) for _ in range(5))

    with mock.patch(TARGET, pass_on):
        threads = [threading.Thread(target=call) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(answers) == 20


@pytest.mark.parametrize("endpoint_url", ["http://localhost:1", None])
def test_private_attributes_that_programs_look_at(
    endpoint_url: str | None, environment: pytest.MonkeyPatch
) -> None:
    for region_name in ("eu-west-1", "aws-global", "us-gov-east-1"):
        seen = []
        for side in (REFERENCE, SUBJECT):
            client = side.client(region_name=region_name, endpoint_url=endpoint_url, **KEYS)
            signer = client._request_signer
            about_signer = (signer.region_name, signer.signing_name, signer.signature_version)
            seen.append((client._endpoint.host, repr(client._endpoint), about_signer))
        assert seen[0] == seen[1]
