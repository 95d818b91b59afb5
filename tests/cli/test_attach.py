"""What `awssupport attach` sends and prints."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from awssupport.emulator import Credentials, Fault, Server, serve

from .programs import MODULE, SCRIPT, Outcome, bare_server, environment, run_program

Run = Callable[..., Outcome]

EVERY_BYTE = bytes(range(256)) * 700


def answer_of(outcome: Outcome) -> dict[str, str]:
    assert (outcome.code, outcome.err) == (0, "")
    answer: dict[str, str] = json.loads(outcome.out)
    assert outcome.out == json.dumps(answer, indent=2) + "\n"
    return answer


@pytest.mark.parametrize("program", [SCRIPT, MODULE])
def test_files_arrive_byte_for_byte(
    program: tuple[str, ...],
    emulator: Server,
    tmp_path: Path,
) -> None:
    (tmp_path / "deeper").mkdir()
    contents = {"app.log": EVERY_BYTE, "deeper/app.log": b"", "Größe 文.txt": b"\xff\n"}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    keys = {
        "AWS_ACCESS_KEY_ID": emulator.access_key_id,
        "AWS_SECRET_ACCESS_KEY": emulator.secret_access_key,
    }
    arguments = ("--endpoint-url", emulator.url, "--region", "us-east-1")
    outcome = run_program(
        *("attach", *contents, *arguments),
        program=program,
        cwd=tmp_path,
        env=environment(**keys),
    )
    answer = answer_of(outcome)
    assert list(answer) == ["attachmentSetId", "expiryTime", "ResponseMetadata"]
    assert emulator.attachment_set(answer["attachmentSetId"]) == [
        ("app.log", EVERY_BYTE),
        ("app.log", b""),
        ("Größe 文.txt", b"\xff\n"),
    ]


def test_answer_is_printed_as_the_call_returned_it(run: Run, service: Server, note: str) -> None:
    body = {"attachmentSetId": "as-ä文", "expiryTime": "soon"}
    service.script(Fault.status(200, json.dumps(body).encode(), {"x-amzn-requestid": "r-1"}))
    outcome = run("attach", note)
    assert (outcome.code, outcome.err) == (0, "")
    answer = json.loads(outcome.out)
    metadata = answer.pop("ResponseMetadata")
    assert answer == body
    assert '"as-ä文"' in outcome.out
    assert list(metadata) == ["RequestId", "HTTPStatusCode", "HTTPHeaders", "RetryAttempts"]
    assert (metadata["RequestId"], metadata["HTTPStatusCode"]) == ("r-1", 200)


def test_answer_is_valid_json_on_a_terminal_that_knows_ascii_only(
    service: Server, note: str
) -> None:
    service.script(Fault.status(200, '{"attachmentSetId": "as-ä"}'.encode()))
    outcome = run_program("attach", note, env=environment(PYTHONIOENCODING="ascii"))
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.isascii()
    assert json.loads(outcome.out)["attachmentSetId"] == "as-ä"


def test_set_id_adds_to_that_set(run: Run, service: Server, note: str) -> None:
    set_id = answer_of(run("attach", note))["attachmentSetId"]
    answer = answer_of(run("attach", "--set-id", set_id, note))
    assert answer["attachmentSetId"] == set_id
    assert [item.file_name for item in service.attachment_set(set_id)] == ["note.txt"] * 2


def test_dash_is_standard_input_from_a_pipe(service: Server, note: str) -> None:
    answer = answer_of(run_program("attach", "-", note, input=EVERY_BYTE))
    assert service.attachment_set(answer["attachmentSetId"]) == [
        ("stdin", EVERY_BYTE),
        ("note.txt", Path(note).read_bytes()),
    ]


def test_dash_is_standard_input_from_a_file(service: Server, tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(EVERY_BYTE)
    with (tmp_path / "in").open("rb") as stdin:
        answer = answer_of(run_program("attach", "-", stdin=stdin))
    assert service.attachment_set(answer["attachmentSetId"]) == [("stdin", EVERY_BYTE)]


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read from /proc")
def test_files_are_streamed(service: Server, note: str, tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
from awssupport.cli import main
def peak():  # getrusage() would count what the parent had when it forked
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
small, large, url = sys.argv[1:]
assert main(["attach", small]) == 0
before = peak()
assert main(["attach", large, "--endpoint-url", url]) == 0
grown = peak() - before
assert grown < 8 * 1024, f"{grown} KiB"
"""
    large = tmp_path / "large"
    with large.open("wb") as sparse:
        sparse.truncate(32 << 20)
    with bare_server(body=b'{"attachmentSetId": "as-1"}') as server:
        outcome = run_program(note, str(large), server.url, program=(sys.executable, "-c", program))
    assert (outcome.code, outcome.err) == (0, "")


@pytest.mark.skipif(sys.platform != "linux", reason="file names are Unicode elsewhere")
def test_file_name_that_is_no_text_is_sent_as_text(
    run: Run, service: Server, tmp_path: Path
) -> None:
    name = os.fsdecode(b"caf\xe9.log")
    (tmp_path / name).write_bytes(b"x")
    answer = answer_of(run("attach", str(tmp_path / name)))
    assert service.attachment_set(answer["attachmentSetId"]) == [
        ("caf\N{REPLACEMENT CHARACTER}.log", b"x")
    ]


def test_region_option_wins_over_the_environment(
    run: Run, note: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKID")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "anything")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    for option, region in (((), "eu-west-1"), (("--region", "us-west-2"), "us-west-2")):
        with bare_server(body=b'{"attachmentSetId": "as-1"}') as server:
            assert run("attach", note, "--endpoint-url", server.url, *option).code == 0
        assert server.credential.split("/")[0::2] == ["AKID", region, "aws4_request"]


def test_endpoint_option_wins_over_the_environment(run: Run, service: Server, note: str) -> None:
    with serve() as other:
        answer = answer_of(run("attach", note, "--endpoint-url", other.url))
        assert list(other.attachment_sets) == [answer["attachmentSetId"]]
    assert service.requests == []


def test_session_token_of_the_environment_is_used(
    run: Run, note: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(credentials={"ASIA": Credentials("hidden", "token")}) as server:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ASIA")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hidden")
        monkeypatch.setenv("AWS_SESSION_TOKEN", "token")
        answer_of(run("attach", note, "--endpoint-url", server.url, "--region", "us-east-1"))


def test_rehearsal_needs_no_account_and_leaves_the_machine_alone(
    run: Run, service: Server, note: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Neither what the environment points to nor who it says we are is used.
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDOFSOMEBODY")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token")
    monkeypatch.setenv("AWS_PROFILE", "absent")
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    answer = answer_of(run("attach", "--emulator", note))
    assert answer["attachmentSetId"].startswith("as-")
    answer_of(run("attach", "--emulator", "--region", "eu-west-1", note))
    assert service.requests == []


def test_rehearsal_meets_the_limits_of_the_service(run: Run, note: str) -> None:
    assert "AttachmentSetSizeLimitExceeded" in run("attach", "--emulator", *[note] * 4).line


def test_only_what_a_command_needs_is_imported(service: Server, note: str) -> None:
    program = """
import sys
from awssupport.cli import main
assert main(["attach", sys.argv[1]]) == 0
unwanted = {"configparser", "awssupport.emulator", "awssupport.progress_bar"}
sys.exit(", ".join(sorted(unwanted & set(sys.modules))) or None)
"""
    outcome = run_program(note, program=(sys.executable, "-c", program))
    assert (outcome.code, outcome.err) == (0, "")


def test_standard_input_object_without_a_descriptor(
    run: Run, service: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"text")))
    answer = answer_of(run("attach", "-"))
    assert service.attachment_set(answer["attachmentSetId"]) == [("stdin", b"text")]
