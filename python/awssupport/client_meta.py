"""``client.meta``: what a client was resolved to, and the model of its service."""

from __future__ import annotations

from functools import cached_property

from .support import METHOD_NAMES

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name

if TYPE_CHECKING:
    from typing import Any

    from ._awssupport import NativeClient
    from .config import Config
    from .events import EventEmitter
    from .model import ServiceModel

#: The options of a Config that say the same once a client is there.
_KEPT = (
    *("user_agent_extra", "connect_timeout", "read_timeout", "max_pool_connections", "proxies"),
    *("proxies_config", "client_cert", "inject_host_prefix", "tcp_keepalive", "s3"),
    *("client_context_params", "sigv4a_signing_region_set", "auth_scheme_preference"),
)

#: Those that are filled in where they were not given.
_FILLED_IN = {
    "signature_version": "v4",
    "request_min_compression_size_bytes": 10240,
    "disable_request_compression": False,
    "request_checksum_calculation": "when_supported",
    "response_checksum_validation": "when_supported",
    "account_id_endpoint_mode": "preferred",
}


class ClientMeta:
    """What a client was resolved to, read-only; each part is made when it is first asked for."""

    def __init__(self, native: NativeClient, config: Config | None) -> None:
        self._native = native
        self._client_config = config
        #: The emitter behind `events`, once that has been asked for.
        self.emitter: EventEmitter | None = None

    @property
    def events(self) -> EventEmitter:
        """Where handlers of the client's events are registered: see :mod:`awssupport.events`."""
        if self.emitter is None:
            from .client_events import client_events

            # Of several threads that come first, one has its way.
            made = client_events(self._native)
            self.emitter = vars(self).setdefault("_made_emitter", made)
        return self.emitter

    @property
    def region_name(self) -> str | None:
        """The client's region: ``aws-global`` where none was given, ``None`` where none was given
        and an endpoint URL was."""
        return self._native.region_name

    @property
    def endpoint_url(self) -> str:
        """The endpoint as botocore shows it: by the client's region, although every commercial
        region's requests go to us-east-1."""
        return self._native.endpoint_url

    @property
    def partition(self) -> str:
        """The partition of the client's region, e.g. ``aws`` or ``aws-cn``."""
        return self._native.partition

    @property
    def service_model(self) -> ServiceModel:
        """The operations, their parameters, answers and errors."""
        return self._service_model

    @property
    def method_to_api_mapping(self) -> dict[str, str]:
        """The operations' names by those of the client's methods, in alphabetical order."""
        return METHOD_NAMES

    @property
    def config(self) -> Config:
        """The client's options as they came out: with the region, the retry mode, the whole
        User-Agent, and the defaults of what was not given.

        To look at: nothing follows from a change. Options without a meaning for AWS Support
        (compression, checksums, ...) show what the client's ``Config`` says, or botocore's default;
        the environment is not asked about them.
        """
        return self._config

    @cached_property
    def _service_model(self) -> ServiceModel:
        from .model import ServiceModel

        return ServiceModel(service_name="support")

    @cached_property
    def _config(self) -> Config:
        return _resolved_config(self._native, self._client_config)


def _resolved_config(native: NativeClient, given: Config | None) -> Config:
    from .config import Config

    native_options = native.resolved_options
    options: dict[str, Any] = {"region_name": native.region_name}
    for name in ("user_agent", "user_agent_appid"):
        options[name] = native_options[name]
    for name in ("use_dualstack_endpoint", "use_fips_endpoint"):
        if native_options[name]:
            options[name] = True
    if given is not None:
        options.update({name: getattr(given, name, None) for name in _KEPT})
    for name, default in _FILLED_IN.items():
        value = getattr(given, name, None)
        options[name] = default if value is None else value
    for name in ("request_checksum_calculation", "response_checksum_validation"):
        options[name] = options[name].lower()
    options["s3_disable_express_session_auth"] = False  # botocore overwrites what was given
    options["retries"] = _normalised_retries(getattr(given, "retries", None))
    return Config(**options)


def _normalised_retries(retries: dict[str, Any] | None) -> dict[str, Any]:
    """The mode, and the number of attempts where one was given in either way."""
    from .config import retry_options

    retries = retries or {}
    came_out = retry_options(retries)
    found: dict[str, Any] = {}
    if any(retries.get(name) is not None for name in ("max_attempts", "total_max_attempts")):
        found["total_max_attempts"] = came_out["max_attempts"]
    found["mode"] = came_out["retry_mode"]
    return found
