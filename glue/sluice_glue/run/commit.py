"""From staged files to a committed batch head: announce, publish, register, swap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sluice_glue.errors import GlueError
from sluice_glue.protocol.batch_head import BatchHead, PublishedFile
from sluice_glue.protocol.batch_head_steps import committed
from sluice_glue.protocol.batch_head_swap import BatchHeadAt, swap_batch_head
from sluice_glue.protocol.counts import RowCounts
from sluice_glue.protocol.intents import Intent, IntentKey, create_intent
from sluice_glue.protocol.publish import Staged, publish
from sluice_glue.protocol.report import Progress, now_text
from sluice_glue.run.job import Job, Steps
from sluice_glue.storage.port import Unclear


class CommitUnknown(GlueError):
    """The commit was sent and not answered: it may still be applied, so nothing may be removed."""


def announce_and_commit(
    job: Job, claim: BatchHeadAt, run_id: str, staged: Sequence[Staged], progress: Progress, step: Steps
) -> BatchHead:
    """Make the staged files the batch's.

    Raises:
        IntentLost: the attempt was taken over before anything was published.
        SourceGone: it was taken over while files were published.
        BatchHeadLost: it was taken over later.
        CommitUnknown: nobody can tell yet.
    """
    batch, attempt = job.batch, claim.head.attempt
    step("intent")
    keys = tuple(IntentKey(file.bucket, file.key, file.file.rows, file.bytes, file.digest) for file in staged)
    create_intent(batch, Intent(batch.batch_id, attempt, run_id, closed=False, keys=keys))

    publish(batch, staged, step)

    step("register")
    partitions: list[Mapping[str, str]] = [file.file.partition for file in staged if file.file.kind == "data"]
    if batch.manifest.catalog is not None and any(partitions):
        created = job.register(batch.manifest.catalog, partitions)
        job.log.line("partitions", created=created)

    step("before-commit")
    new = committed(
        claim.head,
        files=tuple(_published(file) for file in staged if file.file.kind == "data"),
        quarantine_files=tuple(_published(file) for file in staged if file.file.kind == "quarantine"),
        refused=tuple(sorted(progress.refused, key=lambda refused: refused.member)),
        counts=progress.counts or _impossible(),
        now=now_text(),
    )
    step("commit")
    try:
        head = swap_batch_head(batch, claim, new).head
    except Unclear as unclear:
        raise CommitUnknown("SLC5131", str(unclear)) from unclear
    step("after-commit")
    return head


def _published(file: Staged) -> PublishedFile:
    return PublishedFile(
        bucket=file.bucket,
        key=file.key,
        rows=file.file.rows,
        bytes=file.bytes,
        digest=file.digest,
        partition=dict(file.file.partition) if file.file.kind == "data" else {},
        columns=dict(file.file.columns),
        footer_bytes=file.file.footer_bytes,
    )


def _impossible() -> RowCounts:
    raise AssertionError("files are verified, and so counted, before they are published")
