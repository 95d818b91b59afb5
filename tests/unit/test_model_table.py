"""The service table in Rust says what botocore's model of the service says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools import print_model_table

TABLE = Path(__file__).resolve().parents[2] / "src" / "model" / "support.rs"

TOKEN = re.compile(r'//[^\n]*|"(?:[^"\\]|\\.)*"|\w+|::|\S')
ADVICE = "print it anew with tools/print_model_table.py"


def tokens(source: str) -> list[str]:
    """The tokens of Rust source whatever its layout: rustfmt adds and removes trailing commas."""
    found = TOKEN.findall(source)
    return [
        token
        for token, following in zip(found, [*found[1:], ""], strict=True)
        if not (token == "," and following in {"]", "}", ")"})
    ]


def rows(source: str) -> dict[str, str]:
    """Each `static` and each operation by name, as normalised text; the rest under ''."""
    text = " ".join(tokens(source))
    parts = re.split(r"(?=pub static|(?<!pub )static|OperationModel \{ name :)", text)
    named = {}
    for part in parts:
        match = re.match(r'(?:pub )?static (\w+)|OperationModel \{ name : "(\w+)"', part)
        named[(match[1] or match[2]) if match else ""] = part.strip(" ,")
    return named


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> str:
    print_model_table.main()
    return capsys.readouterr().out


def test_no_row_is_missing_or_left_over(printed: str) -> None:
    ours, theirs = rows(TABLE.read_text(encoding="utf-8")), rows(printed)
    assert sorted(theirs.keys() - ours.keys()) == [], f"not in the table; {ADVICE}"
    assert sorted(ours.keys() - theirs.keys()) == [], f"no longer in botocore's model; {ADVICE}"


def test_every_row_is_as_printed(printed: str) -> None:
    ours, theirs = rows(TABLE.read_text(encoding="utf-8")), rows(printed)
    drift = {
        name: (ours[name], theirs[name])
        for name in theirs
        if name in ours and ours[name] != theirs[name]
    }
    assert drift == {}, f"{', '.join(drift)} differ, ours first; {ADVICE}"


def test_the_whole_file_is_as_printed(printed: str) -> None:
    """Order included: it is that of keys in answers and of names in messages."""
    assert tokens(TABLE.read_text(encoding="utf-8")) == tokens(printed), ADVICE


def test_the_comparison_sees_the_whole_service() -> None:
    names = rows(TABLE.read_text(encoding="utf-8")).keys()
    assert {"AddAttachmentsToSet", "DescribeCases", "GetAttachmentUploadLinks"} <= names
    assert {"ATTACHMENT_SET_ID", "THROTTLING_EXCEPTION", "ERRORS", "SUPPORT"} <= names
    assert len([name for name in names if not name.isupper() and name]) == 20


def test_layout_does_not_count_and_content_does() -> None:
    one = 'static A: Shape = Shape::structure("A", &[Member::optional("b", &B)]);'
    other = 'static A: Shape =\n    Shape::structure(\n"A",\n &[ Member::optional("b", &B), ],\n);'
    assert tokens(one) == tokens(other)
    assert rows(one) == rows(other)
    assert tokens(one) != tokens(one.replace('"b"', '"b "'))
    assert rows(one) != rows(one.replace("optional", "required"))
