"""`awssupport emulator`, used by another SDK."""

from __future__ import annotations

import shlex
import signal
import socket
import sys
from collections.abc import Callable

import boto3
import pytest
from botocore.exceptions import ClientError

from .programs import TIMEOUT, Outcome, started

Run = Callable[..., Outcome]


@pytest.mark.skipif(sys.platform == "win32", reason="signals cannot be sent on Windows")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_boto3_can_use_it_until_a_signal(number: signal.Signals) -> None:
    with started("emulator", "--port", "0") as process:
        assert process.stdout is not None
        name, assignments = process.stdout.readline().decode().split(": ")
        assert name == "awssupport emulator"
        told = dict(word.split("=", 1) for word in shlex.split(assignments))
        client = boto3.client(
            "support",
            endpoint_url=told["AWS_ENDPOINT_URL_SUPPORT"],
            region_name="us-east-1",
            aws_access_key_id=told["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=told["AWS_SECRET_ACCESS_KEY"],
        )
        attachments = [{"fileName": "a", "data": b"1"}] * 3
        set_id = client.add_attachments_to_set(attachments=attachments)["attachmentSetId"]
        with pytest.raises(ClientError, match="AttachmentSetSizeLimitExceeded"):
            client.add_attachments_to_set(attachmentSetId=set_id, attachments=attachments)
        client.close()
        process.send_signal(number)
        out, err = process.communicate(timeout=TIMEOUT)
    assert (process.returncode, out, err) == (0, b"", b"")


def test_port_in_use(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = run("emulator", "--port", str(port)).line
    assert line == f"cannot listen on port {port} of 127.0.0.1: Address already in use"


def test_address_of_another_machine(run: Run) -> None:
    line = run("emulator", "--host", "192.0.2.1", "--port", "8080").line
    assert line.startswith("cannot listen on port 8080 of 192.0.2.1: ")
