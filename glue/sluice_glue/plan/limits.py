"""How many bad rows a file may have."""

from __future__ import annotations

from dataclasses import dataclass

from sluice_glue.plan.model import Drift


@dataclass(frozen=True)
class OverLimit:
    """Why a file is refused for its rows: a file reason of docs/reading-rules.md, and the figures."""

    reason: str
    detail: str


def over_limit(drift: Drift, *, bad: int, records: int) -> OverLimit | None:
    """Whether the bad rows of a file refuse the whole file."""
    limit = drift.max_bad_ratio
    if bad and drift.bad_value == "reject_file":
        return OverLimit("bad-value", f"{bad} of {records} rows are bad")
    # Divided, as the reader does: 0.29 * 100 is less than 29.
    if bad and limit is not None and bad / records > limit:
        return OverLimit("bad-ratio", f"{bad} of {records} rows are bad, limit {limit}")
    return None
