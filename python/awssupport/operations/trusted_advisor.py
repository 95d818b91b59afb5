"""Trusted Advisor: its checks, what they found, and checking anew."""

# mypy: disable-error-code="empty-body"
from __future__ import annotations

from . import ABSENT, operation

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..type_defs import (
        DescribeTrustedAdvisorCheckRefreshStatusesResponseTypeDef,
        DescribeTrustedAdvisorCheckResultResponseTypeDef,
        DescribeTrustedAdvisorChecksResponseTypeDef,
        DescribeTrustedAdvisorCheckSummariesResponseTypeDef,
        RefreshTrustedAdvisorCheckResponseTypeDef,
    )


class TrustedAdvisorOperations:
    """The operations on Trusted Advisor's checks."""

    @operation("DescribeTrustedAdvisorChecks")
    def describe_trusted_advisor_checks(
        self, *, language: str
    ) -> DescribeTrustedAdvisorChecksResponseTypeDef:
        """List the checks there are. Names may change; a check's ``id`` does not.

        Keyword Args:
            language (str): Required. The answer's language, e.g. ``en``, ``ja`` or ``zh_TW``.

        Returns:
            dict: ``checks`` (a list of dicts of ``id``, ``name``, ``description`` (HTML),
            ``category`` and ``metadata``: the titles of the columns that each flagged resource
            has values for) and ``ResponseMetadata``.

        Raises:
            ParamValidationError: The arguments break the model; nothing was sent.
            ThrottlingException: Too many requests in a short time.
            InternalServerError: The service failed.
            ClientError: Any other refusal, e.g. ``SubscriptionRequiredException``.

        Example::

            checks = client.describe_trusted_advisor_checks(language="en")["checks"]
            print([check["id"] for check in checks if check["category"] == "security"])

        See https://docs.aws.amazon.com/awssupport/latest/APIReference/API_DescribeTrustedAdvisorChecks.html
        """

    @operation("DescribeTrustedAdvisorCheckResult")
    def describe_trusted_advisor_check_result(
        self, *, checkId: str, language: str = ABSENT
    ) -> DescribeTrustedAdvisorCheckResultResponseTypeDef:
        """Tell what a check found when it last ran, resource by resource.

        Keyword Args:
            checkId (str): Required. From ``describe_trusted_advisor_checks``.
            language (str): The answer's language, e.g. ``en``, ``ja`` or ``zh_TW``.

        Returns:
            dict: ``result`` (a dict, see below; absent if there is none) and
            ``ResponseMetadata``.

            A result has ``checkId``, ``timestamp`` (str), ``status`` (``ok``, ``warning``,
            ``error`` or ``not_available``), ``resourcesSummary`` (a dict of the numbers
            ``resourcesProcessed``, ``resourcesFlagged``, ``resourcesIgnored`` and
            ``resourcesSuppressed``), ``categorySpecificSummary`` (a dict with ``costOptimizing``:
            the floats ``estimatedMonthlySavings`` and
            ``estimatedPercentMonthlySavings``) and ``flaggedResources``: a list of dicts of
            ``status``, ``region``, ``resourceId``, ``isSuppressed`` (bool) and ``metadata``
            (list[str], some of whose items may be ``None``).

        Raises:
            ParamValidationError: The arguments break the model; nothing was sent.
            ThrottlingException: Too many requests in a short time.
            InternalServerError: The service failed.
            ClientError: Any other refusal.

        Example::

            answer = client.describe_trusted_advisor_check_result(checkId="Pfx0RwqBli")
            for resource in answer["result"]["flaggedResources"]:
                print(resource["status"], resource["metadata"])

        See https://docs.aws.amazon.com/awssupport/latest/APIReference/API_DescribeTrustedAdvisorCheckResult.html
        """

    @operation("DescribeTrustedAdvisorCheckSummaries")
    def describe_trusted_advisor_check_summaries(
        self, *, checkIds: Sequence[str]
    ) -> DescribeTrustedAdvisorCheckSummariesResponseTypeDef:
        """Tell in numbers what checks found when they last ran.

        Keyword Args:
            checkIds (list[str]): Required. From ``describe_trusted_advisor_checks``.

        Returns:
            dict: ``summaries`` (a list of dicts of ``checkId``, ``timestamp``, ``status``,
            ``hasFlaggedResources`` (bool), ``resourcesSummary`` and ``categorySpecificSummary``,
            as in ``describe_trusted_advisor_check_result``) and ``ResponseMetadata``.

        Raises:
            ParamValidationError: The arguments break the model; nothing was sent.
            ThrottlingException: Too many requests in a short time.
            InternalServerError: The service failed.
            ClientError: Any other refusal.

        Example::

            answer = client.describe_trusted_advisor_check_summaries(checkIds=["Pfx0RwqBli"])
            for summary in answer["summaries"]:
                print(summary["status"], summary["resourcesSummary"]["resourcesFlagged"])

        See https://docs.aws.amazon.com/awssupport/latest/APIReference/API_DescribeTrustedAdvisorCheckSummaries.html
        """

    @operation("DescribeTrustedAdvisorCheckRefreshStatuses")
    def describe_trusted_advisor_check_refresh_statuses(
        self, *, checkIds: Sequence[str]
    ) -> DescribeTrustedAdvisorCheckRefreshStatusesResponseTypeDef:
        """Say how far the refreshing of checks is.

        Checks that AWS refreshes by itself may be refused with the code
        ``InvalidParameterValueException``.

        Keyword Args:
            checkIds (list[str]): Required. From ``describe_trusted_advisor_checks``.

        Returns:
            dict: ``statuses`` (a list of dicts of ``checkId``, ``status`` (``none``,
            ``enqueued``, ``processing``, ``success`` or ``abandoned``) and
            ``millisUntilNextRefreshable`` (int: milliseconds)) and ``ResponseMetadata``.

        Raises:
            ParamValidationError: The arguments break the model; nothing was sent.
            ThrottlingException: Too many requests in a short time.
            InternalServerError: The service failed.
            ClientError: Any other refusal.

        Example::

            answer = client.describe_trusted_advisor_check_refresh_statuses(
                checkIds=["Pfx0RwqBli"]
            )
            print(answer["statuses"][0]["status"])

        See https://docs.aws.amazon.com/awssupport/latest/APIReference/API_DescribeTrustedAdvisorCheckRefreshStatuses.html
        """

    @operation("RefreshTrustedAdvisorCheck")
    def refresh_trusted_advisor_check(
        self, *, checkId: str
    ) -> RefreshTrustedAdvisorCheckResponseTypeDef:
        """Run a check anew. Checks that AWS refreshes by itself may be refused.

        Keyword Args:
            checkId (str): Required. From ``describe_trusted_advisor_checks``.

        Returns:
            dict: ``status`` (a dict of ``checkId``, ``status`` (``none``, ``enqueued``,
            ``processing``, ``success`` or ``abandoned``) and ``millisUntilNextRefreshable`` (int:
            milliseconds)) and ``ResponseMetadata``.

        Raises:
            ParamValidationError: The arguments break the model; nothing was sent.
            InternalServerError: The service failed.
            ClientError: Any other refusal.

        Example::

            status = client.refresh_trusted_advisor_check(checkId="Pfx0RwqBli")["status"]
            print("again in", status["millisUntilNextRefreshable"] / 1000, "s")

        See https://docs.aws.amazon.com/awssupport/latest/APIReference/API_RefreshTrustedAdvisorCheck.html
        """
