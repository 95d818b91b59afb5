"""Where aiobotocore does not do what boto3 and awssupport do: all of it, with the reasons.

``make test-aiobotocore`` holds ``awssupport.aio`` against aiobotocore by the tests that hold
awssupport against boto3. aiobotocore pins another botocore (1.43.117 beside our 1.44.5) and sends
by another HTTP library. What comes out differently for that stands here and nowhere else: such a
test must fail, and an entry whose tests all pass is an error. awssupport.aio does in each of these
what boto3 does, which ``tests/differential`` and ``tests/integration`` check.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import pytest

from .sides import SELF_CHECK


@dataclass(frozen=True)
class Difference:
    """Tests, by a regular expression for ``module::test[parameters]``, and why they fail."""

    tests: str
    why: str


#: aiohttp is between aiobotocore and the network.
_HTTP = (
    Difference(
        r"(success|errors)::test_headers\[(repeated.*|two request ids|commas|cookies)\]|"
        r"errors::test_query_error\[twice.*\]",
        "aiobotocore keeps the last of several headers of one name; urllib3 joins them",
    ),
    Difference(
        r"(success|errors)::test_headers\[.*latin-1.*\]",
        "aiobotocore reads headers as UTF-8 and fails where they are not; urllib3 as Latin-1",
    ),
    Difference(
        r"success::test_headers\[long value\]|"
        r"transport::test_broken_answer\[(too many headers|header line too long)\]",
        "aiohttp takes less in a head, and what is too much is an HTTPClientError",
    ),
    Difference(
        r"errors::test_headers\[location-30.\]|errors::test_every_status.*",
        "aiohttp follows a redirection by itself, to nowhere if it tells no place",
    ),
    Difference(
        r"(success|errors)::test_framing\[short.*\]",
        "aiohttp minds that the body is shorter than announced; boto3 does not",
    ),
    Difference(
        r"transport::test_broken_answer\[(garbage.*|binary garbage|wrong protocol|status .*|"
        r"chunk size is no number)\]|retries::test_broken_answers\[garbage.*\]",
        "what is no HTTP is an HTTPClientError; in boto3 a ConnectionClosedError",
    ),
    Difference(
        r"transport::(test_broken_answer\[reset (at once|in the head)\]|test_the_client_survives)|"
        r"retries::test_broken_answers\[reset.*\]",
        "a reset connection is an EndpointConnectionError in aiobotocore",
    ),
)

#: aiobotocore's own ways, and its botocore's.
_LIBRARY = (
    Difference(
        r"paginators::test_user_agent_names_the_feature|"
        r"direct_calls::test_subclasses_may_replace_it",
        "what the test puts in place of _make_api_call is no coroutine function",
    ),
    Difference(
        r"events_order::test_without_an_endpoint_url.*",
        "aiobotocore awaits the content of the response that a handler gives",
    ),
    Difference(r"validation::test_unknown_method", "our class is AsyncSupport, not Support"),
    Difference(
        r"retries::test_statuses_and_codes\[429-standard.*\]",
        "whether 429 is throttling depends on the code since botocore 1.44",
    ),
)

DIFFERENCES: Final = (*_HTTP, *_LIBRARY)

#: aiohttp has an opinion of what aiobotocore hands it.
ADVICE: Final = "ignore:Sending a large body directly with raw bytes"

#: What is left out: there is nothing to compare.
LEFT_OUT: Final = (
    r"retries::.*adaptive.*",  # waits on a condition of asyncio's, by a clock that cannot be moved
    r"retries::.*with events.*",  # for the second way of making calls, which only awssupport has
)


def mark_differences(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot be compared, and expect each test of the table to fail."""
    names = {item: f"{item.path.stem.removeprefix('test_')}::{item.name}" for item in items}
    out = [item for item in items if any(re.fullmatch(p, names[item]) for p in LEFT_OUT)]
    config.hook.pytest_deselected(items=out)
    items[:] = [item for item in items if item not in out]
    for item in items:
        item.add_marker(pytest.mark.filterwarnings(ADVICE))
        for difference in DIFFERENCES:
            if re.fullmatch(difference.tests, names[item]):
                # Held against itself, aiobotocore fails only those that say what boto3 does.
                expected = pytest.mark.xfail(reason=difference.why, strict=not SELF_CHECK)
                item.add_marker(expected)
