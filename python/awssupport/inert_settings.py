"""Settings without an effect on calls to AWS Support: checked and shown as botocore does.

Imported where one of them may be set: for most programs that is never.
"""

from __future__ import annotations

import os

from .client_settings import CHECKSUM_FEATURE_IDS, S3_VARIABLES, refuse
from .settings import ensure_boolean, is_unsigned

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from typing import Any

    from .client_settings import ClientSettings

_S3_SWITCHES = {
    *("use_accelerate_endpoint", "use_dualstack_endpoint", "payload_signing_enabled"),
    *("use_arn_region", "s3_disable_multiregion_access_points"),
}
_ACCOUNT_ID_MODES = ("preferred", "disabled", "required")
_COMPRESSION_SIZES = range(1, 1048576 + 1)
_REGIONAL_OR_NOT = ("legacy", "regional")

#: By the option, the name that AWS's endpoint rules have for it.
_ENDPOINT_SWITCHES = {"use_dualstack_endpoint": "UseDualStack", "use_fips_endpoint": "UseFIPS"}


def checked(settings: ClientSettings, defaults: dict[str, Any]) -> dict[str, Any]:
    """All of them, in botocore's order; ``defaults`` are those of the defaults mode.

    Raises:
        InvalidConfigError, InvalidChecksumConfigError: One is none of what it may be.
    """
    setting = settings.setting
    shown: dict[str, Any] = {
        "request_min_compression_size_bytes": _compression_size(
            setting("request_min_compression_size_bytes")
        ),
        "disable_request_compression": ensure_boolean(setting("disable_request_compression")),
        "sigv4a_signing_region_set": setting("sigv4a_signing_region_set"),
        **{name: _checksum_mode(name, setting(name)) for name in CHECKSUM_FEATURE_IDS},
        "account_id_endpoint_mode": _account_id_endpoint_mode(settings),
        "auth_scheme_preference": _auth_schemes(
            settings.given("auth_scheme_preference")
            or settings.configured("auth_scheme_preference")
        ),
        "s3_disable_express_session_auth": _without_express_sessions(settings),
        "s3": _s3(settings, defaults.get("s3")),
    }
    if not settings.was_given("inject_host_prefix"):
        shown["inject_host_prefix"] = not settings.configured("disable_host_prefix_injection")
    return shown


def check_last(settings: ClientSettings) -> None:
    """What botocore looks at when everything else is there.

    Raises:
        InvalidSTSRegionalEndpointsConfigError, InvalidS3UsEast1RegionalEndpointConfigError: It is
            none of the two there are.
        EndpointResolutionError: A switch of the Config is no boolean.
    """
    endpoints = settings.configured("sts_regional_endpoints") or "regional"
    if endpoints not in _REGIONAL_OR_NOT:
        refuse("InvalidSTSRegionalEndpointsConfigError", sts_regional_endpoints_config=endpoints)
    endpoint = (settings.shown.get("s3") or {}).get("us_east_1_regional_endpoint", "legacy")
    if endpoint not in _REGIONAL_OR_NOT:
        refuse(
            "InvalidS3UsEast1RegionalEndpointConfigError",
            s3_us_east_1_regional_endpoint_config=endpoint,
        )
    for name, shown in _ENDPOINT_SWITCHES.items():
        value = settings.given(name)
        if value and not isinstance(value, bool) and not settings.has_endpoint_url:
            message = f"Value ({shown}) is the wrong type. Must be {bool}."
            refuse("EndpointResolutionError", msg=message)


def _s3(settings: ClientSettings, defaults: dict[str, Any] | None) -> dict[str, Any] | None:
    given: dict[str, Any] | None = settings.given("s3")
    if settings.is_no_section("s3"):
        return given
    profile = settings.profile()
    found: dict[str, Any] = {**(defaults or {}), **settings.section("s3")}
    for name, (variable, key) in S3_VARIABLES.items():
        value = os.environ.get(variable, profile.get(key))
        if value is not None:
            found[name] = value
    for name in found.keys() & _S3_SWITCHES:
        found[name] = ensure_boolean(found[name])
    return {**found, **(given or {})} or given


def _account_id_endpoint_mode(settings: ClientSettings) -> str:
    name = "account_id_endpoint_mode"
    if is_unsigned(settings.shown["signature_version"]):
        return "disabled"
    mode = settings.setting(name)
    mode = mode.lower() if isinstance(mode, str) else mode
    if mode not in _ACCOUNT_ID_MODES:
        refuse(
            "InvalidConfigError",
            error_msg=f"The configured value '{mode}' for '{name}' is invalid. "
            f"Valid values are: {_ACCOUNT_ID_MODES}.",
        )
    return str(mode)


def _without_express_sessions(settings: ClientSettings) -> bool:
    value = (settings.given("s3") or {}).get("disable_s3_express_session_auth")
    if value is None:
        value = settings.configured("s3_disable_express_session_auth")
    is_boolean = isinstance(value, str) and value.lower() in ("true", "false")
    if not (value is None or isinstance(value, bool) or is_boolean):
        refuse(
            "InvalidConfigError",
            error_msg=f'Invalid value "{value}" for s3_disable_express_session_auth. '
            "Value must be a boolean",
        )
    return ensure_boolean(value)


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
    modes = tuple(CHECKSUM_FEATURE_IDS[name])
    # Compared, not looked up: a section of the profile's cannot be.
    if mode not in modes:
        refuse(
            "InvalidChecksumConfigError", config_key=name, config_value=mode, valid_options=modes
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
