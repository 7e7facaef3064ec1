"""Duplicates, told in the same shuffle that lays out the files."""

from __future__ import annotations

from collections.abc import Sequence

from sluice_glue.engines.spark.outcome import RESCUED, value
from sluice_glue.plan.duplicates import key_columns, key_partitions, total_order
from sluice_glue.plan.model import Dedupe, Plan


def exchange_keys(plan: Plan, dedupe: Dedupe, partition_columns: Sequence[str]) -> list[str]:
    """Columns to hash rows by so that duplicates meet.

    Partition keys derived from key columns are enough, and give every table partition to one task. When the key
    decides no partition key, the key itself.
    """
    shared = [partition_columns[index] for index in key_partitions(plan, dedupe)]
    return shared or [value(index) for index in key_columns(plan, dedupe)]


def rank_sql(plan: Plan, dedupe: Dedupe, partition_columns: Sequence[str]) -> str:
    """SQL of a row's rank among the rows with its key; 1 is kept.

    Rejected rows rank among themselves. Ties are broken by all columns and at last by the place in the files, so that
    the same batch keeps the same row whatever the order in which tasks finish.
    """
    keys = ["_ok", *exchange_keys(plan, dedupe, partition_columns)]
    keys += [key for key in (value(index) for index in key_columns(plan, dedupe)) if key not in keys]
    order = [f"{value(ranked.column)} {ranked.direction} nulls last" for ranked in total_order(plan, dedupe)]
    order += [f"{RESCUED} asc nulls last"] if plan.drift.new_column == "rescue" else []
    order += ["_at asc", "_split asc"]
    return f"row_number() over (partition by {', '.join(keys)} order by {', '.join(order)})"
