"""Time, chance, waiting, threads and TLS of the sources that are asked over the network."""

from __future__ import annotations

import base64
import hashlib
import json
import ssl
import threading
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import trustme
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from awssupport.credentials import (
    Credentials,
    RefreshableCredentials,
    container,
    load_credentials,
)
from awssupport.credentials._http import Http, Response
from awssupport.credentials.imds import MetadataService
from awssupport.credentials.login import Login, proof_of_possession
from awssupport.credentials.service_call import ServiceCaller
from awssupport.credentials.services import STS
from awssupport.credentials.sts import assume_role
from awssupport.exceptions import (
    ClientError,
    CredentialRetrievalError,
    ResponseParserError,
    SSLError,
)
from tests.credential_context import Context
from tests.differential.cloud import (
    FAR,
    ROLE_ARN,
    CloudServer,
    as_json,
    assumed_role,
    metadata_keys,
    running_cloud,
    sts_error,
)
from tests.differential.server import Close, http, raw

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
META = "GET /latest/meta-data/iam/security-credentials/"
PATIENCE = 30


@pytest.fixture
def cloud() -> Iterator[CloudServer]:
    with running_cloud() as server:
        yield server


def instance(server: CloudServer, **answers: Any) -> Context:
    """A context whose metadata service is the server, with keys for a role."""
    server.route("PUT /latest/api/token", http(200, "the-token"))
    server.route(META, http(200, "Role"))
    server.route(f"{META}Role", as_json(metadata_keys("ASIAEC2", **answers)))
    return Context({"AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url})


def keys_of_64_threads(credentials: Credentials) -> list[str]:
    """What all of them find when they ask at once."""
    together = threading.Barrier(64)
    found: list[str] = []

    def use() -> None:
        together.wait(PATIENCE)
        found.append(credentials.get_frozen_credentials().access_key)

    threads = [threading.Thread(target=use) for _ in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return found


# Instances --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(120, 120), (25.1, 25.1), (25, 25), (24.9, 25), (20, 25), (0, 25), (-100, 25)],
)
def test_an_expiry_that_is_due_is_put_off(
    minutes: float, expected: float, cloud: CloudServer
) -> None:
    context = instance(cloud, expiration=f"{(NOW + timedelta(minutes=minutes)).isoformat()}")
    bounds: list[tuple[int, int]] = []

    def chance(least: int, most: int) -> int:
        bounds.append((least, most))
        return 600

    service = MetadataService(context, lambda: NOW, chance)
    expiry = datetime.fromisoformat(
        service.role_credentials()["expiry_time"].replace("Z", "+00:00")
    )
    assert expiry == NOW + timedelta(minutes=expected)
    assert bounds == [(120, 600)]


def test_64_threads_cause_one_conversation_with_the_metadata_service(cloud: CloudServer) -> None:
    credentials = load_credentials(instance(cloud, expiration=FAR))
    assert isinstance(credentials, RefreshableCredentials)
    cloud.take()
    # A minute before the end all of them need new ones.
    credentials._time_fetcher = lambda: datetime(2099, 1, 2, 3, 3, 5, tzinfo=timezone.utc)
    cloud.route(f"{META}Role", as_json(metadata_keys("ASIANEXT", "2099-01-02T05:04:05Z")))
    assert keys_of_64_threads(credentials) == ["ASIANEXT"] * 64
    assert [request.line.split(" ")[1].rsplit("/", 1)[-1] for request in cloud.take()] == [
        "token",
        "",
        "Role",
    ]


def test_a_service_that_fails_later_is_an_error(cloud: CloudServer) -> None:
    credentials = load_credentials(instance(cloud, expiration=FAR))
    assert isinstance(credentials, RefreshableCredentials)
    credentials._time_fetcher = lambda: datetime(2099, 1, 2, 3, 3, 5, tzinfo=timezone.utc)
    cloud.route(META, http(500))
    with pytest.raises(CredentialRetrievalError, match="response did not contain: access_key"):
        credentials.get_frozen_credentials()


def test_ipv6_is_where_the_mode_says() -> None:
    for environ, host in (
        ({}, "169.254.169.254"),
        ({"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6"}, "[fd00:ec2::254]"),
        ({"AWS_IMDS_USE_IPV6": "true"}, "[fd00:ec2::254]"),
        (
            {"AWS_IMDS_USE_IPV6": "true", "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "ipv4"},
            "169.254.169.254",
        ),
    ):
        assert MetadataService(Context(environ))._base_url == f"http://{host}/"


# Containers -------------------------------------------------------------------------------


def test_between_attempts_a_container_waits_for_a_second(cloud: CloudServer) -> None:
    slept: list[float] = []
    cloud.route("GET /ecs", http(500, "x"), http(500, "y"), as_json(metadata_keys("ASIAECS")))
    environ = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{cloud.url}/ecs"}
    found = container.load(environ, slept.append)
    assert found is not None
    assert found.access_key == "ASIAECS"
    assert slept == [1, 1]


def test_the_containers_token_file_is_read_anew(cloud: CloudServer, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("first")
    cloud.route("GET /ecs", as_json(metadata_keys("ASIAECS")))
    environ = {
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{cloud.url}/ecs",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": str(file),
    }
    found = container.load(environ)
    assert found is not None
    file.write_text("second")
    assert not found.refresh_now()  # the same keys
    assert [request.value("Authorization") for request in cloud.take()] == ["first", "second"]


@pytest.mark.parametrize(
    ("environ", "url"),
    [
        (
            {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x?id=1"},
            "http://169.254.170.2/v2/x?id=1",
        ),
        (
            {
                "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x",
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/y",
            },
            "http://169.254.170.2/v2/x",
        ),
        *(
            ({"AWS_CONTAINER_CREDENTIALS_FULL_URI": url}, url)
            for url in (
                *("http://169.254.170.23/v1/credentials", "http://[fd00:ec2::23]/v1/credentials"),
                *("https://example.com/keys", "http://127.255.0.1/", "http://[::1]:8080/x"),
            )
        ),
    ],
)
def test_which_containers_hosts_are_asked(
    environ: dict[str, str], url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str, dict[str, str]]] = []

    def fetch(http: Http, method: str, url: str, headers: dict[str, str]) -> Response:
        asked.append((method, url, headers))
        return Response(200, [], json.dumps(metadata_keys("ASIAECS")).encode())

    monkeypatch.setattr(Http, "fetch", fetch)
    assert load_credentials(Context(environ)) is not None
    assert asked == [("GET", url, {"Accept": "application/json"})]


# STS --------------------------------------------------------------------------------------


def call(context: Context, **options: Any) -> Any:
    caller = ServiceCaller(context, STS, "us-east-1", **options)
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    return caller.call("AssumeRole", "POST", "/", headers, b"Action=x", ("AKID", "secret", None))


@pytest.mark.parametrize(
    ("mode", "answer", "expected"),
    [
        ("standard", sts_error("Throttling"), [0.5, 1.0]),
        ("standard", sts_error("Odd", status=500), [0.025, 0.05]),
        ("standard", raw(Close()), [0.025, 0.05]),
        ("standard", sts_error("AccessDenied"), []),
        ("legacy", sts_error("Throttling"), [0.5, 1.0, 2.0, 4.0]),
    ],
)
def test_pauses_between_attempts(
    mode: str, answer: Any, expected: list[float], cloud: CloudServer
) -> None:
    cloud.route("POST /", answer)
    slept: list[float] = []
    environ = {"AWS_ENDPOINT_URL_STS": cloud.url, "AWS_RETRY_MODE": mode}
    with pytest.raises(Exception, match=r"AssumeRole|Connection was closed"):
        call(Context(environ), sleep=slept.append, chance=lambda: 0.5)
    assert slept == pytest.approx(expected)
    assert len(cloud.take()) == len(expected) + 1


@pytest.mark.parametrize(
    ("asked", "expected"), [("700", 0.7), ("100", 0.5), ("60000", 5.5), ("-1", 0.5), ("x", 0.5)]
)
def test_the_service_may_ask_for_a_longer_pause(
    asked: str, expected: float, cloud: CloudServer
) -> None:
    body = "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>"
    cloud.route("POST /", http(400, body, [("x-amz-retry-after", asked)]), assumed_role())
    slept: list[float] = []
    environ = {"AWS_ENDPOINT_URL_STS": cloud.url}
    assert call(Context(environ), sleep=slept.append, chance=lambda: 0.5).status == 200
    assert slept == pytest.approx([expected])


def test_a_long_retry_pauses_at_most_for_20_seconds(cloud: CloudServer) -> None:
    cloud.route("POST /", sts_error("Throttling"))
    slept: list[float] = []
    environ = {"AWS_ENDPOINT_URL_STS": cloud.url, "AWS_MAX_ATTEMPTS": "8"}
    with pytest.raises(ClientError, match=r"\(reached max retries: 7\)"):
        call(Context(environ), sleep=slept.append, chance=lambda: 1.0)
    assert slept == [1, 2, 4, 8, 16, 20, 20]


def test_64_threads_take_on_a_role_once(cloud: CloudServer, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text(f"[default]\nrole_arn = {ROLE_ARN}\ncredential_source = Environment\n")
    cloud.route("POST /", assumed_role())
    environ = {
        "AWS_CONFIG_FILE": str(config),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
        "AWS_ENDPOINT_URL_STS": cloud.url,
        "AWS_ACCESS_KEY_ID": "AKID",
        "AWS_SECRET_ACCESS_KEY": "s",
    }
    credentials = load_credentials(Context(environ, "default", "us-east-1"))
    assert credentials is not None
    assert keys_of_64_threads(credentials) == ["ASIAROLE"] * 64
    assert len(cloud.take()) == 1


def test_certificates_are_checked_as_clients_check_them(
    tls_context: ssl.SSLContext, certificate_authority: trustme.CA, tmp_path: Path
) -> None:
    bundle = tmp_path / "ca.pem"
    certificate_authority.cert_pem.write_to_path(bundle)
    with running_cloud(tls_context) as server:
        server.route("POST /", assumed_role())
        environ = {"AWS_ENDPOINT_URL_STS": server.url, "AWS_MAX_ATTEMPTS": "1"}
        with pytest.raises(SSLError):
            call(Context(environ))
        assert call(Context(environ, verify=str(bundle))).status == 200
        assert call(Context(environ, verify=False)).status == 200


def test_an_answer_that_is_no_xml_is_not_shown(cloud: CloudServer) -> None:
    cloud.route("POST /", http(200, "<AccessKeyId>ASIAROLE</AccessKeyId><Secret>the-secret"))
    context = Context({"AWS_ENDPOINT_URL_STS": cloud.url})
    with pytest.raises(ResponseParserError) as raised:
        assume_role(context, "us-east-1", "AssumeRole", {"RoleArn": ROLE_ARN}, (), ("A", "s", None))
    assert str(raised.value).startswith("Unable to parse response (junk after document element")
    assert "secret" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_each_call_has_an_identifier_of_its_own(cloud: CloudServer) -> None:
    cloud.route("POST /", http(500), assumed_role())
    context = Context({"AWS_ENDPOINT_URL_STS": cloud.url})
    call(context, sleep=lambda seconds: None)
    call(context)
    first, again, other = (request.value("amz-sdk-invocation-id") for request in cloud.take())
    assert first == again != other
    for text in (first, other):
        assert (str(uuid.UUID(text)), uuid.UUID(text).version) == (text, 4)
        assert uuid.UUID(text).variant == uuid.RFC_4122


# Logins -----------------------------------------------------------------------------------


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


@pytest.mark.parametrize("encoding", [serialization.Encoding.PEM, serialization.Encoding.DER])
def test_the_proof_of_possession_is_signed_with_the_key_it_shows(
    encoding: serialization.Encoding,
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_bytes(
        encoding,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    token = proof_of_possession(private, "https://example.com/v1/token", "the-id", 1234567890)
    header, claims, signature = token.split(".")
    numbers = key.public_key().public_numbers()
    jwk = json.loads(decoded(header))["jwk"]
    assert int.from_bytes(decoded(jwk["x"]), "big") == numbers.x
    assert int.from_bytes(decoded(jwk["y"]), "big") == numbers.y
    assert json.loads(decoded(header)) == {
        "typ": "dpop+jwt",
        "alg": "ES256",
        "jwk": {"kty": "EC", "crv": "P-256", "x": jwk["x"], "y": jwk["y"]},
    }
    assert json.loads(decoded(claims)) == {
        "htm": "POST",
        "htu": "https://example.com/v1/token",
        "iat": 1234567890,
        "jti": "the-id",
    }
    r, s = (int.from_bytes(decoded(signature)[i : i + 32], "big") for i in (0, 32))
    assert len(decoded(signature)) == 64
    key.public_key().verify(
        encode_dss_signature(r, s), f"{header}.{claims}".encode(), ec.ECDSA(hashes.SHA256())
    )


@pytest.mark.parametrize(("minutes", "is_renewed"), [(5.1, False), (5, True), (4.9, True)])
def test_a_login_that_another_process_has_renewed_is_used(
    minutes: float, is_renewed: bool, cloud: CloudServer, tmp_path: Path
) -> None:
    key = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    names = ("accessKeyId", "secretAccessKey", "sessionToken", "accountId")
    expiry = NOW + timedelta(minutes=minutes)
    token = {
        "accessToken": {**dict.fromkeys(names, "old"), "expiresAt": expiry.isoformat()},
        "refreshToken": "r",
        "clientId": "c",
        "dpopKey": key.decode(),
    }
    file = tmp_path / f"{hashlib.sha256(b'me').hexdigest()}.json"
    file.write_text(json.dumps(token))
    answer = {
        "accessToken": dict.fromkeys(names[:3], "new"),
        "expiresIn": 900,
        "refreshToken": "r2",
    }
    cloud.route("POST /v1/token", as_json(answer))
    environ = {
        "AWS_LOGIN_CACHE_DIRECTORY": str(tmp_path),
        "AWS_ENDPOINT_URL_SIGNIN": cloud.url,
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    found = Login(Context(environ), "me", lambda: NOW).renew()
    assert found["access_key"] == ("new" if is_renewed else "old")
    assert len(cloud.take()) == is_renewed
    kept = json.loads(file.read_text())
    if is_renewed:
        assert kept["accessToken"] == {
            **dict.fromkeys(names[:3], "new"),
            "accountId": "old",
            "expiresAt": "2026-01-02T03:19:05Z",
        }
        assert kept["refreshToken"] == "r2"
        assert file.stat().st_mode & 0o777 == 0o600
    else:
        assert kept == token
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
