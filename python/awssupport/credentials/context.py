"""What the search for credentials may know of the Session it is done for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

#: A profile or another section: texts, and nested sections as mappings of texts.
Section = "Mapping[str, Any]"


class SharedConfig(Protocol):
    """The shared configuration and credentials files, read."""

    @property
    def profiles(self) -> Mapping[str, Mapping[str, Any]]:
        """All profiles; the credentials file's keys win."""

    @property
    def config_profiles(self) -> Mapping[str, Mapping[str, Any]]:
        """The configuration file's profiles."""

    @property
    def credentials_profiles(self) -> Mapping[str, Mapping[str, Any]]:
        """The credentials file's sections."""

    @property
    def sso_sessions(self) -> Mapping[str, Mapping[str, Any]]:
        """The ``[sso-session NAME]`` sections."""

    @property
    def services(self) -> Mapping[str, Mapping[str, Any]]:
        """The ``[services NAME]`` sections."""


class CredentialContext(Protocol):
    """A Session as the sources of credentials see it. Used for typing alone; never imported when
    a program runs."""

    @property
    def profile_name(self) -> str:
        """The profile in effect; ``default`` if none was chosen."""

    @property
    def explicit_profile(self) -> bool:
        """Whether the program chose it, and not the environment."""

    @property
    def shared_config(self) -> SharedConfig:
        """The files, read once a Session and when first asked for."""

    @property
    def scoped_config(self) -> Mapping[str, Any]:
        """The profile in effect; empty if there is none of that name."""

    @property
    def environ(self) -> Mapping[str, str]:
        """The environment, live."""

    @property
    def region_name(self) -> str | None:
        """The region of the client that is made, else the configured one."""

    @property
    def verify(self) -> bool | str | None:
        """Which certificates clients trust without an argument; ``None`` for the usual ones."""

    def setting(self, name: str) -> Any:
        """A setting by botocore's name (``metadata_service_timeout``), from environment and
        profile; ``None`` if it is in neither."""
