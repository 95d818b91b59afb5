"""Settings of the instance's metadata service, which botocore checks before it asks any source."""

from __future__ import annotations

from ..settings import ensure_boolean

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .context import CredentialContext

IPV4_URL = "http://169.254.169.254/"
IPV6_URL = "http://[fd00:ec2::254]/"
_MODES = ("ipv4", "ipv6")


def is_disabled(environ: Mapping[str, str]) -> bool:
    """Whether the service is not to be asked: `AWS_EC2_METADATA_DISABLED` is ``true``."""
    return environ.get("AWS_EC2_METADATA_DISABLED", "").lower() == "true"


def check_metadata_settings(context: CredentialContext) -> None:
    """Raise what asking the metadata service would raise because of its settings alone."""
    timeout(context)
    attempts(context)
    base_url(context)


def timeout(context: CredentialContext) -> int:
    """Seconds to wait for each answer: `AWS_METADATA_SERVICE_TIMEOUT`, else 1."""
    return _number(context, "metadata_service_timeout")


def attempts(context: CredentialContext) -> int:
    """How often to try: `AWS_METADATA_SERVICE_NUM_ATTEMPTS`, else 1."""
    return _number(context, "metadata_service_num_attempts")


def _number(context: CredentialContext, name: str) -> int:
    value = context.setting(name)
    return 1 if value is None else int(value)


def base_url(context: CredentialContext) -> str:
    """The service's URL: as given, else by the mode, ``ipv4`` or ``ipv6``.

    Raises:
        InvalidIMDSEndpointModeError: The mode is another word.
        InvalidIMDSEndpointError: The URL is none.
    """
    given: str | None = context.setting("ec2_metadata_service_endpoint")
    url = IPV6_URL if _mode(context) == "ipv6" else IPV4_URL
    if given:
        _check_url(given)
        url = given
    return url


def _mode(context: CredentialContext) -> str:
    mode: str | None = context.setting("ec2_metadata_service_endpoint_mode")
    if mode is None:
        return "ipv6" if ensure_boolean(context.setting("imds_use_ipv6")) else "ipv4"
    if mode.lower() in _MODES:
        return mode.lower()
    from ..exceptions import InvalidIMDSEndpointModeError

    raise InvalidIMDSEndpointModeError(mode=mode, valid_modes=_MODES)


def _check_url(url: str) -> None:
    from .urls import is_valid_url

    if not is_valid_url(url):
        from ..exceptions import InvalidIMDSEndpointError

        raise InvalidIMDSEndpointError(endpoint=url)
