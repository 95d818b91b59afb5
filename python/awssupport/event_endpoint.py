"""The endpoint of a call with event handlers, which may change what it is found from."""

from __future__ import annotations

from . import exceptions

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from typing import Any

    from ._awssupport import NativeClient

_REGION, _URL = "AWS::Region", "SDK::Endpoint"
_FIPS, _DUALSTACK = "AWS::UseFIPS", "AWS::UseDualStack"

#: What handlers may change, its name in AWS's endpoint rules, and its type.
_PARAMETERS: tuple[tuple[str, str, type], ...] = (
    (_REGION, "Region", str),
    (_DUALSTACK, "UseDualStack", bool),
    (_FIPS, "UseFIPS", bool),
    (_URL, "Endpoint", str),
)


class Resolution:
    """The endpoint of a call: handlers may change what it is found from."""

    def __init__(self, native: NativeClient) -> None:
        self._endpoint = native.endpoint
        endpoint_url, use_fips, use_dualstack = self._endpoint.params
        self.builtins: dict[str, Any] = {
            _REGION: self._endpoint.region_name,
            _FIPS: use_fips,
            _DUALSTACK: use_dualstack,
            _URL: endpoint_url,
            "AWS::Auth::AccountId": None,
            "AWS::Auth::AccountIdEndpointMode": "preferred",
        }
        self._unchanged = dict(self.builtins)

    def finish(self) -> tuple[str | None, str | None]:
        """The endpoint's URL if it is not the client's own, and the region that AWS's endpoint
        rules name for signing."""
        if any(self.builtins.get(key) != value for key, value in self._unchanged.items()):
            return self._other_endpoint()
        return None, self._endpoint.auth_scheme_region

    def _other_endpoint(self) -> tuple[str | None, str | None]:
        builtins = self.builtins
        region_name, endpoint_url = builtins.get(_REGION), builtins.get(_URL)
        for key, name, kind in _PARAMETERS:
            if not isinstance(builtins.get(key), (kind, type(None))):
                message = f"Value ({name}) is the wrong type. Must be {kind}."
                raise exceptions.EndpointResolutionError(msg=message)
        if region_name is None and endpoint_url is None:
            raise exceptions.EndpointResolutionError(msg="Invalid Configuration: Missing Region")
        for variant, name in ((_FIPS, "FIPS"), (_DUALSTACK, "Dualstack")):
            if builtins.get(variant) and endpoint_url is not None:
                message = f"Invalid Configuration: {name} and custom endpoint are not supported"
                raise exceptions.EndpointResolutionError(msg=message)
        return self._endpoint.other(
            region_name, endpoint_url, bool(builtins.get(_FIPS)), bool(builtins.get(_DUALSTACK))
        )


def endpoint_properties(signing_region: str) -> dict[str, Any]:
    """What AWS's endpoint rules say of an endpoint, whose requests are signed for this region."""
    scheme = {"name": "sigv4", "signingName": "support", "signingRegion": signing_region}
    return {"authSchemes": [scheme]}
