"""From staged files to a committed head: announce, publish, register, swap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sluice_glue.errors import GlueError
from sluice_glue.heads import Head, HeadAt, PublishedFile, RowCounts, committed, swap_head
from sluice_glue.intents import Intent, IntentKey, create_intent
from sluice_glue.publish import Staged, publish
from sluice_glue.report import Progress, now_text
from sluice_glue.run_job import Job, Steps
from sluice_glue.storage import Unclear

if TYPE_CHECKING:
    from collections.abc import Mapping


class CommitUnknown(GlueError):
    """The commit was sent and not answered: it may still be applied, so nothing may be removed."""


def announce_and_commit(
    job: Job, claim: HeadAt, run_id: str, staged: Sequence[Staged], progress: Progress, step: Steps
) -> Head:
    """Make the staged files the batch's.

    Raises:
        IntentLost: the attempt was taken over before anything was published.
        SourceGone: it was taken over while files were published.
        HeadLost: it was taken over later.
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
        # Only here: it brings in boto3.
        from sluice_glue.register import register_partitions

        created = register_partitions(job.glue(), batch.manifest.catalog, partitions)
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
        head = swap_head(batch, claim, new).head
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
