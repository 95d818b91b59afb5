"""Profile files as a fuzzer makes them: those of the corpus, and whatever comes of changing them.

What fails belongs into ``fuzz/findings/profile_files``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from awssupport import exceptions
from awssupport.shared_config import load_files
from tests.examples import examples

from .test_shared_config import Files, read, read_by_botocore

FUZZ = Path(__file__).parents[2] / "fuzz"

#: The secret of the files of the corpus.
SECRET = "hidden-from-everybody"


def kept(kind: str) -> Iterator[Path]:
    yield from sorted(FUZZ.joinpath(kind, "profile_files").glob("*"))


CORPUS = [path.read_bytes() for path in kept("corpus")]

TOKENS = (
    *(b"[", b"]", b"[default]", b"[profile ", b"[sso-session ", b"[services ", b"[DEFAULT]"),
    *(b"=", b":", b" = ", b"#", b";", b'"', b"'", b"\\", b"%(x)s", b"profile", b"x" * 300),
    *(b"\n", b"\r", b"\r\n", b"\n  ", b"\n\t", b"\n\n", b"s3 =\n  a = b", SECRET.encode()),
    *(b"\0", b"\xff", b"\xc3\xa9", b"\xc2\xa0", b"\xc2\x85", b"\xe2\x80\xa8", b"\x0b", b"\x1c"),
)


@st.composite
def changed(draw: st.DrawFn) -> bytes:
    """A file of the corpus with something cut out and put in at a few places."""
    content = draw(st.sampled_from(CORPUS))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 12)))
        put = draw(st.sampled_from(TOKENS) | st.binary(max_size=4) | st.sampled_from(CORPUS))
        content = content[:start] + put + content[end:]
    return content


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    return Files(tmp_path, monkeypatch)


def assert_same(files: Files, config: bytes, credentials: bytes) -> None:
    files.write(config, credentials)
    assert read() == read_by_botocore()


@pytest.mark.parametrize(
    "path", [*kept("corpus"), *kept("findings")], ids=lambda path: f"{path.name}"
)
def test_every_file_that_is_kept(files: Files, path: Path) -> None:
    content = path.read_bytes()
    assert_same(files, content, b"")
    assert_same(files, b"", content)


@examples(300, HealthCheck.function_scoped_fixture)
@given(config=changed(), credentials=changed())
def test_same_as_botocore(files: Files, config: bytes, credentials: bytes) -> None:
    assert_same(files, config, credentials)


@examples(300, HealthCheck.function_scoped_fixture)
@given(content=changed())
def test_no_value_is_in_an_error(files: Files, content: bytes) -> None:
    files.write(content)
    try:
        load_files(str(files.config), "")
    except exceptions.ConfigParseError as error:
        reason = error.kwargs["error"]
        shown = f"{error} {error!r} {reason} {reason!r} {vars(reason)} {error.__context__!r}"
        # A name that is there twice may be told.
        names = [getattr(reason, name, None) for name in ("section", "option")]
        assert SECRET not in shown or any(SECRET in name for name in names if name)
