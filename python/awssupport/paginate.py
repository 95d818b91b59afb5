"""Paginators of the operations whose answers come in pages; imported when one is asked for.

pages = client.get_paginator("describe_cases").paginate(PaginationConfig={"MaxItems": 500})
for page in pages:
    for case in page["cases"]:
        print(case["displayId"])
print(pages.resume_token)  # for StartingToken, if there are more than 500
"""

from __future__ import annotations

from contextvars import ContextVar

from .operations import ABSENT, declared_as
from .pages import FullResult, Pages, ResultKey, Walk, compile_expression, flatten

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any, Generic, TypeVar

    from .type_defs import (
        DescribeCasesResponseTypeDef,
        DescribeCommunicationsResponseTypeDef,
        PaginatorConfigTypeDef,
    )

    _F = TypeVar("_F", bound=Callable[..., Any])
    _Page = TypeVar("_Page", bound=Mapping[str, Any])

    class _TypedPages(Pages, Generic[_Page]):
        def __class_getitem__(cls, page: object) -> type: ...
else:

    class _TypedPages(Pages):
        """Pages of a type, which only type checkers look at."""

        def __class_getitem__(cls, page: object) -> type:
            return cls


#: Whether the call that is being made is a paginator's, which its User-Agent tells.
PAGINATING = ContextVar("PAGINATING", default=False)


class PageIterator(_TypedPages["_Page"]):
    """The pages of one call. Iterating makes the requests, one for each page.

    Iterating again goes over the pages from the last token that was used.
    """

    def __iter__(self) -> Iterator[_Page]:
        walk = Walk(self)
        while True:
            token = PAGINATING.set(True)
            try:
                page = self._method(**walk.kwargs)
            finally:
                PAGINATING.reset(token)
            walk.receive(page)
            yield page
            if not walk.proceed(page):
                return

    def build_full_result(self) -> dict[str, Any]:
        """Ask for all pages and put their items together, e.g. ``{"cases": [...]}``; with
        ``NextToken``, the resume token, if ``MaxItems`` left some out."""
        result = FullResult(self)
        for page in self:
            result.add(page)
        return result.finish()

    def search(self, expression: str) -> Iterator[Any]:
        """What a JMESPath expression finds on each page; of lists, their items.

        Raises:
            ModuleNotFoundError: The package jmespath is not installed.
        """
        compiled = compile_expression(expression)
        for page in self:
            yield from flatten(compiled.search(page))

    def result_key_iters(self) -> list[ResultKeyIterator]:
        """For each of ``result_keys``, an iterator over the items of all pages."""
        return [ResultKeyIterator(iter(self), key) for key in self.result_keys]


class ResultKeyIterator:
    """The items of all pages."""

    def __init__(self, pages_iterator: Iterator[Any], result_key: ResultKey) -> None:
        self._pages_iterator = pages_iterator
        self.result_key = result_key

    def __iter__(self) -> Iterator[Any]:
        for page in self._pages_iterator:
            yield from self.result_key.search(page) or ()


class Paginator:
    """Makes the iterators over one operation's pages; from ``client.get_paginator``."""

    RESULT_KEY = ""
    _ITERATOR: type[Pages]

    def __init__(self, method: Callable[..., Any]) -> None:
        self._method = method
        self._result_keys = [ResultKey(self.RESULT_KEY)]

    @property
    def result_keys(self) -> list[ResultKey]:
        """Where the items of a page are; each has ``expression`` and ``search(page)``."""
        return self._result_keys


def _paginate(declaration: _F) -> _F:
    """Make ``paginate`` from its declaration, as :func:`.operations.operation` makes a method."""

    def paginate(self: Paginator, **kwargs: Any) -> Pages:
        config = kwargs.pop("PaginationConfig", {})
        return self._ITERATOR(
            self._method,
            self._result_keys[0],
            kwargs,
            max_items=_whole_number(config.get("MaxItems")),
            page_size=_whole_number(config.get("PageSize")),
            starting_token=config.get("StartingToken"),
        )

    return declared_as(declaration, paginate)


Paginator._ITERATOR = PageIterator


def _whole_number(value: Any) -> int | None:
    return None if value is None else int(value)


class DescribeCasesPaginator(Paginator):
    """The paginator of ``describe_cases``."""

    RESULT_KEY = "cases"

    @_paginate
    def paginate(  # type: ignore[empty-body]
        self,
        *,
        caseIdList: Sequence[str] = ABSENT,
        displayId: str = ABSENT,
        afterTime: str = ABSENT,
        beforeTime: str = ABSENT,
        includeResolvedCases: bool = ABSENT,
        language: str = ABSENT,
        includeCommunications: bool = ABSENT,
        dryRun: bool = ABSENT,
        PaginationConfig: PaginatorConfigTypeDef = ABSENT,
    ) -> PageIterator[DescribeCasesResponseTypeDef]:
        """Give the pages of ``describe_cases``. No request is made before they are iterated over;
        what is wrong with a parameter is reported then.

        Keyword Args:
            PaginationConfig (dict): How to page.

                * ``MaxItems`` (int): The items of all pages together; the last page is cut, and
                  ``resume_token`` says where to go on.
                * ``PageSize`` (int): The items of a page, 10 to 100: ``maxResults``.
                * ``StartingToken`` (str): Where to go on: an earlier ``resume_token``, or the
                  service's own ``nextToken``.

        All else is as in ``client.describe_cases``.

        Returns:
            PageIterator: Iterate over it for the answers, or ask it to ``search`` or to
            ``build_full_result``.
        """


class DescribeCommunicationsPaginator(Paginator):
    """The paginator of ``describe_communications``."""

    RESULT_KEY = "communications"

    @_paginate
    def paginate(  # type: ignore[empty-body]
        self,
        *,
        caseId: str,
        beforeTime: str = ABSENT,
        afterTime: str = ABSENT,
        dryRun: bool = ABSENT,
        PaginationConfig: PaginatorConfigTypeDef = ABSENT,
    ) -> PageIterator[DescribeCommunicationsResponseTypeDef]:
        """Give the pages of ``describe_communications``. No request is made before they are
        iterated over; what is wrong with a parameter is reported then.

        Keyword Args:
            PaginationConfig (dict): How to page.

                * ``MaxItems`` (int): The items of all pages together; the last page is cut, and
                  ``resume_token`` says where to go on.
                * ``PageSize`` (int): The items of a page, 10 to 100: ``maxResults``.
                * ``StartingToken`` (str): Where to go on: an earlier ``resume_token``, or the
                  service's own ``nextToken``.

        All else is as in ``client.describe_communications``.

        Returns:
            PageIterator: Iterate over it for the answers, or ask it to ``search`` or to
            ``build_full_result``.
        """


#: By operation. Programs that look see the names of boto3's classes.
PAGINATORS: dict[str, type[Paginator]] = {
    "DescribeCases": DescribeCasesPaginator,
    "DescribeCommunications": DescribeCommunicationsPaginator,
}
for _operation, _class in PAGINATORS.items():
    _class.__name__ = _class.__qualname__ = f"Support.Paginator.{_operation}"
