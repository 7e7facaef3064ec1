"""How many rows a batch has, and what became of them: one thing for the write, the batch head and the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sluice_glue.fields import Fields


@dataclass(frozen=True)
class RowCounts:
    """Rows of a batch: ``rows_in = accepted + rejected``, duplicates among the rejected."""

    rows_in: int
    accepted: int
    rejected: int
    duplicates: int
    by_reason: Mapping[str, int]


NO_ROWS = RowCounts(rows_in=0, accepted=0, rejected=0, duplicates=0, by_reason={})


def counts_document(counts: RowCounts | None) -> dict[str, Any] | None:
    """The counts of a batch head or a report."""
    return None if counts is None else {**vars(counts), "by_reason": dict(counts.by_reason)}


def parse_counts(fields: Fields) -> RowCounts:
    """Read the counts of a document."""
    numbers = {name: fields.count(name) for name in ("rows_in", "accepted", "rejected", "duplicates")}
    return RowCounts(**numbers, by_reason=fields.counts("by_reason"))
