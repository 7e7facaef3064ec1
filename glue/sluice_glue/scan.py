"""The byte scan: what a file holds, counted from its bytes and independently of Spark.

Constant memory, no Python per row: every step over a chunk is one call into C. The figures decide how Spark reads the file
and are what its written rows must add up to.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sluice_glue.inflate import Refusal, read_chunks
from sluice_glue.plan import Source
from sluice_glue.scanner import Scanner


@dataclass(frozen=True)
class FileScan:
    """What the bytes of one file say.

    Attributes:
        records: records after the header.
        header: the header's cells.
        ascii_only: no byte above 127.
        suspect_encoding: bytes that the encoding cannot decode, or U+FFFD itself.
        quoted_line_ends: a quoted cell holds a line end.
        no_blanks: no white space and no control character in any cell or between them.
        inflated_bytes: size after decompression.
        refused: a file reason of docs/reading-rules.md, or ``None``.
        detail: for people; never a cell's content.
    """

    records: int
    header: tuple[str, ...]
    ascii_only: bool
    suspect_encoding: bool
    quoted_line_ends: bool
    no_blanks: bool
    inflated_bytes: int
    refused: str | None
    detail: str


def scan_file(path: Path, source: Source) -> FileScan:
    """Scan one local file.

    Args:
        path: the staged copy.
        source: dialect and limits.

    Returns:
        The scan; ``refused`` is set when no row of the file may be read.
    """
    scanner = Scanner(source)
    try:
        size = path.stat().st_size
        if size > source.max_bytes:
            raise Refusal("too-large", f"{size} bytes, limit {source.max_bytes}")
        for chunk in read_chunks(path, source):
            scanner.feed(chunk)
        scanner.finish()
        refusal = scanner.refusal
    except Refusal as stopped:
        refusal = stopped
    return FileScan(
        records=scanner.records,
        header=scanner.header or (),
        ascii_only=scanner.ascii_only,
        suspect_encoding=scanner.suspect_encoding,
        quoted_line_ends=scanner.quoted_line_ends,
        no_blanks=scanner.no_blanks,
        inflated_bytes=scanner.bytes_seen,
        refused=refusal.reason if refusal else None,
        detail=refusal.detail if refusal else "",
    )
