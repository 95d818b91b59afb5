"""Print the service table (src/model/support.rs) for the installed botocore's Support model.

When AWS adds an operation or a member:

    python tools/print_model_table.py > src/model/support.rs && cargo fmt

and read the difference. Only facts are taken from the model: names, order, types, required
members, limits and the errors of each operation; no documentation text.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import botocore.session

HEADER = """\
//! The AWS Support API, version 2013-04-15, as data. Printed by `tools/print_model_table.py`.
//!
//! Order matters: members are listed in the order of AWS's model, which is the order of names in
//! "must be one of" messages and of keys in answers.

use crate::model::{Member, OperationModel, ServiceModel, Shape};
"""

CONSTRUCTORS = {
    "string": "string",
    "boolean": "boolean",
    "integer": "integer",
    "long": "long",
    "double": "double",
    "blob": "blob",
}


def constant_name(shape_name: str) -> str:
    """``AttachmentSetId`` -> ``ATTACHMENT_SET_ID``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", shape_name).upper()


def method_name(operation_name: str) -> str:
    """``AddAttachmentsToSet`` -> ``add_attachments_to_set``."""
    return constant_name(operation_name).lower()


def rust_text(text: str) -> str:
    """A string literal; JSON's escapes of backslash and quotation mark are Rust's too."""
    return json.dumps(text)


def shape_row(shape: Any) -> str:
    """One ``static`` for one shape of the model."""
    if shape.type_name == "structure":
        required = set(shape.required_members)
        members = ", ".join(
            f"Member::{'required' if name in required else 'optional'}"
            f'("{name}", &{constant_name(member.name)})'
            for name, member in shape.members.items()
        )
        built = f'Shape::structure("{shape.name}", &[{members}])'
    elif shape.type_name == "list":
        built = f'Shape::list("{shape.name}", &{constant_name(shape.member.name)})'
    else:
        built = f'Shape::{CONSTRUCTORS[shape.type_name]}("{shape.name}")'
    for bound in ("min", "max"):
        if bound in shape.metadata:
            built += f".with_{bound}({shape.metadata[bound]:_})"
    if "pattern" in shape.metadata:
        built += f".with_pattern({rust_text(shape.metadata['pattern'])})"
    if "enum" in shape.metadata:
        built += f".with_values(&[{', '.join(map(rust_text, shape.metadata['enum']))}])"
    return f"static {constant_name(shape.name)}: Shape = {built};"


def reachable(shape: Any, found: dict[str, Any]) -> None:
    """Collect ``shape`` and everything it refers to, once each."""
    if shape.name in found:
        return
    found[shape.name] = shape
    for member in getattr(shape, "members", {}).values():
        reachable(member, found)
    if shape.type_name == "list":
        reachable(shape.member, found)


def operation_row(model: Any) -> str:
    """One row of the operation table."""
    errors = ", ".join(f"&{constant_name(shape.name)}" for shape in model.error_shapes)
    return (
        f'OperationModel {{ name: "{model.name}", method_name: "{method_name(model.name)}", '
        f"input: &{constant_name(model.input_shape.name)}, "
        f"output: &{constant_name(model.output_shape.name)}, errors: &[{errors}] }},"
    )


def main() -> None:
    """Print the whole file; ``cargo fmt`` lays it out."""
    service = botocore.session.Session().get_service_model("support")
    shapes: dict[str, Any] = {}
    operations = [service.operation_model(name) for name in service.operation_names]
    for model in operations:
        reachable(model.input_shape, shapes)
        reachable(model.output_shape, shapes)
    for error in service.error_shapes:
        reachable(error, shapes)
    metadata = service.metadata
    lines = [HEADER]
    lines += [shape_row(shapes[name]) for name in sorted(shapes)]
    lines += ["", "static OPERATIONS: &[OperationModel] = &["]
    lines += [operation_row(model) for model in operations]
    lines += ["];", "", "static ERRORS: &[&Shape] = &["]
    lines += [f"&{constant_name(name)}," for name in sorted(s.name for s in service.error_shapes)]
    lines += [
        "];",
        "",
        "/// The whole service.",
        "pub static SUPPORT: ServiceModel = ServiceModel {",
        f'service_name: "{service.service_name}",',
        f'service_id: "{service.service_id}",',
        f'full_name: "{metadata["serviceFullName"]}",',
        f'api_version: "{service.api_version}",',
        f'endpoint_prefix: "{service.endpoint_prefix}",',
        f'signing_name: "{service.signing_name}",',
        f'json_version: "{metadata["jsonVersion"]}",',
        f'target_prefix: "{metadata["targetPrefix"]}",',
        "operations: OPERATIONS, errors: ERRORS,",
        "};",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
