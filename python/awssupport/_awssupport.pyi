# The Rust core's extension module; use it through the package. What each member is for is said in
# its docstring, which comes from src/binding.

from typing import Any, final

__all__ = ["NativeClient", "SendProgress", "__version__", "service_table"]

__version__: str

def service_table() -> dict[str, Any]: ...

@final
class SendProgress:
    def __new__(cls) -> SendProgress: ...
    @property
    def total(self) -> int: ...
    @property
    def sent(self) -> int: ...

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
    ) -> list[tuple[str, str]]: ...
    def transmit(
        self, url: str, headers: list[tuple[str, str]], body: bytes
    ) -> tuple[int, list[tuple[str, str]], bytes]: ...
    @staticmethod
    def parse_response(
        operation_name: str, status: int, headers: list[tuple[str, str]], body: bytes
    ) -> dict[str, Any]: ...
    @property
    def max_attempts(self) -> int: ...
    @property
    def signing_region(self) -> str | None: ...
    @property
    def wire_url(self) -> str | None: ...
    @property
    def presigning_region(self) -> str | None: ...
    @property
    def endpoint_params(self) -> tuple[str | None, bool, bool]: ...
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
