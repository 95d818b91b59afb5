"""The asyncio client: ``awssupport.aio.client("support")`` gives an :class:`AsyncSupport`."""

from __future__ import annotations

import sys

from .. import support
from .._awssupport import NativeAsyncClient
from ..support import FOREIGN_METHODS, ClientObject, find_replacement, refuse_params
from .abandoned import give_up
from .operations import AsyncOperations
from .parameters import read_params, running_loop, warn
from .wakefulness import kept_awake

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType
    from typing import Any, Literal, overload

    from typing_extensions import Self

    from .._awssupport import NativeClient
    from ..event_effects import _Steps
    from ..session import Session
    from .paginate import AsyncDescribeCasesPaginator, AsyncDescribeCommunicationsPaginator

#: Where warnings point is found out when there is one; see `warn`.
_STACKLEVEL = 1

#: Whose methods tests and tracers replace, by the library.
_FOREIGN_CLASSES = (("aiobotocore", "AioBaseClient"), ("botocore", "BaseClient"))


class AsyncSupport(ClientObject, AsyncOperations):
    """An asyncio client of the AWS Support API, version 2013-04-15.

    Made by :func:`awssupport.aio.client`. Any number of tasks may share one, of event loops in any
    number of threads. At most ``max_pool_connections`` requests (10 unless the Config says
    otherwise) are under way at once, on as many connections; the others wait their turn, first
    come, first served.

    All of :class:`awssupport.support.Support` is here, under the same names: methods that send
    something, ``generate_presigned_url`` and ``close`` are coroutines. Handlers of events may be
    functions or coroutine functions.

    Cancelling a call closes its connection and leaves the client as it was; whether the service
    has carried it out nobody knows then, as after a timeout.
    """

    def __init__(self, native: NativeClient, *parts: Any) -> None:
        self._async_native = NativeAsyncClient(native)
        super().__init__(native, *parts)

    async def _make_api_call(
        self, operation_name: str, api_params: dict[str, Any]
    ) -> dict[str, Any]:
        # Every method comes through here: programs' tests replace it.
        wakefulness = kept_awake(running_loop())
        try:
            replacement = self._replacement(operation_name)
            if replacement is not None:
                from .replaced import answer_of

                return await answer_of(self, operation_name, replacement, api_params)
            if not isinstance(api_params, dict):
                refuse_params(api_params)
            paginating = support.PAGINATING is not None and support.PAGINATING.get()
            events = None if self._meta is None else self._meta.emitter
            if events is None or not events.in_use:
                params = await read_params(self._async_native, operation_name, api_params)
                warn(params)
                future = self._async_native.call(params, paginating)
                # What `ended_with_me` does, without its coroutine: most calls come this way.
                try:
                    return await future
                except GeneratorExit:
                    give_up(future)
                    raise
            from ..evented_call import steps_of_call
            from .effects import await_steps

            steps = steps_of_call(self, operation_name, api_params, _STACKLEVEL, paginating)
            return await await_steps(steps, self)
        finally:
            if wakefulness is not None:
                wakefulness.end()

    def _replacement(self, operation_name: str) -> Callable[..., Any] | None:
        """What somebody has put in the place of aiobotocore's or botocore's own method."""
        for library, class_name in _FOREIGN_CLASSES:
            base = getattr(sys.modules.get(f"{library}.client"), class_name, None)
            method = vars(base).get("_make_api_call") if base is not None else None
            if method is not None and method is not FOREIGN_METHODS[library]:
                found = find_replacement(self, operation_name, library, base)
                if found is not None:
                    return found
        return None

    def _wait_for(self, steps: _Steps[Any]) -> Any:
        from .replaced import wait_for

        return wait_for(steps, self)

    if TYPE_CHECKING:

        @overload
        def get_paginator(
            self, operation_name: Literal["describe_cases"]
        ) -> AsyncDescribeCasesPaginator: ...
        @overload
        def get_paginator(
            self, operation_name: Literal["describe_communications"]
        ) -> AsyncDescribeCommunicationsPaginator: ...
        def get_paginator(self, operation_name: str) -> Any:
            """See below."""

    else:

        def get_paginator(self, operation_name: str) -> Any:
            """Give what follows the pages of a method's answers: of ``"describe_cases"`` or
            ``"describe_communications"``.

            Raises:
                OperationNotPageableError: The method's answers do not come in pages.
                KeyError: There is no such method.

            Example::

                paginator = client.get_paginator("describe_cases")
                async for page in paginator.paginate(includeResolvedCases=True):
                    print(len(page["cases"]))
            """
            operation = self._paginator_operation(operation_name)
            from .. import paginate
            from .paginate import PAGINATORS

            support.PAGINATING = paginate.PAGINATING
            return PAGINATORS[operation](getattr(self, operation_name))

    async def generate_presigned_url(
        self,
        ClientMethod: str,
        Params: Mapping[str, Any] | None = None,
        ExpiresIn: int | None = 3600,
        HttpMethod: str | None = None,
    ) -> str:
        """A URL that carries its own signature; nothing is sent. See
        :meth:`awssupport.support.Support.generate_presigned_url`."""
        from ..presign import steps_of_url
        from .effects import await_steps

        running_loop()
        steps = steps_of_url(self, ClientMethod, Params, ExpiresIn, HttpMethod, _STACKLEVEL)
        return await await_steps(steps, self)

    async def close(self) -> None:
        """Close idle connections. The client stays usable."""
        self._async_native.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        error_class: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    def __reduce__(self) -> tuple[Callable[..., AsyncSupport], tuple[Session, dict[str, Any]]]:
        if self._arguments is None:
            raise TypeError(f"cannot pickle {type(self).__name__!r} object without its arguments")
        from .session import create_client

        return create_client, self._arguments()
