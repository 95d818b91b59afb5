"""Dicts and lists that change while a call reads them, by their own keys' code or by other threads.

What the call takes is some state of each container, or the call is refused; it never breaks off in
a way that is no `Exception`.
"""

from __future__ import annotations

import threading
from typing import Any

import pytest

from awssupport.emulator import Server
from awssupport.exceptions import ParamValidationError


class ChangingKey(str):
    """A key that changes the dict it is in whenever it is shown."""

    __hash__ = str.__hash__

    def __init__(self, _text: str) -> None:
        self.container: dict[str, Any] = {}

    def __format__(self, spec: str) -> str:
        self.container.pop("data", None)
        return str(self)


class ChangingName(str):
    """A name whose length is asked for when it is to be shown."""

    __hash__ = str.__hash__

    def __init__(self, _text: str) -> None:
        self.container: dict[str, Any] = {}

    def __len__(self) -> int:
        self.container["more"] = 1
        return 1000


def test_a_key_that_changes_its_dict(client: Any, emulator: Server) -> None:
    key = ChangingKey("fileName")
    attachment: dict[str, Any] = {key: "a.txt", "data": b"content", "fileSize": 1}
    key.container = attachment
    with pytest.raises(ParamValidationError, match=r'Unknown parameter in attachments.*"fileSize"'):
        client.add_attachments_to_set(attachments=[attachment])
    assert "data" not in attachment
    assert emulator.requests == []


def test_a_value_that_changes_its_dict_when_it_is_shown(client: Any, emulator: Server) -> None:
    name = ChangingName("a.txt")
    attachments: dict[str, Any] = {"fileName": name, "data": b"content", "x": 1}
    name.container = attachments
    with pytest.raises(ParamValidationError, match="Invalid type for parameter attachments"):
        client.add_attachments_to_set(attachments=attachments)
    assert emulator.requests == []


def test_containers_that_other_threads_change(client: Any) -> None:
    """A report or an answer comes of every call, whatever the moment."""
    attachment: dict[str, Any] = {"fileName": "a.txt", "data": b"content"}
    attachments: list[Any] = [attachment]
    params: dict[str, Any] = {"attachments": attachments}
    stop = threading.Event()

    def change() -> None:
        while not stop.is_set():
            for number in range(50):
                attachment[f"x{number}"] = b"secret"
                attachments.append(attachment)
            for number in range(50):
                del attachment[f"x{number}"]
                attachments.pop()

    threads = [threading.Thread(target=change) for _ in range(1)]
    for thread in threads:
        thread.start()
    refusals = []
    try:
        for _ in range(60):
            try:
                client.add_attachments_to_set(**params)
            except ParamValidationError as error:
                refusals.append(str(error))
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert all("Unknown parameter in attachments[" in refusal for refusal in refusals)
    assert not any("secret" in refusal for refusal in refusals)
