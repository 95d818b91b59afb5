"""Every way to a child process, with a client in every state: the child has connections of its own,
the parent keeps its own, and nobody waits for ever."""

from __future__ import annotations

import json
import socket
import ssl
import sys
import threading
from pathlib import Path

import pytest
import trustme

from .processes import run_in_child
from .raw_servers import TIMEOUT, RawServer
from .standstill import read_request, reply

pytestmark = pytest.mark.skipif(
    sys.platform not in {"linux", "darwin"}, reason="there is no fork here"
)

# Python 3.12 and later warn of forks in processes with threads, rightly.
OPTIONS = ("-W", "error", "-W", "ignore:This process:DeprecationWarning")

STATES = ("never used", "idle", "in a call")
FORKING = ("os.fork", "os.fork, normal exit", "fork", "fork, executor")
PICKLING = ("forkserver", "spawn", "spawn, executor")


class KnowingServer(RawServer):
    """Knows who came over which connection. DescribeServices is answered when somebody asks for
    DescribeCreateCaseOptions; DescribeSeverityLevels when somebody waits for the former."""

    def __init__(self, tls: ssl.SSLContext | None) -> None:
        self._tls = tls
        self._held, self._released = threading.Event(), threading.Event()
        self._lock = threading.Lock()
        #: The names of who came, connection by connection.
        self.names: list[list[str]] = []
        super().__init__()
        if tls is not None:
            self.url = f"https://127.0.0.1:{self.port}"

    def serve(self, connection: socket.socket) -> None:
        """Answer until the connection ends."""
        if self._tls is None:
            self._answer(connection)
            return
        with self._tls.wrap_socket(connection, server_side=True) as stream:
            self._connections.append(stream)
            self._answer(stream)

    def _answer(self, connection: socket.socket) -> None:
        names: list[str] = []
        with self._lock:
            self.names.append(names)
        is_resumed = isinstance(connection, ssl.SSLSocket) and connection.session_reused
        while request := read_request(connection):
            head, _, body = request.partition(b"\r\n\r\n")
            if b".DescribeServices" in head:
                self._held.set()
                self._released.wait(TIMEOUT)
            elif b".DescribeSeverityLevels" in head:
                self._held.wait(TIMEOUT)
            elif b".DescribeCreateCaseOptions" in head:
                self._released.set()
            else:
                name = json.loads(body)["attachmentId"]
                names.append(f"{name}, resumed" if is_resumed and name == "child" else name)
            connection.sendall(reply(b"{}"))


def run_scenario(way: str, state: str, kind: str, url: str, bundle: str | None) -> bool:
    from tests.unit.fork_workers import scenario

    scenario(way, state, kind, url, bundle)
    return True


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    ("way", "state"),
    [
        *((way, state) for way in FORKING for state in STATES),
        *((way, STATES[2]) for way in PICKLING),
    ],
)
def test_a_child_uses_the_client(
    way: str,
    state: str,
    kind: str,
    scheme: str,
    certificate_authority: trustme.CA,
    tls_context: ssl.SSLContext,
    tmp_path: Path,
) -> None:
    bundle = tmp_path / "ca.pem"
    certificate_authority.cert_pem.write_to_path(str(bundle))
    secure = scheme == "https"
    with KnowingServer(tls_context if secure else None) as server:
        arguments = (way, state, kind, server.url, str(bundle) if secure else None)
        assert run_in_child(run_scenario, *arguments, options=OPTIONS)
    connections = [names for names in server.names if names]
    # Nobody shares a connection with somebody else, nor a session of TLS.
    assert {name for names in connections for name in names} == {"parent", "child"}
    assert all(len(set(names)) == 1 for names in connections), connections
    parents = [names for names in connections if names[0] == "parent"]
    # It goes on over the connection that it had, if that is not in use.
    assert len(parents) == (2 if state == "in a call" and parents[0] == ["parent"] else 1)
    assert sum(map(len, parents)) == (1 if state == "never used" else 2)
    assert ["child"] in connections or ["child", "child"] in connections


def forked_by_a_handler(url: str) -> list[str]:
    """A signal's handler forks in the middle of a call."""
    import os
    import signal
    import threading

    from tests.unit.fork_workers import made

    client, other = made("sync", url, None), made("sync", url, None)
    parent, seen = os.getpid(), []

    def handle(*_: object) -> None:
        child = os.fork()
        if child:
            seen.append(f"child's exit status {os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}")

    signal.signal(signal.SIGUSR1, handle)

    def interrupt() -> None:
        other.describe_severity_levels()  # the server has the call
        os.kill(parent, signal.SIGUSR1)

    threading.Thread(target=interrupt).start()
    try:
        client.describe_services()
    except RuntimeError:
        # The child: the call is not its own, and the client works.
        client.describe_create_case_options(
            issueType="technical", serviceCode="-", language="en", categoryCode="-"
        )
        os._exit(5 if os.getpid() != parent else 6)
    return [*seen, "answered"]


def test_a_fork_in_the_middle_of_a_call() -> None:
    with KnowingServer(None) as server:
        found = run_in_child(forked_by_a_handler, server.url, options=OPTIONS)
    assert found == ["child's exit status 5", "answered"]


def forked_during_a_refresh() -> list[str]:
    """A fork while another thread of the parent asks for credentials: the child asks itself."""
    import os
    import threading

    import awssupport
    from tests.unit.stages import ROLE, cloud_answer
    from tests.unit.standstill import LateServer, configured

    with (
        LateServer(answer=cloud_answer) as server,
        configured(ROLE, AWS_ENDPOINT_URL_STS=server.url),
    ):
        session = awssupport.Session(region_name="us-east-1")
        client = session.client("support", endpoint_url=server.url)
        seen = []

        def use() -> None:
            client.describe_services()
            seen.append("parent")

        thread = threading.Thread(target=use)
        thread.start()
        server.reached()
        child = os.fork()
        if child == 0:
            client.describe_services()
            os._exit(7)
        seen.append(f"child's exit status {os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}")
        server.ended()
        thread.join(30)
    return seen


def test_a_fork_during_a_refresh() -> None:
    found = run_in_child(forked_during_a_refresh, options=OPTIONS)
    assert found == ["child's exit status 7", "parent"]
