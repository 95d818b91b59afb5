"""The exceptions of awssupport: botocore's names, texts and attributes.

Two families, as in botocore. :class:`ClientError` is the service's refusal and carries the parsed
response. :class:`BotoCoreError` is everything that went wrong on this side of the wire.

botocore is not needed. Once a program has imported it, what awssupport raises is caught by
botocore's classes of the same names too: see :func:`join_botocore`.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any, ClassVar


class _Root(Exception):
    """The parent that leaves room for another: the bases of a class that stands directly below
    ``Exception`` cannot be changed later."""


class _OSErrorRoot(OSError):
    """The same for those that are operating system errors too."""


class BotoCoreError(_Root):
    """The parent of all errors that are not the service's.

    ``fmt`` is the message's template; the keyword arguments that fill it are kept in ``kwargs``.
    """

    fmt: ClassVar[str] = "An unspecified error occurred"

    kwargs: dict[str, Any]

    def __init__(self, **kwargs: Any) -> None:
        Exception.__init__(self, self.fmt.format(**kwargs))
        self.kwargs = kwargs

    def __reduce__(self) -> tuple[Callable[..., BotoCoreError], tuple[Any, ...]]:
        return _unpickled, (type(self), self.kwargs)


def _unpickled(cls: type[BotoCoreError], kwargs: dict[str, Any]) -> BotoCoreError:
    return cls(**kwargs)


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


class ProxyConnectionError(ConnectionError, _OSErrorRoot):
    """The proxy could not be reached, is not trusted, or made no connection to the service.

    User name and password in the proxy's URL are shown as ``***``.
    """

    fmt = 'Failed to connect to proxy URL: "{proxy_url}"'


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


class InvalidProxiesConfigError(BotoCoreError):
    """``proxies_config`` names files that cannot be used. Comes inside an
    :class:`HTTPClientError`, as its ``kwargs["error"]``."""

    fmt = "Invalid configuration value(s) provided for proxies_config."


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


class ClientError(_Root):
    """The service refused a request.

    ``response`` is the parsed answer: ``response["Error"]["Code"]``, ``["Error"]["Message"]``,
    ``["ResponseMetadata"]``, and the members of a modelled error. ``operation_name`` is the
    operation as the service calls it, e.g. ``AddAttachmentsToSet``.

    Codes that the service's model does not list, such as ``AccessDeniedException`` or
    ``SubscriptionRequiredException``, come as this class itself.
    """

    MSG_TEMPLATE: ClassVar[str] = (
        "An error occurred ({error_code}) when calling the {operation_name} "
        "operation{retry_info}: {error_message}"
    )

    def __init__(self, error_response: dict[str, Any], operation_name: str) -> None:
        error = error_response.get("Error", {})
        message = self.MSG_TEMPLATE.format(
            error_code=error.get("Code", "Unknown"),
            error_message=error.get("Message", "Unknown"),
            operation_name=operation_name,
            retry_info=_retry_info(error_response),
        )
        Exception.__init__(self, message)
        self.response = error_response
        self.operation_name = operation_name

    def __reduce__(self) -> tuple[type[ClientError], tuple[dict[str, Any], str]]:
        # As in botocore, a copy is of this class, whichever the original's was.
        return ClientError, (self.response, self.operation_name)


def _retry_info(response: dict[str, Any]) -> str:
    metadata = response.get("ResponseMetadata", {})
    if metadata.get("MaxAttemptsReached", False) and "RetryAttempts" in metadata:
        return f" (reached max retries: {metadata['RetryAttempts']})"
    return ""


class AttachmentIdNotFound(ClientError):
    """There is no attachment of this id."""


class AttachmentLimitExceeded(ClientError):
    """Too many attachment sets were made in a short time."""


class AttachmentSetExpired(ClientError):
    """The attachment set is older than an hour."""


class AttachmentSetIdNotFound(ClientError):
    """There is no attachment set of this id."""


class AttachmentSetSizeLimitExceeded(ClientError):
    """More than three attachments in the set, or one of more than 5 MB."""


class CaseCreationLimitExceeded(ClientError):
    """Too many cases were made in the last hour."""


class CaseIdNotFound(ClientError):
    """There is no case of this id."""


class DescribeAttachmentLimitExceeded(ClientError):
    """Too many attachments were asked for in a short time."""


class DryRunOperationException(ClientError):
    """The request was valid and, as ``dryRun`` asked, nothing was done."""


class InternalServerError(ClientError):
    """The service failed."""


class ThrottlingException(ClientError):
    """Too many requests in a short time; ``response["throttlingReasons"]`` may say which."""


class UploadIdNotFound(ClientError):
    """There is no upload of this id."""


#: The errors of the service's model, by code.
MODELED: dict[str, type[ClientError]] = {
    cls.__name__: cls
    for cls in (
        AttachmentIdNotFound,
        AttachmentLimitExceeded,
        AttachmentSetExpired,
        AttachmentSetIdNotFound,
        AttachmentSetSizeLimitExceeded,
        CaseCreationLimitExceeded,
        CaseIdNotFound,
        DescribeAttachmentLimitExceeded,
        DryRunOperationException,
        InternalServerError,
        ThrottlingException,
        UploadIdNotFound,
    )
}


def class_of_code(code: str | None) -> type[ClientError]:
    """The class of a service error's code; :class:`ClientError` for codes that are not modelled."""
    return ClientError if code is None else MODELED.get(code, ClientError)


class DoubleBase64Warning(UserWarning):
    """The data of an attachment looks like a file that was base64-encoded before it was given.

    The client encodes what it is given, so the case would hold base64 text instead of the file.
    What was given is sent all the same. Silence it with
    ``warnings.simplefilter("ignore", awssupport.DoubleBase64Warning)`` where it is meant.
    """


_joined = False


def join_botocore() -> None:
    """Make each class here a subclass of botocore's class of the same name, if botocore has been
    imported; called before anything is raised.

    ``except botocore.exceptions.ClientError`` then catches what awssupport raises. Done once, and
    never by importing botocore.
    """
    global _joined  # noqa: PLW0603 - classes are joined once a process
    if _joined:
        return
    botocore = sys.modules.get("botocore.exceptions")
    if botocore is None or _is_being_imported(botocore):
        return
    for name, cls in list(globals().items()):
        theirs = getattr(botocore, name, None)
        is_ours = isinstance(cls, type) and issubclass(cls, _Root) and cls is not _Root
        if is_ours and isinstance(theirs, type) and not issubclass(cls, theirs):
            _add_base(cls, theirs)
    _joined = True


def _is_being_imported(module: ModuleType) -> bool:
    """Whether another thread has not come to the end of the module yet."""
    initializing = getattr(module.__spec__, "_initializing", False)
    return bool(initializing) or not hasattr(module, "ClientError")


def _add_base(cls: type, base: type) -> None:
    """Put ``base`` behind our own parents of ``cls`` and before Python's.

    Of two parents Python takes the memory layout from the one that is an ``OSError``, and refuses
    to change a class whose layout would be another's: hence our own roots between.
    """
    ours = [parent for parent in cls.__bases__ if issubclass(parent, _Root)]
    others = [parent for parent in cls.__bases__ if parent not in ours]
    cls.__bases__ = (*ours, base, *others)
