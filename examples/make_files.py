#!/usr/bin/env python3
"""Make the three files that the demo attaches: a log, a picture and a document.

They are kept in examples/files, so nobody needs to run this: it shows where they come from. Needs
only the standard library and makes the same content each time.
"""

from __future__ import annotations

import struct
import zlib
from datetime import datetime, timedelta, timezone
from pathlib import Path

FILES = Path(__file__).resolve().parent / "files"

# The incident that all three tell of: read latency of a database in ms, minute by minute.
LATENCIES = [
    *(12, 11, 13, 12, 12, 14, 11, 12, 13, 12, 12, 11, 13, 15, 12, 12, 13, 12, 14, 13),
    *(18, 27, 44, 71, 96, 140, 188, 231, 260, 274, 281, 279, 268, 240, 196, 150, 101, 64, 38, 22),
    *(16, 14, 13, 12, 13, 12, 12, 11, 12, 13, 12, 12, 13, 11, 12, 12, 13, 12, 12, 12),
]
START = datetime(2026, 3, 3, 9, 0, tzinfo=timezone.utc)
SLOW_MS = 100


def log() -> bytes:
    """Write an application's log of the hour, a line or two a minute."""
    lines = []
    for minute, latency in enumerate(LATENCIES):
        for second in (7, 41) if latency > SLOW_MS else (19,):
            time = START + timedelta(
                minutes=minute, seconds=second, milliseconds=latency * 3 % 1000
            )
            stamp = time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03d}Z"
            request = f"{(minute * 2654435761 + second) % 2**32:08x}"
            level = "WARN" if latency > SLOW_MS else "INFO"
            note = "  slow query, pool 20/20 in use" if latency > SLOW_MS else ""
            lines.append(
                f"{stamp} {level} orders-api request={request} GET /orders 200 db={latency}ms{note}"
            )
    return ("\n".join(lines) + "\n").encode()


def picture() -> bytes:
    """Draw the latencies as a bar chart: an 8-bit RGB PNG."""
    width, height, margin, bar = 480, 240, 20, 7
    white, grey, blue, red = b"\xff\xff\xff", b"\xd0\xd0\xd0", b"\x2f\x6f\xb0", b"\xc8\x3c\x32"
    rows = [[white] * width for _ in range(height)]
    base, scale = height - margin, (height - 2 * margin) / max(LATENCIES)
    for level in range(0, max(LATENCIES) + 1, 50):
        rows[base - round(level * scale)][margin : width - margin] = [grey] * (width - 2 * margin)
    for minute, latency in enumerate(LATENCIES):
        left = margin + minute * bar
        for y in range(base - round(latency * scale), base):
            rows[y][left : left + bar - 1] = [red if latency > SLOW_MS else blue] * (bar - 1)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    # Each row begins with its filter type: 0, none.
    pixels = zlib.compress(b"".join(b"\0" + b"".join(row) for row in rows), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def document() -> bytes:
    """Write a one-page PDF: an incident report in Helvetica."""
    report = [
        ("Incident report: slow reads", 18),
        (f"Service: orders-api    Date: {START:%Y-%m-%d}    Region: us-east-1", 11),
        ("", 11),
        ("From 09:20 to 09:38 UTC reads of the orders database took up to 281 ms,", 11),
        ("against 12 ms before and after. The connection pool was full throughout.", 11),
        ("", 11),
        ("No deployment and no change of traffic preceded it. The log and the chart", 11),
        ("of read latency are attached to the same case.", 11),
    ]
    text = ["BT", "72 760 Td"]
    for line, size in report:
        escaped = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        text += [f"/F1 {size} Tf", f"({escaped}) Tj", f"0 -{round(size * 1.6)} Td"]
    content = "\n".join([*text, "ET"]).encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R\n"
        b"   /Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    # The second line tells transfer programs that the file is binary.
    pdf = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(pdf))
        pdf += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(pdf)
    # Each entry is exactly 20 bytes, its line end included.
    pdf += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    pdf += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    pdf += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    pdf += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(pdf)


def main() -> None:
    """Write the files."""
    FILES.mkdir(exist_ok=True)
    for name, content in (
        ("application.log", log()),
        ("latency.png", picture()),
        ("report.pdf", document()),
    ):
        (FILES / name).write_bytes(content)
        print(f"{FILES / name}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
