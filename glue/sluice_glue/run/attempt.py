"""One attempt at one batch: claim, stage in, scan, write, verify, announce, publish, register, commit.

The batch head decides, the intent and the staging fence, the names hold the attempt. A run that has lost its claim
touches nothing; one that has lost later removes only what its own intent names; both end normally.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from sluice_glue.errors import DEFECT, GlueError, Interrupted
from sluice_glue.protocol.batch_head import BatchHead
from sluice_glue.protocol.batch_head_steps import claimed, opened_next
from sluice_glue.protocol.batch_head_swap import BatchHeadAt, BatchHeadLost, read_batch_head, swap_batch_head
from sluice_glue.protocol.intents import read_intent, removable
from sluice_glue.protocol.recover import finish, forget_inputs, forget_staging, recover
from sluice_glue.protocol.report import Outcome, Progress, now_text, write_report
from sluice_glue.run.commit import CommitUnknown, announce_and_commit
from sluice_glue.run.identity import is_dead
from sluice_glue.run.job import Job, Steps
from sluice_glue.run.stages import load_plan, write_files
from sluice_glue.storage.folder import refusal
from sluice_glue.storage.port import Unclear


@dataclass(frozen=True)
class Result:
    """How a run ended; `head` is what the batch head says then."""

    outcome: Outcome
    attempt: int | None
    head: BatchHead


def run(job: Job) -> Result:
    """Run one attempt to its end.

    Returns:
        `committed`, `rejected` (committed with no file in the table) or `claim_lost`.

    Raises:
        GlueError: the attempt failed; what it had published is removed unless the error says otherwise.
    """
    progress = Progress()
    step = Steps(job, progress)
    step("claim")
    job.batch.storage.tidy()
    try:
        claim = _claim(job)
    except BatchHeadLost as lost:
        return Result("claim_lost", job.attempt, lost.now)
    progress.attempt = claim.head.attempt
    try:
        head = _attempt(job, claim, progress, step)
    # Whatever it is, what was published must go. KeyboardInterrupt: Spark's own handler, before ours is back.
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001
        return _end_without_commit(job, claim, progress, error)
    return _committed(job, progress, head)


def _claim(job: Job) -> BatchHeadAt:
    """open(n) -> running(n, this run). `BatchHeadLost` if the batch is anything else, or another run is faster."""
    at = read_batch_head(job.batch)
    holder = at.head.run_id
    if job.recovers_dead and at.head.state == "running" and holder is not None and is_dead(holder):
        job.log.line("recover", attempt=at.head.attempt, dead_run_id=holder)
        recover(job.batch, attempt=at.head.attempt)
        at = read_batch_head(job.batch)
    # An own run id that stands here before any swap was sent is a run id used twice, not a claim that was won.
    if at.head.state != "open" or job.attempt not in (None, at.head.attempt):
        raise BatchHeadLost(at.head)
    finish(job.batch, at.head)
    try:
        return swap_batch_head(job.batch, at, claimed(at.head, job.run_id, now_text()))
    except Unclear as unclear:
        raise GlueError("SLC5112", str(unclear)) from unclear


def _attempt(job: Job, claim: BatchHeadAt, progress: Progress, step: Steps) -> BatchHead:
    attempt = claim.head.attempt
    plan = load_plan(job)
    workspace = job.open_workspace(attempt)
    try:
        staged = write_files(job, plan, workspace, attempt, progress, step)
        return announce_and_commit(job, claim, job.run_id, staged, progress, step)
    finally:
        # Nothing may write to the staging any more when it is removed.
        job.engine.close()
        workspace.close()


def _committed(job: Job, progress: Progress, head: BatchHead) -> Result:
    """Tidy up. The batch is committed: nothing that fails here changes that."""
    outcome: Outcome = "committed" if head.files else "rejected"
    _try(job, lambda: forget_staging(job.batch, head.attempt))
    _try(job, lambda: forget_inputs(job.batch))
    _try(job, lambda: write_report(job.batch, progress, job.run_id, outcome))
    return Result(outcome, head.attempt, head)


def _end_without_commit(job: Job, claim: BatchHeadAt, progress: Progress, error: BaseException) -> Result:
    """End an attempt that was claimed and is not committed, as far as this run knows.

    The error says what happened to this run; only the batch head says what happened to the batch.
    """
    batch, attempt = job.batch, claim.head.attempt
    cause = _coded(error, progress.stage)
    if isinstance(error, CommitUnknown):
        _report_failure(job, progress, cause)
        raise cause
    try:
        now = read_batch_head(batch).head
    except GlueError:
        # Not knowing who holds the batch, touch nothing.
        raise cause from error
    if now.state == "committed" and now.attempt == attempt and now.run_id == job.run_id:
        return _committed(job, progress, now)
    if now.is_run(attempt, job.run_id) and isinstance(cause, Interrupted):
        try:
            now = _give_back(job, claim)
        except BatchHeadLost as lost:
            now = lost.now
        else:
            _report_failure(job, progress, cause)
            raise cause from error
    if now.is_run(attempt, job.run_id):
        _try(job, lambda: _remove_own(job, attempt))
        _report_failure(job, progress, cause)
        raise cause from error
    _remove_own(job, attempt)
    if now.state in ("committed", "failed"):
        forget_inputs(batch)  # this run may have made them again after whoever finished the batch removed them
    job.log.line("claim_lost", stage=progress.stage, head_state=now.state, head_attempt=now.attempt)
    _try(job, lambda: write_report(batch, progress, job.run_id, "claim_lost"))
    return Result("claim_lost", attempt, now)


def _give_back(job: Job, claim: BatchHeadAt) -> BatchHead:
    """running(n) -> open(n+1) by the run itself, which has nothing in flight; what it leaves is finished at once."""
    now = claim.head
    try:
        now = swap_batch_head(job.batch, claim, opened_next(claim.head, now_text())).head
        finish(job.batch, now)
    except (Unclear, GlueError) as left:
        job.log.line("warning", message=f"not given back, `recover` will: {left}")
        _try(job, lambda: _remove_own(job, claim.head.attempt))
    return now


def _remove_own(job: Job, attempt: int) -> None:
    """Remove the staging and the keys of the intent that carries this run's own id."""
    forget_staging(job.batch, attempt)
    intent = read_intent(job.batch, attempt)
    if intent is not None and intent.run_id == job.run_id:
        for bucket, keys in removable(job.batch, intent).items():
            job.batch.patience.ask(partial(job.batch.storage.delete, bucket, keys))


def _coded(error: BaseException, stage: str) -> GlueError:
    """The coded error of anything. Messages of foreign errors may quote rows, so only their type is told."""
    if isinstance(error, GlueError):
        return error
    if isinstance(error, OSError):
        return refusal(error, f"{stage}{f' {error.filename}' if error.filename else ''}")
    if isinstance(error, Unclear):
        return GlueError("SLC5112", str(error))
    if isinstance(error, KeyboardInterrupt):
        return Interrupted("SIGINT")
    return GlueError(DEFECT, f"{type(error).__name__} in stage {stage}")


def _report_failure(job: Job, progress: Progress, error: GlueError) -> None:
    _try(job, lambda: write_report(job.batch, progress, job.run_id, "failed", error.code, error.message))


def _try(job: Job, act: Callable[[], None]) -> None:
    """Do what must not hide how the run ended; `recover` does it again."""
    try:
        act()
    except (GlueError, OSError, Unclear) as error:
        with suppress(OSError):
            job.log.line("warning", message=str(error))
