"""The endpoint of a call with event handlers, which may change what it is found from."""

from __future__ import annotations

from . import exceptions
from ._awssupport import NativeClient
from .event_requests import joined
from .settings import is_unsigned

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from typing import Any

_REGION, _URL = "AWS::Region", "SDK::Endpoint"
_FIPS, _DUALSTACK = "AWS::UseFIPS", "AWS::UseDualStack"


class EndpointProviderError(exceptions.BotoCoreError):
    """The parent of errors in what an endpoint is found from."""

    fmt = "{msg}"


class EndpointResolutionError(EndpointProviderError):
    """A handler of ``before-endpoint-resolution`` asks for an endpoint that there cannot be."""


class Resolution:
    """The endpoint of a call: handlers may change what it is found from."""

    def __init__(self, native: NativeClient, config: Any) -> None:
        self._native = native
        given = {
            _REGION: native.region_name,
            _FIPS: bool(getattr(config, "use_fips_endpoint", None)),
            _DUALSTACK: bool(getattr(config, "use_dualstack_endpoint", None)),
            _URL: None,
        }
        if not _goes_to(native, given):
            # Regions such as fips-us-east-1 ask for FIPS by themselves.
            with_fips = {**given, _FIPS: True}
            given = with_fips if _goes_to(native, with_fips) else given
            given[_URL] = None if given is with_fips else native.endpoint_url
        self.builtins: dict[str, Any] = {
            **given,
            "AWS::Auth::AccountId": None,
            "AWS::Auth::AccountIdEndpointMode": "preferred",
        }
        self._unchanged = dict(self.builtins)
        self.signing_region = native.region_name
        if given[_URL] is None and str(native.region_name).endswith("-global"):
            self.signing_region = native.signing_region

    def finish(self, context: dict[str, Any], signature_version: Any) -> str | None:
        """Put into ``context`` how requests to the endpoint are signed; the endpoint's URL if it
        is not the client's own."""
        native, url = self._native, None
        if any(self.builtins.get(key) != value for key, value in self._unchanged.items()):
            native = _resolved(native, self.builtins)
            url = native.wire_url
        region = None
        if self.builtins.get(_URL) is None:
            region = _REGIONS_OF_GLOBAL_ENDPOINTS.get(_host(native.wire_url or ""))
        if region is not None:
            scheme = {"name": "sigv4", "signingName": "support", "signingRegion": region}
            context["endpoint_properties"] = {"authSchemes": [scheme]}
            context["signing"] = {}
            if is_unsigned(signature_version):
                context["auth_type"] = "none"
            elif signature_version in ("v4", "s3v4"):
                context["auth_type"] = signature_version
                context["signing"] = {"region": region, "signing_name": "support"}
        return url


#: The endpoints that say for which region requests to them are signed. Others take the client's.
_REGIONS_OF_GLOBAL_ENDPOINTS = {
    "support.us-east-1.amazonaws.com": "us-east-1",
    "support.cn-north-1.amazonaws.com.cn": "cn-north-1",
    "support.us-gov-west-1.amazonaws.com": "us-gov-west-1",
    "support.us-iso-east-1.c2s.ic.gov": "us-iso-east-1",
    "support.us-isob-east-1.sc2s.sgov.gov": "us-isob-east-1",
}


def _goes_to(native: NativeClient, builtins: dict[str, Any]) -> bool:
    """Whether a client's endpoint is the one that is computed from ``builtins``."""
    return _host(native.endpoint_url) == _host(_resolved(native, builtins).endpoint_url)


def _host(url: str) -> str:
    return url.partition("://")[2].removesuffix("/")


def _resolved(native: NativeClient, builtins: dict[str, Any]) -> NativeClient:
    """A client as one is made, for where its requests would go."""
    for variant, name in ((_FIPS, "FIPS"), (_DUALSTACK, "Dualstack")):
        if builtins.get(variant) and builtins.get(_URL) is not None:
            message = f"Invalid Configuration: {name} and custom endpoint are not supported"
            raise joined(EndpointResolutionError)(msg=message)
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
