"""What users are told when `awssupport attach` cannot do it: one line, and what to do."""

from __future__ import annotations

import base64
import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import awssupport
from awssupport import cli
from awssupport.emulator import Fault, ManualClock, Server, serve

from .programs import Outcome, bare_server, environment, run_program, the_line

Run = Callable[..., Outcome]

REFUSED = "An error occurred ({}) when calling the AddAttachmentsToSet operation: "


def test_file_that_is_not_there(
    run: Run, service: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("attach", "notes.txt").line == "notes.txt: No such file or directory"
    assert service.requests == []


def test_directory(run: Run, service: Server, tmp_path: Path) -> None:
    assert run("attach", str(tmp_path)).line == f"{tmp_path}: Is a directory"


def test_no_credentials(
    run: Run, service: Server, note: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    line = run("attach", note).line
    assert line.startswith("Unable to locate credentials. Set AWS_ACCESS_KEY_ID and ")
    assert "--profile" in line
    assert "--emulator" in line


def test_half_a_pair_of_keys(
    run: Run, service: Server, note: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    expected = "Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY"
    assert run("attach", note).line == expected


def test_no_region(run: Run, service: Server, note: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    assert run("attach", note).line == (
        "You must specify a region. Give --region, or set AWS_DEFAULT_REGION."
    )


def test_region_that_is_none(run: Run, service: Server, note: str) -> None:
    assert run("attach", note, "--region", "a b").line == (
        "Provided region_name 'a b' doesn't match a supported format."
    )


def test_nobody_listens(run: Run, service: Server, note: str) -> None:
    service.close()
    expected = f'Could not connect to the endpoint URL: "{service.url}/"'
    assert run("attach", note).line == expected


@pytest.mark.parametrize("url", ["", "nowhere", "http://"])
def test_endpoint_url_that_is_none(run: Run, service: Server, note: str, url: str) -> None:
    assert run("attach", note, "--endpoint-url", url).line == f"Invalid endpoint: {url}".strip()


def test_endpoint_url_of_another_protocol(run: Run, service: Server, note: str) -> None:
    assert "ftp://x" in run("attach", note, "--endpoint-url", "ftp://x").line


def test_account_without_a_support_plan(run: Run, service: Server, note: str) -> None:
    with serve(subscription=False) as server:
        line = run("attach", note, "--endpoint-url", server.url).line
    assert line.startswith(REFUSED.format("SubscriptionRequiredException") + "Amazon Web Services")
    assert "Business Support+, Enterprise or Unified Operations plan" in line


def test_more_files_than_a_set_takes(run: Run, service: Server, note: str) -> None:
    line = run("attach", note, note, note, note).line
    assert line.startswith(REFUSED.format("AttachmentSetSizeLimitExceeded"))
    assert line.endswith(cli.HINTS["AttachmentSetSizeLimitExceeded"])
    assert len(service.requests) == 1


def test_file_that_is_too_large(run: Run, service: Server, tmp_path: Path) -> None:
    file = tmp_path / "large"
    file.write_bytes(bytes(5 * 1024 * 1024 + 1))
    assert run("attach", str(file)).line.endswith(cli.HINTS["AttachmentSetSizeLimitExceeded"])


def test_unknown_set(run: Run, service: Server, note: str) -> None:
    assert run("attach", "--set-id", "as-unknown", note).line == (
        REFUSED.format("AttachmentSetIdNotFound")
        + "An attachment set with the specified ID could not be found. "
        "Check --set-id, or leave it out to make a new set."
    )


def test_expired_set(run: Run, service: Server, note: str) -> None:
    clock = ManualClock()
    with serve(clock=clock) as server:
        assert run("attach", note, "--endpoint-url", server.url).code == 0
        set_id = next(iter(server.attachment_sets))
        clock.advance(3601)
        line = run("attach", note, "--endpoint-url", server.url, "--set-id", set_id).line
    assert line.startswith(REFUSED.format("AttachmentSetExpired"))
    assert line.endswith("leave out --set-id to make a new one.")


def test_wrong_secret(
    run: Run, service: Server, note: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-the-right-one")
    line = run("attach", note).line
    assert line.startswith(REFUSED.format("InvalidSignatureException"))
    assert "clock" in line
    assert "not-the-right-one" not in line


def test_unknown_access_key(
    run: Run, service: Server, note: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDUNKNOWN")
    line = run("attach", note).line
    assert line.startswith(REFUSED.format("UnrecognizedClientException"))
    assert "Check the credentials" in line


@pytest.mark.parametrize("code", sorted(cli.HINTS))
def test_every_hint_follows_its_error(run: Run, service: Server, note: str, code: str) -> None:
    service.script(Fault.error(code, "No"))
    assert run("attach", note).line == REFUSED.format(code) + f"No. {cli.HINTS[code]}"


def test_refusal_without_a_hint(run: Run, service: Server, note: str) -> None:
    service.script(Fault.error("SomethingElse", "No"))
    assert run("attach", note).line == REFUSED.format("SomethingElse") + "No"


def test_message_of_the_service_cannot_move_the_cursor(
    run: Run, service: Server, note: str
) -> None:
    service.script(Fault.error("SomethingElse", "a\r\n\n  b\x1b[2J\tc\u2028d"))
    assert run("attach", note).line == REFUSED.format("SomethingElse") + "a b\\x1b[2J\\tc d"


@pytest.mark.parametrize("fault", ["reset", "garbage"])
def test_connection_that_breaks(run: Run, service: Server, note: str, fault: str) -> None:
    service.script(*[fault] * 3)
    assert run("attach", note).line == (
        "Connection was closed before we received a valid response from endpoint URL: "
        f'"{service.url}/".'
    )


@pytest.mark.parametrize("body", [b"null", b"[1]"])
def test_answer_that_makes_no_sense(run: Run, service: Server, note: str, body: bytes) -> None:
    with bare_server(body=body) as server:
        line = run("attach", note, "--endpoint-url", server.url).line
    assert line.startswith("the service's answer cannot be understood: ")


@pytest.mark.parametrize("body", [b"", b"not JSON", b'{"expiryTime": "soon"}'])
def test_answer_without_a_set(run: Run, service: Server, note: str, body: bytes) -> None:
    service.script(Fault.status(200, body, {"x-amzn-requestid": "r-1"}))
    assert run("attach", note).line == "the answer has no attachmentSetId (request id: r-1)"


def test_answer_without_a_set_and_a_request_id(run: Run, service: Server, note: str) -> None:
    service.script(Fault.status(200))
    assert run("attach", note).line.endswith("(request id: unknown)")


def test_standard_input_that_is_closed(
    run: Run, service: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert run("attach", "-").line == "standard input is closed"


def test_standard_input_that_cannot_be_read(
    run: Run, service: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, _buffer: object) -> int:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Broken())))
    assert run("attach", "-").line == "Input/output error"


def test_error_without_a_text_is_named() -> None:
    assert cli.explain(MemoryError()) == "MemoryError"


def test_mistake_of_ours_shows_where_it_is(
    service: Server, note: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(_answer: object) -> None:
        raise KeyError("mistake")

    monkeypatch.setattr(cli, "_print_json", mistaken)
    with pytest.raises(KeyError, match="mistake"):
        cli.main(["attach", note])


# --- warnings ----------------------------------------------------------------------------------

ENCODED_TWICE = base64.b64encode(b"%PDF-1.7\n" + bytes(100))


def test_warning_is_one_line_and_the_file_is_sent(service: Server) -> None:
    outcome = run_program(
        "attach", "-", input=ENCODED_TWICE, env=environment(PYTHONWARNINGS="default")
    )
    assert outcome.code == 0
    assert the_line(outcome.err).startswith("warning: the data of an attachment looks like")
    assert list(service.attachment_sets.values()) == [[("stdin", ENCODED_TWICE)]]


def test_warning_that_is_made_an_error_is_one_line(service: Server) -> None:
    outcome = run_program("attach", "-", input=ENCODED_TWICE)
    assert outcome.line.startswith("the data of an attachment looks like")
    assert service.requests == []


@pytest.mark.filterwarnings("default")
def test_warnings_of_the_calling_program_look_as_before(
    run: Run, service: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    import warnings

    before = warnings.showwarning
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ENCODED_TWICE)))
    assert the_line(run("attach", "-").err).startswith("warning: ")
    assert warnings.showwarning is before


# --- wrong usage -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ("", "the following arguments are required: COMMAND"),
        ("detach", "invalid choice: 'detach'"),
        ("attach", "the following arguments are required: FILE"),
        (
            "attach --emulator --endpoint-url http://x f",
            "--emulator: not allowed with argument --e",
        ),
        ("attach --emulator --profile p f", "--emulator: not allowed with argument --profile"),
        ("attach f --end http://x", "unrecognized arguments: --end"),
        ("attach - f -", "standard input (-) can be given only once"),
        ("emulator --port x", "not a port number: 'x'"),
        ("emulator --port -1", "--port"),
        ("emulator --port 65536", "not a port number: '65536'"),
        ("emulator --port ²", "not a port number: '²'"),
        ("emulator 8080", "unrecognized arguments: 8080"),
    ],
)
def test_wrong_usage(run: Run, service: Server, arguments: str, complaint: str) -> None:
    outcome = run(*arguments.split())
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("usage: awssupport")
    assert complaint in outcome.err
    assert service.requests == []


def test_wrong_usage_ends_a_program_with_2() -> None:
    assert run_program("attach").code == 2


# --- help --------------------------------------------------------------------------------------


def test_version(run: Run) -> None:
    assert run("--version") == Outcome(0, f"awssupport {awssupport.__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--help",), ("attach", "emulator", "examples:", "--set-id")),
        (("attach", "--help"), ("FILE", "--endpoint-url", "--region", "--profile", "examples:")),
        (("emulator", "--help"), ("--port", "--host")),
    ],
)
def test_help(run: Run, arguments: tuple[str, ...], words: tuple[str, ...]) -> None:
    outcome = run(*arguments)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith(" ".join(("usage: awssupport", *arguments[:-1], "[-h]")))
    for word in words:
        assert word in outcome.out
