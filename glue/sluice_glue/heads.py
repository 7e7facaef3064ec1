"""The batch head: the one object that decides what a batch is, changed only by compare-and-swap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from sluice_glue.errors import GlueError
from sluice_glue.lake import Batch
from sluice_glue.manifest_fields import Fields, document_of, json_bytes
from sluice_glue.storage import Conflict, Unclear

State = Literal["open", "running", "committed", "failed"]
STATES: tuple[State, ...] = ("open", "running", "committed", "failed")
# Every earlier attempt is looked at before one is started: a damaged number would keep a run busy for ever.
MAX_ATTEMPT = 10_000


@dataclass(frozen=True)
class PublishedFile:
    """A file that a committed head vouches for."""

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
class RowCounts:
    """rows_in = accepted + rejected; duplicates are rejected."""

    rows_in: int
    accepted: int
    rejected: int
    duplicates: int
    by_reason: Mapping[str, int]


@dataclass(frozen=True)
class Head:
    """One content of the head. `counter` makes each unique, since an ETag may be a digest of the content."""

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


@dataclass(frozen=True)
class HeadAt:
    """A head as it was read or written, with the token that a swap presents."""

    head: Head
    token: str


class HeadLost(Exception):
    """Somebody else has changed the head: `now` is what it says."""

    def __init__(self, now: Head) -> None:
        super().__init__(f"the head is {now.state}({now.attempt}) of run {now.run_id}")
        self.now = now


def claimed(head: Head, run_id: str, now: str) -> Head:
    """open(n) -> running(n, run id)."""
    return replace(head, counter=head.counter + 1, state="running", run_id=run_id, updated_at=now)


def committed(
    head: Head,
    files: tuple[PublishedFile, ...],
    quarantine_files: tuple[PublishedFile, ...],
    refused: tuple[RefusedMember, ...],
    counts: RowCounts,
    now: str,
) -> Head:
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


def opened_next(head: Head, now: str) -> Head:
    """running(n) -> open(n+1)."""
    return replace(head, counter=head.counter + 1, state="open", attempt=head.attempt + 1, run_id=None, updated_at=now)


def failed(head: Head, now: str) -> Head:
    """running(n) or open(n) -> failed(n)."""
    return replace(head, counter=head.counter + 1, state="failed", updated_at=now)


def read_head(batch: Batch) -> HeadAt:
    """The head as it is now."""
    stored = batch.patience.ask(lambda: batch.storage.read(batch.control, batch.head_key))
    if stored is None:
        raise GlueError("SLC5102", f"{batch.control}/{batch.head_key} does not exist")
    head = parse_head(stored.body, f"{batch.control}/{batch.head_key}")
    if head.batch_id != batch.batch_id:
        raise GlueError("SLC5101", f"{batch.control}/{batch.head_key}: /batch_id is {head.batch_id}")
    return HeadAt(head, stored.token)


def swap_head(batch: Batch, expected: HeadAt, new: Head) -> HeadAt:
    """Change the head from `expected` to `new`, or say who did otherwise.

    A 412, a 409 and a lost answer are no verdict: the request, or the client's own repetition of it, may have been
    applied. The object is: if it says `new`, this call has won; if it is unchanged, it is tried again.

    Raises:
        HeadLost: the head says something else.
        Unclear: after all tries it is not known; the last request may still be applied.
    """
    body = json_bytes(head_document(new))
    last: Exception | None = None
    for _ in batch.patience.rounds():
        try:
            return HeadAt(new, batch.storage.swap(batch.control, batch.head_key, body, expected.token))
        except (Conflict, Unclear) as no_verdict:
            last = no_verdict
        try:
            now = read_head(batch)
        except GlueError as unreadable:
            raise Unclear(f"{batch.head_key}: {unreadable.message}") from unreadable
        if now.head == new:
            return now
        if now.token != expected.token:
            raise HeadLost(now.head)
    raise Unclear(f"{batch.control}/{batch.head_key}: not changed after {batch.patience.tries} tries") from last


def parse_head(body: bytes, document: str) -> Head:
    """Read a head; SLC5101 says where it is wrong."""
    fields = document_of(body, document)
    fields.expect("head_format", 1)
    state = fields.text("state")
    if state not in STATES:
        raise GlueError("SLC5101", f"{document}: /state is {state!r}, not one of {', '.join(STATES)}")
    if fields.count("attempt", least=1) > MAX_ATTEMPT:
        raise GlueError("SLC5101", f"{document}: /attempt is above {MAX_ATTEMPT}")
    return Head(
        batch_id=fields.text("batch_id"),
        dataset_id=fields.text("dataset_id"),
        counter=fields.count("counter", least=1),
        state=state,
        attempt=fields.count("attempt", least=1),
        run_id=fields.optional_text("run_id"),
        run_date=fields.text("run_date"),
        plan_digest=fields.text("plan_digest"),
        files=fields.each("files", _file),
        quarantine_files=fields.each("quarantine_files", _file),
        refused=fields.each("refused", _refused),
        counts=fields.optional("counts", _counts),
        updated_at=fields.text("updated_at"),
    )


def head_document(head: Head) -> dict[str, Any]:
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
    """One file of a committed head."""
    return {**vars(file), "partition": dict(file.partition), "columns": dict(file.columns)}


def refused_document(refused: RefusedMember) -> dict[str, Any]:
    """One refused member of a head or a report."""
    return dict(vars(refused))


def counts_document(counts: RowCounts | None) -> dict[str, Any] | None:
    """The counts of a head or a report."""
    return None if counts is None else {**vars(counts), "by_reason": dict(counts.by_reason)}


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


def _counts(fields: Fields) -> RowCounts:
    numbers = {name: fields.count(name) for name in ("rows_in", "accepted", "rejected", "duplicates")}
    return RowCounts(**numbers, by_reason=fields.counts("by_reason"))
