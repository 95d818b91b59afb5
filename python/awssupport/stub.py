"""Canned answers for tests of programs: no connection, no credentials.

    from awssupport.stub import ANY, Stubber

    with Stubber(client) as stubber:
        stubber.add_response(
            "create_case", {"caseId": "case-1"}, {"subject": "s", "communicationBody": ANY}
        )
        program(client)
        stubber.assert_no_pending_responses()

As ``botocore.stub``, which works with clients of this package too where botocore is installed.
"""

from __future__ import annotations

from collections import deque
from pprint import pformat

from .event_requests import Response, kin
from .exceptions import (
    ParamValidationError,
    StubAssertionError,
    StubResponseError,
    UnStubbedResponseError,
)

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType
    from typing import Any

    from typing_extensions import Self


__all__ = [
    "ANY",
    "StubAssertionError",
    "StubResponseError",
    "Stubber",
    "UnStubbedResponseError",
]


class _Any:
    """Equal to everything."""

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return "<ANY>"


#: Stands for any value of one of the expected parameters.
ANY = _Any()

_CALL_ID = "boto_stubber"
_PARAMS_ID = "boto_stubber_expected_params"
_ENDPOINT_ID = "boto_stubber_stub_account_id"


class Stubber:
    """Answers a client's calls from a queue, first in, first out.

    Active within ``with``, or between :meth:`activate` and :meth:`deactivate`. The parameters of
    calls are validated all the same.
    """

    def __init__(self, client: Any) -> None:
        self.client = client
        self._queue: deque[dict[str, Any]] = deque()

    def __enter__(self) -> Self:
        self.activate()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.deactivate()

    def activate(self) -> None:
        """Answer the client's calls from now on."""
        events = self.client.meta.events
        events.register_first("before-parameter-build.*.*", self._check_params, _PARAMS_ID)
        events.register("before-call.*.*", self._next_response, _CALL_ID)
        events.register("before-endpoint-resolution.*", _forget_account, _ENDPOINT_ID)

    def deactivate(self) -> None:
        """Let the client's calls go to the service again."""
        events = self.client.meta.events
        events.unregister("before-parameter-build.*.*", unique_id=_PARAMS_ID)
        events.unregister("before-call.*.*", unique_id=_CALL_ID)
        events.unregister("before-endpoint-resolution.*", unique_id=_ENDPOINT_ID)

    def add_response(
        self,
        method: str,
        service_response: dict[str, Any],
        expected_params: dict[str, Any] | None = None,
    ) -> None:
        """Answer a call with ``service_response``, as it is.

        Args:
            method: The client's method, such as ``"create_case"``.
            service_response: The answer; it must fit the service's model.
            expected_params: The parameters that the call must have, and no others.

        Raises:
            ValueError: The client has no such method.
            ParamValidationError: The answer does not fit the model.
        """
        service_model: Any = self._service_model()
        if not hasattr(self.client, method):
            raise ValueError(f"Client {service_model.service_name} does not have method: {method}")
        name = self.client.meta.method_to_api_mapping.get(method)
        answer = service_response
        if isinstance(answer, dict):
            answer = {key: answer[key] for key in answer if key != "ResponseMetadata"}
        _validate(answer, service_model.operation_model(name).output_shape)
        self._add(name, 200, service_response, expected_params)

    def add_client_error(
        self,
        method: str,
        service_error_code: str = "",
        service_message: str = "",
        http_status_code: int = 400,
        service_error_meta: dict[str, Any] | None = None,
        expected_params: dict[str, Any] | None = None,
        response_meta: dict[str, Any] | None = None,
        modeled_fields: dict[str, Any] | None = None,
    ) -> None:
        """Answer a call with an error.

        Args:
            method: The client's method, such as ``"create_case"``.
            service_error_code: Chooses the exception's class.
            service_message: Its text.
            http_status_code: At least 300.
            service_error_meta: More of ``response["Error"]``.
            expected_params: The parameters that the call must have, and no others.
            response_meta: More of ``response["ResponseMetadata"]``.
            modeled_fields: Members of the modelled error, such as ``throttlingReasons``.

        Raises:
            ParamValidationError: ``modeled_fields`` do not fit the model.
        """
        parsed: dict[str, Any] = {
            "ResponseMetadata": {"HTTPStatusCode": http_status_code, **(response_meta or {})},
            "Error": {
                "Message": service_message,
                "Code": service_error_code,
                **(service_error_meta or {}),
            },
        }
        if modeled_fields is not None:
            shape = self._service_model().shape_for_error_code(service_error_code)
            _validate(modeled_fields, shape)
            parsed.update(modeled_fields)
        name = self.client.meta.method_to_api_mapping.get(method)
        self._add(name, http_status_code, parsed, expected_params)

    def assert_no_pending_responses(self) -> None:
        """Make sure that every answer was asked for.

        Raises:
            AssertionError: Some were not.
        """
        remaining = len(self._queue)
        if remaining:
            raise AssertionError(f"{remaining} responses remaining in queue.")

    def _service_model(self) -> Any:
        return self.client.meta.service_model

    def _add(
        self,
        operation_name: str | None,
        status: int,
        parsed: dict[str, Any],
        expected_params: dict[str, Any] | None,
    ) -> None:
        self._queue.append(
            {
                "operation_name": operation_name,
                "response": (kin(Response, "AWSResponse")(None, status, {}, b""), parsed),
                "expected_params": expected_params,
            }
        )

    def _next_response(self, model: Any, **_: Any) -> Any:
        self._check_operation(model.name)
        return self._queue.popleft()["response"]

    def _check_operation(self, name: str) -> None:
        if not self._queue:
            raise UnStubbedResponseError(
                operation_name=name,
                reason="Unexpected API Call: A call was made but no additional calls expected. "
                "Either the API Call was not stubbed or it was called multiple times.",
            )
        expected = self._queue[0]["operation_name"]
        if expected != name:
            raise StubResponseError(
                operation_name=name,
                reason=f"Operation mismatch: found response for {expected}.",
            )

    def _check_params(
        self, model: Any, params: dict[str, Any], context: dict[str, Any], **_: Any
    ) -> None:
        if context and context.get("is_presign_request"):
            return  # nothing is sent, so nothing is answered
        self._check_operation(model.name)
        expected = self._queue[0]["expected_params"]
        if expected is None:
            return
        same = expected.keys() == params.keys() and not any(
            value != params[name] for name, value in expected.items()
        )
        if not same:
            raise StubAssertionError(
                operation_name=model.name,
                reason=f"Expected parameters:\n{pformat(expected)},\n"
                f"but received:\n{pformat(params)}",
            )


def _forget_account(builtins: dict[str, Any], **_: Any) -> None:
    """Ask no credentials for an account's id."""
    if "AWS::Auth::AccountId" in builtins:
        builtins["AWS::Auth::AccountId"] = None


# Answers against the model ----------------------------------------------------------------------

_TYPES: dict[str, tuple[type, ...]] = {
    "structure": (dict,),
    "list": (list, tuple),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
}
_NUMBERS = ("integer", "long", "float", "double")


def _validate(answer: dict[str, Any], shape: Any) -> None:
    """Make sure that an answer fits its shape in the model; no shape means no members."""
    if shape is not None:
        report = "\n".join(_violations(answer, shape, ""))
    else:
        report = "Service response should only contain ResponseMetadata." if answer else ""
    if report:
        raise ParamValidationError(report=report)


def _violations(value: Any, shape: Any, path: str) -> Iterator[str]:
    """What is wrong with a value, a line each; what is in it comes last."""
    name = path.removeprefix(".") or "input"
    expected = _expected_types(value, shape.type_name)
    if expected:
        yield (
            f"Invalid type for parameter {name}, value: {value}, "
            f"type: {type(value)}, valid types: {expected}"
        )
    elif shape.type_name == "structure":
        yield from _violations_of_structure(value, shape, path, name)
    elif "min" in shape.metadata:
        measured = "value" if shape.type_name in _NUMBERS else "length"
        size = value if measured == "value" else len(value)
        if size < shape.metadata["min"]:
            yield (
                f"Invalid {measured} for parameter {name}, value: {size}, "
                f"valid min {measured}: {shape.metadata['min']}"
            )
    if not expected and shape.type_name == "list":
        for index, item in enumerate(value):
            yield from _violations(item, shape.member, f"{path}[{index}]")


def _violations_of_structure(
    value: dict[Any, Any], shape: Any, path: str, name: str
) -> Iterator[str]:
    for required in shape.metadata.get("required", ()):
        if required not in value:
            yield f'Missing required parameter in {name}: "{required}"'
    members = shape.members
    for key in value:
        if key not in members:
            yield f'Unknown parameter in {name}: "{key}", must be one of: {", ".join(members)}'
    for key, item in value.items():
        if key in members:
            yield from _violations(item, members[key], f"{path}.{key}")


def _expected_types(value: Any, type_name: str) -> str:
    """The types a value could have had; nothing for one that has one of them."""
    if type_name == "blob":
        if isinstance(value, (bytes, bytearray, str)) or hasattr(value, "read"):
            return ""
        return f"{bytes}, {bytearray}, file-like object"
    types = _TYPES.get(type_name)
    if types is None:
        from decimal import Decimal

        types = float, Decimal, int
    return "" if isinstance(value, types) else ", ".join(map(str, types))
