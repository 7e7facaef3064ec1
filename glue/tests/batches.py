"""Plans and staged files for tests, written briefly."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from pyspark.sql import Row, SparkSession

from sluice_glue.engines.spark.write import write_batch
from sluice_glue.plan.model import Plan
from sluice_glue.plan.parse import parse_plan
from sluice_glue.protocol.result import BatchResult
from sluice_glue.run.engine import StagedMember
from sluice_glue.scan.files import scan_file

REPOSITORY = Path(__file__).parents[2]
CONFORMANCE = REPOSITORY / "libs" / "protocol" / "conformance"

INTEGER = "[+-]?[0-9]+"
DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
TIMESTAMP = "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,6})?Z"
GUARDS = {"int": INTEGER, "bigint": INTEGER, "date": DATE, "timestamp": TIMESTAMP, "boolean": "true|false"}
FORMATS = {"date": "yyyy-MM-dd", "timestamp": "iso"}


def column(name: str, type_: str = "string", **fields: Any) -> dict[str, Any]:
    """A nullable column without rules; ``fields`` replace."""
    return {
        "name": name,
        "headers": [name],
        "type": type_,
        "nullable": True,
        "null_tokens": [],
        "guard": GUARDS.get(type_),
        "format": FORMATS.get(type_),
        "missing": {"policy": "null", "default": None},
        "rules": [],
        **fields,
    }


def document(columns: Sequence[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    """A plan document; ``source`` and ``drift`` are merged with what is usual."""
    source = {
        "format": "csv",
        "suffix": ".csv",
        "compression": "none",
        "encoding": "utf-8",
        "delimiter": ",",
        "quote": '"',
        "escape": '"',
        "decimal_comma": False,
        "max_bytes": 1 << 30,
        "max_inflated_bytes": 1 << 30,
        **fields.pop("source", {}),
    }
    drift = {
        "new_column": "rescue",
        "missing_column": "null",
        "bad_value": "quarantine_row",
        "max_bad_ratio": None,
        **fields.pop("drift", {}),
    }
    rest = {"partition": [], "sort": [], "dedupe": None, **fields}
    return {"plan_format": 1, "dataset_id": "tests", "source": source, "columns": list(columns), "drift": drift, **rest}


def plan_of(columns: Sequence[dict[str, Any]], **fields: Any) -> Plan:
    return parse_plan(json.dumps(document(columns, **fields)))


def stage(folder: Path, plan: Plan, files: Mapping[str, bytes] | Sequence[bytes]) -> list[StagedMember]:
    """Stage files as the job does: numbered names, scanned."""
    folder.mkdir(parents=True, exist_ok=True)
    named = files if isinstance(files, Mapping) else {f"{i}.csv": content for i, content in enumerate(files)}
    members = []
    for number, (key, content) in enumerate(named.items()):
        path = folder / f"{number:05d}.csv{'.gz' if plan.source.compression == 'gzip' else ''}"
        path.write_bytes(content)
        members.append(
            StagedMember(number, str(path), "raw", f"incoming/{key}", f"v{number}", scan_file(path, plan.source))
        )
    return members


class Written:
    """A written batch, read back."""

    def __init__(self, spark: SparkSession, plan: Plan, members: Sequence[StagedMember], target: Path) -> None:
        self.steps: list[str] = []
        self.result: BatchResult = write_batch(spark, plan, members, str(target), on_step=self.steps.append)
        self._spark = spark
        self._target = target

    @cached_property
    def accepted(self) -> list[Row]:
        return self._rows("data")

    @cached_property
    def rejected(self) -> list[Row]:
        return self._rows("quarantine")

    def quarantine(self) -> list[tuple[str, int, int, list[str], str | None]]:
        """(key, split start, record index, reasons, raw) of the rejected rows, in the order of the files."""
        rows = [row["_rejected"] for row in self.rejected]
        return sorted((r["key"], r["split_start"], r["record_index"], r["reasons"], r["raw"]) for r in rows)

    def _rows(self, kind: str) -> list[Row]:
        rows: list[Row] = []
        for file in self.result.files:
            if file.kind == kind:
                # One file at a time and by its own path, so that order is the file's and no partition is inferred.
                escaped = str(self._target / file.path).replace("[", "\\[").replace("{", "\\{")
                rows += self._spark.read.parquet(escaped).collect()
        return rows
