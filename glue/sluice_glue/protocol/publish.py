"""Final names, and the copies to them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sluice_glue.protocol.batch import Batch
from sluice_glue.protocol.result import OutputFile
from sluice_glue.storage.patience import in_parallel


@dataclass(frozen=True)
class Staged:
    """A file of the write, measured, with the key it is staged under and the key it gets."""

    file: OutputFile
    staged_key: str
    bytes: int
    digest: str
    bucket: str
    key: str


def final_key(batch: Batch, attempt: int, number: int, folder: str) -> str:
    """The name that this file of this attempt alone can have: what no other attempt can overwrite or remove."""
    return "/".join(
        part for part in (batch.manifest.dataset_id, folder, f"{batch.batch_id}-{attempt}-{number}.parquet") if part
    )


def quarantine_folder(run_date: str) -> str:
    """The one partition of the quarantine: by date. A file per partition of the data would tell less than it costs."""
    return f"run_date={run_date}"


def publish(batch: Batch, staged: Sequence[Staged], on_step: Callable[[str], None]) -> None:
    """Copy every staged file to its final key.

    `SourceGone` means that the attempt was taken over while this run slept. When this returns or raises, no copy
    is in flight.
    """
    width = batch.storage.parallel
    for start in range(0, len(staged), width):
        chunk = staged[start : start + width]
        for offset in range(len(chunk)):
            on_step(f"publish:{start + offset}")
        in_parallel(width, chunk, functools.partial(_copy, batch))
    batch.storage.make_durable([(file.bucket, file.key) for file in staged])


def _copy(batch: Batch, file: Staged) -> None:
    batch.patience.ask(lambda: batch.storage.publish(batch.control, file.staged_key, file.bucket, file.key))
