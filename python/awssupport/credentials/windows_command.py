"""Windows command lines."""

from __future__ import annotations

import re

# A run of backslashes and the quote behind it, white space, or anything else.
_PIECES = re.compile(r'(?P<slashes>\\*)"|(?P<blanks>[ \t]+)|(?P<text>\\+|[^\\" \t]+)')


def split(command: str) -> list[str]:
    """The words of a command line, as a program's C runtime sees them.

    Blanks and tabs separate words, double quotes hold them together. Backslashes mean themselves,
    except before a double quote: there two stand for one, and one left over makes the quote a
    character like any other.

    Raises:
        ValueError: A quote has no end.
    """
    words: list[str] = []
    word: str | None = None
    quoted = False
    for piece in _PIECES.finditer(command):
        slashes, blanks, text = piece.group("slashes", "blanks", "text")
        if slashes is not None:
            word = (word or "") + "\\" * (len(slashes) // 2)
            if len(slashes) % 2:
                word += '"'
            else:
                quoted = not quoted
        elif blanks is not None and not quoted:
            if word is not None:
                words.append(word)
            word = None
        else:
            word = (word or "") + (blanks or text)
    if quoted:
        raise ValueError(f"No closing quotation in string: {command}")
    return words if word is None else [*words, word]
