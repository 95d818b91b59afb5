"""Pages of a list, newest first, and the opaque tokens that lead from one to the next."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from .errors import invalid_value

DEFAULT_PAGE_SIZE = 10
"""When the request has no `maxResults`. Not documented; the least that may be asked for, so that
a program that does not follow `nextToken` is found out."""

_SEAL_BYTES = 12

_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Page(Generic[_Item]):
    """Some items and, unless they are the last, the token for the rest."""

    items: list[_Item]
    next_token: str | None


class Pager:
    """Makes tokens and reads back only its own.

    A token says after which item to go on, not how many to skip: what is added between two pages
    moves nothing.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def page(
        self,
        listing: str,
        items: Sequence[tuple[int, _Item]],
        *,
        token: str | None = None,
        size: int | None = None,
    ) -> Page[_Item]:
        """The next `size` of `items`, which are numbered in descending order.

        `listing` tells one list from another: a token is good for the list it was made for.
        Raises InvalidParameterValueException for any other token.
        """
        start = None if token is None else self._position(listing, token)
        rest = [pair for pair in items if start is None or pair[0] < start]
        shown = rest[: DEFAULT_PAGE_SIZE if size is None else size]
        more = len(rest) > len(shown)
        next_token = self._token(listing, shown[-1][0]) if more and shown else None
        return Page([item for _number, item in shown], next_token)

    def _token(self, listing: str, position: int) -> str:
        text = str(position).encode("ascii")
        return base64.urlsafe_b64encode(self._seal(listing, text) + text).decode("ascii")

    def _position(self, listing: str, token: str) -> int:
        refusal = invalid_value("The nextToken is not valid for this request.")
        try:
            raw = base64.urlsafe_b64decode(token)
        except ValueError as error:
            raise refusal from error
        seal, text = raw[:_SEAL_BYTES], raw[_SEAL_BYTES:]
        if not hmac.compare_digest(seal, self._seal(listing, text)):
            raise refusal
        position = int(text)
        # Decoding skips what is not base64, so a token with additions could slip through.
        if token != self._token(listing, position):
            raise refusal
        return position

    def _seal(self, listing: str, text: bytes) -> bytes:
        message = listing.encode("utf-8", "surrogatepass") + b"\0" + text
        return hmac.new(self._key, message, hashlib.sha256).digest()[:_SEAL_BYTES]
