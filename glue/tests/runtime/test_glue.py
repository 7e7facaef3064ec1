"""The Glue edge, against a fake ``awsglue`` that records what it is asked."""

from __future__ import annotations

import runpy
import sys
from types import ModuleType
from typing import Any

import pytest
from pyspark.sql import SparkSession

from sluice_glue.runtime import cli, glue
from tests.conftest import SECRET


class Recorder:
    """Records every call below it by its dotted name; results are recorders again."""

    def __init__(self, calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]], name: str) -> None:
        self._calls = calls
        self._name = name

    def __getattr__(self, name: str) -> Recorder:
        return Recorder(self._calls, f"{self._name}.{name}")

    def __call__(self, *args: Any, **kwargs: Any) -> Recorder:
        self._calls.append((self._name, args, kwargs))
        return Recorder(self._calls, f"{self._name}()")


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[Any, ...], dict[str, Any]]]:
    recorded: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []

    def resolve(argv: list[str], names: list[str]) -> dict[str, str]:
        found = dict(zip((a.removeprefix("--") for a in argv[1::2]), argv[2::2], strict=True))
        return {name: found[name] for name in [*names, "JOB_RUN_ID"]}

    members: dict[str, dict[str, Any]] = {
        "context": {"GlueContext": Recorder(recorded, "GlueContext")},
        "job": {"Job": Recorder(recorded, "Job")},
        "utils": {"getResolvedOptions": resolve},
        "dynamicframe": {"DynamicFrame": Recorder(recorded, "DynamicFrame")},
    }
    monkeypatch.setitem(sys.modules, "awsglue", ModuleType("awsglue"))
    for name, content in members.items():
        module = ModuleType(f"awsglue.{name}")
        module.__dict__.update(content)
        monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(glue, "SparkContext", Recorder(recorded, "SparkContext"))
    return recorded


ARGV = [
    *(
        "script.py",
        "--JOB_NAME",
        "sluice-flights",
        "--dataset_id",
        "flights",
        "--run_date",
        "2026-11-23",
        "--batch_id",
        "ab",
    ),
    *(
        "--attempt",
        "2",
        "--manifest_uri",
        "s3://c/m",
        "--plan_uri",
        "s3://c/p",
        "--output_uri",
        "s3://processed",
        "--JOB_RUN_ID",
        "jr",
    ),
]


@pytest.mark.parametrize(("status", "commits"), [(0, 1), (3, 0)])
def test_a_glue_job_runs_the_batch_and_commits_only_success(
    monkeypatch: pytest.MonkeyPatch, calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]], status: int, commits: int
) -> None:
    given: list[list[str]] = []

    def run(arguments: list[str]) -> int:
        given.append(arguments)
        return status

    monkeypatch.setattr(cli, "main", run)

    assert glue.main(ARGV) == status

    names = [name for name, _, _ in calls]
    assert names[:2] == ["SparkContext.getOrCreate", "GlueContext"]
    assert names.count("Job().commit") == commits
    assert ("Job().init", "sluice-flights") in [(name, args[0]) for name, args, _ in calls if args]
    options = cli.parser().parse_args(given[0])
    assert (options.plan, options.manifest, options.output) == ("s3://c/p", "s3://c/m", "s3://processed")
    assert (options.attempt, options.run_id, options.spark_io) == (2, "jr", "s3")


@pytest.mark.spark
def test_glues_own_session_expands_nothing_before_a_batch_is_looked_at(
    monkeypatch: pytest.MonkeyPatch, calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]], spark: SparkSession
) -> None:
    class GlueContext:
        spark_session = spark

        def __init__(self, _context: object) -> None:
            spark.conf.set("spark.sql.variable.substitute", "true")

    seen: list[str | None] = []

    def run(_arguments: list[str]) -> int:
        seen.append(spark.conf.get("spark.sql.variable.substitute"))
        seen.append(spark.sql(f"select '${{env:{SECRET}}}'").collect()[0][0])
        return 0

    monkeypatch.setattr(sys.modules["awsglue.context"], "GlueContext", GlueContext)
    monkeypatch.setattr(cli, "main", run)

    assert glue.main(ARGV) == 0

    assert seen == ["false", f"${{env:{SECRET}}}"]


@pytest.mark.parametrize(("status", "exits"), [(0, []), (3, [3])])
def test_the_script_of_a_run_that_went_well_just_ends(
    monkeypatch: pytest.MonkeyPatch,
    calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]],
    status: int,
    exits: list[int],
) -> None:
    monkeypatch.setattr(cli, "main", lambda _arguments: status)
    monkeypatch.setattr(sys, "argv", ARGV)
    monkeypatch.setattr("pyspark.context.SparkContext", Recorder(calls, "SparkContext"))
    seen: list[object] = []
    try:
        runpy.run_path(glue.__file__, run_name="__main__")
    except SystemExit as end:
        seen.append(end.code)

    assert seen == exits


def test_choice_columns_become_text_and_a_data_frame_at_once(
    calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]],
) -> None:
    glue.read_catalog(Recorder(calls, "context"), "lake", "orders", ["amount"])

    source = {"database": "lake", "table_name": "orders", "transformation_ctx": "lake.orders"}
    begin = "context.create_dynamic_frame.from_catalog"
    assert calls == [
        (begin, (), source),
        (f"{begin}().resolveChoice", (), {"specs": [("amount", "cast:string")]}),
        (f"{begin}().resolveChoice().toDF", (), {}),
    ]


def test_a_catalog_sink_gets_a_dynamic_frame(calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]]) -> None:
    context, rows = Recorder(calls, "context"), Recorder(calls, "rows")

    glue.write_catalog(context, rows, "lake", "orders")  # type: ignore[arg-type]

    assert calls[0] == ("DynamicFrame.fromDF", (rows, context, "orders"), {})
    assert calls[1][0] == "context.write_dynamic_frame.from_catalog"
    assert calls[1][2]["table_name"] == "orders"
