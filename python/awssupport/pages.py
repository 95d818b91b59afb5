"""What a walk over the pages of an answer decides: each request, and what becomes of each page.

Nothing here makes a call. A loop asks, calls, and hands back, whether it waits or awaits::

    walk = Walk(pages)
    while True:
        page = method(**walk.kwargs)
        walk.receive(page)
        yield page
        if not walk.proceed(page):
            return

Both operations that have pages name their tokens and limits alike. Behaviour, tokens and errors
are botocore's.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    _Token = dict[str, Any]

#: The member that says where to go on, in requests and in answers.
TOKEN_KEY = "nextToken"

#: The member of a request that limits its page.
LIMIT_KEY = "maxResults"

#: In a token of ours: how many of the page's items were given out already.
_OFFSET_KEY = "boto_truncate_amount"

#: In a token of ours: the paths to values that were bytes, and are base64 in the token.
_BYTES_KEY = "boto_encoded_keys"


class ResultKey:
    """The member of a page that holds its items."""

    def __init__(self, expression: str) -> None:
        self.expression = expression

    def search(self, value: Any) -> Any:
        """The member, or ``None`` where there is none."""
        return _member(value, self.expression)

    def __repr__(self) -> str:
        return f"ResultKey({self.expression!r})"


def _member(value: Any, name: str) -> Any:
    get = getattr(value, "get", None)
    return None if get is None else get(name)


class Pages:
    """The pages of one call: how they were asked for, and where the last walk left off."""

    def __init__(
        self,
        method: Any,
        result_key: ResultKey,
        kwargs: dict[str, Any],
        *,
        max_items: int | None,
        page_size: int | None,
        starting_token: Any,
    ) -> None:
        self._method = method
        self._result_keys = [result_key]
        self._op_kwargs = kwargs
        self._max_items = max_items
        self._page_size = page_size
        self._starting_token = starting_token
        self._resume_token: str | None = None
        self._non_aggregate_part: dict[str, Any] = {}

    @property
    def result_keys(self) -> list[ResultKey]:
        """Where the items of a page are; each has ``expression`` and ``search(page)``."""
        return self._result_keys

    @property
    def non_aggregate_part(self) -> dict[str, Any]:
        """What is the same on every page: nothing, for this service."""
        return self._non_aggregate_part

    @property
    def resume_token(self) -> str | None:
        """The ``StartingToken`` that goes on where ``MaxItems`` ended the walk; ``None`` if
        nothing was left out.

        It is set from a dict of ``nextToken`` and, if part of that page is done,
        ``boto_truncate_amount``; anything else is a ``ValueError``.
        """
        return self._resume_token

    @resume_token.setter
    def resume_token(self, value: object) -> None:
        if not isinstance(value, dict) or value.keys() - {_OFFSET_KEY} != {TOKEN_KEY}:
            raise ValueError(f"Bad starting token: {value}")
        self._resume_token = encode_token(value)


class Walk:
    """One walk over the pages; ``kwargs`` are those of the next request.

    They are the very dict of the :class:`Pages`, so that a second walk begins with the token that
    the first one used last. botocore does that.
    """

    def __init__(self, pages: Pages) -> None:
        self.kwargs = pages._op_kwargs
        self._pages = pages
        self._result_key = pages.result_keys[0]
        self._token: _Token = {TOKEN_KEY: None}
        self._followed: _Token | None = None
        self._items = 0
        self._items_before = 0
        self._skipped: Any = 0
        self._skip: Any = None
        self._is_first = True
        self._is_over = False
        if pages._starting_token is not None:
            self._token, self._skip = parse_starting_token(pages._starting_token)
            self._follow(self._token)
        if pages._page_size is not None:
            self.kwargs[LIMIT_KEY] = pages._page_size

    def receive(self, page: Any) -> None:
        """Cut from a page what was given out before, and what is beyond ``MaxItems``."""
        key = self._result_key
        self._skipped = 0
        if self._is_first:
            self._is_first = False
            if self._pages._starting_token is not None:
                items = key.search(page)
                self._skipped = self._skip
                is_cut = isinstance(items, list | str)
                page[key.expression] = items[self._skipped :] if is_cut else None
            self._pages._non_aggregate_part = {}
        items = key.search(page)
        if items is None:
            items = []
        self._items_before += self._items
        self._items = len(items)
        if self._pages._max_items is None:
            return
        excess = self._items_before + self._items - self._pages._max_items
        if excess > 0:
            kept = self._items - excess
            page[key.expression] = items[:kept]
            # Counted from the page's start, as the service will send it again.
            self._pages.resume_token = {**self._token, _OFFSET_KEY: kept + self._skipped}
            self._is_over = True

    def proceed(self, page: Any) -> bool:
        """Whether there is another page to ask for. Asked after the page was given out: what the
        program did to its token counts."""
        if self._is_over:
            return False
        # An empty token is none.
        token = {TOKEN_KEY: _member(page, TOKEN_KEY) or None}
        if token[TOKEN_KEY] is None:
            return False
        if self._items_before + self._items == self._pages._max_items:
            self._pages.resume_token = token
            return False
        if token == self._followed:
            from .exceptions import PaginationError

            raise PaginationError(message=f"The same next token was received twice: {token}")
        self._follow(token)
        self._token = self._followed = token
        return True

    def _follow(self, token: _Token) -> None:
        for name, value in token.items():
            if value is None or value == "None":
                self.kwargs.pop(name, None)
            else:
                self.kwargs[name] = value


class FullResult:
    """All pages as one: their items, and where to go on if ``MaxItems`` ended the walk."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._result: dict[str, Any] = {}

    def add(self, page: Any) -> None:
        """Take the items of a page."""
        key = self._pages.result_keys[0]
        items = key.search(page)
        if items is None:
            return
        collected = key.search(self._result)
        if collected is None:
            self._result[key.expression] = items
        elif isinstance(items, list):
            collected.extend(items)

    def finish(self) -> dict[str, Any]:
        """The items, and ``NextToken`` if some were left out."""
        if self._pages.resume_token is not None:
            self._result["NextToken"] = self._pages.resume_token
        return self._result


def compile_expression(expression: str) -> Any:
    """A JMESPath expression, which takes the package of that name."""
    from importlib import import_module

    try:
        jmespath = import_module("jmespath")
    except ModuleNotFoundError as error:
        if error.name != "jmespath":
            raise
        raise ModuleNotFoundError(
            "search() needs the package jmespath, which is not installed: pip install jmespath",
            name="jmespath",
        ) from None
    return jmespath.compile(expression)


# Tokens -------------------------------------------------------------------------------------


def encode_token(token: _Token) -> str:
    """A resume token: base64 of JSON. Bytes in it become base64 and are listed by their path."""
    import json
    from binascii import b2a_base64

    try:
        text = json.dumps(token)
    except (TypeError, UnicodeDecodeError):
        paths: list[list[Any]] = []
        text = json.dumps({**_without_bytes(token, [], paths), _BYTES_KEY: paths})
    return b2a_base64(text.encode(), newline=False).decode()


def _without_bytes(value: Any, path: list[Any], found: list[list[Any]]) -> Any:
    if isinstance(value, bytes):
        from binascii import b2a_base64

        found.append(path)
        return b2a_base64(value, newline=False).decode()
    if isinstance(value, dict):
        return {key: _without_bytes(item, [*path, key], found) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_bytes(item, [*path, n], found) for n, item in enumerate(value)]
    return value


def decode_token(text: str) -> _Token:
    """The dict of a resume token; ``ValueError`` or ``TypeError`` for what is none."""
    import json
    from binascii import a2b_base64

    token: _Token = json.loads(a2b_base64(text.encode()).decode())
    paths = token.pop(_BYTES_KEY, None)
    for path in () if paths is None else paths:
        holder: Any = None
        value: Any = token
        for step in path:
            holder, value = value, value[step]
        holder[path[-1]] = a2b_base64(value.encode())
    return token


def parse_starting_token(text: str) -> tuple[_Token, Any]:
    """What to ask the service for, and how many items of its first page to skip.

    ``text`` is a resume token, or the service's own token, or that with ``___`` and the number of
    items behind it, as resume tokens once were.
    """
    try:
        token = decode_token(text)
        return token, token.pop(_OFFSET_KEY, 0)
    except (ValueError, TypeError):
        return _parse_plain_token(text)


def _parse_plain_token(text: str) -> tuple[_Token, int]:
    parts, skip = text.split("___"), 0
    if len(parts) == 2:
        try:
            skip = int(parts[1])
        except ValueError:
            parts = [text]
        else:
            parts.pop()
    if len(parts) > 1:
        raise ValueError(f"Bad starting token: {text}")
    return {TOKEN_KEY: None if parts == ["None"] else parts[0]}, skip


def flatten(results: Any) -> Iterator[Any]:
    """The items of a list, or what is no list."""
    if isinstance(results, list):
        yield from results
    else:
        yield results
