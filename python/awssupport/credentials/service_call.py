"""Calls of the services that give credentials: sent and retried as botocore does."""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar

from .._awssupport import CredentialRetries
from ..proxies import environment_proxies
from ..sdk_headers import random_uuid, time_to_live
from ..transport_failures import kind_of_failure
from . import _log
from ._http import Http, Response
from .service_answers import read_error
from .service_endpoint import configured_url, resolve_endpoint

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from ..exceptions import ClientError
    from .context import CredentialContext
    from .services import Service

    #: Access key, secret key, session token.
    _Keys = tuple[str, str, str | None]

_TIMEOUT_SECONDS = 60


class ServiceCaller:
    """Calls one service in one region.

    Args:
        context: The Session's.
        service: The service.
        region_name: The region; ``None`` for STS's global endpoint.
        feature_ids: What the User-Agent says of the source of credentials.
        sleep: Waits between attempts.
        chance: Gives a number between 0 and 1.
    """

    def __init__(
        self,
        context: CredentialContext,
        service: Service,
        region_name: str | None,
        feature_ids: Iterable[str] = (),
        sleep: Callable[[float], None] | None = None,
        chance: Callable[[], float] | None = None,
    ) -> None:
        self._service = service
        self._endpoint = resolve_endpoint(service, region_name, context)
        self._mode: str = context.setting("retry_mode") or "standard"
        given = context.setting("max_attempts")
        usual = 5 if self._mode == "legacy" else 3
        self._attempts = usual if given is None else int(given)
        self._retries = CredentialRetries(self._mode, self._attempts, chance)
        self._sleep = sleep or time.sleep
        self._context = context
        with on_behalf_of(feature_ids) as said:
            self._feature_ids = frozenset(said)
        options: dict[str, Any] = {"verify": context.verify}
        proxies = environment_proxies(self._endpoint.url)
        if proxies:
            options["proxies"] = proxies
        self._http = Http(_TIMEOUT_SECONDS, **options)

    def url(self, path: str) -> str:
        """A path's URL at the service's endpoint, whose own path and query stay."""
        from urllib.parse import urlsplit

        parts = urlsplit(self._endpoint.url)
        joined = parts.path or "/" if path == "/" else parts.path.removesuffix("/") + path
        return parts._replace(path=joined).geturl()

    def call(
        self,
        operation_name: str,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes = b"",
        keys: _Keys | None = None,
    ) -> Response:
        """Call an operation; signed, if there are keys.

        Raises:
            ClientError: The service refused; of a subclass for errors in its model.
            ConnectionError, HTTPClientError: There was no answer.
        """
        all_headers = {
            **headers,
            "User-Agent": self._user_agent(is_signed=keys is not None),
            "amz-sdk-invocation-id": random_uuid(),
        }
        ttl = None
        for attempt in range(1, self._attempts + 1):
            all_headers["amz-sdk-request"] = self._announcement(attempt, ttl)
            outcome = self._attempt(method, self.url(path), all_headers, body, keys)
            refusal: dict[str, Any] | Exception
            if isinstance(outcome, Response):
                if outcome.status < 300:
                    return outcome
                ttl = time_to_live(outcome.headers.get("date"), _TIMEOUT_SECONDS) or ttl
                refusal = read_error(self._service, outcome)
                code = refusal.get("Error", {}).get("Code")
                delay, is_marked = self._decide(attempt, outcome, code)
            else:
                refusal = outcome
                came = (None, None, None, kind_of_failure(outcome))
                delay, is_marked = self._retries.decide(attempt, came, False, False)
            if delay is None:
                raise self._exception(refusal, operation_name, attempt - 1, is_marked=is_marked)
            message = "Attempt %d of a call of %s failed; waiting %.3f s before the next"
            _log.debug(message, attempt, self._service.name, delay)
            self._sleep(delay)
        raise AssertionError("at least one attempt is made")

    def _decide(self, attempt: int, response: Response, code: Any) -> tuple[float | None, bool]:
        code = code if isinstance(code, str) else None
        came = (response.status, code, response.headers.get("x-amz-retry-after"), None)
        service = self._service
        return self._retries.decide(
            attempt, came, code in service.modeled, code in service.retryable
        )

    def _announcement(self, attempt: int, ttl: str | None) -> str:
        """The header ``amz-sdk-request``."""
        if attempt == 1 and self._mode == "legacy":
            return "attempt=1"  # it does not know how many there may be
        until = "" if ttl is None else f"ttl={ttl}; "
        return f"{until}attempt={attempt}; max={self._attempts}"

    def _attempt(
        self, method: str, url: str, headers: dict[str, str], body: bytes, keys: _Keys | None
    ) -> Response | Exception:
        from ..exceptions import ConnectionError as NoConnection
        from ..exceptions import HTTPClientError

        if keys is not None:
            headers = {**headers, **self._signature(url, headers, body, keys)}
        try:
            return self._http.fetch(method, url, headers, body)
        except (NoConnection, HTTPClientError) as error:
            return error

    def _signature(
        self, url: str, headers: dict[str, str], body: bytes, keys: _Keys
    ) -> dict[str, str]:
        from .._awssupport import sign_request

        region = self._endpoint.signing_region
        if region is None:
            from ..exceptions import NoRegionError

            raise NoRegionError
        signed = {"Content-Type": headers["Content-Type"]} if "Content-Type" in headers else {}
        pairs = sign_request(url, list(signed.items()), body, keys, region, self._service.name)
        return dict(pairs)

    def _exception(
        self,
        error: Exception | dict[str, Any],
        operation_name: str,
        retries: int,
        *,
        is_marked: bool,
    ) -> Exception:
        if isinstance(error, Exception):
            return error
        from ..exceptions import ClientError

        error["ResponseMetadata"]["RetryAttempts"] = retries
        if is_marked:
            error["ResponseMetadata"]["MaxAttemptsReached"] = True
        name = self._service.modeled.get(error.get("Error", {}).get("Code"))
        if name is None:
            return ClientError(error, operation_name)
        return _modeled_exception(name)(error, operation_name)

    def _user_agent(self, *, is_signed: bool) -> str:
        from .._awssupport import user_agent

        setting = self._context.setting
        features = {
            _MODE_IDS.get(self._mode, "E"),
            _checksum_id(setting("request_checksum_calculation"), "Z", "a"),
            _checksum_id(setting("response_checksum_validation"), "b", "c"),
            *self._feature_ids,
        }
        if configured_url(self._service, self._context) is not None:
            features.add("N")
        if is_signed:
            features.add("e")  # botocore's client for this call is given its keys
        execution_env = self._context.environ.get("AWS_EXECUTION_ENV")
        app_id = setting("user_agent_appid")
        return user_agent(self._mode, sorted(features), app_id, execution_env)


_modeled_exceptions: dict[str, type[ClientError]] = {}


def _modeled_exception(name: str) -> type[ClientError]:
    """As botocore's clients make them: a class of the model's name below ClientError."""
    from ..exceptions import ClientError

    if name not in _modeled_exceptions:
        _modeled_exceptions[name] = type(name, (ClientError,), {})
    return _modeled_exceptions[name]


_MODE_IDS = {"legacy": "D", "standard": "E", "adaptive": "F"}


def _checksum_id(setting: str | None, when_supported: str, when_required: str) -> str:
    is_required = setting is not None and setting.lower() == "when_required"
    return when_required if is_required else when_supported


#: What calls say that are made for the sake of one another.
_said: ContextVar[set[str]] = ContextVar("feature_ids")


@contextmanager
def on_behalf_of(feature_ids: Iterable[str]) -> Iterator[set[str]]:
    """Let all calls made in this block say these: a role's own, and those that its source makes to
    give the keys for it. What one says the later ones say too, until the outermost block ends."""
    said = _said.get(None)
    if said is not None:
        said.update(feature_ids)
        yield said
        return
    before = _said.set(set(feature_ids))
    try:
        yield _said.get()
    finally:
        _said.reset(before)
