"""Hostile texts in every place from which one reaches Spark: each stays the text that it is, in rows and in reasons."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from sluice_glue.plan.model import Plan
from sluice_glue.run.engine import StagedMember
from tests.batches import INTEGER, Written, column, plan_of, stage
from tests.conftest import LEAKED
from tests.engines.hostile import ASCII, HOSTILE, rebuilt, record

pytestmark = pytest.mark.spark


def written_of(
    spark: SparkSession, plan: Plan, folder: Path, contents: Sequence[str], encoding: str = "utf-8"
) -> Written:
    """One batch; nothing of it, read back, holds what the environment keeps."""
    files = [content.encode(encoding) for content in contents]
    return clean(Written(spark, plan, stage(folder / "in", plan, files), folder / "out"))


def clean(written: Written) -> Written:
    everything = repr([row.asDict(recursive=True) for row in (*written.accepted, *written.rejected)])
    assert LEAKED not in everything
    assert LEAKED not in repr(written.result)
    return written


@pytest.mark.parametrize("texts", [HOSTILE, ASCII], ids=["any text", "typed in the reader"])
def test_as_header_and_alias(spark: SparkSession, tmp_path: Path, texts: list[str]) -> None:
    plan = plan_of([column(f"c{i}", headers=[f"h{i}", text]) for i, text in enumerate(texts)] + [column("id", "int")])

    written = written_of(spark, plan, tmp_path, [record([*texts, "id"]) + record([*reversed(texts), "1"])])

    (row,) = written.accepted
    assert [row[f"c{i}"] for i in range(len(texts))] == [*reversed(texts)]
    assert (row["id"], row["_rescued"]) == (1, None)


@pytest.mark.parametrize("texts", [HOSTILE, ASCII], ids=["any text", "typed in the reader"])
def test_as_a_header_that_no_column_names_and_as_its_cell(
    spark: SparkSession, tmp_path: Path, texts: list[str]
) -> None:
    plan = plan_of([column("id", "int"), column("n", "int", null_tokens=["none"])])
    cells = [*reversed(texts)]
    lines = [record(["id", "n", *texts]), record(["1", "none", *cells]), record(["2", "no number", *cells])]

    written = written_of(spark, plan, tmp_path, ["".join(lines)])

    (accepted,), (rejected,) = written.accepted, written.rejected
    assert json.loads(accepted["_rescued"]) == dict(zip(texts, cells, strict=True))
    assert json.loads(rejected["_rescued"]) == dict(zip(texts, cells, strict=True))
    assert rejected["_rejected"]["reasons"] == ["type:n"]
    assert rejected["_rejected"]["raw"] == rebuilt(["2", "no number", *cells])


def test_as_null_token_enum_value_and_pattern_and_as_the_cells_that_meet_them(
    spark: SparkSession, tmp_path: Path
) -> None:
    found = "|".join(f"\\Q{text}\\E" for text in HOSTILE)
    plan = plan_of(
        [
            column("id", "int"),
            column("token", null_tokens=HOSTILE),
            column("choice", rules=[{"rule": "enum", "values": HOSTILE}]),
            column("found", rules=[{"rule": "pattern", "pattern": "x", "java_pattern": f"<(?:{found})>"}]),
        ]
    )
    good = [[str(i), text, text, f"<{text}>"] for i, text in enumerate(HOSTILE)]
    bad = [[str(100 + i), f"kept {text}", f"not {text}", text] for i, text in enumerate(HOSTILE)]

    written = written_of(
        spark, plan, tmp_path, ["".join(map(record, [["id", "token", "choice", "found"], *good, *bad]))]
    )

    rows = {row["id"]: (row["token"], row["choice"], row["found"]) for row in written.accepted}
    assert rows == {i: (None, text, f"<{text}>") for i, text in enumerate(HOSTILE)}
    quarantined = sorted((row["id"], row["_rejected"]["raw"]) for row in written.rejected)
    assert quarantined == [(int(cells[0]), rebuilt(cells)) for cells in bad]
    assert {tuple(row["_rejected"]["reasons"]) for row in written.rejected} == {("enum:choice", "pattern:found")}
    assert written.result.counts.by_reason == {"enum:choice": len(bad), "pattern:found": len(bad)}


def test_as_a_single_null_token(spark: SparkSession, tmp_path: Path) -> None:
    plan = plan_of([column(f"c{i}", null_tokens=[text]) for i, text in enumerate(HOSTILE)])
    header = record([f"c{i}" for i in range(len(HOSTILE))])

    written = written_of(spark, plan, tmp_path, [header + record(HOSTILE) + record([*reversed(HOSTILE)])])

    nulls, texts = sorted(written.accepted, key=lambda row: row["c0"] is not None)
    assert set(nulls.asDict().values()) == {None}
    assert [texts[f"c{i}"] for i in range(len(HOSTILE))] == [*reversed(HOSTILE)]


def test_as_the_guard_of_a_type(spark: SparkSession, tmp_path: Path) -> None:
    guard = "|".join([INTEGER, *(f"\\Q{text}\\E" for text in HOSTILE)])
    plan = plan_of([column("n", "int", guard=guard), column("other")])
    lines = [record([text, "x"]) for text in ("1", *HOSTILE)]

    written = written_of(spark, plan, tmp_path, ["n,other\n" + "".join(lines)])

    assert [row["n"] for row in written.accepted] == [1]
    assert written.result.counts.by_reason == {"type:n": len(HOSTILE)}


def test_as_the_default_of_a_missing_column(spark: SparkSession, tmp_path: Path) -> None:
    missing = [{"policy": "default", "default": text} for text in HOSTILE]
    plan = plan_of([column("id", "int"), *(column(f"c{i}", missing=given) for i, given in enumerate(missing))])

    written = written_of(spark, plan, tmp_path, ["id\n1\n"])

    (row,) = written.accepted
    assert [row[f"c{i}"] for i in range(len(HOSTILE))] == HOSTILE


def test_as_partition_value_and_key_of_duplicates(spark: SparkSession, tmp_path: Path) -> None:
    plan = plan_of(
        [column("id", "int"), column("place"), column("name")],
        partition=[{"name": "place", "column": "place", "transform": "identity", "pad": 0}],
        sort=[{"column": "name", "direction": "desc"}],
        dedupe={"key": ["place", "name"], "order": [{"column": "id", "direction": "asc"}]},
    )
    lines = [record([str(n), text, text]) for n in (1, 2) for text in HOSTILE]

    written = written_of(spark, plan, tmp_path, ["id,place,name\n" + "".join(lines)])

    assert {
        file.partition["place"]: file.rows for file in written.result.files if file.kind == "data"
    } == dict.fromkeys(HOSTILE, 1)
    assert sorted((row["id"], row["name"]) for row in written.accepted) == sorted((1, text) for text in HOSTILE)
    assert written.result.counts.by_reason == {"duplicate": len(HOSTILE)}


def named(members: Sequence[StagedMember]) -> list[StagedMember]:
    """Members whose bucket, key and version are hostile, each its own way."""
    return [
        replace(member, bucket=HOSTILE[-1 - member.member], key=HOSTILE[member.member], version_id=f"v {text}")
        for member, text in zip(members, HOSTILE, strict=True)
    ]


def test_as_the_key_of_a_file(spark: SparkSession, tmp_path: Path) -> None:
    plan = plan_of([column("id", "int"), column("b")])
    members = named(stage(tmp_path / "in", plan, [f"id,b\n{i},\nx,\n".encode() for i in range(len(HOSTILE))]))

    written = clean(Written(spark, plan, members, tmp_path / "out"))

    sources = {(r["bucket"], r["key"], r["version_id"]) for r in (row["_rejected"] for row in written.rejected)}
    assert sources == {(member.bucket, member.key, member.version_id) for member in members}
    assert len(written.rejected) == len(HOSTILE)


@pytest.mark.parametrize(
    ("drift", "reason"), [({"bad_value": "reject_file"}, "bad-value"), ({"max_bad_ratio": 0.4}, "bad-ratio")]
)
def test_the_key_of_a_file_saves_it_from_no_limit(
    spark: SparkSession, tmp_path: Path, drift: dict[str, Any], reason: str
) -> None:
    plan = plan_of([column("id", "int"), column("b")], drift=drift)
    members = named(stage(tmp_path / "in", plan, [f"id,b\n{i},\nx,\n".encode() for i in range(len(HOSTILE))]))

    written = clean(Written(spark, plan, members, tmp_path / "out"))

    assert [(r.member, r.reason) for r in written.result.refused] == [(i, reason) for i in range(len(HOSTILE))]
    assert written.result.files == ()


DIALECTS = [
    ("$", "'", "\\"),
    ("\\", "'", "'"),
    (";", "`", "`"),
    ("{", '"', "$"),
    ("}", "$", "$"),
    ("-", "{", "\\"),
    ("'", '"', "\\"),
    ("`", "\\", "\\"),
]


@pytest.mark.parametrize(
    ("dialect", "integer"),
    [(dialect, True) for dialect in DIALECTS] + [(dialect, False) for dialect in DIALECTS[:3]],
    ids=lambda value: ("typed in the reader" if value else "as text") if isinstance(value, bool) else repr(value),
)
def test_as_delimiter_quote_and_escape(
    spark: SparkSession, tmp_path: Path, dialect: tuple[str, str, str], *, integer: bool
) -> None:
    delimiter, quote, escape = dialect
    number = column("id", "int") if integer else column("id", "int", null_tokens=["none"])
    plan = plan_of(
        [number, column("text")],
        source={"delimiter": delimiter, "quote": quote, "escape": escape, "max_bytes": 10_000},
    )

    def cell(text: str) -> str:
        escaped = text if quote == escape else text.replace(escape, escape * 2)
        return quote + escaped.replace(quote, escape + quote) + quote

    def line(first: str, text: str) -> str:
        return f"{first}{delimiter}{cell(text)}\n"

    lines = [line(str(i), text) for i, text in enumerate(ASCII)] + [line("bad", text) for text in ASCII]
    written = written_of(spark, plan, tmp_path, [f"id{delimiter}text\n" + "".join(lines)])

    assert sorted((row["id"], row["text"]) for row in written.accepted) == [*enumerate(ASCII)]
    raws = {row["_rejected"]["raw"] for row in written.rejected}
    assert len(raws) == len(written.rejected) == len(ASCII)
    if integer:
        assert raws == {line("bad", text).rstrip("\n") for text in ASCII}
    assert {tuple(row["_rejected"]["reasons"]) for row in written.rejected} == {("type:id",)}


def test_as_the_folder_of_the_lake(spark: SparkSession, tmp_path: Path) -> None:
    plan = plan_of(
        [column("id", "int"), column("b")],
        partition=[{"name": "b", "column": "b", "transform": "identity", "pad": 0}],
    )
    folder = tmp_path / "a ${user.name} ${env.HOME} 'x' `y` [1]{2} ;--"
    folder.mkdir()

    written = written_of(spark, plan, folder, ['id,b\n1,"${user.name}"\nx,\n'])

    assert all((folder / "out" / file.path).is_file() for file in written.result.files)
    assert {str(path.relative_to(folder)) for path in folder.rglob("*.parquet")} == {
        f"out/{file.path}" for file in written.result.files
    }
    assert [file.partition for file in written.result.files] == [{"b": "${user.name}"}, {}]
