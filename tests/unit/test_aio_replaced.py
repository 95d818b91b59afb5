"""Replacements of botocore's and aiobotocore's ``_make_api_call``, as tests of programs and tracers
make them: asyncio clients go through what stands there, and never on to AWS behind its back."""

from __future__ import annotations

import asyncio
import sys
import threading
import types
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any
from unittest import mock

import botocore.client
import pytest

import awssupport
from awssupport.aio import AsyncSupport
from awssupport.emulator import Server

from .raw_servers import StalledServer

MakeAio = Callable[..., AsyncSupport]

TARGET = "botocore.client.BaseClient._make_api_call"
ORIGINAL: Any = botocore.client.BaseClient._make_api_call
ANSWER = {"caseId": "stubbed"}


def wait(awaitable: Any) -> Any:
    async def main() -> Any:
        return await asyncio.wait_for(awaitable, 30)

    return asyncio.run(main())


def create(client: AsyncSupport) -> Any:
    return client.create_case(subject="s", communicationBody="b")


def function(self: Any, operation_name: str, params: Any) -> Any:
    assert isinstance(self, AsyncSupport)
    return {**ANSWER, "called": operation_name, "with": params}


async def coroutine_function(self: Any, operation_name: str, params: Any) -> Any:
    await asyncio.sleep(0)
    return function(self, operation_name, params)


def function_of_an_awaitable(self: Any, operation_name: str, params: Any) -> Any:
    return coroutine_function(self, operation_name, params)


class Callable_:  # noqa: N801 - beside the other ones
    def __call__(self, operation_name: str, params: Any) -> Any:
        return {**ANSWER, "called": operation_name, "with": params}


EXPECTED = {
    **ANSWER,
    "called": "CreateCase",
    "with": {"subject": "s", "communicationBody": "b"},
}


@pytest.mark.parametrize(
    "replacement", [function, coroutine_function, function_of_an_awaitable, Callable_()]
)
def test_replacements_answer(make_aio: MakeAio, emulator: Server, replacement: Any) -> None:
    client = make_aio()
    with mock.patch(TARGET, replacement):
        assert wait(create(client)) == EXPECTED
    assert emulator.requests == []
    assert wait(client.describe_services())["services"]


@pytest.mark.parametrize("autospec", [False, True])
def test_mocks_answer(make_aio: MakeAio, autospec: bool) -> None:
    client = make_aio()
    with mock.patch(TARGET, autospec=autospec, return_value=ANSWER) as called:
        assert wait(client.resolve_case(caseId=5)) == ANSWER  # type: ignore[arg-type]
    arguments = ("ResolveCase", {"caseId": 5})
    called.assert_called_once_with(*([client] if autospec else []), *arguments)


def test_async_mocks_answer(make_aio: MakeAio) -> None:
    client = make_aio()
    with mock.patch(TARGET, new_callable=mock.AsyncMock, return_value=ANSWER) as called:
        assert wait(create(client)) == ANSWER
    called.assert_awaited_once_with("CreateCase", EXPECTED["with"])


@pytest.mark.parametrize("replacement", [function, coroutine_function])
@pytest.mark.parametrize("error", [ZeroDivisionError, StopIteration, asyncio.TimeoutError])
def test_what_they_raise(make_aio: MakeAio, replacement: Any, error: type[Exception]) -> None:
    if replacement is function:
        patch = mock.patch(TARGET, side_effect=error)
    else:
        patch = mock.patch(TARGET, new_callable=mock.AsyncMock, side_effect=error)
    # As any coroutine that raises StopIteration does. An AsyncMock makes another of it.
    expected = (RuntimeError, StopAsyncIteration) if error is StopIteration else error
    with patch, pytest.raises(expected):
        wait(create(make_aio()))


def test_aiobotocores_is_honoured(
    make_aio: MakeAio, emulator: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stand-in for aiobotocore, which pins another botocore: its class and its own method."""
    module: Any = types.ModuleType("aiobotocore.client")
    source = (
        "import botocore.client\n"
        "class AioBaseClient(botocore.client.BaseClient):\n"
        "    async def _make_api_call(self, operation_name, api_params):\n"
        "        raise AssertionError('the own one is for its own clients')\n"
    )
    exec(source, vars(module))
    monkeypatch.setitem(sys.modules, "aiobotocore", types.ModuleType("aiobotocore"))
    monkeypatch.setitem(sys.modules, "aiobotocore.client", module)
    monkeypatch.setitem(awssupport.support.FOREIGN_METHODS, "aiobotocore", None)
    client = make_aio()
    assert wait(client.describe_services())["services"]
    with mock.patch.object(module.AioBaseClient, "_make_api_call", coroutine_function):
        assert wait(create(client)) == EXPECTED
    assert [request.operation for request in emulator.requests] == ["DescribeServices"]
    # It goes before botocore's, as with aiobotocore's clients.
    with (
        mock.patch.object(module.AioBaseClient, "_make_api_call", return_value="aiobotocore's"),
        mock.patch(TARGET, return_value="botocore's"),
    ):
        assert wait(create(client)) == "aiobotocore's"
    sync: Any = awssupport.client(region_name="us-east-1", endpoint_url=emulator.url)
    with (
        mock.patch.object(module.AioBaseClient, "_make_api_call", return_value="aiobotocore's"),
        mock.patch(TARGET, return_value="botocore's"),
    ):
        assert sync.describe_services() == "botocore's"


def pass_on(self: Any, operation_name: str, params: Any) -> Any:
    return ORIGINAL(self, operation_name, params)


@pytest.mark.parametrize("handlers", [False, True])
def test_some_answers_and_the_rest_passed_on(
    make_aio: MakeAio, emulator: Server, handlers: bool
) -> None:
    def answer(self: Any, operation_name: str, params: Any) -> Any:
        if operation_name == "CreateCase":
            return ANSWER
        return ORIGINAL(self, operation_name, params)

    client = make_aio()
    awaited: list[str] = []

    async def handler(event_name: str, **_: Any) -> None:
        await asyncio.sleep(0)
        awaited.append(event_name)

    if handlers:
        for name in ("provide-client-params", "before-call", "before-send", "after-call"):
            client.meta.events.register(name, handler)
    with mock.patch(TARGET, answer):
        assert wait(create(client)) == ANSWER
        assert wait(client.describe_services())["services"]
        with pytest.raises(client.exceptions.CaseIdNotFound):
            wait(client.resolve_case(caseId="case-1"))
        with pytest.raises(awssupport.exceptions.ParamValidationError):
            wait(client.resolve_case(caseId=5))  # type: ignore[arg-type]
        pages = client.get_paginator("describe_cases").paginate()
        assert wait(pages.build_full_result())["cases"] == []
    operations = [request.operation for request in emulator.requests]
    assert operations == ["DescribeServices", "ResolveCase", "DescribeCases"]
    # For parameters that are invalid there is only the first.
    assert len(awaited) == (3 * 4 + 1 if handlers else 0)


def test_the_event_loop_goes_on_while_it_is_passed_on(make_aio: MakeAio, emulator: Server) -> None:
    """As many calls as there like, and the loop's thread in none of them."""
    client = make_aio()
    threads: list[threading.Thread] = []

    def traced(self: Any, operation_name: str, params: Any) -> Any:
        threads.append(threading.current_thread())
        return ORIGINAL(self, operation_name, params)

    async def main() -> Any:
        return await asyncio.gather(*[client.describe_services() for _ in range(60)])

    with mock.patch(TARGET, traced):
        assert len(asyncio.run(main())) == 60
    assert len(emulator.requests) == len(set(threads)) == 60
    assert threading.main_thread() not in threads


def test_its_context_is_the_calls(make_aio: MakeAio) -> None:
    span: ContextVar[str] = ContextVar("span", default="none")
    seen: list[str] = []

    def traced(self: Any, operation_name: str, params: Any) -> Any:
        seen.append(span.get())
        span.set("inner")
        return ORIGINAL(self, operation_name, params)

    client = make_aio()
    client.meta.events.register("before-send", lambda **_: seen.append(span.get()))

    async def main() -> None:
        span.set("outer")
        await client.describe_services()
        seen.append(span.get())

    with mock.patch(TARGET, traced):
        asyncio.run(main())
    assert seen == ["outer", "inner", "outer"]


def test_cancelled_while_it_is_passed_on(make_aio: MakeAio) -> None:
    ended = threading.Event()
    raised: list[BaseException] = []

    def traced(self: Any, operation_name: str, params: Any) -> Any:
        try:
            return ORIGINAL(self, operation_name, params)
        except BaseException as error:
            raised.append(error)
            raise
        finally:
            ended.set()

    async def main() -> None:
        with StalledServer() as stalled:
            client = make_aio(endpoint_url=stalled.url)
            task = asyncio.ensure_future(client.describe_services())
            assert await asyncio.to_thread(stalled.reached.wait, 30)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert await asyncio.to_thread(stalled.ended.wait, 30)
            assert await asyncio.to_thread(ended.wait, 30)

    with mock.patch(TARGET, traced):
        asyncio.run(main())
    assert len(raised) == 1


def test_a_coroutine_function_cannot_wait_for_botocores(
    make_aio: MakeAio, emulator: Server
) -> None:
    async def traced(self: Any, operation_name: str, params: Any) -> Any:
        return ORIGINAL(self, operation_name, params)

    with mock.patch(TARGET, traced), pytest.raises(RuntimeError, match="stop the event loop"):
        wait(make_aio().describe_services())
    assert emulator.requests == []


def test_a_coroutine_function_may_call_the_clients_own(make_aio: MakeAio) -> None:
    own = AsyncSupport._make_api_call

    async def traced(self: Any, operation_name: str, params: Any) -> Any:
        answer = await own(self, operation_name, params)
        return {**answer, "traced": True}

    with mock.patch(TARGET, traced):
        assert wait(make_aio().describe_services())["traced"]


def test_nothing_is_done_where_nothing_is_replaced(
    make_aio: MakeAio, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = make_aio()
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "awssupport.aio.replaced", None)  # it cannot be imported
        assert wait(client.describe_services())["services"]
        with mock.patch(TARGET, function), pytest.raises(ImportError):
            wait(client.describe_services())


def test_private_attributes_that_programs_look_at(make_aio: MakeAio, client: Any) -> None:
    ours = make_aio()
    private: Any = ours
    assert repr(private._endpoint) == repr(client._endpoint)
    assert vars(private._request_signer) == vars(client._request_signer)
