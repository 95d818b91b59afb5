"""AWS's partitions, and where AWS Support has endpoints in them."""

from __future__ import annotations

from ._awssupport import partition_for_region as _partition_of

#: By partition, the names of its endpoints, and whether each is a region.
PARTITIONS: dict[str, dict[str, bool]] = {
    "aws": {"aws-global": False},
    "aws-cn": {"aws-cn-global": False},
    "aws-us-gov": {"aws-us-gov-global": False, "fips-us-gov-west-1": False, "us-gov-west-1": True},
    "aws-iso": {"aws-iso-global": False},
    "aws-iso-b": {"aws-iso-b-global": False},
    "aws-iso-e": {},
    "aws-iso-f": {},
    "aws-eusc": {},
}


def available_regions(
    service_name: str, partition_name: str, allow_non_regional: bool
) -> list[str]:
    """The regions with an endpoint of the service; none for another service or partition."""
    if service_name != "support":
        return []
    endpoints = PARTITIONS.get(partition_name, {})
    return [name for name, is_region in endpoints.items() if is_region or allow_non_regional]


def partition_for_region(region_name: str) -> str:
    """The name of the region's partition.

    Raises:
        UnknownRegionError: The region is in none.
    """
    partition = _partition_of(region_name)
    if partition is None:
        from .client_settings import refuse

        refuse(
            "UnknownRegionError",
            region_name=region_name,
            error_msg="No partition found for provided region_name.",
        )
    return partition
