"""The batch head as a document: the one object that decides what a batch is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sluice_glue.fields import Fields
from sluice_glue.protocol.counts import RowCounts, counts_document, parse_counts
from sluice_glue.protocol.documents import document_of

State = Literal["open", "running", "committed", "failed"]
STATES: tuple[State, ...] = ("open", "running", "committed", "failed")
# Every earlier attempt is looked at before one is started: a damaged number would keep a run busy for ever.
MAX_ATTEMPT = 10_000


@dataclass(frozen=True)
class PublishedFile:
    """A file that a committed batch head vouches for."""

    bucket: str
    key: str
    rows: int
    bytes: int
    digest: str
    partition: Mapping[str, str]
    columns: Mapping[str, int]
    footer_bytes: int


@dataclass(frozen=True)
class RefusedMember:
    """A member that costs its file and not its batch."""

    member: int
    bucket: str
    key: str
    version_id: str
    reason: str
    detail: str


@dataclass(frozen=True)
class BatchHead:
    """One content of the batch head. `counter` makes each unique, since an ETag may be a digest of the content."""

    batch_id: str
    dataset_id: str
    counter: int
    state: State
    attempt: int
    run_id: str | None
    run_date: str
    plan_digest: str
    files: tuple[PublishedFile, ...]
    quarantine_files: tuple[PublishedFile, ...]
    refused: tuple[RefusedMember, ...]
    counts: RowCounts | None
    updated_at: str

    def is_run(self, attempt: int, run_id: str) -> bool:
        """Whether this run of this attempt holds the batch."""
        return self.state == "running" and self.attempt == attempt and self.run_id == run_id


def parse_batch_head(body: bytes, document: str) -> BatchHead:
    """Read a batch head; SLC5101 says where it is wrong."""
    fields = document_of(body, document)
    fields.expect("head_format", 1)
    if fields.count("attempt", least=1) > MAX_ATTEMPT:
        fields.reject("attempt", f"is above {MAX_ATTEMPT}")
    return BatchHead(
        batch_id=fields.text("batch_id"),
        dataset_id=fields.text("dataset_id"),
        counter=fields.count("counter", least=1),
        state=fields.choice("state", STATES),
        attempt=fields.count("attempt", least=1),
        run_id=fields.optional_text("run_id"),
        run_date=fields.text("run_date"),
        plan_digest=fields.text("plan_digest"),
        files=fields.each("files", _file),
        quarantine_files=fields.each("quarantine_files", _file),
        refused=fields.each("refused", _refused),
        counts=fields.optional("counts", parse_counts),
        updated_at=fields.text("updated_at"),
    )


def batch_head_document(head: BatchHead) -> dict[str, Any]:
    """The head as head.schema.json describes it."""
    return {
        "head_format": 1,
        "batch_id": head.batch_id,
        "dataset_id": head.dataset_id,
        "counter": head.counter,
        "state": head.state,
        "attempt": head.attempt,
        "run_id": head.run_id,
        "run_date": head.run_date,
        "plan_digest": head.plan_digest,
        "files": [file_document(file) for file in head.files],
        "quarantine_files": [file_document(file) for file in head.quarantine_files],
        "refused": [refused_document(refused) for refused in head.refused],
        "counts": counts_document(head.counts),
        "updated_at": head.updated_at,
    }


def file_document(file: PublishedFile) -> dict[str, Any]:
    """One file of a committed batch head."""
    return {**vars(file), "partition": dict(file.partition), "columns": dict(file.columns)}


def refused_document(refused: RefusedMember) -> dict[str, Any]:
    """One refused member of a batch head or a report."""
    return dict(vars(refused))


def _file(fields: Fields) -> PublishedFile:
    return PublishedFile(
        bucket=fields.text("bucket"),
        key=fields.text("key"),
        rows=fields.count("rows"),
        bytes=fields.count("bytes"),
        digest=fields.text("digest"),
        partition=fields.texts("partition"),
        columns=fields.counts("columns"),
        footer_bytes=fields.count("footer_bytes"),
    )


def _refused(fields: Fields) -> RefusedMember:
    texts = {name: fields.text(name) for name in ("bucket", "key", "version_id", "reason", "detail")}
    return RefusedMember(member=fields.count("member"), **texts)
