"""What event handlers are given to look at and to edit: requests, responses, the signer.

They have the attributes of botocore's objects that programs use. Imported with the first handler.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, MutableMapping

from . import exceptions

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, TypeVar

    _T = TypeVar("_T")


def joined(cls: type[exceptions.BotoCoreError]) -> type[exceptions.BotoCoreError]:
    """``cls``, also caught as botocore's class of the same name if botocore has been imported."""
    exceptions.join_botocore()
    theirs = getattr(sys.modules.get("botocore.exceptions"), cls.__name__, None)
    if theirs is not None and not issubclass(cls, theirs):
        exceptions._add_base(cls, theirs)
    return cls


_kin: dict[type, type] = {}


def kin(cls: type[_T], name: str) -> type[_T]:
    """``cls``, or a subclass of it that is also one of botocore's class ``name`` if botocore has
    been imported: its handlers look at the type."""
    theirs = getattr(sys.modules.get("botocore.awsrequest"), name, None)
    if theirs is None:
        return cls
    if cls not in _kin:
        _kin[cls] = type(cls.__name__, (cls, theirs), {"__module__": cls.__module__})
    return _kin[cls]


class Headers(MutableMapping[str, "Any"]):
    """Headers by name, whatever its case. The first spelling of a name is the one that stays."""

    def __init__(self, headers: Mapping[str, Any] | Iterable[tuple[str, Any]] = ()) -> None:
        self._items: dict[str, tuple[str, Any]] = {}
        self.update(headers)

    @classmethod
    def of_pairs(cls, pairs: Iterable[tuple[str, str]]) -> Headers:
        """Headers as received: the values of repeated ones are joined with commas."""
        headers = cls()
        for name, value in pairs:
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        return headers

    def __getitem__(self, name: str) -> Any:
        return self._items[name.lower()][1]

    def __setitem__(self, name: str, value: Any) -> None:
        key = name.lower()
        spelling = self._items[key][0] if key in self._items else name
        self._items[key] = spelling, value

    def __delitem__(self, name: str) -> None:
        del self._items[name.lower()]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._items

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._items.values())

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return repr(dict(self.items()))

    def copy(self) -> Headers:
        """Headers of their own."""
        return type(self)(self)


class RequestHeaders(Headers):
    """Headers of a request that is still being made, with the methods of ``HTTPMessage``: a name
    that is missing has no value, and may be deleted.

    Setting replaces. botocore's adds a second value, signs both, and sends the last.
    """

    def __getitem__(self, name: str) -> Any:
        return self._items.get(name.lower(), (name, None))[1]

    def __delitem__(self, name: str) -> None:
        self._items.pop(name.lower(), None)

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a header, or ``default``."""
        return self._items.get(name.lower(), (name, default))[1]

    def get_all(self, name: str, failobj: Any = None) -> Any:
        """A list of the header's one value, or ``failobj``."""
        return [self[name]] if name in self else failobj

    def add_header(self, name: str, value: Any) -> None:
        """Set a header."""
        self[name] = value

    def replace_header(self, name: str, value: Any) -> None:
        """Set a header that is there.

        Raises:
            KeyError: It is not.
        """
        if name not in self:
            raise KeyError(name)
        self[name] = value


class Request:
    """A request on its way to being signed: of ``request-created`` and ``before-sign``."""

    def __init__(
        self,
        method: str,
        url: str,
        headers: Mapping[str, Any] | None = None,
        data: Any = None,
        params: Any = None,
        auth_path: str | None = None,
        stream_output: bool = False,
    ) -> None:
        self.method = method
        self.url = url
        self.headers = RequestHeaders(headers or {})
        self.data = data
        self.params = {} if params is None else params
        self.auth_path = auth_path
        self.stream_output = stream_output
        self.context: dict[str, Any] = {}
        self.user_agent: str | None = None  # what the client says it is, in the end

    @property
    def body(self) -> bytes | None:
        """The body as it would be sent; ``None`` for an empty one."""
        return as_bytes(self.data) or None

    @property
    def full_url(self) -> str:
        """The URL with ``params`` in its query."""
        if not self.params:
            return self.url
        from urllib.parse import urlencode, urlsplit

        delimiter = "&" if urlsplit(self.url).query else "?"
        return f"{self.url}{delimiter}{urlencode(self.params, doseq=True)}"

    def prepare(self) -> PreparedRequest:
        """The request as it is to be sent: header values in UTF-8, and the body's length."""
        headers = Headers()
        for name, value in self.headers.items():
            headers[name] = value.encode() if isinstance(value, str) else value
        body = as_bytes(self.data)
        if "Content-Length" not in headers and "Transfer-Encoding" not in headers:
            headers["Content-Length"] = str(len(body))
        prepared = kin(PreparedRequest, "AWSPreparedRequest")
        return prepared(
            self.method, self.full_url, headers, body or None, self.stream_output, self.context
        )


class PreparedRequest:
    """A request about to be sent: of ``before-send``."""

    def __init__(
        self,
        method: str,
        url: str,
        headers: Headers,
        body: bytes | None,
        stream_output: bool,
        context: dict[str, Any] | None = None,
    ) -> None:
        self.method = method
        self.url = url
        self.headers = headers
        self.body: Any = body
        self.stream_output = stream_output
        self.context = context

    def __repr__(self) -> str:
        return f"<PreparedRequest method={self.method}, url={self.url}>"

    def reset_stream(self) -> None:
        """Do nothing: the body is bytes, which have no position."""


class Response:
    """A response: of ``needs-retry`` and ``after-call``."""

    def __init__(
        self, url: str | None, status_code: int, headers: Mapping[str, Any], content: bytes
    ) -> None:
        self.url = url
        self.status_code = status_code
        self.headers = headers if isinstance(headers, Headers) else Headers(headers)
        self.raw: Any = None
        self._content = content

    @property
    def content(self) -> bytes:
        """The body."""
        return self._content

    @property
    def text(self) -> str:
        """The content as text, which JSON has in UTF-8."""
        return self.content.decode()


class RequestSigner:
    """What signs a client's requests: of ``before-call`` and ``before-sign``."""

    def __init__(self, region_name: str | None, signature_version: Any) -> None:
        self.region_name = region_name
        self.signing_name = "support"
        self.signature_version = signature_version


class Endpoint:
    """Where a client's requests go: of ``needs-retry``."""

    def __init__(self, host: str) -> None:
        self.host = host

    def __repr__(self) -> str:
        return f"support({self.host})"


def as_bytes(body: Any) -> bytes:
    """A body as handlers may leave it: bytes, text, a form's fields, an open file or nothing."""
    if isinstance(body, bytes):
        return body
    if body is None:
        return b""
    if isinstance(body, dict):
        from urllib.parse import urlencode

        body = urlencode(body, doseq=True)
    elif hasattr(body, "read"):
        body = body.read()
    return body.encode() if isinstance(body, str) else bytes(body)


def wire_headers(headers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Headers as the transport takes them."""
    return [(name, _text(value)) for name, value in headers.items()]


def _text(value: Any) -> str:
    if not isinstance(value, bytes):
        return str(value)
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
