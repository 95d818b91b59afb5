"""Making clients: the arguments of ``boto3.client`` to the options of the Rust core."""

from __future__ import annotations

from ._awssupport import NativeClient
from .support import Support

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    import os
    from typing import Any

    from .config import Config

SERVICE_NAME = "support"
API_VERSION = "2013-04-15"

#: The options of a Config that the core takes as they are.
_PASSED_ON = (
    "connect_timeout",
    "read_timeout",
    "max_pool_connections",
    "tcp_keepalive",
    "proxies",
    "proxies_config",
    "client_cert",
    "user_agent",
    "user_agent_extra",
    "user_agent_appid",
    "use_fips_endpoint",
    "use_dualstack_endpoint",
    "ignore_configured_endpoint_urls",
)


def create_client(
    service_name: str,
    *,
    region_name: str | None = None,
    api_version: str | None = None,
    use_ssl: bool = True,
    verify: bool | str | os.PathLike[str] | None = None,
    endpoint_url: str | None = None,
    aws_access_key_id: str | None = None,
    aws_secret_access_key: str | None = None,
    aws_session_token: str | None = None,
    config: Config | None = None,
) -> Support:
    """Check what names the service, and hand the rest to the core. See :func:`awssupport.client`
    for the arguments and the errors."""
    if service_name != SERVICE_NAME:
        from .exceptions import UnknownServiceError, join_botocore

        join_botocore()
        raise UnknownServiceError(
            service_name=service_name, known_service_names=SERVICE_NAME
        ) from None
    if api_version not in (None, API_VERSION):
        from .exceptions import DataNotFoundError, join_botocore

        join_botocore()
        raise DataNotFoundError(data_path=f"{SERVICE_NAME}/{api_version}/service-2")
    options = {} if config is None else _config_options(config)
    options.update(
        use_ssl=bool(use_ssl),
        verify=verify,
        endpoint_url=endpoint_url,
        aws_access_key_id=aws_access_key_id,
        aws_secret_access_key=aws_secret_access_key,
        aws_session_token=aws_session_token,
    )
    if region_name is not None:
        options["region_name"] = region_name
    arguments: dict[str, Any] = {
        "service_name": service_name,
        "region_name": region_name,
        "api_version": api_version,
        "use_ssl": use_ssl,
        "verify": verify,
        "endpoint_url": endpoint_url,
        "aws_access_key_id": aws_access_key_id,
        "aws_secret_access_key": aws_secret_access_key,
        "aws_session_token": aws_session_token,
        "config": config,
    }
    return Support(NativeClient(options), config, lambda: arguments)


def _config_options(config: Config) -> dict[str, Any]:
    """What the core needs to know of ``config``: ours or botocore's, which have the same names."""
    from .config import check_timeout, retry_options

    options: dict[str, Any] = {name: getattr(config, name, None) for name in _PASSED_ON}
    for name in ("connect", "read"):
        check_timeout(name, options[f"{name}_timeout"])
    options.update(retry_options(getattr(config, "retries", None)))
    options["region_name"] = getattr(config, "region_name", None)
    return options
