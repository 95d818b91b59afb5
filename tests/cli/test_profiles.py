"""`--profile`: keys and region from the shared files, as boto3 finds them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import botocore.exceptions
import botocore.session
import pytest

from awssupport import exceptions
from awssupport.emulator import Credentials, serve
from awssupport.profiles import load_profile

from .programs import Outcome, bare_server

Run = Callable[..., Outcome]
Write = Callable[..., None]

KEYS = "aws_access_key_id = AKID\naws_secret_access_key = hidden\n"
OTHER_KEYS = "aws_access_key_id = OTHER\naws_secret_access_key = other\n"


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """`write(credentials, config)`: the two files, where the environment says they are."""

    def write_files(credentials: str | bytes | None, config: str | bytes | None = None) -> None:
        for variable, name, content in (
            ("AWS_SHARED_CREDENTIALS_FILE", "credentials", credentials),
            ("AWS_CONFIG_FILE", "config", config),
        ):
            monkeypatch.setenv(variable, str(tmp_path / name))
            if content is not None:
                data = content.encode() if isinstance(content, str) else content
                (tmp_path / name).write_bytes(data)

    return write_files


def found_by_botocore(name: str) -> Any:
    try:
        session = botocore.session.Session(profile=name)
        credentials = session.get_credentials()
        if credentials is None:
            return "NoCredentialsError", "Unable to locate credentials"
        frozen = credentials.get_frozen_credentials()
    except botocore.exceptions.BotoCoreError as error:
        return type(error).__name__, str(error)
    region = session.get_config_variable("region")
    return frozen.access_key, frozen.secret_key, frozen.token, region


def found(name: str) -> Any:
    try:
        profile = load_profile(name)
    except exceptions.BotoCoreError as error:
        return type(error).__name__, str(error)
    return (
        profile.access_key_id,
        profile.secret_access_key,
        profile.session_token,
        profile.region,
    )


FILES: dict[str, tuple[str | bytes | None, str | bytes | None]] = {
    "neither file": (None, None),
    "empty files": ("", ""),
    "credentials only": (f"[p]\n{KEYS}", None),
    "config only": (None, f"[profile p]\n{KEYS}region = eu-west-1\n"),
    "bare section in config": (None, f"[p]\n{KEYS}"),
    "prefixed section in credentials": (f"[profile p]\n{KEYS}", None),
    "quoted name": (None, f'[profile "p"]\n{KEYS}'),
    "quote without end": (f"[p]\n{KEYS}", f'[profile "p]\n{OTHER_KEYS}'),
    "three words": (None, f"[profile p q]\n{KEYS}"),
    "keys in both": (f"[p]\n{KEYS}", f"[profile p]\n{OTHER_KEYS}region = eu-west-1\n"),
    "region in both": (f"[p]\n{KEYS}region=a\n", "[profile p]\nregion=b\n"),
    "keys in config, region in credentials": ("[p]\nregion=a\n", f"[profile p]\n{KEYS}region=b\n"),
    "token": (f"[p]\n{KEYS}aws_session_token = t\n", None),
    "two tokens": (f"[p]\n{KEYS}aws_session_token=t\naws_security_token=older\n", None),
    "token of the other file": (f"[p]\n{KEYS}", "[profile p]\naws_session_token = t\n"),
    "half a pair in credentials": ("[p]\naws_access_key_id = AKID\n", f"[profile p]\n{KEYS}"),
    "half a pair in config": (None, "[profile p]\naws_access_key_id = AKID\n"),
    "halves in two files": (
        "[p]\naws_access_key_id = AKID\n",
        "[profile p]\naws_secret_access_key = hidden\n",
    ),
    "secret only": ("[p]\naws_secret_access_key = hidden\n", None),
    "region only": (None, "[profile p]\nregion = eu-west-1\n"),
    "default sections": (
        f"[DEFAULT]\n{OTHER_KEYS}[p]\nregion = a\n[default]\nregion = b\n",
        None,
    ),
    "default in config twice": (None, f"[profile default]\n{KEYS}[default]\n{OTHER_KEYS}"),
    "default prefixed last": (None, f"[default]\n{KEYS}[profile default]\n{OTHER_KEYS}"),
    "spelling": ("[p]\nAWS_Access_Key_ID: AKID\n# c\n; c\naws_secret_access_key=%(x)s # s\n", ""),
    "nested": (f"[p]\n{KEYS}", "[profile p]\ns3 =\n  region = x\n  a = b = c\nregion = r\n"),
    "nested without a sign": (f"[p]\n{KEYS}", "[profile p]\ns3 =\n  oops\n"),
    "key twice": (f"[p]\n{KEYS}{KEYS}", None),
    "section twice": (f"[p]\n{KEYS}[p]\n", None),
    "no section": (KEYS, None),
    "no sign": ("[p]\naws_access_key_id AKID\n", None),
    "byte order mark": (b"\xef\xbb\xbf[p]\n" + KEYS.encode(), None),
    "no text": (b"[p]\nx = \xff\n", None),
    "config that is broken": (f"[p]\n{KEYS}", "oops"),
}


@pytest.mark.parametrize("name", ["p", "default", ""])
@pytest.mark.parametrize("files", FILES.values(), ids=FILES)
def test_same_as_boto3(
    write: Write, files: tuple[str | bytes | None, str | bytes | None], name: str
) -> None:
    write(*files)
    assert found(name) == found_by_botocore(name)


def test_cases_have_every_end(write: Write, tmp_path: Path) -> None:
    """What the comparison is worth: each outcome is among its cases."""
    kinds = set()
    for files in FILES.values():
        for file in tmp_path.iterdir():
            file.unlink()
        write(*files)
        outcome = found("p")
        kinds.add(outcome[0] if len(outcome) == 2 else "found")
    assert kinds == {
        "found",
        "ProfileNotFound",
        "ConfigParseError",
        "PartialCredentialsError",
        "NoCredentialsError",
    }


def test_home_directory_and_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("WHERE", ".aws")
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "credentials").write_text(f"[p]\n{KEYS}")
    (tmp_path / ".aws" / "config").write_text("[profile p]\nregion = eu-west-1\n")
    expected = ("AKID", "hidden", None, "eu-west-1")
    monkeypatch.delenv("AWS_SHARED_CREDENTIALS_FILE")
    monkeypatch.delenv("AWS_CONFIG_FILE")
    assert found("p") == found_by_botocore("p") == expected
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "~/$WHERE/credentials")
    monkeypatch.setenv("AWS_CONFIG_FILE", "~/${WHERE}/config")
    assert found("p") == found_by_botocore("p") == expected
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "")
    monkeypatch.setenv("AWS_CONFIG_FILE", "")
    assert found("p") == found_by_botocore("p")
    assert found("p")[0] == "ProfileNotFound"


@pytest.mark.parametrize(
    ("setting", "credentials", "config"),
    [
        ("role_arn", KEYS, "role_arn = arn:aws:iam::1:role/r\nsource_profile = q\n"),
        ("role_arn", KEYS + "role_arn = arn:aws:iam::1:role/r\nsource_profile = p\n", ""),
        ("web_identity_token_file", KEYS, "web_identity_token_file = /t\n"),
        ("sso_account_id", KEYS, "sso_account_id = 1\n"),
        ("sso_role_name", KEYS, "sso_role_name = r\nsso_session = s\n"),
        ("login_session", "", KEYS + "login_session = x\n"),
        ("credential_process", "", KEYS + "credential_process = /bin/false\n"),
        ("sso_session", "", "sso_session = s\n"),
        ("source_profile", "", "source_profile = q\n"),
    ],
)
def test_other_kinds_of_profile_are_refused(
    run: Run, note: str, write: Write, setting: str, credentials: str, config: str
) -> None:
    write(f"[p]\n{credentials}", f"[profile p]\n{config}")
    line = run("attach", "--profile", "p", note).line
    assert line.startswith(f'The profile "p" is configured with {setting}, which this command ')
    assert 'eval "$(aws configure export-credentials --profile p --format env)"' in line
    assert "hidden" not in line


@pytest.mark.parametrize("setting", ["login_session", "credential_process", "sso_session"])
def test_keys_in_the_credentials_file_come_before_these(write: Write, setting: str) -> None:
    write(f"[p]\n{KEYS}", f"[profile p]\n{setting} = x\n")
    assert found("p")[:2] == ("AKID", "hidden")


def test_attach_signs_with_the_profile(
    run: Run, note: str, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Unlike a profile that the environment names, one that is asked for wins over its keys.
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ENVIRONMENT")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "environment")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "environment")
    write(f"[p]\n{KEYS}[q]\n{OTHER_KEYS}aws_session_token = t\n", "[profile p]\nregion = a-b-1\n")
    accepted = {"AKID": Credentials("hidden"), "OTHER": Credentials("other", "t")}
    with serve(credentials=accepted) as server:
        url = ("--endpoint-url", server.url)
        assert run("attach", "--profile", "p", *url, note).code == 0
        assert run("attach", "--profile", "q", *url, "--region", "a-b-1", note).code == 0
        assert len(server.attachment_sets) == 2


@pytest.mark.parametrize(
    ("option", "variable", "region"),
    [
        ((), None, "of-profile"),
        ((), "of-variable", "of-variable"),
        (("--region", "of-option"), "of-variable", "of-option"),
    ],
)
def test_region_of_the_profile_counts_least(
    run: Run,
    note: str,
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
    option: tuple[str, ...],
    variable: str | None,
    region: str,
) -> None:
    write(f"[p]\n{KEYS}region = of-profile\n")
    if variable is not None:
        monkeypatch.setenv("AWS_DEFAULT_REGION", variable)
    with bare_server(body=b'{"attachmentSetId": "as-1"}') as server:
        outcome = run("attach", "--profile", "p", "--endpoint-url", server.url, *option, note)
    assert outcome.code == 0
    assert server.credential.split("/")[2] == region


def test_unknown_profile(run: Run, note: str, write: Write) -> None:
    write(f"[p]\n{KEYS}")
    line = run("attach", "--profile", "q", note).line
    assert line == "The config profile (q) could not be found"


def test_profile_without_keys_does_not_fall_back_to_the_environment(
    run: Run, note: str, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ENVIRONMENT")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "environment")
    write("[p]\nregion = eu-west-1\n")
    assert run("attach", "--profile", "p", note).line.startswith("Unable to locate credentials.")


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        ("[p]\naws_access_key_id = A\naws_secret_access_key hidden\n", " See its line 3."),
        (f"{KEYS}", " See its line 1."),
        (f"[p]\n{KEYS}\n{KEYS}", " See its line 5."),
        ("[p]\ns3 =\n  hidden\n", ""),
    ],
)
def test_broken_file_is_told_without_its_content(
    run: Run, note: str, write: Write, tmp_path: Path, content: str, hint: str
) -> None:
    write(content)
    line = run("attach", "--profile", "p", note).line
    message = f"Unable to parse config file: {tmp_path / 'credentials'}"
    assert line == (f"{message}.{hint}" if hint else message)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all files")
def test_file_that_must_not_be_read(run: Run, note: str, write: Write, tmp_path: Path) -> None:
    write(f"[p]\n{KEYS}")
    (tmp_path / "credentials").chmod(0)
    line = run("attach", "--profile", "p", note).line
    assert line == f"{tmp_path / 'credentials'}: Permission denied"


def test_secrets_are_not_in_what_a_profile_shows(write: Write) -> None:
    write(f"[p]\n{KEYS}aws_session_token = concealed\n")
    shown = repr(load_profile("p"))
    assert "AKID" in shown
    assert "hidden" not in shown
    assert "concealed" not in shown
