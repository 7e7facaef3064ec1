"""Tell the bytes inside quoted cells from those outside, chunk by chunk, without Python per row.

Works on bytes in every encoding of a plan: quote, escape and line ends are ASCII, and no byte of a longer
UTF-8 character is.
"""

from __future__ import annotations

import re

from sluice_glue.plan.model import CsvSource

# A run of quotes at the end of a chunk is held back, since the next byte decides whether it closes a cell.
# Only its parity matters, so a hostile run is shortened instead of being kept.
_LONGEST_HELD = 4096


class QuoteTracker:
    """Splits chunks into stretches outside and inside quoted cells, carrying the state across chunk borders.

    A quote opens a cell only at the start of a cell; what follows a closing quote up to the delimiter is outside
    and its quotes mean nothing.
    """

    def __init__(self, source: CsvSource) -> None:
        quote, escape = source.quote.encode(), source.escape.encode()
        delimiter = source.delimiter.encode(CODECS[source.encoding])
        q, e = re.escape(quote), re.escape(escape)
        # Possessive, because a nested quantifier that can back-track is exponential on an unclosed quote.
        body = rb"(?:[^%b]++|%b%b)*+" % (q, q, q) if quote == escape else rb"(?:[^%b%b]++|%b.)*+" % (q, e, e)
        # The quote first and then what stands before it: the search jumps from quote to quote.
        before = [rb"(?<=[\r\n]%b)" % q, rb"(?<=%b%b)" % (re.escape(delimiter), q)]
        if len(delimiter) == 1:
            before = [rb"(?<=[\r\n%b]%b)" % (re.escape(delimiter), q)]
        self._cell = re.compile(rb"(%b(?:%b)%b(?:%b|\Z))" % (q, b"|".join(before), body, q), re.DOTALL)
        self._rest = re.compile(rb"%b%b" % (body, q), re.DOTALL)
        self._quote = quote
        self._doubled = quote == escape
        self._edges = quote + escape
        self._context_bytes = len(delimiter)
        self._context = b"\n" * len(delimiter)
        self._held = b""
        self.open = False

    def feed(self, data: bytes, *, final: bool = False) -> list[bytes]:
        """The next bytes as alternating stretches: outside, quoted, outside, ...

        Args:
            data: the next chunk. Never NUL.
            final: no more follows; held bytes are given out too.

        Returns:
            An odd number of stretches, the first and the last outside. Together they are what was fed, but for
            bytes that are held back (and hostile runs of quotes, which are shortened).
        """
        data = self._held + data
        self._held = b""
        if not final:
            kept = data.rstrip(self._edges)
            if len(kept) < len(data):
                self._held, data = self._shorten(data[len(kept) :]), kept
        if not data:
            return [b""]
        if self.open:
            rest = self._rest.match(data)
            if rest is None:
                return [b"", data, b""]
            self.open = False
            self._context = b"x" * self._context_bytes
            return [b"", data[: rest.end()], *self._outside(data[rest.end() :], final)]
        return self._outside(data, final)

    def _outside(self, data: bytes, final: bool) -> list[bytes]:
        """Stretches of data that starts outside a quoted cell."""
        if self._quote in data:
            parts = self._cell.split(self._context + data)
            parts[0] = parts[0][len(self._context) :]
            # Held back quotes cannot end the data, so a cell that reaches its end is still open. At the end of
            # the file the caller has added a line end, and the same holds.
            self.open = len(parts) > 1 and not parts[-1]
        else:
            parts = [data]
        tail = parts[-1] if len(parts) == 1 else b"x" * self._context_bytes + parts[-1]
        self._context = (self._context + tail)[-self._context_bytes :]
        return parts

    def _shorten(self, run: bytes) -> bytes:
        if len(run) <= _LONGEST_HELD:
            return run
        if self._doubled:
            return self._quote * (2 - len(run) % 2)
        escape = re.escape(self._edges[1:])
        run = re.sub(rb"(?:%b%b){2,}" % (escape, escape), self._edges[1:] * 2, run)
        return re.sub(rb"%b{3,}" % re.escape(self._quote), self._quote * 2, run)


CODECS = {"utf-8": "utf-8", "windows-1252": "cp1252", "iso-8859-1": "iso-8859-1"}
"""Python's names of the encodings."""
