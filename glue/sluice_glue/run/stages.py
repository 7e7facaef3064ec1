"""From members to verified, staged files: nothing here is visible to anybody else."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sluice_glue.errors import GlueError
from sluice_glue.plan.model import Plan
from sluice_glue.plan.parse import parse_plan
from sluice_glue.plan.partition_folder import partition_folder
from sluice_glue.protocol.batch_head import RefusedMember
from sluice_glue.protocol.counts import NO_ROWS, RowCounts
from sluice_glue.protocol.manifest import Member
from sluice_glue.protocol.publish import Staged, final_key, quarantine_folder
from sluice_glue.protocol.report import Progress
from sluice_glue.protocol.result import BatchResult, OutputFile
from sluice_glue.run.engine import StagedMember
from sluice_glue.run.job import Job, Steps
from sluice_glue.run.workspace import Workspace
from sluice_glue.storage.patience import in_parallel
from sluice_glue.storage.port import MemberGone


@dataclass(frozen=True)
class Brought:
    """A member's own copy: the file to scan and the URI to read."""

    number: int
    member: Member
    path: Path
    uri: str


def load_plan(job: Job) -> Plan:
    """Read the plan and prove that it is the one that the batch was cut with."""
    body = job.read_plan()
    digest, pinned = hashlib.sha256(body).hexdigest(), job.batch.manifest.plan_digest
    if digest != pinned:
        raise GlueError("SLC5104", f"the plan's digest is {digest[:12]}…, the manifest pins {pinned[:12]}…")
    try:
        plan = parse_plan(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise GlueError("SLC5001", f"the plan is not UTF-8: {error}") from error
    if plan.dataset_id != job.batch.manifest.dataset_id:
        raise GlueError("SLC5104", f"the plan is for {plan.dataset_id}, the batch for {job.batch.manifest.dataset_id}")
    return plan


def write_files(
    job: Job, plan: Plan, workspace: Workspace, attempt: int, progress: Progress, step: Steps
) -> tuple[Staged, ...]:
    """Bring the members in, drop those that cannot be read, write the rest, and prove the result.

    `progress` knows afterwards what was refused and what was counted.
    """
    step("stage-in")
    brought = _stage_in(job, plan, workspace, progress)
    step("scan")
    members = _scan(job, plan, brought, progress)
    step("write")
    result = None
    if members:
        with job.interrupts.at_once():
            result = job.engine.write(plan, members, workspace.target, lambda name: step(f"write:{name}"))
        for refused in result.refused:
            _refuse(job, progress, refused.member, refused.reason, refused.detail)
    step("verify")
    progress.counts = NO_ROWS if result is None else _verify(result, progress)
    files = sorted(result.files, key=lambda file: (file.kind, file.path)) if result else []
    measured = workspace.take(files)
    return tuple(
        Staged(file, key, size, digest, *_place(job, plan, attempt, number, file))
        for number, (file, (key, size, digest)) in enumerate(zip(files, measured, strict=True))
    )


def _stage_in(job: Job, plan: Plan, workspace: Workspace, progress: Progress) -> list[Brought]:
    def bring(numbered: tuple[int, Member]) -> Brought | str:
        number, member = numbered
        job.interrupts.check()
        try:
            path, uri = job.batch.patience.ask(lambda: workspace.bring(number, member, plan.source.extension))
        except MemberGone as gone:
            return str(gone)
        return Brought(number, member, path, uri)

    numbered = list(enumerate(job.batch.manifest.members))
    brought: list[Brought] = []
    for (number, _), result in zip(numbered, in_parallel(job.batch.storage.parallel, numbered, bring), strict=True):
        if isinstance(result, str):
            _refuse(job, progress, number, "key-missing", result)
        else:
            brought.append(result)
    return brought


def _scan(job: Job, plan: Plan, brought: Sequence[Brought], progress: Progress) -> list[StagedMember]:
    members: list[StagedMember] = []
    for one in brought:
        job.interrupts.check()
        scan = job.engine.scan(plan, one.path)
        if scan.refused is not None:
            _refuse(job, progress, one.number, scan.refused, scan.detail)
            continue
        progress.records[one.number] = scan.records
        named = one.member
        members.append(StagedMember(one.number, one.uri, named.bucket, named.key, named.version_id, scan))
    return members


def _verify(result: BatchResult, progress: Progress) -> RowCounts:
    """The rows in the footers against the records of the byte scan, which knows nothing of the write."""
    refused = {one.member for one in result.refused}
    scanned = sum(records for member, records in progress.records.items() if member not in refused)
    said = result.counts
    data = sum(file.rows for file in result.files if file.kind == "data")
    quarantined = sum(file.rows for file in result.files if file.kind == "quarantine")
    if (said.rows_in, said.accepted, said.rejected) != (scanned, data, quarantined) or scanned != data + quarantined:
        counted = f"{said.rows_in} in, {said.accepted} accepted, {said.rejected} rejected"
        raise GlueError("SLC5010", f"scanned {scanned}, footers {data} + {quarantined}, reported {counted}")
    return said


def _place(job: Job, plan: Plan, attempt: int, number: int, file: OutputFile) -> tuple[str, str]:
    batch = job.batch
    if file.kind == "quarantine":
        folder = quarantine_folder(batch.manifest.run_date)
        return batch.manifest.quarantine_bucket, final_key(batch, attempt, number, folder)
    folder = partition_folder(file.partition, [partition.name for partition in plan.partition])
    return batch.processed, final_key(batch, attempt, number, folder)


def _refuse(job: Job, progress: Progress, number: int, reason: str, detail: str) -> None:
    member = job.batch.manifest.members[number]
    progress.refused.append(RefusedMember(number, member.bucket, member.key, member.version_id, reason, detail))
    where = {"bucket": member.bucket, "key": member.key, "version_id": member.version_id, "size": member.size}
    job.log.line("decision", decision="refused", reason_code=reason, detail=detail, **where)
