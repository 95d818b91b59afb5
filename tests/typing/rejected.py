"""What type checkers must refuse: an ``ignore`` that is not needed is an error. Never run."""

from __future__ import annotations

import io

import awssupport
import awssupport.aio
from awssupport.literals import DescribeCasesPaginatorName, SupportServiceName, UploadStatusType
from awssupport.type_defs import CreateCaseRequestTypeDef

aio_client = awssupport.aio.client("support", region_name="us-east-1")
client = awssupport.client("support")

client.create_case(subject="s")  # type: ignore[call-arg]
client.resolve_case("c")  # type: ignore[call-arg]
client.create_case(subject="s", communicationBody="b", Language="en")  # type: ignore[call-arg]
client.create_case(subject="s", communicationBody=b"b")  # type: ignore[arg-type]
client.create_case(subject="s", communicationBody="b", dryRun=None)  # type: ignore[arg-type]
client.describe_cases(caseIdList=5)  # type: ignore[arg-type]
client.describe_cases(maxResults="10")  # type: ignore[arg-type]
client.add_attachments_to_set(attachments=[{"filename": "a"}])  # type: ignore[list-item]
client.add_attachments_to_set(
    attachments=[{"data": io.StringIO()}]  # type: ignore[list-item,misc]
)
client.get_attachment_upload_links(
    fileName="a",
    uploadRange={"endIndex": 2},  # type: ignore[typeddict-item]
)
client.get_paginator("create_case")  # type: ignore[call-overload]
client.get_paginator("describe_cases").paginate(nextToken="t")  # type: ignore[call-arg]
client.describe_case()  # type: ignore[attr-defined]
repr(client.exceptions.SubscriptionRequiredException)  # type: ignore[attr-defined]
repr(client.describe_services()["Services"])  # type: ignore[typeddict-item]

request: CreateCaseRequestTypeDef = {"subject": "s"}  # type: ignore[typeddict-item]
status: UploadStatusType = "ready"  # type: ignore[assignment]
name: DescribeCasesPaginatorName = "describe_communications"  # type: ignore[assignment]
service: SupportServiceName = "s3"  # type: ignore[assignment]


async def awaited() -> None:
    await aio_client.describe_cases(caseIdList=5)  # type: ignore[arg-type]
    await aio_client.create_case(subject="s")  # type: ignore[call-arg]
    await aio_client.describe_case()  # type: ignore[attr-defined]
    aio_client.describe_services()["services"]  # type: ignore[index]
    for _ in aio_client.get_paginator("describe_cases").paginate():  # type: ignore[attr-defined]
        pass
