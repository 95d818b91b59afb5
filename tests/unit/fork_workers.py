"""What processes do with a client that they have inherited, or that was pickled for them."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import awssupport
import awssupport.aio

PATIENCE = 30
KEYS: dict[str, Any] = {
    "aws_access_key_id": "AKIDEXAMPLE",
    "aws_secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
}


def made(kind: str, url: str, bundle: str | None) -> Any:
    """A client for programs with or without asyncio."""
    make: Any = awssupport.aio.client if kind == "async" else awssupport.client
    return make("support", region_name="us-east-1", endpoint_url=url, verify=bundle, **KEYS)


def call(client: Any, method: str, **kwargs: Any) -> Any:
    """A call of either kind of client."""
    if not isinstance(client, awssupport.aio.AsyncSupport):
        return getattr(client, method)(**kwargs)

    async def awaited() -> Any:
        return await getattr(client, method)(**kwargs)

    return asyncio.run(awaited())


def name_oneself(client: Any, name: str) -> None:
    """A call by which the server knows who made it."""
    call(client, "describe_attachment", attachmentId=name)


def in_child(way: str, client: Any) -> None:
    """The client is used in a child, which must end well."""
    way, _, variant = way.partition(", ")
    if way == "os.fork":
        child = os.fork()
        if child == 0:
            _be_child(client, variant)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        return
    context: Any = multiprocessing.get_context(way)
    if variant == "executor":
        with ProcessPoolExecutor(2, mp_context=context) as pool:
            for future in [pool.submit(name_oneself, client, "child") for _ in range(3)]:
                future.result(PATIENCE)
        return
    process = context.Process(target=name_oneself, args=(client, "child"))
    process.start()
    process.join(PATIENCE)
    assert process.exitcode == 0


def _be_child(client: Any, variant: str) -> None:
    status = 1
    with contextlib.suppress(Exception):
        name_oneself(client, "child")
        name_oneself(client, "child")
        status = 0
    if variant == "normal exit":
        sys.exit(status)
    os._exit(status)


def scenario(way: str, state: str, kind: str, url: str, bundle: str | None) -> None:
    """A parent's calls around its child's, with the client in this state at the fork."""
    client = made(kind, url, bundle)
    if state != "never used":
        name_oneself(client, "parent")
    answers: list[Any] = []
    thread = threading.Thread(target=lambda: answers.append(call(client, "describe_services")))
    if state == "in a call":
        thread.start()
        made("sync", url, bundle).describe_severity_levels()  # the server has that call
    in_child(way, client)
    name_oneself(client, "parent")
    if state == "in a call":
        assert thread.is_alive()
        made("sync", url, bundle).describe_create_case_options(  # the server lets go
            issueType="technical", serviceCode="-", language="en", categoryCode="-"
        )
        thread.join(PATIENCE)
        assert len(answers) == 1
