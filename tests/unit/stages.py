"""Every stage of a call at which it may stand still: tables for tests of interrupts."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import operator
import socket
import ssl
import sys
import tempfile
import threading
import types
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import awssupport
import awssupport.aio
from tests.differential.cloud import FAR, assumed_role, metadata_keys
from tests.proxy import LoopbackProxy
from tests.waits import waiting_on

from .raw_servers import TIMEOUT, CountingServer
from .stages_of_pipes import named_pipe, pipe_object
from .standstill import (
    FILES,
    KEYS,
    AnsweringServer,
    Dripping,
    FullQueue,
    HalfAHead,
    LateServer,
    LazyReader,
    SilentServer,
    Stage,
    Standstill,
    StubbornServer,
    certified,
    client_of,
    configured,
    is_in,
    reply,
)


def still(server: StubbornServer, call: Callable[[], object], again: Any = None) -> Standstill:
    """A call that stands still because of a server."""
    return Standstill(call, server.reached, again or call, server.ended)


def with_handlers(client: Any) -> Any:
    """The same client; its calls take the way of calls with event handlers."""
    client.meta.events.register("before-send.support", lambda **_: None)
    return client


# The network ---------------------------------------------------------------------------------


@contextlib.contextmanager
def connecting() -> Iterator[Standstill]:
    with FullQueue() as server:
        call = client_of(server.url).describe_services

        def again() -> object:
            server.let_in()
            return call()

        yield Standstill(call, server.reached, again)


@contextlib.contextmanager
def exchange(
    kind: type[StubbornServer], *, secure: bool = False, handlers: bool = False
) -> Iterator[Standstill]:
    with contextlib.ExitStack() as stack:
        context, bundle = stack.enter_context(certified()) if secure else (None, None)
        server = stack.enter_context(kind(context))
        client = client_of(server.url, verify=bundle)
        client = with_handlers(client) if handlers else client
        upload = functools.partial(client.add_attachments_to_set, attachments=FILES)
        yield still(server, upload)


class StubbornProxy(StubbornServer, LoopbackProxy):
    """Leaves lying what comes first, be it a handshake or a CONNECT."""

    def __init__(self, context: ssl.SSLContext | None) -> None:
        super().__init__()
        self._context = context

    def serve_later(self, connection: socket.socket) -> None:
        """Be a proxy."""
        LoopbackProxy.serve(self, connection)


@contextlib.contextmanager
def proxied(scheme: str) -> Iterator[Standstill]:
    """The proxy says nothing."""
    with (
        certified() as (context, bundle),
        CountingServer(context) as server,
        StubbornProxy(context if scheme == "https" else None) as proxy,
    ):
        proxies = {"https": f"{scheme}://127.0.0.1:{proxy.port}"}
        client = client_of(server.url, verify=bundle, config=awssupport.Config(proxies=proxies))
        yield still(proxy, client.describe_services)


@contextlib.contextmanager
def pagination() -> Iterator[Standstill]:
    with SilentServer(answer=lambda _: reply(b'{"cases": [{"caseId": "1"}]}')) as server:
        paginator = client_of(server.url).get_paginator("describe_cases")
        yield still(server, lambda: paginator.paginate().build_full_result()["cases"])


# Waits between attempts ----------------------------------------------------------------------


@contextlib.contextmanager
def backoff(*, handlers: bool = False) -> Iterator[Standstill]:
    refusal = reply(b"", b"503 Slow Down", b"X-Amz-Retry-After: 60000")
    answers, sent = [refusal], threading.Event()

    def answer(_request: bytes) -> bytes:
        sent.set()
        return answers.pop() if answers else reply(b"{}")

    with AnsweringServer(answer=answer) as server:
        client = client_of(server.url)
        call = (with_handlers(client) if handlers else client).describe_services
        yield Standstill(call, lambda: sent.wait(TIMEOUT), call)


@contextlib.contextmanager
def rate(*, handlers: bool = False) -> Iterator[Standstill]:
    """The adaptive mode's wait for its turn: two seconds after the first throttling."""
    throttled = reply(b'{"__type": "ThrottlingException"}', b"400 Bad Request")
    answers, begun = [throttled], threading.Event()
    # In these no signal finds Python code that it could interrupt.
    clock = [1_767_323_045.0]
    seams = types.SimpleNamespace(time=functools.partial(operator.getitem, clock, 0))

    def answer(_request: bytes) -> bytes:
        return answers.pop() if answers else reply(b"{}")

    with AnsweringServer(answer=answer) as server, waiting_on(seams):
        retries: Any = {"mode": "adaptive", "total_max_attempts": 1}
        client = client_of(server.url, config=awssupport.Config(retries=retries))
        client = with_handlers(client) if handlers else client
        with contextlib.suppress(awssupport.exceptions.ClientError):
            client.describe_services()

        def call() -> object:
            begun.set()
            return client.describe_services()

        def again() -> object:
            clock[0] += 100
            return client.describe_services()

        def reached() -> bool:
            # The call has begun once this thread runs again and finds the other one waiting.
            where = ("run", "Sleep") if handlers else ("_make_api_call",)
            return begun.wait(TIMEOUT) and is_in(*where)

        yield Standstill(call, reached, again)


# Credentials ---------------------------------------------------------------------------------


def cloud_answer(request: bytes) -> bytes:
    """What metadata services and STS answer, and the service itself."""
    method, path, _ = request.split(b" ", 2)
    if path.endswith(b"/api/token"):
        return reply(b"token")
    if path.endswith(b"/security-credentials/"):
        return reply(b"Role")
    if b"Action=AssumeRole" in request:
        return b"".join(step for step in assumed_role().steps if isinstance(step, bytes))
    if method == b"GET":
        return reply(json.dumps(metadata_keys("ASIAEC2", FAR)).encode())
    return reply(b"{}")


@contextlib.contextmanager
def credentials(profile: str = "", **variables: str) -> Iterator[Standstill]:
    """Keys of a server that says nothing, asked for when a client is made or makes its call."""
    with SilentServer(answer=cloud_answer) as server:
        urls = {name: value.format(url=server.url) for name, value in variables.items()}
        with configured(profile, **urls):
            session = awssupport.Session(region_name="us-east-1")

            def call() -> object:
                client: Any = session.client("support", endpoint_url=server.url)
                return client.describe_services()

            yield still(server, call)


ROLE = """\
[default]
role_arn = arn:aws:iam::123456789012:role/Reader
source_profile = base
[profile base]
aws_access_key_id = AKIDEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY
"""
STS = {"AWS_ENDPOINT_URL_STS": "{url}"}
INSTANCE = {
    "AWS_EC2_METADATA_DISABLED": "false",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT": "{url}",
    "AWS_METADATA_SERVICE_TIMEOUT": "60",
}
CONTAINER = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/get-credentials"}

PROGRAM = """\
import signal, socket, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
with socket.create_connection(("127.0.0.1", {port})) as connection:
    connection.recv(1)
sys.stdout.write('{{"Version": 1, "AccessKeyId": "AKIDEXAMPLE", "SecretAccessKey": "secret"}}')
"""


class Prompter(StubbornServer):
    """What a program for credentials waits for, and does not get at first."""

    def stand_still(self, connection: socket.socket) -> None:
        self.halt(connection)

    def serve_later(self, connection: socket.socket) -> None:
        connection.sendall(b"!")


@contextlib.contextmanager
def program() -> Iterator[Standstill]:
    """A program for credentials that ignores Ctrl-C."""
    with (
        tempfile.TemporaryDirectory() as directory,
        Prompter() as server,
        CountingServer() as service,
    ):
        path = Path(directory, "program.py")
        path.write_text(PROGRAM.format(port=server.port))
        with configured(f"[default]\ncredential_process = {sys.executable} -I {path}\n"):
            session = awssupport.Session(region_name="us-east-1")

            def call() -> object:
                client: Any = session.client("support", endpoint_url=service.url)
                return client.describe_services()

            yield still(server, call)


@contextlib.contextmanager
def anothers_refresh() -> Iterator[Standstill]:
    """Another thread asks for keys, which this one waits for. Nobody interrupts that one."""
    with (
        LateServer(answer=cloud_answer) as server,
        configured(ROLE, AWS_ENDPOINT_URL_STS=server.url),
    ):
        session = awssupport.Session(region_name="us-east-1")
        client: Any = session.client("support", endpoint_url=server.url)
        answers: list[object] = []
        thread = threading.Thread(target=lambda: answers.append(client.describe_services()))

        def call() -> object:
            thread.start()
            server.reached()
            return client.describe_services()

        def ended() -> bool:
            goes_on = thread.is_alive()
            server.ended()
            thread.join(TIMEOUT)
            return goes_on and len(answers) == 1

        yield Standstill(
            call, lambda: server.reached() and is_in("_refresh"), client.describe_services, ended
        )


# asyncio -------------------------------------------------------------------------------------


@contextlib.contextmanager
def awaited(
    kind: type[StubbornServer],
    profile: str = "",
    *,
    handlers: bool = False,
    keys: bool = True,
    run: Callable[[Coroutine[Any, Any, object]], object] = asyncio.run,
) -> Iterator[Standstill]:
    """A coroutine, which is run in a loop of its own unless told otherwise."""
    with kind(answer=cloud_answer) as server, configured(profile, AWS_ENDPOINT_URL_STS=server.url):
        options = KEYS if keys else {}
        session = awssupport.aio.Session(region_name="us-east-1")
        client: Any = session.client("support", endpoint_url=server.url, **options)
        client = with_handlers(client) if handlers else client

        async def upload() -> object:
            return await client.add_attachments_to_set(attachments=FILES)

        yield still(server, lambda: run(upload()))


NETWORK: dict[str, Stage] = {
    "connection": connecting,
    "TLS handshake": functools.partial(exchange, StubbornServer, secure=True),
    "proxy's tunnel": functools.partial(proxied, "http"),
    "proxy's TLS handshake": functools.partial(proxied, "https"),
    "upload": functools.partial(exchange, LazyReader),
    "upload over TLS": functools.partial(exchange, LazyReader, secure=True),
    "answer": functools.partial(exchange, SilentServer),
    "answer over TLS": functools.partial(exchange, SilentServer, secure=True),
    "head of the answer": functools.partial(exchange, HalfAHead),
    "body of the answer": functools.partial(exchange, Dripping),
    "answer, with handlers": functools.partial(exchange, SilentServer, handlers=True),
    "upload, with handlers": functools.partial(exchange, LazyReader, handlers=True),
    "paginator": pagination,
}

WAITS: dict[str, Stage] = {
    "backoff": backoff,
    "backoff, with handlers": functools.partial(backoff, handlers=True),
    "adaptive rate": rate,
    "adaptive rate, with handlers": functools.partial(rate, handlers=True),
    "pipe": pipe_object,
    "named pipe": named_pipe,
}

CREDENTIALS: dict[str, Stage] = {
    "instance": functools.partial(credentials, **INSTANCE),
    "container": functools.partial(credentials, **CONTAINER),
    "STS": functools.partial(credentials, ROLE, **STS),
    "program": program,
    "another thread's refresh": anothers_refresh,
}

ASYNCIO: dict[str, Stage] = {
    "asyncio.run, answer": functools.partial(awaited, SilentServer),
    "asyncio.run, upload": functools.partial(awaited, LazyReader),
    "asyncio.run, answer, with handlers": functools.partial(awaited, SilentServer, handlers=True),
    "asyncio.run, STS": functools.partial(awaited, SilentServer, ROLE, keys=False),
    "asyncio.run, STS, with handlers": functools.partial(
        awaited, SilentServer, ROLE, keys=False, handlers=True
    ),
}

STAGES: dict[str, Stage] = {**NETWORK, **WAITS, **CREDENTIALS, **ASYNCIO}
