"""What the byte scan of a file says, whatever the format."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class FileScan:
    """What the bytes of one file say.

    Attributes:
        records: records that the file holds.
        inflated_bytes: size after decompression.
        refused: a file reason of docs/reading-rules.md, or ``None``.
        detail: for people; never a cell's content.
    """

    records: int
    inflated_bytes: int
    refused: str | None
    detail: str
