"""The directories in which the AWS CLI keeps what its logins gave, one JSON file each."""

from __future__ import annotations

import json
import os

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from typing import Any


class TokenCache:
    """A directory of JSON files.

    Args:
        directory: Its path; `~` is expanded. It is made when something is saved.
    """

    def __init__(self, directory: str) -> None:
        self._directory = os.path.expanduser(directory)  # noqa: PTH111 - leaves `~` without a home

    def load(self, key: str) -> dict[str, Any] | None:
        """What is kept; ``None`` if there is no file.

        Raises:
            KeyError: The file cannot be read, or is no JSON.
        """
        path = self._path(key)
        if not os.path.isfile(path):  # noqa: PTH113
            return None
        try:
            with open(path, encoding="utf-8") as file:  # noqa: PTH123
                found: dict[str, Any] = json.load(file)
        except (OSError, ValueError):
            raise KeyError(key) from None
        return found

    def save(self, key: str, value: dict[str, Any]) -> None:
        """Keep something, readable by its owner alone: the whole of it or nothing."""
        from tempfile import mkstemp

        text = json.dumps(value)
        os.makedirs(self._directory, exist_ok=True)  # noqa: PTH103
        handle, temporary = mkstemp(dir=self._directory, suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, self._path(key))  # noqa: PTH105

    def _path(self, key: str) -> str:
        return os.path.join(self._directory, f"{key}.json")  # noqa: PTH118
