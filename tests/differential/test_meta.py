"""``client.meta``: the options a client came out with, and the names of its methods."""

from __future__ import annotations

from typing import Any

import pytest

from .sides import KEYS, REFERENCE, SELF_CHECK, SUBJECT, Side

OPTIONS: list[dict[str, Any]] = [
    {},
    {"retries": {}},
    {"retries": {"max_attempts": 2}},
    {"retries": {"max_attempts": 0}},
    {"retries": {"total_max_attempts": 2, "mode": "legacy"}},
    {"retries": {"total_max_attempts": 2, "max_attempts": 7, "mode": "adaptive"}},
    {"retries": {"mode": "legacy"}},
    {"use_fips_endpoint": True, "use_dualstack_endpoint": True},
    {"use_fips_endpoint": False, "use_dualstack_endpoint": False},
    {"connect_timeout": 1, "read_timeout": None, "max_pool_connections": 3},
    {"user_agent_extra": "y z", "user_agent_appid": "id", "tcp_keepalive": True},
    {"proxies": {"http": "http://a"}, "proxies_config": {}, "s3": {"addressing_style": "path"}},
    {"parameter_validation": False, "ignore_configured_endpoint_urls": True},
    {"client_cert": "x", "inject_host_prefix": False, "endpoint_discovery_enabled": True},
    {"request_min_compression_size_bytes": 7, "disable_request_compression": True},
    {"client_context_params": {"a": 1}, "sigv4a_signing_region_set": "*"},
    {"request_checksum_calculation": "WHEN_REQUIRED", "auth_scheme_preference": "sigv4"},
    {"response_checksum_validation": "when_required", "account_id_endpoint_mode": "disabled"},
    {"signature_version": "s3v4", "s3_disable_express_session_auth": True},
]


def came_out(client: Any) -> dict[str, Any]:
    config = client.meta.config
    names = [name for name in vars(REFERENCE.config()) if not name.startswith("_")]
    found = {name: getattr(config, name) for name in [*names, "inject_host_prefix"]}
    assert found.pop("user_agent").startswith(("Boto3/", "awssupport/", "X "))
    return found


def each(**arguments: Any) -> list[dict[str, Any]]:
    config = arguments.pop("options", None)

    def made(side: Side) -> Any:
        given = {} if config is None else {"config": side.config(**config)}
        return side.client(**{"region_name": "us-east-1", **arguments, **given, **KEYS})

    return [came_out(made(side)) for side in (REFERENCE, SUBJECT)]


@pytest.mark.parametrize("options", OPTIONS, ids=",".join)
def test_options(environment: pytest.MonkeyPatch, options: dict[str, Any]) -> None:
    theirs, ours = each(options=options)
    assert ours == theirs


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"region_name": None},
        {"region_name": None, "endpoint_url": "http://localhost:1"},
        {"endpoint_url": "http://localhost:1"},
        {"region_name": "fips-us-east-1"},
        {"region_name": "fips-us-east-1", "endpoint_url": "http://localhost:1"},
        {"region_name": "cn-north-1"},
        {"region_name": None, "options": {"region_name": "eu-west-1"}},
    ],
    ids=str,
)
def test_arguments(environment: pytest.MonkeyPatch, arguments: dict[str, Any]) -> None:
    theirs, ours = each(**arguments)
    assert ours == theirs


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AWS_USE_FIPS_ENDPOINT", "true"),
        ("AWS_USE_DUALSTACK_ENDPOINT", "TRUE"),
        ("AWS_SDK_UA_APP_ID", "app"),
        ("AWS_DEFAULT_REGION", "eu-west-1"),
    ],
)
def test_environment(environment: pytest.MonkeyPatch, name: str, value: str) -> None:
    environment.setenv(name, value)
    theirs, ours = each(region_name=None)
    assert ours == theirs


def test_what_was_given_when_the_client_was_made_counts(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("AWS_SDK_UA_APP_ID", "before")
    clients = [side.client(region_name="us-east-1", **KEYS) for side in (REFERENCE, SUBJECT)]
    environment.setenv("AWS_SDK_UA_APP_ID", "after")
    assert [client.meta.config.user_agent_appid for client in clients] == ["before", "before"]


def test_user_agent() -> None:
    for side in (REFERENCE, SUBJECT):
        config = side.config(user_agent="X", user_agent_extra="y z")
        client = side.client(region_name="us-east-1", config=config, **KEYS)
        assert client.meta.config.user_agent.startswith("X ")
        assert client.meta.config.user_agent.endswith(" y z")


def test_a_config_of_the_other_library() -> None:
    config = REFERENCE.config(read_timeout=3, retries={"max_attempts": 1})
    client = SUBJECT.client(region_name="us-east-1", config=config, **KEYS)
    assert client.meta.config.read_timeout == 3
    assert client.meta.config.retries == {"total_max_attempts": 2, "mode": "standard"}


def test_merging_into_it() -> None:
    """What the client was not told is not held against another Config."""
    merged = []
    for side in (REFERENCE, SUBJECT):
        base = side.config(read_timeout=5, use_fips_endpoint=True, s3={"a": "b"})
        bare = side.client(region_name="us-east-1", **KEYS).meta.config
        given = side.client(region_name="us-east-1", config=side.config(), **KEYS).meta.config
        merged.append(
            [
                (config.read_timeout, config.use_fips_endpoint, config.region_name)
                for config in (base.merge(bare), base.merge(given), bare.merge(base))
            ]
        )
    assert merged[0] == merged[1]


def test_names_of_methods() -> None:
    mappings = []
    for side in (REFERENCE, SUBJECT):
        client = side.client(region_name="us-east-1", **KEYS)
        mappings.append(client.meta.method_to_api_mapping)
        assert client._PY_TO_OP_NAME is client.meta.method_to_api_mapping
        assert type(client)._PY_TO_OP_NAME is client.meta.method_to_api_mapping
        assert client._service_model is client.meta.service_model
        assert client.meta is client.meta
        assert client.meta.config is client.meta.config
        assert client.meta.service_model is client.meta.service_model
    assert list(mappings[0].items()) == list(mappings[1].items())
    assert len(mappings[1]) == 20


@pytest.mark.parametrize(
    "name", ["config", "service_model", "region_name", "endpoint_url", "partition", "nonsense"]
)
def test_read_only(name: str) -> None:
    for side in (REFERENCE, SUBJECT):
        meta = side.client(region_name="us-east-1", **KEYS).meta
        if name == "nonsense":
            assert not hasattr(meta, name)
            continue
        with pytest.raises(AttributeError):
            setattr(meta, name, 1)


def test_unknown_attributes() -> None:
    for side in (REFERENCE, SUBJECT):
        client = side.client(region_name="us-east-1", **KEYS)
        with pytest.raises(AttributeError) as caught:
            client.nonsense()
        assert str(caught.value) == "'Support' object has no attribute 'nonsense'"


@pytest.mark.skipif(SELF_CHECK, reason="about awssupport's own class")
def test_the_class_is_awssupports() -> None:
    config = SUBJECT.client(region_name="us-east-1", **KEYS).meta.config
    assert type(config) is SUBJECT.config
