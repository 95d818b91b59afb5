"""The defaults mode `auto`, which asks the instance's metadata service for its region."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from .environments import KEYS, Case, Outcome, compare, names


class Metadata(BaseHTTPRequestHandler):
    """An instance in eu-west-1a; below `/broken/` one that answers with errors."""

    protocol_version = "HTTP/1.1"

    def answer(self, content: bytes) -> None:
        broken = self.path.startswith("/broken/")
        self.send_response(500 if broken else 200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_PUT(self) -> None:
        self.answer(b"the-token")

    def do_GET(self) -> None:
        asked = self.path.endswith("/latest/meta-data/placement/availability-zone/")
        known = self.headers["x-aws-ec2-metadata-token"] == "the-token"
        self.answer(b"eu-west-1a" if asked and known else b"nowhere-1a")

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Metadata) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def case(name: str, region: str | None, path: str = "", **environ: str) -> Case:
    chosen = {"AWS_DEFAULTS_MODE": "auto", "AWS_EC2_METADATA_DISABLED": "false", "PATH_OF": path}
    return Case(name, {**KEYS, **chosen, **environ}, client={"region_name": region})


TABLE = [
    case("in the region", "eu-west-1"),
    case("in another region", "us-east-1"),
    case("in no region", None),
    case("broken", "eu-west-1", "broken/"),
    case("disabled", "eu-west-1", AWS_EC2_METADATA_DISABLED="true"),
    case(
        "the environment knows better", "us-east-1", AWS_EXECUTION_ENV="x", AWS_REGION="us-east-1"
    ),
    case("the environment does not know", "eu-west-1", AWS_EXECUTION_ENV="x"),
    case("settings that are none", "eu-west-1", AWS_METADATA_SERVICE_NUM_ATTEMPTS="0"),
]


@pytest.fixture(scope="module")
def outcomes(url: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    cases = [
        Case(
            each.name,
            {**each.environ, "AWS_EC2_METADATA_SERVICE_ENDPOINT": url + each.environ["PATH_OF"]},
            client=each.client,
            call=False,
        )
        for each in TABLE
    ]
    return compare(cases, tmp_path_factory.mktemp("homes"))


@pytest.mark.parametrize("name", names(TABLE))
def test_same_as_boto3(outcomes: dict[str, Outcome], name: str) -> None:
    outcomes[name].assert_same()


def test_the_table_has_every_end(outcomes: dict[str, Outcome]) -> None:
    timeouts = {
        outcome.reference["client"]["config"]["connect_timeout"] for outcome in outcomes.values()
    }
    assert timeouts == {1.1, 3.1}
