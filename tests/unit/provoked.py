"""Errors of every kind, provoked with secrets at hand, and all the text they have."""

from __future__ import annotations

import base64
import copy
import pickle
import traceback
from typing import Any

SECRET_KEY = "SecretKeyMarker/0123456789+abcdefghijklmn"
TOKEN = "SessionTokenMarker//wC0123456789=="
SHORT = b"SHORT7b"
LONG = (b"LongContentMarker " * 256)[:4096]
TEXT = "TextContentMarker " * 100

KEYS = {
    "aws_access_key_id": "AKIDEXAMPLE",
    "aws_secret_access_key": SECRET_KEY,
    "aws_session_token": TOKEN,
}

#: Attachments of several kinds, all valid.
FILES = [
    {"fileName": "short", "data": SHORT},
    {"fileName": "long", "data": bytearray(LONG)},
    {"fileName": "text", "data": TEXT},
]


def markers() -> dict[str, str]:
    """What no text may hold, by name: the secrets as they are, in base64 and as numbers."""
    found = {
        "secret key": "SecretKeyMarker",
        "session token": "SessionTokenMarker",
        "short content": "SHORT7b",
        "long content": "LongContentMarker",
        "text content": "TextContentMarker",
    }
    for name, content in (("short", SHORT), ("long", LONG[:60]), ("text", TEXT.encode()[:60])):
        found[f"{name} content in base64"] = base64.b64encode(content).decode().rstrip("=")
        found[f"{name} content as numbers"] = ", ".join(str(byte) for byte in content[:7])
        found[f"{name} content in hexadecimal"] = content[:7].hex()
    return found


def found_in(text: str) -> list[str]:
    """The names of the markers that are in `text`."""
    return [name for name, marker in markers().items() if marker in text]


def all_text(error: BaseException) -> str:
    """Whatever a program may log, print or store of an exception, its causes included."""
    seen: list[str] = []
    waiting: list[BaseException | None] = [error]
    known: set[int] = set()
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in known:
            continue
        known.add(id(one))
        seen += [str(one), repr(one), repr(one.args), repr(vars(one))]
        seen += ["".join(traceback.format_exception(one)), repr(getattr(one, "__notes__", ""))]
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            seen.append(pickle.dumps(one, protocol).decode("latin-1"))
        seen.append(repr(vars(copy.copy(one))))
        kwargs = getattr(one, "kwargs", {})
        waiting += [value for value in kwargs.values() if isinstance(value, BaseException)]
        waiting += [one.__cause__, one.__context__]
    return "\n".join(seen)


def texts_of_client(client: Any) -> str:
    """Whatever a debugger or a curious program prints of a client."""
    native = client._native
    meta = client.meta
    things: list[object] = [client, vars(client), native, meta, vars(meta), client.exceptions]
    things += [vars(client.exceptions), dir(client), dir(native)]
    things += [getattr(native, name) for name in dir(native) if not name.startswith("__")]
    return "\n".join(text for thing in things for text in (repr(thing), str(thing)))
