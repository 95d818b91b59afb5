"""The requests that sources of credentials make, over the core's HTTP stack."""

from __future__ import annotations

from . import _log

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from .._awssupport import HttpFetcher


class Response:
    """What came back: the status, the headers by their names in lower case, the body."""

    def __init__(self, status: int, headers: Iterable[tuple[str, str]], body: bytes) -> None:
        self.status = status
        self.headers = {name.lower(): value for name, value in headers}
        self.body = body

    def text(self) -> str:
        """The body as UTF-8; what is not becomes U+FFFD."""
        return self.body.decode("utf-8", "replace")


class Http:
    """A pool of connections, made when the first request is.

    Args:
        timeout: Seconds to wait for a connection, and for each piece of an answer.
        options: More options of the core's client: ``verify``, ``proxies``.
    """

    def __init__(self, timeout: float, **options: Any) -> None:
        self._options = {"connect_timeout": timeout, "read_timeout": timeout, **options}
        self._fetcher: HttpFetcher | None = None

    def fetch(self, method: str, url: str, headers: dict[str, str], body: bytes = b"") -> Response:
        """Make one attempt. The User-Agent is the package's name unless another is given.

        Raises:
            ConnectionError, HTTPClientError: There was no answer; see `awssupport.exceptions`.
        """
        if self._fetcher is None:
            from .._awssupport import HttpFetcher

            self._fetcher = HttpFetcher(self._options)
        from .._awssupport import __version__

        headers = {"User-Agent": f"awssupport/{__version__}", **headers}
        origin = _origin(url)
        try:
            response = Response(*self._fetcher.fetch(method, url, list(headers.items()), body))
        except Exception as error:
            _log.debug("No response from %s: %s", origin, type(error).__name__)
            raise
        _log.debug("Response from %s: status %d", origin, response.status)
        return response


def _origin(url: str) -> str:
    """Whom a request goes to. A path may be as good as a password: that of a container's keys."""
    scheme, _, rest = url.partition("://")
    authority = rest.replace("?", "/").replace("#", "/").partition("/")[0]
    return f"{scheme}://{authority.rpartition('@')[2]}"
