"""Paginators of asyncio clients; imported when one is asked for.

pages = client.get_paginator("describe_cases").paginate(PaginationConfig={"MaxItems": 500})
async for page in pages:
    for case in page["cases"]:
        print(case["displayId"])
"""

from __future__ import annotations

from ..operations import declared_as
from ..pages import FullResult, Pages, Walk, compile_expression, flatten
from ..paginate import (
    PAGINATING,
    DescribeCasesPaginator,
    DescribeCommunicationsPaginator,
    Paginator,
    _TypedPages,
)

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from typing import Any, Concatenate, ParamSpec, TypeVar

    from ..pages import ResultKey
    from ..paginate import PageIterator

    _P = ParamSpec("_P")
    _Page = TypeVar("_Page", bound=Mapping[str, Any])


class AsyncPageIterator(_TypedPages["_Page"]):
    """The pages of one call, for ``async for``. Iterating makes the requests, one for each page.

    Iterating again goes over the pages from the last token that was used.
    """

    async def __aiter__(self) -> AsyncIterator[_Page]:
        walk = Walk(self)
        while True:
            token = PAGINATING.set(True)
            try:
                page = await self._method(**walk.kwargs)
            finally:
                PAGINATING.reset(token)
            walk.receive(page)
            yield page
            if not walk.proceed(page):
                return

    async def build_full_result(self) -> dict[str, Any]:
        """Ask for all pages and put their items together, e.g. ``{"cases": [...]}``; with
        ``NextToken``, the resume token, if ``MaxItems`` left some out."""
        result = FullResult(self)
        async for page in self:
            result.add(page)
        return result.finish()

    async def search(self, expression: str) -> AsyncIterator[Any]:
        """What a JMESPath expression finds on each page; of lists, their items.

        Raises:
            ModuleNotFoundError: The package jmespath is not installed.
        """
        compiled = compile_expression(expression)
        async for page in self:
            for item in flatten(compiled.search(page)):
                yield item

    def result_key_iters(self) -> list[AsyncResultKeyIterator]:
        """For each of ``result_keys``, an iterator over the items of all pages."""
        return [AsyncResultKeyIterator(aiter(self), key) for key in self.result_keys]


class AsyncResultKeyIterator:
    """The items of all pages, for ``async for``."""

    def __init__(self, pages_iterator: AsyncIterator[Any], result_key: ResultKey) -> None:
        self._pages_iterator = pages_iterator
        self.result_key = result_key

    async def __aiter__(self) -> AsyncIterator[Any]:
        async for page in self._pages_iterator:
            for item in self.result_key.search(page) or ():
                yield item


def _awaited(
    paginate: Callable[Concatenate[Any, _P], PageIterator[_Page]],
) -> Callable[Concatenate[Any, _P], AsyncPageIterator[_Page]]:
    """The method ``paginate`` of a paginator whose pages are awaited."""

    def awaited(self: Any, **kwargs: Any) -> Any:
        return paginate(self, **kwargs)  # type: ignore[call-arg]

    declaration: Any = paginate.__wrapped__  # type: ignore[attr-defined]
    return declared_as(declaration, awaited)  # type: ignore[no-any-return]


class AsyncPaginator(Paginator):
    """Makes the iterators over one operation's pages; from ``client.get_paginator``."""

    _ITERATOR: type[Pages] = AsyncPageIterator


class AsyncDescribeCasesPaginator(AsyncPaginator):
    """The paginator of ``describe_cases``."""

    RESULT_KEY = DescribeCasesPaginator.RESULT_KEY
    paginate = _awaited(DescribeCasesPaginator.paginate)


class AsyncDescribeCommunicationsPaginator(AsyncPaginator):
    """The paginator of ``describe_communications``."""

    RESULT_KEY = DescribeCommunicationsPaginator.RESULT_KEY
    paginate = _awaited(DescribeCommunicationsPaginator.paginate)


#: By operation. Programs that look see the names of boto3's classes.
PAGINATORS: dict[str, type[AsyncPaginator]] = {
    "DescribeCases": AsyncDescribeCasesPaginator,
    "DescribeCommunications": AsyncDescribeCommunicationsPaginator,
}
for _operation, _class in PAGINATORS.items():
    _class.__name__ = _class.__qualname__ = f"Support.Paginator.{_operation}"
