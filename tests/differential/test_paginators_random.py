"""Random sequences of pages, paged in random ways."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples

from .pages import Document, compare, drain, token
from .server import ScriptedServer
from .sides import Ok, Pair, freeze, outcome

tokens = st.sampled_from(["a", "b", "c", "", "None", None, 5])
documents = st.fixed_dictionaries(
    {},
    optional={
        "cases": st.one_of(st.lists(st.just({"caseId": "c"}), max_size=4), st.none()),
        "nextToken": tokens,
    },
)
starting_tokens = st.one_of(
    st.none(),
    st.text(max_size=6),
    st.builds(lambda text, n: f"{text}___{n}", st.sampled_from(["t", "None"]), st.integers(-2, 4)),
    st.fixed_dictionaries(
        {"nextToken": st.sampled_from(["t", None])},
        optional={"boto_truncate_amount": st.integers(-2, 5)},
    ).map(token),
    st.recursive(
        st.none() | st.integers() | st.text(max_size=4),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=9), inner),
        max_leaves=3,
    ).map(token),
    st.binary(max_size=9).map(lambda content: base64.b64encode(content).decode()),
)
configs = st.fixed_dictionaries(
    {},
    optional={
        "MaxItems": st.integers(-1, 9),
        "PageSize": st.integers(8, 12),
        "StartingToken": starting_tokens,
    },
)
uses = st.sampled_from(["iterate", "twice", "full", "search"])


@examples(400)
@given(pages=st.lists(documents, min_size=1, max_size=5), config=configs, use=uses)
def test_random_walks(
    shared_server: ScriptedServer,
    clients: Pair,
    pages: list[Document],
    config: dict[str, Any],
    use: str,
) -> None:
    shared_server.take()

    def walk(client: Any) -> Any:
        iterator = client.get_paginator("describe_cases").paginate(PaginationConfig=dict(config))
        if use == "search":
            return drain(iterator.search("cases[].caseId"))
        if use == "full":
            return outcome_text(iterator.build_full_result)
        return [drain(iterator) for _ in range(2 if use == "twice" else 1)]

    compare(shared_server, clients, pages, walk)


def outcome_text(call: Callable[[], Any]) -> Any:
    result = outcome(call)
    return freeze(result.value) if isinstance(result, Ok) else repr(result.error)
