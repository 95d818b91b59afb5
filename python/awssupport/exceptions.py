"""The exceptions of awssupport: botocore's names, texts and attributes.

Two families, as in botocore. :class:`ClientError` is the service's refusal and carries the parsed
response. :class:`BotoCoreError` is everything that went wrong on this side of the wire.

botocore is not needed. Once a program has imported it, what awssupport raises is caught by
botocore's classes of the same names too: see ``exception_bases.py``. The service's own errors stand
in ``service_exceptions.py``; those that few programs meet, in ``rare_exceptions.py``, are loaded
when one is first asked for.
"""

from __future__ import annotations

from .exception_bases import BotoCoreError, _OSErrorRoot, _Root, join_botocore
from .service_exceptions import (
    MODELED,
    AttachmentIdNotFound,
    AttachmentLimitExceeded,
    AttachmentSetExpired,
    AttachmentSetIdNotFound,
    AttachmentSetSizeLimitExceeded,
    CaseCreationLimitExceeded,
    CaseIdNotFound,
    ClientError,
    DescribeAttachmentLimitExceeded,
    DryRunOperationException,
    InternalServerError,
    ThrottlingException,
    UploadIdNotFound,
    class_of_code,
)

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from typing import Any

    from .config_exceptions import (
        Boto3Error,
        InvalidChecksumConfigError,
        InvalidDefaultsMode,
        InvalidS3AddressingStyleError,
        InvalidS3UsEast1RegionalEndpointConfigError,
        ResourceNotExistsError,
        UnknownRegionError,
    )
    from .credential_exceptions import (
        ConfigNotFound,
        CredentialRetrievalError,
        InfiniteLoopConfigError,
        InvalidIMDSEndpointError,
        InvalidIMDSEndpointModeError,
        InvalidSTSRegionalEndpointsConfigError,
        LoginError,
        LoginInsufficientPermissions,
        LoginRefreshRequired,
        LoginTokenLoadError,
        MetadataRetrievalError,
        RefreshWithMFAUnsupportedError,
        ResponseParserError,
        SSOError,
        SSOTokenLoadError,
        TokenRetrievalError,
        UnauthorizedSSOTokenError,
    )
    from .rare_exceptions import (
        EndpointProviderError,
        EndpointResolutionError,
        InvalidProxiesConfigError,
        NoAuthTokenError,
        ProxyConnectionError,
        StubAssertionError,
        StubResponseError,
        UnknownSignatureVersionError,
        UnStubbedResponseError,
        UnsupportedSignatureVersionError,
    )

__all__ = [
    "MODELED",
    "AttachmentIdNotFound",
    "AttachmentLimitExceeded",
    "AttachmentSetExpired",
    "AttachmentSetIdNotFound",
    "AttachmentSetSizeLimitExceeded",
    "BaseEndpointResolverError",
    "Boto3Error",
    "BotoCoreError",
    "CaseCreationLimitExceeded",
    "CaseIdNotFound",
    "ClientError",
    "ConfigNotFound",
    "ConfigParseError",
    "ConnectTimeoutError",
    "ConnectionClosedError",
    "ConnectionError",
    "CredentialRetrievalError",
    "DataNotFoundError",
    "DescribeAttachmentLimitExceeded",
    "DoubleBase64Warning",
    "DryRunOperationException",
    "EndpointConnectionError",
    "EndpointProviderError",
    "EndpointResolutionError",
    "EndpointVariantError",
    "HTTPClientError",
    "InfiniteLoopConfigError",
    "InternalServerError",
    "InvalidChecksumConfigError",
    "InvalidConfigError",
    "InvalidDefaultsMode",
    "InvalidIMDSEndpointError",
    "InvalidIMDSEndpointModeError",
    "InvalidMaxRetryAttemptsError",
    "InvalidProxiesConfigError",
    "InvalidRegionError",
    "InvalidRetryConfigurationError",
    "InvalidRetryModeError",
    "InvalidS3AddressingStyleError",
    "InvalidS3UsEast1RegionalEndpointConfigError",
    "InvalidSTSRegionalEndpointsConfigError",
    "LoginError",
    "LoginInsufficientPermissions",
    "LoginRefreshRequired",
    "LoginTokenLoadError",
    "MetadataRetrievalError",
    "NoAuthTokenError",
    "NoCredentialsError",
    "NoRegionError",
    "OperationNotFoundError",
    "OperationNotPageableError",
    "PaginationError",
    "ParamValidationError",
    "PartialCredentialsError",
    "ProfileNotFound",
    "ProxyConnectionError",
    "ReadTimeoutError",
    "RefreshWithMFAUnsupportedError",
    "ResourceNotExistsError",
    "ResponseParserError",
    "SSLError",
    "SSOError",
    "SSOTokenLoadError",
    "StubAssertionError",
    "StubResponseError",
    "ThrottlingException",
    "TokenRetrievalError",
    "UnStubbedResponseError",
    "UnauthorizedSSOTokenError",
    "UnknownClientMethodError",
    "UnknownRegionError",
    "UnknownServiceError",
    "UnknownSignatureVersionError",
    "UnsupportedSignatureVersionError",
    "UploadIdNotFound",
    "ValidationError",
    "class_of_code",
    "join_botocore",
]


class ConnectionError(BotoCoreError):  # noqa: A001 - botocore's name
    """There was no connection to the service."""

    fmt = "An HTTP Client failed to establish a connection: {error}"


class EndpointConnectionError(ConnectionError):
    """The endpoint could not be reached: refused, unreachable, or no such host."""

    fmt = 'Could not connect to the endpoint URL: "{endpoint_url}"'


class ConnectTimeoutError(ConnectionError, _OSErrorRoot):
    """No connection within ``connect_timeout``."""

    fmt = 'Connect timeout on endpoint URL: "{endpoint_url}"'


class SSLError(ConnectionError, _OSErrorRoot):
    """No secure connection: the certificate, the host's name, or the handshake."""

    fmt = "SSL validation failed for {endpoint_url} {error}"


class HTTPClientError(BotoCoreError):
    """Anything else that went wrong in the HTTP layer.

    ``request`` and ``response`` are attributes, ``None`` where there is nothing to show.
    """

    fmt = "An HTTP Client raised an unhandled exception: {error}"

    def __init__(self, request: Any = None, response: Any = None, **kwargs: Any) -> None:
        self.request = request
        self.response = response
        super().__init__(**kwargs)


class ReadTimeoutError(HTTPClientError, _OSErrorRoot):
    """Not a byte for ``read_timeout``. The service may have acted on the request."""

    fmt = 'Read timeout on endpoint URL: "{endpoint_url}"'


class ConnectionClosedError(HTTPClientError):
    """The connection ended, or what came over it was not HTTP."""

    fmt = (
        "Connection was closed before we received a valid response "
        'from endpoint URL: "{endpoint_url}".'
    )


class NoCredentialsError(BotoCoreError):
    """Nothing gave credentials; raised by the call, not by the client's creation."""

    fmt = "Unable to locate credentials"


class PartialCredentialsError(BotoCoreError):
    """One half of a pair of keys is missing."""

    fmt = "Partial credentials found in {provider}, missing: {cred_var}"


class BaseEndpointResolverError(BotoCoreError):
    """The parent of errors in finding an endpoint."""


class NoRegionError(BaseEndpointResolverError):
    """An endpoint URL was given and no region to sign for."""

    fmt = "You must specify a region."


class EndpointVariantError(BaseEndpointResolverError):
    """The partition has no endpoint of the kind asked for."""

    fmt = "Unable to construct a modeled endpoint with the following variant(s) {tags}: "


class ValidationError(BotoCoreError):
    """A value that cannot be used."""

    fmt = "Invalid value ('{value}') for param {param} of type {type_name} "


class InvalidRegionError(ValidationError, ValueError):
    """A region's name that could not be part of a host name."""

    fmt = "Provided region_name '{region_name}' doesn't match a supported format."


class ParamValidationError(BotoCoreError):
    """The parameters of a call break the model; nothing was sent.

    ``kwargs["report"]`` has a line for each violation.
    """

    fmt = "Parameter validation failed:\n{report}"


class UnknownClientMethodError(BotoCoreError):
    """A presigned URL was asked for a method that clients do not have."""

    fmt = "Client does not have method: {method_name}"


class DataNotFoundError(BotoCoreError):
    """No such version of the service's API."""

    fmt = "Unable to load data for: {data_path}"


class UnknownServiceError(DataNotFoundError):
    """A service other than ``support`` was asked for."""

    fmt = "Unknown service: '{service_name}'. Valid service names are: {known_service_names}"


class ProfileNotFound(BotoCoreError):
    """The configuration files have no such profile."""

    fmt = "The config profile ({profile}) could not be found"


class ConfigParseError(BotoCoreError):
    """A configuration file cannot be read as one."""

    fmt = "Unable to parse config file: {path}"


class InvalidConfigError(BotoCoreError):
    """A setting that cannot be used."""

    fmt = "{error_msg}"


class InvalidRetryConfigurationError(BotoCoreError):
    """``retries`` has an option there is not."""

    fmt = (
        'Cannot provide retry configuration for "{retry_config_option}". '
        "Valid retry configuration options are: {valid_options}"
    )


class InvalidMaxRetryAttemptsError(InvalidRetryConfigurationError):
    """``retries`` allows fewer attempts than one."""

    fmt = (
        'Value provided to "max_attempts": {provided_max_attempts} must be an integer '
        "greater than or equal to {min_value}."
    )


class InvalidRetryModeError(InvalidRetryConfigurationError):
    """``retries`` names a mode there is not."""

    fmt = 'Invalid value provided to "mode": "{provided_retry_mode}" must be one of: {valid_modes}'


class OperationNotPageableError(BotoCoreError):
    """The operation's answers do not come in pages."""

    fmt = "Operation cannot be paginated: {operation_name}"


class PaginationError(BotoCoreError):
    """Going on to the next page would lead nowhere."""

    fmt = "Error during pagination: {message}"


class OperationNotFoundError(_Root):
    """The service has no operation of this name."""


class DoubleBase64Warning(UserWarning):
    """The data of an attachment looks like a file that was base64-encoded before it was given.

    The client encodes what it is given, so the case would hold base64 text instead of the file.
    What was given is sent all the same. Silence it with
    ``warnings.simplefilter("ignore", awssupport.DoubleBase64Warning)`` where it is meant.
    """


#: The files of the exceptions that few programs meet.
_LAZY_MODULES = ("config_exceptions", "credential_exceptions", "rare_exceptions")

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load the seldom exceptions when one of them is asked for."""
        if not name.startswith("_") and name in _lazy_exceptions():
            globals()[name] = found = _lazy_exceptions()[name]
            return found
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *_lazy_exceptions()})

    def _lazy_exceptions() -> dict[str, type]:
        from importlib import import_module

        modules = [import_module(f".{name}", __package__) for name in _LAZY_MODULES]
        return {
            name: found
            for module in modules
            for name, found in vars(module).items()
            if not name.startswith("_") and isinstance(found, type)
        }
