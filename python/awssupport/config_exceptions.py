"""The exceptions of settings and Sessions: botocore's and boto3's names, texts and attributes.

They belong to :mod:`awssupport.exceptions`, which imports this module when one of them is asked
for: most programs never meet one.
"""

from __future__ import annotations

from .exception_bases import BotoCoreError, _Root
from .exceptions import DataNotFoundError

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class InvalidDefaultsMode(BotoCoreError):
    """There is no defaults mode of this name."""

    fmt = (
        "Client configured with invalid defaults mode: {mode}. "
        "Valid defaults modes include: {valid_modes}."
    )


class InvalidChecksumConfigError(BotoCoreError):
    """A setting of checksums is neither of its two values."""

    fmt = (
        "Unsupported configuration value for {config_key}. "
        "Expected one of {valid_options} but got {config_value}."
    )


class InvalidS3AddressingStyleError(BotoCoreError):
    """Of S3, for which a Config may be made too."""

    fmt = (
        "S3 addressing style {s3_addressing_style} is invalid. "
        "Valid options are: 'auto', 'virtual', and 'path'"
    )


class InvalidS3UsEast1RegionalEndpointConfigError(BotoCoreError):
    """Of S3, too: which endpoint it has in us-east-1 is neither of two values."""

    fmt = (
        "S3 us-east-1 regional endpoint option {s3_us_east_1_regional_endpoint_config} is invalid. "
        'Valid options are: "legacy", "regional"'
    )


class UnknownRegionError(BotoCoreError):
    """The region is in no partition."""

    fmt = "Unknown region: '{region_name}'. {error_msg}"


class Boto3Error(_Root):
    """The parent of boto3's own errors."""


class ResourceNotExistsError(Boto3Error, DataNotFoundError):
    """boto3's resources are not here: there is none for AWS Support."""

    def __init__(
        self, service_name: str, available_services: list[str], has_low_level_client: bool
    ) -> None:
        self._arguments = (service_name, available_services, has_low_level_client)
        available = "\n   - ".join(available_services)
        message = (
            f"The '{service_name}' resource does not exist.\n"
            f"The available resources are:\n   - {available}\n"
        )
        if has_low_level_client:
            message += (
                f"\nConsider using a boto3.client('{service_name}') "
                f"instead of a resource for '{service_name}'"
            )
        Exception.__init__(self, message)
        self.kwargs = {}

    def __reduce__(self) -> tuple[Callable[..., BotoCoreError], tuple[Any, ...]]:
        return type(self), self._arguments
