"""Files with line ends in quoted cells, made readable line by line.

Spark's ``multiLine`` reads such a file in one task, takes the first line end that it sees for the only kind, keeps a CR
in quotes and counts blank lines as records: other records than docs/reading-rules.md demands. Instead every line end
inside quotes is replaced by a control character that the file does not hold, byte for byte, so that offsets stay; the
reader turns it back.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sluice_glue.plan.model import CsvSource
from sluice_glue.scan.csv.quoting import QuoteTracker
from sluice_glue.scan.inflate import Refusal, read_chunks

_BOM = b"\xef\xbb\xbf"
# From the least used one; not tab, not line ends, not NUL.
_CANDIDATES = bytes([0x1E, 0x1F, 0x1D, 0x1C, *range(0x01, 0x09), 0x0B, 0x0C, *range(0x0E, 0x1C)])
_NOT_CANDIDATES = bytes(b for b in range(256) if b not in _CANDIDATES)


@dataclass(frozen=True)
class Placeholders:
    """The characters that stand for line ends inside quoted cells."""

    carriage_return: str
    line_feed: str


def flatten(path: Path, target: Path, source: CsvSource) -> Placeholders:
    """Write a copy in which no quoted cell holds a line end.

    Args:
        path: a local file that the byte scan has passed.
        target: the copy, compressed like the source says.
        source: the dialect.

    Returns:
        The placeholders.

    Raises:
        Refusal: the file uses every control character.
    """
    placeholders = _unused(path, source)
    table = bytes.maketrans(b"\r\n", (placeholders.carriage_return + placeholders.line_feed).encode())
    tracker = QuoteTracker(source)
    chunks = read_chunks(path, source)
    with _writer(target, source) as out:
        first = b""
        for chunk in chunks:
            first += chunk
            if len(first) >= len(_BOM):
                break
        # The mark stays, so that offsets do too; the tracker would take a quote behind it for one inside a cell.
        text = first.removeprefix(_BOM)
        out.write(first[: len(first) - len(text)] + _flat(tracker.feed(text), table))
        for chunk in chunks:
            out.write(_flat(tracker.feed(chunk), table))
        out.write(_flat(tracker.feed(b"\n", final=True), table))
    return placeholders


def _flat(stretches: list[bytes], table: bytes) -> bytes:
    # Joined by NUL, which no file holds, so that one call translates all quoted cells.
    if len(stretches) > 1:
        stretches[1::2] = b"\0".join(stretches[1::2]).translate(table).split(b"\0")
    return b"".join(stretches)


def _unused(path: Path, source: CsvSource) -> Placeholders:
    used: set[int] = {ord(source.delimiter), ord(source.quote), ord(source.escape)}
    for chunk in read_chunks(path, source):
        used.update(chunk.translate(None, _NOT_CANDIDATES))
    free = [chr(byte) for byte in _CANDIDATES if byte not in used]
    if len(free) < 2:
        raise Refusal("not-text", "every control character occurs, and a quoted cell holds a line end")
    return Placeholders(free[0], free[1])


@contextmanager
def _writer(target: Path, source: CsvSource) -> Iterator[BinaryIO]:
    if source.compression == "none":
        with target.open("wb") as file:
            yield file
        return
    # Level 1: the copy lives for minutes.
    with gzip.open(target, "wb", compresslevel=1) as packed:
        yield packed  # type: ignore[misc]
