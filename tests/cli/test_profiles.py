"""`--profile`: keys and region from the shared files, as boto3 finds them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from awssupport.emulator import Credentials, serve

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
