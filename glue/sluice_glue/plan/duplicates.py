"""Duplicates: of the rows with one key the first in a total order is kept."""

from __future__ import annotations

from dataclasses import dataclass

from sluice_glue.plan.model import Dedupe, Direction, Plan


@dataclass(frozen=True)
class Ranked:
    """A column by its place in the plan, with a direction; nulls are last in both."""

    column: int
    direction: Direction


def key_columns(plan: Plan, dedupe: Dedupe) -> list[int]:
    """The key's columns by their places in the plan."""
    names = [column.name for column in plan.columns]
    return [names.index(key) for key in dedupe.key]


def key_partitions(plan: Plan, dedupe: Dedupe) -> list[int]:
    """The partition keys that derive from key columns: rows of one key are in one such partition."""
    return [index for index, partition in enumerate(plan.partition) if partition.column in dedupe.key]


def total_order(plan: Plan, dedupe: Dedupe) -> list[Ranked]:
    """The plan's order, then every column: ties that are left are told apart by the place in the files."""
    names = [column.name for column in plan.columns]
    wanted = [Ranked(names.index(order.column), order.direction) for order in dedupe.order]
    return wanted + [Ranked(index, "asc") for index in range(len(plan.columns))]
