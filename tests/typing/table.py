"""The service's table, as the extension gives it."""

from __future__ import annotations

from dataclasses import dataclass, field

from awssupport._awssupport import service_table


@dataclass(frozen=True)
class Member:
    """A member of a structure."""

    name: str
    required: bool
    constant: str


@dataclass(frozen=True)
class Shape:
    """A row of the table; of a list, ``item`` is the constant of what it holds."""

    kind: str
    name: str
    members: tuple[Member, ...] = ()
    item: str = ""
    minimum: int | None = None


@dataclass(frozen=True)
class Operation:
    """A row of the operations."""

    name: str
    method: str
    input: str
    output: str
    errors: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The whole file."""

    shapes: dict[str, Shape] = field(default_factory=dict)
    operations: dict[str, Operation] = field(default_factory=dict)

    def structure(self, constant: str) -> Shape:
        """A structure by its constant's name."""
        shape = self.shapes[constant]
        assert shape.kind == "structure"
        return shape


def read_table() -> Table:
    """The table of the installed package; a shape's constant is its name."""
    source = service_table()
    methods = {operation: method for method, operation in source["methods"].items()}
    table = Table()
    for name, shape in source["shapes"].items():
        required = shape.get("required", ())
        table.shapes[name] = Shape(
            shape["type"],
            name,
            tuple(
                Member(member, member in required, target["shape"])
                for member, target in shape.get("members", {}).items()
            ),
            shape["member"]["shape"] if shape["type"] == "list" else "",
            shape.get("min"),
        )
    for name, operation in source["operations"].items():
        table.operations[name] = Operation(
            name,
            methods[name],
            operation["input"]["shape"],
            operation["output"]["shape"],
            tuple(error["shape"] for error in operation["errors"]),
        )
    return table
