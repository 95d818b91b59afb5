"""Waiting for one's turn: how old a signature may get, and who may wait for whom."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import awssupport
from awssupport.aio import AsyncSupport
from awssupport.emulator import ManualClock, Server, serve
from awssupport.exceptions import CredentialRetrievalError
from tests.waits import Waits, waiting_on

ONE = awssupport.Config(max_pool_connections=1, retries={"total_max_attempts": 1})

MakeAio = Callable[..., AsyncSupport]


class Scene:
    """A service and a client with one connection, which go by the same clock."""

    def __init__(self, server: Server, clock: ManualClock, waits: Waits) -> None:
        self.server = server
        self._clock = clock
        self._waits = waits
        self.client = awssupport.aio.client(
            endpoint_url=server.url,
            region_name="us-east-1",
            config=ONE,
            aws_access_key_id=server.access_key_id,
            aws_secret_access_key=server.secret_access_key,
        )

    def advance(self, seconds: float) -> None:
        self._clock.advance(seconds)
        self._waits.now = self._clock()

    async def wait_signed_for(self, seconds: float, signed: asyncio.Event, **params: Any) -> Any:
        """A call that is signed at once, when it can be, and whose turn comes so much later."""
        native = self.client._async_native
        slot = native.free_slot()
        assert slot is not None
        with slot:
            assert native.free_slot() is None
            call = asyncio.ensure_future(self.client.add_attachments_to_set(**params))
            await asyncio.wait_for(signed.wait(), 30)
            self.advance(seconds)
        return await call


@pytest.fixture
def scene() -> Iterator[Scene]:
    clock = ManualClock()
    waits = Waits(now=clock())
    with serve(signing_clock=clock) as server, waiting_on(waits):
        yield Scene(server, clock, waits)


def dates(server: Server) -> list[str]:
    return [request.headers["x-amz-date"] for request in server.requests]


@pytest.mark.parametrize("size", [5, 1 << 20])
@pytest.mark.parametrize("waited", [30, 3600])
def test_with_handlers_a_long_wait_ages_no_signature(scene: Scene, size: int, waited: int) -> None:
    files: Any = [{"fileName": "f", "data": bytes(size)}]

    async def main() -> list[tuple[str, str]]:
        signed = asyncio.Event()
        shown = []

        def look(request: Any, **_: Any) -> None:
            shown.append(request.headers["X-Amz-Date"].decode())
            signed.set()

        scene.client.meta.events.register("before-send", look)
        answer = await scene.wait_signed_for(waited, signed, attachments=files)
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
        return list(zip(shown, dates(scene.server), strict=True))

    [(shown, sent)] = asyncio.run(main())
    # The service has checked it by the same clock. What is fresh is not signed twice.
    assert (shown == sent) is (waited == 30)


def test_what_handlers_have_added_is_sent_all_the_same(scene: Scene) -> None:
    async def main() -> None:
        signed = asyncio.Event()

        def add(request: Any, **_: Any) -> None:
            request.headers["X-Added"] = "after signing"
            signed.set()

        scene.client.meta.events.register("before-send", add)
        await scene.wait_signed_for(3600, signed, attachments=[{"data": b"x"}])

    asyncio.run(main())
    [request] = scene.server.requests
    assert request.headers["x-added"] == "after signing"


def test_a_signature_of_a_handlers_own_stays(scene: Scene) -> None:
    async def main() -> None:
        signed = asyncio.Event()

        def replace(request: Any, **_: Any) -> None:
            request.headers["Authorization"] = "the handler's"
            shown.append(request.headers["X-Amz-Date"].decode())
            signed.set()

        scene.client.meta.events.register("before-send", replace)
        # The service understands it as little as it would without a wait.
        with pytest.raises(scene.client.exceptions.ClientError, match="IncompleteSignature"):
            await scene.wait_signed_for(3600, signed, attachments=[{"data": b"x"}])

    shown: list[str] = []
    asyncio.run(main())
    assert dates(scene.server) == shown


def test_without_handlers_nothing_is_signed_before_its_turn(scene: Scene) -> None:
    async def main() -> None:
        begun = asyncio.Event()
        asyncio.get_running_loop().call_later(0.05, begun.set)
        await scene.wait_signed_for(3600, begun, attachments=[{"data": b"x"}])

    asyncio.run(main())
    assert scene.server.requests[0].status == 200


@pytest.mark.parametrize(
    "event", ["provide-client-params", "before-call", "request-created", "choose-signer"]
)
@pytest.mark.parametrize("order", ["register_first", "register_last"])
def test_handlers_may_wait_for_calls_of_their_own(
    make_aio: MakeAio, emulator: Server, event: str, order: str
) -> None:
    """With one connection they would wait for ever for a slot that their own call held."""
    client = make_aio(config=ONE)

    async def look_first(**_: Any) -> None:
        await asyncio.wait_for(asyncio.ensure_future(client.describe_services()), 30)

    async def main() -> None:
        getattr(client.meta.events, order)(f"{event}.support.CreateCase", look_first)
        await asyncio.gather(
            *[client.create_case(subject="s", communicationBody="b") for _ in range(5)]
        )

    asyncio.run(main())
    operations = [request.operation for request in emulator.requests]
    assert sorted(map(str, operations)) == ["CreateCase"] * 5 + ["DescribeServices"] * 5


@pytest.mark.parametrize(
    "event", ["before-parse", "response-received", "needs-retry", "after-call"]
)
def test_and_after_the_answer(make_aio: MakeAio, emulator: Server, event: str) -> None:
    client = make_aio(config=ONE)

    async def look_again(**_: Any) -> None:
        await asyncio.wait_for(asyncio.ensure_future(client.describe_services()), 30)

    client.meta.events.register(f"{event}.support.CreateCase", look_again)

    async def main() -> None:
        await client.create_case(subject="s", communicationBody="b")

    asyncio.run(main())
    assert [one.operation for one in emulator.requests] == ["CreateCase", "DescribeServices"]


def test_a_slot_is_given_back_when_nothing_can_be_signed(scene: Scene) -> None:
    """Credentials that are gone when the turn comes."""
    client = scene.client

    async def main() -> None:
        signed = asyncio.Event()
        client.meta.events.register("before-send", lambda **_: signed.set())
        natives: Any = client

        class Failing:
            def __getattr__(self, name: str) -> Any:
                return getattr(natives_own, name)

            def sign_request(self, *_: Any) -> Any:
                if signed.is_set():
                    raise CredentialRetrievalError(provider="test", error_msg="gone")
                return natives_own.sign_request(*_)

        natives_own, natives._native = natives._native, Failing()
        with pytest.raises(CredentialRetrievalError) as raised:
            await scene.wait_signed_for(3600, signed, attachments=[{"data": b"x"}])
        # While the traceback holds the call's frames.
        assert raised.value.__traceback__ is not None
        assert client._async_native.free_slot() is not None

    asyncio.run(main())
    assert scene.server.requests == []


def test_a_cancelled_wait_gives_its_turn_up(make_aio: MakeAio, emulator: Server) -> None:
    client = make_aio(config=ONE)
    client.meta.events.register("before-send", lambda **_: None)

    async def main() -> None:
        slot = client._async_native.free_slot()
        assert slot is not None
        with slot:
            calls = [asyncio.ensure_future(client.describe_services()) for _ in range(3)]
            await asyncio.sleep(0.05)
            calls[0].cancel()
            with pytest.raises(asyncio.CancelledError):
                await calls[0]
        assert len(await asyncio.gather(*calls[1:])) == 2

    asyncio.run(main())
    assert len(emulator.requests) == 2


def test_a_slot_is_for_one_request(make_aio: MakeAio) -> None:
    async def main() -> None:
        native = make_aio()._async_native
        slot = native.free_slot()
        assert slot is not None
        with slot:
            pass
        with pytest.raises(RuntimeError, match="slot was used"):
            native.transmit("http://localhost/", [], b"", slot)

    asyncio.run(main())
