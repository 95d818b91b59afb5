"""The exceptions that few programs meet. They are part of :mod:`awssupport.exceptions`, which loads
this file when one of them is asked for; import them from there.
"""

from __future__ import annotations

from .exception_bases import BotoCoreError, _OSErrorRoot
from .exceptions import ConnectionError  # noqa: A004 - botocore's name


class ProxyConnectionError(ConnectionError, _OSErrorRoot):
    """The proxy could not be reached, is not trusted, or made no connection to the service.

    User name and password in the proxy's URL are shown as ``***``.
    """

    fmt = 'Failed to connect to proxy URL: "{proxy_url}"'


class InvalidProxiesConfigError(BotoCoreError):
    """``proxies_config`` names files that cannot be used. Comes inside an
    :class:`HTTPClientError`, as its ``kwargs["error"]``."""

    fmt = "Invalid configuration value(s) provided for proxies_config."


class UnknownSignatureVersionError(BotoCoreError):
    """A request is to be signed in a way there is not."""

    fmt = "Unknown Signature Version: {signature_version}."


class UnsupportedSignatureVersionError(BotoCoreError):
    """A URL is to be signed in a way there is not."""

    fmt = "Signature version(s) are not supported: {signature_version}"


class NoAuthTokenError(BotoCoreError):
    """A request is to carry a bearer token, and there is none."""

    fmt = "Unable to locate authorization token"


class EndpointProviderError(BotoCoreError):
    """The parent of errors in what an endpoint is found from."""

    fmt = "{msg}"


class EndpointResolutionError(EndpointProviderError):
    """A handler of ``before-endpoint-resolution`` asks for an endpoint that there cannot be."""


class StubResponseError(BotoCoreError):
    """There is no answer for a call; raised by :class:`awssupport.stub.Stubber`."""

    fmt = "Error getting response stub for operation {operation_name}: {reason}"


class StubAssertionError(StubResponseError, AssertionError):
    """A call has other parameters than its answer was added for."""


class UnStubbedResponseError(StubResponseError):
    """There are more calls than answers."""
