"""The structures inside of requests and answers."""

# Annotations are evaluated here, so that the classes know at run time which keys they require.
import sys
from os import PathLike
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypedDict

if sys.version_info >= (3, 11):
    from typing import NotRequired
elif TYPE_CHECKING:
    from typing_extensions import NotRequired
else:
    from ._not_required import NotRequired

if TYPE_CHECKING:
    from typing_extensions import Buffer
else:
    Buffer = memoryview


class Readable(Protocol):
    """A file object open in binary mode."""

    def read(self) -> bytes:
        """Everything from where it stands."""


BlobTypeDef: TypeAlias = str | Buffer | PathLike[str] | Readable
"""The content of an attachment: see ``add_attachments_to_set``."""


class ResponseMetadataTypeDef(TypedDict):
    """What every answer has beside its members."""

    RequestId: str
    HTTPStatusCode: int
    HTTPHeaders: dict[str, str]
    RetryAttempts: int
    MaxAttemptsReached: NotRequired[bool]


class PaginatorConfigTypeDef(TypedDict, total=False):
    """``PaginationConfig``: how many items altogether, how many a page, and where to go on."""

    MaxItems: int
    PageSize: int
    StartingToken: str | None


class AttachmentTypeDef(TypedDict, total=False):
    """A file to attach: its name and its content."""

    fileName: str
    data: BlobTypeDef


class AttachmentOutputTypeDef(TypedDict, total=False):
    """An attached file as the service gives it back."""

    fileName: str
    data: bytes


AttachmentUnionTypeDef: TypeAlias = AttachmentTypeDef | AttachmentOutputTypeDef
"""Attachments go in as they came out, too."""


class CompletedUploadTypeDef(TypedDict):
    """A part that was uploaded, with the ``ETag`` of the upload's answer."""

    partIndex: int
    eTag: str


class UploadProgressTypeDef(TypedDict, total=False):
    """How many parts of an upload there are, and how many are done."""

    totalParts: int
    completedPartsCount: int


class AttachmentDetailsTypeDef(TypedDict, total=False):
    """An attachment as communications list it."""

    attachmentId: str
    fileName: str


class CommunicationTypeDef(TypedDict, total=False):
    """Something written in a case; ``attachmentSet`` lists only files of up to 5 MB."""

    caseId: str
    body: str
    submittedBy: str
    timeCreated: str
    attachments: list[AttachmentDetailsTypeDef]
    attachmentSet: list[AttachmentDetailsTypeDef]


class RecentCaseCommunicationsTypeDef(TypedDict, total=False):
    """The newest communications of a case."""

    communications: list[CommunicationTypeDef]
    nextToken: str


class CaseDetailsTypeDef(TypedDict, total=False):
    """A case."""

    caseId: str
    displayId: str
    subject: str
    status: str
    serviceCode: str
    categoryCode: str
    severityCode: str
    submittedBy: str
    timeCreated: str
    recentCommunications: RecentCaseCommunicationsTypeDef
    ccEmailAddresses: list[str]
    language: str


class SupportedHourTypeDef(TypedDict, total=False):
    """A span of hours with support."""

    startTime: str
    endTime: str


class DateIntervalTypeDef(TypedDict, total=False):
    """A span of days."""

    startDateTime: str
    endDateTime: str


class CommunicationTypeOptionsTypeDef(TypedDict, total=False):
    """A means of communication, and when it is answered."""

    type: str
    supportedHours: list[SupportedHourTypeDef]
    datesWithoutSupport: list[DateIntervalTypeDef]


class CategoryTypeDef(TypedDict, total=False):
    """A category of a service."""

    code: str
    name: str


class ServiceTypeDef(TypedDict, total=False):
    """An AWS service that cases can be about."""

    code: str
    name: str
    categories: list[CategoryTypeDef]


class SeverityLevelTypeDef(TypedDict, total=False):
    """A severity that cases can have."""

    code: str
    name: str


class SupportedLanguageTypeDef(TypedDict, total=False):
    """A language that cases can be handled in; ``code`` is ISO 639-1."""

    code: str
    language: str
    display: str


class TrustedAdvisorCheckRefreshStatusTypeDef(TypedDict):
    """How far the refreshing of a check is."""

    checkId: str
    status: str
    millisUntilNextRefreshable: int


class TrustedAdvisorResourcesSummaryTypeDef(TypedDict):
    """The resources that a check looked at, in numbers."""

    resourcesProcessed: int
    resourcesFlagged: int
    resourcesIgnored: int
    resourcesSuppressed: int


class TrustedAdvisorCostOptimizingSummaryTypeDef(TypedDict):
    """What a check says could be saved."""

    estimatedMonthlySavings: float
    estimatedPercentMonthlySavings: float


class TrustedAdvisorCategorySpecificSummaryTypeDef(TypedDict, total=False):
    """What only checks of some category say."""

    costOptimizing: TrustedAdvisorCostOptimizingSummaryTypeDef


class TrustedAdvisorResourceDetailTypeDef(TypedDict):
    """A resource that a check flagged; ``metadata`` may hold ``None`` too."""

    status: str
    region: NotRequired[str]
    resourceId: str
    isSuppressed: NotRequired[bool]
    metadata: list[str]


class TrustedAdvisorCheckResultTypeDef(TypedDict):
    """What a check found."""

    checkId: str
    timestamp: str
    status: str
    resourcesSummary: TrustedAdvisorResourcesSummaryTypeDef
    categorySpecificSummary: TrustedAdvisorCategorySpecificSummaryTypeDef
    flaggedResources: list[TrustedAdvisorResourceDetailTypeDef]


class TrustedAdvisorCheckSummaryTypeDef(TypedDict):
    """What a check found, in numbers."""

    checkId: str
    timestamp: str
    status: str
    hasFlaggedResources: NotRequired[bool]
    resourcesSummary: TrustedAdvisorResourcesSummaryTypeDef
    categorySpecificSummary: TrustedAdvisorCategorySpecificSummaryTypeDef


class TrustedAdvisorCheckDescriptionTypeDef(TypedDict):
    """A check."""

    id: str
    name: str
    description: str
    category: str
    metadata: list[str]


class DownloadUrlTypeDef(TypedDict):
    """Where to download from, and until when."""

    url: str
    expiryDate: str


class UploadRangeTypeDef(TypedDict):
    """Parts by number: from ``startIndex``, which counts from 1, to before ``endIndex``."""

    startIndex: int
    endIndex: NotRequired[int]


class UploadUrlTypeDef(TypedDict):
    """Where to send a part, and until when."""

    url: str
    partIndex: int
    expiryDate: str
