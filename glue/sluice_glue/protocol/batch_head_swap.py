"""Reading the batch head, and changing it by compare-and-swap."""

from __future__ import annotations

from dataclasses import dataclass

from sluice_glue.errors import GlueError
from sluice_glue.protocol.batch import Batch
from sluice_glue.protocol.batch_head import BatchHead, batch_head_document, parse_batch_head
from sluice_glue.protocol.documents import json_bytes
from sluice_glue.storage.port import Conflict, Unclear


@dataclass(frozen=True)
class BatchHeadAt:
    """A batch head as it was read or written, with the token that a swap presents."""

    head: BatchHead
    token: str


class BatchHeadLost(Exception):
    """Somebody else has changed the batch head: `now` is what it says."""

    def __init__(self, now: BatchHead) -> None:
        super().__init__(f"the batch head is {now.state}({now.attempt}) of run {now.run_id}")
        self.now = now


def read_batch_head(batch: Batch) -> BatchHeadAt:
    """The batch head as it is now."""
    stored = batch.patience.ask(lambda: batch.storage.read(batch.control, batch.batch_head_key))
    if stored is None:
        raise GlueError("SLC5102", f"{batch.control}/{batch.batch_head_key} does not exist")
    head = parse_batch_head(stored.body, f"{batch.control}/{batch.batch_head_key}")
    if head.batch_id != batch.batch_id:
        raise GlueError("SLC5101", f"{batch.control}/{batch.batch_head_key}: /batch_id is {head.batch_id}")
    if head.dataset_id != batch.dataset_id:
        raise GlueError("SLC5101", f"{batch.control}/{batch.batch_head_key}: /dataset_id is {head.dataset_id}")
    return BatchHeadAt(head, stored.token)


def swap_batch_head(batch: Batch, expected: BatchHeadAt, new: BatchHead) -> BatchHeadAt:
    """Change the batch head from `expected` to `new`, or say who did otherwise.

    A 412, a 409 and a lost answer are no verdict: the request, or the client's own repetition of it, may have been
    applied. The object is: if it says `new`, this call has won; if it is unchanged, it is tried again.

    Raises:
        BatchHeadLost: the batch head says something else.
        Unclear: after all tries it is not known; the last request may still be applied.
    """
    body = json_bytes(batch_head_document(new))
    last: Exception | None = None
    for _ in batch.patience.rounds():
        try:
            return BatchHeadAt(new, batch.storage.swap(batch.control, batch.batch_head_key, body, expected.token))
        except (Conflict, Unclear) as no_verdict:
            last = no_verdict
        try:
            now = read_batch_head(batch)
        except GlueError as unreadable:
            raise Unclear(f"{batch.batch_head_key}: {unreadable.message}") from unreadable
        if now.head == new:
            return now
        if now.token != expected.token:
            raise BatchHeadLost(now.head)
    raise Unclear(f"{batch.control}/{batch.batch_head_key}: not changed after {batch.patience.tries} tries") from last
