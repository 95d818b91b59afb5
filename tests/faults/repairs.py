"""Where the client knows better than to give up, or than to ask again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

import pytest

from tests.differential.cloud import as_json, metadata_keys
from tests.differential.server import Answer, Reset, http, raw, running

from .fault import ANSWER, GOOD, Better, Fault, Peer, Play
from .peers import answering, answers, healing
from .stage import Stage
from .statuses import refusal

#: An hour after the clock of clients of awssupport in these tests.
LATER = ("Date", "Fri, 02 Jan 2026 04:04:05 GMT")
SKEWED = refusal(403, "RequestTimeTooSkewed", "clock", [LATER])
SIGNATURE_EXPIRED = refusal(
    403, "InvalidSignatureException", "Signature expired: 20260102T030405Z is now earlier", [LATER]
)
EXPIRED = refusal(403, "ExpiredTokenException", "token")


def with_container(keys: Sequence[str], *given: Answer) -> Play:
    """Credentials of a container, which gives these keys one after the other."""

    @contextlib.contextmanager
    def play(stage: Stage) -> Iterator[Peer]:
        server = stage.plain
        with running() as container, pytest.MonkeyPatch.context() as patch:
            patch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", f"{container.url}/keys")

            def begin() -> None:
                server.answer(*given)

            def before() -> None:
                container.answer(*(as_json(metadata_keys(key)) for key in keys))

            nobody = {"aws_access_key_id": None, "aws_secret_access_key": None}
            yield Peer(server, server.url, begin, healing(server), nobody, before=before)

    return play


def dropping(*given: Answer) -> Play:
    """A service that closes the connection while it is idle."""

    @contextlib.contextmanager
    def play(stage: Stage) -> Iterator[Peer]:
        server = stage.plain

        def begin() -> None:
            server.drop()
            server.answer(*given)

        yield Peer(server, server.url, begin, healing(server))

    return play


#: More than the sockets' buffers hold.
LARGE = {"attachments": [{"fileName": "f", "data": b"x" * 5_000_000}]}

HAMMERING = "A limit of the account does not go away within seconds: it is told at once."

FAULTS: list[Fault] = [
    answers(
        "wrong clock",
        "`RequestTimeTooSkewed` with `Date`, then an answer",
        SKEWED,
        GOOD,
        better=Better("The clock is set by the service's, and the request signed anew.", ANSWER, 2),
    ),
    answers(
        "signature expired",
        "`InvalidSignatureException: Signature expired`, then an answer",
        SIGNATURE_EXPIRED,
        GOOD,
        better=Better("The clock is set by the service's, and the request signed anew.", ANSWER, 2),
    ),
    answers(
        "wrong clock without end",
        "`RequestTimeTooSkewed` with `Date` to every request",
        SKEWED,
        better=Better("The clock is set once a call.", "ClientError", 2),
    ),
    answers(
        "wrong clock without Date",
        "`RequestTimeTooSkewed`: nobody says what the time is",
        refusal(403, "RequestTimeTooSkewed", "clock"),
    ),
    answers(
        "wrong signature",
        "`InvalidSignatureException` for another reason",
        refusal(403, "InvalidSignatureException", "The signature does not match", [LATER]),
    ),
    Fault(
        "expired token",
        "`ExpiredTokenException`, then an answer; the container has new keys",
        with_container(["ASIAONE", "ASIATWO"], EXPIRED, GOOD),
        better=Better("The credentials are refreshed, once a call.", ANSWER, 2),
    ),
    Fault(
        "expired token without end",
        "`ExpiredTokenException` to all keys that the container has",
        with_container(["ASIAONE", "ASIATWO"], EXPIRED),
        better=Better("The credentials are refreshed, once a call.", "ClientError", 2),
    ),
    Fault(
        "expired token, the same keys again",
        "`ExpiredTokenException`; the container has no others",
        with_container(["ASIAONE"], EXPIRED),
    ),
    answers(
        "expired token that nobody renews",
        "`ExpiredTokenException` to keys that were given as arguments",
        EXPIRED,
    ),
    *(
        answers(f"{code} with 400", "a limit of the account", refusal(400, code))
        for code in ("AttachmentLimitExceeded", "CaseCreationLimitExceeded")
    ),
    answers(
        "AttachmentLimitExceeded with 429",
        "a limit of the account",
        refusal(429, "AttachmentLimitExceeded"),
        better=Better(HAMMERING, "AttachmentLimitExceeded", 1, modes=("legacy",)),
    ),
    answers(
        "CaseCreationLimitExceeded with 429",
        "a limit of the account",
        refusal(429, "CaseCreationLimitExceeded"),
        better=Better(HAMMERING, "CaseCreationLimitExceeded", 1),
    ),
    *(
        answers(
            f"{code} with 500",
            "a limit of the account",
            refusal(500, code),
            better=Better(HAMMERING, code, 1),
        )
        for code in ("AttachmentLimitExceeded", "CaseCreationLimitExceeded")
    ),
    Fault(
        "idle connection closed",
        "by the service, after an answer",
        dropping(GOOD),
        before=1,
    ),
    Fault(
        "idle connection forgotten",
        "the service resets it when the next upload of 5 MB begins",
        answering(raw(Reset(), read_body=False), GOOD),
        before=1,
        parameters=LARGE,
        better=Better(
            "The connection is replaced silently; that is no attempt.",
            ANSWER,
            2,
            shows={"RetryAttempts": 0},
        ),
    ),
    answers(
        "kept connection reset",
        "after a request that the service has read",
        raw(Reset()),
        GOOD,
        before=1,
    ),
    answers("kept connection, failures", "500 over it, then an answer", http(500), GOOD, before=1),
]
