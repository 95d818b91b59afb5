"""Random error bodies: whatever botocore makes of them, awssupport does."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples

from .server import ScriptedServer, http
from .sides import Failed, Pair, add, assert_same_calls

codes = st.one_of(
    st.sampled_from(["AttachmentSetExpired", "ThrottlingException", "InternalServerError", "X"]),
    st.text("aX#:/ ;é", max_size=8),
)
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(), st.text(max_size=8)
)
documents = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
reasons = st.lists(
    st.dictionaries(st.sampled_from(["reason", "resource", "other"]), scalars), max_size=3
)
bodies = st.fixed_dictionaries(
    {},
    optional={
        "__type": st.one_of(codes, codes, documents),
        "message": documents,
        "Message": documents,
        "code": codes,
        "throttlingReasons": st.one_of(reasons, documents),
        "other": documents,
    },
)
statuses = st.sampled_from([300, 301, 400, 403, 404, 429, 500, 503, 599])
query_errors = st.lists(
    st.text("AB;", max_size=5).map(lambda value: ("x-amzn-query-error", value)), max_size=2
)


@examples(200)
@given(status=statuses, body=bodies, headers=query_errors)
def test_random_objects(
    shared_server: ScriptedServer,
    single: Pair,
    status: int,
    body: dict[str, Any],
    headers: list[tuple[str, str]],
) -> None:
    shared_server.answer(http(status, json.dumps(body), headers))
    reference, _ = assert_same_calls(single, add, normalise=True)
    assert isinstance(reference, Failed)


@examples(150)
@given(
    status=statuses,
    body=st.one_of(
        st.binary(max_size=40),
        st.text(max_size=40).map(lambda text: text.encode()),
        st.text(" \n<html>{}\"'", max_size=12).map(lambda text: text.encode()),
    ),
)
def test_random_bodies(
    shared_server: ScriptedServer, single: Pair, status: int, body: bytes
) -> None:
    shared_server.answer(http(status, body))
    reference, _ = assert_same_calls(single, add, normalise=True)
    assert isinstance(reference, Failed)
