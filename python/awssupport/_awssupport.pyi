# The Rust core's extension module; use it through the package. What each member is for is said in
# its docstring, which comes from src/binding.

from asyncio import Future
from collections.abc import Callable
from typing import Any, TypeVar, final

_T = TypeVar("_T")

__all__ = [
    "HttpFetcher",
    "NativeAsyncClient",
    "NativeClient",
    "NativeParams",
    "NativeRetries",
    "SendProgress",
    "__version__",
    "es256_public_key",
    "partition_for_region",
    "service_table",
    "sign_es256",
    "sign_request",
    "user_agent",
    "validate_region_name",
]

__version__: str

def service_table() -> dict[str, Any]: ...
def validate_region_name(region_name: str) -> None: ...
def partition_for_region(region_name: str) -> str | None: ...
def sign_request(
    url: str,
    headers: list[tuple[str, str]],
    body: bytes,
    credentials: tuple[str, str, str | None],
    region: str,
    service: str,
    epoch_seconds: int | None = None,
) -> list[tuple[str, str]]: ...
def sign_es256(private_key: bytes, message: bytes) -> bytes: ...
def es256_public_key(private_key: bytes) -> tuple[bytes, bytes]: ...
def user_agent(
    retry_mode: str,
    feature_ids: list[str],
    app_id: str | None = None,
    execution_env: str | None = None,
) -> str: ...

@final
class HttpFetcher:
    def __new__(cls, options: dict[str, Any]) -> HttpFetcher: ...
    def fetch(
        self,
        method: str,
        url: str,
        headers: list[tuple[str, str]],
        body: bytes | None = None,
    ) -> tuple[int, list[tuple[str, str]], bytes]: ...
    def close(self) -> None: ...

@final
class SendProgress:
    def __new__(cls) -> SendProgress: ...
    @property
    def total(self) -> int: ...
    @property
    def sent(self) -> int: ...

@final
class NativeRetries:
    @property
    def mode(self) -> str: ...
    @property
    def max_attempts(self) -> int: ...
    def decide(
        self,
        operation_name: str,
        attempt: int,
        came: tuple[int | None, str | None, str | None, str | None],
    ) -> tuple[float | None, int | None, str | None]: ...
    def succeeded(self, cost: int | None) -> None: ...
    def take_turn(self) -> float | None: ...
    def learn(
        self, operation_name: str, came: tuple[int | None, str | None, str | None, str | None]
    ) -> None: ...

@final
class NativeParams:
    def warn(self, stacklevel: int = 1) -> None: ...

@final
class NativeAsyncClient:
    def __new__(cls, native: NativeClient) -> NativeAsyncClient: ...
    def read_params(self, operation_name: str, params: dict[str, Any]) -> NativeParams: ...
    def call(self, params: NativeParams, paginating: bool = False) -> Future[dict[str, Any]]: ...
    def build_request(
        self, params: NativeParams, paginating: bool = False
    ) -> tuple[str, list[tuple[str, str]], bytes]: ...
    def transmit(
        self, url: str, headers: list[tuple[str, str]], body: bytes
    ) -> Future[tuple[int, list[tuple[str, str]], bytes]]: ...
    def sleep(self, seconds: float) -> Future[None]: ...
    @staticmethod
    def on_thread(function: Callable[..., _T], *args: Any) -> Future[_T]: ...
    def close(self) -> None: ...

@final
class NativeClient:
    def __new__(cls, options: dict[str, Any]) -> NativeClient: ...
    def call(
        self,
        operation_name: str,
        params: dict[str, Any],
        stacklevel: int = 1,
        progress: SendProgress | None = None,
        paginating: bool = False,
    ) -> dict[str, Any]: ...
    def prepare(
        self, operation_name: str, params: dict[str, Any], epoch_seconds: int
    ) -> dict[str, Any]: ...
    def build_request(
        self,
        operation_name: str,
        params: dict[str, Any],
        stacklevel: int = 1,
        paginating: bool = False,
    ) -> tuple[str, list[tuple[str, str]], bytes]: ...
    def sign_request(
        self,
        url: str,
        headers: list[tuple[str, str]],
        body: bytes,
        signing_region: str | None = None,
        signing_name: str | None = None,
        s3: bool = False,
    ) -> list[tuple[str, str]]: ...
    def transmit(
        self, url: str, headers: list[tuple[str, str]], body: bytes
    ) -> tuple[int, list[tuple[str, str]], bytes]: ...
    @staticmethod
    def parse_response(
        operation_name: str, status: int, headers: list[tuple[str, str]], body: bytes
    ) -> dict[str, Any]: ...
    @property
    def endpoints(self) -> list[tuple[str, str | None]]: ...
    def set_clock(self, code: str | None, message: str | None, date: str | None) -> bool: ...
    def renew_credentials(self) -> bool: ...
    @property
    def retries(self) -> NativeRetries: ...
    def sleep(self, seconds: float) -> None: ...
    @property
    def signing_region(self) -> str | None: ...
    @property
    def wire_url(self) -> str | None: ...
    @property
    def presigning_region(self) -> str | None: ...
    @property
    def endpoint_params(self) -> tuple[str | None, bool, bool]: ...
    @property
    def auth_scheme_version(self) -> str | None: ...
    @property
    def auth_scheme_region(self) -> str | None: ...
    def other_endpoint(
        self,
        region_name: str | None,
        endpoint_url: str | None,
        use_fips: bool,
        use_dualstack: bool,
    ) -> tuple[str | None, str | None]: ...
    def presign(
        self,
        url: str,
        method: str,
        headers: list[tuple[str, str]],
        query: list[tuple[str, str]],
        expires_in: int,
        signing_region: str | None = None,
        signing_name: str | None = None,
        s3: bool = False,
    ) -> str: ...
    def copy(self) -> NativeClient: ...
    def close(self) -> None: ...
    @property
    def resolved_options(self) -> dict[str, Any]: ...
    @property
    def region_name(self) -> str | None: ...
    @property
    def endpoint_url(self) -> str: ...
    @property
    def partition(self) -> str: ...
