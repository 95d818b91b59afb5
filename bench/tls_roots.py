"""The first TLS connection of a process, by whose roots it trusts: ``python bench/tls_roots.py``.

Each figure is the median of fresh processes that call a server on loopback whom neither store
trusts: setting up the roots, a handshake, and the refusal.
"""

from __future__ import annotations

import ssl
import statistics
import subprocess
import sys
import threading
from http.server import HTTPServer

import trustme

PROCESSES = 15

PROGRAM = """\
import sys, time
import awssupport

def refused():
    client = awssupport.client(
        "support",
        region_name="us-east-1",
        endpoint_url=sys.argv[1],
        verify=sys.argv[2] if sys.argv[2] != "built-in" else True,
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="wJalrXUtnFEMI/EXAMPLEKEY",
        config=awssupport.Config(retries={"total_max_attempts": 1}),
    )
    begin = time.perf_counter()
    try:
        client.describe_services()
    except awssupport.exceptions.SSLError:
        return time.perf_counter() - begin
    raise SystemExit("the server was trusted")

print(refused(), min(refused() for _ in range(20)))
"""


class QuietServer(HTTPServer):
    """Handshakes that fail are what is measured here."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing."""


def main() -> None:
    """Print the table."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with QuietServer(("127.0.0.1", 0), lambda *_: None) as server:  # type: ignore[arg-type]
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"https://127.0.0.1:{server.server_port}"
        print(f"{'roots':10} {'first':>10} {'later':>10}")
        for roots in ("built-in", "system"):
            command = [sys.executable, "-I", "-c", PROGRAM, url, roots]
            lines = [
                subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
                for _ in range(PROCESSES)
            ]
            first, later = (statistics.median(float(line[n]) for line in lines) for n in (0, 1))
            print(f"{roots:10} {first * 1e3:7.2f} ms {later * 1e3:7.2f} ms")
        server.shutdown()


if __name__ == "__main__":
    main()
