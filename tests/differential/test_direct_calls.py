"""``client._make_api_call``, which programs call and replace."""

from __future__ import annotations

import collections
import types
from typing import Any

import pytest

from .event_log import recorded
from .server import ScriptedServer, http
from .sides import Pair, assert_same_calls

PARAMS: list[Any] = [
    *(5, None, "text", [], (), [("caseId", "c")], b"", types.MappingProxyType({"caseId": "c"})),
    *({5: "x"}, {None: 1, "caseId": "c"}, {"caseId": "c", ("a",): 2}, {"caseid": "c"}),
    collections.OrderedDict(caseId="c"),
    collections.defaultdict(str, caseId="c"),
    {"caseId": "\ud800"},
]


@pytest.mark.parametrize("params", PARAMS, ids=repr)
@pytest.mark.parametrize("with_handlers", [False, True])
def test_any_parameters(
    server: ScriptedServer, single: Pair, params: Any, with_handlers: bool
) -> None:
    server.answer(http(200, "{}"))
    events = ("after-call",) if with_handlers else ()
    with recorded(single.reference, events=events), recorded(single.subject, events=events):
        assert_same_calls(single, lambda client: client._make_api_call("ResolveCase", params))
    server.take()


@pytest.mark.parametrize("name", ["Nonsense", "resolve_case", "", "ResolveCase "])
def test_unknown_operations(single: Pair, name: str) -> None:
    assert_same_calls(single, lambda client: client._make_api_call(name, {}))


def test_subclasses_may_replace_it(single: Pair) -> None:
    calls: list[Any] = []

    def record(self: Any, operation_name: str, api_params: Any) -> Any:
        calls.append((operation_name, api_params))
        return {"finalCaseStatus": "resolved"}

    for client in single.each():
        recording: Any = type("Recording", (type(client),), {"_make_api_call": record})
        other = recording.__new__(recording)
        vars(other).update(vars(client))
        assert other.resolve_case(caseId="c") == {"finalCaseStatus": "resolved"}
    assert calls == [("ResolveCase", {"caseId": "c"})] * 2
