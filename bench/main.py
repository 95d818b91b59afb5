"""boto3 beside awssupport beside the floor, in one run on one machine: ``python bench/run.py``.

Everything is loopback. The contenders take turns, so that noise meets them alike; of each the
median is printed, and the minimum in parentheses. The ratios are of medians, with those of
minimums in parentheses. See ``contenders.py`` for what the floor is.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path

from bench import measure
from bench.contenders import BASE64, FLOOR, KIB, MIB
from bench.measure import Row
from bench.servers import Endpoint, nginx_path, own_server, started

#: label, number of attachments, size of each, rounds, rounds with --quick, calls in a batch
SMALL = ("1 KiB", 1, KIB, 20, 6, 200)
SIZES = (
    SMALL,
    ("5 MiB", 1, 5 * MIB, 20, 5, 1),
    ("3 x 5 MiB", 3, 5 * MIB, 15, 4, 1),
)
Size = tuple[str, int, int, int, int, int]
LIBRARIES = ("boto3", "awssupport")


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="few rounds: a look, not a result")
    parser.add_argument("--json", action="store_true", help="print samples as JSON, no table")
    parser.add_argument(
        "--server", choices=("auto", "nginx", "own"), default="auto", help="auto: nginx if there"
    )
    parser.add_argument("--nginx", metavar="PATH", help="the nginx program, if not on PATH")
    parser.add_argument(
        "--libraries", nargs="+", choices=LIBRARIES, default=LIBRARIES, help="compare only these"
    )
    parser.add_argument("--no-cold", action="store_true", help="leave out import and creation")
    parser.add_argument("--no-answers", action="store_true", help="leave out large answers")
    parser.add_argument("--no-memory", action="store_true", help="leave out peak memory")
    return parser.parse_args()


def call_rows(
    endpoint: Endpoint, libraries: Sequence[str], sizes: Sequence[Size], *, note: str, quick: bool
) -> list[Row]:
    """Time of calls of these sizes over both schemes."""
    return [
        row
        for scheme in ("http", "https")
        for label, count, size, rounds, quick_rounds, batch in sizes
        for row in measure.calls(
            f"{scheme} {label}{note}",
            libraries,
            endpoint.url(scheme),
            str(endpoint.ca_bundle),
            (count, size, quick_rounds if quick else rounds, batch),
        )
    ]


def answer_rows(url: str, libraries: Sequence[str], *, quick: bool) -> list[Row]:
    """Time and peak memory of calls with large answers."""
    return [
        row
        for operation, name in (
            ("DescribeCases", "describe_cases"),
            ("DescribeAttachment", "describe_attachment"),
        )
        for row in measure.answers(
            f"answer, {name} 5 MB", libraries, url, operation, rounds=4 if quick else 15
        )
    ]


def memory_rows(endpoint: Endpoint, libraries: Sequence[str], *, quick: bool) -> list[Row]:
    """Peak memory over both schemes."""
    return [
        measure.memory(
            f"peak memory, {scheme} 3 x 5 MiB",
            libraries,
            endpoint.url(scheme),
            str(endpoint.ca_bundle),
            rounds=2 if quick else 5,
        )
        for scheme in ("http", "https")
    ]


def cell(row: Row, name: str) -> str:
    """Median and minimum."""
    median, minimum = row.median(name), row.minimum(name)
    if median is None or minimum is None:
        return "-"
    return f"{number(median)} ({number(minimum)})"


def number(value: float) -> str:
    """Three significant digits or the whole part, whichever is more."""
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3g}"


def ratio(row: Row, above: str, below: str) -> str:
    """How many times more the one takes than the other."""
    medians = row.median(above), row.median(below)
    minimums = row.minimum(above), row.minimum(below)
    parts = [
        f"{number(a / b)}x" if a is not None and b is not None and a > 0 and b > 0 else "-"
        for a, b in (medians, minimums)
    ]
    return "-" if parts == ["-", "-"] else f"{parts[0]} ({parts[1]})"


def table(rows: Sequence[Row]) -> str:
    """All rows in aligned columns."""
    ratios = (("boto3", "awssupport"), ("awssupport", FLOOR))
    lines = [["median (minimum)", "unit", *LIBRARIES, FLOOR, *(f"{a} / {b}" for a, b in ratios)]]
    for row in rows:
        cells = [cell(row, name) for name in (*LIBRARIES, FLOOR)]
        lines.append([row.label, row.unit, *cells, *(ratio(row, a, b) for a, b in ratios)])
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    aligned = [
        "  ".join(
            text.ljust(width) if column < 2 else text.rjust(width)
            for column, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
    return "\n".join([aligned[0], "-" * len(aligned[0]), *aligned[1:]])


def base64_note(rows: Sequence[Row]) -> str:
    """What base64 alone takes, which the floor leaves out."""
    times = {row.label.partition(" ")[2]: cell(row, BASE64) for row in rows if row.unit == "ms"}
    wanted = [f"{size[0]} {times[size[0]]}" for size in SIZES if size[0] in times]
    return f"base64 of the attachments by binascii, not in the floor, ms: {', '.join(wanted)}"


def versions(endpoint: Endpoint, libraries: Sequence[str]) -> dict[str, str]:
    """What was run where."""
    return {
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs",
        "server": endpoint.name,
        **{name: metadata.version(name) for name in libraries},
    }


@contextlib.contextmanager
def server(nginx: str | None) -> Iterator[Endpoint]:
    """The server, with a directory of its own."""
    with (
        tempfile.TemporaryDirectory(prefix="awssupport-bench-") as directory,
        started(Path(directory), nginx=nginx) as endpoint,
    ):
        yield endpoint


def main() -> None:
    """Measure and print."""
    options = arguments()
    nginx = None if options.server == "own" else options.nginx or nginx_path()
    if options.server == "nginx" and nginx is None:
        sys.exit("nginx is not installed")
    libraries, quick = options.libraries, options.quick
    rows = [] if options.no_cold else measure.cold(libraries, rounds=4 if quick else 15)
    with measure.one_cpu(), server(nginx) as endpoint:
        rows += call_rows(endpoint, libraries, [SMALL], note=", one CPU", quick=quick)
    with server(nginx) as endpoint:
        rows += call_rows(endpoint, libraries, SIZES, note="", quick=quick)
        if not options.no_memory:
            rows += memory_rows(endpoint, libraries, quick=quick)
        about = versions(endpoint, libraries)
    if not options.no_answers:
        with own_server() as url:
            rows += answer_rows(url, libraries, quick=quick)
    if options.json:
        print(json.dumps({"about": about, "rows": [vars(row) for row in rows]}, indent=1))
    else:
        print(", ".join(f"{name} {value}" for name, value in about.items()))
        print(table(rows))
        print(base64_note(rows))


if __name__ == "__main__":
    main()
