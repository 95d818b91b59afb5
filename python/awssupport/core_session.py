"""What botocore's Session does for boto3's: profile, settings, shared files, credentials.

:class:`awssupport.Session` works on a :class:`CoreSession` or on a botocore session, so what it
uses of one has botocore's names here.
"""

from __future__ import annotations

import os
from _thread import allocate_lock

from .settings import FILES, expand_path, is_file, look_up

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from _thread import LockType
    from collections.abc import Mapping
    from typing import Any

    from .config import Config
    from .credentials import Credentials
    from .shared_config import SharedConfig


class CoreSession:
    """Settings and credentials that several clients share. The environment is read live, the
    shared files once; ``shared_config`` is instead of them."""

    def __init__(self, shared_config: SharedConfig | None = None) -> None:
        #: What is said at the end of the User-Agent. Programs add to it, as they do in botocore.
        self.user_agent_extra = ""
        self._variables: dict[str, Any] = {}
        self._shared_config = shared_config
        self._has_files: bool | None = None
        self._client_config: Config | None = None
        self._credentials: Credentials | None = None
        self._credentials_locks: dict[int, LockType] = {}

    # --- settings --------------------------------------------------------------------------

    def set_config_variable(self, name: str, value: Any) -> None:
        """Choose a setting for all clients made from now on."""
        self._variables[name] = value

    def get_config_variable(self, name: str) -> Any:
        """A setting: see :mod:`awssupport.settings`."""
        return look_up(name, os.environ, self.get_scoped_config, self._variables.get(name))

    def instance_variables(self) -> dict[str, Any]:
        """What :meth:`set_config_variable` has set."""
        return dict(self._variables)

    @property
    def profile(self) -> str | None:
        """The chosen profile's name; ``None`` if none was chosen."""
        name: str | None = self.get_config_variable("profile")
        return name

    # --- shared files ----------------------------------------------------------------------

    @property
    def shared_config(self) -> SharedConfig:
        """Both files, read when first asked for.

        Raises:
            ConfigParseError: A file breaks the syntax.
        """
        if self._shared_config is None:
            from .shared_config import SharedConfig, load_files

            empty = self._without_files()
            self._shared_config = SharedConfig({}, {}) if empty else load_files(*self._files())
        return self._shared_config

    def _files(self) -> tuple[str, str]:
        config_file, credentials_file = (self.get_config_variable(name) for name in FILES)
        return config_file, credentials_file

    def _without_files(self) -> bool:
        """Whether there is nothing to read, and so nothing to import for that. Asked once: files
        that come later are not seen, as if they had been read."""
        if self._has_files is None:
            self._has_files = any(is_file(expand_path(path)) for path in self._files())
        return self._shared_config is None and not self._has_files

    @property
    def full_config(self) -> dict[str, Any]:
        """Both files as botocore's dict of ``profiles``, ``sso_sessions`` and ``services``."""
        shared = self.shared_config
        return {
            "profiles": shared.profiles,
            "sso_sessions": shared.sso_sessions,
            "services": shared.services,
        }

    @property
    def available_profiles(self) -> list[str]:
        """The profiles' names as the files have them, those of the configuration file first."""
        return list(self.shared_config.profiles)

    def get_scoped_config(self) -> dict[str, Any]:
        """The section of the profile in effect; empty if none was chosen and there is no
        ``default``.

        Raises:
            ProfileNotFound: The chosen profile is in neither file.
        """
        profiles: Mapping[str, Any] = {} if self._without_files() else self.shared_config.profiles
        name = self.profile
        if name is None:
            name = "default"
        elif name not in profiles:
            from .client_settings import refuse

            refuse("ProfileNotFound", profile=name)
        section: dict[str, Any] = profiles.get(name, {})
        return section

    # --- clients ---------------------------------------------------------------------------

    def get_default_client_config(self) -> Config | None:
        """The Config that those of clients are merged into."""
        return self._client_config

    def set_default_client_config(self, client_config: Config | None) -> None:
        """Choose options for all clients made from now on that their own Config does not say."""
        self._client_config = client_config

    def set_credentials(
        self,
        access_key: str | None,
        secret_key: str | None,
        token: str | None = None,
        account_id: str | None = None,
    ) -> None:
        """Use these keys, as they are, and look for none."""
        from .credentials import Credentials

        # An access key alone is taken, as by boto3; so is what is no text, until it signs.
        self._credentials = Credentials(
            access_key,  # type: ignore[arg-type]
            secret_key,  # type: ignore[arg-type]
            token,
            account_id=account_id,
            feature_ids=("e",),
        )

    @property
    def has_credentials(self) -> bool:
        """Whether credentials were set, or have been found."""
        return self._credentials is not None

    def get_credentials(self, region_name: str | None = None) -> Credentials | None:
        """The credentials of all clients: looked for once, and again as long as there are none.
        ``region_name`` is that of the client they are first wanted for.

        Raises:
            BotoCoreError: See :func:`awssupport.credentials.load_credentials`.
        """
        if self._credentials is None:
            from .credentials import load_credentials
            from .process_lock import lock_of_process

            with lock_of_process(self._credentials_locks, allocate_lock):
                if self._credentials is None:
                    context = SessionContext(self, region_name)
                    self._credentials = load_credentials(context)
        return self._credentials


class SessionContext:
    """A Session as the sources of credentials see it."""

    def __init__(self, session: CoreSession, region_name: str | None = None) -> None:
        self._session = session
        self._region_name = region_name

    @property
    def profile_name(self) -> str:
        """The name of the profile in effect."""
        name = self._session.profile
        return "default" if name is None else name

    @property
    def explicit_profile(self) -> bool:
        """Whether the program chose it, and not the environment."""
        return self._session.instance_variables().get("profile") is not None

    @property
    def shared_config(self) -> SharedConfig:
        """Both shared files."""
        return self._session.shared_config

    @property
    def scoped_config(self) -> dict[str, Any]:
        """The section of the profile in effect."""
        return self._session.get_scoped_config()

    @property
    def environ(self) -> Mapping[str, str]:
        """The environment, live."""
        return os.environ

    @property
    def region_name(self) -> str | None:
        """The region of the client that is being made, else the configured one."""
        region: str | None = self._region_name
        return self._session.get_config_variable("region") if region is None else region

    @property
    def verify(self) -> Any:
        """What clients trust where no argument says it."""
        verify = self._session.get_config_variable("ca_bundle")
        return os.environ.get("REQUESTS_CA_BUNDLE") if verify is None else verify

    def setting(self, name: str) -> Any:
        """A setting by botocore's name."""
        return self._session.get_config_variable(name)
