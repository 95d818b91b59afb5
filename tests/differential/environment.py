"""An environment without anything that would change what a client does."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

import pytest

_PREFIXES = ("AWS_", "BOTO", "_X_AMZN_")
_NAMES = {
    *("http_proxy", "https_proxy", "no_proxy", "all_proxy", "request_method"),
    *("requests_ca_bundle", "ssl_cert_file", "ssl_cert_dir", "curl_ca_bundle"),
}


def clean_environment(patch: pytest.MonkeyPatch) -> None:
    """No configuration from outside: variables removed, files absent, no metadata service."""
    for name in list(os.environ):
        if name.startswith(_PREFIXES) or name.lower() in _NAMES:
            patch.delenv(name)
    patch.setenv("AWS_CONFIG_FILE", "/nonexistent/config")
    patch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/credentials")
    patch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@contextlib.contextmanager
def cleaned() -> Iterator[pytest.MonkeyPatch]:
    """For what is asked while tests are collected, and for fixtures of wider scope."""
    with pytest.MonkeyPatch.context() as patch:
        clean_environment(patch)
        yield patch
