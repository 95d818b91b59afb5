"""What a call with event handlers knows of its client: configuration, model, endpoint."""

from __future__ import annotations

from ._awssupport import NativeClient

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from typing import Any

    from .support import Support

_REGION, _URL = "AWS::Region", "SDK::Endpoint"
_FIPS, _DUALSTACK = "AWS::UseFIPS", "AWS::UseDualStack"


class _ServiceModel:
    """As much of the service's model as handlers ask for most."""

    service_name = "support"
    signing_name = "support"


class _OperationModel:
    """As much of an operation's model as handlers ask for most."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.service_model = _ServiceModel()

    def __repr__(self) -> str:
        return f"OperationModel(name={self.name})"


def operation_model(client: Support, name: str) -> Any:
    """The model of an operation, which handlers are given."""
    service_model: Any = getattr(client.meta, "service_model", None)
    return _OperationModel(name) if service_model is None else service_model.operation_model(name)


def client_config(client: Support) -> Any:
    """The client's Config: the resolved one, or else the one it was given, or the defaults."""
    config: Any = getattr(client.meta, "config", None) or client._config
    if config is None:
        from .config import Config

        config = Config()
    return config


class Resolution:
    """The endpoint of a call: handlers may change what it is found from."""

    def __init__(self, native: NativeClient, config: Any, url: str | None) -> None:
        self._native = native
        self.builtins: dict[str, Any] = {
            _REGION: native.region_name,
            _FIPS: bool(getattr(config, "use_fips_endpoint", None)),
            _DUALSTACK: bool(getattr(config, "use_dualstack_endpoint", None)),
            _URL: url,
            "AWS::Auth::AccountId": None,
            "AWS::Auth::AccountIdEndpointMode": "preferred",
        }
        self._unchanged = dict(self.builtins)

    def finish(self, context: dict[str, Any]) -> str | None:
        """Put into ``context`` how requests to the endpoint are signed; the endpoint's URL if it
        is not the client's own."""
        native, url = self._native, None
        if any(self.builtins.get(key) != self._unchanged[key] for key in self._unchanged):
            native = _resolved(native, self.builtins)
            url = native.wire_url
        if self.builtins.get(_URL) is None:
            scheme = {
                "name": "sigv4",
                "signingName": "support",
                "signingRegion": native.signing_region,
            }
            is_unsigned = context["auth_type"] == "none"
            scope = {"region": native.signing_region, "signing_name": "support"}
            context["auth_type"] = "none" if is_unsigned else "v4"
            context["signing"] = {} if is_unsigned else scope
            context["endpoint_properties"] = {"authSchemes": [scheme]}
        return url


def resolve(client: Support, context: dict[str, Any]) -> Resolution:
    """Begin to find the endpoint of a call."""
    native = client._native
    return Resolution(native, context["client_config"], _configured_url(native, context))


def _configured_url(native: NativeClient, context: dict[str, Any]) -> str | None:
    """The endpoint URL that the client was configured with, by whatever means."""
    config = context["client_config"]
    computed = _resolved(
        native,
        {
            _REGION: native.region_name,
            _FIPS: getattr(config, "use_fips_endpoint", None),
            _DUALSTACK: getattr(config, "use_dualstack_endpoint", None),
        },
    )
    shown = native.endpoint_url
    return None if _host(shown) == _host(computed.endpoint_url) else shown


def _host(url: str) -> str:
    return url.partition("://")[2]


def _resolved(native: NativeClient, builtins: dict[str, Any]) -> NativeClient:
    """A client as one is made, for where its requests would go."""
    options = {
        "region_name": builtins.get(_REGION),
        "endpoint_url": builtins.get(_URL),
        "use_fips_endpoint": bool(builtins.get(_FIPS)) or None,
        "use_dualstack_endpoint": bool(builtins.get(_DUALSTACK)) or None,
        "ignore_configured_endpoint_urls": True,
        "verify": True,
        "use_ssl": not native.endpoint_url.startswith("http:"),
        "aws_access_key_id": "unused",
        "aws_secret_access_key": "unused",
    }
    return NativeClient(options)
