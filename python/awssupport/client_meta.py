"""``client.meta``: what a client was resolved to, and the model of its service."""

from __future__ import annotations

from functools import cached_property

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name

if TYPE_CHECKING:
    from typing import Any

    from ._awssupport import NativeClient
    from .config import Config
    from .events import EventEmitter
    from .model import ServiceModel


class ClientMeta:
    """What a client was resolved to, read-only; each part is made when it is first asked for."""

    def __init__(
        self,
        native: NativeClient,
        settings: dict[str, Any],
        method_names: dict[str, str],
        session_events: EventEmitter | None,
    ) -> None:
        self._native = native
        self._settings = settings
        self._method_names = method_names
        self._session_events = session_events
        #: The emitter behind `events`, once that has been asked for.
        self.emitter: EventEmitter | None = None

    @property
    def events(self) -> EventEmitter:
        """Where handlers of the client's events are registered: see :mod:`awssupport.events`."""
        if self.emitter is None:
            from .client_events import client_events

            # Of several threads that come first, one has its way.
            made = client_events(self._native, self._session_events)
            self.emitter = vars(self).setdefault("_made_emitter", made)
        return self.emitter

    @property
    def region_name(self) -> str | None:
        """The client's region: ``aws-global`` where none was given, ``None`` where none was given
        and an endpoint URL was."""
        return self._native.endpoint.region_name

    @property
    def endpoint_url(self) -> str:
        """The endpoint as botocore shows it: by the client's region, although every commercial
        region's requests go to us-east-1."""
        return self._native.endpoint.shown_url

    @property
    def partition(self) -> str:
        """The partition of the client's region, e.g. ``aws`` or ``aws-cn``."""
        return self._native.endpoint.partition

    @property
    def service_model(self) -> ServiceModel:
        """The operations, their parameters, answers and errors."""
        return self._service_model

    @property
    def method_to_api_mapping(self) -> dict[str, str]:
        """The operations' names by those of the client's methods, in alphabetical order."""
        return self._method_names

    @property
    def config(self) -> Config:
        """The client's options as they came out: with the region, the retry mode, the whole
        User-Agent, and the defaults of what was not given.

        To look at: nothing follows from a change.
        """
        return self._config

    @cached_property
    def _service_model(self) -> ServiceModel:
        from .model import ServiceModel

        return ServiceModel(service_name="support")

    @cached_property
    def _config(self) -> Config:
        return _resolved_config(self._native, self._settings)


def _resolved_config(native: NativeClient, settings: dict[str, Any]) -> Config:
    from .config import Config

    native_options = native.resolved_options
    region_name = native.endpoint.region_name
    options = {"region_name": region_name, "user_agent": native_options["user_agent"]}
    for name in ("use_dualstack_endpoint", "use_fips_endpoint"):
        if native_options[name]:
            options[name] = True
    return Config(**options, **settings)
