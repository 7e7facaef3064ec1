"""A small lake to run batches in, a stand-in for Spark that writes real files, and what a reader sees of them."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from sluice_glue.plan.model import Plan
from sluice_glue.protocol import keys
from sluice_glue.protocol.batch import Batch
from sluice_glue.protocol.batch_head import batch_head_document, parse_batch_head
from sluice_glue.protocol.batch_head_swap import read_batch_head
from sluice_glue.protocol.counts import RowCounts
from sluice_glue.protocol.documents import json_bytes
from sluice_glue.protocol.manifest import parse_manifest
from sluice_glue.protocol.report import Log
from sluice_glue.protocol.result import BatchResult, OutputFile, Refused
from sluice_glue.run.engine import StagedMember
from sluice_glue.run.interrupts import Interrupts
from sluice_glue.run.job import Job
from sluice_glue.run.workspace import FolderWorkspace
from sluice_glue.scan.files import scan_file
from sluice_glue.scan.model import FileScan
from sluice_glue.storage.folder import FolderStorage
from sluice_glue.storage.patience import Patience
from sluice_glue.storage.port import Storage

DATASET = "things"
RUN_DATE = "2026-01-15"
HURRIED = Patience(tries=4, first_seconds=0.01)


def plan_document(compression: str = "none") -> dict[str, Any]:
    """id;place -> partitioned by place."""

    def column(name: str, kind: str, guard: str | None) -> dict[str, Any]:
        return {
            "name": name,
            "headers": [name],
            "type": kind,
            "nullable": False,
            "null_tokens": [],
            "guard": guard,
            "format": None,
            "missing": {"policy": "reject", "default": None},
            "rules": [],
        }

    return {
        "plan_format": 1,
        "dataset_id": DATASET,
        "source": {
            "format": "csv",
            "suffix": ".csv",
            "compression": compression,
            "encoding": "utf-8",
            "delimiter": ",",
            "quote": '"',
            "escape": '"',
            "decimal_comma": False,
            "max_bytes": 10_000_000,
            "max_inflated_bytes": 10_000_000,
        },
        "columns": [column("id", "int", "[+-]?[0-9]+"), column("place", "string", None)],
        "partition": [{"name": "place_key", "column": "place", "transform": "identity", "pad": 0}],
        "sort": [{"column": "id", "direction": "asc"}],
        "dedupe": None,
        "drift": {
            "new_column": "ignore",
            "missing_column": "reject",
            "bad_value": "quarantine_row",
            "max_bad_ratio": None,
        },
    }


def csv_bytes(rows: Sequence[tuple[str, str]]) -> bytes:
    """A file of the plan above."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([("id", "place"), *rows])
    return text.getvalue().encode("utf-8")


FILES = {
    "a.csv": csv_bytes([("1", "x"), ("2", "y"), ("3", "x")]),
    "b.csv": csv_bytes([("4", "y"), ("nope", "x"), ("5", "z")]),
}
TABLE = Counter({("1", "x"): 1, ("2", "y"): 1, ("3", "x"): 1, ("4", "y"): 1, ("5", "z"): 1})
QUARANTINE = Counter({("nope", "x"): 1})


@dataclass(frozen=True)
class Case:
    """A batch that is cut and not yet run, with the URIs that a command line would be given."""

    batch: Batch
    plan: bytes
    manifest_uri: str
    plan_uri: str
    output_uri: str

    @property
    def storage(self) -> Storage:
        return self.batch.storage


def cut_batch(
    storage: Storage,
    put_raw: Callable[[str, bytes], str],
    files: dict[str, bytes],
    root: str,
    *,
    compression: str = "none",
    catalog: dict[str, str] | None = None,
    patience: Patience = HURRIED,
) -> Case:
    """Do what dispatch does: the files, the plan, the manifest, the head open(1)."""
    plan = json_bytes(plan_document(compression))
    plan_digest = hashlib.sha256(plan).hexdigest()
    members = [
        {"bucket": "raw", "key": key, "version_id": put_raw(key, body), "size": len(body), "queued": 1}
        for key, body in ((f"incoming/{DATASET}/{name}", body) for name, body in files.items())
    ]
    batch_id = hashlib.sha256(json.dumps([members, plan_digest]).encode()).hexdigest()[:24]
    manifest = {
        "manifest_format": 1,
        "batch_id": batch_id,
        "dataset_id": DATASET,
        "contract_version": "1.0.0",
        "run_date": RUN_DATE,
        "plan_digest": plan_digest,
        "code_digest": "0" * 64,
        "replaces": [],
        "quarantine_bucket": "quarantine",
        "catalog": catalog,
        "members": members,
    }
    batch = Batch(storage, "control", "processed", parse_manifest(json_bytes(manifest), "manifest"), patience)
    storage.create("control", keys.plan_key(DATASET, plan_digest), plan)
    storage.create("control", keys.manifest_key(DATASET, batch_id), json_bytes(manifest))
    storage.create("control", batch.batch_head_key, json_bytes(open_head(batch)))
    return Case(
        batch=batch,
        plan=plan,
        manifest_uri=f"{root}/control/{keys.manifest_key(DATASET, batch_id)}",
        plan_uri=f"{root}/control/{keys.plan_key(DATASET, plan_digest)}",
        output_uri=f"{root}/processed",
    )


def open_head(batch: Batch) -> dict[str, Any]:
    """The batch head that dispatch creates."""
    manifest = batch.manifest
    return {
        "head_format": 1,
        "batch_id": manifest.batch_id,
        "dataset_id": DATASET,
        "counter": 1,
        "state": "open",
        "attempt": 1,
        "run_id": None,
        "run_date": RUN_DATE,
        "plan_digest": manifest.plan_digest,
        "files": [],
        "quarantine_files": [],
        "refused": [],
        "counts": None,
        "updated_at": "2026-01-15T00:00:00Z",
    }


def folder_case(root: Path, files: dict[str, bytes] | None = None, **options: Any) -> Case:
    """A batch in a lake of folders."""

    def put_raw(key: str, body: bytes) -> str:
        path = root / "raw" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        return hashlib.sha256(body).hexdigest()

    return cut_batch(FolderStorage(root), put_raw, FILES if files is None else files, str(root), **options)


class TinyEngine:
    """Stands in for Spark: the same folders, names and figures; rows as CSV under the name of Parquet."""

    def scan(self, plan: Plan, path: Path) -> FileScan:
        return scan_file(path, plan.source)

    def write(
        self, plan: Plan, members: Sequence[StagedMember], target: str, on_step: Callable[[str], None]
    ) -> BatchResult:
        on_step("write")
        good: dict[str, list[list[str]]] = {}
        bad: list[list[str]] = []
        refused: list[Refused] = []
        for member in members:
            body = Path(member.uri).read_bytes()
            text = (gzip.decompress(body) if plan.source.compression == "gzip" else body).decode("utf-8")
            rows = list(csv.reader(io.StringIO(text)))[1:]
            if any(row[1] == "REFUSE" for row in rows):
                refused.append(Refused(member.member, "bad-value", "row 1"))
                continue
            for row in rows:
                (good.setdefault(row[1], []) if row[0].isdigit() else bad).append(row)
        files = [
            self._file(target, f"1/data/place_key={place}", "data", place, rows) for place, rows in sorted(good.items())
        ]
        if bad:
            files.append(self._file(target, "1/quarantine", "quarantine", "", bad))
        accepted = sum(len(rows) for rows in good.values())
        counts = RowCounts(accepted + len(bad), accepted, len(bad), 0, {"type:id": len(bad)} if bad else {})
        return BatchResult(tuple(files), tuple(refused), counts, 1)

    def close(self) -> None:
        pass

    def _file(self, target: str, folder: str, kind: Any, place: str, rows: list[list[str]]) -> OutputFile:
        path = Path(target) / folder / "part-0.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "".join(",".join(row) + "\n" for row in rows)
        path.write_text(text, encoding="utf-8")
        partition = {"place_key": place} if kind == "data" else {}
        return OutputFile(f"{folder}/part-0.parquet", kind, partition, len(rows), len(text.encode()), {"id": 1}, 8)


def folder_job(case: Case, run_id: str = "run-a", attempt: int | None = None, **changes: Any) -> Job:
    """A run of the case with the stand-in for Spark."""
    batch = case.batch
    assert isinstance(batch.storage, FolderStorage)
    job = Job(
        batch=batch,
        run_id=run_id,
        attempt=attempt,
        read_plan=lambda: case.plan,
        open_workspace=partial(FolderWorkspace, batch, batch.storage),
        engine=TinyEngine(),
        register=_no_catalog,
        log=Log({}, io.StringIO()),
        interrupts=Interrupts(),
    )
    return replace(job, **changes)


def _no_catalog(_catalog: object, _partitions: object) -> int:
    raise AssertionError("the manifest names no catalog")


def listed(storage: Storage, bucket: str) -> dict[str, bytes]:
    """What a listing of a bucket shows under the dataset, with the content: what a reader of the table gets."""

    def content(key: str) -> bytes:
        stored = storage.read(bucket, key)
        assert stored is not None
        return stored.body

    return {entry.key: content(entry.key) for entry in storage.list(bucket, f"{DATASET}/")}


def rows_of(objects: dict[str, bytes]) -> Counter[tuple[str, ...]]:
    """All rows as a multiset."""
    rows: Iterator[list[str]] = (
        row for body in objects.values() for row in csv.reader(io.StringIO(body.decode("utf-8")))
    )
    return Counter(tuple(row) for row in rows)


def assert_exactly_committed(case: Case, attempt: int | None = None) -> None:
    """Objects under the table = files of the committed batch head, byte for byte; the rows are the right multiset."""
    head = read_batch_head(case.batch).head
    assert head.state == "committed"
    assert attempt is None or head.attempt == attempt
    for bucket, files in (("processed", head.files), ("quarantine", head.quarantine_files)):
        objects = listed(case.storage, bucket)
        assert {file.key: file.digest for file in files} == {
            key: hashlib.sha256(body).hexdigest() for key, body in objects.items()
        }
        assert all(file.bytes == len(objects[file.key]) for file in files)
    assert rows_of(listed(case.storage, "processed")) == TABLE
    assert rows_of(listed(case.storage, "quarantine")) == QUARANTINE
    assert head.counts is not None
    assert (head.counts.rows_in, head.counts.accepted, head.counts.rejected) == (6, 5, 1)
    assert parse_batch_head(json_bytes(batch_head_document(head)), "again") == head


def control_keys(case: Case) -> list[str]:
    """What lies in the control bucket beside plans, all of it below the dataset, which is left out."""
    found = [entry.key for entry in case.storage.list("control", "")]
    assert all(key.startswith(f"{DATASET}/") for key in found), found
    return [key.removeprefix(f"{DATASET}/") for key in found if not key.startswith(keys.plan_key(DATASET, "")[:-5])]
