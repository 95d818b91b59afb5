"""The service's table in ``src/model/support.rs``, read as text: it is data in a fixed form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


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


_SHAPE = re.compile(
    r"static (\w+): Shape =\s*Shape::(\w+)\((.*?)\)(?:\.with_min\((\d+)\))?;", re.DOTALL
)
_MEMBER = re.compile(r'Member::(required|optional)\("(\w+)", &(\w+)\)')
_OPERATION = re.compile(
    r'OperationModel \{\s*name: "(\w+)",\s*method_name: "(\w+)",\s*input: &(\w+),\s*'
    r"output: &(\w+),\s*errors: &\[(.*?)\],\s*\}",
    re.DOTALL,
)


def read_table() -> Table:
    """Read the table of the working tree."""
    source = (ROOT / "src" / "model" / "support.rs").read_text()
    table = Table()
    for constant, kind, arguments, minimum in _SHAPE.findall(source):
        name, _, rest = arguments.partition(",")
        table.shapes[constant] = Shape(
            kind,
            name.strip().strip('"'),
            tuple(Member(n, r == "required", c) for r, n, c in _MEMBER.findall(rest)),
            rest.strip().removeprefix("&") if kind == "list" else "",
            int(minimum) if minimum else None,
        )
    for name, method, given, answered, errors in _OPERATION.findall(source):
        names = tuple(
            error.strip().removeprefix("&") for error in errors.split(",") if error.strip()
        )
        table.operations[name] = Operation(name, method, given, answered, names)
    assert len(table.shapes) == source.count(": Shape =")
    assert len(table.operations) == source.count("OperationModel {")
    return table
