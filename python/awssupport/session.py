"""Sessions, with the members of boto3's, and the making of clients from them."""

from __future__ import annotations

import os
import sys

from ._awssupport import NativeClient, validate_region_name
from .client_settings import ClientSettings, refuse
from .core_session import CoreSession
from .support import Support

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn, TypeAlias, TypeVar

    from typing_extensions import Self

    from .config import Config
    from .credentials import Credentials
    from .events import EventEmitter
    from .session_events import Creation
    from .support import ClientObject

    _Client = TypeVar("_Client", bound=ClientObject)
    _FindIdentity: TypeAlias = Callable[[Any, dict[str, Any], str | None], dict[str, Any]]

SERVICE_NAME = "support"
API_VERSION = "2013-04-15"


class Session:
    """Where clients get region, profile, settings and credentials from.

    The environment is read whenever a client is made; the shared files ``~/.aws/config`` and
    ``~/.aws/credentials`` once, and credentials are looked for once, when the first client is made.

    Args:
        aws_access_key_id: With the secret key, the identity of all clients.
        aws_secret_access_key: See there.
        aws_session_token: For temporary credentials.
        region_name: The region of clients that are given none.
        botocore_session: A botocore session, whose region, profile, files, default client
            configuration and credentials are taken, those of each moment. The other arguments
            change it, as they do in boto3.
        profile_name: The profile in the shared files, instead of ``AWS_DEFAULT_PROFILE``,
            ``AWS_PROFILE`` or ``default``. Its credentials come before those of the environment.
        aws_account_id: The account of the keys.

    Raises:
        ProfileNotFound: The profile is in neither file.
        ConfigParseError: A shared file breaks the syntax.
        NoCredentialsError: ``aws_account_id`` without the pair of keys.
    """

    def __init__(
        self,
        aws_access_key_id: str | None = None,
        aws_secret_access_key: str | None = None,
        aws_session_token: str | None = None,
        region_name: str | None = None,
        botocore_session: Any = None,
        profile_name: str | None = None,
        aws_account_id: str | None = None,
    ) -> None:
        # botocore's sessions have all members of a CoreSession that are used here.
        self._session: Any = CoreSession() if botocore_session is None else botocore_session
        self._events: EventEmitter | None = None
        if profile_name is not None:
            self._session.set_config_variable("profile", profile_name)
        keys = (aws_access_key_id, aws_secret_access_key, aws_session_token, aws_account_id)
        if any(keys):
            if aws_account_id is not None and None in keys[:2]:
                refuse("NoCredentialsError")
            self._session.set_credentials(*keys)
        if region_name is not None:
            self._session.set_config_variable("region", region_name)
        self._session.get_scoped_config()  # raises where there is no such profile
        # What a pickle holds. A function, since there may be keys in it: nothing that prints
        # attributes shows them.
        self._arguments: Callable[[], tuple[Any, ...]] = lambda: (
            *keys[:3],
            region_name,
            botocore_session,
            profile_name,
            aws_account_id,
        )

    @classmethod
    def from_boto3(cls, boto3_session: Any) -> Self:
        """A Session with the region, profile, files, default client configuration and credentials
        of a boto3 Session (or of a botocore session): those it has at each moment, credentials as
        they are when a request is signed."""
        return cls(botocore_session=getattr(boto3_session, "_session", boto3_session))

    def __repr__(self) -> str:
        return f"{type(self).__name__}(region_name={self.region_name!r})"

    def __reduce__(self) -> tuple[type[Session], tuple[Any, ...]]:
        if not isinstance(self._session, CoreSession):
            raise TypeError(
                f"cannot pickle a {type(self).__name__!r} made from a botocore session, nor its "
                "clients: botocore sessions do not pickle; make it anew where it is needed"
            )
        if self._session.get_default_client_config() is not None:
            raise TypeError(
                f"cannot pickle a {type(self).__name__!r} with a default client configuration"
            )
        return type(self), self._arguments()

    @property
    def profile_name(self) -> str:
        """The profile's name; ``default`` if none was chosen."""
        name: str | None = self._session.profile
        return name or "default"

    @property
    def region_name(self) -> str | None:
        """The region of clients that are given none, if there is one."""
        region: str | None = self._session.get_config_variable("region")
        return region

    @property
    def available_profiles(self) -> list[str]:
        """The names of all profiles in the shared files, those of ``~/.aws/config`` first."""
        names: list[str] = self._session.available_profiles
        return names

    @property
    def events(self) -> EventEmitter:
        """Where handlers are registered for the making of clients and for the clients made from
        then on: see :mod:`awssupport.events`. Clients that are there have their own."""
        if not isinstance(self._session, CoreSession):
            theirs: EventEmitter = self._session.get_component("event_emitter")
            return theirs
        if self._events is None:
            from .session_events import new_events

            # Of several threads that come first, one has its way.
            self._events = vars(self).setdefault("_made_events", new_events())
        return self._events

    def get_credentials(self) -> Credentials | None:
        """The credentials of clients that are given none, looked for now if they were not before;
        ``None`` if there are none.

        They have botocore's members: ``access_key``, ``secret_key``, ``token``, ``account_id``,
        ``method``, ``get_frozen_credentials()``, and ``refresh_needed()`` where they expire.

        Raises:
            BotoCoreError: See :func:`awssupport.credentials.load_credentials`.
        """
        credentials: Credentials | None = self._session.get_credentials()
        return credentials

    def get_available_services(self) -> list[str]:
        """``["support"]``, the one service there is here."""
        return ["support"]

    def get_available_resources(self) -> list[str]:
        """Nothing: there are no resources."""
        return []

    def get_available_partitions(self) -> list[str]:
        """The partitions' names, e.g. ``aws`` and ``aws-cn``."""
        from .partitions import PARTITIONS

        return list(PARTITIONS)

    def get_available_regions(
        self, service_name: str, partition_name: str = "aws", allow_non_regional: bool = False
    ) -> list[str]:
        """The regions that have an endpoint of their own: of AWS Support, which is global, almost
        none; with ``allow_non_regional`` the names of its global endpoints too."""
        from .partitions import available_regions

        return available_regions(service_name, partition_name, allow_non_regional)

    def get_partition_for_region(self, region_name: str) -> str:
        """The name of the partition that a region belongs to.

        Raises:
            UnknownRegionError: To none.
        """
        from .partitions import partition_for_region

        return partition_for_region(region_name)

    def client(
        self,
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
        """Make a client of AWS Support; see :func:`awssupport.client`."""
        return self._create_client(
            {
                "service_name": service_name,
                "region_name": region_name,
                "api_version": api_version,
                "use_ssl": use_ssl,
                "verify": verify,
                "endpoint_url": endpoint_url,
                "aws_access_key_id": aws_access_key_id,
                "aws_secret_access_key": aws_secret_access_key,
                "aws_session_token": aws_session_token,
                "config": config,
                "aws_account_id": aws_account_id,
            }
        )

    def _create_client(self, arguments: dict[str, Any]) -> Support:
        return create_client(self, arguments)

    def resource(self, service_name: str, *_arguments: Any, **_options: Any) -> NoReturn:
        """Raise ``ResourceNotExistsError``: there are no resources."""
        from .exceptions import ResourceNotExistsError

        raise ResourceNotExistsError(
            service_name,
            self.get_available_resources(),
            service_name in self.get_available_services(),
        )


def create_client(session: Session, arguments: dict[str, Any]) -> Support:
    """The client that the arguments of :meth:`awssupport.Session.client` ask of a Session."""
    return made_client(Support, session, arguments, client_identity)


def made_client(
    client_class: type[_Client],
    session: Session,
    arguments: dict[str, Any],
    find_identity: _FindIdentity,
) -> _Client:
    """A client of this class; ``find_identity`` is :func:`client_identity` or like it.

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
    unsigned = settings.is_unsigned()
    identity = {} if unsigned else find_identity(core, arguments, region_name)
    _check_token_configuration(core)
    defaults = settings.defaults(region_name)
    creation = _creation(session)
    if creation is not None:
        service_name = creation.service_name(service_name)
    _check_service(service_name, api_version)
    client_class = client_class if creation is None else creation.client_class(client_class)
    options = settings.resolve(arguments["endpoint_url"], defaults)
    options["feature_ids"] += identity.pop("feature_ids", ())
    options.update(identity, region_name=region_name, verify=verify)
    options["use_ssl"] = bool(arguments["use_ssl"])
    native = _native_client(settings, options)
    settings.check_last()
    if any(map(_is_listened_to, _LOGGERS)):
        from .call_log import client_made

        client_made(native, core, arguments, identity)
    events = None if creation is None else creation.client_events()
    return client_class(native, settings.shown, lambda: (session, arguments), events)


#: What tells of clients being made.
_LOGGERS = ("awssupport.endpoint", "awssupport.credentials")


def _is_listened_to(name: str) -> bool:
    """Whether a logger is enabled for ``DEBUG``; not, where ``logging`` has not been imported."""
    get_logger = getattr(sys.modules.get("logging"), "getLogger", None)
    return get_logger is not None and bool(get_logger(name).isEnabledFor(10))


def _creation(session: Session) -> Creation | None:
    """What handlers have to say of a new client, if any have been registered with its Session."""
    core: Any = session._session
    if session._events is None and isinstance(core, CoreSession):
        return None
    from .session_events import creation_with

    return creation_with(session.events)


def _merged_config(core: Any, config: Config | None) -> Config | None:
    default: Config | None = core.get_default_client_config()
    if config is None or default is None:
        return default if config is None else config
    from .config import merged

    return merged(default, config)


def client_identity(
    core: Any, arguments: dict[str, Any], region_name: str | None
) -> dict[str, Any]:
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
        from .foreign_sessions import identity_of

        return identity_of(core)
    # botocore tells of a source in the client it was asked for, and of keys in each.
    known = core.has_credentials
    credentials = core.get_credentials(region_name)
    if credentials is None:
        return {}
    told = not known or credentials.method == "explicit"
    identity: dict[str, Any] = {"feature_ids": credentials.feature_ids if told else ()}
    from .credentials import Credentials

    # Without an access key nobody signs, which each call reports.
    if type(credentials) is Credentials and credentials.access_key is not None:
        keys = (credentials.access_key, credentials.secret_key, credentials.token)
        return {**identity, **_static(*keys)}
    return {**identity, "credentials": credentials}


def _static(access_key: Any, secret_key: Any, token: Any) -> dict[str, Any]:
    # A Session takes an access key alone, and signs with the text "None" in place of the secret.
    return {
        "aws_access_key_id": access_key,
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

        proxies = environment_proxies(native.endpoint.shown_url)
        if proxies:
            native = NativeClient({**options, "proxies": proxies})
    return native


def _may_have_proxies() -> bool:
    """Whether it is worth looking closer."""
    return sys.platform != "linux" or any(name[-6:].lower() == "_proxy" for name in os.environ)
