"""A process that finds credentials, by boto3 or by awssupport, in one prepared environment after
another: cases come as lines of JSON, results go as such.

Environment variables and the home directory are this process's own. Nothing sleeps: what would
have been slept is reported.
"""

from __future__ import annotations

import getpass
import json
import os
import re
import sys
import time
from pathlib import Path
from typing import Any

SHARED: dict[str, Any] = {}
SLEPT: list[float] = []
PROMPTS: list[str] = []


def answer_prompt(prompt: str = "", stream: object = None) -> str:
    PROMPTS.append(prompt)
    return "123456"


getpass.getpass = answer_prompt
time.sleep = SLEPT.append  # type: ignore[assignment] # before anything takes it as a default argument

# Where the interpreter and its libraries find what they need; all else is the case's.
KEPT = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}


def main(side: str) -> None:
    find = find_by_botocore if side == "boto3" else find_by_awssupport
    for line in sys.stdin:
        case = json.loads(line)
        prepare(case)
        result = attempt(lambda: find(case))  # noqa: B023 - called in the same round
        result["slept"] = len(SLEPT)
        result["asked"] = list(PROMPTS)
        result["files"] = {name: read(name) for name in case["watch"]}
        sys.stdout.write(json.dumps(result) + "\n")
        sys.stdout.flush()


def prepare(case: dict[str, Any]) -> None:
    os.environ.clear()
    os.environ.update(KEPT, **case["env"])
    home = Path(KEPT["HOME"])
    for path in sorted(home.rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()
    for name, text in case["files"].items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    SLEPT.clear()
    PROMPTS.clear()


def read(name: str) -> str | None:
    """A file's text; of the time at which what it holds expires, only the form."""
    path = Path(KEPT["HOME"]) / name
    text = path.read_text() if path.exists() else None
    return text and re.sub(r'("expiresAt": "[^"]*")', lambda m: re.sub(r"\d", "9", m[1]), text)


def attempt(function: Any) -> dict[str, Any]:
    try:
        return {"ok": function()}
    except Exception as error:
        bases = [cls.__name__ for cls in type(error).__mro__ if cls.__module__ != "builtins"]
        return {
            "error": type(error).__name__,
            "text": str(error),
            "response": getattr(error, "response", None),
            "operation": getattr(error, "operation_name", None),
            "BotoCoreError": "BotoCoreError" in bases,
        }


def find_by_botocore(case: dict[str, Any]) -> Any:
    import botocore.session

    allow_logins()
    session = botocore.session.Session(profile=case["profile"])
    # Reading the models again for each case would take long.
    loader = SHARED.setdefault("loader", session.get_component("data_loader"))
    session.register_component("data_loader", loader)
    client = session.create_client("support", region_name=case["region"], use_ssl=True)
    credentials = client._request_signer._credentials
    agent = client.meta.config.user_agent
    found = {part for word in agent.split(" ") if word[:2] == "m/" for part in word[2:].split(",")}
    return describe(credentials, found & CREDENTIAL_IDS, case, client)


def allow_logins() -> None:
    """Stand in for `awscrt`, without which botocore refuses profiles of `aws login`: what it does
    with a key is not what is compared."""
    import botocore.credentials

    from awssupport._awssupport import es256_public_key

    class Key:
        def __init__(self, der: bytes) -> None:
            coordinates = es256_public_key(der)
            self.get_public_coords = lambda: coordinates

        def sign(self, digest: bytes) -> bytes:
            return digest

    class Keys:
        new_key_from_der_data = Key

        @staticmethod
        def decode_der_signature_to_padded_pair(signature: bytes, pad_to: int) -> bytes:
            return signature[:pad_to] * 2

    botocore.credentials.EC = Keys


def by_call(client: Any, credentials: Any) -> list[Any]:
    """What a call is signed with, and the whole of the credentials it took that from."""
    import botocore.awsrequest

    signed: list[Any] = []
    frozen: list[Any] = []
    original = credentials.get_frozen_credentials

    class Empty:
        def stream(self) -> Any:
            return iter([b"{}"])

    def answer(request: Any, **event: Any) -> Any:
        headers = {name.lower(): text_of(value) for name, value in request.headers.items()}
        key = headers["authorization"].partition("Credential=")[2].partition("/")[0]
        signed.append([key, headers.get("x-amz-security-token")])
        return botocore.awsrequest.AWSResponse(request.url, 200, {}, Empty())

    def record() -> Any:
        found = original()
        frozen.append(list(found))
        return found

    client.meta.events.register("before-send.support", answer, "answer")
    credentials.get_frozen_credentials = record
    try:
        client.describe_services()
    finally:
        credentials.get_frozen_credentials = original
    # Static keys are taken once by our clients, when they are made.
    return [*signed, frozen[0] if frozen else list(original())]


def text_of(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def find_by_awssupport(case: dict[str, Any]) -> Any:
    import awssupport

    session = awssupport.Session(profile_name=case["profile"])
    client = session.client("support", region_name=case["region"])
    # Where there are none they would be looked for again.
    credentials = session.get_credentials() if session._session.has_credentials else None
    ids = set() if credentials is None else set(credentials.feature_ids)
    return describe(credentials, ids, case, client)


CREDENTIAL_IDS = {*"ghinopqkrstuvwxz0", "AC", "AD"}


def describe(credentials: Any, ids: set[str], case: dict[str, Any], client: Any) -> Any:
    if credentials is None:
        return None
    return {
        "method": credentials.method,
        "class": type(credentials).__name__,
        "features": sorted(ids),
        "used": [attempt(lambda: by_call(client, credentials)) for _ in range(case["uses"])],
    }


if __name__ == "__main__":
    main(sys.argv[1])
