"""What ``awssupport.client`` takes beside boto3.client's arguments as they are."""

from __future__ import annotations

import pytest

import awssupport


def test_the_one_service_there_is_need_not_be_named() -> None:
    client = awssupport.client(region_name="eu-west-1")
    assert type(client).__name__ == "Support"
    assert client.meta.region_name == "eu-west-1"


def test_positional_arguments_and_an_account_id_are_taken() -> None:
    client = awssupport.client("support", "eu-west-1", "2013-04-15", aws_account_id="123456789012")
    assert client.meta.region_name == "eu-west-1"


def test_unknown_arguments_are_refused() -> None:
    with pytest.raises(TypeError, match="got an unexpected keyword argument 'foo'"):
        awssupport.client("support", foo=1)  # type: ignore[call-arg]
