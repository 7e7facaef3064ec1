"""The byte scan: what a file holds, counted from its bytes and independently of any engine.

Constant memory, no Python per row: every step over a chunk is one call into C. The figures decide how an engine reads
the file and are what its written rows must add up to.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sluice_glue.plan.model import CsvSource
from sluice_glue.scan.csv.scanner import Scanner
from sluice_glue.scan.inflate import Refusal, read_chunks
from sluice_glue.scan.model import FileScan


@dataclass(frozen=True, kw_only=True)
class CsvScan(FileScan):
    """What the bytes of one CSV file say; ``records`` are those after the header.

    Attributes:
        header: the header's cells.
        ascii_only: no byte above 127.
        suspect_encoding: bytes that the encoding cannot decode, or U+FFFD itself.
        quoted_line_ends: a quoted cell holds a line end.
        no_blanks: no white space and no control character in any cell or between them.
    """

    header: tuple[str, ...]
    ascii_only: bool
    suspect_encoding: bool
    quoted_line_ends: bool
    no_blanks: bool


def scan_csv(path: Path, source: CsvSource) -> CsvScan:
    """Scan one local CSV file.

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
    return CsvScan(
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
