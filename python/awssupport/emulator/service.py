"""From target and document to response document: the service without its transport."""

from __future__ import annotations

from .calls import Call, Document
from .constraints import validate
from .errors import ServiceError
from .operations import OPERATIONS
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
    state: SupportState,
    operation: str | None,
    parameters: Parameters | ServiceError,
    base_url: str = "http://127.0.0.1",
) -> Document:
    """Perform one operation. Raises `ServiceError`, in this order of precedence:
    UnknownOperationException, SubscriptionRequiredException, SerializationException (no JSON),
    ValidationException, the rest. `base_url` is what links start with.
    """
    known = OPERATIONS.get(operation or "")
    if known is None:
        raise ServiceError("UnknownOperationException", "The service has no such operation.")
    if not state.subscription:
        raise ServiceError("SubscriptionRequiredException")
    if isinstance(parameters, ServiceError):
        raise parameters
    validate(parameters, known.request)
    return known.handler(Call(state, parameters, base_url))
