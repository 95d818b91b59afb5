"""What tests say about calls that the service refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

CASE = {"subject": "TEST CASE-Please ignore", "communicationBody": "Hello."}


def refusal(client: Any, call: Callable[..., Any], code: str, **arguments: Any) -> str:
    """Check that the call is refused with this code, by its own class if it has one.

    Returns the message.
    """
    with pytest.raises(client.exceptions.ClientError) as caught:
        call(**arguments)
    error: Any = caught.value
    assert error.response["Error"]["Code"] == code, error
    modelled = isinstance(error, client.exceptions.from_code(code))
    assert modelled
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    message = error.response["Error"]["Message"]
    assert message
    return str(message)


def new_case(client: Any, **members: Any) -> str:
    """Create a case; returns its id."""
    return str(client.create_case(**{**CASE, **members})["caseId"])
