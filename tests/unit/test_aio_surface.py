"""The asyncio client beside the sync one: the same members, and what calls look like."""

from __future__ import annotations

import asyncio
import copy
import inspect
import pickle
import subprocess
import sys
import traceback
from collections.abc import Callable
from typing import Any

import pytest

import awssupport
import awssupport.aio
from awssupport.aio import AsyncSupport
from awssupport.aio.paginate import PAGINATORS as AIO_PAGINATORS
from awssupport.emulator import Server
from awssupport.exceptions import ClientError, NoCredentialsError, ParamValidationError
from awssupport.paginate import PAGINATORS
from awssupport.support import METHOD_NAMES, Support

from .processes import run

MakeAio = Callable[..., AsyncSupport]

#: What is awaited beside the operations.
COROUTINES = {"close", "generate_presigned_url"}

#: `async with` instead of `with`.
CONTEXT = {"__enter__": "__aenter__", "__exit__": "__aexit__"}


def members(cls: type) -> set[str]:
    own = {name for base in cls.__mro__[:-1] for name in vars(base)}
    return {name for name in own if not name.startswith("_") or name in CONTEXT}


def test_surfaces_are_the_same() -> None:
    assert {name for name in dir(AsyncSupport) if not name.startswith("_")} == {
        name for name in dir(Support) if not name.startswith("_")
    }
    for name in members(Support):
        sync = inspect.getattr_static(Support, name)
        ours = inspect.getattr_static(AsyncSupport, CONTEXT.get(name, name))
        if not callable(sync):
            assert sync is ours, name
            continue
        assert ours.__name__ == CONTEXT.get(name, name)
        awaited = name in METHOD_NAMES or name in COROUTINES or name in CONTEXT
        assert inspect.iscoroutinefunction(ours) is awaited, name
        if name not in CONTEXT:
            assert list(inspect.signature(ours).parameters.values()) == list(
                inspect.signature(sync).parameters.values()
            ), name


@pytest.mark.parametrize("name", METHOD_NAMES)
def test_operations_have_their_signature_and_documentation(name: str) -> None:
    sync, ours = getattr(Support, name), getattr(AsyncSupport, name)
    assert inspect.signature(ours) == inspect.signature(sync)
    assert (ours.__doc__, ours.__qualname__) == (sync.__doc__, sync.__qualname__)


def test_functions_take_the_same_arguments() -> None:
    assert list(inspect.signature(awssupport.aio.client).parameters) == list(
        inspect.signature(awssupport.client).parameters
    )
    for name in ("__init__", "client"):
        ours = inspect.signature(getattr(awssupport.aio.Session, name))
        theirs = inspect.signature(getattr(awssupport.Session, name))
        assert ours.parameters == theirs.parameters


def test_paginators_are_the_same() -> None:
    assert AIO_PAGINATORS.keys() == PAGINATORS.keys()
    for operation, ours in AIO_PAGINATORS.items():
        sync: Any = PAGINATORS[operation]
        assert (ours.__name__, ours.RESULT_KEY) == (sync.__name__, sync.RESULT_KEY)
        paginate: Any = ours.paginate  # type: ignore[attr-defined]
        assert inspect.signature(paginate) == inspect.signature(sync.paginate)
        assert paginate.__doc__ == sync.paginate.__doc__


def test_it_is_not_imported_with_the_package() -> None:
    program = "import sys, awssupport; awssupport.client('support', region_name='us-east-1')\n"
    shown = "print('asyncio' in sys.modules, 'awssupport.aio' in sys.modules)"
    assert run(program + shown) == "False False\n"
    assert run("import awssupport; print(awssupport.aio.client.__name__)") == "client\n"


def test_botocore_is_not_needed() -> None:
    program = "import sys, awssupport.aio; awssupport.aio.client('support', region_name='x-y-1')\n"
    assert run(program + "print([n for n in sys.modules if 'boto' in n.split('.')[0]])") == "[]\n"


def test_what_is_wrong_is_reported_at_the_await(make_aio: MakeAio, emulator: Server) -> None:
    client = make_aio()

    async def main() -> list[str]:
        call = client.describe_services(unknown=1)  # type: ignore[call-arg]
        with pytest.raises(ParamValidationError) as invalid:
            await call
        frames = traceback.extract_tb(invalid.value.__traceback__)
        assert frames[0].line == "await call"
        with pytest.raises(client.exceptions.CaseIdNotFound) as refused:
            await client.resolve_case(caseId="case-1")
        assert isinstance(refused.value, ClientError)
        return [frame.name for frame in traceback.extract_tb(refused.value.__traceback__)]

    assert asyncio.run(main()) == ["main", "call", "_make_api_call"]
    assert [request.operation for request in emulator.requests] == ["ResolveCase"]


def test_arguments_by_position_are_refused(make_aio: MakeAio) -> None:
    call: Any = make_aio().describe_services
    with pytest.raises(TypeError, match=r"^describe_services\(\) only accepts keyword arguments.$"):
        asyncio.run(call("en"))


def test_without_an_event_loop_the_error_says_what_to_do(make_aio: MakeAio) -> None:
    call = make_aio().describe_services()
    with pytest.raises(RuntimeError, match=r"needs a running asyncio event loop.*trio"):
        call.send(None)


def test_a_warning_points_at_the_await(make_aio: MakeAio) -> None:
    client = make_aio()
    data = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"

    async def main() -> list[Any]:
        with pytest.warns(awssupport.DoubleBase64Warning) as caught:
            await client.add_attachments_to_set(attachments=[{"data": data}])
        client.meta.events.register("before-send", lambda **_: None)
        with pytest.warns(awssupport.DoubleBase64Warning) as caught_with_handlers:
            await client.add_attachments_to_set(attachments=[{"data": data}])
        return [*caught, *caught_with_handlers]

    warned = asyncio.run(main())
    assert [warning.filename for warning in warned] == [__file__] * 2


def test_used_at_once_and_in_a_context(make_aio: MakeAio) -> None:
    async def main() -> int:
        client = make_aio()
        levels = [len((await client.describe_severity_levels())["severityLevels"])]
        async with client as entered:
            assert entered is client
            levels.append(len((await entered.describe_severity_levels())["severityLevels"]))
        levels.append(len((await client.describe_severity_levels())["severityLevels"]))
        await client.close()
        assert len(set(levels)) == 1
        return levels[0]

    assert asyncio.run(main()) == 5


def test_copies_and_pickles(make_aio: MakeAio) -> None:
    client = make_aio()

    async def main(client: AsyncSupport) -> str:
        answer = await client.describe_severity_levels()
        return answer["severityLevels"][0]["code"]

    for other in (copy.copy(client), copy.deepcopy(client), pickle.loads(pickle.dumps(client))):
        assert type(other) is AsyncSupport
        assert other is not client
        assert asyncio.run(main(other)) == "low"
    session = pickle.loads(pickle.dumps(awssupport.aio.Session(region_name="eu-west-1")))
    assert type(session) is awssupport.aio.Session
    assert type(session.client("support")) is AsyncSupport
    assert session.client("support").meta.region_name == "eu-west-1"


def test_meta_is_the_sync_clients(make_aio: MakeAio, client: Support) -> None:
    ours = make_aio()
    for name in ("region_name", "endpoint_url", "partition", "method_to_api_mapping"):
        assert getattr(ours.meta, name) == getattr(client.meta, name)
    assert ours.meta.config.user_agent == client.meta.config.user_agent
    assert ours.can_paginate("describe_cases")
    assert ours.waiter_names == []


def test_presigned_urls_are_the_sync_clients(make_aio: MakeAio, client: Support) -> None:
    async def main() -> str:
        return await make_aio().generate_presigned_url("describe_cases", {"maxResults": 10})

    def unsigned(url: str) -> str:
        return url.split("X-Amz-Date", maxsplit=1)[0]

    url = client.generate_presigned_url("describe_cases", {"maxResults": 10})
    assert unsigned(asyncio.run(main())) == unsigned(url)


def test_nobody_to_sign_with() -> None:
    async def main() -> None:
        client = awssupport.aio.client("support", region_name="us-east-1")
        await client.describe_services()

    with pytest.raises(NoCredentialsError):
        asyncio.run(main())


def test_the_user_agent_tells_of_paginators(make_aio: MakeAio, emulator: Server) -> None:
    client = make_aio()

    async def main() -> None:
        pages = client.get_paginator("describe_cases").paginate(includeResolvedCases=True)
        assert (await pages.build_full_result())["cases"] == []
        assert [item async for item in pages.search("cases[].subject")] == []
        [items] = pages.result_key_iters()
        assert [item async for item in items] == []
        await client.describe_cases()

    asyncio.run(main())
    agents = [request.headers["user-agent"] for request in emulator.requests]
    assert agents[0] == agents[1] == agents[2] != agents[3]
    assert agents[3] == client.meta.config.user_agent


def test_calls_when_the_interpreter_shuts_down(emulator: Server) -> None:
    program = f"""\
import asyncio, atexit, awssupport.aio
client = awssupport.aio.client("support", endpoint_url={emulator.url!r}, region_name="us-east-1",
    aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key={emulator.secret_access_key!r})
def call():
    try:
        print(len(asyncio.run(client.describe_severity_levels())["severityLevels"]))
    except RuntimeError as error:
        print(error)
atexit.register(call)  # called last
call()
atexit.register(call)
"""
    assert run(program).splitlines() == [
        "5",
        "5",
        "awssupport.aio makes no calls while the interpreter shuts down",
    ]


def test_interpreter_ends_quietly_with_calls_under_way(emulator: Server) -> None:
    program = f"""\
import asyncio, awssupport.aio
client = awssupport.aio.client("support", endpoint_url={emulator.url!r}, region_name="us-east-1",
    aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key={emulator.secret_access_key!r})
async def main():
    tasks = [asyncio.ensure_future(client.describe_services()) for _ in range(20)]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
asyncio.run(main())
"""
    command = [sys.executable, "-W", "error", "-c", program]
    for _ in range(5):
        done = subprocess.run(command, capture_output=True, text=True, timeout=55, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
