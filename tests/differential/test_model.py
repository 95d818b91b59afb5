"""``client.meta.service_model``: every attribute of every shape and operation, and its users."""

from __future__ import annotations

from functools import partial
from typing import Any

import botocore.model
import botocore.stub
import botocore.validate
import pytest
from botocore.exceptions import ParamValidationError

from .operations import service_model
from .sides import KEYS, REFERENCE, SELF_CHECK, SUBJECT, outcome

THEIRS = service_model()
OPERATIONS = list(THEIRS.operation_names)

#: Documentation is AWS's; the rest is where a class keeps what its attributes are made from.
NOT_COMPARED = {"documentation"}


@pytest.fixture(scope="module")
def client() -> Any:
    return SUBJECT.client(region_name="us-east-1", **KEYS)


@pytest.fixture(scope="module")
def ours(client: Any) -> Any:
    return client.meta.service_model


def attributes(thing: object) -> list[str]:
    return [name for name in dir(thing) if not name.startswith("_") and name not in NOT_COMPARED]


def plain(value: Any) -> Any:
    """Shapes and operations by name and kind, the rest as it is."""
    if isinstance(value, (str, int, float)) or value is None:
        return value
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return (type(value).__name__, getattr(value, "name", repr(value)))


def assert_same_attributes(theirs: Any, mine: Any, where: str) -> None:
    assert type(mine).__name__ == type(theirs).__name__, where
    assert repr(mine) == repr(theirs), where
    for name in attributes(theirs):
        expected = getattr(theirs, name)
        if name.isupper() or callable(expected):
            assert callable(getattr(mine, name, None)) or name.isupper(), f"{where}.{name}"
            continue
        actual = getattr(mine, name)
        assert plain(actual) == plain(expected), f"{where}.{name}"
        if isinstance(expected, dict):
            assert list(actual) == list(expected), f"{where}.{name}"


def walk(theirs: Any, mine: Any, where: str) -> int:
    """Compare a shape and all below it; gives how many shapes were seen."""
    assert_same_attributes(theirs, mine, where)
    below = list(getattr(theirs, "members", {}).items())
    if theirs.type_name == "list":
        assert mine.member.name == theirs.member.name
        return 1 + walk(theirs.member, mine.member, f"{where}[]")
    return 1 + sum(walk(shape, mine.members[name], f"{where}.{name}") for name, shape in below)


def test_the_service(ours: Any) -> None:
    assert_same_attributes(THEIRS, ours, "service")
    assert repr(ours) == "ServiceModel(support)"
    assert ours.service_id.hyphenize() == THEIRS.service_id.hyphenize() == "support"
    assert isinstance(ours.service_id, str)


@pytest.mark.parametrize("name", OPERATIONS)
def test_operation(ours: Any, name: str) -> None:
    theirs, mine = THEIRS.operation_model(name), ours.operation_model(name)
    assert_same_attributes(theirs, mine, name)
    assert walk(theirs.input_shape, mine.input_shape, name) > 1
    assert walk(theirs.output_shape, mine.output_shape, name) > 1
    for expected, error in zip(theirs.error_shapes, mine.error_shapes, strict=True):
        walk(expected, error, f"{name} {expected.name}")
    for method in (
        "get_event_stream_input",
        "get_event_stream_output",
        "get_streaming_input",
        "get_streaming_output",
    ):
        assert getattr(mine, method)() == getattr(theirs, method)()
    assert mine.service_model is ours
    assert ours.operation_model(name) is mine


def test_every_shape(ours: Any) -> None:
    for name in THEIRS.shape_names:
        walk(THEIRS.shape_for(name), ours.shape_for(name), name)
    assert len(ours.shape_names) == 161


def test_errors_by_code(ours: Any) -> None:
    for shape in THEIRS.error_shapes:
        walk(shape, ours.shape_for_error_code(shape.name), shape.name)
    for unknown in ("AccessDeniedException", "attachmentsetexpired", "CaseDetails", "", None):
        assert ours.shape_for_error_code(unknown) is THEIRS.shape_for_error_code(unknown) is None


def test_unknown_names(ours: Any) -> None:
    for name in ("describe_cases", "DescribeCase", "", None, 5):
        for ask in ("operation_model", "shape_for"):
            results = [outcome(partial(getattr(model, ask), name)) for model in (THEIRS, ours)]
            theirs, mine = (result.error for result in results)  # type: ignore[union-attr]
            assert (type(mine).__name__, str(mine)) == (type(theirs).__name__, str(theirs))


def test_shapes_with_traits_of_a_member(ours: Any) -> None:
    for model in (THEIRS, ours):
        shape = model.shape_for("CaseId", {"locationName": "id", "min": 3})
        assert shape.serialization == {"name": "id"}
        assert shape.metadata == {"min": 3}
        assert model.shape_for("CaseId").metadata == {}
        assert model.resolve_shape_ref({"shape": "CaseId"}).name == "CaseId"


def test_the_signature_version_can_be_set() -> None:
    for side in (REFERENCE, SUBJECT):
        model = side.client(region_name="us-east-1", **KEYS).meta.service_model
        model.signature_version = "v2"
        assert model.signature_version == "v2"


# What walks it ----------------------------------------------------------------------------

PARAMS: list[tuple[str, Any]] = [
    ("AddAttachmentsToSet", {}),
    ("AddAttachmentsToSet", {"attachments": [{"fileName": 1, "data": None}, 5], "x": 1}),
    ("AddAttachmentsToSet", {"attachments": [{"fileName": "a", "data": b"b"}]}),
    ("CompleteAttachmentUpload", {"uploadId": "", "completedUploads": [{"eTag": ""}]}),
    ("CreateCase", {"subject": "s", "communicationBody": "", "uploadIds": ["", "u"]}),
    ("DescribeCases", {"maxResults": 9, "includeCommunications": "yes", "caseIdList": "x"}),
    ("DescribeCases", {"maxResults": True}),
    ("DescribeSupportedLanguages", {"issueType": "short", "serviceCode": ""}),
    ("GetAttachmentUploadLinks", {"fileName": "a", "uploadRange": {"startIndex": 0}}),
    ("GetAttachmentUploadLinks", {"fileName": "a", "fileSizeBytes": 0, "uploadRange": []}),
]


@pytest.mark.parametrize(("operation", "params"), PARAMS)
def test_botocores_validator_walks_our_shapes(ours: Any, operation: str, params: Any) -> None:
    reports = [
        botocore.validate.ParamValidator()
        .validate(params, model.operation_model(operation).input_shape)
        .generate_report()
        for model in (THEIRS, ours)
    ]
    assert reports[0] == reports[1]


def example(shape: Any) -> Any:
    """A value that the shape allows."""
    if shape.type_name == "structure":
        return {name: example(member) for name, member in shape.members.items()}
    if shape.type_name == "list":
        return [example(shape.member)]
    values = {"blob": b"x", "boolean": True, "double": 1.5, "integer": 50, "long": 50}
    return values.get(shape.type_name, "a text of some length")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_stubber_validates_answers(client: Any, ours: Any, operation: str) -> None:
    stubber = botocore.stub.Stubber(client)
    answer = example(ours.operation_model(operation).output_shape)
    stubber._validate_operation_response(operation, answer)
    stubber._validate_operation_response(operation, {**answer, "ResponseMetadata": {}})
    with pytest.raises(ParamValidationError, match="Unknown parameter in input"):
        stubber._validate_operation_response(operation, {**answer, "nonsense": 1})


def test_the_stubber_takes_answers_and_errors(client: Any) -> None:
    stubber = botocore.stub.Stubber(client)
    stubber.add_response("add_attachments_to_set", {"attachmentSetId": "as-1"})
    with pytest.raises(ParamValidationError):
        stubber.add_response("add_attachments_to_set", {"attachmentSetId": 1})
    reasons = {"throttlingReasons": [{"reason": "r", "resource": "s"}]}
    stubber.add_client_error(
        "add_attachments_to_set", "ThrottlingException", modeled_fields=reasons
    )
    with pytest.raises(ParamValidationError):
        stubber.add_client_error(
            "add_attachments_to_set", "ThrottlingException", modeled_fields={"reasons": []}
        )


@pytest.mark.skipif(SELF_CHECK, reason="about awssupport's own classes")
def test_the_classes_are_not_botocores(ours: Any) -> None:
    assert not isinstance(ours, botocore.model.ServiceModel)
    assert ours.documentation == ""
    assert ours.operation_model("DescribeCases").documentation == ""
