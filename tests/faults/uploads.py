"""Services that do not want the whole upload."""

from __future__ import annotations

from tests.differential.server import Close, Drip, Reset, Stall, Step, raw

from .fault import ALL_ATTEMPTS, Better, Fault
from .peers import answers, with_little_room

REFUSAL = b'HTTP/1.1 413 No\r\nContent-Length: 16\r\n\r\n{"message": "m"}'


def of_size(size: int) -> dict[str, object]:
    """Parameters of a call with one attachment of so many bytes."""
    return {"attachments": [{"fileName": "f", "data": b"x" * size}]}


ENDS: dict[str, Step] = {"closed": Close(), "reset": Reset(), "kept": b""}
SIZES = {"10 bytes": 10, "100 KB": 100_000, "5 MB": 5_000_000}

FAULTS: list[Fault] = [
    *(
        answers(
            f"413 within an upload of {name}, {end}",
            "after the head",
            raw(REFUSAL, last, read_body=False),
            parameters=of_size(size),
        )
        for name, size in SIZES.items()
        for end, last in ENDS.items()
    ),
    answers(
        "413 within an upload of 5 MB, dripping",
        "after the head, a byte at a time; then closed",
        raw(Drip(REFUSAL, 0.002), Close(), read_body=False),
        parameters=of_size(5_000_000),
    ),
    *(
        answers(
            f"closed within an upload of {name}",
            "after the head",
            raw(Close(), read_body=False),
            parameters=of_size(size),
        )
        for name, size in SIZES.items()
    ),
    *(
        answers(
            f"reset within an upload of {name}",
            "after the head",
            raw(Reset(), read_body=False),
            parameters=of_size(size),
        )
        for name, size in SIZES.items()
    ),
    Fault(
        "an upload that nobody takes",
        "the service stops reading after the head",
        with_little_room(raw(Stall(), Reset(), read_body=False)),
        parameters=of_size(4_000_000),
        config={"connect_timeout": 0.1, "read_timeout": 0.05},
        better=Better(
            "It is a read timeout, after the read timeout; boto3 waits for the connect timeout "
            "and takes the connection for closed.",
            "ReadTimeoutError",
            ALL_ATTEMPTS,
            'Read timeout on endpoint URL: ".*"',
        ),
    ),
]
