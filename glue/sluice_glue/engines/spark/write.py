"""A batch from staged files to Parquet: one read, one write split by outcome, counts from the footers.

    read per header group -> type and mark -> (exchange -> rank) or coalesce -> sort -> write

No exchange without dedupe and rebalance, one with both.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any
from urllib.parse import unquote

from pyspark.sql import DataFrame, SparkSession

from sluice_glue.engines.spark.csv_groups import group_members, without_members
from sluice_glue.engines.spark.csv_read import MEMBER_SHIFT, Group, read_group
from sluice_glue.engines.spark.dedupe import exchange_keys, rank_sql
from sluice_glue.engines.spark.footers import Footer, read_footers
from sluice_glue.engines.spark.outcome import RESCUED, mark_outcome, value
from sluice_glue.engines.spark.partitions import partition_sql
from sluice_glue.engines.spark.session import prepare_session
from sluice_glue.engines.spark.sql import identifier, literal, struct
from sluice_glue.engines.spark.tally import REJECTED, Tally, tally_rejected
from sluice_glue.plan.checks import DUPLICATE
from sluice_glue.plan.limits import over_limit
from sluice_glue.plan.model import Plan
from sluice_glue.plan.partition_folder import DEFAULT_PARTITION
from sluice_glue.protocol.counts import RowCounts
from sluice_glue.protocol.result import BatchResult, CountMismatch, OutputFile, Refused
from sluice_glue.run.engine import StagedMember

# Text for one write task. CSV shrinks to about a fifth as zstd Parquet, so that a task fills no second row group.
TASK_BYTES = 128 << 20
# Up to this much text goes to one task without a shuffle. Beyond, rows go to the task of their table partition:
# measured, the shuffle costs no more CPU than the larger sort (124 MB of flights), halves the time on two cores, and
# adds no files.
MERGED_BYTES = 64 << 20


def write_batch(
    spark: SparkSession,
    plan: Plan,
    members: Sequence[StagedMember],
    target: str,
    *,
    on_step: Callable[[str], None],
) -> BatchResult:
    """Write all rows of the members below a fresh folder.

    Args:
        spark: a session; what the results depend on is set on it.
        plan: the plan.
        members: staged files whose scan refused nothing.
        target: an empty or absent folder (path or URI); afterwards it holds the reported files.
        on_step: called with ``write`` and ``verify`` as these begin.

    Returns:
        Files, refused members and counts; accepted + rejected is what the byte scan counted.

    Raises:
        CountMismatch: the footers do not add up. Nothing may be published then.
    """
    prepare_session(spark)
    on_step("write")
    by_number = {member.member: member for member in members}
    groups, refused = group_members(spark, plan, members, f"{target}/flat")
    files, tally = _pass(spark, plan, groups, by_number, f"{target}/rows", on_step)
    passes = 1 if groups else 0
    over = _over_limit(plan, groups, by_number, tally)
    if over:
        refused += over
        groups = without_members(groups, {refusal.member for refusal in over})
        _delete(spark, f"{target}/rows")
        files, tally = _pass(spark, plan, groups, by_number, f"{target}/rows", on_step)
        passes += 1 if groups else 0
    _delete(spark, f"{target}/flat")
    return BatchResult(
        files=tuple(files),
        refused=tuple(sorted(refused, key=lambda refusal: refusal.member)),
        counts=_counts(files, tally),
        passes=passes,
    )


def _pass(
    spark: SparkSession,
    plan: Plan,
    groups: Sequence[Group],
    members: Mapping[int, StagedMember],
    folder: str,
    on_step: Callable[[str], None],
) -> tuple[list[OutputFile], Tally]:
    """Write once and compare the footers with the byte scan."""
    if not groups:
        return [], Tally({}, {})
    rows = batch_rows(spark, plan, groups, members)
    outcome = _outcome_column(plan)
    writer = rows.write.mode("error").partitionBy(outcome, *(partition.name for partition in plan.partition))
    # The folder is private to this attempt, so files may appear at once, and nothing waits for _SUCCESS.
    writer = writer.option("compression", "zstd").option("mapreduce.fileoutputcommitter.algorithm.version", "2")
    writer.option("mapreduce.fileoutputcommitter.marksuccessfuljobs", "false").parquet(folder)
    on_step("verify")
    footers = read_footers(spark, folder)
    files = [_output_file(footer, folder.rsplit("/", 1)[-1], outcome) for footer in footers]
    scanned = sum(members[number].scan.records for group in groups for number in group.files)
    counts = _counts(files, Tally({}, {}))
    if counts.rows_in != scanned:
        raise CountMismatch(scanned, counts.accepted, counts.rejected)
    parent = folder.rsplit("/", 1)[0]
    rejected = [f"{parent}/{file.path}" for file in files if file.kind == "quarantine"]
    return files, tally_rejected(spark, rejected)


def batch_rows(
    spark: SparkSession, plan: Plan, groups: Sequence[Group], members: Mapping[int, StagedMember]
) -> DataFrame:
    """The rows of a batch as they are written: columns, ``_rescued``, ``_rejected``, the outcome, partition keys."""
    marked = [mark_outcome(read_group(spark, plan, group), plan, group) for group in groups]
    rows = reduce(DataFrame.unionByName, marked)
    keys = [f"_p{i}" for i in range(len(plan.partition))]
    rows = rows.selectExpr("*", *(f"{sql} as {key}" for sql, key in zip(_partition_sql(plan), keys, strict=True)))
    size = sum(members[number].scan.inflated_bytes for group in groups for number in group.files)
    if plan.dedupe is not None:
        rows = rows.repartition(_exchange_tasks(spark, _tasks(size)), *exchange_keys(plan, plan.dedupe, keys))
        rows = rows.selectExpr("*", f"{rank_sql(plan, plan.dedupe, keys)} as _rank")
        accepted = "(_ok and _rank = 1)"
    else:
        accepted = "_ok"
    outcome = _outcome_column(plan)
    rows = rows.selectExpr(
        *(f"{value(i)} as {identifier(c.name)}" for i, c in enumerate(plan.columns) if c.name not in plan.path_only),
        *([RESCUED] if plan.drift.new_column == "rescue" else []),
        f"if({accepted}, null, {_rejected_sql(members)}) as {REJECTED}",
        f"if({accepted}, 'accepted', 'rejected') as {outcome}",
        *(
            f"if({accepted}, {key}, {literal(DEFAULT_PARTITION)}) as {identifier(partition.name)}"
            for key, partition in zip(keys, plan.partition, strict=True)
        ),
    )
    if plan.dedupe is None:
        # After the last projection, which is then one with that which makes the reasons: a copy of each row less.
        rows = _distribute(spark, plan, rows, size)
    stored = [outcome, *(partition.name for partition in plan.partition)]
    # The order must begin with the partition columns, ascending and nulls first: Spark sorts by these alone otherwise
    # and loses the rest.
    return rows.sortWithinPartitions(
        *(rows[column].asc() for column in stored),
        *(
            rows[o.column].desc_nulls_last() if o.direction == "desc" else rows[o.column].asc_nulls_last()
            for o in plan.sort
            if o.column not in plan.path_only
        ),
    )


def _partition_sql(plan: Plan) -> list[str]:
    """Partition keys of accepted rows. Rejected rows share one, so that they do not multiply the files."""
    names = [column.name for column in plan.columns]
    sql = []
    for partition in plan.partition:
        held = value(names.index(partition.column))
        sql.append(partition_sql(partition, plan.column(partition.column), f"if(_ok, {held}, null)"))
    return sql


def _tasks(size: int) -> int:
    return max(1, math.ceil(size / TASK_BYTES))


def _distribute(spark: SparkSession, plan: Plan, rows: DataFrame, size: int) -> DataFrame:
    """Choose the write tasks from the bytes read."""
    tasks = _tasks(size)
    if plan.partition and size > MERGED_BYTES:
        return rows.repartition(
            _exchange_tasks(spark, max(tasks, 2)), *(identifier(partition.name) for partition in plan.partition)
        )
    return rows.coalesce(tasks)


def _exchange_tasks(spark: SparkSession, tasks: int) -> int:
    """At least one task per core, and a few per core when there is enough to do: partitions differ in size."""
    cores = spark.sparkContext.defaultParallelism
    return tasks if tasks > 2 * cores else cores if tasks == 1 else 2 * cores


def _rejected_sql(members: Mapping[int, StagedMember]) -> str:
    """SQL of the quarantine row (quarantine-row.schema.json)."""
    sources = []
    for number in range(max(members) + 1):
        m = members.get(number)
        texts = (m.bucket, m.key, m.version_id) if m is not None else ("", "", "")
        pairs = zip(("bucket", "key", "version_id"), texts, strict=True)
        sources.append(struct((field, literal(text)) for field, text in pairs))
    source = f"array({', '.join(sources)})[cast(_at div {MEMBER_SHIFT} as int)]"
    fields = [(field, f"{source}.{field}") for field in ("bucket", "key", "version_id")]
    fields += [("split_start", "_split"), ("record_index", f"_at % {MEMBER_SHIFT}")]
    fields += [("reasons", f"if(_ok, array({literal(DUPLICATE)}), _reasons)"), ("raw", "_raw")]
    return struct(fields)


def _outcome_column(plan: Plan) -> str:
    """The column that splits the output; a contract may have a column of that name."""
    taken = {column.name for column in plan.columns} | {partition.name for partition in plan.partition}
    column = "outcome"
    while column in taken:
        column += "_"
    return column


def _output_file(footer: Footer, folder: str, outcome: str) -> OutputFile:
    folders = (part.partition("=") for part in footer.path.split("/")[:-1])
    pairs = {key: unquote(text) for key, _, text in folders}
    accepted = pairs.pop(outcome) == "accepted"
    return OutputFile(
        path=f"{folder}/{footer.path}",
        kind="data" if accepted else "quarantine",
        partition=pairs if accepted else {},
        rows=footer.rows,
        bytes=footer.bytes,
        columns=footer.columns,
        footer_bytes=footer.footer_bytes,
    )


def _counts(files: Sequence[OutputFile], tally: Tally) -> RowCounts:
    accepted = sum(file.rows for file in files if file.kind == "data")
    rejected = sum(file.rows for file in files if file.kind == "quarantine")
    duplicates = tally.by_reason.get(DUPLICATE, 0)
    return RowCounts(accepted + rejected, accepted, rejected, duplicates, tally.by_reason)


def _over_limit(
    plan: Plan, groups: Sequence[Group], members: Mapping[int, StagedMember], tally: Tally
) -> list[Refused]:
    """Files whose bad rows refuse the whole file."""
    refused = []
    for number in sorted(number for group in groups for number in group.files):
        member = members[number]
        bad = tally.bad_rows.get((member.bucket, member.key, member.version_id), 0)
        over = over_limit(plan.drift, bad=bad, records=member.scan.records)
        if over is not None:
            refused.append(Refused(number, over.reason, over.detail))
    return refused


def _delete(spark: SparkSession, folder: str) -> None:
    jvm: Any = spark.sparkContext._jvm
    path = jvm.org.apache.hadoop.fs.Path(folder)
    path.getFileSystem(spark._jsparkSession.sessionState().newHadoopConf()).delete(path, True)
