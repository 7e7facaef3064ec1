"""The text of a file in chunks, plain or gzip, in constant memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sluice_glue.plan.model import FileSource

CHUNK_BYTES = 1 << 20
_GZIP_MAGIC = b"\x1f\x8b"


class Refusal(Exception):
    """The file cannot be read, with a file reason of docs/reading-rules.md."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


def read_chunks(path: Path, source: FileSource, size: int = CHUNK_BYTES) -> Iterator[bytes]:
    """The text of a file in chunks, inflated when the source says gzip.

    Raises:
        Refusal: the stream is cut, corrupt, followed by garbage, or larger than the limit.
    """
    with path.open("rb") as file:
        if source.compression == "gzip":
            yield from _inflate(file, source.max_inflated_bytes, size)
            return
        while chunk := file.read(size):
            yield chunk


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
            pending += file.read(max(size, 2)) if len(pending) < len(_GZIP_MAGIC) else b""
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
