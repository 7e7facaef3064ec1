"""Whole runs with the real write, killed and interrupted: what the stand-in of the other tests cannot show."""

from __future__ import annotations

import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from sluice_glue.engines.spark.engine import SparkEngine
from sluice_glue.errors import GlueError
from sluice_glue.protocol.batch_head_swap import read_batch_head
from sluice_glue.run.attempt import run
from sluice_glue.storage.folder import digest_of

from .lakes import DATASET, TABLE, Case, control_keys, csv_bytes, folder_case, folder_job
from .processes import Victim

pytestmark = pytest.mark.spark


def descendants(pid: int) -> set[int]:
    """The processes below one, the JVM among them."""
    found: set[int] = set()
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, path.read_text().split()):
            found |= {child} | descendants(child)
    return found


def wait_gone(pids: set[int]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if not any(Path(f"/proc/{pid}").exists() for pid in pids):
            return
        time.sleep(0.2)
    raise AssertionError(f"still there: {[pid for pid in pids if Path(f'/proc/{pid}').exists()]}")


def spark_run(case: Case, at: str = "", does: str = "") -> Victim:
    return Victim(case, {"VICTIM_SPARK": "1", "VICTIM_AT": at, "VICTIM_DOES": does})


def rows_by_listing(spark: SparkSession, lake: Path) -> Counter[tuple[str, str]]:
    """Every row of every object under the table, as an engine that only lists would see it."""
    files = [str(path) for path in sorted((lake / "processed" / DATASET).rglob("*")) if path.is_file()]
    read = (
        spark.read.parquet(*files).select("id", "place") if files else spark.createDataFrame([], "id int, place string")
    )
    return Counter((str(row["id"]), row["place"]) for row in read.collect())


def test_killed_in_the_write_and_in_publish_the_third_attempt_is_exact(tmp_path: Path, spark: SparkSession) -> None:
    case = folder_case(tmp_path)
    for step in ("write:write", "publish:2"):
        victim = spark_run(case, step, "SIGSTOP")
        victim.wait_stopped()
        below = descendants(victim.process.pid)
        assert below, "Spark's JVM runs"
        victim.signal(signal.SIGKILL)
        assert victim.end()[0] == -signal.SIGKILL
        wait_gone(below)

    status, line = spark_run(case).end()

    assert (status, line["outcome"], line["attempt"]) == (0, "committed", 3)
    assert rows_by_listing(spark, tmp_path) == TABLE
    head = read_batch_head(case.batch).head
    found = {
        f"{bucket}/{path.relative_to(tmp_path / bucket).as_posix()}": digest_of(path)
        for bucket in ("processed", "quarantine")
        for path in (tmp_path / bucket).rglob("*")
        if path.is_file()
    }
    assert found == {f"{file.bucket}/{file.key}": file.digest for file in head.files + head.quarantine_files}
    assert not [key for key in control_keys(case) if key.startswith(("staging/", "in/"))]


def test_an_interrupt_stops_spark_and_gives_the_batch_back(tmp_path: Path) -> None:
    case = folder_case(tmp_path)

    status, line = spark_run(case, "write:write", "LATER_SIGINT").end()

    assert (status, line["code"]) == (130, "SLC5190")
    head = read_batch_head(case.batch).head
    assert (head.state, head.attempt) == ("open", 2)
    assert not (tmp_path / "processed").exists() or not list((tmp_path / "processed").rglob("*.parquet"))
    assert not [key for key in control_keys(case) if key.startswith("staging/")]


def test_every_text_may_be_a_partition_whatever_the_locale(tmp_path: Path, spark: SparkSession) -> None:
    """Java writes `?` for what the locale's encoding lacks; and no value may cost more than its row."""
    places = ["ñ", "😀", "\u2028", "\x85", "..", "a/b", "50%", "a=b", "x" * 240, "x" * 300]
    case = folder_case(tmp_path, {"a.csv": csv_bytes([(str(number), place) for number, place in enumerate(places)])})

    status, line = Victim(case, {"VICTIM_SPARK": "1", "LC_ALL": "C"}).end()

    assert (status, line["outcome"], line["counts"]["by_reason"]) == (0, "committed", {"length:place": 1})
    assert rows_by_listing(spark, tmp_path) == Counter((str(number), place) for number, place in enumerate(places[:-1]))


def test_without_java_the_error_says_so(tmp_path: Path) -> None:
    case = folder_case(tmp_path)

    status, line = Victim(case, {"VICTIM_SPARK": "1", "JAVA_HOME": str(tmp_path / "nowhere")}).end()

    assert (status, line["code"]) == (3, "SLC5117")
    assert "Java 17" in line["fix"]


def test_what_java_says_of_the_machine_is_coded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trace = "Py4JJavaError: …\nCaused by: java.io.IOException: No space left on device\n\tat java.io.FileOutputStream"

    class Full(SparkEngine):
        def _open(self, _members: object) -> Any:
            return None

    def write_batch(*_arguments: object, **_named: object) -> None:
        raise RuntimeError(trace)

    monkeypatch.setattr("sluice_glue.engines.spark.write.write_batch", write_batch)
    case = folder_case(tmp_path)

    with pytest.raises(GlueError) as error:
        run(folder_job(case, engine=Full("test")))

    assert (error.value.code, error.value.exit_code) == ("SLC5111", 3)


def test_a_session_that_was_there_before_outlives_the_write(tmp_path: Path, spark: SparkSession) -> None:
    case = folder_case(tmp_path)
    spark.range(1).collect()

    assert run(folder_job(case, engine=SparkEngine("test"))).outcome == "committed"

    assert rows_by_listing(spark, tmp_path) == TABLE
