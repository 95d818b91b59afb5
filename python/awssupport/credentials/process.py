"""Keys that a program prints: ``credential_process``."""

from __future__ import annotations

import json
import subprocess
import sys

from .._awssupport import check_wanted, when_given_up
from . import Credentials

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, NoReturn

METHOD = "custom-process"
FEATURE_IDS = ("v", "w")
_VERSION = 1

#: How long a program may go on after Ctrl-C before it is ended.
_PARTING_SECONDS = 0.05


def load(profile: Mapping[str, Any]) -> Credentials:
    """Run the profile's program and take the keys it prints. Where they expire, it is run again.

    Raises:
        CredentialRetrievalError: It failed, or printed something else.
        ValueError: What it printed is not JSON, or the command has a quote without its end.
        OSError: It cannot be run.
    """

    def run() -> dict[str, Any]:
        return _run(profile)

    found = run()
    if found["expiry_time"] is not None:
        from .refresh import RefreshableCredentials

        return RefreshableCredentials.create_from_metadata(
            found, run, METHOD, feature_ids=FEATURE_IDS
        )
    return Credentials(
        found["access_key"],
        found["secret_key"],
        found["token"],
        METHOD,
        found["account_id"],
        FEATURE_IDS,
    )


def _run(profile: Mapping[str, Any]) -> dict[str, Any]:
    command = split_command(profile["credential_process"])
    exit_status, output, errors = _outcome(command)
    if exit_status != 0:
        _fail(errors.decode("utf-8"))
    printed = json.loads(output.decode("utf-8"))
    version = printed.get("Version", "<Version key not provided>")
    if version != _VERSION:
        _fail(
            f"Unsupported version '{version}' for credential process provider, "
            f"supported versions: {_VERSION}"
        )
    for name in ("AccessKeyId", "SecretAccessKey"):
        if name not in printed:
            _fail(f"Missing required key in response: {name!r}")
    return {
        "access_key": printed["AccessKeyId"],
        "secret_key": printed["SecretAccessKey"],
        "token": printed.get("SessionToken"),
        "expiry_time": printed.get("Expiration"),
        "account_id": printed.get("AccountId") or profile.get("aws_account_id"),
    }


def _outcome(command: list[str]) -> tuple[int, bytes, bytes]:
    """Exit status, output and errors of a program, which does not outlive an exception in here."""
    # The command is the user's own configuration, split without a shell.
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603
        # After Ctrl-C Python lets the program go on for a quarter of a second. There is no other
        # way to say how long; where there is not even this one it stays at that.
        vars(process)["_sigint_wait_secs"] = _PARTING_SECONDS
        try:
            output, errors = _communicate(process)
        except BaseException:
            process.kill()
            process.wait()
            raise
    return process.returncode, output, errors


def _communicate(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """Wait for a program's output; for a cancelled asyncio call no longer.

    Raises:
        asyncio.CancelledError: Nobody waits for it any more.
    """
    when_given_up(process.kill)
    try:
        check_wanted()
        output = process.communicate()
    finally:
        when_given_up(None)
    check_wanted()
    return output


def _fail(message: str) -> NoReturn:
    from ..exceptions import CredentialRetrievalError

    raise CredentialRetrievalError(provider=METHOD, error_msg=message)


def split_command(command: str, platform: str = sys.platform) -> list[str]:
    """A command line's words: by the shell's quoting rules, on Windows by those of its C runtime.

    Raises:
        ValueError: A quote has no end.
    """
    if platform == "win32":
        from .windows_command import split

        return split(command)
    import shlex

    return shlex.split(command)
