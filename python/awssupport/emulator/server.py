"""The server a user holds in hand, and `serve`, which makes one."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Mapping
from types import TracebackType

from .account import Account
from .application import Application
from .cases import DEFAULT_MAX_CASES_PER_HOUR
from .clock import Clock
from .connection import Connection
from .faults import Fault
from .journal import ReceivedRequest
from .links import DEFAULT_LIFETIME_SECONDS
from .listener import Listener
from .sigv4 import Credentials
from .state import SupportState
from .uploads import DEFAULT_PART_BYTES

EXAMPLE_ACCESS_KEY_ID = "AKIDEXAMPLE"
EXAMPLE_SECRET_ACCESS_KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
"""The key pair of AWS's Signature Version 4 documentation; opens nothing."""

IDLE_TIMEOUT_SECONDS = 60.0
"""A connection that sends nothing for so long is closed."""

_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # for the URL


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    credentials: Mapping[str, str | Credentials] | None = None,
    clock: Clock | None = None,
    signing_clock: Clock | None = None,
    subscription: bool = True,
    max_sets_per_hour: int | None = None,
    max_cases_per_hour: int | None = DEFAULT_MAX_CASES_PER_HOUR,
    max_described_per_hour: int | None = None,
    part_size_bytes: int = DEFAULT_PART_BYTES,
    link_lifetime: float = DEFAULT_LIFETIME_SECONDS,
    ssl_context: ssl.SSLContext | None = None,
) -> Server:
    """Start a local AWS Support service and return it running; close it or use `with`.

    - host, port: where to listen; port 0 takes a free one, see `Server.port`.
    - credentials: access key id -> secret, or -> `Credentials` with a session token. Default:
      the example key pair of the AWS documentation.
    - clock: epoch seconds for all that the account holds: the life of attachment sets and links,
      hourly limits, the times of cases. A `ManualClock` lets them expire.
    - signing_clock: epoch seconds for judging x-amz-date and for the Date header. Both clocks
      default to the real time, so moving the first does not make real signatures stale.
    - subscription: False makes every operation fail with SubscriptionRequiredException.
    - max_sets_per_hour: more new sets within an hour fail with AttachmentLimitExceeded.
    - max_cases_per_hour: more new cases within an hour fail with CaseCreationLimitExceeded; the
      service's limit is 10. None is no limit.
    - max_described_per_hour: more DescribeAttachment within an hour fail with
      DescribeAttachmentLimitExceeded.
    - part_size_bytes: of uploads in parts, 1 to 104,857,600.
    - link_lifetime: seconds after which a presigned link is refused.
    - ssl_context: a server-side context with a certificate; the server then speaks HTTPS.

    Raises OSError when it cannot listen there and ValueError for an empty `credentials` or a wrong
    part size.
    """
    accepted = _accepted_credentials(credentials)
    state = SupportState(
        clock=clock or time.time,
        subscription=subscription,
        max_sets_per_hour=max_sets_per_hour,
        max_cases_per_hour=max_cases_per_hour,
        max_described_per_hour=max_described_per_hour,
        part_size_bytes=part_size_bytes,
        link_lifetime=link_lifetime,
    )
    scheme = "http" if ssl_context is None else "https"
    application = Application(state, accepted, signing_clock or time.time, scheme)
    return Server(application, accepted, host=host, port=port, ssl_context=ssl_context)


class Server(Account):
    """A running emulator. Made by `serve`; a context manager that closes itself.

    What the account holds (`cases`, `attachments`, ...) is in `Account`.
    """

    def __init__(
        self,
        application: Application,
        credentials: Mapping[str, Credentials],
        *,
        host: str,
        port: int,
        ssl_context: ssl.SSLContext | None = None,
        idle_timeout: float = IDLE_TIMEOUT_SECONDS,
    ) -> None:
        def connect(client: socket.socket) -> Connection:
            return Connection(
                client, application, idle_timeout=idle_timeout, ssl_context=ssl_context
            )

        super().__init__(application.state)
        self._application = application
        self._access_key_id, self._credentials = next(iter(credentials.items()))
        self._scheme = "http" if ssl_context is None else "https"
        self._host = _ANY_ADDRESS.get(host, host)
        self._listener = Listener(host, port, connect)

    @property
    def port(self) -> int:
        """The TCP port it listens on."""
        return self._listener.port

    @property
    def url(self) -> str:
        """The `endpoint_url` for a client: `http://127.0.0.1:4321`, https with a certificate."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{self._scheme}://{host}:{self.port}"

    @property
    def access_key_id(self) -> str:
        """The first access key the server knows."""
        return self._access_key_id

    @property
    def secret_access_key(self) -> str:
        """The secret of `access_key_id`."""
        return self._credentials.secret_access_key

    @property
    def session_token(self) -> str | None:
        """The session token that belongs to `access_key_id`, if any."""
        return self._credentials.session_token

    def script(self, *faults: str | Fault) -> None:
        """Queue faults: each arriving request consumes one, then normal service resumes.

        A fault is a `Fault` or a name: throttle, 500 (or another status from 400), reset, close,
        slow, truncated, garbage. Raises ValueError for an unknown name, and queues nothing then.
        """
        self._application.script.extend(*faults)

    @property
    def pending_faults(self) -> list[Fault]:
        """The scripted faults no request has met yet, next one first (a copy)."""
        return self._application.script.pending()

    @property
    def requests(self) -> list[ReceivedRequest]:
        """The last 1000 service requests in order of arrival, refused ones included (a copy)."""
        return self._application.journal.entries()

    def wait_for_requests(self, count: int, timeout: float | None = None) -> bool:
        """Wait until `count` requests have arrived since the start, answered or not.

        Returns False when `timeout` seconds pass first; None waits without limit.
        """
        return self._application.journal.wait_for(count, timeout)

    def script_transfers(self, *faults: str | Fault) -> None:
        """As `script`, for requests by presigned links, which `script` leaves alone."""
        self._application.transfer_script.extend(*faults)

    @property
    def transfers(self) -> list[ReceivedRequest]:
        """The last 1000 requests by presigned links in order of arrival (a copy).

        `operation` is `UploadPart` or `DownloadAttachment`, `parameters` are path and bodyBytes.
        """
        return self._application.transfer_journal.entries()

    def close(self) -> None:
        """Stop: free the port, end every connection, join every thread. May be repeated."""
        self._application.closing.set()
        self._listener.close()

    def __enter__(self) -> Server:  # noqa: PYI034  # Self is in typing from Python 3.11 on
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        state = "closed" if self._listener.closed else "running"
        return f"<awssupport.emulator.Server {self.url} {state}>"


def _accepted_credentials(
    given: Mapping[str, str | Credentials] | None,
) -> dict[str, Credentials]:
    if given is None:
        given = {EXAMPLE_ACCESS_KEY_ID: EXAMPLE_SECRET_ACCESS_KEY}
    if not given:
        raise ValueError("credentials must name at least one access key")
    return {
        access_key_id: Credentials(value) if isinstance(value, str) else value
        for access_key_id, value in given.items()
    }
