"""The vectors and the CSV files of libs/reader, in Spark: the same records, verdicts and reasons."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from decimal import Decimal
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import DataFrame, Row, SparkSession

from sluice_glue.engines.spark.csv_groups import group_members
from sluice_glue.engines.spark.csv_read import CORRUPT, MEMBER_SHIFT, Group, read_group
from sluice_glue.engines.spark.outcome import mark_outcome, value
from sluice_glue.plan.match_header import HeaderMatch, match_header
from sluice_glue.plan.model import Column, Plan
from sluice_glue.plan.parse import parse_plan
from sluice_glue.run.engine import StagedMember
from sluice_glue.scan.csv.scan import scan_csv
from tests.batches import CONFORMANCE, Written, document

pytestmark = pytest.mark.spark
VECTORS = json.loads((CONFORMANCE / "vectors.json").read_text())["groups"]
CASES = json.loads((CONFORMANCE / "csv" / "cases.json").read_text())
AFTER_ROWS = ("bad-value", "bad-ratio")


def canonical(column: Column, name: str) -> str:
    """SQL of the canonical text of a value."""
    if column.type.base == "timestamp":
        return f"date_format({name}, \"yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'\")"
    return f"cast({name} as string)"


def same(column: Column, found: str | None, expected: str | None) -> bool:
    if found is None or expected is None:
        return found is expected
    if column.type.base == "double":
        return float(found) == float(expected)
    if column.type.base == "decimal":
        return format(Decimal(found), "f") == expected
    return found == expected


def vector_plan(group: dict[str, Any]) -> Plan:
    plan = document([group["column"]], source={"decimal_comma": group["decimal_comma"]})
    return parse_plan(json.dumps(plan))


def judged(rows: DataFrame, plan: Plan, number: int) -> DataFrame:
    return rows.selectExpr(
        f"{number} as number",
        f"_at % {MEMBER_SHIFT} as place",
        "_ok",
        "_reasons",
        f"{canonical(plan.columns[0], value(0))} as v",
    )


def mismatches(found: list[Row], texts: list[list[dict[str, Any]]], plans: list[Plan]) -> list[str]:
    seen = {(row["number"], row["place"]): row for row in found}
    wrong = []
    for number, cells in enumerate(texts):
        for place, cell in enumerate(cells):
            row = seen.pop((number, place))
            bad = cell["verdict"] == "bad"
            right = row["_ok"] is not bad and (row["_reasons"] or []) == cell["reasons"]
            if not right or (not bad and not same(plans[number].columns[0], row["v"], cell["value"])):
                wrong.append(f"{VECTORS[number]['name']}: {cell} gave {row}")
    assert seen == {}
    return wrong


def test_vectors_as_text(spark: SparkSession) -> None:
    plans = [vector_plan(group) for group in VECTORS]
    frames = []
    for number, (plan, group) in enumerate(zip(plans, VECTORS, strict=True)):
        cells = [(place, cell["text"]) for place, cell in enumerate(group["cells"])]
        rows = spark.createDataFrame(cells, "_at bigint, _c0 string").selectExpr(
            "_c0", f"cast(null as string) as {CORRUPT}", "_at", "0L as _split"
        )
        like = Group(
            HeaderMatch(("c",), (0,), ()), ascii_only=False, suspect_encoding=False, placeholders=None, files={}
        )
        frames.append(judged(mark_outcome(rows, plan, like), plan, number))

    found = reduce(DataFrame.union, frames).collect()

    assert mismatches(found, [group["cells"] for group in VECTORS], plans) == []
    assert len(found) >= 200


def test_vectors_as_integers_without_a_guard(spark: SparkSession) -> None:
    """The proof that text without blanks needs no guard before a cast to an integer."""
    plans = [vector_plan(group) for group in VECTORS]
    chosen: list[list[dict[str, Any]]] = [[] for _ in VECTORS]
    frames = []
    for number, (plan, group) in enumerate(zip(plans, VECTORS, strict=True)):
        if plan.columns[0].type.base not in ("int", "bigint"):
            continue
        chosen[number] = [cell for cell in group["cells"] if re.search("[\0-\x20\x7f]", cell["text"] or "") is None]
        cells = [(place, cell["text"]) for place, cell in enumerate(chosen[number])]
        rows = spark.createDataFrame(cells, "_at bigint, _c0 string").selectExpr(
            "_c0", f"cast(null as string) as {CORRUPT}", "_at", "0L as _split"
        )
        like = Group(
            HeaderMatch(("c",), (0,), ()),
            ascii_only=False,
            suspect_encoding=False,
            placeholders=None,
            files={},
            no_blanks=True,
        )
        frames.append(judged(mark_outcome(rows, plan, like), plan, number))

    found = reduce(DataFrame.union, frames).collect()

    assert mismatches(found, chosen, plans) == []
    assert len(found) > 60


def test_vectors_as_integers_typed_in_the_reader(spark: SparkSession, tmp_path: Path) -> None:
    """The proof that an ASCII file may have its integers parsed by Spark's CSV reader."""
    plans = [vector_plan(group) for group in VECTORS]
    chosen: list[list[dict[str, Any]]] = [[] for _ in VECTORS]
    frames = []
    for number, (plan, group) in enumerate(zip(plans, VECTORS, strict=True)):
        column = plan.columns[0]
        if column.type.base not in ("int", "bigint") or column.null_tokens:
            continue
        texts = [
            cell
            for cell in group["cells"]
            if cell["text"] is None or (cell["text"].isascii() and "\n" not in cell["text"])
        ]
        chosen[number] = [
            cell for cell in texts if "\r" not in (cell["text"] or "") and "\0" not in (cell["text"] or "")
        ]
        # A second column, since a null alone would be a blank line.
        texts_in = (
            "" if cell["text"] is None else '"' + cell["text"].replace('"', '""') + '"' for cell in chosen[number]
        )
        path = tmp_path / f"{number:05d}.csv"
        path.write_text("c,other\n" + "".join(f"{text},x\n" for text in texts_in), newline="")
        scan = scan_csv(path, plan.source)
        match = match_header(plan, scan.header)
        assert isinstance(match, HeaderMatch)
        like = Group(match, scan.ascii_only, scan.suspect_encoding, None, {number: str(path)})
        rows = read_group(spark, plan, like)
        assert rows.schema["_c0"].dataType.simpleString() in ("int", "bigint")
        frames.append(judged(mark_outcome(rows, plan, like), plan, number))

    found = reduce(DataFrame.union, frames).collect()

    assert mismatches(found, chosen, plans) == []
    assert len(found) > 60


def cases_of(plan: str) -> list[dict[str, Any]]:
    return [
        case for case in CASES["cases"] if case["plan"] == plan and case["expected"].get("refused") not in AFTER_ROWS
    ]


def case_member(number: int, case: dict[str, Any], plan: Plan, folder: Path) -> StagedMember:
    suffix = ".csv.gz" if plan.source.compression == "gzip" else ".csv"
    staged = folder / f"{number:05d}{suffix}"
    staged.write_bytes((CONFORMANCE / "csv" / case["file"]).read_bytes())
    return StagedMember(number, str(staged), "raw", case["file"], "v", scan_csv(staged, plan.source))


@pytest.mark.parametrize("name", [name for name in CASES["plans"] if cases_of(name)])
def test_csv_cases(spark: SparkSession, tmp_path: Path, name: str) -> None:
    plan = parse_plan(json.dumps(CASES["plans"][name]))
    cases = cases_of(name)
    members = [case_member(number, case, plan, tmp_path) for number, case in enumerate(cases)]
    readable = [member for member in members if member.scan.refused is None]
    groups, refused = group_members(spark, plan, readable, str(tmp_path / "flat"))
    refusals = {member.member: member.scan.refused for member in members if member.scan.refused is not None}
    refusals |= {refusal.member: refusal.reason for refusal in refused}
    rows: dict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
    frames = [mark_outcome(read_group(spark, plan, group), plan, group) for group in groups]
    texts = [f"{canonical(column, value(i))} as {value(i)}" for i, column in enumerate(plan.columns)]
    rescued = ["_rescued"] if plan.drift.new_column == "rescue" else ["cast(null as string) as _rescued"]
    if frames:
        together = reduce(DataFrame.unionByName, frames).selectExpr(*texts, *rescued, "_ok", "_reasons", "_at")
        for row in together.collect():
            rows[row["_at"] // MEMBER_SHIFT][row["_at"] % MEMBER_SHIFT] = row.asDict()

    problems = []
    for number, case in enumerate(cases):
        found = {"refused": refusals[number]} if number in refusals else {"records": records_of(plan, rows[number])}
        if not agrees(plan, found, case["expected"]):
            problems.append(f"{case['file']} ({case['why']}):\n  expected {case['expected']}\n  found    {found}")
        if number not in refusals:
            assert members[number].scan.records == len(rows[number]), case["file"]

    assert problems == [], "\n".join(problems)


def records_of(plan: Plan, rows: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    assert sorted(rows) == list(range(len(rows)))
    records: list[dict[str, Any]] = []
    for index in range(len(rows)):
        row = rows[index]
        if not row["_ok"]:
            records.append({"reasons": row["_reasons"]})
            continue
        values = {column.name: row[value(i)] for i, column in enumerate(plan.columns)}
        if plan.drift.new_column == "rescue":
            values["_rescued"] = None if row["_rescued"] is None else json.loads(row["_rescued"])
        records.append({"values": values})
    return records


def agrees(plan: Plan, found: dict[str, Any], expected: dict[str, Any]) -> bool:
    if "refused" in found or "refused" in expected or len(found["records"]) != len(expected["records"]):
        return found == expected
    for ours, theirs in zip(found["records"], expected["records"], strict=True):
        if "reasons" in ours or "reasons" in theirs:
            if ours != theirs:
                return False
            continue
        rescued, expected_rescued = ours["values"].get("_rescued"), theirs["values"].get("_rescued")
        if rescued != expected_rescued or list(rescued or ()) != list(expected_rescued or ()):
            return False
        columns = ((column, ours["values"][column.name], theirs["values"][column.name]) for column in plan.columns)
        if not all(same(column, found_text, text) for column, found_text, text in columns):
            return False
    return True


@pytest.mark.parametrize(
    "case", [c for c in CASES["cases"] if c["expected"].get("refused") in AFTER_ROWS], ids=lambda c: c["file"]
)
def test_files_refused_for_their_rows(spark: SparkSession, tmp_path: Path, case: dict[str, Any]) -> None:
    plan = parse_plan(json.dumps(CASES["plans"][case["plan"]]))

    written = Written(spark, plan, [case_member(0, case, plan, tmp_path)], tmp_path / "out")

    assert [refusal.reason for refusal in written.result.refused] == [case["expected"]["refused"]]
    assert written.result.files == ()
    assert written.result.counts.rows_in == 0
