"""The service's model: operations and the shapes of their parameters and answers.

Reached through ``client.meta.service_model``, and made when first asked for. Names, attributes and
values are those of botocore's model of the service, so that what walks that walks this:
``botocore.validate``, ``botocore.stub`` and the like. There is one difference: ``documentation`` is
empty. What an operation does is said in the docstring of the client's method.
"""

from __future__ import annotations

from functools import cached_property

from ._awssupport import service_table

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name

if TYPE_CHECKING:
    from typing import Any

_SERIALIZATION = ("location", "payload", "streaming", "flattened", "eventstream", "hostLabel")
_METADATA = (
    *("required", "min", "max", "pattern", "sensitive", "enum", "idempotencyToken", "error"),
    *("exception", "document", "union"),
)


class NoShapeFoundError(Exception):
    """The model has no shape of this name."""


class ServiceId(str):
    """The service's id: a text that knows how it is spelled in the names of events."""

    __slots__ = ()

    def hyphenize(self) -> str:
        """The id in lower case, with hyphens for blanks."""
        return self.replace(" ", "-").lower()


class Shape:
    """A named type of the model: of numbers, booleans and bytes this class itself."""

    name: str
    #: ``structure``, ``list``, ``string``, ``boolean``, ``integer``, ``long``, ``double``, ``blob``
    type_name: str
    #: Always empty.
    documentation: str = ""

    def __init__(
        self, shape_name: str, shape_model: dict[str, Any], service_model: ServiceModel
    ) -> None:
        self.name = shape_name
        self.type_name = shape_model["type"]
        self._shape_model = shape_model
        self._service_model = service_model

    @cached_property
    def metadata(self) -> dict[str, Any]:
        """What is said of values: ``required``, ``min``, ``max``, ``pattern``, ``enum``,
        ``exception``, each only where the model says it."""
        return {name: self._shape_model[name] for name in _METADATA if name in self._shape_model}

    @cached_property
    def serialization(self) -> dict[str, Any]:
        """What is said of the way onto the wire: nothing, for this service."""
        model = self._shape_model
        found = {name: model[name] for name in _SERIALIZATION if name in model}
        if "locationName" in model:
            found["name"] = model["locationName"]
        return found

    @cached_property
    def required_members(self) -> list[str]:
        """The members that must be given, in the model's order."""
        required: list[str] = self.metadata.get("required", [])
        return required

    @property
    def event_stream_name(self) -> str | None:
        """The member that is a stream of events: the service has none."""
        return None

    def __repr__(self) -> str:
        return f"<{type(self).__name__}({self.name})>"


class StructureShape(Shape):
    """A dict with named members."""

    @cached_property
    def members(self) -> dict[str, Shape]:
        """The members' shapes by name, in the model's order."""
        resolve = self._service_model.resolve_shape_ref
        return {name: resolve(ref) for name, ref in self._shape_model["members"].items()}

    @cached_property
    def error_code(self) -> str | None:
        """The code that an error of this shape comes with; ``None`` for what is no error."""
        return self.name if self.metadata.get("exception", False) else None

    @cached_property
    def is_document_type(self) -> bool:
        """Whether it takes any JSON: no shape of the service does."""
        return bool(self.metadata.get("document", False))

    @cached_property
    def is_tagged_union(self) -> bool:
        """Whether exactly one member may be given: of no shape of the service."""
        return bool(self.metadata.get("union", False))


class ListShape(Shape):
    """A list of items of one shape."""

    @cached_property
    def member(self) -> Shape:
        """The items' shape."""
        return self._service_model.resolve_shape_ref(self._shape_model["member"])


class StringShape(Shape):
    """A text."""

    @cached_property
    def enum(self) -> list[str]:
        """The texts that the model knows; empty for any text."""
        known: list[str] = self.metadata.get("enum", [])
        return known


_SHAPE_CLASSES: dict[str, type[Shape]] = {
    "structure": StructureShape,
    "list": ListShape,
    "string": StringShape,
}


class ServiceModel:
    """The whole model of a service.

    Args:
        service_description: The model as data; without it, that of AWS Support.
        service_name: The service's name; without it, the first label of its host names.
    """

    documentation: str = ""

    def __init__(
        self, service_description: dict[str, Any] | None = None, service_name: str | None = None
    ) -> None:
        self._service_description = service_description or service_table()
        self.metadata: dict[str, Any] = self._service_description["metadata"]
        self._service_name = service_name
        self._shapes: dict[str, Shape] = {}
        self._operations: dict[str, OperationModel] = {}
        #: Can be set, as in botocore; it has no effect on clients.
        self.signature_version: str | None = self.metadata["signatureVersion"]

    def shape_for(self, shape_name: str, member_traits: dict[str, Any] | None = None) -> Shape:
        """The shape of this name.

        Args:
            shape_name: E.g. ``"AttachmentSetId"``.
            member_traits: What one place says of the shape beside what the shape says itself.

        Raises:
            NoShapeFoundError: There is none.
        """
        if shape_name in self._shapes and not member_traits:
            return self._shapes[shape_name]
        try:
            model = self._service_description["shapes"][shape_name]
        except KeyError:
            raise NoShapeFoundError(shape_name) from None
        shape = _SHAPE_CLASSES.get(model["type"], Shape)(
            shape_name, {**model, **(member_traits or {})}, self
        )
        return shape if member_traits else self._shapes.setdefault(shape_name, shape)

    def resolve_shape_ref(self, shape_ref: dict[str, Any]) -> Shape:
        """The shape that a reference, a dict with the key ``shape``, stands for."""
        traits = {name: value for name, value in shape_ref.items() if name != "shape"}
        return self.shape_for(shape_ref["shape"], traits)

    @cached_property
    def shape_names(self) -> list[str]:
        """The names of all shapes, in alphabetical order."""
        return list(self._service_description["shapes"])

    @cached_property
    def error_shapes(self) -> list[StructureShape]:
        """The shapes of all modelled errors, in alphabetical order."""
        shapes = [self.shape_for(name) for name in self.shape_names]
        return [shape for shape in shapes if isinstance(shape, StructureShape) and shape.error_code]

    def shape_for_error_code(self, error_code: str | None) -> StructureShape | None:
        """The shape of the error with this code; ``None`` if the model has no such error."""
        return self._shapes_of_codes.get(error_code)

    @cached_property
    def _shapes_of_codes(self) -> dict[str | None, StructureShape]:
        return {shape.error_code: shape for shape in self.error_shapes}

    def operation_model(self, operation_name: str) -> OperationModel:
        """The operation of this name, e.g. ``"DescribeCases"``.

        Raises:
            OperationNotFoundError: There is none.
        """
        if operation_name not in self._operations:
            try:
                model = self._service_description["operations"][operation_name]
            except KeyError:
                from .exceptions import OperationNotFoundError

                raise OperationNotFoundError(operation_name) from None
            made = OperationModel(model, self, operation_name)
            return self._operations.setdefault(operation_name, made)
        return self._operations[operation_name]

    @cached_property
    def operation_names(self) -> list[str]:
        """The names of all operations, in alphabetical order."""
        return list(self._service_description["operations"])

    @property
    def endpoint_discovery_operation(self) -> OperationModel | None:
        """The operation that finds endpoints: the service has none."""
        return None

    @property
    def endpoint_discovery_required(self) -> bool:
        """Whether endpoints must be found by an operation: they are computed."""
        return False

    @property
    def service_name(self) -> str:
        """boto3's name of the service."""
        return self.endpoint_prefix if self._service_name is None else self._service_name

    @cached_property
    def service_id(self) -> ServiceId:
        """The id that names of events are made of."""
        return ServiceId(self.metadata["serviceId"])

    @property
    def signing_name(self) -> str:
        """The service's name in signatures."""
        return str(self.metadata.get("signingName", self.endpoint_prefix))

    @property
    def api_version(self) -> str:
        """The version of the API, a date."""
        return str(self.metadata["apiVersion"])

    @property
    def protocol(self) -> str:
        """The protocol's name in the model."""
        return str(self.metadata["protocol"])

    @property
    def protocols(self) -> list[str]:
        """All protocols that the service speaks."""
        protocols: list[str] = self.metadata["protocols"]
        return protocols

    @property
    def resolved_protocol(self) -> str:
        """The protocol in use."""
        return self.protocol

    @property
    def endpoint_prefix(self) -> str:
        """The first label of the service's host names."""
        return str(self.metadata["endpointPrefix"])

    @property
    def client_context_parameters(self) -> list[Any]:
        """Options of a client that endpoints depend on: none."""
        return []

    @property
    def is_query_compatible(self) -> bool:
        """Whether the service once spoke another protocol: it did not."""
        return "awsQueryCompatible" in self.metadata

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.service_name})"


class OperationModel:
    """One operation. What the service's operations do without, such as streams, reads as absent."""

    documentation: str = ""
    deprecated: bool = False
    endpoint_discovery: dict[str, Any] | None = None
    is_endpoint_discovery_operation: bool = False
    request_compression: dict[str, Any] | None = None
    auth: list[str] | None = None
    auth_type: str | None = None
    resolved_auth_type: str | None = None
    unsigned_payload: bool | None = None
    endpoint: dict[str, Any] | None = None
    http_checksum_required: bool = False
    has_event_stream_input: bool = False
    has_event_stream_output: bool = False
    has_streaming_input: bool = False
    has_streaming_output: bool = False

    def __init__(
        self, operation_model: dict[str, Any], service_model: ServiceModel, name: str | None = None
    ) -> None:
        self._operation_model = operation_model
        self._service_model = service_model
        self.name: str = name or operation_model["name"]
        #: The whole service's metadata.
        self.metadata: dict[str, Any] = service_model.metadata
        #: The HTTP ``method`` and the path, ``requestUri``.
        self.http: dict[str, str] = operation_model["http"]

    @property
    def wire_name(self) -> str:
        """The operation's name in a request."""
        return str(self._operation_model["name"])

    @property
    def service_model(self) -> ServiceModel:
        """The model this operation is part of."""
        return self._service_model

    @cached_property
    def input_shape(self) -> StructureShape:
        """The parameters."""
        return self._structure("input")

    @cached_property
    def output_shape(self) -> StructureShape:
        """The answer."""
        return self._structure("output")

    def _structure(self, side: str) -> StructureShape:
        shape = self._service_model.resolve_shape_ref(self._operation_model[side])
        if not isinstance(shape, StructureShape):
            raise TypeError(f"the {side} of {self.name} is no structure")
        return shape

    @cached_property
    def error_shapes(self) -> list[Shape]:
        """The errors modelled on this operation, in the model's order."""
        resolve = self._service_model.resolve_shape_ref
        return [resolve(ref) for ref in self._operation_model["errors"]]

    @property
    def idempotent_members(self) -> list[str]:
        """Parameters that are filled in where they are not given: none."""
        return []

    @property
    def static_context_parameters(self) -> list[Any]:
        """What an endpoint depends on for this operation: nothing."""
        return []

    @property
    def context_parameters(self) -> list[Any]:
        """Parameters that an endpoint depends on: none."""
        return []

    @property
    def operation_context_parameters(self) -> list[Any]:
        """Parts of parameters that an endpoint depends on: none."""
        return []

    @property
    def http_checksum(self) -> dict[str, Any]:
        """How bodies are checked: by their signature alone."""
        return {}

    def get_event_stream_input(self) -> Shape | None:
        """The parameter that is a stream of events: there is none."""
        return None

    def get_event_stream_output(self) -> Shape | None:
        """The member of the answer that is a stream of events: there is none."""
        return None

    def get_streaming_input(self) -> Shape | None:
        """The parameter that is the body itself: there is none."""
        return None

    def get_streaming_output(self) -> Shape | None:
        """The member of the answer that is the body itself: there is none."""
        return None

    def __repr__(self) -> str:
        return f"{type(self).__name__}(name={self.name})"
