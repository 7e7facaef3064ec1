"""A rejected record again: its cells as texts, and its text as it stood in the file."""

from __future__ import annotations

from sluice_glue.engines.spark.csv_read import CORRUPT, NULL_VALUE, Group, cell, csv_options, text_schema
from sluice_glue.engines.spark.sql import identifier, literal, struct
from sluice_glue.plan.model import Plan

CELLS = "_cells"
"""The column that holds the cells of a row that is not ok, and no others."""


def record_cells(plan: Plan, group: Group, typed: dict[int, str]) -> str:
    """The row's cells as one struct of texts.

    Where the reader typed integers and one failed, the record is split once more, as texts.
    """
    width = len(group.match.header)
    if not typed:
        return CELLS
    corrupt = f"{CELLS}.{CORRUPT}"
    fields = [(cell(i), f"cast({CELLS}.{identifier(cell(i))} as string)") for i in range(width)]
    whole = struct([*fields, (CORRUPT, "cast(null as string)")])
    options = {**csv_options(plan.source), "nullValue": NULL_VALUE}
    option_map = ", ".join(f"{literal(key)}, {literal(text)}" for key, text in options.items())
    again = f"from_csv({corrupt}, {literal(text_schema(width))}, map({option_map}))"
    return f"if({corrupt} is null, {whole}, {again})"


def record_text(plan: Plan, cells: list[str]) -> str:
    """The record as text: as it stands where it did not fit, else put together again from its cells."""
    source = plan.source
    q = source.quote
    needs_quotes = literal(rf"\A[\x00-\x20]*\z|[\n\x{ord(q):02x}]")
    quote, escaped_quote, delimiter = literal(q), literal(source.escape + q), literal(source.delimiter)
    escape, escaped_escape = literal(source.escape), literal(source.escape * 2)
    joined: list[str] = []
    for column in cells:
        text = f"cast({column} as string)"
        inner = text if source.escape == q else f"replace({text}, {escape}, {escaped_escape})"
        inner = f"replace({inner}, {quote}, {escaped_quote})"
        must = f"({text} rlike {needs_quotes} or contains({text}, {delimiter}))"
        joined.append(f"if({text} is null, '', if({must}, concat({quote}, {inner}, {quote}), {text}))")
    # In a transform as well: interpreted, so that it costs no generated code.
    rebuilt = f"transform(array(0), n -> concat_ws({delimiter}, {', '.join(joined)}))[0]"
    return f"coalesce({CELLS}.{CORRUPT}, {rebuilt})"
