"""Configuration of a client: botocore's ``Config`` with its options, defaults and errors.

Options that mean nothing to AWS Support (S3's, compression, checksums, ...) are taken, checked and
shown as botocore does, so that a ``Config`` written for boto3 works unchanged.
"""

from __future__ import annotations

from .client_settings import refuse

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name

if TYPE_CHECKING:
    from typing import Any

#: Every option in the order of positional arguments, with its default.
_OPTIONS: dict[str, Any] = {
    "region_name": None,
    "signature_version": None,
    "user_agent": None,
    "user_agent_extra": None,
    "user_agent_appid": None,
    "connect_timeout": 60,
    "read_timeout": 60,
    "parameter_validation": True,
    "max_pool_connections": 10,
    "proxies": None,
    "proxies_config": None,
    "s3": None,
    "s3_disable_express_session_auth": None,
    "retries": None,
    "client_cert": None,
    "inject_host_prefix": True,
    "endpoint_discovery_enabled": None,
    "use_dualstack_endpoint": None,
    "use_fips_endpoint": None,
    "ignore_configured_endpoint_urls": None,
    "defaults_mode": None,
    "tcp_keepalive": None,
    "request_min_compression_size_bytes": None,
    "disable_request_compression": None,
    "client_context_params": None,
    "sigv4a_signing_region_set": None,
    "request_checksum_calculation": None,
    "response_checksum_validation": None,
    "account_id_endpoint_mode": None,
    "auth_scheme_preference": None,
}

#: Options of our own, by name only.
_OWN_OPTIONS = ("region_from_aws_region", "endpoint_failover")

_RETRY_MODES = ("legacy", "standard", "adaptive")
_RETRY_OPTIONS = ("max_attempts", "mode", "total_max_attempts")


class Config:
    """Options of a client, by name or by position, as botocore's ``Config`` takes them.

    Those that matter most here: ``region_name``; ``connect_timeout`` and ``read_timeout`` in
    seconds, ``None`` for no limit (read: how long the connection may stay silent);
    ``max_pool_connections``, how many idle connections are kept; ``proxies``, a dict of URLs by
    ``http`` and ``https``; ``client_cert``, a path to a PEM file or a tuple of two (certificate,
    key); ``retries``, a dict of ``mode``,
    ``max_attempts`` (retries) or ``total_max_attempts``; ``user_agent_extra`` and
    ``user_agent_appid``.

    Beyond botocore's, by name only: ``region_from_aws_region=True`` takes the region from the
    variable ``AWS_REGION``, which Lambda and containers set, where nothing else says one.
    ``endpoint_failover=True`` tries the commercial partition's other two endpoints in turn where
    one cannot be reached. Requests that the service may have acted on are not sent elsewhere,
    unless the operation only reads.

    Raises:
        TypeError: An unknown option, too many of them, or one given twice.
        InvalidRetryConfigurationError: ``retries`` cannot be used.
        InvalidS3AddressingStyleError: ``s3`` cannot.
    """

    region_name: str | None
    signature_version: Any
    user_agent: str | None
    user_agent_extra: str | None
    user_agent_appid: str | None
    connect_timeout: float | None
    read_timeout: float | None
    parameter_validation: bool
    max_pool_connections: int
    proxies: dict[str, str] | None
    proxies_config: dict[str, Any] | None
    s3: dict[str, Any] | None
    s3_disable_express_session_auth: bool | None
    retries: dict[str, Any] | None
    client_cert: str | tuple[str, str] | None
    inject_host_prefix: bool | None
    endpoint_discovery_enabled: bool | str | None
    use_dualstack_endpoint: bool | None
    use_fips_endpoint: bool | None
    ignore_configured_endpoint_urls: bool | None
    defaults_mode: str | None
    tcp_keepalive: bool | None
    request_min_compression_size_bytes: int | None
    disable_request_compression: bool | None
    client_context_params: dict[str, Any] | None
    sigv4a_signing_region_set: str | None
    request_checksum_calculation: str | None
    response_checksum_validation: str | None
    account_id_endpoint_mode: str | None
    auth_scheme_preference: str | None
    region_from_aws_region: bool = False
    endpoint_failover: bool = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._user_provided_options = _given_options(args, kwargs)
        _check_s3(self._user_provided_options.get("s3"))
        check_retries(self._user_provided_options.get("retries"))
        vars(self).update(_OPTIONS)
        if self._user_provided_options.get("defaults_mode", "legacy") != "legacy":
            self.connect_timeout = None  # the mode says it
        vars(self).update(self._user_provided_options)

    def merge(self, other_config: Config) -> Config:
        """A new Config: the options that ``other_config`` was given, else those this one was."""
        return merged(self, other_config)


def merged(config: Config, other_config: Config) -> Config:
    """See :meth:`Config.merge`; each may be botocore's."""
    return Config(**{**config._user_provided_options, **other_config._user_provided_options})


def _given_options(args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    for name in kwargs:
        if name not in _OPTIONS and name not in _OWN_OPTIONS:
            raise TypeError(f"Got unexpected keyword argument '{name}'")
    if len(args) > len(_OPTIONS):
        raise TypeError(f"Takes at most {len(_OPTIONS)} arguments ({len(args)} given)")
    positional = dict(zip(_OPTIONS, args, strict=False))
    for name in positional:
        if name in kwargs:
            raise TypeError(f"Got multiple values for keyword argument '{name}'")
    return {**positional, **kwargs}


def retry_options(retries: dict[str, Any] | None) -> dict[str, Any]:
    """What ``retries`` comes to: the mode, and how often a request is sent at most."""
    retries = retries or {}
    mode = retries.get("mode") or "standard"
    attempts = retries.get("total_max_attempts")
    if attempts is None and retries.get("max_attempts") is not None:
        attempts = retries["max_attempts"] + 1
    if attempts is None:
        attempts = 5 if mode == "legacy" else 3
    return {"retry_mode": mode, "max_attempts": attempts}


def check_retries(retries: dict[str, Any] | None) -> None:
    """Refuse what ``retries`` cannot be.

    Raises:
        InvalidRetryConfigurationError: An unknown option, or one that is out of range.
        TypeError: A number of attempts is no number.
    """
    for name, value in (retries or {}).items():
        minimum = 1 if name == "total_max_attempts" else 0
        if name not in _RETRY_OPTIONS:
            refuse(
                "InvalidRetryConfigurationError",
                retry_config_option=name,
                valid_options=_RETRY_OPTIONS,
            )
        elif name != "mode" and value < minimum:
            refuse("InvalidMaxRetryAttemptsError", provided_max_attempts=value, min_value=minimum)
        elif name == "mode" and value not in _RETRY_MODES:
            refuse("InvalidRetryModeError", provided_retry_mode=value, valid_modes=_RETRY_MODES)


def _check_s3(s3: dict[str, Any] | None) -> None:
    style = None if s3 is None else s3.get("addressing_style")
    if style not in (None, "auto", "path", "virtual"):
        refuse("InvalidS3AddressingStyleError", s3_addressing_style=style)


def timeout_problem(name: str, value: object) -> str | None:
    """Why a value cannot be a timeout, in the words of boto3's HTTP layer; ``None`` if it can."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "Timeout cannot be a boolean value. It must be an int, float or None."
    if not isinstance(value, (int, float)):
        return f"Timeout value {name} was {value}, but it must be an int, float or None."
    if value <= 0:
        return (
            f"Attempted to set {name} timeout to {value}, but the timeout cannot be set "
            "to a value less than or equal to 0."
        )
    return None
