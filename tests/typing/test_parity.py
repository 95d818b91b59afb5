"""The table, the TypedDicts, the methods and botocore's model say the same, member by member."""

from __future__ import annotations

import inspect
import sys
import typing
from collections.abc import Iterator, Sequence
from typing import Any

import botocore
import botocore.session
import pytest

import awssupport.type_defs
from awssupport import paginate
from awssupport.literals import UploadStatusType
from awssupport.operations import ABSENT, OPERATION_NAMES, PAGEABLE
from awssupport.support import Support
from tests.typing.table import Operation, Shape, Table, read_table

TABLE = read_table()
MODEL = botocore.session.Session().get_service_model("support")
SEQUENCE: Any = Sequence
LIST: Any = list
SCALARS = {"string": str, "boolean": bool, "integer": int, "long": int, "double": float}

#: In an answer these say that there is more; all else a program may count on.
MAY_BE_ABSENT = {"nextToken", "nextIndex"}

#: Where mypy-boto3's types are narrower than the model's, or are not named after the shape.
LITERALS = {"UploadStatus": UploadStatusType}
NAMES = {("Attachment", False): "AttachmentOutputTypeDef"}
UNIONS = {("Attachment", True): "AttachmentUnionTypeDef"}

operations = pytest.mark.parametrize("operation", TABLE.operations.values(), ids=TABLE.operations)


def type_def(name: str) -> Any:
    """One of the types, by name."""
    found = getattr(awssupport.type_defs, name, None)
    assert found is not None, f"awssupport.type_defs has no {name}"
    return found


def expected_type(table: Table, constant: str, *, is_input: bool) -> Any:
    """The annotation of a member whose shape this is."""
    shape = table.shapes[constant]
    if shape.name in LITERALS:
        return LITERALS[shape.name]
    if shape.kind == "blob":
        return type_def("BlobTypeDef") if is_input else bytes
    if shape.kind == "list":
        item: Any = expected_type(table, shape.item, is_input=is_input)
        return (SEQUENCE if is_input else LIST)[item]
    if shape.kind == "structure":
        key = (shape.name, is_input)
        return type_def(UNIONS.get(key, NAMES.get(key, f"{shape.name}TypeDef")))
    return SCALARS[shape.kind]


def differences(names: list[str], expected: list[str], where: str) -> list[str]:
    """What is missing, what is too much, or that the order differs."""
    missing = [f"{where} lacks {name}" for name in expected if name not in names]
    extra = [f"{where} has {name}, which the table lacks" for name in names if name not in expected]
    if missing or extra or names == expected:
        return missing + extra
    return [f"{where} has the members in the order {names}, the table in the order {expected}"]


def compared(shape: Shape, *, is_input: bool, required: set[str], name: str) -> list[str]:
    """How a TypedDict differs from a structure of the table."""
    typed = type_def(name)
    hints = typing.get_type_hints(typed)
    members = [member.name for member in shape.members]
    found = differences([key for key in hints if key != "ResponseMetadata"], members, name)
    for member in shape.members:
        expected = expected_type(TABLE, member.constant, is_input=is_input)
        if member.name in hints and hints[member.name] != expected:
            found.append(f"{name}.{member.name} is {hints[member.name]}, not {expected}")
    if sys.version_info >= (3, 11):  # before, the classes do not know
        for key in sorted((set(typed.__required_keys__) ^ required) & set(hints)):
            found.append(f"{name}.{key} is {'not ' if key in required else ''}required")
    return found


def nested(constant: str) -> Iterator[Shape]:
    """The structures inside of one."""
    shape = TABLE.shapes[constant]
    for inner in [shape.item] if shape.item else [member.constant for member in shape.members]:
        if TABLE.shapes[inner].kind == "structure":
            yield TABLE.shapes[inner]
        yield from nested(inner)


def modelled(shape: Shape) -> set[str]:
    """The members that the model requires."""
    return {member.name for member in shape.members if member.required}


@operations
def test_requests(operation: Operation) -> None:
    shape = TABLE.structure(operation.input)
    assert shape.name == f"{operation.name}Request"
    name = f"{operation.name}RequestTypeDef"
    assert compared(shape, is_input=True, required=modelled(shape), name=name) == []
    for inner in nested(operation.input):
        found = compared(
            inner, is_input=True, required=modelled(inner), name=f"{inner.name}TypeDef"
        )
        assert found == []


@operations
def test_answers(operation: Operation) -> None:
    shape = TABLE.structure(operation.output)
    assert shape.name == f"{operation.name}Response"
    required = {member.name for member in shape.members} - MAY_BE_ABSENT | {"ResponseMetadata"}
    name = f"{operation.name}ResponseTypeDef"
    assert compared(shape, is_input=False, required=required, name=name) == []
    for inner in nested(operation.output):
        inner_name = NAMES.get((inner.name, False), f"{inner.name}TypeDef")
        found = compared(inner, is_input=False, required=modelled(inner), name=inner_name)
        assert found == []


@operations
def test_methods(operation: Operation) -> None:
    assert OPERATION_NAMES.get(operation.method) == operation.name
    method = getattr(Support, operation.method)
    given = dict(inspect.signature(method).parameters)
    del given["self"]
    shape = TABLE.structure(operation.input)
    where = f"{operation.method}()"
    assert differences(list(given), [member.name for member in shape.members], where) == []
    typed = typing.get_type_hints(type_def(f"{operation.name}RequestTypeDef"))
    for member in shape.members:
        parameter = given[member.name]
        assert parameter.kind is inspect.Parameter.KEYWORD_ONLY
        default = inspect.Parameter.empty if member.required else ABSENT
        assert parameter.default is default, f"{where}: {member.name}"
        assert hint(parameter.annotation) == typed[member.name], f"{where}: {member.name}"
    answer = inspect.signature(method).return_annotation
    assert answer == f"{operation.name}ResponseTypeDef"


def hint(annotation: str) -> Any:
    """An annotation of a method, which is text at run time."""
    return eval(annotation, {**vars(awssupport.type_defs), "Sequence": Sequence})


def test_no_method_too_many() -> None:
    found = {operation.method: operation.name for operation in TABLE.operations.values()}
    assert found == OPERATION_NAMES
    assert list(Support._PY_TO_OP_NAME) == sorted(found)


def test_no_type_too_many() -> None:
    expected = {"BlobTypeDef", "AttachmentUnionTypeDef", "AttachmentOutputTypeDef"}
    expected |= {"PaginatorConfigTypeDef", "ResponseMetadataTypeDef"}
    expected |= {f"{name}RequestPaginateTypeDef" for name in PAGEABLE}
    for operation in TABLE.operations.values():
        for constant in (operation.input, operation.output):
            names = [TABLE.shapes[constant].name, *(shape.name for shape in nested(constant))]
            expected |= {f"{name}TypeDef" for name in names}
    assert set(awssupport.type_defs.__all__) == expected
    assert sorted(awssupport.type_defs.__all__) == awssupport.type_defs.__all__


@pytest.mark.parametrize("name", PAGEABLE)
def test_paginators(name: str) -> None:
    model = botocore.session.Session().get_paginator_model("support").get_paginator(name)
    cls = paginate.PAGINATORS[name]
    assert model["result_key"] == cls.RESULT_KEY
    paging = {model["input_token"], model["limit_key"]}
    shape = TABLE.structure(TABLE.operations[name].input)
    expected = [member.name for member in shape.members if member.name not in paging]
    expected.append("PaginationConfig")
    given = dict(inspect.signature(cls.paginate).parameters)  # type: ignore[attr-defined]
    del given["self"]
    assert differences(list(given), expected, f"{cls.__name__}.paginate()") == []
    typed = type_def(f"{name}RequestPaginateTypeDef")
    hints = typing.get_type_hints(typed)
    assert differences(list(hints), expected, typed.__name__) == []
    for key, parameter in given.items():
        assert hint(parameter.annotation) == hints[key], key
        is_required = parameter.default is inspect.Parameter.empty
        assert is_required == (key in modelled(shape)), key
        if sys.version_info >= (3, 11):
            assert is_required == (key in typed.__required_keys__), key


def test_pageable() -> None:
    model = botocore.session.Session().get_paginator_model("support")
    pageable = [name for name in MODEL.operation_names if name in model._paginator_config]
    assert list(PAGEABLE) == pageable


def test_operations_of_the_model() -> None:
    assert differences(list(TABLE.operations), list(MODEL.operation_names), "the table") == []


@operations
def test_table_and_model(operation: Operation) -> None:
    """The table against botocore's model, shape by shape."""
    model = MODEL.operation_model(operation.name)
    assert operation.method == botocore.xform_name(operation.name)
    assert drift(operation.input, model.input_shape) == []
    assert drift(operation.output, model.output_shape) == []
    errors = [TABLE.shapes[constant].name for constant in operation.errors]
    assert errors == [shape.name for shape in model.error_shapes]


def drift(constant: str, theirs: Any) -> list[str]:
    """Where a shape of the table differs from the model's."""
    ours = TABLE.shapes[constant]
    if (ours.name, ours.kind) != (theirs.name, theirs.type_name):
        return [f"{ours.kind} {ours.name} is the {theirs.type_name} {theirs.name}"]
    found = []
    minimum = theirs.metadata.get("min")
    if (ours.minimum or 0) != (minimum or 0):
        found.append(f"{ours.name}: minimum {ours.minimum}, not {minimum}")
    if ours.kind == "list":
        found += drift(ours.item, theirs.member)
    if ours.kind == "structure":
        members = {member.name: member for member in ours.members}
        for name, member in theirs.members.items():
            if name not in members:
                found.append(f"{ours.name} lacks {name}")
                continue
            if members[name].required != (name in theirs.required_members):
                found.append(f"{ours.name}.{name}: required is not {members[name].required}")
            found += drift(members[name].constant, member)
        if list(members) != list(theirs.members) and not found:
            found.append(f"{ours.name}: members {list(members)}, not {list(theirs.members)}")
    return found


def test_stand_in_of_python_3_10() -> None:
    from awssupport.type_defs._not_required import NotRequired

    assert NotRequired.__class_getitem__(int) is int


def test_upload_statuses() -> None:
    shape = MODEL.shape_for("UploadStatus")
    ours = [typing.get_args(literal)[0] for literal in typing.get_args(UploadStatusType)]
    assert ours == sorted(shape.enum)
