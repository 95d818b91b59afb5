"""What arrived, kept for a test to look at. Never holds signatures, tokens or file contents."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from .parameters import Parameters

MAX_ENTRIES = 1000
"""Older requests are forgotten."""

SECRET_HEADERS = frozenset({"authorization", "x-amz-security-token"})
BLOB_MEMBERS = frozenset({"data"})
"""Names of the request members that are blobs, at any depth."""


@dataclass(frozen=True)
class ReceivedRequest:
    """One service request, in whatever way it ended.

    - operation: `AddAttachmentsToSet`; None when X-Amz-Target was absent or of another service.
    - parameters: the JSON body, each blob replaced by its decoded length in bytes; None when
      the body was not a JSON object.
    - headers: lower-case names; without Authorization and X-Amz-Security-Token.
    - status: what was answered; None when nothing was, or not yet.
    """

    operation: str | None
    parameters: Mapping[str, object] | None
    headers: Mapping[str, str]
    status: int | None = None


class Journal:
    """The last `MAX_ENTRIES` requests in order of arrival; safe to use from several threads."""

    def __init__(self) -> None:
        self._entries: deque[tuple[int, ReceivedRequest]] = deque(maxlen=MAX_ENTRIES)
        self._arrived = 0
        self._changed = threading.Condition()

    def arrived(
        self,
        operation: str | None,
        parameters: Parameters | None,
        headers: Sequence[tuple[str, str]],
    ) -> int:
        """Note a request; returns its number, for `answered`."""
        entry = ReceivedRequest(
            operation,
            None if parameters is None else _without_blobs(parameters),
            _without_secrets(headers),
        )
        with self._changed:
            self._arrived += 1
            self._entries.append((self._arrived, entry))
            self._changed.notify_all()
            return self._arrived

    def answered(self, number: int, status: int | None) -> None:
        """Note the status that is about to be sent, None when there is no answer."""
        with self._changed:
            for index, (entry_number, entry) in enumerate(self._entries):
                if entry_number == number:
                    self._entries[index] = (number, replace(entry, status=status))
                    return

    def entries(self) -> list[ReceivedRequest]:
        """A copy of the list as it is now, oldest first."""
        with self._changed:
            return [entry for _number, entry in self._entries]

    def wait_for(self, count: int, timeout: float | None) -> bool:
        """Wait until `count` requests have arrived since the start; False after `timeout` s."""
        with self._changed:
            return self._changed.wait_for(lambda: self._arrived >= count, timeout)


def _without_secrets(headers: Sequence[tuple[str, str]]) -> dict[str, str]:
    kept: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        if key not in SECRET_HEADERS:
            kept[key] = f"{kept[key]}, {value}" if key in kept else value
    return kept


def _without_blobs(parameters: Parameters) -> dict[str, object]:
    return {
        name: _decoded_length(value)
        if name in BLOB_MEMBERS and isinstance(value, str)
        else _copy(value)
        for name, value in parameters.items()
    }


def _copy(value: object) -> object:
    if isinstance(value, dict):
        return _without_blobs(value)
    if isinstance(value, list):
        return [_copy(item) for item in value]
    return value


def _decoded_length(base64_text: str) -> int:
    return len(base64_text.rstrip("=")) * 3 // 4
