"""The byte scan: what a file holds, counted from its bytes and independently of Spark.

Constant memory, no Python per row: every step over a chunk is one call into C. The figures decide how Spark reads the file
and are what its written rows must add up to.
"""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sluice_glue.header import MAX_HEADER_BYTES, parse_header
from sluice_glue.plan import Source
from sluice_glue.quoting import CODECS, QuoteTracker

CHUNK_BYTES = 1 << 20
MAX_CELLS = 20_480  # univocity's maxColumns in Spark: one more and the whole job fails
MAX_RECORD_BYTES = 32 << 20  # a record is held in memory several times over

_BOM = b"\xef\xbb\xbf"
_GZIP_MAGIC = b"\x1f\x8b"
_BINARY_MAGIC = (
    *(_GZIP_MAGIC, b"PK\x03\x04", b"PAR1", b"Obj\x01", b"ORC", b"BZh", b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8"),
    *(b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf\x27\x1c", b"\xd0\xcf\x11\xe0", b"SQLite format 3"),
    *(b"\xfe\xff", b"\xff\xfe"),
)
# Bytes above the space become x, line ends a line feed, other white space vanishes: then a record is "x\n".
# NUL stands for a quoted cell here; in a file it is refused.
_MARKS = bytes(ord("\n") if b in b"\r\n" else ord("x") for b in range(256))
_WHITE = bytes(b for b in range(1, 33) if b not in b"\r\n")
_CR_TO_LF = bytes.maketrans(b"\r", b"\n")
_UNDEFINED_1252 = b"\x81\x8d\x8f\x90\x9d"


@dataclass(frozen=True)
class FileScan:
    """What the bytes of one file say.

    Attributes:
        records: records after the header.
        header: the header's cells.
        ascii_only: no byte above 127.
        suspect_encoding: bytes that the encoding cannot decode, or U+FFFD itself.
        quoted_line_ends: a quoted cell holds a line end.
        inflated_bytes: size after decompression.
        refused: a file reason of docs/reading-rules.md, or ``None``.
        detail: for people; never a cell's content.
    """

    records: int
    header: tuple[str, ...]
    ascii_only: bool
    suspect_encoding: bool
    quoted_line_ends: bool
    inflated_bytes: int
    refused: str | None
    detail: str


class Refusal(Exception):
    """The file cannot be read."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


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
    except Refusal as refusal:
        return scanner.result(refusal)
    return scanner.result(None)


def read_chunks(path: Path, source: Source, size: int = CHUNK_BYTES) -> Iterator[bytes]:
    """The text of a file in chunks, inflated when the source says gzip.

    Raises:
        Refusal: the stream is cut, corrupt, followed by garbage, or larger than the limit.
    """
    with path.open("rb") as file:
        if source.compression == "none":
            while chunk := file.read(size):
                yield chunk
            return
        yield from _inflate(file, source.max_inflated_bytes, size)


def _inflate(file: BinaryIO, limit: int, size: int) -> Iterator[bytes]:
    """Inflate one gzip stream; members may follow each other (RFC 1952), anything else may not."""
    inflater, total, pending = zlib.decompressobj(wbits=31), 0, file.read(size)
    while pending or file.tell():
        try:
            chunk = inflater.decompress(pending, size)
        except zlib.error as error:
            raise Refusal("gzip-broken", f"after {total} inflated bytes: {error}") from None
        total += len(chunk)
        if total > limit:
            raise Refusal("inflates-too-much", f"more than {limit} bytes")
        if chunk:
            yield chunk
        if inflater.eof:
            pending = inflater.unused_data
            pending += file.read(size) if len(pending) < len(_GZIP_MAGIC) else b""
            if not pending:
                return
            if not pending.startswith(_GZIP_MAGIC):
                raise Refusal("gzip-broken", f"garbage after the end, {total} bytes inflated")
            inflater = zlib.decompressobj(wbits=31)
        else:
            pending = inflater.unconsumed_tail or file.read(size)
            # Output may be pending inside the inflater when the input has been used up.
            if not pending and not chunk:
                raise Refusal("gzip-broken", f"the stream is cut after {total} inflated bytes")


class Scanner:
    """The state of one scan, fed with chunks of text bytes of any size."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._tracker = QuoteTracker(source)
        self._delimiter = source.delimiter.encode(CODECS[source.encoding])
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._start = b""
        self._started = False
        self._head = b""
        self._header: tuple[str, ...] | None = None
        self._lines = 0
        self._open_line = b""
        self._open_delimiters = 0
        self._open_bytes = 0
        self._ascii = True
        self._suspect = False
        self._last_bytes = b""
        self._quoted_line_ends = False
        self._bytes = 0

    def feed(self, chunk: bytes) -> None:
        """Look at the next bytes."""
        self._bytes += len(chunk)
        if not self._started:
            # The byte order mark and the magic of a binary format may be cut by a chunk border.
            self._start += chunk
            if len(self._start) < 16:
                return
            chunk = self._begin()
        self._text(chunk)

    def finish(self) -> None:
        """Judge what can only be judged at the end."""
        if not self._started:
            self._text(self._begin())
        self._count(self._tracker.feed(b"\n", final=True))
        if self._source.encoding == "utf-8" and not self._ascii and not self._suspect:
            self._suspect = self._fails_to_decode(b"", final=True)
        if self._tracker.open:
            raise Refusal("unclosed-quote", "a quoted cell is still open at the end of the file")
        if self._lines == 0:
            raise Refusal("empty", "no header and no record")
        if self._header is None:
            self._header = self._parse_header(self._head + b"\n")
        if self._lines == 1:
            raise Refusal("header-only", "a header and no record")

    def result(self, refusal: Refusal | None) -> FileScan:
        """The figures, with the reason if the file is refused."""
        return FileScan(
            records=max(self._lines - 1, 0),
            header=self._header or (),
            ascii_only=self._ascii,
            suspect_encoding=self._suspect,
            quoted_line_ends=self._quoted_line_ends,
            inflated_bytes=self._bytes,
            refused=refusal.reason if refusal else None,
            detail=refusal.detail if refusal else "",
        )

    def _begin(self) -> bytes:
        self._started = True
        start = self._start
        if start.startswith(_BINARY_MAGIC):
            raise Refusal("not-text", "the file begins like a binary format")
        return start.removeprefix(_BOM)

    def _text(self, chunk: bytes) -> None:
        if b"\0" in chunk:
            raise Refusal("not-text", "the file holds a NUL byte")
        self._decode(chunk)
        if self._header is None:
            self._head += chunk
            if len(self._head) >= MAX_HEADER_BYTES or b"\n" in chunk or b"\r" in chunk:
                self._header = self._parse_header(self._head[: MAX_HEADER_BYTES + 1])
            if self._header is not None:
                self._head = b""
            elif len(self._head) > MAX_HEADER_BYTES:
                raise Refusal("header-too-long", "the header record does not end within 1 MiB")
        self._count(self._tracker.feed(chunk))

    def _parse_header(self, head: bytes) -> tuple[str, ...] | None:
        return parse_header(head.decode(CODECS[self._source.encoding], "replace"), self._source)

    def _decode(self, chunk: bytes) -> None:
        """Note bytes above 127 and what cannot be decoded."""
        if self._suspect or (chunk.isascii() and not self._last_bytes):
            return
        self._ascii = self._ascii and chunk.isascii()
        if self._source.encoding == "windows-1252":
            self._suspect = len(chunk.translate(None, _UNDEFINED_1252)) < len(chunk)
        elif self._source.encoding == "utf-8":
            self._suspect = b"\xef\xbf\xbd" in self._last_bytes + chunk or self._fails_to_decode(chunk)
            self._last_bytes = b"" if chunk.isascii() else chunk[-2:]

    def _fails_to_decode(self, chunk: bytes, *, final: bool = False) -> bool:
        try:
            self._decoder.decode(chunk, final)
        except UnicodeDecodeError:
            return True
        return False

    def _count(self, stretches: list[bytes]) -> None:
        if len(stretches) == 1:
            outside = stretches[0]
        else:
            outside = b"\0".join(stretches[::2])
            quoted = stretches[1::2]
            if not self._quoted_line_ends:
                inside = b"".join(quoted)
                self._quoted_line_ends = b"\n" in inside or b"\r" in inside
            if self._tracker.open:
                self._open_bytes += len(quoted[-1])
        marks = self._open_line + outside.translate(_MARKS, _WHITE)
        self._lines += marks.count(b"x\n")
        self._open_line = b"x" if marks.endswith(b"x") else b""
        self._limits(outside.translate(_CR_TO_LF) if b"\r" in outside else outside)

    def _limits(self, outside: bytes) -> None:
        """Refuse a record with more cells or bytes than the parser may be given."""
        end = outside.find(b"\n")
        first = len(outside) if end < 0 else end
        self._open_delimiters += outside.count(self._delimiter, 0, first)
        self._open_bytes += first
        self._check(self._open_delimiters, self._open_bytes)
        if end < 0:
            return
        start, last = end + 1, outside.rfind(b"\n") + 1
        while last - start > MAX_CELLS:
            # Only a line longer than MAX_CELLS bytes can have that many cells: jump to the last line end before that.
            line_end = outside.rfind(b"\n", start, start + MAX_CELLS)
            if line_end < 0:
                line_end = outside.find(b"\n", start)
                self._check(outside.count(self._delimiter, start, line_end), line_end - start)
            start = line_end + 1
        self._open_delimiters = outside.count(self._delimiter, last)
        self._open_bytes = len(outside) - last
        self._check(self._open_delimiters, self._open_bytes)

    @staticmethod
    def _check(delimiters: int, size: int) -> None:
        if delimiters >= MAX_CELLS:
            raise Refusal("too-many-columns", f"a record has more than {MAX_CELLS} cells")
        if size > MAX_RECORD_BYTES:
            raise Refusal("too-many-columns", f"a record is longer than {MAX_RECORD_BYTES} bytes")
