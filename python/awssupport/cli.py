"""The command line: ``awssupport attach`` and ``awssupport emulator``.

The answer goes to standard output as JSON; whatever goes wrong is one line on standard error.
Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from . import Session, __version__
from .exceptions import (
    BotoCoreError,
    ClientError,
    ConfigParseError,
    NoCredentialsError,
    NoRegionError,
)

TYPE_CHECKING = False  # typing is slow to import, and type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any, TextIO

    from ._awssupport import SendProgress
    from .support import Support

PROGRAM = "awssupport"
STANDARD_INPUT = "-"

FAILED = 1
INTERRUPTED = 130
"""What shells report of a program that Ctrl-C ended."""

EXAMPLES = """\
examples:
  awssupport attach app.log screenshot.png
      upload two files into a new attachment set, and print its id and when it expires
  awssupport attach --set-id as-2f5a6faa2a4a1e600-... report.pdf
      add a file to that set
  journalctl -u app | awssupport attach - trace.txt
      upload standard input, and a file
  awssupport attach --emulator app.log
      rehearse without an AWS account: nothing leaves this machine
  awssupport emulator --port 8080
      run a local AWS Support service for the SDK of any language

Credentials, region and endpoint are found where boto3 and the AWS CLI find them: environment,
profiles, roles, single sign-on, ... A set takes three files of at most 5 MB each, and lasts an
hour.
"""

NO_CREDENTIALS_HINT = (
    "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile that has credentials with "
    "--profile; --emulator rehearses without an AWS account."
)
NO_REGION_HINT = "Give --region, or set AWS_DEFAULT_REGION."
RENEW_HINT = "Check the credentials; temporary ones expire and have to be fetched anew."
CLOCK_HINT = "Check the secret access key, and the clock of this machine."

HINTS = {
    "AccessDeniedException": "The caller needs the permission support:AddAttachmentsToSet.",
    "AttachmentLimitExceeded": "Wait before you make another set, or add to one with --set-id.",
    "AttachmentSetExpired": "A set lasts an hour: leave out --set-id to make a new one.",
    "AttachmentSetIdNotFound": "Check --set-id, or leave it out to make a new set.",
    "AttachmentSetSizeLimitExceeded": (
        "A set takes 3 files of at most 5 MB each, counting those it already has."
    ),
    "ExpiredTokenException": RENEW_HINT,
    "InvalidSignatureException": CLOCK_HINT,
    "RequestExpired": CLOCK_HINT,
    "SubscriptionRequiredException": (
        "The account needs a Business Support+, Enterprise or Unified Operations plan; "
        "--emulator rehearses without one."
    ),
    "UnrecognizedClientException": RENEW_HINT,
}
"""What to do about the service's refusals, by code."""


class CommandError(Exception):
    """Something went wrong that no other exception has the right words for."""


EXPECTED = (
    *(CommandError, BotoCoreError, ClientError, OSError),
    ValueError,  # an endpoint URL that is none
    *(RuntimeError, MemoryError),  # no thread or no memory to be had
    Warning,  # where the user made errors of them
)
"""What users are told in a line. Anything else is a mistake of ours, and shows where it is."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line given, or the process's own, and return the exit code."""
    try:
        return _run(argv)
    except KeyboardInterrupt:
        _complain("interrupted")
        return INTERRUPTED
    finally:
        _settle(sys.stdout)
        _settle(sys.stderr)


def _run(argv: Sequence[str] | None) -> int:
    try:
        arguments = _parse(argv)
    except SystemExit as end:  # --help, --version, wrong usage
        return end.code if isinstance(end.code, int) else 0
    except BrokenPipeError:  # nobody reads the help: Python 3.10's argparse lets that through
        return 0
    try:
        with _warnings_in_one_line():
            arguments.command(arguments)
    except EXPECTED as error:
        _complain(explain(error))
        return FAILED
    return 0


# --- arguments ---------------------------------------------------------------------------------


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """The arguments; `command` among them is the function to call with them."""
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Upload files to AWS Support, or run a local AWS Support service for tests.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    attach_parser = _add_attach(commands)
    _add_emulator(commands)
    arguments = parser.parse_args(argv)
    if arguments.command is attach:
        _check_attach(attach_parser, arguments)
    return arguments


def _add_attach(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        "attach",
        help="upload files into an attachment set",
        description="Upload files into an attachment set (AddAttachmentsToSet), and print the "
        "service's answer as JSON.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="a file; - is standard input")
    parser.add_argument("--set-id", metavar="ID", help="add to this set instead of a new one")
    parser.add_argument("--endpoint-url", metavar="URL", help="send to this URL instead of AWS")
    parser.add_argument(
        "--region", metavar="REGION", help="default: AWS_DEFAULT_REGION, or the profile's"
    )
    parser.add_argument(
        "--profile", metavar="PROFILE", help="take credentials and settings from there"
    )
    parser.add_argument(
        "--emulator", action="store_true", help="send to a local service that ends with the command"
    )
    parser.set_defaults(command=attach)
    return parser


def _check_attach(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> None:
    """What argparse's groups cannot say."""
    for option, value in (
        ("--endpoint-url", arguments.endpoint_url),
        ("--profile", arguments.profile),
    ):
        if arguments.emulator and value is not None:
            parser.error(f"argument --emulator: not allowed with argument {option}")
    if arguments.files.count(STANDARD_INPUT) > 1:
        parser.error("argument FILE: standard input (-) can be given only once")


def _add_emulator(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "emulator",
        help="run a local AWS Support service",
        description="Run a local AWS Support service until Ctrl-C. Prints its URL and the test "
        "credentials that it accepts.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--port", type=_port, default=0, metavar="N", help="TCP port; default: any that is free"
    )
    parser.add_argument("--host", default="127.0.0.1", metavar="HOST", help="default: %(default)s")
    parser.set_defaults(command=emulate)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"not a port number: {text!r}")
    return int(text)


# --- attach ------------------------------------------------------------------------------------


def attach(arguments: argparse.Namespace) -> None:
    """Upload the files and print the answer."""
    params: dict[str, Any] = {"attachments": [_attachment(file) for file in arguments.files]}
    if arguments.set_id is not None:
        params["attachmentSetId"] = arguments.set_id
    with _client(arguments) as support:
        answer = _send(support, params)
    if "attachmentSetId" not in answer:
        # Like boto3, the client takes an unreadable answer for an empty one.
        request_id = answer.get("ResponseMetadata", {}).get("RequestId", "unknown")
        raise CommandError(f"the answer has no attachmentSetId (request id: {request_id})")
    _print_json(answer)


def _attachment(file: str) -> dict[str, Any]:
    if file != STANDARD_INPUT:
        path = Path(file)
        # A name that is no text in the file system's encoding could not be shown in the case.
        name = os.fsencode(path.name).decode(errors="replace")
        return {"fileName": name, "data": path}
    if sys.stdin is None:
        raise CommandError("standard input is closed")
    return {"fileName": "stdin", "data": sys.stdin.buffer}


@contextmanager
def _client(arguments: argparse.Namespace) -> Iterator[Support]:
    """The client that the options ask for, and the emulator, for as long as it is needed."""
    options: dict[str, Any] = {
        "region_name": arguments.region,
        "endpoint_url": arguments.endpoint_url,
    }
    with ExitStack() as stack:
        session = (
            _isolated_session() if arguments.emulator else Session(profile_name=arguments.profile)
        )
        if arguments.emulator:
            from .emulator import serve

            server = stack.enter_context(serve())
            options["region_name"] = arguments.region or "us-east-1"
            options["endpoint_url"] = server.url
            options["aws_access_key_id"] = server.access_key_id
            options["aws_secret_access_key"] = server.secret_access_key
        yield stack.enter_context(closing(session.client("support", **options)))


def _isolated_session() -> Session:
    """One that no profile has a say in."""
    from .core_session import CoreSession
    from .shared_config import SharedConfig

    nothing = CoreSession(SharedConfig({"default": {}}, {}))
    return Session(botocore_session=nothing, profile_name="default")


def _send(support: Support, params: dict[str, Any]) -> dict[str, Any]:
    """Make the call, and show how far it is if there is somebody to see it."""
    if sys.stderr is None or not sys.stderr.isatty():
        return _call(support, params, None)
    from .progress_bar import ProgressBar

    with ProgressBar(sys.stderr) as bar:
        return _call(support, params, bar.progress)


def _call(
    support: Support, params: dict[str, Any], progress: SendProgress | None
) -> dict[str, Any]:
    try:
        return support._native.call("AddAttachmentsToSet", params, 1, progress)
    except (AttributeError, RecursionError, TypeError, UnicodeDecodeError) as error:
        # The same that boto3 raises where the service answers something else than it should.
        raise CommandError(f"the service's answer cannot be understood: {error}") from error


def _print_json(answer: dict[str, Any]) -> None:
    import json

    if sys.stdout is None:
        raise CommandError("cannot write the answer: standard output is closed")
    try:
        try:
            print(json.dumps(answer, indent=2, ensure_ascii=False))
        except UnicodeEncodeError:  # the terminal's encoding does not have all of it
            print(json.dumps(answer, indent=2))
        sys.stdout.flush()
    except OSError as error:
        raise CommandError(f"cannot write the answer: {error.strerror}") from error


# --- emulator ----------------------------------------------------------------------------------


def emulate(arguments: argparse.Namespace) -> None:
    """Serve until Ctrl-C."""
    # Before and after the server's own handlers are in place, Ctrl-C means the same.
    try:
        from .emulator import run

        run(host=arguments.host, port=arguments.port)
    except BrokenPipeError as error:
        raise CommandError(f"cannot write the URL: {error.strerror}") from error
    except OSError as error:
        where = f"port {arguments.port} of {arguments.host}"
        raise CommandError(f"cannot listen on {where}: {error.strerror}") from error
    except KeyboardInterrupt:
        return


# --- what goes to standard error ---------------------------------------------------------------


def explain(error: BaseException) -> str:
    """What was wrong and, where somebody can do something about it, what."""
    hint = _hint(error)
    text = _text(error)
    if hint is None:
        return text
    return f"{text if text.endswith('.') else text + '.'} {hint}"


def _text(error: BaseException) -> str:
    # botocore's timeouts are operating system errors too, and have their own words.
    if isinstance(error, OSError) and not isinstance(error, BotoCoreError) and error.strerror:
        return error.strerror if error.filename is None else f"{error.filename}: {error.strerror}"
    return str(error) or type(error).__name__


def _hint(error: BaseException) -> str | None:
    if isinstance(error, ClientError):
        return HINTS.get(error.response.get("Error", {}).get("Code", ""))
    if isinstance(error, NoCredentialsError):
        return NO_CREDENTIALS_HINT
    if isinstance(error, NoRegionError):
        return NO_REGION_HINT
    if isinstance(error, ConfigParseError):
        return _where(error.kwargs.get("error"))
    return None


def _where(error: BaseException | None) -> str | None:
    """The line that a configuration file's parser stopped at; not its text, which may be secret."""
    first_of_several = getattr(error, "errors", None)
    number = first_of_several[0][0] if first_of_several else getattr(error, "lineno", None)
    return f"See its line {number}." if number else None


@contextmanager
def _warnings_in_one_line() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.showwarning = _show_warning
        yield


def _show_warning(message: Warning | str, *_where: object, **_options: object) -> None:
    _complain(f"warning: {message}")


def _complain(text: str) -> None:
    """One line on standard error, whatever the text has in it."""
    if sys.stderr is None:
        return  # print() would take standard output instead
    try:
        print(f"{PROGRAM}: {one_line(text)}", file=sys.stderr, flush=True)
    except OSError:
        return  # there is nobody left to tell


def one_line(text: str) -> str:
    """Lines joined by spaces, and no control characters: they could move a terminal's cursor."""
    joined = " ".join(line.strip() for line in text.splitlines() if line.strip())
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in joined
    )


def _settle(stream: TextIO | None) -> None:
    """Flush, or give up what cannot be written: the interpreter's end would complain about it."""
    if stream is None or stream.closed:
        return
    try:
        stream.flush()
    except OSError:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device, not a path
            os.dup2(nowhere.fileno(), stream.fileno())
