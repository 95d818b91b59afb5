"""The two clients under comparison, and what "the same outcome" means.

``REFERENCE`` is boto3; ``SUBJECT`` is awssupport. ``AWSSUPPORT_DIFFERENTIAL_SIDES`` in the
environment names two others: ``aiobotocore,awssupport.aio`` holds the asyncio clients against each
other, both waited for (see `aiobotocore_differences.py`). With ``AWSSUPPORT_DIFFERENTIAL_SELF=1``
the subject is a second reference: every test must then pass, which shows that the comparison itself
adds no difference.
"""

from __future__ import annotations

import contextlib
import importlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import botocore.config
import botocore.exceptions
import botocore.loaders
import botocore.session
import pytest

from tests.waiting_client import WaitingClient, entered

KEYS = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "wJalrXUtnFEMI/EXAMPLEKEY"}
ONE_ATTEMPT = {"total_max_attempts": 1, "mode": "standard"}
SIDES = os.environ.get("AWSSUPPORT_DIFFERENTIAL_SIDES", "boto3,awssupport").split(",")
SELF_CHECK = os.environ.get("AWSSUPPORT_DIFFERENTIAL_SELF") == "1"

#: botocore tells, on the last allowed attempt, that it was the last one.
LAST_ATTEMPT_TEXT = " (reached max retries: 0)"
LAST_ATTEMPT_KEYS = frozenset({"MaxAttemptsReached", "RetryAttempts"})


@dataclass(frozen=True)
class Side:
    """One client library: how to make a client and a config, where its exceptions live."""

    name: str
    make_client: Callable[..., Any]
    config: Callable[..., Any]
    exceptions: Any

    def client(self, service_name: str = "support", **options: Any) -> Any:
        """A client as ``boto3.client`` makes it; a fresh Session, so environment is read anew."""
        return self.make_client(service_name, **options)

    def one_attempt(self, **options: Any) -> Any:
        """A Config that allows a single attempt."""
        return self.config(retries=dict(ONE_ATTEMPT), **options)


#: Reading the model files is what takes long in a new Session; nothing else is shared.
_LOADER = botocore.loaders.create_loader()


def boto3_session() -> Any:
    """A new Session of boto3."""
    import boto3.session  # not there where aiobotocore is

    session = botocore.session.get_session()
    session.register_component("data_loader", _LOADER)
    return boto3.session.Session(botocore_session=session)


def _boto3_client(service_name: str, **options: Any) -> Any:
    return boto3_session().client(service_name, **options)


def _aiobotocore_client(service_name: str, **options: Any) -> Any:
    session = importlib.import_module("aiobotocore.session").get_session()
    session.register_component("data_loader", _LOADER)
    return entered(session.create_client(service_name, **options))


def _awssupport_client(*arguments: Any, **options: Any) -> Any:
    return importlib.import_module("awssupport").Session().client(*arguments, **options)


def _aio_client(*arguments: Any, **options: Any) -> Any:
    session = importlib.import_module("awssupport.aio").Session()
    return WaitingClient(session.client(*arguments, **options))


def _side(name: str) -> Side:
    if name in {"boto3", "aiobotocore"}:
        make = _boto3_client if name == "boto3" else _aiobotocore_client
        return Side(name, make, botocore.config.Config, botocore.exceptions)
    make = _awssupport_client if name == "awssupport" else _aio_client
    exceptions = importlib.import_module("awssupport.exceptions")
    return Side(name, make, importlib.import_module("awssupport").Config, exceptions)


REFERENCE, SUBJECT = map(_side, [SIDES[0]] * 2 if SELF_CHECK else SIDES)


def patch_waits(patch: pytest.MonkeyPatch, sleep: Callable[[float], object]) -> None:
    """The reference's waits between attempts are calls of ``sleep``."""
    patch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=sleep))
    if REFERENCE.name == "aiobotocore":

        async def awaited(_: Any, seconds: float) -> None:
            sleep(seconds)

        patch.setattr("aiobotocore.endpoint.AioEndpoint._sleep", awaited)


def close(client: Any) -> None:
    """Drop the pooled connections of a client."""
    client.close()


@dataclass(frozen=True)
class Pair:
    """A client of each side, configured alike."""

    reference: Any
    subject: Any

    def each(self) -> tuple[Any, Any]:
        """Both clients, the reference first."""
        return self.reference, self.subject


@contextlib.contextmanager
def pair(configure: Callable[[Side], Mapping[str, Any]]) -> Iterator[Pair]:
    """Clients made with ``configure(side)`` as keyword arguments."""
    clients = Pair(REFERENCE.client(**configure(REFERENCE)), SUBJECT.client(**configure(SUBJECT)))
    try:
        yield clients
    finally:
        close(clients.reference)
        close(clients.subject)


# Outcomes ---------------------------------------------------------------------------------


def freeze(value: Any) -> Any:
    """A form that compares exactly: types count, NaN equals NaN, dicts keep their order."""
    if isinstance(value, dict):
        return ("dict", tuple((key, freeze(item)) for key, item in value.items()))
    if isinstance(value, list | tuple):
        return (type(value).__name__, tuple(freeze(item) for item in value))
    return (type(value).__name__, repr(value))


@dataclass(frozen=True)
class Ok:
    """A call that returned."""

    value: Any


@dataclass(frozen=True)
class Failed:
    """A call that raised."""

    error: BaseException


def outcome(call: Callable[[], Any]) -> Ok | Failed:
    """What a call did."""
    try:
        return Ok(call())
    except Exception as error:
        return Failed(error)


def _text(error: BaseException, *, normalise: bool) -> str:
    text = str(error)
    return text.replace(LAST_ATTEMPT_TEXT, "", 1) if normalise else text


def _response(error: BaseException, *, normalise: bool) -> Any:
    response = getattr(error, "response", None)
    if not (normalise and isinstance(response, dict)):
        return freeze(response)
    metadata = response.get("ResponseMetadata", {})
    kept = {key: value for key, value in metadata.items() if key not in LAST_ATTEMPT_KEYS}
    return freeze({**response, "ResponseMetadata": kept})


def _arguments(error: BaseException, *, normalise: bool) -> Any:
    if normalise and isinstance(error, botocore.exceptions.ClientError):
        return freeze((_text(error, normalise=True),))
    return freeze(error.args)


def _kwargs(error: BaseException) -> Any:
    """Format arguments; of an underlying exception only the fact that there is one."""
    kwargs = getattr(error, "kwargs", None)
    if kwargs is None:
        return None
    return freeze({key: "..." if key == "error" else value for key, value in kwargs.items()})


def describe(result: Ok | Failed, *, normalise: bool = False, tail: bool = True) -> Any:
    """Everything about an outcome that must be equal on both sides.

    ``normalise`` removes what tells how many attempts were made; ``tail`` False leaves out the
    text and arguments, for the errors whose end is the HTTP library's own wording.
    """
    if isinstance(result, Ok):
        return ("ok", freeze(result.value))
    error = result.error
    described = {
        "class": type(error).__name__,
        "text": _text(error, normalise=normalise) if tail else None,
        "args": _arguments(error, normalise=normalise) if tail else None,
        "response": _response(error, normalise=normalise),
        "kwargs": _kwargs(error),
        "operation_name": getattr(error, "operation_name", None),
        "module is builtins": type(error).__module__ == "builtins",
    }
    return ("error", described)


def bases(error: BaseException) -> set[type]:
    """The public classes by which an exception of botocore can be caught."""
    public = {"botocore.exceptions", "builtins"}
    return {cls for cls in type(error).__mro__ if cls.__module__ in public}


def assert_same(
    reference: Ok | Failed, subject: Ok | Failed, *, normalise: bool = False, tail: bool = True
) -> None:
    """The subject did what the reference did, and is caught by the same ``except`` clauses."""
    expected = describe(reference, normalise=normalise, tail=tail)
    actual = describe(subject, normalise=normalise, tail=tail)
    assert actual == expected, f"subject:   {actual}\nreference: {expected}"
    if isinstance(reference, Failed) and isinstance(subject, Failed):
        missed = {cls for cls in bases(reference.error) if not isinstance(subject.error, cls)}
        assert not missed, f"not caught by {missed}"


def assert_same_calls(
    clients: Pair, call: Callable[[Any], Any], *, normalise: bool = False, tail: bool = True
) -> tuple[Ok | Failed, Ok | Failed]:
    """Do the same with both clients, compare, and return both outcomes."""
    reference = outcome(lambda: call(clients.reference))
    subject = outcome(lambda: call(clients.subject))
    assert_same(reference, subject, normalise=normalise, tail=tail)
    return reference, subject


# Calls ------------------------------------------------------------------------------------

ATTACHMENTS = [{"fileName": "a.txt", "data": b"hello"}]


def add(client: Any, **parameters: Any) -> Any:
    """add_attachments_to_set with one small attachment unless told otherwise."""
    return client.add_attachments_to_set(**{"attachments": ATTACHMENTS, **parameters})
