"""Which operations awssupport has so far, and their input shapes as botocore models them."""

from __future__ import annotations

from typing import Any

import botocore
import botocore.session
from botocore.model import ServiceModel, Shape

from .environment import cleaned
from .sides import KEYS, SUBJECT, close


def service_model() -> ServiceModel:
    """botocore's model of the service."""
    return botocore.session.Session().get_service_model("support")


def available_operations() -> list[str]:
    """The operations the subject's ``_make_api_call`` knows.

    Each is asked with a parameter that none has: an operation that exists refuses it.
    """
    with cleaned():
        client = SUBJECT.client(region_name="us-east-1", **KEYS)
        names = [name for name in service_model().operation_names if _exists(client, name)]
        close(client)
    return names


def _exists(client: Any, operation: str) -> bool:
    try:
        client._make_api_call(operation, {"noSuchParameter": 1})
    except SUBJECT.exceptions.ParamValidationError:
        return True
    except Exception:
        return False
    raise AssertionError(f"{operation} takes a parameter that it does not have")


def method_name(operation: str) -> str:
    """``AddAttachmentsToSet`` -> ``add_attachments_to_set``, by botocore's rule."""
    name = botocore.xform_name(operation)
    assert isinstance(name, str)
    return name


def method_names() -> list[str]:
    """The methods of a client, in the order of the model."""
    return [method_name(name) for name in service_model().operation_names]


def output_shape(operation: str) -> Shape:
    """The shape of an operation's answer."""
    shape: Any = service_model().operation_model(operation).output_shape
    assert isinstance(shape, Shape)
    return shape


def input_shape(operation: str) -> Shape:
    """The shape of an operation's parameters."""
    shape: Any = service_model().operation_model(operation).input_shape
    assert isinstance(shape, Shape)
    return shape
