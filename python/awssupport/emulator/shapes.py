"""The requests of the 20 operations: members, types and limits of service model 2013-04-15.

Limits are those of the model, minimums and maximums. Only the pattern of `serviceCode` is not in
it: AWS's own acceptance tests show CreateCase refusing upper-case letters so.
"""

from __future__ import annotations

from collections.abc import Mapping

from .constraints import Blob, Flag, Listing, Number, Shape, Structure, Text

MAX_FILE_BYTES = 157_286_400
"""150 MiB: the largest file that can be uploaded in parts."""

ANY_TEXT = Text()
UPLOAD_ID = Text(minimum=1, maximum=2048)
BODY = Text(minimum=1, maximum=8000)
CODE = Text(maximum=100)
SERVICE_CODE = Text(pattern=r"[0-9a-z\-_]+")
ISSUE_TYPE = Text(minimum=9, maximum=22)
CC_ADDRESSES = Listing(ANY_TEXT, maximum=10)
UPLOAD_IDS = Listing(UPLOAD_ID, maximum=10)
MAX_RESULTS = Number(minimum=10, maximum=100)
CHECK_IDS = Listing(ANY_TEXT)


def _request(
    members: Mapping[str, Shape], *, required: str = "", dry_run: bool = True
) -> Structure:
    """A request; `required` names members separated by spaces."""
    last: Mapping[str, Shape] = {"dryRun": Flag()} if dry_run else {}
    return Structure({**members, **last}, frozenset(required.split()))


ATTACHMENT = Structure({"fileName": ANY_TEXT, "data": Blob()})
COMPLETED_UPLOAD = Structure(
    {"partIndex": Number(), "eTag": Text(minimum=1, maximum=256)},
    frozenset({"partIndex", "eTag"}),
)
UPLOAD_RANGE = Structure(
    {"startIndex": Number(minimum=1), "endIndex": Number(minimum=2)}, frozenset({"startIndex"})
)

ADD_ATTACHMENTS_TO_SET = _request(
    {"attachmentSetId": ANY_TEXT, "attachments": Listing(ATTACHMENT)}, required="attachments"
)
DESCRIBE_ATTACHMENT = _request({"attachmentId": ANY_TEXT}, required="attachmentId")
GET_ATTACHMENT_DOWNLOAD_LINK = _request({"attachmentId": ANY_TEXT}, required="attachmentId")

GET_ATTACHMENT_UPLOAD_LINKS = _request(
    {
        "fileName": ANY_TEXT,
        "fileSizeBytes": Number(minimum=1, maximum=MAX_FILE_BYTES),
        "uploadId": UPLOAD_ID,
        "uploadRange": UPLOAD_RANGE,
    },
    required="fileName",
)
COMPLETE_ATTACHMENT_UPLOAD = _request(
    {"uploadId": UPLOAD_ID, "completedUploads": Listing(COMPLETED_UPLOAD)},
    required="uploadId completedUploads",
)
DESCRIBE_ATTACHMENT_UPLOAD_STATUS = _request({"uploadId": UPLOAD_ID}, required="uploadId")

CREATE_CASE = _request(
    {
        "subject": ANY_TEXT,
        "serviceCode": SERVICE_CODE,
        "severityCode": ANY_TEXT,
        "categoryCode": ANY_TEXT,
        "communicationBody": BODY,
        "ccEmailAddresses": CC_ADDRESSES,
        "language": ANY_TEXT,
        "issueType": ANY_TEXT,
        "attachmentSetId": ANY_TEXT,
        "uploadIds": UPLOAD_IDS,
    },
    required="subject communicationBody",
)
ADD_COMMUNICATION_TO_CASE = _request(
    {
        "caseId": ANY_TEXT,
        "communicationBody": BODY,
        "ccEmailAddresses": CC_ADDRESSES,
        "attachmentSetId": ANY_TEXT,
        "uploadIds": UPLOAD_IDS,
    },
    required="communicationBody",
)
RESOLVE_CASE = _request({"caseId": ANY_TEXT})
DESCRIBE_CASES = _request(
    {
        "caseIdList": Listing(ANY_TEXT, maximum=100),
        "displayId": ANY_TEXT,
        "afterTime": ANY_TEXT,
        "beforeTime": ANY_TEXT,
        "includeResolvedCases": Flag(),
        "nextToken": ANY_TEXT,
        "maxResults": MAX_RESULTS,
        "language": ANY_TEXT,
        "includeCommunications": Flag(),
    }
)
DESCRIBE_COMMUNICATIONS = _request(
    {
        "caseId": ANY_TEXT,
        "beforeTime": ANY_TEXT,
        "afterTime": ANY_TEXT,
        "nextToken": ANY_TEXT,
        "maxResults": MAX_RESULTS,
    },
    required="caseId",
)

DESCRIBE_SERVICES = _request(
    {"serviceCodeList": Listing(ANY_TEXT, maximum=100), "language": ANY_TEXT}
)
DESCRIBE_SEVERITY_LEVELS = _request({"language": ANY_TEXT})
DESCRIBE_SUPPORTED_LANGUAGES = _request(
    {"issueType": ISSUE_TYPE, "serviceCode": CODE, "categoryCode": CODE},
    required="issueType serviceCode categoryCode",
)
DESCRIBE_CREATE_CASE_OPTIONS = _request(
    {
        "issueType": ANY_TEXT,
        "serviceCode": ANY_TEXT,
        "language": ANY_TEXT,
        "categoryCode": ANY_TEXT,
    },
    required="issueType serviceCode language categoryCode",
)

DESCRIBE_CHECKS = _request({"language": ANY_TEXT}, required="language", dry_run=False)
DESCRIBE_CHECK_RESULT = _request(
    {"checkId": ANY_TEXT, "language": ANY_TEXT}, required="checkId", dry_run=False
)
DESCRIBE_CHECK_SUMMARIES = _request({"checkIds": CHECK_IDS}, required="checkIds", dry_run=False)
DESCRIBE_REFRESH_STATUSES = _request({"checkIds": CHECK_IDS}, required="checkIds", dry_run=False)
REFRESH_CHECK = _request({"checkId": ANY_TEXT}, required="checkId", dry_run=False)
