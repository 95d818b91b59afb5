"""Credentials from arguments and the environment, or from nowhere."""

from __future__ import annotations

import functools
import re
from typing import Any

import botocore.exceptions
import pytest

from .server import ScriptedServer
from .sides import KEYS, REFERENCE, SUBJECT, Failed, Ok, Side, add, assert_same, close, outcome

KEY, SECRET = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"
TOKEN, OLD_TOKEN = "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"
WHOLE = {KEY: "AKIDENV", SECRET: "env-secret"}

ENVIRONMENTS: dict[str, dict[str, str]] = {
    "whole": WHOLE,
    "with token": {**WHOLE, TOKEN: "session"},
    "with old token": {**WHOLE, OLD_TOKEN: "security"},
    "with both tokens": {**WHOLE, TOKEN: "session", OLD_TOKEN: "security"},
    "empty old token": {**WHOLE, TOKEN: "session", OLD_TOKEN: ""},
    "empty token": {**WHOLE, TOKEN: "", OLD_TOKEN: "security"},
    "both tokens empty": {**WHOLE, TOKEN: "", OLD_TOKEN: ""},
    "with account": {**WHOLE, "AWS_ACCOUNT_ID": "123456789012"},
    "blanks are kept": {KEY: " AKID ", SECRET: " s "},
    "only key": {KEY: "AKIDENV"},
    "only secret": {SECRET: "s"},
    "only token": {TOKEN: "t"},
    "key and token": {KEY: "AKIDENV", TOKEN: "t"},
    "empty key": {KEY: "", SECRET: "s"},
    "empty secret": {KEY: "AKIDENV", SECRET: ""},
    "both empty": {KEY: "", SECRET: ""},
    "none": {},
}

ARGUMENTS: dict[str, dict[str, Any]] = {
    "no arguments": {},
    "keys": KEYS,
    "keys and token": {**KEYS, "aws_session_token": "argument"},
    "only a token": {"aws_session_token": "argument"},
}


def called(side: Side, server: ScriptedServer, options: dict[str, Any]) -> Ok | Failed:
    """Make a client and call it; the outcome of whichever fails first."""

    def make_and_call() -> Any:
        client = side.client(region_name="us-east-1", endpoint_url=server.url, **options)
        try:
            return add(client)
        finally:
            close(client)

    return outcome(make_and_call)


@pytest.mark.parametrize("options", ARGUMENTS.values(), ids=ARGUMENTS)
@pytest.mark.parametrize("variables", ENVIRONMENTS.values(), ids=ENVIRONMENTS)
def test_environment(
    server: ScriptedServer,
    environment: pytest.MonkeyPatch,
    variables: dict[str, str],
    options: dict[str, Any],
) -> None:
    for name, value in variables.items():
        environment.setenv(name, value)
    reference, subject = (called(side, server, options) for side in (REFERENCE, SUBJECT))
    assert_same(reference, subject)
    requests = server.take()
    assert len(requests) == (2 if isinstance(reference, Ok) else 0)
    if requests:
        theirs, ours = requests
        assert ours.values("x-amz-security-token") == theirs.values("x-amz-security-token")
        keys = [re.split("[=/]", request.value("authorization"))[1] for request in requests]
        assert keys[1] == keys[0]


def test_no_credentials(server: ScriptedServer) -> None:
    """Making the client is fine; the call fails, and sends nothing."""
    for side in (REFERENCE, SUBJECT):
        client = side.client(region_name="us-east-1", endpoint_url=server.url)
        with pytest.raises(botocore.exceptions.NoCredentialsError) as caught:
            add(client)
        close(client)
        assert str(caught.value) == "Unable to locate credentials"
    assert server.take() == []


def test_invalid_parameters_come_before_missing_credentials(server: ScriptedServer) -> None:
    for side in (REFERENCE, SUBJECT):
        client = side.client(region_name="us-east-1", endpoint_url=server.url)
        with pytest.raises(botocore.exceptions.ParamValidationError):
            client.add_attachments_to_set()
        close(client)


def test_no_region_or_no_credentials(server: ScriptedServer) -> None:
    """Which of the two is missed first."""
    results = []
    for side in (REFERENCE, SUBJECT):
        client = side.client(endpoint_url=server.url)
        results.append(outcome(functools.partial(add, client)))
        close(client)
    assert_same(*results)
    assert isinstance(results[0], Failed)


def test_half_a_pair_in_the_environment_fails_at_once(environment: pytest.MonkeyPatch) -> None:
    environment.setenv(KEY, "AKIDENV")
    for side in (REFERENCE, SUBJECT):
        with pytest.raises(botocore.exceptions.PartialCredentialsError) as caught:
            side.client(region_name="us-east-1")
        assert caught.value.kwargs == {"provider": "env", "cred_var": SECRET}
