"""Duplicates: of the rows with one key the first in a total order is kept, in the same shuffle that lays out the files."""

from __future__ import annotations

from collections.abc import Sequence

from sluice_glue.outcome import RESCUED, value
from sluice_glue.plan import Dedupe, Plan


def exchange_keys(plan: Plan, dedupe: Dedupe, partition_columns: Sequence[str]) -> list[str]:
    """Columns to hash rows by so that duplicates meet.

    Partition keys derived from key columns are enough, and give every table partition to one task. When the key decides no
    partition key, the key itself.
    """
    shared = [
        name
        for name, partition in zip(partition_columns, plan.partition, strict=True)
        if partition.column in dedupe.key
    ]
    return shared or [_value_of(plan, key) for key in dedupe.key]


def rank_sql(plan: Plan, dedupe: Dedupe, partition_columns: Sequence[str]) -> str:
    """SQL of a row's rank among the rows with its key; 1 is kept.

    Rejected rows rank among themselves. Ties are broken by all columns and at last by the place in the files, so that the
    same batch keeps the same row whatever the order in which tasks finish.
    """
    keys = ["_ok", *exchange_keys(plan, dedupe, partition_columns)]
    keys += [key for key in (_value_of(plan, column) for column in dedupe.key) if key not in keys]
    order = [f"{_value_of(plan, o.column)} {o.direction} nulls last" for o in dedupe.order]
    order += [f"{value(i)} asc nulls last" for i in range(len(plan.columns))]
    order += [f"{RESCUED} asc nulls last"] if plan.drift.new_column == "rescue" else []
    order += ["_at asc", "_split asc"]
    return f"row_number() over (partition by {', '.join(keys)} order by {', '.join(order)})"


def _value_of(plan: Plan, name: str) -> str:
    return value([column.name for column in plan.columns].index(name))
