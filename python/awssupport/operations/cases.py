"""Cases and what is written in them."""

# mypy: disable-error-code="empty-body"
from __future__ import annotations

from . import ABSENT, operation

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..type_defs import (
        AddCommunicationToCaseResponseTypeDef,
        CreateCaseResponseTypeDef,
        DescribeCasesResponseTypeDef,
        DescribeCommunicationsResponseTypeDef,
        ResolveCaseResponseTypeDef,
    )


class CaseOperations:
    """The operations on cases and communications."""

    @operation("CreateCase")
    def create_case(
        self,
        *,
        subject: str,
        serviceCode: str = ABSENT,
        severityCode: str = ABSENT,
        categoryCode: str = ABSENT,
        communicationBody: str,
        ccEmailAddresses: Sequence[str] = ABSENT,
        language: str = ABSENT,
        issueType: str = ABSENT,
        attachmentSetId: str = ABSENT,
        uploadIds: Sequence[str] = ABSENT,
        dryRun: bool = ABSENT,
    ) -> CreateCaseResponseTypeDef:
        """Open a case.

        A call that times out may have opened one all the same: look with ``describe_cases`` before
        trying again.

        Keyword Args:
            subject (str): Required. The case's title.
            serviceCode (str): The AWS service it is about, from ``describe_services``.
            severityCode (str): How urgent it is, from ``describe_severity_levels``.
            categoryCode (str): One of the service's categories, from ``describe_services``.
            communicationBody (str): Required. The description, 1 to 8000 characters. AWS blanks
                out secret keys, private keys and card numbers.
            ccEmailAddresses (list[str]): Who gets copies of the correspondence; at most 10.
            language (str): The ISO 639-1 code of the language to be answered in, e.g. ``en`` or
                ``ja``.
            issueType (str): ``technical``, which is the default, or ``customer-service``.
            attachmentSetId (str): Files to attach, from ``add_attachments_to_set``.
            uploadIds (list[str]): Larger files to attach, from ``get_attachment_upload_links``
                and ready; at most 10, each of 1 to 2048 characters.
            dryRun (bool): Check the request and do nothing.

        Returns:
            dict: ``caseId`` (str such as ``case-12345678910-exen-2025-c4c1d2bf33c5cf47``; the
            number people see is the ``displayId`` of ``describe_cases``) and ``ResponseMetadata``.

        Raises:
            ParamValidationError: The arguments break the model; nothing was sent.
            CaseCreationLimitExceeded: The account has opened too many cases lately.
            AttachmentSetIdNotFound: There is no such set.
            AttachmentSetExpired: The set is older than an hour.
            DryRunOperationException: ``dryRun`` was given and the request is valid.
            InternalServerError: The service failed.
            ClientError: Any other refusal, e.g. ``SubscriptionRequiredException``.

        Example::

            case_id = client.create_case(
                subject="Throttled writes",
                communicationBody="Since noon, writes to the table orders are throttled.",
                serviceCode="amazon-dynamodb",
                categoryCode="throttling",
                severityCode="low",
                language="en",
            )["caseId"]

        See https://docs.aws.amazon.com/awssupport/latest/APIReference/API_CreateCase.html
        """

    @operation("DescribeCases")
    def describe_cases(
        self,
        *,
        caseIdList: Sequence[str] = ABSENT,
        displayId: str = ABSENT,
        afterTime: str = ABSENT,
        beforeTime: str = ABSENT,
        includeResolvedCases: bool = ABSENT,
        nextToken: str = ABSENT,
        maxResults: int = ABSENT,
        language: str = ABSENT,
        includeCommunications: bool = ABSENT,
        dryRun: bool = ABSENT,
    ) -> DescribeCasesResponseTypeDef:
        """List cases of the last 24 months, a page at a time.

        ``client.get_paginator("describe_cases")`` follows the pages by itself.

        Keyword Args:
            caseIdList (list[str]): Only these cases, at most 100.
            displayId (str): Only the case of this number.
            afterTime (str): Only cases with communications after this time, as ISO 8601 text.
            beforeTime (str): Only cases with communications before this time, as ISO 8601 text.
            includeResolvedCases (bool): Resolved cases too, which are left out otherwise.
            nextToken (str): Where to go on, from the page before.
            maxResults (int): The cases of a page, 10 to 100.
            language (str): The ISO 639-1 code of the cases' language, e.g. ``en`` or ``ja``.
            includeCommunications (bool): ``False`` leaves out what was written in the cases.
            dryRun (bool): Check the request and do nothing.

        Returns:
            dict: ``cases`` (a list of dicts, see below), ``nextToken`` (str; absent on the last
            page) and ``ResponseMetadata``.

            A case has ``caseId``, ``displayId``, ``subject``, ``status`` (e.g. ``opened``,
            ``pending-customer-action``, ``resolved``), ``serviceCode``, ``categoryCode``,
            ``severityCode``, ``submittedBy``, ``timeCreated`` (str), ``ccEmailAddresses``
            (list[str]), ``language``, and ``recentCommunications``: a dict of the five newest
            ``communications``, as in ``describe_communications``, and their ``nextToken``.

        Raises:
            ParamValidationError: The arguments break the model; nothing was sent.
            CaseIdNotFound: One of the cases does not exist.
            DryRunOperationException: ``dryRun`` was given and the request is valid.
            InternalServerError: The service failed.
            ClientError: Any other refusal, e.g. ``SubscriptionRequiredException``.

        Example::

            pages = client.get_paginator("describe_cases").paginate(includeResolvedCases=True)
            for page in pages:
                for case in page["cases"]:
                    print(case["displayId"], case["status"], case["subject"])

        See https://docs.aws.amazon.com/awssupport/latest/APIReference/API_DescribeCases.html
        """

    @operation("AddCommunicationToCase")
    def add_communication_to_case(
        self,
        *,
        caseId: str = ABSENT,
        communicationBody: str,
        ccEmailAddresses: Sequence[str] = ABSENT,
        attachmentSetId: str = ABSENT,
        uploadIds: Sequence[str] = ABSENT,
        dryRun: bool = ABSENT,
    ) -> AddCommunicationToCaseResponseTypeDef:
        """Write something more in a case.

        Keyword Args:
            caseId (str): The case.
            communicationBody (str): Required. The text, 1 to 8000 characters. AWS blanks out
                secret keys, private keys and card numbers.
            ccEmailAddresses (list[str]): Who gets a copy; at most 10.
            attachmentSetId (str): Files to attach, from ``add_attachments_to_set``.
            uploadIds (list[str]): Larger files to attach, from ``get_attachment_upload_links``
                and ready; at most 10, each of 1 to 2048 characters.
            dryRun (bool): Check the request and do nothing.

        Returns:
            dict: ``result`` (bool: ``True``) and ``ResponseMetadata``.

        Raises:
            ParamValidationError: The arguments break the model; nothing was sent.
            CaseIdNotFound: There is no such case.
            AttachmentSetIdNotFound: There is no such set.
            AttachmentSetExpired: The set is older than an hour.
            DryRunOperationException: ``dryRun`` was given and the request is valid.
            InternalServerError: The service failed.
            ClientError: Any other refusal.

        Example::

            client.add_communication_to_case(
                caseId=case_id,
                communicationBody="It is over as suddenly as it began.",
                ccEmailAddresses=["on-call@example.com"],
            )

        See https://docs.aws.amazon.com/awssupport/latest/APIReference/API_AddCommunicationToCase.html
        """

    @operation("DescribeCommunications")
    def describe_communications(
        self,
        *,
        caseId: str,
        beforeTime: str = ABSENT,
        afterTime: str = ABSENT,
        nextToken: str = ABSENT,
        maxResults: int = ABSENT,
        dryRun: bool = ABSENT,
    ) -> DescribeCommunicationsResponseTypeDef:
        """List what was written in a case in the last 24 months, a page at a time.

        ``client.get_paginator("describe_communications")`` follows the pages by itself.

        Keyword Args:
            caseId (str): Required. The case.
            beforeTime (str): Only what was written before this time, as ISO 8601 text.
            afterTime (str): Only what was written after this time, as ISO 8601 text.
            nextToken (str): Where to go on, from the page before.
            maxResults (int): The communications of a page, 10 to 100.
            dryRun (bool): Check the request and do nothing.

        Returns:
            dict: ``communications`` (a list of dicts, see below), ``nextToken`` (str; absent on
            the last page) and ``ResponseMetadata``.

            A communication has ``caseId``, ``body``, ``submittedBy``, ``timeCreated`` (str),
            ``attachments`` (all of them) and ``attachmentSet`` (those of at most 5 MB): lists of
            dicts of ``attachmentId`` and ``fileName``.

        Raises:
            ParamValidationError: The arguments break the model; nothing was sent.
            CaseIdNotFound: There is no such case.
            DryRunOperationException: ``dryRun`` was given and the request is valid.
            InternalServerError: The service failed.
            ClientError: Any other refusal.

        Example::

            answer = client.describe_communications(caseId=case_id, maxResults=10)
            for communication in answer["communications"]:
                print(communication["submittedBy"], communication["body"])

        See https://docs.aws.amazon.com/awssupport/latest/APIReference/API_DescribeCommunications.html
        """

    @operation("ResolveCase")
    def resolve_case(
        self, *, caseId: str = ABSENT, dryRun: bool = ABSENT
    ) -> ResolveCaseResponseTypeDef:
        """Mark a case as resolved.

        Keyword Args:
            caseId (str): The case.
            dryRun (bool): Check the request and do nothing.

        Returns:
            dict: ``initialCaseStatus`` (str), ``finalCaseStatus`` (str) and ``ResponseMetadata``.

        Raises:
            ParamValidationError: The arguments break the model; nothing was sent.
            CaseIdNotFound: There is no such case.
            DryRunOperationException: ``dryRun`` was given and the request is valid.
            InternalServerError: The service failed.
            ClientError: Any other refusal.

        Example::

            answer = client.resolve_case(caseId=case_id)
            print(answer["initialCaseStatus"], "->", answer["finalCaseStatus"])

        See https://docs.aws.amazon.com/awssupport/latest/APIReference/API_ResolveCase.html
        """
