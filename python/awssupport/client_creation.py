"""Making a client: its arguments and its Session's settings to the options of the Rust core."""

from __future__ import annotations

import os
import sys

from ._awssupport import NativeClient, validate_region_name
from .client_settings import ClientSettings, refuse
from .core_session import CoreSession
from .support import Support

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from typing import Any

    from .config import Config
    from .session import Session

SERVICE_NAME = "support"
API_VERSION = "2013-04-15"


def create_client(session: Session, arguments: dict[str, Any]) -> Support:
    """The client that ``arguments``, those of :meth:`awssupport.Session.client`, ask of a Session.

    What is wrong with them is found in botocore's order: region, credentials, service, settings,
    endpoint.
    """
    core: Any = session._session
    config = _merged_config(core, arguments["config"])
    settings = ClientSettings(core, config)
    region_name = settings.region_name(arguments["region_name"])
    if region_name is not None:
        validate_region_name(region_name)
    service_name = arguments["service_name"]
    verify = settings.verify(arguments["verify"])
    api_version = settings.api_version(service_name, arguments["api_version"])
    identity = {} if settings.is_unsigned() else _identity(core, arguments, region_name)
    _check_token_configuration(core)
    defaults = settings.defaults(region_name)
    _check_service(service_name, api_version)
    options = settings.resolve(arguments["endpoint_url"], defaults)
    options["feature_ids"] += identity.pop("feature_ids", ())
    options.update(identity, region_name=region_name, verify=verify)
    options["use_ssl"] = bool(arguments["use_ssl"])
    native = _native_client(settings, options)
    settings.check_last()
    return Support(native, settings.shown, lambda: (session, arguments))


def _merged_config(core: Any, config: Config | None) -> Config | None:
    default: Config | None = core.get_default_client_config()
    if config is None or default is None:
        return default if config is None else config
    from .config import merged

    return merged(default, config)


def _identity(core: Any, arguments: dict[str, Any], region_name: str | None) -> dict[str, Any]:
    """The core's options that say who signs; none if nobody is found."""
    access_key, secret_key, token = (
        arguments[name]
        for name in ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
    )
    if access_key is None and secret_key is None:
        return _session_identity(core, region_name)
    for name in ("aws_secret_access_key", "aws_access_key_id"):
        if arguments[name] is None:
            refuse("PartialCredentialsError", provider="explicit", cred_var=name)
    return {**_static(access_key, secret_key, token), "feature_ids": ("e",)}


def _session_identity(core: Any, region_name: str | None) -> dict[str, Any]:
    if not isinstance(core, CoreSession):  # botocore's
        credentials = core.get_credentials()
        if credentials is None:
            return {}
        explicit = getattr(credentials, "method", None) == "explicit"
        return {"credentials": credentials, "feature_ids": ("e",) if explicit else ()}
    # botocore tells of a source in the client it was asked for, and of keys in each.
    known = core.has_credentials
    credentials = core.get_credentials(region_name)
    if credentials is None:
        return {}
    told = not known or credentials.method == "explicit"
    identity: dict[str, Any] = {"feature_ids": credentials.feature_ids if told else ()}
    from .credentials import Credentials

    if type(credentials) is Credentials:
        keys = (credentials.access_key, credentials.secret_key, credentials.token)
        return {**identity, **_static(*keys)}
    return {**identity, "credentials": credentials}


def _static(access_key: Any, secret_key: Any, token: Any) -> dict[str, Any]:
    # A Session takes half a pair, and signs with the text "None" in place of the other half.
    return {
        "aws_access_key_id": "None" if access_key is None else access_key,
        "aws_secret_access_key": "None" if secret_key is None else secret_key,
        "aws_session_token": token,
    }


def _check_token_configuration(core: Any) -> None:
    """A broken ``sso_session`` fails every client, whatever its credentials are: as in botocore."""
    if "sso_session" not in core.get_scoped_config():
        return
    if isinstance(core, CoreSession):
        from .core_session import SessionContext
        from .credentials import check_token_configuration

        check_token_configuration(SessionContext(core))
    else:
        core.get_auth_token()


def _check_service(service_name: str, api_version: str | None) -> None:
    if service_name != SERVICE_NAME:
        refuse("UnknownServiceError", service_name=service_name, known_service_names=SERVICE_NAME)
    if api_version not in (None, API_VERSION):
        refuse("DataNotFoundError", data_path=f"{SERVICE_NAME}/{api_version}/service-2")


def _native_client(settings: ClientSettings, options: dict[str, Any]) -> NativeClient:
    """The core's client; proxies of the environment depend on the endpoint that it comes to."""
    unusable = settings.timeout_problems()  # which are reported after the endpoint
    options = {name: value for name, value in options.items() if name not in unusable}
    native = NativeClient(options)
    if options.get("proxies") is None and _may_have_proxies():
        from .proxies import environment_proxies

        proxies = environment_proxies(native.endpoint_url)
        if proxies:
            native = NativeClient({**options, "proxies": proxies})
    return native


def _may_have_proxies() -> bool:
    """Whether it is worth looking closer."""
    return sys.platform != "linux" or any(name[-6:].lower() == "_proxy" for name in os.environ)
