#!/usr/bin/env python3
"""Attach three real files to a local Support service, and meet its errors as a program would.

Starts the emulator that comes with the package, so it needs no account and no network. Checks what
it shows, and ends with another status than 0 if anything is not as expected. Run it by `make demo`.
"""

from __future__ import annotations

import pprint
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import awssupport
from awssupport import emulator

if TYPE_CHECKING:
    from awssupport.type_defs import AttachmentOutputTypeDef

FILES = Path(__file__).resolve().parent / "files"
NAMES = ("application.log", "latency.png", "report.pdf")
HOUR = 3600


def check(condition: object, what: str) -> None:
    """End the demo unless `condition` holds."""
    if not condition:
        sys.exit(f"demo: not as expected: {what}")


def attachment(name: str) -> AttachmentOutputTypeDef:
    """Describe an example file as the API wants it: `data` is raw bytes, never base64."""
    return {"fileName": name, "data": (FILES / name).read_bytes()}


def refused(expected: type[Exception], call: Callable[..., object], **parameters: Any) -> None:
    """Make a call that must be refused with `expected`, and print what its user sees."""
    try:
        call(**parameters)
    except expected as error:
        # Its own indent for each line: a parameter report has several.
        print("   ", f"{type(error).__name__}: {error}".replace("\n", "\n      "))
    else:
        check(condition=False, what=f"no {expected.__name__}")


def main() -> None:
    """Run the demo."""
    clock = emulator.ManualClock(time.time())
    with emulator.serve(clock=clock) as server:
        client = awssupport.client(
            "support",
            endpoint_url=server.url,
            region_name="us-east-1",
            aws_access_key_id=server.access_key_id,
            aws_secret_access_key=server.secret_access_key,
        )
        print(f"A {type(client).__name__} client of a local Support service at {server.url}")

        print("\n1. Three files in one call")
        attachments = [attachment(name) for name in NAMES]
        for item in attachments:
            print(f"    {item['fileName']:<16} {len(item['data']):>6,} bytes")
        result = client.add_attachments_to_set(attachments=attachments)
        print(pprint.pformat(result, width=96, sort_dicts=False))
        stored = server.attachment_set(result["attachmentSetId"])
        sent = [(item["fileName"], item["data"]) for item in attachments]
        check(stored == sent, "the stored files")
        print("    The service holds all three, byte for byte.")

        print("\n2. One file at a time, into one set, until it is full")
        set_id = client.add_attachments_to_set(attachments=attachments[:1])["attachmentSetId"]
        print(f"    {NAMES[0]}: a new set")
        for name in NAMES[1:]:
            answer = client.add_attachments_to_set(
                attachmentSetId=set_id, attachments=[attachment(name)]
            )
            check(answer["attachmentSetId"] == set_id, "the id of the set")
            print(f"    {name}: added")
        refused(
            client.exceptions.AttachmentSetSizeLimitExceeded,
            client.add_attachments_to_set,
            attachmentSetId=set_id,
            attachments=attachments[:1],
        )
        check(len(server.attachment_set(set_id)) == len(NAMES), "a refused file was stored")

        print("\n3. A set id that does not exist")
        refused(
            client.exceptions.AttachmentSetIdNotFound,
            client.add_attachments_to_set,
            attachmentSetId="as-no-such-set",
            attachments=attachments[:1],
        )

        print("\n4. Wrong parameters: all of them reported at once, and nothing is sent")
        sent_before = len(server.requests)
        refused(
            awssupport.exceptions.ParamValidationError,
            client.add_attachments_to_set,
            attachmentSetID=set_id,
            attachments=[{"fileName": NAMES[0], "data": 5}],
        )

        check(len(server.requests) == sent_before, "a wrong call was sent")

        print("\n5. A dry run: the service checks, stores nothing, and says so by this exception")
        sets_before = len(server.attachment_sets)
        refused(
            client.exceptions.DryRunOperationException,
            client.add_attachments_to_set,
            attachments=attachments,
            dryRun=True,
        )
        check(len(server.attachment_sets) == sets_before, "a dry run made a set")

        print("\n6. The same set, an hour later")
        clock.advance(HOUR)
        refused(
            client.exceptions.AttachmentSetExpired,
            client.add_attachments_to_set,
            attachmentSetId=set_id,
            attachments=attachments[:1],
        )
    print("\nAll as expected.")


if __name__ == "__main__":
    main()
