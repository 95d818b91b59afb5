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
    def serialize(
        self, operation_name: str, params: dict[str, Any], stacklevel: int = 1
    ) -> bytes: ...
    def presign(
        self,
        operation_name: str,
        query: list[tuple[str, str]],
        expires_in: int,
        method: str,
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
