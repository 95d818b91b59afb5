"""Programs that catch botocore's exceptions catch awssupport's, whenever they import botocore."""

from __future__ import annotations

import pytest

from awssupport.emulator import Fault, Server

from .processes import run_in_child

# What each situation raises: botocore's classes that catch it, the very one first.
CAUGHT_BY = {
    "throttled": ["ClientError"],
    "unmodelled": ["ClientError"],
    "closed": ["ConnectionClosedError", "BotoCoreError", "HTTPClientError"],
    "slow": ["ReadTimeoutError", "BotoCoreError", "HTTPClientError"],
    "refused": ["EndpointConnectionError", "BotoCoreError", "ConnectionError"],
    "tls": ["SSLError", "BotoCoreError", "ConnectionError"],
    "invalid": ["ParamValidationError", "BotoCoreError"],
    "no region": ["NoRegionError", "BaseEndpointResolverError", "BotoCoreError"],
    "no keys": ["NoCredentialsError", "BotoCoreError"],
    "half a pair": ["PartialCredentialsError", "BotoCoreError"],
    "bad region": ["InvalidRegionError", "BotoCoreError", "ValidationError"],
    "no such service": ["UnknownServiceError", "BotoCoreError", "DataNotFoundError"],
    "no such version": ["DataNotFoundError", "BotoCoreError"],
    "bad retries": [
        *("InvalidRetryModeError", "BotoCoreError", "InvalidRetryConfigurationError"),
    ],
}

# botocore's modelled errors are made for each client; its plain class is all it has by name.
OURS = {name: classes[0] for name, classes in CAUGHT_BY.items()} | {
    "throttled": "ThrottlingException"
}


def errors_of(url: str, secret: str, when: str) -> dict[str, list[str]]:
    """The classes that catch each error: botocore's, or ours where botocore is not imported.

    botocore is imported at one time or another, `when` says.
    """
    import socket
    import sys
    from contextlib import suppress
    from importlib import import_module
    from typing import Any

    class Blocker:
        def find_spec(self, name: str, *_: object) -> None:
            if name.partition(".")[0] in {"boto3", "botocore"}:
                raise ModuleNotFoundError(name)

    if when == "not installed":
        sys.meta_path.insert(0, Blocker())
    if when == "before the package":
        import_module("botocore.exceptions")
    import awssupport

    if when == "after the package":
        import_module("botocore.exceptions")

    keys: dict[str, Any] = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": secret}
    make: Any = awssupport.client
    unlistened = socket.socket()
    unlistened.bind(("127.0.0.1", 0))
    port = unlistened.getsockname()[1]
    hurry = awssupport.Config(read_timeout=0.1, retries={"total_max_attempts": 1})
    keys["config"] = awssupport.Config(retries={"total_max_attempts": 1})
    clients = {
        "": make("support", "us-east-1", endpoint_url=url, **keys),
        "slow": make("support", "us-east-1", endpoint_url=url, **{**keys, "config": hurry}),
        "refused": make("support", "us-east-1", endpoint_url=f"http://127.0.0.1:{port}", **keys),
        "tls": make("support", "us-east-1", endpoint_url=url.replace("http:", "https:"), **keys),
        "no region": make("support", endpoint_url=url, **keys),
        "no keys": make("support", "us-east-1", endpoint_url=url),
    }

    if when == "after the client":
        import_module("botocore.exceptions")
    if when == "with boto3, after the client":
        import_module("boto3")

    def call(name: str) -> Any:
        return lambda: clients[name].add_attachments_to_set(attachments=[])

    calls: dict[str, Any] = {
        "throttled": call(""),
        "unmodelled": call(""),
        "closed": call(""),
        **{name: call(name) for name in ("slow", "refused", "tls", "no region", "no keys")},
        "invalid": clients[""].add_attachments_to_set,
        "half a pair": lambda: make("support", aws_access_key_id="A"),
        "bad region": lambda: make("support", "bad region"),
        "no such service": lambda: make("s3"),
        "no such version": lambda: make("support", api_version="1"),
        "bad retries": lambda: awssupport.Config(retries={"mode": "x"}),
    }
    raised: dict[str, BaseException] = {}
    for name, raising in calls.items():
        try:
            raising()
        except Exception as error:
            raised[name] = error
    unlistened.close()

    if when == "after the errors":
        import_module("botocore.exceptions")
        with suppress(awssupport.exceptions.ParamValidationError):
            clients[""].add_attachments_to_set()
    theirs = sys.modules.get("botocore.exceptions")
    if theirs is None:
        loaded = [name for name in sys.modules if name.partition(".")[0] == "botocore"]
        return {name: [type(error).__name__, *loaded] for name, error in raised.items()}
    classes = [
        cls
        for cls in vars(theirs).values()
        if isinstance(cls, type)
        and issubclass(cls, Exception)
        and cls.__module__ == theirs.__name__
    ]
    found = {}
    for name, one in raised.items():
        catching = sorted(cls.__name__ for cls in classes if isinstance(one, cls))
        # The class of the same name comes first.
        own = type(one).__name__
        found[name] = [other for other in catching if other == own]
        found[name] += [other for other in catching if other != own]
    return found


def outcome(emulator: Server, when: str) -> object:
    emulator.script("throttle", Fault.error("AccessDeniedException"), "close", Fault.slow(30))
    return run_in_child(errors_of, emulator.url, emulator.secret_access_key, when)


@pytest.mark.parametrize(
    "when",
    [
        "before the package",
        "after the package",
        "after the client",
        "with boto3, after the client",
        "after the errors",
    ],
)
def test_botocores_classes_catch_ours(emulator: Server, when: str) -> None:
    assert outcome(emulator, when) == CAUGHT_BY


@pytest.mark.parametrize("when", ["never", "not installed"])
def test_without_botocore_ours_are_all_there_is(emulator: Server, when: str) -> None:
    assert outcome(emulator, when) == {name: [cls] for name, cls in OURS.items()}


def clauses(url: str) -> list[str]:
    """`except` clauses as programs have them, botocore imported last."""
    import awssupport

    client = awssupport.client(
        "support",
        "us-east-1",
        endpoint_url=url,
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="wrong",
    )
    from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

    seen = []
    try:
        client.add_attachments_to_set(attachments=[])
    except BotoCoreError:
        seen.append("the wrong clause")
    except ClientError as error:
        seen.append(error.response["Error"]["Code"])
    try:
        client.add_attachments_to_set()  # type: ignore[call-arg]
    except ClientError:
        seen.append("the wrong clause")
    except ParamValidationError as error:
        seen.append(error.kwargs["report"])
    try:
        client.add_attachments_to_set()  # type: ignore[call-arg]
    except OSError:
        seen.append("the wrong clause")
    except awssupport.exceptions.ParamValidationError:
        seen.append("ours too")
    return seen


def test_except_clauses(emulator: Server) -> None:
    assert run_in_child(clauses, emulator.url) == [
        "InvalidSignatureException",
        'Missing required parameter in input: "attachments"',
        "ours too",
    ]


def half_imported() -> list[bool]:
    """Another thread is in the middle of importing botocore.exceptions, then it is through."""
    import sys
    import types

    import awssupport

    client = awssupport.client("support", "us-east-1")
    partial = types.ModuleType("botocore.exceptions")

    class BotoCoreError(Exception):
        """The first class of that module."""

    class ClientError(Exception):
        """The last that matters."""

    partial.BotoCoreError = BotoCoreError  # type: ignore[attr-defined]
    sys.modules["botocore.exceptions"] = partial
    seen = []
    for _ in range(2):
        try:
            client.add_attachments_to_set()  # type: ignore[call-arg]
        except Exception as error:
            seen.append(isinstance(error, BotoCoreError))
        partial.ClientError = ClientError  # type: ignore[attr-defined]
    return [*seen, issubclass(awssupport.exceptions.ClientError, ClientError)]


def test_an_import_that_is_not_finished_is_waited_out() -> None:
    assert run_in_child(half_imported) == [False, True, True]
