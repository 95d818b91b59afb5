"""Paginators: pages, requests, resume tokens, full results and errors."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import botocore.exceptions
import pytest

from .operations import method_names
from .pages import FOUR_PAGES, Document, cases, compare, drain, iterate, token
from .server import ScriptedServer, http
from .sides import Ok, Pair, assert_same_calls

# What there is ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [*method_names(), "nope", "DescribeCases", "", "can_paginate", "_make_api_call", None, 5, []],
    ids=repr,
)
def test_names(clients: Pair, name: Any) -> None:
    assert_same_calls(clients, lambda client: client.can_paginate(name))
    assert_same_calls(clients, lambda client: type(client.get_paginator(name)).__name__)
    assert_same_calls(
        clients, lambda client: [key.expression for key in client.get_paginator(name).result_keys]
    )


def test_not_pageable_is_caught_by_botocores_class(clients: Pair) -> None:
    for client in clients.each():
        with pytest.raises(botocore.exceptions.OperationNotPageableError):
            client.get_paginator("create_case")


@pytest.mark.parametrize("name", ["case_resolved", "", None], ids=repr)
def test_no_waiters(clients: Pair, name: Any) -> None:
    assert_same_calls(clients, lambda client: client.get_waiter(name))
    assert_same_calls(clients, lambda client: client.waiter_names)


def test_keyword_only(clients: Pair) -> None:
    for name in ("describe_cases", "describe_communications"):
        assert_same_calls(
            clients,
            lambda client, name=name: client.get_paginator(name).paginate("x"),  # type: ignore[misc]
            tail=False,
        )


# One walk -----------------------------------------------------------------------------------

WALKS: dict[str, list[Document]] = {
    "one page": [cases(1, 2)],
    "no cases": [{}],
    "four pages": FOUR_PAGES,
    "empty token": [cases(1, token="")],
    "token None": [cases(1, token="None"), cases(2)],
    "token None twice": [cases(1, token="None")],
    "same token twice": [cases(1, token="x"), cases(2, token="x"), cases(3)],
    "same token, not in a row": [cases(1, token="x"), cases(2, token="y"), cases(3, token="x"), {}],
    "number as token": [cases(1, token=5), cases(2)],
    "false token": [cases(1, token=False), cases(2)],
    "list as token": [cases(1, token=["x"]), cases(2)],
    "null cases": [{"cases": None, "nextToken": "a"}, cases(1)],
    "no cases, but a token": [{"nextToken": "a"}, cases(1)],
}


@pytest.mark.parametrize("documents", WALKS.values(), ids=WALKS)
def test_pages(server: ScriptedServer, clients: Pair, documents: list[Document]) -> None:
    compare(server, clients, documents, iterate(includeResolvedCases=True, displayId="1"))


CONFIGS: dict[str, Any] = {
    "empty": {},
    "unknown key": {"Maxitems": 1},
    "page size": {"PageSize": 10},
    "page size as text": {"PageSize": "12"},
    "page size as float": {"PageSize": 12.9},
    "page size too small": {"PageSize": 9},
    "page size no number": {"PageSize": "many"},
    "page size of a wrong type": {"PageSize": [1]},
    "all None": {"PageSize": None, "MaxItems": None, "StartingToken": None},
    "no items": {"MaxItems": 0},
    "less than nothing": {"MaxItems": -2},
    "one item": {"MaxItems": 1},
    "a page": {"MaxItems": 3},
    "within the third page": {"MaxItems": 4},
    "three pages": {"MaxItems": 5},
    "all": {"MaxItems": 6},
    "more than all": {"MaxItems": 60},
    "as text": {"MaxItems": "4"},
    "no number": {"MaxItems": "x"},
    "a raw token": {"StartingToken": "raw"},
    "an empty token": {"StartingToken": ""},
    "a resume token": {"StartingToken": token({"nextToken": "t"})},
    "a resume token within a page": {
        "StartingToken": token({"nextToken": "t", "boto_truncate_amount": 2})
    },
    "within the first page": {
        "StartingToken": token({"nextToken": None, "boto_truncate_amount": 1}),
        "MaxItems": 1,
    },
    "beyond the page": {"StartingToken": token({"nextToken": "t", "boto_truncate_amount": 9})},
    "before the page": {"StartingToken": token({"nextToken": "t", "boto_truncate_amount": -1})},
    "amount as text": {"StartingToken": token({"nextToken": "t", "boto_truncate_amount": "2"})},
    "amount null": {"StartingToken": token({"boto_truncate_amount": None, "nextToken": "t"})},
    "amount null and cut": {
        "StartingToken": token({"boto_truncate_amount": None, "nextToken": "t"}),
        "MaxItems": 1,
    },
    "old form": {"StartingToken": "tok___2"},
    "old form, first page": {"StartingToken": "None___1", "MaxItems": 1},
    "old form, no number": {"StartingToken": "tok___x"},
    "old form, negative": {"StartingToken": "tok___-1"},
    "old form, nothing before": {"StartingToken": "___1"},
    "old form, too many parts": {"StartingToken": "a___b___c"},
    "None": {"StartingToken": "None"},
    "another's token": {"StartingToken": token({"Marker": "t"})},
    "another's token, cut": {"StartingToken": token({"Marker": "t"}), "MaxItems": 1},
    "empty object, cut": {"StartingToken": token({}), "MaxItems": 1},
    "a list": {"StartingToken": token([1])},
    "a text": {"StartingToken": token("x")},
    "a number": {"StartingToken": token(5)},
    "null": {"StartingToken": token(None)},
    "bytes inside": {
        "StartingToken": token({"nextToken": "dG9r", "boto_encoded_keys": [["nextToken"]]})
    },
    "no such bytes": {"StartingToken": token({"nextToken": "t", "boto_encoded_keys": [["x"]]})},
    "paths of a wrong kind": {"StartingToken": token({"nextToken": "t", "boto_encoded_keys": 0})},
    "empty path": {"StartingToken": token({"nextToken": "t", "boto_encoded_keys": [[]]})},
    "not text": {"StartingToken": 5},
    "bytes": {"StartingToken": b"x"},
    "surrogate": {"StartingToken": "\ud800"},
    "no dict": 5,
    "page size and all": {"PageSize": 20, "MaxItems": 4, "StartingToken": "raw", "X": 1},
}


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
@pytest.mark.parametrize("parameters", [{}, {"nextToken": "mine", "maxResults": 30}], ids=len)
def test_config(server: ScriptedServer, clients: Pair, config: Any, parameters: Any) -> None:
    compare(server, clients, FOUR_PAGES, iterate(config, **parameters))


def test_config_none(server: ScriptedServer, clients: Pair) -> None:
    compare(server, clients, FOUR_PAGES, iterate(PaginationConfig=None))


def test_invalid_parameters_surface_on_iteration(server: ScriptedServer, clients: Pair) -> None:
    seen = compare(server, clients, FOUR_PAGES, iterate(caseIdList="x", nope=1))
    assert seen["error"].startswith("ParamValidationError: Parameter validation failed:\n")
    assert clients.subject.get_paginator("describe_communications").paginate() is not None


def test_service_error_within_a_walk(server: ScriptedServer, single: Pair) -> None:
    def walk(client: Any) -> Any:
        server.answer(
            http(200, json.dumps(cases(1, token="a"))),
            http(400, '{"__type": "CaseIdNotFound", "message": "gone"}'),
        )
        given: list[Any] = []
        with pytest.raises(client.exceptions.CaseIdNotFound):
            given.extend(client.get_paginator("describe_cases").paginate())
        return given

    assert_same_calls(single, walk)


def test_communications(server: ScriptedServer, clients: Pair) -> None:
    pages: list[Document] = [
        {"communications": [{"body": "1"}, {"body": "2"}], "nextToken": "a"},
        {"communications": [{"body": "3"}]},
    ]

    def walk(client: Any) -> Any:
        paginator = client.get_paginator("describe_communications")
        return paginator.paginate(
            PaginationConfig={"MaxItems": 2, "PageSize": 50}, caseId="c"
        ).build_full_result()

    full = compare(server, clients, pages, walk)
    assert list(full) == ["communications", "NextToken"]


def test_what_a_program_does_to_a_page_counts(server: ScriptedServer, clients: Pair) -> None:
    def walk(client: Any) -> Any:
        kept = []
        for page in client.get_paginator("describe_cases").paginate():
            page["cases"].clear()
            if page.get("nextToken") == "b":
                page["nextToken"] = "elsewhere"
            if page.get("nextToken") == "c":
                del page["nextToken"]
            kept.append(page)
        return kept

    assert len(compare(server, clients, FOUR_PAGES, walk)) == 3


# The rest of an iterator --------------------------------------------------------------------

OTHER_USES: dict[str, Callable[[Any], Any]] = {
    "full result": lambda pages: pages.build_full_result(),
    "full result twice": lambda pages: [pages.build_full_result(), pages.build_full_result()],
    "iterated twice": lambda pages: [drain(pages), drain(pages)],
    "two at once": lambda pages: [drain(zip(pages, pages, strict=False)), pages.resume_token],
    "stopped early": lambda pages: [next(iter(pages)), pages.resume_token],
    "search a list": lambda pages: drain(pages.search("cases[].caseId")),
    "search a scalar": lambda pages: drain(pages.search("nextToken")),
    "search nothing": lambda pages: drain(pages.search("nope")),
    "search an object": lambda pages: drain(pages.search("{n: length(cases)}")),
    "search with an error": lambda pages: drain(pages.search("cases[")),
    "result keys": lambda pages: [key.expression for key in pages.result_keys],
    "result key search": lambda pages: pages.result_keys[0].search({"cases": [1]}),
    "result key iterators": lambda pages: [drain(items) for items in pages.result_key_iters()],
    "result key of iterators": lambda pages: [
        items.result_key.expression for items in pages.result_key_iters()
    ],
    "result key iterators again": lambda pages: [
        [drain(items), drain(items)] for items in pages.result_key_iters()
    ],
    "nothing aggregated": lambda pages: [pages.non_aggregate_part, drain(pages)],
    "nothing aggregated after": lambda pages: [drain(pages), pages.non_aggregate_part],
    "resume token before": lambda pages: pages.resume_token,
}


@pytest.mark.parametrize("use", OTHER_USES.values(), ids=OTHER_USES)
@pytest.mark.parametrize(
    "config", [{}, {"MaxItems": 4}, {"MaxItems": 2, "StartingToken": "t___1"}], ids=repr
)
def test_other_uses(server: ScriptedServer, clients: Pair, use: Any, config: Any) -> None:
    compare(
        server,
        clients,
        FOUR_PAGES,
        lambda client: use(
            client.get_paginator("describe_cases").paginate(PaginationConfig=dict(config))
        ),
    )


@pytest.mark.parametrize("value", WALKS.values(), ids=WALKS)
def test_full_result(server: ScriptedServer, clients: Pair, value: list[Document]) -> None:
    compare(
        server,
        clients,
        value,
        lambda client: client.get_paginator("describe_cases").paginate().build_full_result(),
    )


TOKENS: dict[str, Any] = {
    "plain": {"nextToken": "t"},
    "null": {"nextToken": None},
    "cut": {"boto_truncate_amount": 2, "nextToken": "é"},
    "bytes": {"nextToken": b"\xff\x00"},
    "bytes inside": {"nextToken": {"a": [b"x", {"b": b"y"}], "c": 1}},
    "bytes in a tuple": {"nextToken": (b"x",)},
    "no JSON": {"nextToken": object},
    "number": {"nextToken": 5},
    "amount of a wrong type": {"nextToken": "t", "boto_truncate_amount": "x"},
    "only an amount": {"boto_truncate_amount": 2},
    "empty": {},
    "more": {"nextToken": "t", "x": 1},
    "another": {"Marker": "t"},
    "text": "t",
    "None": None,
    "list": [("nextToken", "t")],
}


@pytest.mark.parametrize("value", TOKENS.values(), ids=TOKENS)
def test_set_resume_token(clients: Pair, value: Any) -> None:
    def assign(client: Any) -> Any:
        pages = client.get_paginator("describe_cases").paginate()
        pages.resume_token = value
        return pages.resume_token

    assert_same_calls(clients, assign)


def test_resume_until_the_end(server: ScriptedServer, clients: Pair) -> None:
    """Token by token, with the pages that the service would send again."""
    pages = {None: FOUR_PAGES[0], "a": FOUR_PAGES[1], "b": FOUR_PAGES[2], "c": FOUR_PAGES[3]}

    def walk(client: Any) -> Any:
        found, resume_token = [], None
        while True:
            config = {"MaxItems": 2, "StartingToken": resume_token}
            start: Any = None
            if resume_token is not None:
                start = json.loads(base64.b64decode(resume_token))["nextToken"]
            rest = list(pages.values())[list(pages).index(start) :]
            server.answer(*(http(200, json.dumps(page)) for page in rest))
            paginator = client.get_paginator("describe_cases").paginate(PaginationConfig=config)
            full = paginator.build_full_result()
            found.append(full)
            resume_token = full.get("NextToken")
            if resume_token is None:
                return found

    reference, _ = assert_same_calls(clients, walk)
    assert isinstance(reference, Ok)
    numbers = [case["caseId"] for full in reference.value for case in full["cases"]]
    assert numbers == [f"case-{number}" for number in range(6)]


def test_the_method_is_looked_up(clients: Pair) -> None:
    """A method that a test has replaced is the one that gives the pages."""

    def walk(client: Any) -> Any:
        asked = []

        def pages(**parameters: Any) -> Document:
            asked.append(parameters)
            return cases(1)

        client.describe_cases = pages
        try:
            return [client.get_paginator("describe_cases").paginate(x=1).build_full_result(), asked]
        finally:
            del client.describe_cases

    assert_same_calls(clients, walk)


def test_user_agent_names_the_feature(server: ScriptedServer, clients: Pair) -> None:
    """For the paginator's calls alone."""
    features = []
    for client in clients.each():
        list(client.get_paginator("describe_cases").paginate())
        client.describe_cases()
        agents = [request.value("User-Agent") for request in server.take()]
        named = [part for agent in agents for part in agent.split() if part.startswith("m/")]
        features.append([set(part.removeprefix("m/").split(",")) for part in named])
    assert features[0] == features[1]
    assert ["C" in feature for feature in features[1]] == [True, False]
