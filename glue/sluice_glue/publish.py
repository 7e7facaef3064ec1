"""Final names, and the copies to them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sluice_glue.lake import Batch
from sluice_glue.partitions import ESCAPED
from sluice_glue.result import OutputFile
from sluice_glue.storage_patience import in_parallel


@dataclass(frozen=True)
class Staged:
    """A file of the write, measured, with the key it is staged under and the key it gets."""

    file: OutputFile
    staged_key: str
    bytes: int
    digest: str
    bucket: str
    key: str


def partition_folder(partition: Mapping[str, str], names: Sequence[str]) -> str:
    """`year=2013/month=01`: the folder of a partition, as Spark would name it."""
    return "/".join(f"{name}={escape_value(partition[name])}" for name in names)


def escape_value(value: str) -> str:
    """A partition value as a folder name."""
    return "".join(f"%{ord(char):02X}" if char in ESCAPED else char for char in value)


def final_key(batch: Batch, attempt: int, number: int, folder: str) -> str:
    """The name that this file of this attempt alone can have: what no other attempt can overwrite or remove."""
    return "/".join(
        part for part in (batch.manifest.dataset_id, folder, f"{batch.batch_id}-{attempt}-{number}.parquet") if part
    )


def quarantine_folder(run_date: str) -> str:
    """The one partition of the quarantine: by date, for a file per partition of the data would cost more than it tells."""
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
