"""What a program finds on the clients: names, what is awaited, signatures, errors."""

from __future__ import annotations

import inspect
from typing import Any

import botocore.exceptions
import pytest

import awssupport.exceptions

from .both import AIOBOTOCORE, AWSSUPPORT, run, same

#: `client.meta.emitter` is awssupport's own.
OURS_ALONE = {"emitter"}


def public(value: Any) -> set[str]:
    return {name for name in dir(value) if not name.startswith("_")}


def test_clients_have_the_same_names() -> None:
    async def main(client: Any) -> Any:
        return public(client), public(client.exceptions), public(client.meta) - OURS_ALONE

    names, _, _ = same(main)
    assert len(names) > 25


def test_the_same_is_awaited() -> None:
    async def main(client: Any) -> Any:
        awaited = {}
        for name in sorted(public(client)):
            value = getattr(client, name)
            try:
                made = value() if callable(value) else None
            except (TypeError, KeyError, ValueError):
                made = None
            awaited[name] = inspect.iscoroutine(made)
            if inspect.iscoroutine(made):
                made.close()
        for name in ("generate_presigned_url", "close", "__aenter__", "__aexit__"):
            awaited[name] = inspect.iscoroutinefunction(getattr(client, name))
        return awaited

    awaited = same(main)
    assert awaited["describe_cases"] is awaited["close"] is True
    assert awaited["get_paginator"] is False


def test_signatures() -> None:
    async def main(client: Any) -> Any:
        return [
            (name, list(inspect.signature(getattr(client, name)).parameters))
            for name in ("generate_presigned_url", "get_paginator", "can_paginate", "get_waiter")
        ]

    same(main)


def test_paginators() -> None:
    async def main(client: Any) -> Any:
        found: list[Any] = []
        for name in ("describe_cases", "describe_communications"):
            paginator = client.get_paginator(name)
            pages = paginator.paginate()
            found.append((type(paginator).__name__, public(paginator) - {"PAGE_ITERATOR_CLS"}))
            found.append([key.expression for key in paginator.result_keys])
            found.append((public(pages), pages.resume_token, pages.non_aggregate_part))
            found.append([inspect.iscoroutinefunction(pages.build_full_result)])
            found.append([inspect.isasyncgenfunction(pages.search), hasattr(pages, "__aiter__")])
            found.append([hasattr(one, "__aiter__") for one in pages.result_key_iters()])
        return found

    def without_constants(found: Any) -> Any:
        """awssupport's paginators have their result key as a constant."""
        return [(name, names - {"RESULT_KEY"}) if names else 0 for name, names in found]

    theirs, ours = run(AIOBOTOCORE, main), run(AWSSUPPORT, main)
    for position in (0, 6):
        assert without_constants([ours[position]]) == without_constants([theirs[position]])
    assert ours[1:6] == theirs[1:6]
    assert ours[7:] == theirs[7:]


WRONG = {
    "no such paginator": lambda client: client.get_paginator("nope"),
    "not in pages": lambda client: client.get_paginator("create_case"),
    "can it": lambda client: client.can_paginate("nope"),
    "it cannot": lambda client: client.can_paginate("create_case"),
    "no such waiter": lambda client: client.get_waiter("case_resolved"),
    "no waiters": lambda client: client.waiter_names,
    "no such exception": lambda client: str(client.exceptions.Nope),
}


@pytest.mark.parametrize("call", WRONG.values(), ids=WRONG)
def test_what_is_refused(call: Any) -> None:
    async def main(client: Any) -> Any:
        try:
            return call(client)
        except Exception as error:
            return type(error).__name__, str(error).partition(" object at ")[2][18:] or str(error)

    same(main)


def test_meta() -> None:
    async def main(client: Any) -> Any:
        meta = client.meta
        config = meta.config
        return (
            *(meta.region_name, meta.endpoint_url, meta.partition, meta.method_to_api_mapping),
            *(meta.service_model.operation_names, meta.service_model.api_version),
            *(config.region_name, config.signature_version, config.retries, config.read_timeout),
            *(config.connect_timeout, config.max_pool_connections, config.user_agent_extra),
        )

    same(main, user_agent_extra="extra", read_timeout=7, max_pool_connections=3)


def test_errors_are_caught_by_botocores_classes() -> None:
    async def main(client: Any) -> Any:
        errors = botocore.exceptions
        with pytest.raises(errors.EndpointConnectionError) as refused:
            await client.describe_services()
        assert isinstance(refused.value, errors.BotoCoreError)
        return type(refused.value).__name__

    assert same(main, retries={"total_max_attempts": 1}) == "EndpointConnectionError"


def test_each_exception_has_botocores_beside_it() -> None:
    joined = [
        name
        for name, cls in vars(awssupport.exceptions).items()
        if isinstance(cls, type) and isinstance(getattr(botocore.exceptions, name, None), type)
    ]
    assert len(joined) > 25
    awssupport.exceptions.NoCredentialsError()  # the first that is made joins them all
    for name in joined:
        ours, theirs = getattr(awssupport.exceptions, name), getattr(botocore.exceptions, name)
        assert issubclass(ours, theirs), name
