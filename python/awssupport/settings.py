"""The settings of Sessions and clients: where each is looked for, and what it is without.

:data:`SETTINGS` is the one table, with botocore's names. A setting is what the program set on the
Session, else what the first of its environment variables says, else what its key in the profile
says, else its default; the environment is read whenever something is asked for. What a client's
own arguments and ``Config`` say comes before all of these: see :mod:`awssupport.client_settings`.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any


def ensure_boolean(value: object) -> bool:
    """``True``, and ``"true"`` in any case; nothing else, not even ``"1"``."""
    return value is True or (isinstance(value, str) and value.lower() == "true")


#: Settings whose key in the profile is their name, and whose variable is ``AWS_`` and their name in
#: capitals: the default, and what makes a value of a text.
_REGULAR: dict[str, tuple[Any, Callable[[Any], Any] | None]] = {
    # The endpoint and the connection
    "use_dualstack_endpoint": (None, ensure_boolean),
    "use_fips_endpoint": (None, ensure_boolean),
    "ignore_configured_endpoint_urls": (None, ensure_boolean),
    "ca_bundle": (None, None),
    # The call
    "defaults_mode": ("legacy", None),
    "retry_mode": ("standard", None),
    "max_attempts": (None, int),
    "request_checksum_calculation": ("when_supported", None),
    "response_checksum_validation": ("when_supported", None),
    # The instance metadata service
    "metadata_service_timeout": (1, int),
    "metadata_service_num_attempts": (1, int),
    "ec2_metadata_service_endpoint": (None, None),
    "ec2_metadata_service_endpoint_mode": (None, None),
    "ec2_metadata_v1_disabled": (False, ensure_boolean),
    "imds_use_ipv6": (False, ensure_boolean),
    # Without a meaning for AWS Support; checked, and shown by client.meta.config
    "sts_regional_endpoints": ("regional", None),
    "account_id_endpoint_mode": ("preferred", None),
    "auth_scheme_preference": (None, None),
    "sigv4a_signing_region_set": (None, None),
    "disable_host_prefix_injection": (None, ensure_boolean),
    "request_min_compression_size_bytes": (10240, None),
    "disable_request_compression": (False, ensure_boolean),
    "s3_disable_express_session_auth": (None, None),
}

#: By name: the key in the profile, the environment variables, the default, the conversion.
SETTINGS: dict[str, tuple[str | None, tuple[str, ...], Any, Callable[[Any], Any] | None]] = {
    "profile": (None, ("AWS_DEFAULT_PROFILE", "AWS_PROFILE"), None, None),
    "config_file": (None, ("AWS_CONFIG_FILE",), "~/.aws/config", None),
    "credentials_file": (None, ("AWS_SHARED_CREDENTIALS_FILE",), "~/.aws/credentials", None),
    "region": ("region", ("AWS_DEFAULT_REGION",), None, None),
    "api_versions": ("api_versions", (), {}, None),
    "tcp_keepalive": ("tcp_keepalive", ("BOTOCORE_TCP_KEEPALIVE",), None, ensure_boolean),
    "user_agent_appid": ("sdk_ua_app_id", ("AWS_SDK_UA_APP_ID",), None, None),
    **{name: (name, (f"AWS_{name.upper()}",), *rest) for name, rest in _REGULAR.items()},
}


def look_up(
    name: str,
    environ: Mapping[str, str],
    profile: Callable[[], Mapping[str, Any]],
    chosen: Any = None,
) -> Any:
    """What a setting comes to; ``None`` if nothing says it, or if there is none of this name.

    ``profile`` gives the profile's section: it is asked only if neither the program (``chosen``)
    nor the environment says anything.

    Raises:
        ValueError: The value is not the number it should be.
    """
    if name not in SETTINGS:
        return chosen
    key, variables, default, convert = SETTINGS[name]
    value = chosen
    for variable in variables:
        if value is None:
            value = environ.get(variable)
    if value is None and key is not None:
        value = profile().get(key)
    if value is None:
        value = default
    return value if value is None or convert is None else convert(value)


#: The settings that say where the shared files are.
FILES = ("config_file", "credentials_file")


def expand_path(path: str) -> str:
    """``path`` with ``$VARIABLES`` and ``~`` replaced as far as they are known."""
    return os.path.expanduser(os.path.expandvars(path))  # noqa: PTH111 - keeps an unknown `~`


def is_file(path: str) -> bool:
    """Whether there is a file; no for what can be no path at all."""
    return os.path.isfile(path)  # noqa: PTH113 - pathlib is not needed for anything else


class _Unsigned:
    """The class of :data:`UNSIGNED`, of which there is one object."""

    def __copy__(self) -> _Unsigned:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> _Unsigned:
        return self

    def __reduce__(self) -> str:
        return "UNSIGNED"

    def __repr__(self) -> str:
        return "UNSIGNED"


#: What ``signature_version``, or a ``choose-signer`` handler, says of requests without a signature.
#: botocore's object of this name means the same.
UNSIGNED = _Unsigned()


def is_unsigned(signature_version: object) -> bool:
    """Whether a signature version says not to sign: ours or ``botocore.UNSIGNED``."""
    if signature_version is None or isinstance(signature_version, str):
        return False
    return signature_version is UNSIGNED or signature_version is _botocore_unsigned()


def unsigned() -> object:
    """What tells handlers that a request is not signed: botocore's, which they may compare with,
    if it is there."""
    return _botocore_unsigned() or UNSIGNED


def _botocore_unsigned() -> object:
    return getattr(sys.modules.get("botocore"), "UNSIGNED", None)
