"""Finishing what lost attempts left, and taking a batch over from a run that is over.

Everything here may be done by anyone, at any time, any number of times, and be cut off anywhere.
"""

from __future__ import annotations

import functools

from sluice_glue.errors import GlueError
from sluice_glue.protocol.batch import Batch
from sluice_glue.protocol.batch_head import BatchHead
from sluice_glue.protocol.batch_head_steps import failed, opened_next
from sluice_glue.protocol.batch_head_swap import BatchHeadAt, BatchHeadLost, read_batch_head, swap_batch_head
from sluice_glue.protocol.intents import close_intent, removable
from sluice_glue.protocol.report import now_text
from sluice_glue.storage.port import Unclear


def recover(batch: Batch, *, attempt: int | None = None, fail: bool = False) -> BatchHead:
    """Take the batch over from its running attempt, which the caller knows to be over, and finish all that lost.

    Args:
        batch: the batch.
        attempt: take over from this attempt only; another running one is left alone. None: whichever is running.
        fail: close the batch (`failed`) instead of opening its next attempt.

    Returns:
        The head afterwards: `open(n+1)`, or what it says if there was nothing to take over.
    """
    batch.storage.tidy()
    at = _take_over(batch, attempt, fail=fail)
    finish(batch, at.head)
    return at.head


def finish(batch: Batch, head: BatchHead) -> None:
    """Finish the attempts that this batch head says have lost."""
    below = head.attempt + 1 if head.state == "failed" else head.attempt
    for lost in range(1, below):
        finish_attempt(batch, lost)
    if head.state in ("committed", "failed"):
        # Also what the run that committed may not have come to.
        forget_staging(batch, head.attempt)
        forget_inputs(batch)


def finish_attempt(batch: Batch, attempt: int) -> None:
    """Make sure that a lost attempt publishes nothing from here on, and that nothing of it remains.

    The order matters: with its intent closed it can begin no copy; with its staging deleted no copy that it has
    begun can succeed; only then are its keys removed, by name.
    """
    intent = close_intent(batch, attempt)
    forget_staging(batch, attempt)
    for bucket, keys in removable(batch, intent).items():
        batch.patience.ask(functools.partial(batch.storage.delete, bucket, keys))


def forget_staging(batch: Batch, attempt: int) -> None:
    """Delete what an attempt has staged."""
    prefix = batch.staging_prefix(attempt)
    batch.patience.ask(lambda: batch.storage.delete_staging(batch.control, prefix, batch.published_to))


def forget_inputs(batch: Batch) -> None:
    """Delete the copies of the members; only when the batch head is final, for all attempts share them."""
    prefix = batch.inputs_prefix
    batch.patience.ask(lambda: batch.storage.delete_staging(batch.control, prefix, ()))


def _take_over(batch: Batch, attempt: int | None, *, fail: bool) -> BatchHeadAt:
    last: Exception | None = None
    for _ in batch.patience.rounds():
        at = read_batch_head(batch)
        if attempt not in (None, at.head.attempt) or not (
            at.head.state == "running" or (fail and at.head.state == "open")
        ):
            return at
        try:
            return swap_batch_head(batch, at, (failed if fail else opened_next)(at.head, now_text()))
        except (BatchHeadLost, Unclear) as changed:
            last = changed
    raise GlueError("SLC5112", f"the batch could not be taken over: {last}") from last
