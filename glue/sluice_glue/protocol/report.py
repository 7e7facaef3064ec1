"""What a run did: the report beside the batch head, and the log."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, Any, Literal

from sluice_glue.protocol.batch import Batch
from sluice_glue.protocol.batch_head import RefusedMember, refused_document
from sluice_glue.protocol.counts import RowCounts, counts_document
from sluice_glue.protocol.documents import json_bytes

Outcome = Literal["committed", "rejected", "claim_lost", "failed"]


def now_text() -> str:
    """This instant as RFC 3339 in UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class Progress:
    """What is known of a run so far; the one mutable thing of a run."""

    attempt: int = 0
    stage: str = "claim"
    started_at: str = field(default_factory=now_text)
    seconds: dict[str, float] = field(default_factory=dict)
    records: dict[int, int] = field(default_factory=dict)
    refused: list[RefusedMember] = field(default_factory=list)
    counts: RowCounts | None = None
    _since: float = field(default_factory=time.monotonic)

    def enter(self, stage: str) -> None:
        """A stage begins; the time until now was the one before."""
        now = time.monotonic()
        self.seconds[self.stage] = round(self.seconds.get(self.stage, 0.0) + now - self._since, 3)
        self.stage, self._since = stage, now


def write_report(
    batch: Batch, progress: Progress, run_id: str, outcome: Outcome, code: str | None = None, message: str | None = None
) -> None:
    """Write the report of the attempt that this run holds or held."""
    stage = progress.stage
    progress.enter(stage)
    document: dict[str, Any] = {
        "report_format": 1,
        "batch_id": batch.batch_id,
        "dataset_id": batch.manifest.dataset_id,
        "attempt": progress.attempt,
        "run_id": run_id,
        "outcome": outcome,
        "stage": stage,
        "code": code,
        "message": message,
        "counts": counts_document(progress.counts),
        "members": [{"member": member, "records": records} for member, records in sorted(progress.records.items())],
        "refused": [refused_document(refused) for refused in progress.refused],
        "seconds": progress.seconds,
        "started_at": progress.started_at,
        "finished_at": now_text(),
    }
    body = json_bytes(document)
    batch.patience.ask(lambda: batch.storage.write(batch.control, batch.report_key(progress.attempt), body))


@dataclass(frozen=True)
class Log:
    """JSON lines, each with what identifies the run; never a row's data."""

    identity: Mapping[str, Any]
    stream: IO[str] | None = None

    def line(self, event: str, **fields: Any) -> None:
        """Write one line."""
        document = {"at": now_text(), "event": event, **self.identity, **fields}
        stream = self.stream or sys.stderr
        stream.write(json.dumps(document, ensure_ascii=False) + "\n")
        stream.flush()
