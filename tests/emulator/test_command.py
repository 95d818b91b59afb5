"""The emulator as a program."""

from __future__ import annotations

import inspect
import re
import signal
import socket
import subprocess
import sys

import pytest

from awssupport.emulator import Credentials, run, serve
from awssupport.emulator.command import describe

from .wire import TIMEOUT, receive, signed

SCRIPT = """
import signal
from awssupport.emulator import run
before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
run(port=0)
assert before == (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT))
print("returned")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals cannot be sent on Windows")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_program_says_where_it_is_and_ends_on_a_signal(number: signal.Signals) -> None:
    program = [sys.executable, "-W", "error", "-c", SCRIPT]
    with subprocess.Popen(
        program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            match = re.fullmatch(
                r"awssupport emulator: AWS_ENDPOINT_URL_SUPPORT=http://127\.0\.0\.1:(\d+) "
                r"AWS_ACCESS_KEY_ID=AKIDEXAMPLE AWS_SECRET_ACCESS_KEY=(\S+)\n",
                line,
            )
            assert match
            assert status_of_a_request(int(match[1]), match[2]) == 200
            process.send_signal(number)
            output, errors = process.communicate(timeout=TIMEOUT)
        finally:
            process.kill()
    assert (process.returncode, output, errors) == (0, "returned\n", "")


def status_of_a_request(port: int, secret: str) -> int:
    request = signed(f"http://127.0.0.1:{port}", {"attachments": []}, secret=secret)
    with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT) as client:
        client.sendall(request.encode())
        return receive(client).status


def test_line_tells_the_session_token_too() -> None:
    with serve(credentials={"AKID": Credentials("secret", "token")}) as server:
        assert describe(server) == (
            f"awssupport emulator: AWS_ENDPOINT_URL_SUPPORT={server.url} "
            "AWS_ACCESS_KEY_ID=AKID AWS_SECRET_ACCESS_KEY=secret AWS_SESSION_TOKEN=token"
        )


def test_run_takes_what_serve_takes() -> None:
    assert set(inspect.signature(run).parameters) == set(inspect.signature(serve).parameters)
