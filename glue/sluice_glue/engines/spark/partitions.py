"""Partition keys: strings derived from typed columns."""

from __future__ import annotations

from sluice_glue.engines.spark.sql import literal
from sluice_glue.plan.model import Column, Partition
from sluice_glue.plan.partition_folder import DEFAULT_PARTITION

_BIGINT_DIGITS = 18


def partition_sql(partition: Partition, column: Column, value: str) -> str:
    """SQL of a partition key. Never null: Spark would replace the sort by one of its own (SPARK-53738)."""
    return f"coalesce(nullif({_key(partition, column, value)}, ''), {literal(DEFAULT_PARTITION)})"


def _key(partition: Partition, column: Column, value: str) -> str:
    if partition.transform == "identity":
        text = f"cast({value} as string)"
        return _padded(value, partition.pad) if partition.pad and column.type.base in ("int", "bigint") else text
    if partition.transform == "date":
        return f"cast(cast({value} as date) as string)"
    width = 4 if partition.transform == "year" else 2
    return f"lpad(cast({partition.transform}({value}) as string), {width}, '0')"


def _padded(value: str, width: int) -> str:
    """Zeros between the sign and the digits; ``lpad`` alone would cut longer numbers."""
    text = f"cast({value} as string)"
    digits = f"ltrim('-', {text})"
    zeros = f"if(length({digits}) < {width}, lpad({digits}, {width}, '0'), {digits})"
    any_number = f"concat(if({text} like '-%', '-', ''), {zeros})"
    if width > _BIGINT_DIGITS:
        return any_number
    # Nearly every value has its digits already; comparing numbers is cheaper than counting characters.
    return f"if({value} >= {10 ** (width - 1)}, {text}, {any_number})"
