"""The exception classes without botocore: names, texts, copies."""

from __future__ import annotations

import copy
import pickle
import string
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from awssupport import exceptions, rare_exceptions, service_exceptions, stub
from awssupport.emulator import Fault, Server
from awssupport.exceptions import BotoCoreError, ClientError
from tests.modelled_errors import MODELLED_ERRORS

from .processes import run_in_child

# Class -> its parents by name, as botocore has them.
OTHERS = {
    "BotoCoreError": [],
    "ConnectionError": ["BotoCoreError"],
    "EndpointConnectionError": ["ConnectionError"],
    "ConnectTimeoutError": ["ConnectionError", "OSError"],
    "SSLError": ["ConnectionError", "OSError"],
    "HTTPClientError": ["BotoCoreError"],
    "ReadTimeoutError": ["HTTPClientError", "OSError"],
    "ConnectionClosedError": ["HTTPClientError"],
    "NoCredentialsError": ["BotoCoreError"],
    "PartialCredentialsError": ["BotoCoreError"],
    "NoRegionError": ["BaseEndpointResolverError", "BotoCoreError"],
    "EndpointVariantError": ["BaseEndpointResolverError", "BotoCoreError"],
    "InvalidRegionError": ["ValidationError", "BotoCoreError", "ValueError"],
    "ParamValidationError": ["BotoCoreError"],
    "DataNotFoundError": ["BotoCoreError"],
    "UnknownServiceError": ["DataNotFoundError"],
    "ProfileNotFound": ["BotoCoreError"],
    "ConfigParseError": ["BotoCoreError"],
    "InvalidConfigError": ["BotoCoreError"],
    "InvalidRetryConfigurationError": ["BotoCoreError"],
    "InvalidMaxRetryAttemptsError": ["InvalidRetryConfigurationError"],
    "InvalidRetryModeError": ["InvalidRetryConfigurationError"],
    "UnknownClientMethodError": ["BotoCoreError"],
    "OperationNotPageableError": ["BotoCoreError"],
    "PaginationError": ["BotoCoreError"],
}

# Those that are loaded when they are first asked for.
SELDOM = {
    "ProxyConnectionError": ["ConnectionError", "OSError"],
    "InvalidProxiesConfigError": ["BotoCoreError"],
    "UnknownRegionError": ["BotoCoreError"],
    "ConfigNotFound": ["BotoCoreError"],
    "InvalidDefaultsMode": ["BotoCoreError"],
    "InvalidChecksumConfigError": ["BotoCoreError"],
    "InvalidSTSRegionalEndpointsConfigError": ["BotoCoreError"],
    "InvalidS3UsEast1RegionalEndpointConfigError": ["BotoCoreError"],
    "UnknownSignatureVersionError": ["BotoCoreError"],
    "UnsupportedSignatureVersionError": ["BotoCoreError"],
    "NoAuthTokenError": ["BotoCoreError"],
    "EndpointProviderError": ["BotoCoreError"],
    "EndpointResolutionError": ["EndpointProviderError"],
    "StubResponseError": ["BotoCoreError"],
    "StubAssertionError": ["StubResponseError", "AssertionError"],
    "UnStubbedResponseError": ["StubResponseError"],
}

CLASSES = [
    value
    for value in (getattr(exceptions, name) for name in dir(exceptions))
    if isinstance(value, type) and issubclass(value, BotoCoreError)
]


def pickled(protocol: int, error: BaseException) -> Any:
    return pickle.loads(pickle.dumps(error, protocol))


COPIES: dict[str, Callable[[Any], Any]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    **{
        f"pickle {protocol}": partial(pickled, protocol)
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)
    },
}

RESPONSE = {
    "Error": {"Code": "AttachmentSetExpired", "Message": "too late"},
    "ResponseMetadata": {"RequestId": "r", "HTTPStatusCode": 400, "RetryAttempts": 0},
    "message": "too late",
}


def made(cls: type[BotoCoreError]) -> BotoCoreError:
    if issubclass(cls, exceptions.ResourceNotExistsError):  # which boto3 makes in its own way
        return cls("support", ["a"], has_low_level_client=True)
    fields = [field for _, field, _, _ in string.Formatter().parse(cls.fmt) if field]
    return cls(**{field: f"<{field}>" for field in fields})


@pytest.mark.parametrize("name", MODELLED_ERRORS)
def test_modelled_errors_are_client_errors(name: str) -> None:
    cls = getattr(exceptions, name)
    assert cls.__bases__[0] is ClientError
    assert not issubclass(cls, BotoCoreError)
    error = cls(RESPONSE, "AddAttachmentsToSet")
    assert error.response is RESPONSE
    assert error.operation_name == "AddAttachmentsToSet"
    assert error.args == (str(error),)
    assert str(error) == (
        "An error occurred (AttachmentSetExpired) when calling the AddAttachmentsToSet "
        "operation: too late"
    )


@pytest.mark.parametrize(("name", "parents"), [*OTHERS.items(), *SELDOM.items()])
def test_other_errors_have_their_parents(name: str, parents: list[str]) -> None:
    cls = getattr(exceptions, name)
    assert {parent.__name__ for parent in cls.__mro__} >= {name, *parents, "Exception"}
    assert issubclass(cls, OSError) == ("OSError" in parents)
    assert not issubclass(cls, ClientError)


@pytest.mark.parametrize("name", [*MODELLED_ERRORS, *OTHERS, *SELDOM, "ClientError"])
def test_each_class_is_one_and_lives_in_one_module(name: str) -> None:
    cls = getattr(exceptions, name)
    assert (cls.__module__, cls.__qualname__) == ("awssupport.exceptions", name)
    assert name in dir(exceptions)
    assert cls.__doc__
    for module in (stub, rare_exceptions, service_exceptions):
        assert getattr(module, name, cls) is cls


def test_unknown_names() -> None:
    with pytest.raises(AttributeError, match=r"'awssupport\.exceptions' has no attribute 'Nope'"):
        _ = exceptions.Nope  # type: ignore[attr-defined]
    assert not hasattr(exceptions, "__path__")


def test_all_of_them_are_public() -> None:
    names = [
        name
        for name in dir(exceptions)
        if isinstance(getattr(exceptions, name), type) and not name.startswith("_")
    ]
    assert set(names) <= set(exceptions.__all__)


def loaded_when_asked_for() -> list[bool]:
    import sys

    import awssupport.exceptions

    def loaded() -> bool:
        return "awssupport.rare_exceptions" in sys.modules

    seen = [loaded(), hasattr(awssupport.exceptions, "_private"), loaded()]
    from awssupport.exceptions import StubResponseError

    return [*seen, issubclass(StubResponseError, awssupport.exceptions.BotoCoreError), loaded()]


def test_seldom_ones_are_loaded_when_they_are_asked_for() -> None:
    assert run_in_child(loaded_when_asked_for) == [False, False, False, True, True]


class Unusual(exceptions.ReadTimeoutError):
    """A program's own subclass, with arguments of its own."""

    fmt = "{detail}"

    def __init__(self, detail: str, status: int) -> None:
        super().__init__("the request", "the response", detail=detail)
        self.status = status


def test_programs_may_derive_from_them() -> None:
    error = Unusual("late", 5)
    assert (str(error), error.args, error.status) == ("late", ("late",), 5)
    assert (error.errno, error.request, error.response) == (None, "the request", "the response")
    assert Unusual.__module__ == __name__

    class Own(ClientError):
        def __init__(self, text: str) -> None:
            self.text = text

    assert Own("it").args == ("it",)


def test_connection_error_is_not_pythons() -> None:
    assert not issubclass(exceptions.ConnectionError, ConnectionError)
    assert not issubclass(exceptions.EndpointConnectionError, OSError)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
@pytest.mark.parametrize("duplicate", COPIES.values(), ids=COPIES)
def test_copies_are_equal(cls: type[BotoCoreError], duplicate: Callable[[Any], Any]) -> None:
    error = made(cls)
    twin = duplicate(error)
    assert twin is not error
    assert type(twin) is cls
    assert (str(twin), twin.args, twin.kwargs) == (str(error), error.args, error.kwargs)
    assert "{" not in str(error)


@pytest.mark.parametrize("name", ["ClientError", *MODELLED_ERRORS])
@pytest.mark.parametrize("duplicate", COPIES.values(), ids=COPIES)
def test_copies_of_service_errors(name: str, duplicate: Callable[[Any], Any]) -> None:
    """They are plain ClientErrors, as botocore's."""
    error = getattr(exceptions, name)(RESPONSE, "AddAttachmentsToSet")
    twin = duplicate(error)
    assert type(twin) is ClientError
    assert str(twin) == str(error)
    assert (twin.response, twin.operation_name) == (error.response, error.operation_name)


def test_raised_errors_can_be_copied(single: Any, emulator: Server) -> None:
    """With what really is in them, the causes of transport errors included."""
    errors: list[BaseException] = []
    for fault in ("close", "garbage", "throttle", Fault.status(503)):
        emulator.script(fault)
        with pytest.raises((BotoCoreError, ClientError)) as caught:
            single.add_attachments_to_set(attachments=[])
        errors.append(caught.value)
    with pytest.raises(BotoCoreError) as invalid:
        single.add_attachments_to_set()
    emulator.close()
    with pytest.raises(exceptions.EndpointConnectionError) as refused:
        single.add_attachments_to_set(attachments=[])
    for error in (*errors, invalid.value, refused.value):
        for duplicate in COPIES.values():
            twin = duplicate(error)
            assert str(twin) == str(error)
            assert repr(getattr(twin, "kwargs", None)) == repr(getattr(error, "kwargs", None))
            assert getattr(twin, "response", None) == getattr(error, "response", None)


def test_names_of_the_client(client: Any) -> None:
    offered = client.exceptions
    public = [name for name in dir(offered) if not name.startswith("_")]
    assert sorted(public) == sorted([*MODELLED_ERRORS, "ClientError", "from_code"])
    for name in (*MODELLED_ERRORS, "ClientError"):
        assert getattr(offered, name) is getattr(exceptions, name)
    assert client.exceptions is offered


@pytest.mark.parametrize(
    "name", ["SubscriptionRequiredException", "ParamValidationError", "attachmentsetexpired", ""]
)
def test_unknown_name(client: Any, name: str) -> None:
    offered = client.exceptions
    assert not hasattr(offered, name)
    with pytest.raises(AttributeError) as caught:
        getattr(offered, name)
    names = ", ".join(MODELLED_ERRORS)
    assert str(caught.value) == (
        f"{offered!r} object has no attribute {name}. Valid exceptions are: {names}"
    )


@pytest.mark.parametrize("name", MODELLED_ERRORS)
def test_from_code(client: Any, name: str) -> None:
    assert client.exceptions.from_code(name) is getattr(exceptions, name)


@pytest.mark.parametrize("code", ["SubscriptionRequiredException", "caseidnotfound", "", "5", None])
def test_from_unknown_code(client: Any, code: str | None) -> None:
    assert client.exceptions.from_code(code) is ClientError


@pytest.mark.parametrize("name", MODELLED_ERRORS)
def test_every_modelled_code_is_raised_as_its_class(
    single: Any, emulator: Server, name: str
) -> None:
    emulator.script(Fault.error(name, "why"))
    with pytest.raises(ClientError) as caught:
        single.add_attachments_to_set(attachments=[])
    assert type(caught.value) is getattr(single.exceptions, name)
    assert caught.value.response["Error"] == {"Message": "why", "Code": name}


def test_http_client_error_has_request_and_response() -> None:
    error = exceptions.HTTPClientError(error="x")
    assert (error.request, error.response, error.kwargs) == (None, None, {"error": "x"})
    error = exceptions.ReadTimeoutError(request=1, response=2, endpoint_url="u")
    assert (error.request, error.response, error.kwargs) == (1, 2, {"endpoint_url": "u"})


@pytest.mark.parametrize(
    ("metadata", "text"),
    [
        ({"MaxAttemptsReached": True, "RetryAttempts": 2}, " (reached max retries: 2)"),
        ({"MaxAttemptsReached": True, "RetryAttempts": 0}, " (reached max retries: 0)"),
        ({"MaxAttemptsReached": False, "RetryAttempts": 2}, ""),
        ({"MaxAttemptsReached": True}, ""),
        ({}, ""),
    ],
)
def test_retries_in_the_text(metadata: dict[str, Any], text: str) -> None:
    error = ClientError({"Error": {"Code": "C"}, "ResponseMetadata": metadata}, "Op")
    assert str(error) == f"An error occurred (C) when calling the Op operation{text}: Unknown"


def uncaught(url: str) -> list[str]:
    """How an uncaught error's last line looks, and what raising it has imported."""
    import sys
    import traceback

    import awssupport

    client: Any = awssupport.client(
        "support",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="wrong",
    )
    lines = []
    for call in (
        client.add_attachments_to_set,
        lambda: client.add_attachments_to_set(attachments=[]),
    ):
        try:
            call()
        except Exception as error:
            lines += traceback.format_exception_only(error)[:1]
    return [
        *lines,
        *(name for name in sys.modules if name.partition(".")[0] in ("boto3", "botocore")),
    ]


def test_without_botocore_nothing_imports_it(emulator: Server) -> None:
    assert run_in_child(uncaught, emulator.url) == [
        "awssupport.exceptions.ParamValidationError: Parameter validation failed:\n"
        'Missing required parameter in input: "attachments"\n',
        "awssupport.exceptions.ClientError: An error occurred (InvalidSignatureException) when "
        "calling the AddAttachmentsToSet operation: The request signature we calculated does not "
        "match the signature you provided. Check your AWS Secret Access Key and signing method. "
        "Consult the service documentation for details.\n",
    ]
