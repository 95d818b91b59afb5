"""The settings of one client: its arguments over its ``Config``, environment, profile, defaults.

Everything is checked here, in botocore's order and words, also what has no meaning for AWS Support;
what has one is handed to the Rust core, which looks nothing up by itself.
"""

from __future__ import annotations

import os

from .settings import SETTINGS, ensure_boolean, is_unsigned

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

#: What the User-Agent says of each value that the settings of checksums may have.
CHECKSUM_FEATURE_IDS = {
    "request_checksum_calculation": {"when_supported": "Z", "when_required": "a"},
    "response_checksum_validation": {"when_supported": "b", "when_required": "c"},
}

#: The settings without an effect on calls to AWS Support, as they are shown where nobody says any.
INERT: dict[str, Any] = {
    "request_checksum_calculation": "when_supported",
    "response_checksum_validation": "when_supported",
    "request_min_compression_size_bytes": 10240,
    "disable_request_compression": False,
    "sigv4a_signing_region_set": None,
    "account_id_endpoint_mode": "preferred",
    "auth_scheme_preference": None,
    "s3_disable_express_session_auth": False,
}
_LOOKED_UP = (
    *INERT,
    *("defaults_mode", "disable_host_prefix_injection", "sts_regional_endpoints"),
)

#: Options of S3 that have a variable, and the key in the profile that goes before the section's,
#: if there is one.
S3_VARIABLES = {
    "use_arn_region": ("AWS_S3_USE_ARN_REGION", "s3_use_arn_region"),
    "us_east_1_regional_endpoint": (
        "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT",
        "s3_us_east_1_regional_endpoint",
    ),
    "s3_disable_multiregion_access_points": ("AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS", ""),
}
_INERT_VARIABLES = {
    *(name for key in _LOOKED_UP for name in SETTINGS[key][1]),
    *(variable for variable, _ in S3_VARIABLES.values()),
}


class ClientSettings:
    """What a client is made of, as far as it is not its identity.

    Args:
        session: Where settings are looked up: ours or botocore's.
        config: The client's Config: ours, botocore's, or none.

    Attributes:
        shown: Options of the Config that ``client.meta.config`` shows.
        has_endpoint_url: Whether the endpoint is not left to AWS's rules.
    """

    def __init__(self, session: CoreSession, config: Config | None) -> None:
        self._session = session
        self._config = config
        self.shown: dict[str, Any] = {}
        self.has_endpoint_url = False
        # Whether nothing is said of settings without an effect: what reads them is not needed.
        self._is_plain = (
            config is None
            and not session.get_scoped_config()
            and not session.instance_variables().keys() & set(_LOOKED_UP)
            and not any(name in os.environ for name in _INERT_VARIABLES)
        )

    def given(self, name: str) -> Any:
        """What the Config says; ``None`` if it does not, or if there is none."""
        return getattr(self._config, name, None)

    def was_given(self, name: str) -> bool:
        """Whether the Config was made with this option."""
        return name in getattr(self._config, "_user_provided_options", ())

    def setting(self, name: str) -> Any:
        """What the Config says, else what the Session comes to."""
        value = self.given(name)
        return self.configured(name) if value is None else value

    def configured(self, name: str) -> Any:
        """What the Session comes to."""
        return self._session.get_config_variable(name)

    def profile(self) -> dict[str, Any]:
        """The section of the profile in effect."""
        return self._session.get_scoped_config()

    def section(self, name: str) -> dict[str, Any]:
        """A nested section of the profile; empty if it has none."""
        section = self.profile().get(name)
        return section if isinstance(section, dict) else {}

    def is_no_section(self, name: str) -> bool:
        """Whether there is a text where the nested section should be."""
        return bool(self.profile().get(name)) and not self.section(name)

    # --- what is asked for before there is anything else --------------------------------------

    def region_name(self, argument: str | None) -> str | None:
        """The client's region; ``None`` where nobody says one."""
        region: str | None = self.given("region_name") if argument is None else argument
        if region is None:
            region = self.configured("region")
        if region is None and self.given("region_from_aws_region"):
            region = os.environ.get("AWS_REGION") or None
        return region

    def verify(self, argument: Any) -> Any:
        """``False``, ``True`` for the built-in certificates, or the path of others."""
        verify = self.configured("ca_bundle") if argument is None else argument
        if verify is None:
            verify = os.environ.get("REQUESTS_CA_BUNDLE")
        return True if verify is None else verify

    def api_version(self, service_name: str, argument: str | None) -> str | None:
        """The version asked for, if any."""
        if argument is not None:
            return argument
        version: str | None = self.configured("api_versions").get(service_name)
        return version

    def is_unsigned(self) -> bool:
        """Whether the client's Config asks for requests without a signature.

        Raises:
            AttributeError: It is no Config at all.
        """
        return self._config is not None and is_unsigned(self._config.signature_version)

    def defaults(self, region_name: str | None) -> dict[str, Any]:
        """What the defaults mode says of options that nobody gave.

        Raises:
            InvalidDefaultsMode: There is no mode of this name.
        """
        mode = self.configured("defaults_mode")
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
        self.has_endpoint_url = options["endpoint_url"] is not None
        if self._config is not None:
            shown.update({name: self.given(name) for name in _CONFIG_ONLY})
        shown["retries"] = self._retries()
        if shown.get("connect_timeout") is None and "connect_timeout" in defaults:
            shown["connect_timeout"] = defaults["connect_timeout"]
        shown["user_agent_appid"] = self.setting("user_agent_appid")
        version = self._signature_version()
        shown["signature_version"] = "v4" if version is None else version
        # The profile's gives way to what AWS's endpoint rules say, where they are asked.
        chosen = self.given("signature_version")
        acting = version if chosen is not None or self.has_endpoint_url else None
        options.update({"unsigned": True} if is_unsigned(acting) else {"signature_version": acting})
        if self._is_plain:
            shown.update(INERT)
        else:
            from .inert_settings import checked

            shown.update(checked(self, defaults))
        retry_options = _checked_retry_options(shown["retries"])
        options.update({name: shown[name] for name in _PASSED_ON if name in shown})
        options.update(retry_options, user_agent=self.given("user_agent"))
        if self._session.user_agent_extra:
            options["user_agent_extra"] = self._user_agent_extra()
        options["endpoint_failover"] = bool(self.given("endpoint_failover"))
        options["tcp_keepalive"] = bool(self.setting("tcp_keepalive"))
        options["execution_env"] = os.environ.get("AWS_EXECUTION_ENV")
        options["feature_ids"] = [ids[shown[name]] for name, ids in CHECKSUM_FEATURE_IDS.items()]
        return options

    def _user_agent_extra(self) -> str:
        """What the Session wants to be said, then what the Config does. botocore's own name, which
        boto3 puts there, does not belong to it."""
        words = self._session.user_agent_extra.split()
        words = [word for word in words if not word.startswith("Botocore/")]
        return " ".join((*words, self.given("user_agent_extra") or "")).strip()

    def _endpoint(self, endpoint_url: str | None) -> dict[str, Any]:
        return {
            "validate": self._validates_parameters(),
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
            version = self.section("support").get("signature_version") or None
        return version

    def _retries(self) -> dict[str, Any]:
        """The mode, and how often a request is sent at most if anybody says that."""
        retries = dict(self.given("retries") or {})  # the caller's own is left as it is
        more = retries.pop("max_attempts", None)
        if "total_max_attempts" not in retries:
            total = self.configured("max_attempts") if more is None else more + 1
            if total is not None:
                retries["total_max_attempts"] = total
        if "mode" not in retries:
            retries["mode"] = self.configured("retry_mode")
        return retries

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
            InvalidSTSRegionalEndpointsConfigError, InvalidS3UsEast1RegionalEndpointConfigError: It
                is none of the two there are.
            EndpointResolutionError: A switch of the Config is no boolean.
        """
        if self._is_plain:
            return
        for problem in self.timeout_problems().values():
            raise ValueError(problem)
        from .inert_settings import check_last

        check_last(self)


def _checked_retry_options(retries: dict[str, Any]) -> dict[str, Any]:
    if retries == {"mode": "standard"}:  # which nobody has said, and needs no import
        return {"retry_mode": "standard", "max_attempts": 3}
    from .config import check_retries, retry_options

    check_retries(retries)
    return retry_options(retries)


def refuse(error_name: str, **details: Any) -> NoReturn:
    """Raise the exception of this name in :mod:`awssupport.exceptions`, imported for that."""
    from . import exceptions

    raise getattr(exceptions, error_name)(**details)
