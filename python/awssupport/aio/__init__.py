"""The client for asyncio: the same calls, awaited.

    import awssupport.aio

    async with awssupport.aio.client("support", region_name="us-east-1") as client:
        answer = await client.describe_cases(includeResolvedCases=True)
        async for page in client.get_paginator("describe_cases").paginate():
            print(len(page["cases"]))

It is the sync client's pipeline and needs nothing else: what takes time (hashing, base64, files,
name look-ups, credentials, the network) happens on a few threads that all clients share, and the
event loop goes on meanwhile. Cancelling a call ends it at once. Works with asyncio and uvloop.
"""

from __future__ import annotations

from .session import Session

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    import os
    from typing import Any

    from ..config import Config
    from .support import AsyncSupport

__all__ = ["AsyncSupport", "Session", "client"]

if TYPE_CHECKING:

    def client(
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
        """See below."""

else:

    def client(*args: Any, **kwargs: Any) -> AsyncSupport:
        """Make an asyncio client of AWS Support: the arguments and errors of
        :func:`awssupport.client`, from the same default Session.

        It is usable at once, and in ``async with``, which closes its connections at the end. Made
        while an event loop runs, it does not wait for credentials that a process or a server has
        to be asked for: its first call does, and reports what is wrong with them.
        """
        import awssupport

        from .session import create_client

        return create_client(awssupport._get_default_session(), *args, **kwargs)

    # What inspect.signature and so editors show.
    client.__wrapped__ = type(Session.from_boto3)(Session.client, Session)


def __getattr__(name: str) -> object:
    if name == "AsyncSupport":
        from .support import AsyncSupport

        return AsyncSupport
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
