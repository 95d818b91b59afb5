"""Starts the server that all contenders talk to, in a process of its own, with and without TLS.

nginx where it is installed: a private instance with its own configuration in a temporary
directory. Else the small server of ``neutral.py``.
"""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import trustme

from bench import neutral

#: How long a server may take to start.
PATIENCE_SECONDS = 10.0

# `return` alone would answer before the body is there. `mirror` makes nginx read it first; the
# static handler then finds nothing to serve, and that refusal is turned into the answer. One
# process that keeps the user who started it: that user's temporary directory is private.
NGINX_CONFIG = """
daemon off;
master_process off;
pid {directory}/nginx.pid;
error_log {directory}/error.log crit;
events {{ worker_connections {connections}; }}
http {{
    access_log off;
    default_type application/x-amz-json-1.1;
    client_max_body_size 0;
    client_body_buffer_size 32m;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    keepalive_requests 10000000;
    keepalive_timeout 600s;
    tcp_nodelay on;
    server {{
        listen 127.0.0.1:{http_port};
        listen 127.0.0.1:{https_port} ssl;
        ssl_certificate {directory}/server.pem;
        ssl_certificate_key {directory}/server.pem;
        root {directory}/empty;
        location / {{
            mirror /mirror;
            mirror_request_body on;
            error_page 403 404 405 =200 @answer;
        }}
        location = /mirror {{ internal; return 204; }}
        location @answer {{
            add_header x-amzn-RequestId 00000000-0000-4000-8000-000000000000;
            return 200 '{body}';
        }}
    }}
}}
"""


@dataclass(frozen=True)
class Endpoint:
    """Where the server listens and whom to trust."""

    name: str
    http_port: int
    https_port: int
    ca_bundle: Path

    def url(self, scheme: str) -> str:
        """The endpoint URL for ``http`` or ``https``."""
        port = self.https_port if scheme == "https" else self.http_port
        return f"{scheme}://127.0.0.1:{port}"


def nginx_path() -> str | None:
    """The nginx program, also where it is installed but not on an ordinary user's PATH."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


@contextlib.contextmanager
def started(directory: Path, *, nginx: str | None, connections: int = 64) -> Iterator[Endpoint]:
    """The server, running until the end of the block. ``nginx`` None means our own; nginx takes
    so many connections at once."""
    authority = trustme.CA()
    ca_bundle = directory / "ca.pem"
    certificate = directory / "server.pem"
    authority.cert_pem.write_to_path(str(ca_bundle))
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(certificate))
    with contextlib.ExitStack() as stack:
        if nginx is None:
            name = "a small Python server"
            ports = [stack.enter_context(_neutral(arguments)) for arguments in ([], [certificate])]
        else:
            name = "nginx"
            ports = stack.enter_context(_nginx(nginx, directory, connections))
        yield Endpoint(name, ports[0], ports[1], ca_bundle)


@contextlib.contextmanager
def own_server() -> Iterator[str]:
    """The URL of our own server, which has large answers too, until the end of the block."""
    with _neutral([]) as port:
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def _neutral(arguments: list[Path]) -> Iterator[int]:
    script = Path(neutral.__file__)
    with subprocess.Popen(
        [sys.executable, script, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("no pipes")
        yield int(process.stdout.readline())
        process.stdin.close()  # and the server ends


@contextlib.contextmanager
def _nginx(program: str, directory: Path, connections: int) -> Iterator[list[int]]:
    ports = _free_ports(2)
    (directory / "empty").mkdir()
    config = directory / "nginx.conf"
    config.write_text(
        NGINX_CONFIG.format(
            directory=directory,
            connections=connections,
            http_port=ports[0],
            https_port=ports[1],
            body=neutral.BODY.decode(),
        )
    )
    command = [program, "-p", f"{directory}", "-e", f"{directory}/error.log", "-c", f"{config}"]
    with subprocess.Popen(command) as process:
        try:
            for port in ports:
                _wait_for(port, process)
            yield ports
        finally:
            process.terminate()


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for taken in sockets:
            taken.bind(("127.0.0.1", 0))
        return [int(taken.getsockname()[1]) for taken in sockets]


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise RuntimeError(f"the server does not start (exit status {process.poll()})")
