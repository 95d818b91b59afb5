"""The program that `environments.py` runs for each library: many cases, one process.

Reads ``{"library": "boto3" | "awssupport", "home": DIRECTORY, "cases": [...]}`` from standard input
and writes the list of what each case came to. Only the parts of a case that say so touch anything:
the environment is replaced, the home directory emptied and filled again for each.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

UNSIGNED = "UNSIGNED"
"""Stands for the library's own object of this name, which JSON cannot hold."""

CONFIG_SHOWN = (
    *("region_name", "signature_version", "user_agent_extra", "user_agent_appid"),
    *("connect_timeout", "read_timeout", "max_pool_connections", "proxies", "proxies_config"),
    *("s3", "s3_disable_express_session_auth", "retries", "client_cert", "inject_host_prefix"),
    *("use_dualstack_endpoint", "use_fips_endpoint", "tcp_keepalive"),
    *("request_min_compression_size_bytes", "disable_request_compression"),
    *("client_context_params", "sigv4a_signing_region_set", "request_checksum_calculation"),
    *("response_checksum_validation", "account_id_endpoint_mode", "auth_scheme_preference"),
    *("parameter_validation", "defaults_mode", "ignore_configured_endpoint_urls"),
)


class Library:
    """What of a library the cases need."""

    def __init__(self, name: str) -> None:
        if name == "boto3":
            import boto3.session
            import botocore
            import botocore.config
            import botocore.loaders
            import botocore.session

            # Reading the service's files is what takes long; the path is still looked up.
            loader = botocore.loaders.create_loader()
            vars(botocore.session)["create_loader"] = lambda _path: loader
            self.session: Any = boto3.session.Session
            self.config: Any = botocore.config.Config
            self.unsigned: Any = botocore.UNSIGNED
        else:
            import awssupport

            self.session = awssupport.Session
            self.config = awssupport.Config
            self.unsigned = awssupport.UNSIGNED


class Response:
    """An answer from nowhere."""

    status_code = 200
    headers: dict[str, str] = {}  # noqa: RUF012 - read by the libraries
    content = b'{"services": []}'


def prepare(case: dict[str, Any], home: Path) -> None:
    for entry in home.iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    for name, content in case["files"].items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8", "surrogateescape"))
    os.environ.clear()
    os.environ.update(HOME=str(home), USERPROFILE=str(home), PATH=os.defpath)
    os.environ.update(case["environ"])


def run(library: Library, case: dict[str, Any]) -> dict[str, Any]:
    """The stages that were reached, and the error that ended them."""
    told: dict[str, Any] = {}
    try:
        session = library.session(**case["session"])
        told["session"] = {
            "repr": repr(session),
            "region_name": session.region_name,
            "profile_name": session.profile_name,
            "available_profiles": session.available_profiles,
        }
        arguments = dict(case["client"])
        if case["config"] is not None:
            arguments["config"] = make_config(library, case["config"])
        client = session.client("support", **arguments)
        told["client"] = {
            "region_name": client.meta.region_name,
            "endpoint_url": client.meta.endpoint_url,
            "partition": client.meta.partition,
            "config": {name: shown(getattr(client.meta.config, name)) for name in CONFIG_SHOWN},
        }
        if case["credentials"]:
            told["credentials"] = identity(session.get_credentials())
        if case["call"]:
            told["request"] = call(client)
        client.close()
    except Exception as error:
        told["error"] = [type(error).__name__, str(error), arguments_of(error)]
    return told


def arguments_of(error: Exception) -> list[str]:
    """What an exception was made with; of another one only that there is one."""
    kwargs = getattr(error, "kwargs", {})
    told = {name: "..." if name == "error" else value for name, value in kwargs.items()}
    return [repr(told), repr(error.args)]


def make_config(library: Library, options: dict[str, Any]) -> Any:
    chosen = dict(options)
    if chosen.get("signature_version") == UNSIGNED:
        chosen["signature_version"] = library.unsigned
    return library.config(**chosen)


def shown(value: object) -> object:
    known = value is None or isinstance(value, str | int | float | dict | list | tuple)
    if known:
        return value
    return UNSIGNED if type(value).__name__.lstrip("_").upper() == UNSIGNED else repr(value)


def identity(credentials: Any) -> dict[str, Any] | None:
    if credentials is None:
        return None
    return {"method": credentials.method, "frozen": list(credentials.get_frozen_credentials())}


def call(client: Any) -> dict[str, Any]:
    """What goes to the wire of a call: where to, who signs for where, and the features told."""
    sent: list[Any] = []

    def send(request: Any, **_: Any) -> Response:
        sent.append(request)
        return Response()

    client.meta.events.register("before-send.support.DescribeServices", send)
    client.describe_services()
    headers = {name.lower(): text(value) for name, value in sent[-1].headers.items()}
    scope = headers.get("authorization", "").partition("Credential=")[2].partition(",")[0]
    agent = headers["user-agent"]
    features = [word[2:].split(",") for word in agent.split() if word.startswith("m/")]
    return {
        "url": sent[-1].url,
        "headers": sorted(headers),
        "attempts": headers["amz-sdk-request"],
        "access_key": "/".join(scope.split("/")[:-4]),
        "scope": scope.split("/")[-3:],
        "token": headers.get("x-amz-security-token"),
        "features": sorted(features[0]) if features else None,
        "agent": [word for word in agent.split() if word.startswith(("app/", "cfg/", "exec-env/"))],
    }


def text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def main() -> None:
    task = json.load(sys.stdin)
    library, home, outcomes = Library(task["library"]), Path(task["home"]), []
    for case in task["cases"]:
        prepare(case, home)
        outcomes.append(run(library, case))
    json.dump(outcomes, sys.stdout)


if __name__ == "__main__":
    main()
