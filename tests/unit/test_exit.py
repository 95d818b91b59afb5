"""The interpreter's end while clients are in use: at once, without a crash, without a word."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from awssupport.emulator import Server

from .processes import ROOT
from .standstill import KEYS, SilentServer

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")

PATIENCE = 50
TURNS = 3  # races do not show every time

#: Threads stand still in calls; `url` answers nobody.
PREPARATION = """
import asyncio, atexit, gc, os, socket, sys, threading, time
sys.path.append({root!r})
library = __import__({library!r})
options = dict(region_name="us-east-1", endpoint_url={url!r}, **{keys!r})
client = library.client("support", **options)

def wait_in_calls(count=3, daemon=True, call=client.describe_services):
    begun = threading.Semaphore(0)
    def work():
        begun.release()
        try:
            call()
        except Exception as error:
            print(error)
    for _ in range(count):
        threading.Thread(target=work, daemon=daemon).start()
    for _ in range(count):
        begun.acquire()

class Slow:
    "The interpreter takes its time when it has begun to go."
    def __del__(self, sleep=time.sleep):
        sleep(0.2)
"""


def program(body: str, url: str, library: str = "awssupport") -> list[str]:
    code = PREPARATION.format(root=str(ROOT), url=url, library=library, keys=KEYS) + body
    return [sys.executable, "-I", "-W", "error", "-c", code]


def outcome(body: str, url: str) -> tuple[int, str, str]:
    """Exit status, output and errors of a program."""
    command = program(body, url)
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    return done.returncode, done.stdout, done.stderr


ENDS = {
    "a program for credentials": (
        "import awssupport.aio, tempfile\n"
        "with tempfile.NamedTemporaryFile('w', delete=False) as file:\n"
        "    print('[default]', 'credential_process = sleep 40', sep=chr(10), file=file)\n"
        "os.environ.update(AWS_CONFIG_FILE=file.name); session = awssupport.aio.Session()\n"
        "async def main():\n"
        "    aio = session.client(region_name='us-east-1', endpoint_url=options['endpoint_url'])\n"
        "    await asyncio.wait([asyncio.ensure_future(aio.describe_services())], timeout=0.2)\n"
        "slow = Slow(); asyncio.run(main())",
        0,
    ),
    "a log that stands still": (
        "import awssupport.aio, logging\n"
        "aio = awssupport.aio.client('support', **options)\n"
        "class Standing(logging.Handler):\n"
        "    def createLock(self): self.lock = None\n"
        "    def emit(self, record): threading.Event().wait()\n"
        "logger = logging.getLogger('awssupport.attempts'); logger.propagate = False\n"
        "logger.setLevel('DEBUG'); logger.addHandler(Standing())\n"
        "async def main():\n"
        "    await asyncio.wait([asyncio.ensure_future(aio.describe_services())], timeout=0.2)\n"
        "asyncio.run(main())",
        0,
    ),
    "the program's end": ("wait_in_calls()", 0),
    "sys.exit": ("wait_in_calls(); sys.exit(3)", 3),
    "os._exit": ("wait_in_calls(); os._exit(4)", 4),
    "a slow end": ("slow = Slow(); wait_in_calls()", 0),
    "many threads": ("slow = Slow(); wait_in_calls(30)", 0),
    "calls with handlers": (
        "client.meta.events.register('before-send', lambda **_: None); slow = Slow();"
        "wait_in_calls()",
        0,
    ),
    "uploads": (
        "slow = Slow(); data = bytes(5 << 20);"
        "wait_in_calls(call=lambda: client.add_attachments_to_set(attachments=[{'data': data}]))",
        0,
    ),
    "a daemon's event loop": (
        "import awssupport.aio; aio = awssupport.aio.client('support', **options); slow = Slow()\n"
        "async def main(): await asyncio.gather(*[aio.describe_services() for _ in range(20)])\n"
        "wait_in_calls(call=lambda: asyncio.run(main())); time.sleep(0.1)",
        0,
    ),
    "an event loop nobody closed": (
        "import awssupport.aio; aio = awssupport.aio.client('support', **options); slow = Slow()\n"
        "loop = asyncio.new_event_loop()\n"
        "async def begin():\n"
        "    global call\n"
        "    call = asyncio.ensure_future(aio.describe_services()); await asyncio.sleep(0.05)\n"
        "loop.run_until_complete(begin()); call._log_destroy_pending = False\n"
        "loop._check_closed = loop._csock.close(); loop._ssock.close(); loop._selector.close()\n"
        "loop._closed = True",
        0,
    ),
}


@pytest.mark.parametrize("end", ENDS)
def test_calls_under_way_in_daemon_threads_stop_nobody(end: str) -> None:
    body, status = ENDS[end]
    with SilentServer() as server:
        for _ in range(TURNS):
            assert outcome(body, server.url) == (status, "", "")


WORKS = {
    "atexit": "atexit.register(lambda: print(len(client.describe_services()['services']) > 0))",
    "atexit after a call": "client.describe_services(); gc.collect()\n"
    "atexit.register(lambda: print(len(client.describe_services()['services']) > 0))",
    "a cycle": "class Holder: pass\n"
    "holder = Holder(); holder.itself = holder; holder.client = client\n"
    "client.describe_services(); del client, holder; print(True)",
    "idle connections": "client.describe_services(); other = library.client('support', **options)\n"
    "other.describe_services(); slow = Slow(); print(True)",
}


@pytest.mark.parametrize("what", WORKS)
def test_clients_work_until_the_end(emulator: Server, what: str) -> None:
    keys = f"options.update(aws_secret_access_key={emulator.secret_access_key!r})\n"
    made = "client = library.client('support', **options)\n"
    for _ in range(TURNS):
        assert outcome(keys + made + WORKS[what], emulator.url) == (0, "True\n", "")


def test_a_call_of_a_finalizer_at_the_end_does_not_hang(emulator: Server) -> None:
    """Nothing can be imported any more, which boto3 and we need: it fails as any Python code."""
    body = """
class Last:
    def __del__(self, client=client, error=Exception):
        try:
            client.describe_services()
        except error:
            pass
last = Last()
"""
    for _ in range(TURNS):
        assert outcome(body, emulator.url) == (0, "", "")


@pytest.mark.parametrize("library", ["boto3", "awssupport"])
def test_ctrl_c_ends_a_program_that_waits_for_its_threads(library: str) -> None:
    """Threads that are no daemons are waited for, as Python has it: Ctrl-C puts an end to that."""
    body = "wait_in_calls(2, daemon=False)\nprint('over', flush=True)"
    with SilentServer() as server:
        command = program(body, server.url, library)
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "over\n"
            assert server.reached()
            os.kill(process.pid, signal.SIGINT)
            _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode in {0, 1, 130, -signal.SIGINT}
    assert "KeyboardInterrupt" in errors
    assert "Fatal Python error" not in errors
