# The Rust core's extension module; use it through the package. What each member is for is said in
# its docstring, which comes from src/binding.

from asyncio import Future
from collections.abc import Callable
from typing import Any, TypeVar, final

from typing_extensions import Self, TypeVarTuple, Unpack

from .call_log import CallLog

__all__ = [
    "CredentialRetries",
    "HttpFetcher",
    "NativeAsyncClient",
    "NativeClient",
    "NativeEndpoint",
    "NativeParams",
    "NativeRetries",
    "NativeSlot",
    "SendProgress",
    "__version__",
    "call_log",
    "check_wanted",
    "es256_public_key",
    "partition_for_region",
    "service_table",
    "shown_url",
    "sign_es256",
    "sign_request",
    "tell",
    "user_agent",
    "validate_region_name",
    "when_given_up",
]

__version__: str

_T = TypeVar("_T")
_Ts = TypeVarTuple("_Ts")

def check_wanted() -> None: ...
def when_given_up(function: Callable[[], object] | None) -> None: ...
def call_log(operation_name: str) -> CallLog | None: ...
def tell(log: CallLog, happening: str, *arguments: object) -> None: ...
def shown_url(url: str) -> str: ...
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
class NativeEndpoint:
    @property
    def choices(self) -> list[tuple[str, str | None]]: ...
    @property
    def wire_url(self) -> str | None: ...
    @property
    def shown_url(self) -> str: ...
    @property
    def region_name(self) -> str | None: ...
    @property
    def partition(self) -> str: ...
    @property
    def signing_region(self) -> str | None: ...
    @property
    def presigning_region(self) -> str | None: ...
    @property
    def params(self) -> tuple[str | None, bool, bool]: ...
    @property
    def auth_scheme_version(self) -> str | None: ...
    @property
    def auth_scheme_region(self) -> str | None: ...
    def other(
        self,
        region_name: str | None,
        endpoint_url: str | None,
        use_fips: bool,
        use_dualstack: bool,
    ) -> tuple[str | None, str | None]: ...

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
class CredentialRetries:
    def __new__(
        cls, mode: str, max_attempts: int, random: Callable[[], float] | None = None
    ) -> CredentialRetries: ...
    def decide(
        self,
        attempt: int,
        came: tuple[int | None, str | None, str | None, str | None],
        is_modeled: bool,
        is_retryable: bool,
    ) -> tuple[float | None, bool]: ...

@final
class NativeParams:
    @property
    def is_quick(self) -> bool: ...
    @property
    def encoded_twice(self) -> bool: ...
    def warn(self, stacklevel: int = 1) -> None: ...

@final
class NativeSlot:
    def __enter__(self) -> Self: ...
    def __exit__(self, *_error: object) -> None: ...

@final
class NativeAsyncClient:
    def __new__(cls, native: NativeClient) -> NativeAsyncClient: ...
    def read_params(self, operation_name: str, params: dict[str, Any]) -> NativeParams: ...
    def call(self, params: NativeParams, paginating: bool = False) -> Future[dict[str, Any]]: ...
    def build_request(
        self, params: NativeParams, paginating: bool = False
    ) -> tuple[str, list[tuple[str, str]], bytes]: ...
    def ask(self, function: Callable[[Unpack[_Ts]], _T], *args: Unpack[_Ts]) -> Future[_T]: ...
    def compute(self, function: Callable[[Unpack[_Ts]], _T], *args: Unpack[_Ts]) -> Future[_T]: ...
    def read(self, function: Callable[[Unpack[_Ts]], _T], *args: Unpack[_Ts]) -> Future[_T]: ...
    def free_slot(self) -> NativeSlot | None: ...
    def next_slot(self) -> Future[NativeSlot]: ...
    def transmit(
        self,
        url: str,
        headers: list[tuple[str, str]],
        body: bytes,
        slot: NativeSlot,
        log: CallLog | None = None,
    ) -> Future[tuple[int, list[tuple[str, str]], bytes]]: ...
    def tell(self, log: CallLog, happening: str, *arguments: object) -> Future[None]: ...
    def sleep(self, seconds: float) -> Future[None]: ...
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
        self, url: str, headers: list[tuple[str, str]], body: bytes, log: CallLog | None = None
    ) -> tuple[int, list[tuple[str, str]], bytes]: ...
    @staticmethod
    def parse_response(
        operation_name: str, status: int, headers: list[tuple[str, str]], body: bytes
    ) -> dict[str, Any]: ...
    def set_clock(self, code: str | None, message: str | None, date: str | None) -> bool: ...
    def credentials_may_wait(self) -> bool: ...
    def service_time(self) -> float: ...
    def renew_credentials(self) -> bool: ...
    @property
    def endpoint(self) -> NativeEndpoint: ...
    @property
    def retries(self) -> NativeRetries: ...
    def sleep(self, seconds: float) -> None: ...
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
