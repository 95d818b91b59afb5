"""Profiles with keys: which file, section and key count, and what half of a pair means."""

from __future__ import annotations

import pytest

from .environments import CONFIG, CREDENTIALS, Case, Outcome, compare, names

KEYS = "aws_access_key_id = AKID\naws_secret_access_key = hidden\n"
OTHER_KEYS = "aws_access_key_id = OTHER\naws_secret_access_key = other\n"

#: The credentials file and the configuration file.
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


def case(name: str, profile: str) -> Case:
    contents = zip((CREDENTIALS, CONFIG), FILES[name], strict=True)
    files = {path: text(content) for path, content in contents if content is not None}
    return Case(f"{name}, {profile!r}", files=files, session={"profile_name": profile})


def text(content: str | bytes) -> str:
    return content if isinstance(content, str) else content.decode("utf-8", "surrogateescape")


TABLE = [case(name, profile) for name in FILES for profile in ("p", "default", "")]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    return compare(TABLE, tmp_path_factory.mktemp("homes"))


@pytest.mark.parametrize("name", names(TABLE))
def test_same_as_boto3(outcomes: dict[str, Outcome], name: str) -> None:
    outcomes[name].assert_same()


def test_the_table_has_every_end(outcomes: dict[str, Outcome]) -> None:
    """What the comparison is worth: each outcome is among its cases."""
    errors = {outcome.error and outcome.error[0] for outcome in outcomes.values()}
    assert errors == {
        *("ProfileNotFound", "ConfigParseError", "PartialCredentialsError", "NoCredentialsError"),
        None,
    }
