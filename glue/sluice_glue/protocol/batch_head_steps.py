"""The steps of a batch head: what it becomes, and nothing else. Each counts on, so that no two contents are alike."""

from __future__ import annotations

from dataclasses import replace

from sluice_glue.protocol.batch_head import BatchHead, PublishedFile, RefusedMember
from sluice_glue.protocol.counts import RowCounts


def claimed(head: BatchHead, run_id: str, now: str) -> BatchHead:
    """open(n) -> running(n, run id)."""
    return replace(head, counter=head.counter + 1, state="running", run_id=run_id, updated_at=now)


def committed(
    head: BatchHead,
    files: tuple[PublishedFile, ...],
    quarantine_files: tuple[PublishedFile, ...],
    refused: tuple[RefusedMember, ...],
    counts: RowCounts,
    now: str,
) -> BatchHead:
    """running(n, run id) -> committed(n, files, refused)."""
    return replace(
        head,
        counter=head.counter + 1,
        state="committed",
        files=files,
        quarantine_files=quarantine_files,
        refused=refused,
        counts=counts,
        updated_at=now,
    )


def opened_next(head: BatchHead, now: str) -> BatchHead:
    """running(n) -> open(n+1)."""
    return replace(head, counter=head.counter + 1, state="open", attempt=head.attempt + 1, run_id=None, updated_at=now)


def failed(head: BatchHead, now: str) -> BatchHead:
    """running(n) or open(n) -> failed(n)."""
    return replace(head, counter=head.counter + 1, state="failed", updated_at=now)
