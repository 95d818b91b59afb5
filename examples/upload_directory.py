#!/usr/bin/env python3
"""Attach every file of a directory to a case, concurrently, with a progress bar.

    python examples/upload_directory.py DIRECTORY [--endpoint-url URL] [--region REGION]

Without an endpoint URL it uses the emulator that comes with the package, so it needs no account and
no network. With ``--endpoint-url https://support.us-east-1.amazonaws.com`` and credentials where
boto3 finds them it opens a case for real.

Three files go into an attachment set and each set into one communication; no file may have more
than 5 MiB. The client keeps ten connections at most busy, however many sets there are, and reads
each file while it is sent.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import awssupport.aio
from awssupport import Config, emulator
from awssupport.exceptions import BotoCoreError, ClientError

FILES_IN_A_SET = emulator.MAX_ATTACHMENTS_PER_SET
LARGEST = emulator.MAX_ATTACHMENT_BYTES
BAR_COLUMNS = 40


class Progress:
    """How many of the bytes are there, on one line of a terminal."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0

    def advance(self, size: int) -> None:
        """Draw the bar anew."""
        self.done += size
        share = self.done / self.total if self.total else 1.0
        bar = "#" * round(share * BAR_COLUMNS)
        if sys.stderr.isatty():
            sys.stderr.write(f"\r[{bar:<{BAR_COLUMNS}}] {share:4.0%} of {self.total:,} bytes")
            if self.done == self.total:
                self.end()

    def end(self) -> None:
        """What is printed next begins a line."""
        if sys.stderr.isatty():
            sys.stderr.write("\n")


async def upload(
    client: awssupport.aio.AsyncSupport, files: list[Path], sizes: dict[Path, int], bar: Progress
) -> str:
    """Put files into a new attachment set; gives its id."""
    answer = await client.add_attachments_to_set(
        attachments=[{"fileName": path.name, "data": path} for path in files]
    )
    bar.advance(sum(sizes[path] for path in files))
    return answer["attachmentSetId"]


async def attach_all(sizes: dict[Path, int], arguments: dict[str, Any]) -> tuple[str, int]:
    """Upload all files at once, open a case and attach them: its id, and the number of sets."""
    files = list(sizes)
    bar = Progress(sum(sizes.values()))
    sets = [files[n : n + FILES_IN_A_SET] for n in range(0, len(files), FILES_IN_A_SET)]
    async with awssupport.aio.client("support", **arguments) as client:
        try:
            ids = await asyncio.gather(*[upload(client, group, sizes, bar) for group in sets])
        except BaseException:
            bar.end()
            raise
        case = await client.create_case(
            subject="Files for support", communicationBody=f"{len(files)} files follow."
        )
        for number, set_id in enumerate(ids, 1):
            await client.add_communication_to_case(
                caseId=case["caseId"],
                communicationBody=f"Files, part {number} of {len(ids)}.",
                attachmentSetId=set_id,
            )
        return case["caseId"], len(ids)


@contextlib.contextmanager
def service(endpoint_url: str | None, region: str) -> Iterator[dict[str, Any]]:
    """The arguments of a client: of AWS, or of an emulator that runs until the end of the block."""
    config = Config(retries={"mode": "standard", "total_max_attempts": 5})
    if endpoint_url is not None:
        yield {"endpoint_url": endpoint_url, "region_name": region, "config": config}
        return
    with emulator.serve() as server:
        yield {
            "endpoint_url": server.url,
            "region_name": region,
            "aws_access_key_id": server.access_key_id,
            "aws_secret_access_key": server.secret_access_key,
            "config": config,
        }


def main() -> None:
    """Do as the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("directory", type=Path)
    parser.add_argument("--endpoint-url", help="without it, an emulator is started")
    parser.add_argument("--region", default="us-east-1")
    options = parser.parse_args()
    if not options.directory.is_dir():
        sys.exit(f"{options.directory} is no directory")
    sizes = {
        path: path.stat().st_size for path in sorted(options.directory.rglob("*")) if path.is_file()
    }
    too_large = [path for path, size in sizes.items() if not 0 < size <= LARGEST]
    for path in too_large:
        print(f"left out: {path} has {sizes.pop(path):,} bytes", file=sys.stderr)
    if not sizes:
        sys.exit(f"no files to attach in {options.directory}")
    try:
        with service(options.endpoint_url, options.region) as arguments:
            case_id, sets = asyncio.run(attach_all(sizes, arguments))
    except (BotoCoreError, ClientError, OSError) as error:
        sys.exit(f"{type(error).__name__}: {error}")
    except KeyboardInterrupt:
        print("interrupted: no case was opened, or not every file is with it", file=sys.stderr)
        sys.exit(128 + signal.SIGINT)
    print(f"{len(sizes)} files in {sets} attachment sets are with {case_id}")


if __name__ == "__main__":
    main()
