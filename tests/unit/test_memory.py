"""Peak memory of a large call, in a process of its own: the emulator's is not counted."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from awssupport.emulator import Server

from .processes import run_in_child

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")

LIMIT_KIB = 2 * 1024
FILE_LEN = 5 * 1024 * 1024


def growth(url: str, secret: str, kind: str, directory: str) -> int:
    """KiB by which the peak of resident memory during a call of 3 x 5 MiB exceeds what was
    resident before it; a small call of the same kind went before."""
    import os
    from pathlib import Path
    from typing import Any

    import awssupport

    client = awssupport.client(
        "support",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key=secret,
    )

    def status(field: str) -> int:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1])
        raise AssertionError(field)

    def given(size: int) -> list[Any]:
        names = [Path(directory, f"{size}-{number}") for number in range(3)]
        if kind == "bytes":
            return [os.urandom(size) for _ in names]
        if kind == "str":
            return ["x" * size for _ in names]
        for path in names:
            with path.open("wb") as file:
                file.truncate(size)  # nothing that an allocator would give back only later
        if kind == "Path":
            return [*names]
        return [path.open("rb") for path in names]

    small, large = given(1024), given(5 * 1024 * 1024)
    client.add_attachments_to_set(attachments=[{"data": data} for data in small])
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew from here
    before = status("VmRSS")
    client.add_attachments_to_set(attachments=[{"data": data} for data in large])
    grown = status("VmHWM") - before
    if kind == "file":
        for file in small + large:
            file.close()
    return grown


@pytest.mark.parametrize("kind", ["bytes", "Path", "file", "str"])
def test_three_files_of_five_mebibytes_grow_the_peak_by_two(
    emulator: Server, tmp_path: Path, kind: str
) -> None:
    arguments = (emulator.url, emulator.secret_access_key, kind, str(tmp_path))
    grown = run_in_child(growth, *arguments)
    sys.stdout.write(f"peak memory grew by {grown} KiB for 3 x 5 MiB of {kind}\n")
    assert grown <= LIMIT_KIB
    [stored] = [files for files in emulator.attachment_sets.values() if len(files[0].data) > 1024]
    assert [len(file.data) for file in stored] == [FILE_LEN] * 3
