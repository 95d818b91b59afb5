"""The services that give credentials, as far as they are called from here."""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Mapping


class Service(NamedTuple):
    """What is particular to a service."""

    #: Its name in settings: `AWS_ENDPOINT_URL_STS`, and `sts` in a `[services]` section.
    name: str
    #: Its host's first part.
    prefix: str
    #: The codes of the errors in its model, and the names of their exceptions.
    modeled: Mapping[str, str]
    #: Those of them that its model says to be worth another attempt.
    retryable: frozenset[str] = frozenset()
    #: Whether its answers are XML; else they are JSON.
    is_xml: bool = False


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


STS = Service(
    "sts",
    "sts",
    {
        "MalformedPolicyDocument": "MalformedPolicyDocumentException",
        "PackedPolicyTooLarge": "PackedPolicyTooLargeException",
        "IDPRejectedClaim": "IDPRejectedClaimException",
        "IDPCommunicationError": "IDPCommunicationErrorException",
        "InvalidIdentityToken": "InvalidIdentityTokenException",
        **_same("RegionDisabledException", "ExpiredTokenException"),
    },
    frozenset({"IDPCommunicationError"}),  # STS could not reach the provider of a web identity
    is_xml=True,
)

SSO = Service(
    "sso",
    "portal.sso",
    _same(
        "InvalidRequestException",
        "UnauthorizedException",
        "TooManyRequestsException",
        "ResourceNotFoundException",
    ),
)

SSO_OIDC = Service(
    "sso_oidc",
    "oidc",
    _same(
        *("InvalidRequestException", "InvalidClientException", "InvalidGrantException"),
        *("UnauthorizedClientException", "UnsupportedGrantTypeException", "InvalidScopeException"),
        *("AuthorizationPendingException", "SlowDownException", "AccessDeniedException"),
        *("ExpiredTokenException", "InternalServerException"),
    ),
)

SIGNIN = Service(
    "signin",
    "signin",
    _same(
        "TooManyRequestsError",
        "InternalServerException",
        "ValidationException",
        "AccessDeniedException",
    ),
)
