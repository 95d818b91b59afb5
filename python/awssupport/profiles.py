"""Static keys and the region of a profile in AWS's shared files, found and read as boto3 does.

Other kinds of profile (roles, single sign-on, credential processes, ...) are told apart and
refused: the command line does not support them yet.
"""

from __future__ import annotations

import configparser
import os
import shlex
from dataclasses import dataclass, field
from pathlib import Path

from .exceptions import (
    ConfigParseError,
    InvalidConfigError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
)

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Mapping

Sections = dict[str, dict[str, str]]

#: What makes boto3 ask another provider although the profile has keys too.
_BEFORE_ALL_KEYS = ("role_arn", "web_identity_token_file", "sso_account_id", "sso_role_name")
#: What comes before keys in the configuration file, and after those in the credentials file.
_BEFORE_CONFIG_KEYS = ("login_session", "credential_process")
#: What without any keys tells what was meant.
_WITHOUT_KEYS = ("source_profile", "credential_source", "sso_session", "sso_start_url")


@dataclass(frozen=True)
class Profile:
    """What a client needs of a profile."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str | None = field(repr=False)
    region: str | None


def load_profile(name: str) -> Profile:
    """Read the profile of this name.

    The files are `AWS_SHARED_CREDENTIALS_FILE`, else `~/.aws/credentials`, and `AWS_CONFIG_FILE`,
    else `~/.aws/config`. What both have is taken from the first.

    Raises:
        ProfileNotFound: Neither file has it.
        ConfigParseError: A file cannot be read as what it should be.
        PartialCredentialsError: An access key without its secret.
        NoCredentialsError: It has no keys.
        InvalidConfigError: It gets its credentials in a way that is not supported yet.
        OSError: A file is there and cannot be opened.
    """
    config = _config_profiles(_read("AWS_CONFIG_FILE", "~/.aws/config"))
    credentials = _read("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")
    if name not in config and name not in credentials:
        raise ProfileNotFound(profile=name)
    from_config, from_credentials = config.get(name, {}), credentials.get(name, {})
    settings = {**from_config, **from_credentials}
    _refuse(name, settings, _BEFORE_ALL_KEYS)
    if "aws_access_key_id" in from_credentials:
        return _profile(from_credentials, settings, "shared-credentials-file")
    _refuse(name, settings, _BEFORE_CONFIG_KEYS)
    if "aws_access_key_id" in from_config:
        return _profile(from_config, settings, "config-file")
    _refuse(name, settings, _WITHOUT_KEYS)
    raise NoCredentialsError


def _profile(keys: Mapping[str, str], settings: Mapping[str, str], provider: str) -> Profile:
    if "aws_secret_access_key" not in keys:
        raise PartialCredentialsError(provider=provider, cred_var="aws_secret_access_key")
    return Profile(
        access_key_id=keys["aws_access_key_id"],
        secret_access_key=keys["aws_secret_access_key"],
        # The older name wins.
        session_token=keys.get("aws_security_token", keys.get("aws_session_token")),
        region=settings.get("region"),
    )


def _refuse(name: str, settings: Mapping[str, str], unsupported: tuple[str, ...]) -> None:
    for setting in unsupported:
        if setting in settings:
            raise InvalidConfigError(
                error_msg=f'The profile "{name}" is configured with {setting}, which this command '
                "does not support yet. Export its credentials to the environment instead, e.g. "
                f'eval "$(aws configure export-credentials --profile {shlex.quote(name)} '
                '--format env)", and leave out --profile.'
            )


def _config_profiles(sections: Sections) -> Sections:
    """The profiles among a configuration file's sections: `[profile NAME]` and `[default]`."""
    profiles: Sections = {}
    for section, settings in sections.items():
        if section == "default":
            profiles[section] = settings
        elif section.startswith("profile"):
            try:
                words = shlex.split(section)
            except ValueError:
                continue  # botocore passes over a quote without its end
            if len(words) == 2:
                profiles[words[1]] = settings
    return profiles


def _read(variable: str, default: str) -> Sections:
    """The sections of a file; none if there is no such file."""
    path = os.path.expandvars(os.environ.get(variable, default))
    path = os.path.expanduser(path)  # noqa: PTH111 - leaves `~` where there is no home
    if not Path(path).is_file():
        return {}
    parser = configparser.RawConfigParser()
    try:
        # The locale's encoding is botocore's choice. Unlike there, a file that must not be read
        # is an error: without its content the profile would seem not to exist.
        with Path(path).open(encoding="locale") as file:
            parser.read_file(file)
        return {section: _flat(parser.items(section)) for section in parser.sections()}
    except (configparser.Error, ValueError) as error:
        # The line that is wrong stays out of messages: it may be that of the secret.
        raise ConfigParseError(path=path, error=error) from None


def _flat(settings: list[tuple[str, str]]) -> dict[str, str]:
    """Settings without those that are sections in themselves (`s3 =` and indented lines)."""
    flat = {}
    for name, value in settings:
        if value.startswith("\n"):
            _check_nested(value)
        else:
            flat[name] = value
    return flat


def _check_nested(value: str) -> None:
    for line in value.splitlines():
        if line.strip() and "=" not in line:
            raise ValueError("a line of a nested section has no '='")
