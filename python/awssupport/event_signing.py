"""How a request is signed, if it is: the events ``choose-signer`` and ``before-sign``."""

from __future__ import annotations

from .client_events import SERVICE
from .event_effects import emit
from .event_requests import RequestSigner
from .settings import is_unsigned, unsigned

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from typing import Any

    from .event_effects import _Steps
    from .event_requests import Request
    from .support import ClientObject


class Signing:
    """The signing of an operation's requests by a client."""

    def __init__(self, client: ClientObject, operation_name: str) -> None:
        self._events = client.meta.events
        self._operation_name = operation_name
        version = getattr(client.meta.config, "signature_version", None)
        #: Whether the client's Config says not to sign.
        self.is_off = is_unsigned(version)
        if self.is_off:
            version = unsigned()
        elif version is None:
            version = "v4"
        self._auth_type = client._native.endpoint.auth_scheme_version
        #: What handlers are shown as the client's signer.
        self.signer = RequestSigner(client._native.endpoint.presigning_region, version)

    def follow_endpoint(self, context: dict[str, Any], region: str | None, *, scope: bool) -> None:
        """Sign for the region that AWS's endpoint rules name, if they name one. ``scope`` is
        whether it stands in the credential scope, too."""
        if region is None:
            return
        about: dict[str, str] = {}
        if self.is_off:
            context["auth_type"] = "none"
        elif self._auth_type is not None:
            context["auth_type"] = self._auth_type
            about = {"region": region} if scope else {}
            about["signing_name"] = self.signer.signing_name
        context.setdefault("signing", {}).update(about)

    def version(self, request: Request, ending: str = "") -> _Steps[Any]:
        """The signature version that the request is to have, after handlers have had their say on
        that and on the request. ``ending`` is what the names of the right kind end in."""
        context, signer = request.context, self.signer
        signing = context.get("signing", {})
        version = _with_ending(context.get("auth_type") or signer.signature_version, ending)
        chosen = yield from emit(
            self._events,
            f"choose-signer.{SERVICE}.{self._operation_name}",
            until_response=True,
            signing_name=signing.get("signing_name", signer.signing_name),
            region_name=signing.get("region", signer.region_name),
            signature_version=version,
            context=context,
        )
        if chosen is not None:
            version = _with_ending(chosen, ending)
        yield from emit(
            self._events,
            f"before-sign.{SERVICE}.{self._operation_name}",
            request=request,
            signing_name=signer.signing_name,
            region_name=signer.region_name,
            signature_version=version,
            request_signer=signer,
            operation_name=self._operation_name,
        )
        return version

    def scope(self, request: Request) -> tuple[str | None, str]:
        """The region and the service's name in the credential scope."""
        signing = request.context.get("signing", {})
        region = signing.get("region") or self.signer.region_name
        return region, signing.get("signing_name") or self.signer.signing_name


def _with_ending(version: Any, ending: str) -> Any:
    if is_unsigned(version) or version.endswith(ending):
        return version
    return version + ending
