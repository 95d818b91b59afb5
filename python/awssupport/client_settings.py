"""The settings of one client: its arguments over its ``Config``, environment, profile, defaults.

Everything is checked here, in botocore's order and words, also what has no meaning for AWS Support;
what has one is handed to the Rust core, which looks nothing up by itself.
"""

from __future__ import annotations

import os

from .settings import ensure_boolean
from .unsigned import is_unsigned

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from typing import Any, NoReturn

    from .config import Config
    from .core_session import CoreSession

#: The options that a client's own Config says, or nobody does.
_CONFIG_ONLY = (
    *("connect_timeout", "read_timeout", "max_pool_connections", "proxies", "proxies_config"),
    *("client_cert", "inject_host_prefix", "tcp_keepalive", "user_agent_extra"),
    "client_context_params",
)

#: What of the settings the core takes as they are.
_PASSED_ON = (
    *("connect_timeout", "read_timeout", "max_pool_connections", "proxies", "proxies_config"),
    *("client_cert", "user_agent_extra", "user_agent_appid"),
)

#: What the User-Agent says of each value they may have.
_CHECKSUM_FEATURE_IDS = {
    "request_checksum_calculation": {"when_supported": "Z", "when_required": "a"},
    "response_checksum_validation": {"when_supported": "b", "when_required": "c"},
}
_S3_SWITCHES = (
    *("use_accelerate_endpoint", "use_dualstack_endpoint", "payload_signing_enabled"),
    *("use_arn_region", "s3_disable_multiregion_access_points"),
)
_ACCOUNT_ID_MODES = ("preferred", "disabled", "required")
_COMPRESSION_SIZES = range(1, 1048576 + 1)
_STS_ENDPOINTS = ("legacy", "regional")


class ClientSettings:
    """What a client is made of, as far as it is not its identity.

    Args:
        session: Where settings are looked up: ours or botocore's.
        config: The client's Config: ours, botocore's, or none.

    Attributes:
        shown: Options of the Config that ``client.meta.config`` shows.
    """

    def __init__(self, session: CoreSession, config: Config | None) -> None:
        self._session = session
        self._config = config
        self.shown: dict[str, Any] = {}

    def given(self, name: str) -> Any:
        """What the Config says; ``None`` if it does not, or if there is none."""
        return getattr(self._config, name, None)

    def setting(self, name: str) -> Any:
        """What the Config says, else what the Session comes to."""
        value = self.given(name)
        return self._session.get_config_variable(name) if value is None else value

    # --- what is asked for before there is anything else --------------------------------------

    def region_name(self, argument: str | None) -> str | None:
        """The client's region; ``None`` where nobody says one."""
        region: str | None = self.given("region_name") if argument is None else argument
        if region is None:
            region = self._session.get_config_variable("region")
        if region is None and self.given("region_from_aws_region"):
            region = os.environ.get("AWS_REGION") or None
        return region

    def verify(self, argument: Any) -> Any:
        """``False``, ``True`` for the built-in certificates, or the path of others."""
        verify = self._session.get_config_variable("ca_bundle") if argument is None else argument
        if verify is None:
            verify = os.environ.get("REQUESTS_CA_BUNDLE")
        return True if verify is None else verify

    def api_version(self, service_name: str, argument: str | None) -> str | None:
        """The version asked for, if any."""
        if argument is not None:
            return argument
        version: str | None = self._session.get_config_variable("api_versions").get(service_name)
        return version

    def is_unsigned(self) -> bool:
        """Whether the client's Config asks for requests without a signature."""
        return is_unsigned(self.given("signature_version"))

    def defaults(self, region_name: str | None) -> dict[str, Any]:
        """What the defaults mode says of options that nobody gave.

        Raises:
            InvalidDefaultsMode: There is no mode of this name.
        """
        mode = self._session.get_config_variable("defaults_mode")
        mode = self.given("defaults_mode") or mode
        if mode == "legacy":
            return {}
        from .defaults_mode import options_of_mode

        return options_of_mode(mode, self._session, region_name)

    # --- all the rest -------------------------------------------------------------------------

    def resolve(self, endpoint_url: str | None, defaults: dict[str, Any]) -> dict[str, Any]:
        """Check everything and give the core's options; fills :attr:`shown`.

        ``defaults`` are those of the defaults mode.

        Raises:
            InvalidConfigError, InvalidChecksumConfigError, InvalidRetryConfigurationError: A value
                is none of those it may be.
            ValueError, TypeError: A number is none.
        """
        shown, options = self.shown, self._endpoint(endpoint_url)
        if self._config is not None:
            shown.update({name: self.given(name) for name in _CONFIG_ONLY})
        shown["retries"] = self._retries()
        if shown.get("connect_timeout") is None and "connect_timeout" in defaults:
            shown["connect_timeout"] = defaults["connect_timeout"]
        shown["s3"] = self._s3(defaults.get("s3"))
        shown["user_agent_appid"] = self.setting("user_agent_appid")
        shown["signature_version"] = self._signature_version() or "v4"
        self._without_meaning()
        retry_options = _checked_retry_options(shown["retries"])
        options.update({name: shown[name] for name in _PASSED_ON if name in shown})
        options.update(retry_options, user_agent=self.given("user_agent"))
        options["tcp_keepalive"] = bool(self.setting("tcp_keepalive"))
        options["execution_env"] = os.environ.get("AWS_EXECUTION_ENV")
        options["feature_ids"] = [ids[shown[name]] for name, ids in _CHECKSUM_FEATURE_IDS.items()]
        return options

    def _endpoint(self, endpoint_url: str | None) -> dict[str, Any]:
        return {
            "parameter_validation": self._validates_parameters(),
            "endpoint_url": self._endpoint_url(endpoint_url),
            "use_fips_endpoint": bool(self.setting("use_fips_endpoint")),
            "use_dualstack_endpoint": bool(self.setting("use_dualstack_endpoint")),
        }

    def _validates_parameters(self) -> bool:
        if self._config is not None and not self.given("parameter_validation"):
            return False
        value = self._session.get_scoped_config().get("parameter_validation")
        return value is None or ensure_boolean(value)

    def _endpoint_url(self, argument: str | None) -> str | None:
        if argument is not None or self.setting("ignore_configured_endpoint_urls"):
            return argument
        for variable in ("AWS_ENDPOINT_URL_SUPPORT", "AWS_ENDPOINT_URL"):
            if url := os.environ.get(variable):
                return url
        profile = self._session.get_scoped_config()
        url = self._services_section(profile).get("endpoint_url") or profile.get("endpoint_url")
        return url or None

    def _services_section(self, profile: dict[str, Any]) -> dict[str, Any]:
        if "services" not in profile:
            return {}
        name = profile["services"]
        services = self._session.full_config.get("services", {}).get(name)
        if not services:
            refuse(
                "InvalidConfigError",
                error_msg="The profile is configured to use the services section but the "
                f'"{name}" services configuration does not exist.',
            )
        section: dict[str, Any] = services.get("support", {})
        return section

    def _signature_version(self) -> Any:
        """What was asked for, if anything."""
        version = self.given("signature_version")
        if version is None:
            section = self._session.get_scoped_config().get("support")
            version = section.get("signature_version") if isinstance(section, dict) else None
        return version

    def _retries(self) -> dict[str, Any]:
        """The mode, and how often a request is sent at most if anybody says that."""
        retries = dict(self.given("retries") or {})  # the caller's own is left as it is
        more = retries.pop("max_attempts", None)
        if "total_max_attempts" not in retries:
            total = self._session.get_config_variable("max_attempts") if more is None else more + 1
            if total is not None:
                retries["total_max_attempts"] = total
        if "mode" not in retries:
            retries["mode"] = self._session.get_config_variable("retry_mode")
        return retries

    def _without_meaning(self) -> None:
        """What is checked and shown, and has no effect on calls to AWS Support."""
        shown = self.shown
        shown["request_min_compression_size_bytes"] = _compression_size(
            self.setting("request_min_compression_size_bytes")
        )
        shown["disable_request_compression"] = ensure_boolean(
            self.setting("disable_request_compression")
        )
        shown["sigv4a_signing_region_set"] = self.setting("sigv4a_signing_region_set")
        for name in _CHECKSUM_FEATURE_IDS:
            shown[name] = _checksum_mode(name, self.setting(name))
        shown["account_id_endpoint_mode"] = self._account_id_endpoint_mode()
        if "inject_host_prefix" not in getattr(self._config, "_user_provided_options", ()):
            disabled = self._session.get_config_variable("disable_host_prefix_injection")
            shown["inject_host_prefix"] = not disabled
        shown["auth_scheme_preference"] = _auth_schemes(
            self.given("auth_scheme_preference")
            or self._session.get_config_variable("auth_scheme_preference")
        )
        shown["s3_disable_express_session_auth"] = self._without_express_sessions()

    def _s3(self, defaults: dict[str, Any] | None) -> dict[str, Any] | None:
        section = self._session.get_scoped_config().get("s3")
        of_profile = {
            name: ensure_boolean(value) if name in _S3_SWITCHES else value
            for name, value in (section.items() if isinstance(section, dict) else ())
        }
        given: dict[str, Any] | None = self.given("s3")
        return {**(defaults or {}), **of_profile, **(given or {})} or given

    def _account_id_endpoint_mode(self) -> str:
        name = "account_id_endpoint_mode"
        if is_unsigned(self.shown["signature_version"]):
            return "disabled"
        mode = self.setting(name)
        mode = mode.lower() if isinstance(mode, str) else mode
        if mode not in _ACCOUNT_ID_MODES:
            refuse(
                "InvalidConfigError",
                error_msg=f"The configured value '{mode}' for '{name}' is invalid. "
                f"Valid values are: {_ACCOUNT_ID_MODES}.",
            )
        return str(mode)

    def _without_express_sessions(self) -> bool:
        value = (self.given("s3") or {}).get("disable_s3_express_session_auth")
        if value is None:
            value = self._session.get_config_variable("s3_disable_express_session_auth")
        is_boolean = isinstance(value, str) and value.lower() in ("true", "false")
        if not (value is None or isinstance(value, bool) or is_boolean):
            refuse(
                "InvalidConfigError",
                error_msg=f'Invalid value "{value}" for s3_disable_express_session_auth. '
                "Value must be a boolean",
            )
        return ensure_boolean(value)

    def timeout_problems(self) -> dict[str, str]:
        """By name, what is wrong with timeouts that can be none."""
        if self._config is None:
            return {}
        from .config import timeout_problem

        found = {
            f"{name}_timeout": timeout_problem(name, self.shown[f"{name}_timeout"])
            for name in ("connect", "read")
        }
        return {name: problem for name, problem in found.items() if problem is not None}

    def check_last(self) -> None:
        """What botocore looks at when everything else is there.

        Raises:
            ValueError: A timeout cannot be one.
            InvalidSTSRegionalEndpointsConfigError: It is none of the two there are.
        """
        for problem in self.timeout_problems().values():
            raise ValueError(problem)
        endpoints = self._session.get_config_variable("sts_regional_endpoints") or "regional"
        if endpoints not in _STS_ENDPOINTS:
            refuse(
                "InvalidSTSRegionalEndpointsConfigError", sts_regional_endpoints_config=endpoints
            )


def _checked_retry_options(retries: dict[str, Any]) -> dict[str, Any]:
    if retries == {"mode": "standard"}:  # which nobody has said, and needs no import
        return {"retry_mode": "standard", "max_attempts": 3}
    from .config import check_retries, retry_options

    check_retries(retries)
    return retry_options(retries)


def _compression_size(given: Any) -> int:
    problem = f'Invalid value "{given}" for request_min_compression_size_bytes.'
    try:
        size = int(given)
    except (ValueError, TypeError):
        found = f"Value must be an integer. Received {type(given)} instead."
        refuse("InvalidConfigError", error_msg=f"{problem} {found}")
    if size not in _COMPRESSION_SIZES:
        limits = f"{_COMPRESSION_SIZES[0]} and {_COMPRESSION_SIZES[-1]}"
        refuse("InvalidConfigError", error_msg=f"{problem} Value must be between {limits}.")
    return size


def _checksum_mode(name: str, given: Any) -> str:
    mode = given.lower() if isinstance(given, str) else given
    if mode not in _CHECKSUM_FEATURE_IDS[name]:
        refuse(
            "InvalidChecksumConfigError",
            config_key=name,
            config_value=mode,
            valid_options=tuple(_CHECKSUM_FEATURE_IDS[name]),
        )
    return str(mode)


def _auth_schemes(given: Any) -> str | None:
    if given is None:
        return None
    if not isinstance(given, str):
        refuse(
            "InvalidConfigError",
            error_msg="auth_scheme_preference must be a comma-delimited string. "
            f"Received {type(given)} instead: {given}.",
        )
    schemes = (
        scheme.replace(" ", "").replace("\t", "") for scheme in given.split(",") if scheme.strip()
    )
    return ",".join(schemes)


def refuse(error_name: str, **details: Any) -> NoReturn:
    """Raise the exception of this name in :mod:`awssupport.exceptions`, imported for that."""
    from . import exceptions

    exceptions.refuse(error_name, **details)
