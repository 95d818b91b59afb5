"""Sessions that make asyncio clients."""

from __future__ import annotations

from .. import session as sync
from .credentials import client_identity
from .support import AsyncSupport

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    import os
    from typing import Any

    from ..config import Config


class Session(sync.Session):
    """An :class:`awssupport.Session` whose clients are for asyncio; everything else is the same."""

    def client(  # type: ignore[override]
        self,
        service_name: str = "support",
        region_name: str | None = None,
        api_version: str | None = None,
        use_ssl: bool = True,
        verify: bool | str | os.PathLike[str] | None = None,
        endpoint_url: str | None = None,
        aws_access_key_id: str | None = None,
        aws_secret_access_key: str | None = None,
        aws_session_token: str | None = None,
        config: Config | None = None,
        aws_account_id: str | None = None,
    ) -> AsyncSupport:
        """Make an asyncio client of AWS Support; see :func:`awssupport.aio.client`."""
        return create_client(
            self,
            service_name,
            region_name,
            api_version,
            use_ssl,
            verify,
            endpoint_url,
            aws_access_key_id,
            aws_secret_access_key,
            aws_session_token,
            config,
            aws_account_id,
        )


def create_client(session: sync.Session, *args: Any, **kwargs: Any) -> AsyncSupport:
    """The client that the arguments of :meth:`awssupport.Session.client` ask of a Session."""
    return from_arguments(session, sync.client_arguments(*args, **kwargs))


def from_arguments(session: sync.Session, arguments: dict[str, Any]) -> AsyncSupport:
    """The same with the arguments in a dict: what pickles of clients hold."""
    return sync.make_client(session, arguments, client_identity, AsyncSupport)
