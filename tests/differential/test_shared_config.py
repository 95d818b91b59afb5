"""AWS's shared files: profiles, sections and errors as botocore reads them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import botocore.exceptions
import botocore.session
import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from awssupport import exceptions
from awssupport.shared_config import load_shared_config, parse_file
from tests.examples import examples

KEYS = "aws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = hidden\n"


def read_by_botocore() -> Any:
    try:
        full = botocore.session.Session().full_config
    except botocore.exceptions.BotoCoreError as error:
        return type(error).__name__, str(error), type(error.kwargs["error"]).__name__
    return tuple(full.get(name, {}) for name in ("profiles", "sso_sessions", "services"))


def read() -> Any:
    try:
        shared = load_shared_config(os.environ)
    except exceptions.BotoCoreError as error:
        return type(error).__name__, str(error), type(error.kwargs["error"]).__name__
    return shared.profiles, shared.sso_sessions, shared.services


class Files:
    """Two files, where the environment says they are."""

    def __init__(self, directory: Path, patch: pytest.MonkeyPatch) -> None:
        self.config, self.credentials = directory / "config", directory / "credentials"
        patch.setenv("AWS_CONFIG_FILE", str(self.config))
        patch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(self.credentials))

    def write(self, config: str | bytes | None, credentials: str | bytes | None = None) -> None:
        for path, content in ((self.config, config), (self.credentials, credentials)):
            if content is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(content.encode() if isinstance(content, str) else content)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    return Files(tmp_path, monkeypatch)


CONTENTS: dict[str, tuple[str | bytes | None, str | bytes | None]] = {
    "neither": (None, None),
    "empty": ("", ""),
    "union": ("[profile p]\nregion = a\nx = 1\n[default]\n", "[p]\nregion = b\n[q]\ny = 2\n"),
    "profile default last": ("[default]\nregion = a\n[profile default]\nregion = b\n", None),
    "default last": ("[profile default]\nregion = b\n[default]\nregion = a\n", None),
    "quotes": ("[profile \"a b\"]\nx = 1\n[profile 'c']\nx = 2\n[profile d\\ e]\nx = 3\n", None),
    "quote without end": ('[profile "a]\nx = 1\n[profile b"]\nx = 2\n', None),
    "blanks": (
        "[profile\ta]\nx=1\n[profile  b ]\nx=2\n[ profile c]\nx=3\n[profile\x0bd]\nx=4\n",
        None,
    ),
    "no-break space": ("[profile\u00a0a]\nx=1\n[profile \u00e9]\nx=2\n[profile a#b]\nx=3\n", None),
    "three words": ("[profile a b]\nx = 1\n", None),
    "one word": ("[profile]\nx=1\n[profiles x]\nx=2\n[profilexyz n]\nx=3\n", None),
    "sections": (
        "[sso-session s]\nsso_region = r\n[services v]\nsupport =\n  endpoint_url = http://a\n"
        '[sso-session "t u"]\n[services]\nx=1\n[preview]\ny=1\n[plugins]\n',
        "[profile x]\n[services y]\n",
    ),
    "nested": (
        "[default]\ns3 =\n  a = b = c\n\n  d=\n  E =f\nregion = r\n",
        "[default]\ns3 =\n  a = 1\n",
    ),
    "nested without a sign": ("[default]\ns3 =\n  oops\n", None),
    "nested with a colon": ("[default]\ns3 =\n  a: b\n", None),
    "continued": ("[default]\nregion = a\n  b\n", None),
    "spelling": ("[default]\nREGION: a\n# c = 1\n; d = 2\nx = %(y)s ; no comment\n", None),
    "DEFAULT": (
        "[DEFAULT]\nregion = a\n[default]\n[profile p]\nregion = b\n",
        "[DEFAULT]\nx=1\n[q]\n",
    ),
    "DEFAULT only": ("[DEFAULT]\nregion = a\n", None),
    "key twice": ("[default]\nregion = a\nREGION = b\n", None),
    "section twice": ("[default]\n[default]\n", None),
    "credentials section twice": (None, "[a]\n[a]\n"),
    "no section": (KEYS, None),
    "no sign": ("[default]\nregion\n", None),
    "byte order mark": (b"\xef\xbb\xbf[default]\n", None),
    "no text": (b"[default]\nx = \xff\n", None),
    "broken credentials": ("[default]\nregion = a\n", "oops"),
    "carriage returns": (b"[default]\r\nregion = a\r\n", b"[default]\rx = 1\r"),
    "null": (b"[default]\nregion = a\0b\n", None),
    "empty value": ("[default]\nregion =\nx\n=y\n", None),
    "empty key": ("[default]\n= x\n", None),
    "bracket": ("[default\nregion = a\n", None),
    "text after the bracket": ("[default] x\nregion = a\n", None),
}


@pytest.mark.parametrize("contents", CONTENTS.values(), ids=CONTENTS)
def test_same_as_botocore(
    files: Files, contents: tuple[str | bytes | None, str | bytes | None]
) -> None:
    files.write(*contents)
    assert read() == read_by_botocore()


def test_the_order_of_profiles(files: Files) -> None:
    files.write("[profile b]\n[default]\n[profile a]\n", "[z]\n[a]\n[c]\n")
    names = list(load_shared_config(os.environ).profiles)
    assert names == botocore.session.Session().available_profiles == ["b", "default", "a", "z", "c"]


def test_each_file_for_itself(files: Files) -> None:
    files.write("[profile p]\nregion = a\nx = 1\n", "[p]\nregion = b\n")
    shared = load_shared_config(os.environ)
    assert shared.config_profiles == {"p": {"region": "a", "x": "1"}}
    assert shared.credentials_profiles == {"p": {"region": "b"}}
    assert shared.profiles == {"p": {"region": "b", "x": "1"}}


LINES = st.sampled_from(
    [
        *("[default]", "[profile a]", '[profile "b c"]', "[DEFAULT]", "[a]", "[sso-session s]"),
        *("[services v]", "[profile 'x]", "region = r", "Region: s", "s3 =", "  k = v", "  k"),
        *("x", "=", "# c", " # c", "; c", "", "  ", "aws_secret_access_key = hidden", "[", "]"),
    ]
)
TEXT = st.one_of(
    st.lists(LINES, max_size=8).map("\n".join),
    st.text(alphabet="[]profile dau=:#;'\"\\\n\t\r\u00a0\u00e9%$", max_size=30),
)


@examples(100, HealthCheck.function_scoped_fixture)
@given(config=TEXT, credentials=TEXT)
@example(config="[profile a]\nx", credentials="[a]\n[a]")
def test_random_files(files: Files, config: str, credentials: str) -> None:
    files.write(config, credentials)
    assert read() == read_by_botocore()


@examples(100, HealthCheck.function_scoped_fixture)
@given(config=st.binary(max_size=40).map(lambda data: b"[default]\nx = " + data))
def test_random_bytes(files: Files, config: bytes) -> None:
    files.write(config)
    assert read() == read_by_botocore()


@pytest.mark.parametrize(
    "content",
    [
        "aws_secret_access_key = top-secret\n",
        "[default]\naws_secret_access_key top-secret\n",
        "[default]\nx =\n  top-secret\n",
        "[default]\naws_secret_access_key = top-secret\naws_secret_access_key = top-secret\n",
        b"[default]\naws_secret_access_key = top-secret\xff\n",
        b"\xef\xbb\xbfaws_secret_access_key = top-secret\n",
    ],
)
def test_no_line_of_a_file_is_in_an_error(files: Files, content: str | bytes) -> None:
    files.write(content)
    with pytest.raises(exceptions.ConfigParseError) as caught:
        load_shared_config(os.environ)
    reason = caught.value.kwargs["error"]
    assert caught.value.__context__ is None
    assert "top-secret" not in f"{caught.value!r} {reason!r} {reason} {vars(reason)}"


def test_the_line_number_is_in_an_error(files: Files) -> None:
    files.write("[default]\n\nregion\n")
    with pytest.raises(exceptions.ConfigParseError) as caught:
        load_shared_config(os.environ)
    assert [number for number, _ in caught.value.kwargs["error"].errors] == [3]
    files.write("region = a\n")
    with pytest.raises(exceptions.ConfigParseError) as caught:
        load_shared_config(os.environ)
    assert caught.value.kwargs["error"].lineno == 1


def test_a_repr_shows_no_key(files: Files) -> None:
    files.write("", f"[a]\n{KEYS}[b]\n")
    assert repr(load_shared_config(os.environ)) == "<SharedConfig of 2 profiles>"


@pytest.mark.parametrize(
    ("config", "credentials"),
    [("~/c", "~/d"), ("$WHERE/c", "${WHERE}/d"), ("~/$NAME", "$UNKNOWN/d"), ("", ""), (".", "~")],
)
def test_paths(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, config: str, credentials: str
) -> None:
    for name in ("HOME", "USERPROFILE", "WHERE"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("NAME", "c")
    (tmp_path / "c").write_text("[default]\nregion = r\n")
    (tmp_path / "d").write_text("[p]\nregion = s\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", config)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", credentials)
    assert read() == read_by_botocore()


def test_default_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.delenv("AWS_CONFIG_FILE")
    monkeypatch.delenv("AWS_SHARED_CREDENTIALS_FILE")
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text("[profile p]\nregion = r\n")
    (tmp_path / ".aws" / "credentials").write_text("[p]\nx = s\n")
    assert read() == read_by_botocore() == ({"p": {"region": "r", "x": "s"}}, {}, {})


def test_an_indented_block_can_stay_text(files: Files) -> None:
    files.write("[a]\nx =\n  top\n")
    assert parse_file(str(files.config), nested=False) == {"a": {"x": "\ntop"}}
    assert parse_file(str(files.credentials), nested=False) is None
