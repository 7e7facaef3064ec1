"""What came of a batch: what an engine hands to the protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sluice_glue.errors import GlueError
from sluice_glue.protocol.counts import RowCounts


@dataclass(frozen=True)
class Refused:
    """A file that was dropped from the batch, with a file reason of docs/reading-rules.md."""

    member: int
    reason: str
    detail: str


@dataclass(frozen=True)
class OutputFile:
    """One written Parquet file; ``path`` is relative to the target of the write."""

    path: str
    kind: Literal["data", "quarantine"]
    partition: Mapping[str, str]
    rows: int
    bytes: int
    columns: Mapping[str, int]
    footer_bytes: int


@dataclass(frozen=True)
class BatchResult:
    """What an engine wrote.

    Attributes:
        files: every file below the target.
        refused: members that the data plane dropped.
        counts: from footers and from the rejected rows.
        passes: how often the input was read; 2 when a limit refused a file after the first write.
    """

    files: tuple[OutputFile, ...]
    refused: tuple[Refused, ...]
    counts: RowCounts
    passes: int


class CountMismatch(GlueError):
    """The footers do not add up to the byte scan."""

    def __init__(self, scanned: int, accepted: int, rejected: int) -> None:
        super().__init__(
            "SLC5010", f"{scanned} records in the files, but {accepted} accepted + {rejected} rejected rows written"
        )
