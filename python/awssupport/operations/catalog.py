"""What a case can be about: services, severities, hours and languages."""

# mypy: disable-error-code="empty-body"
from __future__ import annotations

from . import ABSENT, operation

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..type_defs import (
        DescribeCreateCaseOptionsResponseTypeDef,
        DescribeServicesResponseTypeDef,
        DescribeSeverityLevelsResponseTypeDef,
        DescribeSupportedLanguagesResponseTypeDef,
    )


class CatalogOperations:
    """The operations that list the codes and options of ``create_case``."""

    @operation("DescribeServices")
    def describe_services(
        self,
        *,
        serviceCodeList: Sequence[str] = ABSENT,
        language: str = ABSENT,
        dryRun: bool = ABSENT,
    ) -> DescribeServicesResponseTypeDef:
        """List AWS's services and their categories, for ``create_case``.

        Keyword Args:
            serviceCodeList (list[str]): Only these services, at most 100.
            language (str): The ISO 639-1 code of the answer's language, e.g. ``en`` or ``ja``.
            dryRun (bool): Check the request and do nothing.

        Returns:
            dict: ``services`` (a list of dicts of ``code`` (str), ``name`` (str) and
            ``categories``: a list of dicts of ``code`` and ``name``) and ``ResponseMetadata``.

        Raises:
            ParamValidationError: The arguments break the model; nothing was sent.
            DryRunOperationException: ``dryRun`` was given and the request is valid.
            InternalServerError: The service failed.
            ClientError: Any other refusal, e.g. ``SubscriptionRequiredException``.

        Example::

            for service in client.describe_services(language="en")["services"]:
                print(service["code"], [category["code"] for category in service["categories"]])

        See https://docs.aws.amazon.com/awssupport/latest/APIReference/API_DescribeServices.html
        """

    @operation("DescribeSeverityLevels")
    def describe_severity_levels(
        self, *, language: str = ABSENT, dryRun: bool = ABSENT
    ) -> DescribeSeverityLevelsResponseTypeDef:
        """List the severities a case may have; the account's support plan decides which.

        Keyword Args:
            language (str): The ISO 639-1 code of the answer's language, e.g. ``en`` or ``ja``.
            dryRun (bool): Check the request and do nothing.

        Returns:
            dict: ``severityLevels`` (a list of dicts of ``code`` (str such as ``low``) and
            ``name`` (str)) and ``ResponseMetadata``.

        Raises:
            ParamValidationError: The arguments break the model; nothing was sent.
            DryRunOperationException: ``dryRun`` was given and the request is valid.
            InternalServerError: The service failed.
            ClientError: Any other refusal.

        Example::

            levels = client.describe_severity_levels(language="en")["severityLevels"]
            print([level["code"] for level in levels])

        See https://docs.aws.amazon.com/awssupport/latest/APIReference/API_DescribeSeverityLevels.html
        """

    @operation("DescribeCreateCaseOptions")
    def describe_create_case_options(
        self,
        *,
        issueType: str,
        serviceCode: str,
        language: str,
        categoryCode: str,
        dryRun: bool = ABSENT,
    ) -> DescribeCreateCaseOptionsResponseTypeDef:
        """Say by which means, and at which hours, a case of a kind is answered in a language.

        Keyword Args:
            issueType (str): Required. ``technical`` or ``customer-service``.
            serviceCode (str): Required. From ``describe_services``.
            language (str): Required. An ISO 639-1 code, e.g. ``en`` or ``ja``.
            categoryCode (str): Required. One of the service's, from ``describe_services``.
            dryRun (bool): Check the request and do nothing.

        Returns:
            dict: ``languageAvailability`` (str: ``available``, ``best_effort`` or
            ``unavailable``), ``communicationTypes`` (a list of dicts of ``type`` (str),
            ``supportedHours``: dicts of ``startTime`` and ``endTime``, and
            ``datesWithoutSupport``: dicts of ``startDateTime`` and ``endDateTime``) and
            ``ResponseMetadata``.

        Raises:
            ParamValidationError: The arguments break the model; nothing was sent.
            ThrottlingException: Too many requests in a short time.
            DryRunOperationException: ``dryRun`` was given and the request is valid.
            InternalServerError: The service failed.
            ClientError: Any other refusal.

        Example::

            options = client.describe_create_case_options(
                issueType="technical",
                serviceCode="amazon-dynamodb",
                language="ja",
                categoryCode="throttling",
            )
            print(options["languageAvailability"])

        See https://docs.aws.amazon.com/awssupport/latest/APIReference/API_DescribeCreateCaseOptions.html
        """

    @operation("DescribeSupportedLanguages")
    def describe_supported_languages(
        self, *, issueType: str, serviceCode: str, categoryCode: str, dryRun: bool = ABSENT
    ) -> DescribeSupportedLanguagesResponseTypeDef:
        """List the languages in which a case of a kind can be handled.

        Keyword Args:
            issueType (str): Required. ``technical`` or ``customer-service``: 9 to 22 characters.
            serviceCode (str): Required. From ``describe_services``, at most 100 characters.
            categoryCode (str): Required. One of the service's, at most 100 characters.
            dryRun (bool): Check the request and do nothing.

        Returns:
            dict: ``supportedLanguages`` (a list of dicts of ``code`` (str: ISO 639-1),
            ``language`` (str) and ``display`` (str)) and ``ResponseMetadata``.

        Raises:
            ParamValidationError: The arguments break the model; nothing was sent.
            ThrottlingException: Too many requests in a short time.
            DryRunOperationException: ``dryRun`` was given and the request is valid.
            InternalServerError: The service failed.
            ClientError: Any other refusal.

        Example::

            answer = client.describe_supported_languages(
                issueType="technical", serviceCode="amazon-dynamodb", categoryCode="throttling"
            )
            print([language["code"] for language in answer["supportedLanguages"]])

        See https://docs.aws.amazon.com/awssupport/latest/APIReference/API_DescribeSupportedLanguages.html
        """
