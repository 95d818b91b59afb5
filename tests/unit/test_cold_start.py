"""What importing the package and making a client costs: modules, threads, files."""

from __future__ import annotations

import json
import sys

import pytest

from .processes import run

MODULES_ALLOWED = 15

NOT_NEEDED = {
    *("json", "logging", "re", "ssl", "socket", "asyncio", "urllib", "http", "email"),
    *("botocore", "boto3", "typing", "threading", "subprocess", "platform", "dataclasses"),
    *("inspect", "tempfile", "datetime", "decimal", "base64", "hashlib", "pathlib", "enum"),
    *("awssupport.config", "awssupport.emulator", "awssupport.exceptions", "awssupport.cli"),
}

CLIENT = """\
awssupport.client(
    "support",
    region_name="us-east-1",
    aws_access_key_id="AKIDEXAMPLE",
    aws_secret_access_key="secret",
)
"""

MODULES = """\
import sys
{program}
modules = sorted(sys.modules)
import json
print(json.dumps(modules))
"""


def modules_after(program: str) -> set[str]:
    return set(json.loads(run(MODULES.format(program=program), options=())))


def test_modules_of_import_and_client() -> None:
    added = modules_after(f"import awssupport\n{CLIENT}") - modules_after("")
    assert len(added) <= MODULES_ALLOWED, sorted(added)
    assert not added & NOT_NEEDED


def test_import_alone_brings_little_more_than_the_extension() -> None:
    added = modules_after("import awssupport") - modules_after("")
    areas = ("attachments", "cases", "catalog", "trusted_advisor", "uploads")
    assert {name for name in added if name.startswith("awssupport")} == {
        "awssupport",
        "awssupport._awssupport",
        "awssupport.operations",
        *(f"awssupport.operations.{area}" for area in areas),
        *(f"awssupport.{name}" for name in ("client_settings", "core_session", "main_interpreter")),
        *(f"awssupport.{name}" for name in ("session", "settings", "support")),
    }


def test_a_client_with_everything_else_given_brings_no_more() -> None:
    some = modules_after(f"import awssupport\n{CLIENT}")
    more = modules_after(
        "import awssupport\n"
        'awssupport.client("support", "eu-west-1", "2013-04-15", True, True,'
        ' "https://localhost", "AKIDEXAMPLE", "secret", "token", None, "123456789012")'
    )
    assert more == some


EVENTS = """\
import sys
import awssupport
seen = []
def hook(event, arguments):
    families = ("socket.", "os.", "subprocess.", "_thread")
    if event in ("open", "import") or event.startswith(families):
        seen.append(event + " " + repr(arguments)[:80])
sys.addaudithook(hook)
client = {client}
events = list(seen)
import json
print(json.dumps(events))
"""


def test_a_client_opens_and_imports_nothing() -> None:
    assert json.loads(run(EVENTS.format(client=CLIENT), options=())) == []


def test_the_hook_would_tell() -> None:
    told = json.loads(run(EVENTS.format(client="__import__('socket').socket()"), options=()))
    assert any(event.startswith("socket.") for event in told)


SYSTEM = """\
import os
import awssupport
def now():
    # Threads, descriptors, and how often this process has read anything so far.
    with open("/proc/self/io") as file:
        reads = next(int(line.split()[1]) for line in file if line.startswith("syscr"))
    return len(os.listdir("/proc/self/task")), len(os.listdir("/proc/self/fd")), reads
now()
first, second = now(), now()
client = {client}
third = now()
import json
print(json.dumps([first, second, third]))
"""


def changes(program: str) -> tuple[int, int, int]:
    """Threads at the end; descriptors and reads beyond those of looking."""
    first, second, third = json.loads(run(SYSTEM.format(client=program), options=()))
    reads_of_looking = second[2] - first[2]
    return third[0], third[1] - second[1], third[2] - second[2] - reads_of_looking


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_a_client_starts_no_thread_and_reads_no_file() -> None:
    """Below Python, too, where no hook sees it."""
    assert changes(CLIENT) == (1, 0, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_a_thread_and_a_read_would_be_noticed() -> None:
    program = """[__import__("_thread").allocate_lock(), open("/proc/self/maps", "rb", 0)]
client[0].acquire()
__import__("_thread").start_new_thread(client[0].acquire, ())
client[1].read(1)"""
    threads, descriptors, reads = changes(program)
    assert (threads, descriptors) == (2, 1)
    assert reads >= 1


def test_files_that_are_not_there_import_no_parser() -> None:
    program = "import os\nfrom awssupport.shared_config import load_shared_config\n{}"
    environ = (
        '{"AWS_CONFIG_FILE": "/nonexistent/a", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent/b"}'
    )
    load = f"assert not load_shared_config({environ}).profiles"
    assert modules_after(program.format(load)) == modules_after(program.format(""))


def test_a_session_nobody_registered_on_costs_nothing() -> None:
    added = modules_after(f"import awssupport\nawssupport.Session().events\n{CLIENT}")
    assert "awssupport.session_events" in added
    plain = modules_after(f"import awssupport\nawssupport.Session()\n{CLIENT}")
    assert not {"awssupport.session_events", "awssupport.events", "copy"} & plain
