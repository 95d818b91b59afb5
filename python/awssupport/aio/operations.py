"""The service's operations as coroutines: the declarations of :mod:`awssupport.operations`, with
their signatures and documentation, awaited."""

from __future__ import annotations

from ..operations import OPERATION_NAMES, declared_as
from ..operations.attachments import AttachmentOperations
from ..operations.cases import CaseOperations
from ..operations.catalog import CatalogOperations
from ..operations.trusted_advisor import TrustedAdvisorOperations
from ..operations.uploads import UploadOperations

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any, Concatenate, ParamSpec, TypeVar

    _P = ParamSpec("_P")
    _R = TypeVar("_R")


def _awaited(
    method: Callable[Concatenate[Any, _P], _R],
) -> Callable[Concatenate[Any, _P], Coroutine[Any, Any, _R]]:
    """The coroutine function of a method that waits."""
    method_name: str = method.__name__
    operation_name = OPERATION_NAMES[method_name]

    async def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        if args:
            raise TypeError(f"{method_name}() only accepts keyword arguments.")
        return await self._make_api_call(operation_name, kwargs)

    declaration: Any = method.__wrapped__  # type: ignore[attr-defined]
    awaited: Any = declared_as(declaration, call)
    return awaited  # type: ignore[no-any-return]


class AsyncOperations:
    """All operations, by area."""

    add_attachments_to_set = _awaited(AttachmentOperations.add_attachments_to_set)
    describe_attachment = _awaited(AttachmentOperations.describe_attachment)
    get_attachment_download_link = _awaited(AttachmentOperations.get_attachment_download_link)

    get_attachment_upload_links = _awaited(UploadOperations.get_attachment_upload_links)
    complete_attachment_upload = _awaited(UploadOperations.complete_attachment_upload)
    describe_attachment_upload_status = _awaited(UploadOperations.describe_attachment_upload_status)

    create_case = _awaited(CaseOperations.create_case)
    describe_cases = _awaited(CaseOperations.describe_cases)
    add_communication_to_case = _awaited(CaseOperations.add_communication_to_case)
    describe_communications = _awaited(CaseOperations.describe_communications)
    resolve_case = _awaited(CaseOperations.resolve_case)

    describe_services = _awaited(CatalogOperations.describe_services)
    describe_severity_levels = _awaited(CatalogOperations.describe_severity_levels)
    describe_create_case_options = _awaited(CatalogOperations.describe_create_case_options)
    describe_supported_languages = _awaited(CatalogOperations.describe_supported_languages)

    describe_trusted_advisor_checks = _awaited(
        TrustedAdvisorOperations.describe_trusted_advisor_checks
    )
    describe_trusted_advisor_check_result = _awaited(
        TrustedAdvisorOperations.describe_trusted_advisor_check_result
    )
    describe_trusted_advisor_check_summaries = _awaited(
        TrustedAdvisorOperations.describe_trusted_advisor_check_summaries
    )
    describe_trusted_advisor_check_refresh_statuses = _awaited(
        TrustedAdvisorOperations.describe_trusted_advisor_check_refresh_statuses
    )
    refresh_trusted_advisor_check = _awaited(TrustedAdvisorOperations.refresh_trusted_advisor_check)
