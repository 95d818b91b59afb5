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

# First of all: the extension must not be loaded elsewhere.
from .main_interpreter import require_main_interpreter

require_main_interpreter()

from ._awssupport import __version__  # noqa: E402
from .session import Session  # noqa: E402

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    import os
    from logging import NullHandler
    from typing import Any, NoReturn

    from . import aio, config, emulator, exceptions, session
    from .config import Config
    from .exceptions import DoubleBase64Warning
    from .settings import UNSIGNED
    from .support import Support

__all__ = [
    "UNSIGNED",
    "Config",
    "DoubleBase64Warning",
    "NullHandler",
    "Session",
    "__version__",
    "aio",
    "client",
    "config",
    "emulator",
    "exceptions",
    "resource",
    "session",
    "set_stream_logger",
    "setup_default_session",
]

__author__ = "The awssupport developers"

DEFAULT_SESSION: Session | None = None
"""The Session of :func:`client`, once that has been called, or :func:`setup_default_session`."""


def setup_default_session(**kwargs: Any) -> None:
    """Make the Session that :func:`client` uses from now on, from the arguments of
    :class:`Session`."""
    global DEFAULT_SESSION  # noqa: PLW0603 - boto3's name, which programs read and set
    DEFAULT_SESSION = Session(**kwargs)


def _get_default_session() -> Session:
    if DEFAULT_SESSION is None:
        setup_default_session()
    assert DEFAULT_SESSION is not None  # noqa: S101 - for type checkers
    return DEFAULT_SESSION


if TYPE_CHECKING:

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
        aws_account_id: str | None = None,
    ) -> Support:
        """See below."""

else:

    def client(*args: Any, **kwargs: Any) -> Support:
        """Make a client of AWS Support, by name or position with the arguments of ``boto3.client``.

        Args:
            service_name: ``"support"``, the one service there is, and so the default.
            region_name: Also from ``AWS_DEFAULT_REGION`` and the profile. The service is global:
                every commercial region is served by us-east-1.
            api_version: ``"2013-04-15"`` or ``None``.
            use_ssl: ``False`` for plain HTTP to computed endpoints.
            verify: ``True`` for the built-in root certificates, a path for those in a PEM file,
                ``False`` for no check at all. ``None`` asks ``AWS_CA_BUNDLE``, the profile's
                ``ca_bundle`` and ``REQUESTS_CA_BUNDLE``, then takes the built-in ones.
            endpoint_url: Replaces the computed endpoint. Also from ``AWS_ENDPOINT_URL_SUPPORT``,
                ``AWS_ENDPOINT_URL`` and the profile.
            aws_access_key_id: Together with the secret key; else the Session's credentials are
                taken, which are found where boto3 finds them.
            aws_secret_access_key: Together with the access key.
            aws_session_token: For temporary credentials.
            config: A :class:`Config`, or botocore's.
            aws_account_id: Taken as boto3 takes it; the service has no use for it.

        The client is made from :data:`DEFAULT_SESSION`, which looks for credentials once.

        Raises:
            UnknownServiceError: ``service_name`` is not ``"support"``.
            DataNotFoundError: ``api_version`` is not the one there is.
            ProfileNotFound, ConfigParseError: From the shared files.
            PartialCredentialsError: One half of a pair of keys is missing.
            InvalidRegionError: The region's name could not be part of a host name.
            InvalidConfigError: A setting is none of those it may be.
            ValueError: The endpoint URL has no usable host, or a number is none.
        """
        return _get_default_session().client(*args, **kwargs)

    # What inspect.signature and so editors show.
    client.__wrapped__ = type(Session.from_boto3)(Session.client, Session)


def resource(*args: Any, **kwargs: Any) -> NoReturn:
    """Raise ``ResourceNotExistsError``: there are no resources."""
    _get_default_session().resource(*args, **kwargs)


def set_stream_logger(
    name: str = "awssupport", level: int = 10, format_string: str | None = None
) -> None:
    """Write the log of ``name`` to standard error from ``level`` on (10: ``logging.DEBUG``), in
    ``format_string`` or boto3's format."""
    import logging

    logger = logging.getLogger(name)
    logger.setLevel(level)
    handler = logging.StreamHandler()
    handler.setLevel(level)
    default = "%(asctime)s %(name)s [%(levelname)s] %(message)s"
    handler.setFormatter(logging.Formatter(default if format_string is None else format_string))
    logger.addHandler(handler)


_LAZY_NAMES = {
    "Config": ".config",
    "DoubleBase64Warning": ".exceptions",
    "NullHandler": "logging",
    "UNSIGNED": ".settings",
}
_LAZY_MODULES = {name: f".{name}" for name in ("aio", "config", "emulator", "exceptions")}
_LAZY_MODULES["logging"] = "logging"


def __getattr__(name: str) -> object:
    """Import what is not needed by every program when it is first asked for."""
    from importlib import import_module

    if name in _LAZY_MODULES:
        return import_module(_LAZY_MODULES[name], __name__)
    if name in _LAZY_NAMES:
        return getattr(import_module(_LAZY_NAMES[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
