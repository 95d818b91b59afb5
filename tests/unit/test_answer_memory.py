"""Peak memory of a call with a large answer, in a process of its own."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from .processes import run_in_child

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")

LIMIT_KIB = 2 * 1024
ANSWERS = {
    "DescribeCases": {
        "cases": [{"caseId": f"case-{number}", "subject": "x" * 50_000} for number in range(120)]
    },
    "DescribeAttachment": {"attachment": {"data": "QUJD" * 1_500_000}},
}


class Handler(BaseHTTPRequestHandler):
    """Answers by operation."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        operation = self.headers["X-Amz-Target"].partition(".")[2]
        body = json.dumps(ANSWERS.get(operation, {})).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextmanager
def served() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def answer_growth(url: str, kind: str) -> list[int]:
    """KiB by which the peak exceeds what was resident before a call with a large answer, and the
    length of that answer in KiB; a call with a small answer went before."""
    from pathlib import Path

    import awssupport

    client = awssupport.client(
        "support",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="secret",
    )

    def status(field: str) -> int:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1])
        raise AssertionError(field)

    parameters = {"attachmentId": "attachment-1"} if kind == "DescribeAttachment" else {}
    client._make_api_call("DescribeSeverityLevels", {})
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew from here
    before = status("VmRSS")
    answer = client._make_api_call(kind, parameters)
    grown = status("VmHWM") - before
    length = int(answer["ResponseMetadata"]["HTTPHeaders"]["content-length"])
    assert len(answer) == 2
    return [grown, length // 1024]


# Text in memory is as long as its JSON; bytes are three quarters of their base64, which they take
# the place of before they are copied into an object.
@pytest.mark.parametrize(("kind", "share"), [("DescribeCases", 1.0), ("DescribeAttachment", 1.5)])
def test_an_answer_and_its_text_are_not_in_memory_both(kind: str, share: float) -> None:
    with served() as url:
        grown, length = run_in_child(answer_growth, url, kind)
    sys.stdout.write(f"peak memory grew by {grown} KiB for {length} KiB of {kind}\n")
    assert length > 5000
    assert grown <= share * length + LIMIT_KIB
