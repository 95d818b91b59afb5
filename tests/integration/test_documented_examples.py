"""The example in each method's documentation runs, on an account that has what it speaks of."""

from __future__ import annotations

import inspect
import re
import textwrap
import urllib.request
from pathlib import Path
from typing import Any

import pytest

import awssupport
from awssupport.emulator import Server, serve
from awssupport.operations import OPERATION_NAMES
from awssupport.support import Support


def example(method: str) -> str:
    """The code of the one example in a method's documentation."""
    documentation = inspect.getdoc(getattr(Support, method)) or ""
    found = re.findall(r"^Example::\n\n((?:    .*\n|\n)+)", documentation, re.MULTILINE)
    assert len(found) == 1
    return textwrap.dedent(found[0])


def account(server: Server, client: Any, directory: Path) -> dict[str, Any]:
    """What examples speak of: a case with an attachment, and an upload of one part."""
    log = directory / "app.log"
    log.write_bytes(b"a line\n")
    case_id = client.create_case(subject="s", communicationBody="b")["caseId"]
    made = client.add_attachments_to_set(attachments=[{"fileName": "a.txt", "data": log}])
    client.add_communication_to_case(
        caseId=case_id, communicationBody="b", attachmentSetId=made["attachmentSetId"]
    )
    communication = client.describe_communications(caseId=case_id)["communications"][0]
    upload = client.get_attachment_upload_links(fileName="dump", fileSizeBytes=4)
    part = urllib.request.Request(upload["uploadUrls"][0]["url"], data=b"dump", method="PUT")
    with urllib.request.urlopen(part) as answer:
        headers = answer.headers
    server.process_uploads(polls=0)
    return {
        "client": client,
        "case_id": case_id,
        "upload": upload,
        "headers": headers,
        "Path": Path,
        "/var/log/app.log": str(log),
        "attachment-1": communication["attachments"][0]["attachmentId"],
    }


@pytest.mark.parametrize("method", OPERATION_NAMES)
def test_example(method: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = example(method)
    assert f"client.{method}(" in code or f'get_paginator("{method}")' in code
    monkeypatch.chdir(tmp_path)
    with serve() as server:
        client = awssupport.client(
            region_name="us-east-1",
            endpoint_url=server.url,
            aws_access_key_id=server.access_key_id,
            aws_secret_access_key=server.secret_access_key,
        )
        names = account(server, client, tmp_path)
        for written in ("/var/log/app.log", "attachment-1"):
            code = code.replace(written, names[written])
        before = len(server.requests)
        exec(compile(code, method, "exec"), names)
        assert len(server.requests) > before
