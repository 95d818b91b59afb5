//! The AWS Support API, version 2013-04-15, as data. Printed by `tools/print_model_table.py`.
//!
//! Order matters: members are listed in the order of AWS's model, which is the order of names in
//! "must be one of" messages and of keys in answers.

use crate::model::{Member, OperationModel, ServiceModel, Shape};

static ADD_ATTACHMENTS_TO_SET_REQUEST: Shape = Shape::structure(
    "AddAttachmentsToSetRequest",
    &[
        Member::optional("attachmentSetId", &ATTACHMENT_SET_ID),
        Member::required("attachments", &ATTACHMENTS),
        Member::optional("dryRun", &NULLABLE_BOOLEAN_TYPE),
    ],
);
static ADD_ATTACHMENTS_TO_SET_RESPONSE: Shape = Shape::structure(
    "AddAttachmentsToSetResponse",
    &[
        Member::optional("attachmentSetId", &ATTACHMENT_SET_ID),
        Member::optional("expiryTime", &EXPIRY_TIME),
    ],
);
static ADD_COMMUNICATION_TO_CASE_REQUEST: Shape = Shape::structure(
    "AddCommunicationToCaseRequest",
    &[
        Member::optional("caseId", &CASE_ID),
        Member::required("communicationBody", &COMMUNICATION_BODY),
        Member::optional("ccEmailAddresses", &CC_EMAIL_ADDRESS_LIST),
        Member::optional("attachmentSetId", &ATTACHMENT_SET_ID),
        Member::optional("uploadIds", &UPLOAD_IDS),
        Member::optional("dryRun", &NULLABLE_BOOLEAN_TYPE),
    ],
);
static ADD_COMMUNICATION_TO_CASE_RESPONSE: Shape =
    Shape::structure("AddCommunicationToCaseResponse", &[Member::optional("result", &RESULT)]);
static AFTER_TIME: Shape = Shape::string("AfterTime");
static ATTACHMENT: Shape = Shape::structure(
    "Attachment",
    &[Member::optional("fileName", &FILE_NAME), Member::optional("data", &DATA)],
);
static ATTACHMENT_DETAILS: Shape = Shape::structure(
    "AttachmentDetails",
    &[Member::optional("attachmentId", &ATTACHMENT_ID), Member::optional("fileName", &FILE_NAME)],
);
static ATTACHMENT_ID: Shape = Shape::string("AttachmentId");
static ATTACHMENT_ID_NOT_FOUND: Shape =
    Shape::structure("AttachmentIdNotFound", &[Member::optional("message", &ERROR_MESSAGE)]);
static ATTACHMENT_LIMIT_EXCEEDED: Shape =
    Shape::structure("AttachmentLimitExceeded", &[Member::optional("message", &ERROR_MESSAGE)]);
static ATTACHMENT_SET: Shape = Shape::list("AttachmentSet", &ATTACHMENT_DETAILS);
static ATTACHMENT_SET_EXPIRED: Shape =
    Shape::structure("AttachmentSetExpired", &[Member::optional("message", &ERROR_MESSAGE)]);
static ATTACHMENT_SET_ID: Shape = Shape::string("AttachmentSetId");
static ATTACHMENT_SET_ID_NOT_FOUND: Shape =
    Shape::structure("AttachmentSetIdNotFound", &[Member::optional("message", &ERROR_MESSAGE)]);
static ATTACHMENT_SET_SIZE_LIMIT_EXCEEDED: Shape = Shape::structure(
    "AttachmentSetSizeLimitExceeded",
    &[Member::optional("message", &ERROR_MESSAGE)],
);
static ATTACHMENTS: Shape = Shape::list("Attachments", &ATTACHMENT);
static AVAILABILITY_ERROR_MESSAGE: Shape = Shape::string("AvailabilityErrorMessage");
static BEFORE_TIME: Shape = Shape::string("BeforeTime");
static BOOLEAN: Shape = Shape::boolean("Boolean");
static CASE_CREATION_LIMIT_EXCEEDED: Shape =
    Shape::structure("CaseCreationLimitExceeded", &[Member::optional("message", &ERROR_MESSAGE)]);
static CASE_DETAILS: Shape = Shape::structure(
    "CaseDetails",
    &[
        Member::optional("caseId", &CASE_ID),
        Member::optional("displayId", &DISPLAY_ID),
        Member::optional("subject", &SUBJECT),
        Member::optional("status", &STATUS),
        Member::optional("serviceCode", &SERVICE_CODE),
        Member::optional("categoryCode", &CATEGORY_CODE),
        Member::optional("severityCode", &SEVERITY_CODE),
        Member::optional("submittedBy", &SUBMITTED_BY),
        Member::optional("timeCreated", &TIME_CREATED),
        Member::optional("recentCommunications", &RECENT_CASE_COMMUNICATIONS),
        Member::optional("ccEmailAddresses", &CC_EMAIL_ADDRESS_LIST),
        Member::optional("language", &LANGUAGE),
    ],
);
static CASE_ID: Shape = Shape::string("CaseId");
static CASE_ID_LIST: Shape = Shape::list("CaseIdList", &CASE_ID).with_min(0).with_max(100);
static CASE_ID_NOT_FOUND: Shape =
    Shape::structure("CaseIdNotFound", &[Member::optional("message", &ERROR_MESSAGE)]);
static CASE_LIST: Shape = Shape::list("CaseList", &CASE_DETAILS);
static CASE_STATUS: Shape = Shape::string("CaseStatus");
static CATEGORY: Shape = Shape::structure(
    "Category",
    &[Member::optional("code", &CATEGORY_CODE), Member::optional("name", &CATEGORY_NAME)],
);
static CATEGORY_CODE: Shape = Shape::string("CategoryCode");
static CATEGORY_LIST: Shape = Shape::list("CategoryList", &CATEGORY);
static CATEGORY_NAME: Shape = Shape::string("CategoryName");
static CC_EMAIL_ADDRESS: Shape = Shape::string("CcEmailAddress");
static CC_EMAIL_ADDRESS_LIST: Shape =
    Shape::list("CcEmailAddressList", &CC_EMAIL_ADDRESS).with_min(0).with_max(10);
static CODE: Shape = Shape::string("Code");
static COMMUNICATION: Shape = Shape::structure(
    "Communication",
    &[
        Member::optional("caseId", &CASE_ID),
        Member::optional("body", &VALIDATED_COMMUNICATION_BODY),
        Member::optional("submittedBy", &SUBMITTED_BY),
        Member::optional("timeCreated", &TIME_CREATED),
        Member::optional("attachments", &ATTACHMENT_SET),
        Member::optional("attachmentSet", &ATTACHMENT_SET),
    ],
);
static COMMUNICATION_BODY: Shape = Shape::string("CommunicationBody").with_min(1).with_max(8_000);
static COMMUNICATION_LIST: Shape = Shape::list("CommunicationList", &COMMUNICATION);
static COMMUNICATION_TYPE_OPTIONS: Shape = Shape::structure(
    "CommunicationTypeOptions",
    &[
        Member::optional("type", &TYPE),
        Member::optional("supportedHours", &SUPPORTED_HOURS_LIST),
        Member::optional("datesWithoutSupport", &DATES_WITHOUT_SUPPORT_LIST),
    ],
);
static COMMUNICATION_TYPE_OPTIONS_LIST: Shape =
    Shape::list("CommunicationTypeOptionsList", &COMMUNICATION_TYPE_OPTIONS)
        .with_min(1)
        .with_max(100);
static COMPLETE_ATTACHMENT_UPLOAD_REQUEST: Shape = Shape::structure(
    "CompleteAttachmentUploadRequest",
    &[
        Member::required("uploadId", &UPLOAD_ID),
        Member::required("completedUploads", &COMPLETED_UPLOAD_LIST),
        Member::optional("dryRun", &NULLABLE_BOOLEAN_TYPE),
    ],
);
static COMPLETE_ATTACHMENT_UPLOAD_RESPONSE: Shape = Shape::structure(
    "CompleteAttachmentUploadResponse",
    &[Member::required("uploadStatus", &UPLOAD_STATUS)],
);
static COMPLETED_UPLOAD: Shape = Shape::structure(
    "CompletedUpload",
    &[Member::required("partIndex", &FIELD_INTEGER_VALUE), Member::required("eTag", &ETAG)],
);
static COMPLETED_UPLOAD_LIST: Shape = Shape::list("CompletedUploadList", &COMPLETED_UPLOAD);
static CORAL_AVAILABILITY_THROTTLED_RESOURCE: Shape =
    Shape::string("CoralAvailabilityThrottledResource");
static CORAL_AVAILABILITY_THROTTLING_REASON: Shape =
    Shape::string("CoralAvailabilityThrottlingReason");
static CREATE_CASE_REQUEST: Shape = Shape::structure(
    "CreateCaseRequest",
    &[
        Member::required("subject", &SUBJECT),
        Member::optional("serviceCode", &SERVICE_CODE),
        Member::optional("severityCode", &SEVERITY_CODE),
        Member::optional("categoryCode", &CATEGORY_CODE),
        Member::required("communicationBody", &COMMUNICATION_BODY),
        Member::optional("ccEmailAddresses", &CC_EMAIL_ADDRESS_LIST),
        Member::optional("language", &LANGUAGE),
        Member::optional("issueType", &ISSUE_TYPE),
        Member::optional("attachmentSetId", &ATTACHMENT_SET_ID),
        Member::optional("uploadIds", &UPLOAD_IDS),
        Member::optional("dryRun", &NULLABLE_BOOLEAN_TYPE),
    ],
);
static CREATE_CASE_RESPONSE: Shape =
    Shape::structure("CreateCaseResponse", &[Member::optional("caseId", &CASE_ID)]);
static DATA: Shape = Shape::blob("Data");
static DATE_INTERVAL: Shape = Shape::structure(
    "DateInterval",
    &[
        Member::optional("startDateTime", &VALIDATED_DATE_TIME),
        Member::optional("endDateTime", &VALIDATED_DATE_TIME),
    ],
);
static DATES_WITHOUT_SUPPORT_LIST: Shape = Shape::list("DatesWithoutSupportList", &DATE_INTERVAL);
static DESCRIBE_ATTACHMENT_LIMIT_EXCEEDED: Shape = Shape::structure(
    "DescribeAttachmentLimitExceeded",
    &[Member::optional("message", &ERROR_MESSAGE)],
);
static DESCRIBE_ATTACHMENT_REQUEST: Shape = Shape::structure(
    "DescribeAttachmentRequest",
    &[
        Member::required("attachmentId", &ATTACHMENT_ID),
        Member::optional("dryRun", &NULLABLE_BOOLEAN_TYPE),
    ],
);
static DESCRIBE_ATTACHMENT_RESPONSE: Shape =
    Shape::structure("DescribeAttachmentResponse", &[Member::optional("attachment", &ATTACHMENT)]);
static DESCRIBE_ATTACHMENT_UPLOAD_STATUS_REQUEST: Shape = Shape::structure(
    "DescribeAttachmentUploadStatusRequest",
    &[Member::required("uploadId", &UPLOAD_ID), Member::optional("dryRun", &NULLABLE_BOOLEAN_TYPE)],
);
static DESCRIBE_ATTACHMENT_UPLOAD_STATUS_RESPONSE: Shape = Shape::structure(
    "DescribeAttachmentUploadStatusResponse",
    &[
        Member::required("uploadStatus", &UPLOAD_STATUS),
        Member::required("fileName", &FILE_NAME),
        Member::optional("uploadProgress", &UPLOAD_PROGRESS),
    ],
);
static DESCRIBE_CASES_REQUEST: Shape = Shape::structure(
    "DescribeCasesRequest",
    &[
        Member::optional("caseIdList", &CASE_ID_LIST),
        Member::optional("displayId", &DISPLAY_ID),
        Member::optional("afterTime", &AFTER_TIME),
        Member::optional("beforeTime", &BEFORE_TIME),
        Member::optional("includeResolvedCases", &INCLUDE_RESOLVED_CASES),
        Member::optional("nextToken", &NEXT_TOKEN),
        Member::optional("maxResults", &MAX_RESULTS),
        Member::optional("language", &LANGUAGE),
        Member::optional("includeCommunications", &INCLUDE_COMMUNICATIONS),
        Member::optional("dryRun", &NULLABLE_BOOLEAN_TYPE),
    ],
);
static DESCRIBE_CASES_RESPONSE: Shape = Shape::structure(
    "DescribeCasesResponse",
    &[Member::optional("cases", &CASE_LIST), Member::optional("nextToken", &NEXT_TOKEN)],
);
static DESCRIBE_COMMUNICATIONS_REQUEST: Shape = Shape::structure(
    "DescribeCommunicationsRequest",
    &[
        Member::required("caseId", &CASE_ID),
        Member::optional("beforeTime", &BEFORE_TIME),
        Member::optional("afterTime", &AFTER_TIME),
        Member::optional("nextToken", &NEXT_TOKEN),
        Member::optional("maxResults", &MAX_RESULTS),
        Member::optional("dryRun", &NULLABLE_BOOLEAN_TYPE),
    ],
);
static DESCRIBE_COMMUNICATIONS_RESPONSE: Shape = Shape::structure(
    "DescribeCommunicationsResponse",
    &[
        Member::optional("communications", &COMMUNICATION_LIST),
        Member::optional("nextToken", &NEXT_TOKEN),
    ],
);
static DESCRIBE_CREATE_CASE_OPTIONS_REQUEST: Shape = Shape::structure(
    "DescribeCreateCaseOptionsRequest",
    &[
        Member::required("issueType", &ISSUE_TYPE),
        Member::required("serviceCode", &SERVICE_CODE),
        Member::required("language", &LANGUAGE),
        Member::required("categoryCode", &CATEGORY_CODE),
        Member::optional("dryRun", &NULLABLE_BOOLEAN_TYPE),
    ],
);
static DESCRIBE_CREATE_CASE_OPTIONS_RESPONSE: Shape = Shape::structure(
    "DescribeCreateCaseOptionsResponse",
    &[
        Member::optional("languageAvailability", &VALIDATED_LANGUAGE_AVAILABILITY),
        Member::optional("communicationTypes", &COMMUNICATION_TYPE_OPTIONS_LIST),
    ],
);
static DESCRIBE_SERVICES_REQUEST: Shape = Shape::structure(
    "DescribeServicesRequest",
    &[
        Member::optional("serviceCodeList", &SERVICE_CODE_LIST),
        Member::optional("language", &LANGUAGE),
        Member::optional("dryRun", &NULLABLE_BOOLEAN_TYPE),
    ],
);
static DESCRIBE_SERVICES_RESPONSE: Shape =
    Shape::structure("DescribeServicesResponse", &[Member::optional("services", &SERVICE_LIST)]);
static DESCRIBE_SEVERITY_LEVELS_REQUEST: Shape = Shape::structure(
    "DescribeSeverityLevelsRequest",
    &[Member::optional("language", &LANGUAGE), Member::optional("dryRun", &NULLABLE_BOOLEAN_TYPE)],
);
static DESCRIBE_SEVERITY_LEVELS_RESPONSE: Shape = Shape::structure(
    "DescribeSeverityLevelsResponse",
    &[Member::optional("severityLevels", &SEVERITY_LEVELS_LIST)],
);
static DESCRIBE_SUPPORTED_LANGUAGES_REQUEST: Shape = Shape::structure(
    "DescribeSupportedLanguagesRequest",
    &[
        Member::required("issueType", &VALIDATED_ISSUE_TYPE_STRING),
        Member::required("serviceCode", &VALIDATED_SERVICE_CODE),
        Member::required("categoryCode", &VALIDATED_CATEGORY_CODE),
        Member::optional("dryRun", &NULLABLE_BOOLEAN_TYPE),
    ],
);
static DESCRIBE_SUPPORTED_LANGUAGES_RESPONSE: Shape = Shape::structure(
    "DescribeSupportedLanguagesResponse",
    &[Member::optional("supportedLanguages", &SUPPORTED_LANGUAGES_LIST)],
);
static DESCRIBE_TRUSTED_ADVISOR_CHECK_REFRESH_STATUSES_REQUEST: Shape = Shape::structure(
    "DescribeTrustedAdvisorCheckRefreshStatusesRequest",
    &[Member::required("checkIds", &STRING_LIST)],
);
static DESCRIBE_TRUSTED_ADVISOR_CHECK_REFRESH_STATUSES_RESPONSE: Shape = Shape::structure(
    "DescribeTrustedAdvisorCheckRefreshStatusesResponse",
    &[Member::required("statuses", &TRUSTED_ADVISOR_CHECK_REFRESH_STATUS_LIST)],
);
static DESCRIBE_TRUSTED_ADVISOR_CHECK_RESULT_REQUEST: Shape = Shape::structure(
    "DescribeTrustedAdvisorCheckResultRequest",
    &[Member::required("checkId", &STRING), Member::optional("language", &STRING)],
);
static DESCRIBE_TRUSTED_ADVISOR_CHECK_RESULT_RESPONSE: Shape = Shape::structure(
    "DescribeTrustedAdvisorCheckResultResponse",
    &[Member::optional("result", &TRUSTED_ADVISOR_CHECK_RESULT)],
);
static DESCRIBE_TRUSTED_ADVISOR_CHECK_SUMMARIES_REQUEST: Shape = Shape::structure(
    "DescribeTrustedAdvisorCheckSummariesRequest",
    &[Member::required("checkIds", &STRING_LIST)],
);
static DESCRIBE_TRUSTED_ADVISOR_CHECK_SUMMARIES_RESPONSE: Shape = Shape::structure(
    "DescribeTrustedAdvisorCheckSummariesResponse",
    &[Member::required("summaries", &TRUSTED_ADVISOR_CHECK_SUMMARY_LIST)],
);
static DESCRIBE_TRUSTED_ADVISOR_CHECKS_REQUEST: Shape = Shape::structure(
    "DescribeTrustedAdvisorChecksRequest",
    &[Member::required("language", &STRING)],
);
static DESCRIBE_TRUSTED_ADVISOR_CHECKS_RESPONSE: Shape = Shape::structure(
    "DescribeTrustedAdvisorChecksResponse",
    &[Member::required("checks", &TRUSTED_ADVISOR_CHECK_LIST)],
);
static DISPLAY: Shape = Shape::string("Display");
static DISPLAY_ID: Shape = Shape::string("DisplayId");
static DOUBLE: Shape = Shape::double("Double");
static DOWNLOAD_URL: Shape = Shape::structure(
    "DownloadUrl",
    &[Member::required("url", &HTTPS_URL), Member::required("expiryDate", &VALIDATED_DATE_TIME)],
);
static DRY_RUN_OPERATION_EXCEPTION: Shape =
    Shape::structure("DryRunOperationException", &[Member::optional("message", &ERROR_MESSAGE)]);
static ETAG: Shape = Shape::string("ETag").with_min(1).with_max(256);
static END_INDEX: Shape = Shape::integer("EndIndex").with_min(2);
static END_TIME: Shape = Shape::string("EndTime");
static ERROR_MESSAGE: Shape = Shape::string("ErrorMessage");
static EXPIRY_TIME: Shape = Shape::string("ExpiryTime");
static FIELD_INTEGER_VALUE: Shape = Shape::integer("FieldIntegerValue");
static FILE_NAME: Shape = Shape::string("FileName");
static FILE_SIZE: Shape = Shape::long("FileSize").with_min(1).with_max(157_286_400);
static GET_ATTACHMENT_DOWNLOAD_LINK_REQUEST: Shape = Shape::structure(
    "GetAttachmentDownloadLinkRequest",
    &[
        Member::required("attachmentId", &ATTACHMENT_ID),
        Member::optional("dryRun", &NULLABLE_BOOLEAN_TYPE),
    ],
);
static GET_ATTACHMENT_DOWNLOAD_LINK_RESPONSE: Shape = Shape::structure(
    "GetAttachmentDownloadLinkResponse",
    &[Member::required("fileName", &FILE_NAME), Member::required("downloadUrl", &DOWNLOAD_URL)],
);
static GET_ATTACHMENT_UPLOAD_LINKS_REQUEST: Shape = Shape::structure(
    "GetAttachmentUploadLinksRequest",
    &[
        Member::required("fileName", &FILE_NAME),
        Member::optional("fileSizeBytes", &FILE_SIZE),
        Member::optional("uploadId", &UPLOAD_ID),
        Member::optional("uploadRange", &UPLOAD_RANGE),
        Member::optional("dryRun", &NULLABLE_BOOLEAN_TYPE),
    ],
);
static GET_ATTACHMENT_UPLOAD_LINKS_RESPONSE: Shape = Shape::structure(
    "GetAttachmentUploadLinksResponse",
    &[
        Member::required("uploadId", &UPLOAD_ID),
        Member::required("partSizeBytes", &PART_SIZE_BYTES),
        Member::required("totalParts", &INTEGER),
        Member::optional("nextIndex", &INTEGER),
        Member::required("uploadUrls", &UPLOAD_URL_LIST),
    ],
);
static HTTPS_URL: Shape = Shape::string("HttpsUrl")
    .with_min(8)
    .with_pattern("^https://[a-zA-Z0-9][a-zA-Z0-9.-]*[a-zA-Z0-9]\\.[a-zA-Z]{2,}(/.*)?$");
static INCLUDE_COMMUNICATIONS: Shape = Shape::boolean("IncludeCommunications");
static INCLUDE_RESOLVED_CASES: Shape = Shape::boolean("IncludeResolvedCases");
static INTEGER: Shape = Shape::integer("Integer");
static INTERNAL_SERVER_ERROR: Shape =
    Shape::structure("InternalServerError", &[Member::optional("message", &ERROR_MESSAGE)]);
static ISSUE_TYPE: Shape = Shape::string("IssueType");
static LANGUAGE: Shape = Shape::string("Language");
static LONG: Shape = Shape::long("Long");
static MAX_RESULTS: Shape = Shape::integer("MaxResults").with_min(10).with_max(100);
static NEXT_TOKEN: Shape = Shape::string("NextToken");
static NULLABLE_BOOLEAN_TYPE: Shape = Shape::boolean("NullableBooleanType");
static PART_SIZE_BYTES: Shape = Shape::long("PartSizeBytes").with_min(1).with_max(104_857_600);
static RECENT_CASE_COMMUNICATIONS: Shape = Shape::structure(
    "RecentCaseCommunications",
    &[
        Member::optional("communications", &COMMUNICATION_LIST),
        Member::optional("nextToken", &NEXT_TOKEN),
    ],
);
static REFRESH_TRUSTED_ADVISOR_CHECK_REQUEST: Shape =
    Shape::structure("RefreshTrustedAdvisorCheckRequest", &[Member::required("checkId", &STRING)]);
static REFRESH_TRUSTED_ADVISOR_CHECK_RESPONSE: Shape = Shape::structure(
    "RefreshTrustedAdvisorCheckResponse",
    &[Member::required("status", &TRUSTED_ADVISOR_CHECK_REFRESH_STATUS)],
);
static RESOLVE_CASE_REQUEST: Shape = Shape::structure(
    "ResolveCaseRequest",
    &[Member::optional("caseId", &CASE_ID), Member::optional("dryRun", &NULLABLE_BOOLEAN_TYPE)],
);
static RESOLVE_CASE_RESPONSE: Shape = Shape::structure(
    "ResolveCaseResponse",
    &[
        Member::optional("initialCaseStatus", &CASE_STATUS),
        Member::optional("finalCaseStatus", &CASE_STATUS),
    ],
);
static RESULT: Shape = Shape::boolean("Result");
static SERVICE: Shape = Shape::structure(
    "Service",
    &[
        Member::optional("code", &SERVICE_CODE),
        Member::optional("name", &SERVICE_NAME),
        Member::optional("categories", &CATEGORY_LIST),
    ],
);
static SERVICE_CODE: Shape = Shape::string("ServiceCode");
static SERVICE_CODE_LIST: Shape =
    Shape::list("ServiceCodeList", &SERVICE_CODE).with_min(0).with_max(100);
static SERVICE_LIST: Shape = Shape::list("ServiceList", &SERVICE);
static SERVICE_NAME: Shape = Shape::string("ServiceName");
static SEVERITY_CODE: Shape = Shape::string("SeverityCode");
static SEVERITY_LEVEL: Shape = Shape::structure(
    "SeverityLevel",
    &[
        Member::optional("code", &SEVERITY_LEVEL_CODE),
        Member::optional("name", &SEVERITY_LEVEL_NAME),
    ],
);
static SEVERITY_LEVEL_CODE: Shape = Shape::string("SeverityLevelCode");
static SEVERITY_LEVEL_NAME: Shape = Shape::string("SeverityLevelName");
static SEVERITY_LEVELS_LIST: Shape = Shape::list("SeverityLevelsList", &SEVERITY_LEVEL);
static START_INDEX: Shape = Shape::integer("StartIndex").with_min(1);
static START_TIME: Shape = Shape::string("StartTime");
static STATUS: Shape = Shape::string("Status");
static STRING: Shape = Shape::string("String");
static STRING_LIST: Shape = Shape::list("StringList", &STRING);
static SUBJECT: Shape = Shape::string("Subject");
static SUBMITTED_BY: Shape = Shape::string("SubmittedBy");
static SUPPORTED_HOUR: Shape = Shape::structure(
    "SupportedHour",
    &[Member::optional("startTime", &START_TIME), Member::optional("endTime", &END_TIME)],
);
static SUPPORTED_HOURS_LIST: Shape = Shape::list("SupportedHoursList", &SUPPORTED_HOUR);
static SUPPORTED_LANGUAGE: Shape = Shape::structure(
    "SupportedLanguage",
    &[
        Member::optional("code", &CODE),
        Member::optional("language", &LANGUAGE),
        Member::optional("display", &DISPLAY),
    ],
);
static SUPPORTED_LANGUAGES_LIST: Shape =
    Shape::list("SupportedLanguagesList", &SUPPORTED_LANGUAGE).with_min(0).with_max(100);
static THROTTLING_EXCEPTION: Shape = Shape::structure(
    "ThrottlingException",
    &[
        Member::optional("message", &AVAILABILITY_ERROR_MESSAGE),
        Member::optional("throttlingReasons", &THROTTLING_REASON_LIST),
    ],
);
static THROTTLING_REASON: Shape = Shape::structure(
    "ThrottlingReason",
    &[
        Member::optional("reason", &CORAL_AVAILABILITY_THROTTLING_REASON),
        Member::optional("resource", &CORAL_AVAILABILITY_THROTTLED_RESOURCE),
    ],
);
static THROTTLING_REASON_LIST: Shape = Shape::list("ThrottlingReasonList", &THROTTLING_REASON);
static TIME_CREATED: Shape = Shape::string("TimeCreated");
static TRUSTED_ADVISOR_CATEGORY_SPECIFIC_SUMMARY: Shape = Shape::structure(
    "TrustedAdvisorCategorySpecificSummary",
    &[Member::optional("costOptimizing", &TRUSTED_ADVISOR_COST_OPTIMIZING_SUMMARY)],
);
static TRUSTED_ADVISOR_CHECK_DESCRIPTION: Shape = Shape::structure(
    "TrustedAdvisorCheckDescription",
    &[
        Member::required("id", &STRING),
        Member::required("name", &STRING),
        Member::required("description", &STRING),
        Member::required("category", &STRING),
        Member::required("metadata", &STRING_LIST),
    ],
);
static TRUSTED_ADVISOR_CHECK_LIST: Shape =
    Shape::list("TrustedAdvisorCheckList", &TRUSTED_ADVISOR_CHECK_DESCRIPTION);
static TRUSTED_ADVISOR_CHECK_REFRESH_STATUS: Shape = Shape::structure(
    "TrustedAdvisorCheckRefreshStatus",
    &[
        Member::required("checkId", &STRING),
        Member::required("status", &STRING),
        Member::required("millisUntilNextRefreshable", &LONG),
    ],
);
static TRUSTED_ADVISOR_CHECK_REFRESH_STATUS_LIST: Shape =
    Shape::list("TrustedAdvisorCheckRefreshStatusList", &TRUSTED_ADVISOR_CHECK_REFRESH_STATUS);
static TRUSTED_ADVISOR_CHECK_RESULT: Shape = Shape::structure(
    "TrustedAdvisorCheckResult",
    &[
        Member::required("checkId", &STRING),
        Member::required("timestamp", &STRING),
        Member::required("status", &STRING),
        Member::required("resourcesSummary", &TRUSTED_ADVISOR_RESOURCES_SUMMARY),
        Member::required("categorySpecificSummary", &TRUSTED_ADVISOR_CATEGORY_SPECIFIC_SUMMARY),
        Member::required("flaggedResources", &TRUSTED_ADVISOR_RESOURCE_DETAIL_LIST),
    ],
);
static TRUSTED_ADVISOR_CHECK_SUMMARY: Shape = Shape::structure(
    "TrustedAdvisorCheckSummary",
    &[
        Member::required("checkId", &STRING),
        Member::required("timestamp", &STRING),
        Member::required("status", &STRING),
        Member::optional("hasFlaggedResources", &BOOLEAN),
        Member::required("resourcesSummary", &TRUSTED_ADVISOR_RESOURCES_SUMMARY),
        Member::required("categorySpecificSummary", &TRUSTED_ADVISOR_CATEGORY_SPECIFIC_SUMMARY),
    ],
);
static TRUSTED_ADVISOR_CHECK_SUMMARY_LIST: Shape =
    Shape::list("TrustedAdvisorCheckSummaryList", &TRUSTED_ADVISOR_CHECK_SUMMARY);
static TRUSTED_ADVISOR_COST_OPTIMIZING_SUMMARY: Shape = Shape::structure(
    "TrustedAdvisorCostOptimizingSummary",
    &[
        Member::required("estimatedMonthlySavings", &DOUBLE),
        Member::required("estimatedPercentMonthlySavings", &DOUBLE),
    ],
);
static TRUSTED_ADVISOR_RESOURCE_DETAIL: Shape = Shape::structure(
    "TrustedAdvisorResourceDetail",
    &[
        Member::required("status", &STRING),
        Member::optional("region", &STRING),
        Member::required("resourceId", &STRING),
        Member::optional("isSuppressed", &BOOLEAN),
        Member::required("metadata", &STRING_LIST),
    ],
);
static TRUSTED_ADVISOR_RESOURCE_DETAIL_LIST: Shape =
    Shape::list("TrustedAdvisorResourceDetailList", &TRUSTED_ADVISOR_RESOURCE_DETAIL);
static TRUSTED_ADVISOR_RESOURCES_SUMMARY: Shape = Shape::structure(
    "TrustedAdvisorResourcesSummary",
    &[
        Member::required("resourcesProcessed", &LONG),
        Member::required("resourcesFlagged", &LONG),
        Member::required("resourcesIgnored", &LONG),
        Member::required("resourcesSuppressed", &LONG),
    ],
);
static TYPE: Shape = Shape::string("Type");
static UPLOAD_ID: Shape = Shape::string("UploadId").with_min(1).with_max(2_048);
static UPLOAD_ID_NOT_FOUND: Shape =
    Shape::structure("UploadIdNotFound", &[Member::optional("message", &ERROR_MESSAGE)]);
static UPLOAD_IDS: Shape = Shape::list("UploadIds", &UPLOAD_ID).with_min(0).with_max(10);
static UPLOAD_PROGRESS: Shape = Shape::structure(
    "UploadProgress",
    &[
        Member::optional("totalParts", &FIELD_INTEGER_VALUE),
        Member::optional("completedPartsCount", &FIELD_INTEGER_VALUE),
    ],
);
static UPLOAD_RANGE: Shape = Shape::structure(
    "UploadRange",
    &[Member::required("startIndex", &START_INDEX), Member::optional("endIndex", &END_INDEX)],
);
static UPLOAD_STATUS: Shape = Shape::string("UploadStatus").with_values(&[
    "attachment-ready",
    "attachment-not-ready",
    "failed",
]);
static UPLOAD_URL: Shape = Shape::structure(
    "UploadUrl",
    &[
        Member::required("url", &HTTPS_URL),
        Member::required("partIndex", &INTEGER),
        Member::required("expiryDate", &VALIDATED_DATE_TIME),
    ],
);
static UPLOAD_URL_LIST: Shape = Shape::list("UploadUrlList", &UPLOAD_URL);
static VALIDATED_CATEGORY_CODE: Shape =
    Shape::string("ValidatedCategoryCode").with_min(0).with_max(100);
static VALIDATED_COMMUNICATION_BODY: Shape =
    Shape::string("ValidatedCommunicationBody").with_min(1).with_max(8_000);
static VALIDATED_DATE_TIME: Shape = Shape::string("ValidatedDateTime").with_min(8).with_max(30);
static VALIDATED_ISSUE_TYPE_STRING: Shape =
    Shape::string("ValidatedIssueTypeString").with_min(9).with_max(22);
static VALIDATED_LANGUAGE_AVAILABILITY: Shape =
    Shape::string("ValidatedLanguageAvailability").with_min(0).with_max(100);
static VALIDATED_SERVICE_CODE: Shape =
    Shape::string("ValidatedServiceCode").with_min(0).with_max(100);

static OPERATIONS: &[OperationModel] = &[
    OperationModel {
        name: "AddAttachmentsToSet",
        method_name: "add_attachments_to_set",
        input: &ADD_ATTACHMENTS_TO_SET_REQUEST,
        output: &ADD_ATTACHMENTS_TO_SET_RESPONSE,
        errors: &[
            &INTERNAL_SERVER_ERROR,
            &ATTACHMENT_SET_ID_NOT_FOUND,
            &ATTACHMENT_SET_EXPIRED,
            &ATTACHMENT_SET_SIZE_LIMIT_EXCEEDED,
            &ATTACHMENT_LIMIT_EXCEEDED,
            &DRY_RUN_OPERATION_EXCEPTION,
        ],
    },
    OperationModel {
        name: "AddCommunicationToCase",
        method_name: "add_communication_to_case",
        input: &ADD_COMMUNICATION_TO_CASE_REQUEST,
        output: &ADD_COMMUNICATION_TO_CASE_RESPONSE,
        errors: &[
            &INTERNAL_SERVER_ERROR,
            &CASE_ID_NOT_FOUND,
            &ATTACHMENT_SET_ID_NOT_FOUND,
            &ATTACHMENT_SET_EXPIRED,
            &DRY_RUN_OPERATION_EXCEPTION,
        ],
    },
    OperationModel {
        name: "CompleteAttachmentUpload",
        method_name: "complete_attachment_upload",
        input: &COMPLETE_ATTACHMENT_UPLOAD_REQUEST,
        output: &COMPLETE_ATTACHMENT_UPLOAD_RESPONSE,
        errors: &[&INTERNAL_SERVER_ERROR, &DRY_RUN_OPERATION_EXCEPTION, &UPLOAD_ID_NOT_FOUND],
    },
    OperationModel {
        name: "CreateCase",
        method_name: "create_case",
        input: &CREATE_CASE_REQUEST,
        output: &CREATE_CASE_RESPONSE,
        errors: &[
            &INTERNAL_SERVER_ERROR,
            &CASE_CREATION_LIMIT_EXCEEDED,
            &ATTACHMENT_SET_ID_NOT_FOUND,
            &ATTACHMENT_SET_EXPIRED,
            &DRY_RUN_OPERATION_EXCEPTION,
        ],
    },
    OperationModel {
        name: "DescribeAttachment",
        method_name: "describe_attachment",
        input: &DESCRIBE_ATTACHMENT_REQUEST,
        output: &DESCRIBE_ATTACHMENT_RESPONSE,
        errors: &[
            &INTERNAL_SERVER_ERROR,
            &DESCRIBE_ATTACHMENT_LIMIT_EXCEEDED,
            &ATTACHMENT_ID_NOT_FOUND,
            &DRY_RUN_OPERATION_EXCEPTION,
        ],
    },
    OperationModel {
        name: "DescribeAttachmentUploadStatus",
        method_name: "describe_attachment_upload_status",
        input: &DESCRIBE_ATTACHMENT_UPLOAD_STATUS_REQUEST,
        output: &DESCRIBE_ATTACHMENT_UPLOAD_STATUS_RESPONSE,
        errors: &[&INTERNAL_SERVER_ERROR, &DRY_RUN_OPERATION_EXCEPTION, &UPLOAD_ID_NOT_FOUND],
    },
    OperationModel {
        name: "DescribeCases",
        method_name: "describe_cases",
        input: &DESCRIBE_CASES_REQUEST,
        output: &DESCRIBE_CASES_RESPONSE,
        errors: &[&INTERNAL_SERVER_ERROR, &CASE_ID_NOT_FOUND, &DRY_RUN_OPERATION_EXCEPTION],
    },
    OperationModel {
        name: "DescribeCommunications",
        method_name: "describe_communications",
        input: &DESCRIBE_COMMUNICATIONS_REQUEST,
        output: &DESCRIBE_COMMUNICATIONS_RESPONSE,
        errors: &[&INTERNAL_SERVER_ERROR, &CASE_ID_NOT_FOUND, &DRY_RUN_OPERATION_EXCEPTION],
    },
    OperationModel {
        name: "DescribeCreateCaseOptions",
        method_name: "describe_create_case_options",
        input: &DESCRIBE_CREATE_CASE_OPTIONS_REQUEST,
        output: &DESCRIBE_CREATE_CASE_OPTIONS_RESPONSE,
        errors: &[&INTERNAL_SERVER_ERROR, &THROTTLING_EXCEPTION, &DRY_RUN_OPERATION_EXCEPTION],
    },
    OperationModel {
        name: "DescribeServices",
        method_name: "describe_services",
        input: &DESCRIBE_SERVICES_REQUEST,
        output: &DESCRIBE_SERVICES_RESPONSE,
        errors: &[&INTERNAL_SERVER_ERROR, &DRY_RUN_OPERATION_EXCEPTION],
    },
    OperationModel {
        name: "DescribeSeverityLevels",
        method_name: "describe_severity_levels",
        input: &DESCRIBE_SEVERITY_LEVELS_REQUEST,
        output: &DESCRIBE_SEVERITY_LEVELS_RESPONSE,
        errors: &[&INTERNAL_SERVER_ERROR, &DRY_RUN_OPERATION_EXCEPTION],
    },
    OperationModel {
        name: "DescribeSupportedLanguages",
        method_name: "describe_supported_languages",
        input: &DESCRIBE_SUPPORTED_LANGUAGES_REQUEST,
        output: &DESCRIBE_SUPPORTED_LANGUAGES_RESPONSE,
        errors: &[&INTERNAL_SERVER_ERROR, &THROTTLING_EXCEPTION, &DRY_RUN_OPERATION_EXCEPTION],
    },
    OperationModel {
        name: "DescribeTrustedAdvisorCheckRefreshStatuses",
        method_name: "describe_trusted_advisor_check_refresh_statuses",
        input: &DESCRIBE_TRUSTED_ADVISOR_CHECK_REFRESH_STATUSES_REQUEST,
        output: &DESCRIBE_TRUSTED_ADVISOR_CHECK_REFRESH_STATUSES_RESPONSE,
        errors: &[&INTERNAL_SERVER_ERROR, &THROTTLING_EXCEPTION],
    },
    OperationModel {
        name: "DescribeTrustedAdvisorCheckResult",
        method_name: "describe_trusted_advisor_check_result",
        input: &DESCRIBE_TRUSTED_ADVISOR_CHECK_RESULT_REQUEST,
        output: &DESCRIBE_TRUSTED_ADVISOR_CHECK_RESULT_RESPONSE,
        errors: &[&INTERNAL_SERVER_ERROR, &THROTTLING_EXCEPTION],
    },
    OperationModel {
        name: "DescribeTrustedAdvisorCheckSummaries",
        method_name: "describe_trusted_advisor_check_summaries",
        input: &DESCRIBE_TRUSTED_ADVISOR_CHECK_SUMMARIES_REQUEST,
        output: &DESCRIBE_TRUSTED_ADVISOR_CHECK_SUMMARIES_RESPONSE,
        errors: &[&INTERNAL_SERVER_ERROR, &THROTTLING_EXCEPTION],
    },
    OperationModel {
        name: "DescribeTrustedAdvisorChecks",
        method_name: "describe_trusted_advisor_checks",
        input: &DESCRIBE_TRUSTED_ADVISOR_CHECKS_REQUEST,
        output: &DESCRIBE_TRUSTED_ADVISOR_CHECKS_RESPONSE,
        errors: &[&INTERNAL_SERVER_ERROR, &THROTTLING_EXCEPTION],
    },
    OperationModel {
        name: "GetAttachmentDownloadLink",
        method_name: "get_attachment_download_link",
        input: &GET_ATTACHMENT_DOWNLOAD_LINK_REQUEST,
        output: &GET_ATTACHMENT_DOWNLOAD_LINK_RESPONSE,
        errors: &[&ATTACHMENT_ID_NOT_FOUND, &INTERNAL_SERVER_ERROR, &DRY_RUN_OPERATION_EXCEPTION],
    },
    OperationModel {
        name: "GetAttachmentUploadLinks",
        method_name: "get_attachment_upload_links",
        input: &GET_ATTACHMENT_UPLOAD_LINKS_REQUEST,
        output: &GET_ATTACHMENT_UPLOAD_LINKS_RESPONSE,
        errors: &[&INTERNAL_SERVER_ERROR, &DRY_RUN_OPERATION_EXCEPTION, &UPLOAD_ID_NOT_FOUND],
    },
    OperationModel {
        name: "RefreshTrustedAdvisorCheck",
        method_name: "refresh_trusted_advisor_check",
        input: &REFRESH_TRUSTED_ADVISOR_CHECK_REQUEST,
        output: &REFRESH_TRUSTED_ADVISOR_CHECK_RESPONSE,
        errors: &[&INTERNAL_SERVER_ERROR],
    },
    OperationModel {
        name: "ResolveCase",
        method_name: "resolve_case",
        input: &RESOLVE_CASE_REQUEST,
        output: &RESOLVE_CASE_RESPONSE,
        errors: &[&INTERNAL_SERVER_ERROR, &CASE_ID_NOT_FOUND, &DRY_RUN_OPERATION_EXCEPTION],
    },
];

static ERRORS: &[&Shape] = &[
    &ATTACHMENT_ID_NOT_FOUND,
    &ATTACHMENT_LIMIT_EXCEEDED,
    &ATTACHMENT_SET_EXPIRED,
    &ATTACHMENT_SET_ID_NOT_FOUND,
    &ATTACHMENT_SET_SIZE_LIMIT_EXCEEDED,
    &CASE_CREATION_LIMIT_EXCEEDED,
    &CASE_ID_NOT_FOUND,
    &DESCRIBE_ATTACHMENT_LIMIT_EXCEEDED,
    &DRY_RUN_OPERATION_EXCEPTION,
    &INTERNAL_SERVER_ERROR,
    &THROTTLING_EXCEPTION,
    &UPLOAD_ID_NOT_FOUND,
];

/// The whole service.
pub static SUPPORT: ServiceModel = ServiceModel {
    service_name: "support",
    service_id: "Support",
    full_name: "AWS Support",
    api_version: "2013-04-15",
    endpoint_prefix: "support",
    signing_name: "support",
    json_version: "1.1",
    target_prefix: "AWSSupport_20130415",
    operations: OPERATIONS,
    errors: ERRORS,
};
