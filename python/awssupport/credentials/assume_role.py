"""Profiles that take on a role: ``role_arn`` with ``source_profile`` or ``credential_source``."""

from __future__ import annotations

import time

from . import Credentials, load_environment
from .refresh import DeferredRefreshableCredentials

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, NoReturn

    from .context import CredentialContext

METHOD = "assume-role"

#: What each value of `credential_source` is for the User-Agent.
_SOURCES = {"Environment": "g", "EcsContainer": "z", "Ec2InstanceMetadata": "0"}

_STATIC_KEYS = ("aws_access_key_id", "aws_secret_access_key")


def default_session_name() -> str:
    """What a session is called for which the profile has no name: botocore's, by which policies
    and trails know it."""
    return f"botocore-session-{int(time.time())}"


def takes_on_role(profile: Mapping[str, Any]) -> bool:
    """Whether a profile's role is taken on with other credentials, and not a web identity."""
    return "role_arn" in profile and "web_identity_token_file" not in profile


class RoleProfiles:
    """The roles that lead to a profile's credentials, one behind the other.

    Args:
        context: The Session's.
        prompt: Asks for the code of a device; :func:`getpass.getpass` if not given.
    """

    def __init__(
        self, context: CredentialContext, prompt: Callable[[str], str] | None = None
    ) -> None:
        self._context = context
        self._prompt = prompt
        self._profiles = context.shared_config.profiles
        self._visited: list[str] = [context.profile_name]
        self._features: dict[str, None] = {}  # as a set that keeps its order

    def load(self, name: str) -> Credentials:
        """The credentials of a profile with a role. STS is asked when they are first used.

        Raises:
            PartialCredentialsError: No source is named.
            InvalidConfigError: Two are, or one that is not there.
            InfiniteLoopConfigError: Profiles name each other.
            CredentialRetrievalError: The source has no credentials.
        """
        profile = self._profiles[name]
        source = self._source(name, profile)
        fetch = _Role(self._context, profile, source, tuple(self._features), self._prompt).fetch
        self._features["i"] = None
        return DeferredRefreshableCredentials(
            _once(fetch) if profile.get("mfa_serial") is not None else fetch,
            METHOD,
            feature_ids=tuple({**self._features, **dict.fromkeys(source.feature_ids)}),
        )

    def _source(self, name: str, profile: Mapping[str, Any]) -> Credentials:
        source_profile = profile.get("source_profile")
        credential_source = profile.get("credential_source")
        if source_profile is not None and credential_source is not None:
            _refuse(f'The profile "{name}" contains both source_profile and credential_source.')
        if credential_source is not None:
            return self._from_source(name, credential_source)
        if source_profile is not None:
            self._check_source_profile(name, source_profile)
            return self._from_profile(source_profile)
        from ..exceptions import PartialCredentialsError

        raise PartialCredentialsError(
            provider=METHOD, cred_var="source_profile or credential_source"
        )

    def _from_source(self, name: str, source: str) -> Credentials:
        if source not in _SOURCES:
            _refuse(
                f'The credential source "{source}" referenced in profile "{name}" is not valid.'
            )
        self._features["p"] = None
        found = self._ask(source)
        if found is None:
            from ..exceptions import CredentialRetrievalError

            raise CredentialRetrievalError(
                provider=source,
                error_msg=f"No credentials found in credential_source referenced in profile {name}",
            )
        self._features[_SOURCES[source]] = None
        return found

    def _ask(self, source: str) -> Credentials | None:
        if source == "Environment":
            return load_environment(self._context.environ)
        if source == "EcsContainer":
            from . import container

            return container.load(self._context.environ)
        from . import imds

        return imds.load(self._context)

    def _check_source_profile(self, name: str, source: str) -> None:
        if source not in self._profiles:
            _refuse(
                f'The source_profile "{source}" referenced in the profile "{name}" does not exist.'
            )
        if source not in self._visited:
            return
        # A profile may name itself, for its own keys.
        if source != name or not _has_static_keys(self._profiles[source]):
            from ..exceptions import InfiniteLoopConfigError

            raise InfiniteLoopConfigError(source_profile=source, visited_profiles=self._visited)

    def _from_profile(self, name: str) -> Credentials:
        self._visited.append(name)
        self._features["o"] = None
        self._features["n"] = None
        profile = self._profiles[name]
        if takes_on_role(profile) and not _has_static_keys(profile):
            return self.load(name)
        from .chain import load_profile

        found = load_profile(self._context, name, ask_environment=False)
        if found is None:
            _refuse(f'The source profile "{name}" must have credentials.')
        return found


def _has_static_keys(profile: Mapping[str, Any]) -> bool:
    return any(key in profile for key in _STATIC_KEYS)


def _refuse(message: str) -> NoReturn:
    from ..exceptions import InvalidConfigError

    raise InvalidConfigError(error_msg=message)


class _Role:
    """One role: how to take it on, with whose keys."""

    def __init__(
        self,
        context: CredentialContext,
        profile: Mapping[str, Any],
        source: Credentials,
        features: tuple[str, ...],
        prompt: Callable[[str], str] | None,
    ) -> None:
        self._context = context
        self._region_name = (
            context.region_name
        )  # that of the Session's first client, as in botocore
        self._source = source
        self._features = features
        self._prompt = prompt
        self._parameters = _parameters(profile)

    def fetch(self) -> dict[str, Any]:
        """Ask STS."""
        from .service_call import on_behalf_of
        from .sts import assume_role

        parameters = dict(self._parameters)
        if "SerialNumber" in parameters:
            parameters["TokenCode"] = self._ask_for_code(parameters["SerialNumber"])
        with on_behalf_of(self._features):
            keys = self._source.get_frozen_credentials()
            return assume_role(
                self._context,
                self._region_name,
                "AssumeRole",
                parameters,
                (),
                (keys.access_key, keys.secret_key, keys.token),
            )

    def _ask_for_code(self, serial_number: str) -> str:
        text = f"Enter MFA code for {serial_number}: "
        if self._prompt is not None:
            return self._prompt(text)
        from getpass import getpass

        return getpass(text)


def _parameters(profile: Mapping[str, Any]) -> dict[str, Any]:
    """The call's parameters in botocore's order."""
    given = {
        "RoleSessionName": profile.get("role_session_name"),
        "ExternalId": profile.get("external_id"),
        "SerialNumber": profile.get("mfa_serial"),
        "DurationSeconds": _number(profile.get("duration_seconds")),
    }
    parameters = {name: value for name, value in given.items() if value is not None}
    parameters["RoleArn"] = profile["role_arn"]
    if not parameters.get("RoleSessionName"):
        parameters["RoleSessionName"] = default_session_name()
    return parameters


def _number(text: str | None) -> int | None:
    """The duration; what is no number counts as not given, as in botocore."""
    try:
        return None if text is None else int(text)
    except ValueError:
        return None


def _once(fetch: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    """Fetch a first time, and refuse a second: a device's code is good for one call, and a program
    that has been running for an hour has nobody to ask."""
    called = False

    def fetch_once() -> dict[str, Any]:
        nonlocal called
        if called:
            from ..exceptions import RefreshWithMFAUnsupportedError

            raise RefreshWithMFAUnsupportedError
        called = True
        return fetch()

    return fetch_once
