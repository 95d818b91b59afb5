"""The client: ``awssupport.client("support")`` gives an instance of :class:`Support`."""

from __future__ import annotations

from .operations import OPERATION_NAMES, PAGEABLE
from .operations.attachments import AttachmentOperations
from .operations.cases import CaseOperations
from .operations.catalog import CatalogOperations
from .operations.trusted_advisor import TrustedAdvisorOperations
from .operations.uploads import UploadOperations

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name

if TYPE_CHECKING:
    from contextvars import ContextVar
    from typing import Any, ClassVar, Literal, NoReturn, overload

    from ._awssupport import NativeClient
    from .client_exceptions import SupportExceptions
    from .config import Config
    from .paginate import DescribeCasesPaginator, DescribeCommunicationsPaginator

#: Whether a paginator makes the call that is being made, once there are paginators.
PAGINATING: ContextVar[bool] | None = None


class Support(
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
    """

    _PY_TO_OP_NAME: ClassVar[dict[str, str]] = dict(sorted(OPERATION_NAMES.items()))

    def __init__(self, native: NativeClient, config: Config | None = None) -> None:
        self._native = native
        self._config = config
        self._exceptions: SupportExceptions | None = None

    def _make_api_call(self, operation_name: str, api_params: dict[str, Any]) -> dict[str, Any]:
        # Every method comes through here: programs' tests replace it. A warning points at the
        # caller of the method.
        paginating = PAGINATING is not None and PAGINATING.get()
        return self._native.call(operation_name, api_params, 3, None, paginating)

    def can_paginate(self, operation_name: str) -> bool:
        """Say whether a method's answers come in pages.

        Raises:
            KeyError: There is no such method.
        """
        return self._PY_TO_OP_NAME[operation_name] in PAGEABLE

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
            if not self.can_paginate(operation_name):
                from .exceptions import OperationNotPageableError, join_botocore

                join_botocore()
                raise OperationNotPageableError(operation_name=operation_name)
            from . import paginate

            global PAGINATING  # noqa: PLW0603 - there is none before there is a paginator
            PAGINATING = paginate.PAGINATING
            paginator = paginate.PAGINATORS[self._PY_TO_OP_NAME[operation_name]]
            return paginator(getattr(self, operation_name))

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
        """What the client was resolved to."""
        return ClientMeta(self._native, self._config)

    def close(self) -> None:
        """Close idle connections. The client stays usable."""
        self._native.close()


class ClientMeta:
    """What a client was resolved to, read-only."""

    def __init__(self, native: NativeClient, config: Config | None) -> None:
        self._native = native
        self._config = config

    @property
    def region_name(self) -> str | None:
        """The client's region: ``aws-global`` where none was given, ``None`` where none was given
        and an endpoint URL was."""
        return self._native.region_name

    @property
    def endpoint_url(self) -> str:
        """The endpoint as botocore shows it: by the client's region, although every commercial
        region's requests go to us-east-1."""
        return self._native.endpoint_url

    @property
    def method_to_api_mapping(self) -> dict[str, str]:
        """The operation behind each method: ``create_case`` is ``CreateCase``."""
        return Support._PY_TO_OP_NAME

    @property
    def partition(self) -> str:
        """The partition of the client's region, e.g. ``aws`` or ``aws-cn``."""
        return self._native.partition
