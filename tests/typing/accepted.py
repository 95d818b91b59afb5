"""What type checkers must accept, and the types they must find. Checked, never run."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typing_extensions import assert_type

import awssupport
import awssupport.aio
from awssupport.aio import AsyncSupport
from awssupport.aio.paginate import AsyncPageIterator
from awssupport.exceptions import CaseIdNotFound, ClientError
from awssupport.literals import (
    DescribeCasesPaginatorName,
    DescribeCommunicationsPaginatorName,
    PaginatorName,
    ServiceName,
    SupportServiceName,
    UploadStatusType,
)
from awssupport.paginate import (
    DescribeCasesPaginator,
    DescribeCommunicationsPaginator,
    PageIterator,
)
from awssupport.support import Support, SupportClient
from awssupport.type_defs import (
    AddAttachmentsToSetRequestTypeDef,
    AddAttachmentsToSetResponseTypeDef,
    AttachmentDetailsTypeDef,
    AttachmentTypeDef,
    AttachmentUnionTypeDef,
    CaseDetailsTypeDef,
    CompletedUploadTypeDef,
    CreateCaseRequestTypeDef,
    CreateCaseResponseTypeDef,
    DescribeCasesRequestPaginateTypeDef,
    DescribeCasesResponseTypeDef,
    DescribeCommunicationsResponseTypeDef,
    PaginatorConfigTypeDef,
    ResponseMetadataTypeDef,
    TrustedAdvisorResourceDetailTypeDef,
)

client = awssupport.client("support", region_name="us-east-1")
aio_client = awssupport.aio.client("support", region_name="us-east-1")
assert_type(aio_client, AsyncSupport)
assert_type(awssupport.aio.Session().client("support"), AsyncSupport)
assert_type(client, Support)


def attachments() -> None:
    answer = client.add_attachments_to_set(
        attachments=[
            {"fileName": "a", "data": b"bytes"},
            {"fileName": "b", "data": "text"},
            {"data": bytearray(1)},
            {"data": memoryview(b"x")},
            {"data": Path("app.log")},
            {"data": io.BytesIO()},
            {},
        ],
        dryRun=False,
    )
    assert_type(answer, AddAttachmentsToSetResponseTypeDef)
    assert_type(answer["attachmentSetId"], str)
    assert_type(answer["ResponseMetadata"], ResponseMetadataTypeDef)
    assert_type(answer["ResponseMetadata"]["HTTPHeaders"], dict[str, str])
    with Path("app.log").open("rb") as file:
        one: AttachmentTypeDef = {"fileName": "a", "data": file}
        client.add_attachments_to_set(attachments=(one,), attachmentSetId=answer["attachmentSetId"])
    back = client.describe_attachment(attachmentId="a")["attachment"]
    assert_type(back["data"], bytes)
    both: list[AttachmentUnionTypeDef] = [back, one]
    client.add_attachments_to_set(attachments=both)
    request: AddAttachmentsToSetRequestTypeDef = {"attachments": [one]}
    client.add_attachments_to_set(**request)


def cases() -> None:
    request: CreateCaseRequestTypeDef = {"subject": "s", "communicationBody": "b"}
    request["ccEmailAddresses"] = ["a@example.com"]
    created = client.create_case(**request)
    assert_type(created, CreateCaseResponseTypeDef)
    assert_type(client.resolve_case(caseId=created["caseId"])["finalCaseStatus"], str)
    answer = client.describe_cases(caseIdList=("c",), maxResults=10)
    assert_type(answer, DescribeCasesResponseTypeDef)
    assert_type(answer["cases"], list[CaseDetailsTypeDef])
    assert_type(answer.get("nextToken"), str | None)
    recent = answer["cases"][0]["recentCommunications"]["communications"]
    assert_type(recent[0]["attachmentSet"][0], AttachmentDetailsTypeDef)
    said = client.add_communication_to_case(communicationBody="b", uploadIds=["u"])
    assert_type(said["result"], bool)


def uploads() -> None:
    links = client.get_attachment_upload_links(
        fileName="a", fileSizeBytes=1, uploadRange={"startIndex": 1, "endIndex": 2}
    )
    assert_type(links["uploadUrls"][0]["partIndex"], int)
    assert_type(links.get("nextIndex"), int | None)
    parts: list[CompletedUploadTypeDef] = [{"partIndex": 1, "eTag": "e"}]
    done = client.complete_attachment_upload(uploadId=links["uploadId"], completedUploads=parts)
    assert_type(done["uploadStatus"], UploadStatusType)
    status = client.describe_attachment_upload_status(uploadId="u")
    assert_type(status["uploadProgress"]["totalParts"], int)
    link = client.get_attachment_download_link(attachmentId="a")
    assert_type(link["downloadUrl"]["expiryDate"], str)


def catalog() -> None:
    services = client.describe_services(serviceCodeList=["s"], language="en")["services"]
    assert_type(services[0]["categories"][0]["code"], str)
    assert_type(client.describe_severity_levels()["severityLevels"][0]["name"], str)
    languages = client.describe_supported_languages(
        issueType="technical", serviceCode="s", categoryCode="c"
    )
    assert_type(languages["supportedLanguages"][0]["display"], str)
    options = client.describe_create_case_options(
        issueType="technical", serviceCode="s", categoryCode="c", language="en"
    )
    assert_type(options["communicationTypes"][0]["supportedHours"][0]["startTime"], str)


def trusted_advisor() -> None:
    checks = client.describe_trusted_advisor_checks(language="en")["checks"]
    ids = [check["id"] for check in checks]
    assert_type(ids, list[str])
    result = client.describe_trusted_advisor_check_result(checkId=ids[0])["result"]
    assert_type(result["flaggedResources"], list[TrustedAdvisorResourceDetailTypeDef])
    saved = result["categorySpecificSummary"]["costOptimizing"]["estimatedMonthlySavings"]
    assert_type(saved, float)
    summaries = client.describe_trusted_advisor_check_summaries(checkIds=ids)["summaries"]
    assert_type(summaries[0]["resourcesSummary"]["resourcesFlagged"], int)
    statuses = client.describe_trusted_advisor_check_refresh_statuses(checkIds=ids)["statuses"]
    assert_type(statuses[0]["millisUntilNextRefreshable"], int)
    assert_type(client.refresh_trusted_advisor_check(checkId=ids[0])["status"]["status"], str)


def paginators() -> None:
    paginator = client.get_paginator("describe_cases")
    assert_type(paginator, DescribeCasesPaginator)
    other = client.get_paginator("describe_communications")
    assert_type(other, DescribeCommunicationsPaginator)
    config: PaginatorConfigTypeDef = {"MaxItems": 5, "PageSize": 10, "StartingToken": "t"}
    pages = paginator.paginate(includeResolvedCases=True, PaginationConfig=config)
    assert_type(pages, PageIterator[DescribeCasesResponseTypeDef])
    for page in pages:
        assert_type(page, DescribeCasesResponseTypeDef)
    request: DescribeCasesRequestPaginateTypeDef = {"displayId": "1"}
    paginator.paginate(**request)
    assert_type(
        next(iter(other.paginate(caseId="c")))["communications"][0]["body"],
        str,
    )
    assert_type(
        other.paginate(caseId="c"),
        PageIterator[DescribeCommunicationsResponseTypeDef],
    )
    assert_type(pages.resume_token, str | None)
    assert_type(pages.build_full_result(), dict[str, Any])
    assert_type(pages.search("cases[]"), Iterator[Any])
    pages.resume_token = {"nextToken": "t"}
    name: PaginatorName = "describe_cases"
    assert_type(client.can_paginate(name), bool)


def exceptions() -> None:
    try:
        client.resolve_case(caseId="c")
    except client.exceptions.CaseIdNotFound as error:
        assert_type(error, CaseIdNotFound)
        assert_type(error.operation_name, str)
    except (client.exceptions.ThrottlingException, client.exceptions.ClientError) as error:
        repr(error.response["Error"]["Code"])
    assert_type(client.exceptions.ClientError, type[ClientError])
    assert_type(client.exceptions.from_code("x"), type[ClientError])


def whatever_a_program_has(parameters: dict[str, Any]) -> None:
    client.create_case(**parameters)
    client.get_paginator("describe_cases").paginate(**parameters)


def literals() -> None:
    cases: DescribeCasesPaginatorName = "describe_cases"
    communications: DescribeCommunicationsPaginatorName = "describe_communications"
    assert_type(client.get_paginator(cases), DescribeCasesPaginator)
    assert_type(client.get_paginator(communications), DescribeCommunicationsPaginator)
    annotated: SupportClient = client
    assert_type(annotated.get_paginator("describe_cases"), DescribeCasesPaginator)
    either: PaginatorName = cases
    either = communications
    service: ServiceName = "support"
    same: SupportServiceName = service
    awssupport.client(same)
    assert either.upper() == same.upper()


async def awaited() -> None:
    async with aio_client as entered:
        assert_type(entered, AsyncSupport)
    answer = await aio_client.add_attachments_to_set(attachments=[{"fileName": "a", "data": b"x"}])
    assert_type(answer, AddAttachmentsToSetResponseTypeDef)
    request: CreateCaseRequestTypeDef = {"subject": "s", "communicationBody": "b"}
    assert_type(await aio_client.create_case(**request), CreateCaseResponseTypeDef)
    pages = aio_client.get_paginator("describe_cases").paginate(
        includeResolvedCases=True, PaginationConfig={"MaxItems": 10}
    )
    assert_type(pages, AsyncPageIterator[DescribeCasesResponseTypeDef])
    async for page in pages:
        assert_type(page, DescribeCasesResponseTypeDef)
    assert_type(await pages.build_full_result(), dict[str, Any])
    communications = aio_client.get_paginator("describe_communications").paginate(caseId="case-1")
    assert_type(communications, AsyncPageIterator[DescribeCommunicationsResponseTypeDef])
    assert_type(await aio_client.generate_presigned_url("describe_cases"), str)
    try:
        await aio_client.resolve_case(caseId="case-1")
    except aio_client.exceptions.CaseIdNotFound as error:
        assert_type(error, CaseIdNotFound)
    await aio_client.close()
