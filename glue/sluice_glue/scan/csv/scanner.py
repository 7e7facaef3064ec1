"""The state of one byte scan: fed with chunks of any size, the same figures whatever their borders."""

from __future__ import annotations

import codecs
import re

from sluice_glue.plan.model import CsvSource
from sluice_glue.scan.csv.header import MAX_HEADER_BYTES, parse_header
from sluice_glue.scan.csv.quoting import CODECS, QuoteTracker
from sluice_glue.scan.inflate import Refusal

MAX_CELLS = 20_480
"""univocity's maxColumns in Spark: with one more the whole job fails, so the file is refused."""

_BOM = b"\xef\xbb\xbf"
_LONGEST_MAGIC = 10
# Each holds a byte that no text begins with, so that no header is taken for one.
_BINARY_MAGIC = re.compile(
    rb"\x1f\x8b|PK\x03\x04|PAR1\x15|Obj\x01|\x28\xb5\x2f\xfd|\xfd7zXZ\x00|7z\xbc\xaf\x27\x1c|\xd0\xcf\x11\xe0|\x89PNG"
    rb"|BZh[0-9]\x31\x41\x59\x26\x53\x59|%PDF-"
)
# Bytes above the space become x, line ends a line feed, other white space vanishes: then a record is "x\n".
# NUL stands for a quoted cell here; in a file it is refused.
_MARKS = bytes(ord("\n") if b in b"\r\n" else ord("x") for b in range(256))
_WHITE = bytes(b for b in range(1, 33) if b not in b"\r\n")
_CR_TO_LF = bytes.maketrans(b"\r", b"\n")
_UNDEFINED_1252 = b"\x81\x8d\x8f\x90\x9d"

# Of several reasons the first in this order is given.
_RANK = (
    *("not-text", "bad-encoding", "empty", "header-too-long", "too-many-columns", "bad-quoting", "unclosed-quote"),
    "header-only",
)


class Scanner:
    """Counts and judges the text of one file.

    Attributes:
        refusal: the reason of highest rank found so far.
        header: cells of the header once its record has ended.
        ascii_only: no byte above 127 so far.
        suspect_encoding: bytes that the encoding cannot decode, or U+FFFD itself.
        quoted_line_ends: a quoted cell holds a line end.
        no_blanks: no byte up to 0x20 but line ends outside quotes, and no DEL: nothing that a cast would trim.
        bytes_seen: how many bytes were fed.
    """

    def __init__(self, source: CsvSource) -> None:
        self.refusal: Refusal | None = None
        self.header: tuple[str, ...] | None = None
        self.ascii_only = True
        self.suspect_encoding = False
        self.quoted_line_ends = False
        self.no_blanks = True
        self.bytes_seen = 0
        self._source = source
        self._tracker = QuoteTracker(source)
        self._delimiter = source.delimiter.encode(CODECS[source.encoding])
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._last_bytes = b""
        self._start = b""
        self._started = False
        self._file_head = b""
        self._lines = 0
        self._open_line = b""
        self._open_delimiters = 0
        self._text_after_quote = _text_after_quote(source, self._delimiter)
        self._after_quote = b""

    @property
    def records(self) -> int:
        """Records after the header."""
        return max(self._lines - 1, 0)

    def feed(self, chunk: bytes) -> None:
        """Look at the next bytes."""
        self.bytes_seen += len(chunk)
        if not self._started:
            # The byte order mark and the magic of a binary format may be cut by a chunk border.
            self._start += chunk
            if len(self._start) < _LONGEST_MAGIC:
                return
            chunk = self._begin()
        self._text(chunk)

    def finish(self) -> None:
        """Judge what can only be judged at the end."""
        if not self._started:
            self._text(self._begin())
        if self._is("not-text"):
            return
        self._count(self._tracker.feed(b"\n", final=True))
        if self._source.encoding == "utf-8" and not self.ascii_only and not self.suspect_encoding:
            self.suspect_encoding = self._fails_to_decode(b"", final=True)
        if self._tracker.open:
            self._refuse("unclosed-quote", "a quoted cell is still open at the end of the file")
        elif self._lines == 0:
            self._refuse("empty", "no header and no record")
        elif self.header is None and not self._is("header-too-long"):
            self._set_header(self._file_head + b"\n")
        if self._lines == 1:
            self._refuse("header-only", "a header and no record")

    def _refuse(self, reason: str, detail: str) -> None:
        if self.refusal is None or _RANK.index(reason) < _RANK.index(self.refusal.reason):
            self.refusal = Refusal(reason, detail)

    def _is(self, reason: str) -> bool:
        return self.refusal is not None and self.refusal.reason == reason

    def _begin(self) -> bytes:
        self._started = True
        start = self._start
        if _BINARY_MAGIC.match(start):
            self._refuse("not-text", "the file begins like a binary format")
        if not start.startswith(_BOM):
            return start
        if self._source.encoding != "utf-8":
            self._refuse("bad-encoding", f"a UTF-8 byte order mark, but {self._source.encoding} is declared")
        return start.removeprefix(_BOM)

    def _text(self, chunk: bytes) -> None:
        if b"\0" in chunk:
            self._refuse("not-text", "the file holds a NUL byte")
        if self._is("not-text"):
            return  # nothing has a higher rank, but a gzip stream must still be read to its end
        self._decode(chunk)
        if self.header is None and not self._is("header-too-long"):
            self._file_head += chunk
            if len(self._file_head) >= MAX_HEADER_BYTES or b"\n" in chunk or b"\r" in chunk:
                self._set_header(self._file_head[:MAX_HEADER_BYTES])
            if self.header is None and len(self._file_head) > MAX_HEADER_BYTES:
                self._refuse("header-too-long", "the header record does not end within 1 MiB")
                self._file_head = b""
        self._count(self._tracker.feed(chunk))

    def _set_header(self, head: bytes) -> None:
        self.header = parse_header(head.decode(CODECS[self._source.encoding], "replace"), self._source)
        if self.header is None:
            return
        self._file_head = b""
        if any("\ufffd" in text for text in self.header):
            self._refuse("bad-encoding", f"the header is not {self._source.encoding}")

    def _decode(self, chunk: bytes) -> None:
        """Note bytes above 127 and what cannot be decoded."""
        if chunk.isascii() and not self._last_bytes:
            return
        self.ascii_only = self.ascii_only and chunk.isascii()
        if self.suspect_encoding:
            return
        if self._source.encoding == "windows-1252":
            self.suspect_encoding = len(chunk.translate(None, _UNDEFINED_1252)) < len(chunk)
        elif self._source.encoding == "utf-8":
            self.suspect_encoding = b"\xef\xbf\xbd" in self._last_bytes + chunk or self._fails_to_decode(chunk)
            # What the decoder still holds, and a U+FFFD cut by the border, are judged with the next chunk.
            self._last_bytes = b"" if chunk.isascii() else (self._last_bytes + chunk)[-2:]

    def _fails_to_decode(self, chunk: bytes, *, final: bool = False) -> bool:
        try:
            self._decoder.decode(chunk, final)
        except UnicodeDecodeError:
            return True
        return False

    def _count(self, stretches: list[bytes]) -> None:
        outside = stretches[0]
        if len(stretches) > 1:
            outside = b"\0".join(stretches[::2])
            if self.no_blanks or not self.quoted_line_ends:
                inside = b"".join(stretches[1::2])
                self.quoted_line_ends = self.quoted_line_ends or b"\n" in inside or b"\r" in inside
                self.no_blanks = (
                    self.no_blanks and not self.quoted_line_ends and b"\x7f" not in inside and not _has_white(inside)
                )
        if self._text_after_quote is not None:
            self._check_quoting(outside)
        visible = outside.translate(_MARKS, _WHITE)
        self.no_blanks = self.no_blanks and len(visible) == len(outside) and b"\x7f" not in outside
        marks = self._open_line + visible
        self._lines += marks.count(b"x\n")
        self._open_line = b"x" if marks.endswith(b"x") else b""
        self._check_width(outside.translate(_CR_TO_LF) if b"\r" in outside else outside)

    def _check_quoting(self, outside: bytes) -> None:
        """Where escape and quote differ, nothing but white space may follow a closing quote."""
        text = self._after_quote + outside
        violation, ending = self._text_after_quote or (None, None)
        if violation is not None and violation.search(text):
            self._refuse("bad-quoting", "text or a quote follows a closing quote")
        closed = ending is not None and not self._tracker.open and ending.search(text)
        self._after_quote = b"\0" if closed else b""

    def _check_width(self, outside: bytes) -> None:
        """Refuse a record with more cells than the parser may be given."""
        end = outside.find(b"\n")
        self._open_delimiters += outside.count(self._delimiter, 0, len(outside) if end < 0 else end)
        self._check_cells(self._open_delimiters)
        if end < 0:
            return
        start, last = end + 1, outside.rfind(b"\n") + 1
        while last - start > MAX_CELLS:
            # Only a line longer than MAX_CELLS bytes can have that many cells: jump to the last line end before that.
            line_end = outside.rfind(b"\n", start, start + MAX_CELLS)
            if line_end < 0:
                line_end = outside.find(b"\n", start)
                self._check_cells(outside.count(self._delimiter, start, line_end))
            start = line_end + 1
        self._open_delimiters = outside.count(self._delimiter, last)
        self._check_cells(self._open_delimiters)

    def _check_cells(self, delimiters: int) -> None:
        if delimiters >= MAX_CELLS:
            self._refuse("too-many-columns", f"a record has more than {MAX_CELLS} cells")


def _has_white(text: bytes) -> bool:
    return len(text.translate(None, _WHITE)) < len(text)


def _text_after_quote(source: CsvSource, delimiter: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes]] | None:
    """What violates ``bad-quoting``, and a closing quote whose next character is not known yet.

    ``None`` where escape and quote are the same: such a cell is literal then.
    """
    if source.quote == source.escape:
        return None
    white = re.escape(bytes(b for b in range(1, 33) if b not in b"\r\n" and bytes([b]) != delimiter))
    after = rb"\0[%b]*+" % white
    return re.compile(rb"%b(?!\Z|[\r\n\0]|%b)" % (after, re.escape(delimiter))), re.compile(rb"%b\Z" % after)
