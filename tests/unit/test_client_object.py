"""Clients as objects: pickled, copied, in a with statement, shown, and made lazily."""

from __future__ import annotations

import base64
import copy
import pickle
from pathlib import Path
from typing import Any

import pytest

import awssupport
from awssupport.emulator import Server
from awssupport.support import Support

from .conftest import MakeClient
from .processes import run_in_child
from .provoked import KEYS, SECRET_KEY, TOKEN, found_in, texts_of_client

PROTOCOLS = range(2, pickle.HIGHEST_PROTOCOL + 1)


def again(client: Any, protocol: int = pickle.HIGHEST_PROTOCOL) -> Any:
    return pickle.loads(pickle.dumps(client, protocol))


def works(client: Any) -> bool:
    answer = client.add_attachments_to_set(attachments=[{"fileName": "a", "data": b"hello"}])
    client.close()
    return bool(answer["attachmentSetId"])


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_pickled_clients_work(client: Any, emulator: Server, protocol: int) -> None:
    clone = again(client, protocol)
    assert type(clone) is Support
    assert clone is not client
    assert works(clone)
    assert len(emulator.attachment_sets) == 1
    assert (clone.meta.region_name, clone.meta.endpoint_url) == ("us-east-1", emulator.url)


def test_all_arguments_come_along() -> None:
    arguments: dict[str, Any] = {
        "region_name": "eu-west-1",
        "api_version": "2013-04-15",
        "use_ssl": False,
        "verify": Path("/bundle.pem"),
        "config": awssupport.Config(read_timeout=7, user_agent_extra="mine"),
        "aws_account_id": "123456789012",
        **KEYS,
    }
    client = awssupport.client("support", **arguments)
    for clone in (again(client), again(again(client)), copy.copy(client), copy.deepcopy(client)):
        assert clone.meta.endpoint_url == client.meta.endpoint_url
        assert clone.meta.endpoint_url.startswith("http://")
        assert clone.meta.config.read_timeout == 7
        assert clone.meta.config.user_agent == client.meta.config.user_agent
        url = clone.generate_presigned_url("resolve_case")
        assert "X-Amz-Security-Token" in url


def test_what_the_environment_said_is_not_in_a_pickle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_KEY)
    monkeypatch.setenv("AWS_SESSION_TOKEN", TOKEN)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    client = awssupport.client("support")
    assert "X-Amz-Signature" in client.generate_presigned_url("resolve_case")
    for protocol in PROTOCOLS:
        text = pickle.dumps(client, protocol).decode("latin-1")
        assert found_in(text) == []
        assert "AKIDEXAMPLE" not in text
        assert "eu-west-1" not in text
    data = pickle.dumps(client)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    assert pickle.loads(data).meta.region_name == "us-west-2"
    # A copy is of this client, not of its arguments.
    assert copy.copy(client).meta.region_name == "eu-west-1"
    assert "eu-west-1" in copy.deepcopy(client).generate_presigned_url("resolve_case")
    with pytest.raises(awssupport.exceptions.NoCredentialsError):
        pickle.loads(data).generate_presigned_url("resolve_case")


def test_keys_that_were_arguments_are_in_a_pickle_and_nowhere_else() -> None:
    arguments: dict[str, Any] = {"region_name": "us-east-1", **KEYS}
    client = awssupport.client("support", **arguments)
    assert SECRET_KEY.encode() in pickle.dumps(client)
    client.generate_presigned_url("resolve_case")
    assert client.meta.config.region_name == "us-east-1"
    assert client.meta.service_model.service_name == "support"
    for one in (client, again(client), copy.copy(client)):
        assert found_in(texts_of_client(one)) == []
        assert found_in(repr(vars(one.meta.config))) == []


def make_and_use(data: bytes) -> bool:
    import pickle

    client = pickle.loads(data)
    answer = client.add_attachments_to_set(attachments=[{"fileName": "a", "data": b"hello"}])
    client.close()
    return bool(answer["attachmentSetId"])


def test_pickles_are_for_other_processes(client: Any) -> None:
    assert run_in_child(make_and_use, pickle.dumps(client))


@pytest.mark.parametrize("how", [copy.copy, copy.deepcopy])
def test_copies_have_connections_of_their_own(client: Any, emulator: Server, how: Any) -> None:
    clone = how(client)
    assert clone._native is not client._native
    assert works(clone)
    assert works(client)
    assert works(clone)
    assert len(emulator.attachment_sets) == 3


def test_copies_within_other_things(client: Any) -> None:
    one, other = copy.deepcopy([client, client])
    assert one is other
    assert one is not client


def test_clients_without_arguments_copy_and_do_not_pickle(client: Any) -> None:
    bare = Support(client._native)
    assert works(copy.copy(bare))
    with pytest.raises(TypeError, match=r"^cannot pickle 'Support' object"):
        pickle.dumps(bare)


def test_with_statement(make_client: MakeClient, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[Any] = []
    client = make_client()

    def note(self: Support) -> None:
        closed.append(self)

    monkeypatch.setattr(Support, "close", note)
    with client as entered:
        assert entered is client
        assert closed == []
    assert closed == [client]
    with pytest.raises(KeyError), client:
        raise KeyError
    assert closed == [client, client]
    monkeypatch.undo()


def test_a_warning_about_a_presigned_url_points_at_its_caller(client: Any) -> None:
    text = base64.b64encode(b"%PDF-1.7 " + bytes(500))
    params = {"attachments": [{"fileName": "a.pdf", "data": text}]}
    with pytest.warns(awssupport.DoubleBase64Warning) as caught:
        client.generate_presigned_url("add_attachments_to_set", params)
    assert [warning.filename for warning in caught] == [__file__]


def test_a_client_goes_on_after_the_with_statement(client: Any) -> None:
    with client:
        assert works(client)
    assert works(client)
    with client:
        assert works(client)


def test_identity_is_what_counts(client: Any) -> None:
    assert client == client  # noqa: PLR0124 - that is the question
    assert client != copy.copy(client)
    assert len({client, copy.copy(client), client}) == 2
    assert repr(client).startswith("<awssupport.support.Support object at 0x")


def modules_step_by_step() -> list[list[str]]:
    """Modules of the package after each step."""
    import sys

    import awssupport

    def now() -> list[str]:
        return sorted(name for name in sys.modules if name.startswith("awssupport."))

    client = awssupport.client("support", "us-east-1")
    steps = [now()]
    assert client.meta.region_name == "us-east-1"
    steps.append(now())
    assert client.meta.service_model.service_name == "support"
    steps.append(now())
    assert client.meta.config.region_name == "us-east-1"
    steps.append(now())
    return steps


def test_each_part_is_imported_when_it_is_asked_for() -> None:
    first, meta, model, config = (set(step) for step in run_in_child(modules_step_by_step))
    assert meta - first == {"awssupport.client_meta"}
    assert model - meta == {"awssupport.model"}
    assert config - model == {"awssupport.config"}
