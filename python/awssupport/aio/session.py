"""Sessions that make asyncio clients."""

from __future__ import annotations

from .. import session as sync
from .credentials import client_identity
from .support import AsyncSupport

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Concatenate, ParamSpec

    from ..support import Support

    _P = ParamSpec("_P")


def _for_asyncio(
    method: Callable[Concatenate[Any, _P], Support],
) -> Callable[Concatenate[Any, _P], AsyncSupport]:
    """The method of a Session that makes clients, for type checkers: it asks `_create_client`."""
    return method  # type: ignore[return-value]


class Session(sync.Session):
    """An :class:`awssupport.Session` whose clients are for asyncio; everything else is the same."""

    client = _for_asyncio(sync.Session.client)  # type: ignore[assignment]

    def _create_client(self, arguments: dict[str, Any]) -> Any:
        return create_client(self, arguments)


class ClientMaker:
    """Makes asyncio clients from any Session: ``Session.client(ClientMaker(session), ...)``."""

    def __init__(self, session: sync.Session) -> None:
        self._session = session

    def _create_client(self, arguments: dict[str, Any]) -> AsyncSupport:
        return create_client(self._session, arguments)


def create_client(session: sync.Session, arguments: dict[str, Any]) -> AsyncSupport:
    """The client that the arguments of :meth:`awssupport.Session.client` ask of a Session."""
    return sync.made_client(AsyncSupport, session, arguments, client_identity)
