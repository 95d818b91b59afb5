"""Every answer against botocore's model: no member it does not have, none of another type.

botocore drops what it does not know, so a misspelt member would go unnoticed elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest

from awssupport.emulator import ManualClock
from awssupport.emulator.account import Account
from awssupport.emulator.calls import Document
from awssupport.emulator.operations import OPERATIONS
from awssupport.emulator.service import perform
from awssupport.emulator.state import SupportState
from awssupport.emulator.uploads import Part, etag_of

KIND = {"issueType": "technical", "serviceCode": "aws-lambda", "categoryCode": "other"}
PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "blob": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "double": (float,),
}


@pytest.fixture(scope="module")
def answers() -> dict[str, Document]:
    """An answer of each operation, with as many members as it can have."""
    state = SupportState(clock=ManualClock(), max_cases_per_hour=None, part_size_bytes=1)
    account = Account(state)
    account.process_uploads()
    found: dict[str, Document] = {}

    def do(operation: str, **parameters: object) -> Any:
        found[operation] = perform(state, operation, parameters)
        return found[operation]

    files = [{"fileName": "a", "data": "aGk="}]
    set_id = do("AddAttachmentsToSet", attachments=files)["attachmentSetId"]
    upload = do("GetAttachmentUploadLinks", fileName="f", fileSizeBytes=11)
    upload_id = upload["uploadId"]
    parts = {index: Part(b"x", etag_of(b"x")) for index in range(1, 12)}
    for index, part in parts.items():
        state.uploads.store_part(state.uploads.find(upload_id), index, part)
    reports = [{"partIndex": index, "eTag": part.etag} for index, part in parts.items()]
    do("CompleteAttachmentUpload", uploadId=upload_id, completedUploads=reports)
    do("DescribeAttachmentUploadStatus", uploadId=upload_id)
    for number in range(10):
        do("CreateCase", subject=str(number), communicationBody="x")
    case_id = do("CreateCase", subject="last", communicationBody="x")["caseId"]
    enclosed = {"attachmentSetId": set_id, "uploadIds": [upload_id]}
    do("AddCommunicationToCase", caseId=case_id, communicationBody="x", **enclosed)
    for _ in range(10):
        account.reply_to_case(case_id, "x", attachments=[("a", b"a")])
    do("DescribeCases")
    do("DescribeCommunications", caseId=case_id)
    do("ResolveCase", caseId=case_id)
    attachment_id = next(iter(account.attachments))
    do("DescribeAttachment", attachmentId=attachment_id)
    do("GetAttachmentDownloadLink", attachmentId=attachment_id)
    do("DescribeServices")
    do("DescribeSeverityLevels")
    do("DescribeSupportedLanguages", **KIND)
    do("DescribeCreateCaseOptions", **KIND, language="en")
    do("DescribeTrustedAdvisorChecks", language="en")
    do("DescribeTrustedAdvisorCheckResult", checkId="Qch7DwouX1")
    do("DescribeTrustedAdvisorCheckSummaries", checkIds=["Qch7DwouX1"])
    do("RefreshTrustedAdvisorCheck", checkId="Qch7DwouX1")
    do("DescribeTrustedAdvisorCheckRefreshStatuses", checkIds=["Qch7DwouX1"])
    return found


def problems(value: Any, shape: Any, path: str) -> Iterator[str]:
    if shape.type_name == "structure":
        for name, inner in value.items():
            if name not in shape.members:
                yield f"{path} has no {name}"
            else:
                yield from problems(inner, shape.members[name], f"{path}.{name}")
    elif shape.type_name == "list":
        for number, inner in enumerate(value):
            yield from problems(inner, shape.member, f"{path}[{number}]")
    elif type(value) not in PYTHON_TYPES[shape.type_name]:
        yield f"{path} is no {shape.type_name}: {value!r}"


@pytest.mark.parametrize("name", OPERATIONS)
def test_answer_is_of_the_models_shape(answers: dict[str, Document], name: str) -> None:
    model = botocore.session.Session().get_service_model("support")
    shape = model.operation_model(name).output_shape
    assert list(problems(answers[name], shape, name)) == []
    # And none is missing: the fixture provokes each.
    assert set(answers[name]) == set(shape.members)
