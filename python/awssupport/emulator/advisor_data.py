"""A believable handful of Trusted Advisor's checks: their ids, our words."""

from __future__ import annotations

from collections.abc import Mapping

from .advisor_types import ERROR, Check, CheckResult, FlaggedResource

CHECKS = (
    Check(
        "Qch7DwouX1",
        "Low Utilization Amazon EC2 Instances",
        "cost_optimizing",
        "Finds running instances that have done very little in the last two weeks.",
        ("Region/AZ", "Instance ID", "Instance Name", "Instance Type", "Estimated Savings"),
    ),
    Check(
        "DAvU99Dc4C",
        "Underutilized Amazon EBS Volumes",
        "cost_optimizing",
        "Finds volumes that are paid for and hardly used.",
        ("Region", "Volume ID", "Volume Name", "Volume Type", "Volume Size", "Monthly Cost"),
    ),
    Check(
        "Pfx0RwqBli",
        "Amazon S3 Bucket Permissions",
        "security",
        "Finds buckets that more people can reach than is usually meant.",
        ("Region Name", "Region API Parameter", "Bucket Name", "ACL Allows List", "Status"),
    ),
    Check(
        "7DAFEmoDos",
        "MFA on Root Account",
        "security",
        "Tells whether the root user signs in with a second factor.",
    ),
    Check(
        "H7IgTzjTYb",
        "Amazon EBS Snapshots",
        "fault_tolerance",
        "Finds volumes without a snapshot, or with an old one only.",
        ("Region", "Volume ID", "Volume Name", "Snapshot ID", "Snapshot Age", "Status"),
    ),
    Check(
        "zXCkfM1nI3",
        "IAM Use",
        "security",
        "Tells whether the account has users besides the root user.",
    ),
    Check(
        "0Xc6LMYG8P",
        "EC2 On-Demand Instances",
        "service_limits",
        "Compares the use of on-demand capacity with its quota.",
        ("Region", "Service", "Limit Name", "Limit Amount", "Current Usage", "Status"),
    ),
    Check(
        "c1dfprch07",
        "Lambda Functions on a Deprecated Runtime",
        "security",
        "Finds functions whose runtime gets no updates any more. Kept up to date by AWS.",
        ("Status", "Region", "Function ARN", "Runtime"),
        refreshable=False,
    ),
)

RESULTS: Mapping[str, CheckResult] = {
    "Qch7DwouX1": CheckResult(
        (
            FlaggedResource(
                "Xw9RQ1kGpVjnb4hT0dCe",
                metadata=("us-east-1a", "i-0123456789abcdef0", "batch", "m5.large", "$69.12"),
            ),
        ),
        processed=12,
        monthly_savings=69.12,
        percent_savings=0.08,
    ),
    "Pfx0RwqBli": CheckResult(
        (
            FlaggedResource(
                "jU5cTz8mQpLr2aYkWs0v",
                ERROR,
                metadata=("US East (N. Virginia)", "us-east-1", "public-assets", "Yes", "Red"),
            ),
        ),
        processed=7,
    ),
    "7DAFEmoDos": CheckResult(),
    "H7IgTzjTYb": CheckResult(processed=4),
    "0Xc6LMYG8P": CheckResult(processed=17),
    "c1dfprch07": CheckResult(processed=3),
}
"""Results at the start; checks that are not here have not run yet."""
