"""A Session as the sources of credentials see it, made of the environment alone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from awssupport.settings import look_up
from awssupport.shared_config import SharedConfig, load_shared_config

_NO_FILES = {
    "AWS_CONFIG_FILE": "/nonexistent/config",
    "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent/credentials",
    "BOTO_CONFIG": "/nonexistent/boto",
}


class Context:
    """What `awssupport.credentials.context.CredentialContext` asks for. An environment that is
    given has no files but those it names."""

    def __init__(
        self,
        environ: Mapping[str, str] | None = None,
        profile_name: str | None = None,
        region_name: str | None = None,
        verify: bool | str | None = None,
    ) -> None:
        self.environ: Mapping[str, str] = (
            os.environ if environ is None else {**_NO_FILES, **environ}
        )
        self.explicit_profile = profile_name is not None
        self.profile_name = (
            profile_name
            or self.environ.get("AWS_DEFAULT_PROFILE")
            or self.environ.get("AWS_PROFILE")
            or "default"
        )
        self._region_name = region_name
        self.verify = verify

    @cached_property
    def shared_config(self) -> SharedConfig:
        return load_shared_config(self.environ)

    @property
    def scoped_config(self) -> Mapping[str, Any]:
        return self.shared_config.profiles.get(self.profile_name, {})

    @property
    def region_name(self) -> str | None:
        if self._region_name is not None:
            return self._region_name
        region: str | None = self.environ.get(
            "AWS_DEFAULT_REGION", self.scoped_config.get("region")
        )
        return region

    def setting(self, name: str) -> Any:
        return look_up(name, self.environ, lambda: self.scoped_config)
