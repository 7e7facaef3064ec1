"""What the data plane must never do, read from its syntax tree and from Spark's plan and generated code."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession

from sluice_glue.engines.spark.csv_groups import group_members
from sluice_glue.engines.spark.write import batch_rows
from sluice_glue.plan.model import Plan
from sluice_glue.plan.parse import parse_plan
from tests.batches import REPOSITORY, column, plan_of, stage

PACKAGE = REPOSITORY / "glue" / "sluice_glue"
SOURCES = sorted(PACKAGE.rglob("*.py"))
FORBIDDEN_NAMES = {
    "udf",
    "pandas_udf",
    "udtf",
    "rdd",
    "inferSchema",
    "mapInPandas",
    "applyInPandas",
    "foreach",
    "foreachPartition",
}
FORBIDDEN_NAMES |= {"toPandas", "toLocalIterator", "mapInArrow", "parallelize", "registerFunction"}
# Actions that read data on the driver; the one use is the tally of rejected rows, grouped.
ACTIONS = {"collect", "count", "take", "head", "first", "show"}
ALLOWED_ACTIONS = {("engines/spark/tally.py", "collect"), ("engines/spark/tally.py", "count")}
HIGHEST_METHOD_BYTES = 8000


def problems(name: str, tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        texts = [node.attr] if isinstance(node, ast.Attribute) else [node.id] if isinstance(node, ast.Name) else []
        texts += [node.arg] if isinstance(node, ast.keyword) and node.arg else []
        texts += [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []
        for text in texts:
            if text in FORBIDDEN_NAMES:
                yield f"{name}: {text}"
        called = (
            node.func.attr
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args
            else ""
        )
        if called in ACTIONS and (name, called) not in ALLOWED_ACTIONS:
            yield f"{name}: .{called}()"
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = getattr(node, "module", None) or ",".join(alias.name for alias in node.names)
            if "awsglue" in module and name != "runtime/glue.py":
                yield f"{name}: imports awsglue"


def test_no_python_per_row_and_no_data_on_the_driver() -> None:
    found = [
        p
        for path in SOURCES
        for p in problems(str(path.relative_to(PACKAGE)), ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert found == []
    assert len(SOURCES) > 20


@pytest.mark.parametrize(
    "code",
    [
        "df.rdd.map(f)",
        "@udf\ndef f(x): ...",
        "spark.read.csv(p, inferSchema=True)",
        "df.collect()",
        "df.count()",
        "import awsglue",
    ],
)
def test_the_syntax_gate_can_fail(code: str) -> None:
    assert list(problems("x.py", ast.parse(code))) != []


def test_casts_of_cells_never_raise() -> None:
    """Under ANSI a bare cast of bad text fails the job; literals and values already typed may be cast."""
    cells = (PACKAGE / "engines" / "spark" / "cells.py").read_text(encoding="utf-8")
    checks = (PACKAGE / "engines" / "spark" / "checks.py").read_text(encoding="utf-8")

    assert "try_cast({" in cells
    assert [
        line
        for line in (cells + checks).splitlines()
        if "cast({" in line and "try_cast({" not in line and "literal(" not in line
    ] == []


def physical(rows: DataFrame) -> str:
    return str(rows._jdf.queryExecution().executedPlan().toString())


def rows_of(spark: SparkSession, tmp_path: Path, plan: Plan, files: list[bytes]) -> DataFrame:
    members = stage(tmp_path, plan, files)
    groups, _ = group_members(spark, plan, members, str(tmp_path / "flat"))
    return batch_rows(spark, plan, groups, {m.member: m for m in members})


@pytest.mark.spark
@pytest.mark.parametrize("dedupe", [None, {"key": ["a"], "order": []}], ids=["no dedupe", "dedupe"])
def test_one_scan_per_header_and_at_most_one_exchange(
    spark: SparkSession, tmp_path: Path, dedupe: dict[str, Any] | None
) -> None:
    partition = [{"name": "a", "column": "a", "transform": "identity", "pad": 0}]
    plan = plan_of([column("a"), column("b", "int")], partition=partition, dedupe=dedupe)

    text = physical(rows_of(spark, tmp_path, plan, [b"a,b\n1,2\n", b"a,b\n3,4\n", b"b,a\n1,2\n"]))

    assert text.count("FileScan csv") == 2
    assert text.count("Exchange ") == (0 if dedupe is None else 1)
    assert "Python" not in text


def flights(**changes: Any) -> Plan:
    document = json.loads(
        (REPOSITORY / "contracts" / "flights" / "generated" / "plan.json").read_text(encoding="utf-8")
    )
    return parse_plan(json.dumps({**document, **changes}))


@pytest.mark.spark
@pytest.mark.parametrize(
    "dedupe", [None, {"key": ["year", "month", "day", "flight"], "order": []}], ids=["no dedupe", "dedupe"]
)
def test_generated_methods_stay_below_the_limit_of_the_jit(
    spark: SparkSession, tmp_path: Path, dedupe: dict[str, Any] | None
) -> None:
    """HotSpot compiles no method above 8,000 bytes of bytecode: measured, that alone costs twice the CPU."""
    plan = flights(dedupe=dedupe)
    header = ",".join(c.headers[0] for c in plan.columns).encode()
    # The adaptive plan shows its generated code only after it has run.
    spark.conf.set("spark.sql.adaptive.enabled", "false")
    try:
        rows = rows_of(spark, tmp_path, plan, [header + b"\n" + b"," * (len(plan.columns) - 1) + b"\n"])
        jvm: Any = spark.sparkContext._jvm
        debug = getattr(jvm.org.apache.spark.sql.execution.debug, "package$").__getattr__("MODULE$")
        stages = debug.codegenStringSeq(rows._jdf.queryExecution().executedPlan())
    finally:
        spark.conf.set("spark.sql.adaptive.enabled", "true")

    sizes = [stages.apply(i)._3().maxMethodCodeSize() for i in range(stages.size())]
    assert sizes
    assert all(0 < size < HIGHEST_METHOD_BYTES for size in sizes), sizes
    assert spark.conf.get("spark.sql.codegen.hugeMethodLimit") == str(HIGHEST_METHOD_BYTES)
