"""Accepted or rejected: one boolean per row, and every reason, worked out for rejected rows only.

``_ok`` is plain SQL inside the generated code. The reasons stand inside a ``transform`` over a one-element array, which Spark
interprets: they stay out of the generated method, whose size decides whether the JIT compiles it.
"""

from __future__ import annotations

from pyspark.sql import DataFrame

from sluice_glue.guards import MAX_SAFE_INTEGER, checks, default_sql, name, quoted, text_sql, value_sql
from sluice_glue.plan import Column, Plan
from sluice_glue.read import CORRUPT, NULL_VALUE, Group, cell, csv_options, text_schema, typed_positions

RESCUED = "_rescued"
_CELLS = "_cells"
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
    cells = [name(cell(i)) for i in range(len(group.match.header))]
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
    unknown = [name(cell(position)) for position in group.match.unknown] if plan.drift.new_column == "rescue" else []
    held = ", ".join(f"{quoted(cell(i))}, {column}" for i, column in enumerate(cells))
    bad_cells = f"if(_ok, null, named_struct({held}, '{CORRUPT}', {CORRUPT})) as {_CELLS}"
    rows = rows.selectExpr(*kept, "_at", "_split", "_ok", *unknown, bad_cells)
    rescued = [f"{_rescued(group)} as {RESCUED}"] if plan.drift.new_column == "rescue" else []
    return rows.selectExpr(
        *(*kept, *rescued, "_at", "_split", "_ok"),
        f"if(_ok, null, {_reasons(plan, group, typed)}) as _reasons",
        f"if(_ok, null, {_raw(plan, [f'{_CELLS}.{column}' for column in cells])}) as _raw",
    )


def _value(plan: Plan, group: Group, column: Column, position: int | None, typed: dict[int, str]) -> str:
    if position is None:
        if column.missing.policy == "default" and column.missing.default is not None:
            return default_sql(column, column.missing.default)
        return f"cast(null as {column.type.text})"
    if position in typed:
        return name(cell(position))
    return value_sql(column, text_sql(column, name(cell(position))), plan.source, no_blanks=group.no_blanks)


def _or_null(plan: Plan, index: int, column: Column) -> str:
    passes = " and ".join(f"({check.passes})" for check in checks(plan, column, value(index)))
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
            parts.append(f"({text_sql(column, name(cell(position)))} is null or {held} is not null)")
        rules = [check.passes for check in checks(plan, column, held)]
        if column.safe_integer and position in typed:
            rules.insert(0, f"{held} between -{MAX_SAFE_INTEGER} and {MAX_SAFE_INTEGER}")
        if rules:
            passes = " and ".join(f"({rule})" for rule in rules)
            parts.append(f"({held} is null or ({passes}))" if column.nullable else passes)
    return f"coalesce({' and '.join(parts)}, false)"


def _undecoded(group: Group, prefix: str) -> str:
    cells = [f"{prefix}{name(cell(i))}" for i in range(len(group.match.header))]
    return f"contains(concat_ws('', {', '.join([*cells, prefix + CORRUPT])}), {quoted(_UNDECODED)})"


def _reasons(plan: Plan, group: Group, typed: dict[int, str]) -> str:
    """SQL of the array of all reasons of a row that is not ok."""
    found: list[str] = []
    for index, (column, position) in enumerate(zip(plan.columns, group.match.positions, strict=True)):
        if position is None:
            continue
        if plan.drift.bad_value == "null_value":
            if not column.nullable:
                found.append(f"if({value(index)} is null, 'required:{column.name}', null)")
            continue
        text = text_sql(column, f"r.{name(cell(position))}")
        typed_value = value_sql(column, text, plan.source)
        if not column.nullable:
            found.append(f"if({text} is null, 'required:{column.name}', null)")
        if column.type.base != "string":
            found.append(f"if({text} is not null and {typed_value} is null, 'type:{column.name}', null)")
        found += [
            f"if(not ({check.passes}), {quoted(check.reason)}, null)" for check in checks(plan, column, typed_value)
        ]
    listed = f"filter(array({', '.join(found)}), x -> x is not null)" if found else "array(cast(null as string))"
    shape = f"if(r.{CORRUPT} is not null, array('shape'), {listed})"
    if group.suspect_encoding:
        shape = f"if({_undecoded(group, 'r.')}, array('encoding'), {shape})"
    return f"transform(array({_texts(plan, group, typed)}), r -> {shape})[0]"


def _texts(plan: Plan, group: Group, typed: dict[int, str]) -> str:
    """The row's cells as one struct of texts.

    Where the reader typed integers and one failed, the record is split once more, as texts.
    """
    width = len(group.match.header)
    if not typed:
        return _CELLS
    corrupt = f"{_CELLS}.{CORRUPT}"
    fields = [f"'{cell(i)}', cast({_CELLS}.{name(cell(i))} as string)" for i in range(width)]
    whole = f"named_struct({', '.join(fields)}, '{CORRUPT}', cast(null as string))"
    options = {**csv_options(plan.source), "nullValue": NULL_VALUE}
    option_map = ", ".join(f"{quoted(key)}, {quoted(text)}" for key, text in options.items())
    again = f"from_csv({corrupt}, {quoted(text_schema(width))}, map({option_map}))"
    return f"if({corrupt} is null, {whole}, {again})"


def _raw(plan: Plan, cells: list[str]) -> str:
    """The record as text: as it stands where it did not fit, else put together again from its cells."""
    source = plan.source
    q = source.quote
    needs_quotes = rf"\A[\x00-\x20]*\z|[\n\x{ord(q):02x}]"
    joined: list[str] = []
    for column in cells:
        text = f"cast({column} as string)"
        inner = text if source.escape == q else f"replace({text}, {quoted(source.escape)}, {quoted(source.escape * 2)})"
        inner = f"replace({inner}, {quoted(q)}, {quoted(source.escape + q)})"
        must = f"({text} rlike {quoted(needs_quotes)} or contains({text}, {quoted(source.delimiter)}))"
        joined.append(f"if({text} is null, '', if({must}, concat({quoted(q)}, {inner}, {quoted(q)}), {text}))")
    # In a transform as well: interpreted, so that it costs no generated code.
    rebuilt = f"transform(array(0), n -> concat_ws({quoted(source.delimiter)}, {', '.join(joined)}))[0]"
    return f"coalesce({_CELLS}.{CORRUPT}, {rebuilt})"


def _rescued(group: Group) -> str:
    """JSON of the cells that no column names, in the order of the file; null when there are none."""
    cells = [name(cell(position)) for position in group.match.unknown]
    if not cells:
        return "cast(null as string)"
    fields = [f"{quoted(group.match.header[p])}, {name(cell(p))}" for p in group.match.unknown]
    return f"if(coalesce({', '.join(cells)}) is null, null, to_json(named_struct({', '.join(fields)})))"
