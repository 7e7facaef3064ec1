"""Accepted or rejected: one boolean per row, and every reason, worked out for rejected rows only.

``_ok`` is plain SQL inside the generated code. The reasons stand inside a ``transform`` over a one-element array, which
Spark interprets: they stay out of the generated method, whose size decides whether the JIT compiles it.
"""

from __future__ import annotations

from pyspark.sql import DataFrame

from sluice_glue.engines.spark.cells import default_sql, text_sql, value_sql
from sluice_glue.engines.spark.checks import passes_sql
from sluice_glue.engines.spark.csv_read import CORRUPT, Group, cell, typed_positions
from sluice_glue.engines.spark.csv_record import CELLS, record_cells, record_text
from sluice_glue.engines.spark.sql import identifier, literal, struct
from sluice_glue.plan.checks import ENCODING, SHAPE, checks, required, wrong_type
from sluice_glue.plan.model import MAX_SAFE_INTEGER, Column, Plan

RESCUED = "_rescued"
_UNDECODED = "\ufffd"


def value(index: int) -> str:
    """Name of the typed value of a column, by its place in the plan."""
    return f"_v{index}"


def mark_outcome(rows: DataFrame, plan: Plan, group: Group) -> DataFrame:
    """Type every cell and mark every row, in one pass and without a shuffle.

    Args:
        rows: what ``read_group`` gives.
        plan: columns and rules.
        group: how the files of these rows look.

    Returns:
        ``_v0 …`` in the order of the plan, ``_rescued`` when the plan rescues, ``_ok``, and for the other rows
        ``_reasons`` (in the documented order) and ``_raw``; ``_at`` and ``_split`` as they were.
    """
    typed = typed_positions(plan, group)
    cells = [identifier(cell(i)) for i in range(len(group.match.header))]
    values = [
        f"{_value(plan, group, column, position, typed)} as {value(i)}"
        for i, (column, position) in enumerate(zip(plan.columns, group.match.positions, strict=True))
    ]
    rows = rows.selectExpr(*cells, CORRUPT, "_at", "_split", *values)
    kept = [value(i) for i in range(len(plan.columns))]
    if plan.drift.bad_value == "null_value":
        rows = rows.selectExpr(
            *cells, CORRUPT, "_at", "_split", *(_or_null(plan, i, c) for i, c in enumerate(plan.columns))
        )
    rows = rows.selectExpr(*cells, CORRUPT, "_at", "_split", *kept, f"{_ok(plan, group, typed)} as _ok")
    # The last step is interpreted, so it takes a row of its own: the cells of the rows that are not ok, no others.
    unknown = (
        [identifier(cell(position)) for position in group.match.unknown] if plan.drift.new_column == "rescue" else []
    )
    held = struct([*((cell(i), column) for i, column in enumerate(cells)), (CORRUPT, CORRUPT)])
    bad_cells = f"if(_ok, null, {held}) as {CELLS}"
    rows = rows.selectExpr(*kept, "_at", "_split", "_ok", *unknown, bad_cells)
    rescued = [f"{_rescued(group)} as {RESCUED}"] if plan.drift.new_column == "rescue" else []
    return rows.selectExpr(
        *(*kept, *rescued, "_at", "_split", "_ok"),
        f"if(_ok, null, {_reasons(plan, group, typed)}) as _reasons",
        f"if(_ok, null, {record_text(plan, [f'{CELLS}.{column}' for column in cells])}) as _raw",
    )


def _value(plan: Plan, group: Group, column: Column, position: int | None, typed: dict[int, str]) -> str:
    if position is None:
        if column.missing.policy == "default" and column.missing.default is not None:
            return default_sql(column, column.missing.default)
        return f"cast(null as {column.type.text})"
    if position in typed:
        return identifier(cell(position))
    return value_sql(column, text_sql(column, identifier(cell(position))), plan.source, no_blanks=group.no_blanks)


def _or_null(plan: Plan, index: int, column: Column) -> str:
    passes = " and ".join(f"({passes_sql(check, column, value(index))})" for check in checks(plan, column))
    return f"if({passes}, {value(index)}, null) as {value(index)}" if passes else value(index)


def _ok(plan: Plan, group: Group, typed: dict[int, str]) -> str:
    parts = [f"{CORRUPT} is null"]
    if group.suspect_encoding:
        parts.append(f"not {_undecoded(group, '')}")
    for index, (column, position) in enumerate(zip(plan.columns, group.match.positions, strict=True)):
        if position is None:
            continue
        held = value(index)
        if not column.nullable:
            parts.append(f"{held} is not null")
        if plan.drift.bad_value == "null_value":
            continue
        if column.nullable and column.type.base != "string" and position not in typed:
            parts.append(f"({text_sql(column, identifier(cell(position)))} is null or {held} is not null)")
        rules = [passes_sql(check, column, held) for check in checks(plan, column)]
        if column.safe_integer and position in typed:
            rules.insert(0, f"{held} between -{MAX_SAFE_INTEGER} and {MAX_SAFE_INTEGER}")
        if rules:
            passes = " and ".join(f"({rule})" for rule in rules)
            parts.append(f"({held} is null or ({passes}))" if column.nullable else passes)
    return f"coalesce({' and '.join(parts)}, false)"


def _undecoded(group: Group, prefix: str) -> str:
    cells = [f"{prefix}{identifier(cell(i))}" for i in range(len(group.match.header))]
    return f"contains(concat_ws('', {', '.join([*cells, prefix + CORRUPT])}), {literal(_UNDECODED)})"


def _reasons(plan: Plan, group: Group, typed: dict[int, str]) -> str:
    """SQL of the array of all reasons of a row that is not ok."""
    found: list[str] = []
    for index, (column, position) in enumerate(zip(plan.columns, group.match.positions, strict=True)):
        if position is None:
            continue
        if plan.drift.bad_value == "null_value":
            if not column.nullable:
                found.append(f"if({value(index)} is null, {literal(required(column))}, null)")
            continue
        text = text_sql(column, f"r.{identifier(cell(position))}")
        typed_value = value_sql(column, text, plan.source)
        if not column.nullable:
            found.append(f"if({text} is null, {literal(required(column))}, null)")
        if column.type.base != "string":
            found.append(f"if({text} is not null and {typed_value} is null, {literal(wrong_type(column))}, null)")
        found += [
            f"if(not ({passes_sql(check, column, typed_value)}), {literal(check.reason)}, null)"
            for check in checks(plan, column)
        ]
    listed = f"filter(array({', '.join(found)}), x -> x is not null)" if found else "array(cast(null as string))"
    shape = f"if(r.{CORRUPT} is not null, array({literal(SHAPE)}), {listed})"
    if group.suspect_encoding:
        shape = f"if({_undecoded(group, 'r.')}, array({literal(ENCODING)}), {shape})"
    return f"transform(array({record_cells(plan, group, typed)}), r -> {shape})[0]"


def _rescued(group: Group) -> str:
    """JSON of the cells that no column names, in the order of the file; null when there are none."""
    cells = [identifier(cell(position)) for position in group.match.unknown]
    if not cells:
        return "cast(null as string)"
    fields = struct((group.match.header[position], identifier(cell(position))) for position in group.match.unknown)
    return f"if(coalesce({', '.join(cells)}) is null, null, to_json({fields}))"
