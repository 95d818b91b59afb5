"""A fast, boto3-compatible client for the AWS Support API.

    import awssupport

    client = awssupport.client("support", region_name="us-east-1")
    answer = client.add_attachments_to_set(
        attachments=[{"fileName": "app.log", "data": open("app.log", "rb")}]
    )
    print(answer["attachmentSetId"], answer["expiryTime"])

Only what a client needs is imported with the package; everything else when it is first used.
"""

from __future__ import annotations

from ._awssupport import __version__
from .session import create_client

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    import os

    from . import config, emulator, exceptions
    from .config import Config
    from .events import UNSIGNED
    from .exceptions import DoubleBase64Warning
    from .support import Support

__all__ = [
    "UNSIGNED",
    "Config",
    "DoubleBase64Warning",
    "__version__",
    "client",
    "config",
    "emulator",
    "exceptions",
]


def client(
    service_name: str = "support",
    region_name: str | None = None,
    api_version: str | None = None,
    use_ssl: bool = True,
    verify: bool | str | os.PathLike[str] | None = None,
    endpoint_url: str | None = None,
    aws_access_key_id: str | None = None,
    aws_secret_access_key: str | None = None,
    aws_session_token: str | None = None,
    config: Config | None = None,
    aws_account_id: str | None = None,  # noqa: ARG001 - boto3's; the service has no use for it
) -> Support:
    """Make a client of AWS Support; the signature is that of ``boto3.client``.

    Args:
        service_name: ``"support"``, the one service there is, and so the default.
        region_name: Also from ``AWS_DEFAULT_REGION``. The service is global: every commercial
            region is served by us-east-1.
        api_version: ``"2013-04-15"`` or ``None``.
        use_ssl: ``False`` for plain HTTP to computed endpoints.
        verify: ``True`` for the built-in root certificates, a path for those in a PEM file,
            ``False`` for no check at all. ``None`` asks ``AWS_CA_BUNDLE`` and
            ``REQUESTS_CA_BUNDLE``, then takes the built-in ones.
        endpoint_url: Replaces the computed endpoint. Also from ``AWS_ENDPOINT_URL_SUPPORT`` and
            ``AWS_ENDPOINT_URL``.
        aws_access_key_id: Together with the secret key; also from the environment.
        aws_secret_access_key: Together with the access key; also from the environment.
        aws_session_token: For temporary credentials.
        config: A :class:`Config`, or botocore's.
        aws_account_id: Taken as boto3 takes it; the service has no use for it.

    Raises:
        UnknownServiceError: ``service_name`` is not ``"support"``.
        DataNotFoundError: ``api_version`` is not the one there is.
        PartialCredentialsError: One half of a pair of keys is missing.
        InvalidRegionError: The region's name could not be part of a host name.
        ValueError: The endpoint URL has no usable host.
    """
    return create_client(
        service_name,
        region_name=region_name,
        api_version=api_version,
        use_ssl=use_ssl,
        verify=verify,
        endpoint_url=endpoint_url,
        aws_access_key_id=aws_access_key_id,
        aws_secret_access_key=aws_secret_access_key,
        aws_session_token=aws_session_token,
        config=config,
    )


_LAZY_NAMES = {"Config": "config", "DoubleBase64Warning": "exceptions", "UNSIGNED": "events"}
_LAZY_MODULES = ("config", "emulator", "exceptions")


def __getattr__(name: str) -> object:
    """Import what is not needed by every program when it is first asked for."""
    from importlib import import_module

    if name in _LAZY_MODULES:
        return import_module(f".{name}", __name__)
    if name in _LAZY_NAMES:
        return getattr(import_module(f".{_LAZY_NAMES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
