"""The model as data: what the extension gives out is what AWS's model file says."""

from __future__ import annotations

from typing import Any

import botocore.model
import botocore.session
import pytest

from awssupport import _awssupport, model

#: What the model file says beside what anything here asks for.
PROSE = {"documentation", "fault", "synthetic"}


def facts(value: Any, *, names: bool = False) -> Any:
    """The model without prose; ``names`` where the keys are the model's names, not its words."""
    if isinstance(value, dict):
        within_names = {"shapes", "operations", "members"}
        return {
            key: facts(item, names=key in within_names and not names)
            for key, item in value.items()
            if names or key not in PROSE
        }
    return [facts(item) for item in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def theirs() -> dict[str, Any]:
    session = botocore.session.Session()
    description = session.get_component("data_loader").load_service_model("support", "service-2")
    assert isinstance(description, dict)
    return description


@pytest.mark.parametrize("part", ["metadata", "operations", "shapes"])
def test_every_fact(theirs: dict[str, Any], part: str) -> None:
    table = _awssupport.service_table()
    expected = facts(theirs[part], names=part != "metadata")
    assert table[part] == expected
    assert list(table[part]) == list(expected)


def test_members_stand_in_the_models_order(theirs: dict[str, Any]) -> None:
    table = _awssupport.service_table()
    for name, shape in theirs["shapes"].items():
        assert list(table["shapes"][name].get("members", {})) == list(shape.get("members", {}))


def test_the_comparison_leaves_out_prose_alone(theirs: dict[str, Any]) -> None:
    assert facts({"documentation": "x", "members": {"documentation": {"shape": "A"}}}) == {
        "members": {"documentation": {"shape": "A"}}
    }
    assert theirs["shapes"]["InternalServerError"]["fault"] is True


def test_each_table_is_the_callers_own() -> None:
    _awssupport.service_table()["shapes"].clear()
    assert len(_awssupport.service_table()["shapes"]) == 161


def test_botocores_classes_read_it() -> None:
    read = botocore.model.ServiceModel(_awssupport.service_table(), "support")
    assert read.operation_model("DescribeCases").input_shape.members["maxResults"].metadata == {
        "min": 10,
        "max": 100,
    }


def test_other_tables_can_be_read() -> None:
    """Members with traits of their own, unions and documents, which the service does not have."""
    table = _awssupport.service_table()
    table["shapes"]["CaseDetails"]["union"] = True
    table["shapes"]["CaseDetails"]["document"] = True
    table["shapes"]["CaseDetails"]["members"]["caseId"] = {
        "shape": "CaseId",
        "locationName": "id",
        "location": "uri",
    }
    del table["shapes"]["Category"]["members"]["name"]
    read, reference = model.ServiceModel(table), botocore.model.ServiceModel(table)
    ours, expected = read.shape_for("CaseDetails"), reference.shape_for("CaseDetails")
    assert isinstance(ours, model.StructureShape)
    assert ours.is_tagged_union
    assert ours.is_document_type
    assert ours.metadata == expected.metadata
    member = ours.members["caseId"]
    assert member.serialization == expected.members["caseId"].serialization
    assert member.serialization == {"name": "id", "location": "uri"}
    assert read.shape_for("CaseId").serialization == {}
    assert read.service_name == reference.service_name == "support"
