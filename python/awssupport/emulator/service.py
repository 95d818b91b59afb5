"""From target and document to response document: the service without its transport."""

from __future__ import annotations

from .errors import ServiceError
from .operations import HANDLERS, SERVICE_OPERATIONS
from .parameters import Parameters, parse_document
from .state import SupportState

TARGET_PREFIX = "AWSSupport_20130415."


def operation_name(target: str | None) -> str | None:
    """`AWSSupport_20130415.DescribeCases` -> `DescribeCases`; None for any other text."""
    if target is None or not target.startswith(TARGET_PREFIX):
        return None
    return target[len(TARGET_PREFIX) :]


def read_parameters(body: bytes) -> Parameters | ServiceError:
    """The request's parameters, or the error to raise once it is the body's turn to be judged.

    Returned rather than raised: what arrived is recorded before anything is refused.
    """
    try:
        return parse_document(body)
    except ServiceError as error:
        return error


def perform(
    state: SupportState, operation: str | None, parameters: Parameters | ServiceError
) -> dict[str, object]:
    """Perform one operation. Raises `ServiceError`, in this order of precedence:
    UnknownOperationException, SubscriptionRequiredException, SerializationException, the rest.
    """
    if operation not in SERVICE_OPERATIONS:
        raise ServiceError("UnknownOperationException", "The service has no such operation.")
    if not state.subscription:
        raise ServiceError("SubscriptionRequiredException")
    handler = HANDLERS.get(operation)
    if handler is None:
        raise ServiceError(
            "UnknownOperationException", f"The emulator does not implement {operation} yet."
        )
    if isinstance(parameters, ServiceError):
        raise parameters
    return handler(state, parameters)
