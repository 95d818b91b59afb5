"""The client: ``awssupport.client("support")`` gives an instance of :class:`Support`."""

from __future__ import annotations

import sys

from .operations import OPERATION_NAMES, PAGEABLE
from .operations.attachments import AttachmentOperations
from .operations.cases import CaseOperations
from .operations.catalog import CatalogOperations
from .operations.trusted_advisor import TrustedAdvisorOperations
from .operations.uploads import UploadOperations

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextvars import ContextVar
    from types import TracebackType
    from typing import Any, ClassVar, Literal, NoReturn, overload

    from typing_extensions import Self

    from ._awssupport import NativeClient
    from .client_exceptions import SupportExceptions
    from .client_meta import ClientMeta
    from .event_effects import _Steps
    from .events import EventEmitter
    from .model import ServiceModel
    from .paginate import DescribeCasesPaginator, DescribeCommunicationsPaginator
    from .session import Session

#: The operations' names by those of the methods: one dict for all clients, as in boto3.
METHOD_NAMES = dict(sorted(OPERATION_NAMES.items()))

#: Whether a paginator makes the call that is being made, once there are paginators.
PAGINATING: ContextVar[bool] | None = None


#: The methods through which calls of botocore's clients go, and of aiobotocore's, by the library:
#: the library's own, once it has been seen. Tests and tracers replace them.
FOREIGN_METHODS: dict[str, Any] = {"botocore": None, "aiobotocore": None}

#: Private attributes of botocore's clients that programs, and botocore itself, ask for: they are
#: looked up in :mod:`awssupport.botocore_calls`.
BOTOCORE_INTERNALS = (
    *("_endpoint", "_request_signer", "_emit_api_params", "_resolve_endpoint_ruleset"),
    *("_convert_to_request_dict", "_make_request"),
)


class ClientObject:
    """What clients are beside their calls, waited for or awaited."""

    _PY_TO_OP_NAME: ClassVar[dict[str, str]] = METHOD_NAMES

    def __init__(
        self,
        native: NativeClient,
        settings: dict[str, Any] | None = None,
        arguments: Callable[[], tuple[Session, dict[str, Any]]] | None = None,
        session_events: EventEmitter | None = None,
    ) -> None:
        self._native = native
        self._settings = {"retries": {"mode": "standard"}} if settings is None else settings
        # What a pickle holds: the Session and the arguments of its method. A function, since there
        # may be keys in it: nothing that prints attributes shows them.
        self._arguments = arguments
        self._exceptions: SupportExceptions | None = None
        self._meta: ClientMeta | None = None
        # Copied from the Session, where handlers had been registered there.
        self._session_events = session_events
        if session_events is not None:
            _ = self.meta.events
        if "botocore.handlers" in sys.modules:
            self._register_foreign_handlers()

    def _wait_for(self, steps: _Steps[Any]) -> Any:
        """Do the steps of a call for code that waits."""
        from .event_effects import wait_for

        return wait_for(steps, self._native)

    def _paginator_operation(self, operation_name: str) -> str:
        """The operation of a method whose answers come in pages."""
        if not self.can_paginate(operation_name):
            from .exceptions import OperationNotPageableError

            raise OperationNotPageableError(operation_name=operation_name)
        return self._PY_TO_OP_NAME[operation_name]

    def _register_foreign_handlers(self) -> None:
        """Let moto answer: what it has registered for every client of botocore's."""
        from .events import foreign_handlers

        for event_name, handler in foreign_handlers():
            self.meta.events.register(event_name, handler)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            """Ask the handlers of ``getattr.support.<name>`` for what is not here."""
            if name in BOTOCORE_INTERNALS and "_native" in vars(self):
                from .botocore_calls import internal

                return internal(self, name)
            # Asked for without __getattr__: there may be none yet, as in a client half unpickled.
            meta = vars(self).get("_meta")
            if meta is not None and meta.emitter is not None and meta.emitter.in_use:
                event_name = f"getattr.support.{name}"
                _, answer = meta.emitter.emit_until_response(event_name, client=self)
                if hasattr(answer, "__await__"):
                    # A handler for everything, of which nobody awaits what an attribute is.
                    from .events import discard

                    discard(answer)
                elif answer is not None:
                    return answer
            message = f"{type(self).__name__!r} object has no attribute {name!r}"
            raise AttributeError(message, name=name, obj=self)

    def can_paginate(self, operation_name: str) -> bool:
        """Say whether a method's answers come in pages.

        Raises:
            KeyError: There is no such method.
        """
        return self._PY_TO_OP_NAME[operation_name] in PAGEABLE

    @property
    def waiter_names(self) -> list[str]:
        """The service's waiters, of which it has none."""
        return []

    def get_waiter(self, waiter_name: str) -> NoReturn:
        """Raise ``ValueError``: the service has no waiters."""
        raise ValueError(f"Waiter does not exist: {waiter_name}")

    @property
    def exceptions(self) -> SupportExceptions:
        """The modelled errors by name, and ``ClientError``."""
        if self._exceptions is None:
            from .client_exceptions import SupportExceptions

            self._exceptions = SupportExceptions()
        return self._exceptions

    @property
    def meta(self) -> ClientMeta:
        """What the client was resolved to, and the service's model."""
        if self._meta is None:
            from .client_meta import ClientMeta

            made = ClientMeta(
                self._native, self._settings, self._PY_TO_OP_NAME, self._session_events
            )
            # Of several threads that come first, one has its way.
            self._meta = vars(self).setdefault("_made_meta", made)
        return self._meta

    @property
    def _service_model(self) -> ServiceModel:
        return self.meta.service_model

    def __copy__(self) -> Self:
        parts = (self._native.copy(), self._settings, self._arguments, self._session_events)
        return type(self)(*parts)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self.__copy__()


class Support(
    ClientObject,
    AttachmentOperations,
    UploadOperations,
    CaseOperations,
    CatalogOperations,
    TrustedAdvisorOperations,
):
    """A client of the AWS Support API, version 2013-04-15.

    Made by :func:`awssupport.client`. Any number of threads may share one. Answers are dicts with
    the operation's members and ``ResponseMetadata``; refusals are subclasses of
    :class:`awssupport.exceptions.ClientError`, also found under :attr:`exceptions`.

    As a context manager it closes its connections at the end. A copy is a client of the same
    configuration with connections of its own. A pickle holds the arguments that the client and its
    Session were made with, keys among them if they were arguments, and nothing of what was found
    elsewhere: where it is unpickled, region, endpoint and credentials are looked up anew as far as
    no argument says them.
    """

    def _make_api_call(self, operation_name: str, api_params: dict[str, Any]) -> dict[str, Any]:
        # Every method comes through here: programs' tests replace it. A warning points at the
        # caller of the method.
        base = getattr(sys.modules.get("botocore.client"), "BaseClient", None)
        if base is not None and vars(base).get("_make_api_call") is not FOREIGN_METHODS["botocore"]:
            replacement = find_replacement(self, operation_name, "botocore", base)
            if replacement is not None:
                from .botocore_calls import call_replacement

                return call_replacement(self, operation_name, replacement, api_params)
        if not isinstance(api_params, dict):
            refuse_params(api_params)
        paginating = PAGINATING is not None and PAGINATING.get()
        events = None if self._meta is None else self._meta.emitter
        if events is None or not events.in_use:
            return self._native.call(operation_name, api_params, 3, None, paginating)
        from .evented_call import run_call

        return run_call(self, operation_name, api_params, paginating)

    if TYPE_CHECKING:

        @overload
        def get_paginator(
            self, operation_name: Literal["describe_cases"]
        ) -> DescribeCasesPaginator: ...
        @overload
        def get_paginator(
            self, operation_name: Literal["describe_communications"]
        ) -> DescribeCommunicationsPaginator: ...
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
                cases = paginator.paginate(includeResolvedCases=True).build_full_result()["cases"]
            """
            operation = self._paginator_operation(operation_name)
            from . import paginate

            global PAGINATING  # noqa: PLW0603 - there is none before there is a paginator
            PAGINATING = paginate.PAGINATING
            return paginate.PAGINATORS[operation](getattr(self, operation_name))

    def generate_presigned_url(
        self,
        ClientMethod: str,
        Params: Mapping[str, Any] | None = None,
        ExpiresIn: int | None = 3600,
        HttpMethod: str | None = None,
    ) -> str:
        """A URL that carries its own signature; nothing is sent.

        It is here because boto3 has it. AWS Support reads requests from their bodies, so it does
        not answer to such a URL, and whoever sends it must add the headers ``X-Amz-Target`` and
        ``Content-Type``, which are signed.

        Args:
            ClientMethod: The name of one of the client's methods, e.g. ``"describe_cases"``.
            Params: The method's arguments; they become the URL's query.
            ExpiresIn: How long the URL is good for, in whole seconds.
            HttpMethod: ``"POST"`` unless told otherwise.

        Raises:
            UnknownClientMethodError: There is no such method.
            ParamValidationError: ``Params`` break the model.
            ValueError: ``ExpiresIn`` is not a whole number of seconds.
            NoCredentialsError: There is nothing to sign with.
            BotoCoreError: The URL would be longer than 64 KiB.
        """
        from .presign import presigned_url

        return presigned_url(self, ClientMethod, Params, ExpiresIn, HttpMethod)

    def close(self) -> None:
        """Close idle connections. The client stays usable."""
        self._native.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error_class: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __reduce__(self) -> tuple[Callable[..., Support], tuple[Session, dict[str, Any]]]:
        if self._arguments is None:
            raise TypeError(f"cannot pickle {type(self).__name__!r} object without its arguments")
        from .session import create_client

        return create_client, self._arguments()


#: The name of the client's type in ``mypy-boto3-support``.
SupportClient = Support


def find_replacement(
    client: ClientObject, operation_name: str, library: str, base: Any
) -> Callable[..., Any] | None:
    """What somebody has put in the place of the method of a library's class, if it is not the
    library's own; bound to ``client``."""
    method = vars(base).get("_make_api_call")
    # The own one is a function, decorated with one of another module of the library. A wrapper
    # that says of itself what the function says is none.
    is_function = type(method) is type(find_replacement)
    if is_function and str(method.__globals__.get("__name__")).startswith(f"{library}."):
        FOREIGN_METHODS[library] = method
        return None
    from .botocore_calls import bound_replacement

    return bound_replacement(client, operation_name, method)


def refuse_params(params: object) -> NoReturn:
    """Report parameters that are no dict; those of methods are, those of handlers may not be."""
    from .exceptions import ParamValidationError

    raise ParamValidationError(
        report=f"Invalid type for parameter input, value: {params}, "
        f"type: {type(params)}, valid types: {dict}"
    )
