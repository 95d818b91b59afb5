"""Pages: ``async for``, left early, put together, searched."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.differential.pages import FOUR_PAGES
from tests.differential.server import ScriptedServer, http

from .both import same, told

ANSWERS = [http(200, json.dumps(page)) for page in FOUR_PAGES]


async def iterated(pages: Any) -> Any:
    return [page["cases"] async for page in pages], pages.resume_token


async def left_early(pages: Any) -> Any:
    async for page in pages:
        return page["cases"], pages.resume_token
    return None


async def twice(pages: Any) -> Any:
    first = aiter(pages)
    again = [page.get("cases") async for page in pages]
    return await anext(first), again


async def full(pages: Any) -> Any:
    return await pages.build_full_result()


async def searched(pages: Any) -> Any:
    return [found async for found in pages.search("cases[].caseId")]


async def by_key(pages: Any) -> Any:
    [items] = pages.result_key_iters()
    return [item async for item in items]


async def by_key_step_by_step(pages: Any) -> Any:
    [items] = pages.result_key_iters()
    walk = aiter(items)
    return [await anext(walk) for _ in range(4)]


USES = (iterated, left_early, full, searched, by_key, by_key_step_by_step)


@pytest.mark.parametrize("use", USES, ids=lambda use: str(use.__name__))
@pytest.mark.parametrize("config", [{}, {"MaxItems": 4, "PageSize": 10}, {"StartingToken": "x"}])
def test_uses(server: ScriptedServer, use: Any, config: dict[str, Any]) -> None:
    asked: list[list[bytes]] = []

    async def main(client: Any) -> Any:
        server.answer(*ANSWERS)
        server.take()
        pages = client.get_paginator("describe_cases").paginate(PaginationConfig=config)
        given = await use(pages)
        asked.append([request.body for request in server.take()])
        return given

    same(main, server.url)
    assert asked[0] == asked[1] != []


def test_what_is_wrong_comes_with_the_first_page(server: ScriptedServer) -> None:
    async def main(client: Any) -> Any:
        pages = client.get_paginator("describe_cases").paginate(caseIdList="c")
        return await told(anext(aiter(pages)))

    assert same(main, server.url)[0] == "ParamValidationError"
    assert server.take() == []
