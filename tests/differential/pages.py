"""Pages of cases, and walks over them by both sides."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from typing import Any

from .server import ScriptedServer, http
from .sides import Failed, Ok, Pair, assert_same, outcome

Document = dict[str, Any]


def cases(*numbers: int, token: Any = None) -> Document:
    """A page of cases."""
    page: Document = {"cases": [{"caseId": f"case-{number}"} for number in numbers]}
    return page if token is None else {**page, "nextToken": token}


FOUR_PAGES = [cases(0, 1, 2, token="a"), cases(token="b"), cases(3, 4, token="c"), cases(5)]


def token(content: Any) -> str:
    """A resume token with any content."""
    return base64.b64encode(json.dumps(content).encode()).decode()


def drain(pages: Iterable[Any]) -> dict[str, Any]:
    """What an iteration gave, to its end or to its error."""
    given: list[Any] = []
    ended = outcome(lambda: given.extend(pages))
    error = None
    if isinstance(ended, Failed):
        error = f"{type(ended.error).__name__}: {ended.error}"
    return {"given": given, "error": error, "resume_token": getattr(pages, "resume_token", None)}


def compare(
    server: ScriptedServer,
    clients: Pair,
    documents: Iterable[Document],
    call: Callable[[Any], Any],
) -> Any:
    """Both sides, answered with the same pages, do the same and ask the same."""
    answers = [http(200, json.dumps(document)) for document in documents]
    results = []
    for client in clients.each():
        server.answer(*answers)
        result = outcome(lambda client=client: call(client))  # type: ignore[misc]
        results.append((result, [request.body for request in server.take()]))
    (reference, asked), (subject, also_asked) = results
    assert_same(reference, subject)
    assert also_asked == asked
    return reference.value if isinstance(reference, Ok) else reference.error


def iterate(config: Any = None, **parameters: Any) -> Callable[[Any], Any]:
    """Go over the pages of describe_cases."""
    if config is not None:
        parameters["PaginationConfig"] = config
    return lambda client: drain(client.get_paginator("describe_cases").paginate(**parameters))
