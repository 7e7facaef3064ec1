"""Files to rows: one ``spark.read.csv`` per group of files that look the same, its schema in the order of the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pyspark.sql import DataFrame, SparkSession

from sluice_glue.engines.spark.sql import identifier, literal
from sluice_glue.plan.match_header import HeaderMatch
from sluice_glue.plan.model import CsvSource, Plan
from sluice_glue.scan.csv.flatten import Placeholders

NULL_VALUE = "\0"
"""What univocity returns for an unquoted empty cell. A file with NUL is refused, so no cell is it."""

CORRUPT = "_corrupt_record"
MEMBER_SHIFT = 1 << 33
"""``monotonically_increasing_id`` counts in the low 33 bits; ``_at`` keeps the member above them."""


@dataclass(frozen=True)
class Group:
    """Files that one reader can read.

    Attributes:
        match: their common header.
        ascii_only: integers may be typed in the reader.
        suspect_encoding: rows may hold U+FFFD.
        placeholders: what stands for line ends in quoted cells, ``None`` when there are none.
        files: the files by member.
        no_blanks: nothing in the files that a cast would trim, so that casts to integers need no guard.
    """

    match: HeaderMatch
    ascii_only: bool
    suspect_encoding: bool
    placeholders: Placeholders | None
    files: Mapping[int, str]
    no_blanks: bool = False


def typed_positions(plan: Plan, group: Group) -> dict[int, str]:
    """Positions that the reader itself turns into integers.

    ``Integer.parseInt`` equals guard and cast on ASCII text; null tokens, and values that become null instead of
    rejecting the row, need the text.
    """
    if not group.ascii_only or group.placeholders is not None or plan.drift.bad_value == "null_value":
        return {}
    return {
        position: column.type.base
        for column, position in zip(plan.columns, group.match.positions, strict=True)
        if position is not None and column.type.base in ("int", "bigint") and not column.null_tokens
    }


def csv_options(source: CsvSource) -> dict[str, str]:
    """Reader options that give the cells of docs/reading-rules.md; for ``from_csv`` too."""
    return {
        # Spark takes a backslash for the beginning of an escape.
        "sep": source.delimiter.replace("\\", "\\\\"),
        "quote": source.quote,
        "escape": source.escape,
        "nullValue": NULL_VALUE,
        "emptyValue": "",
        "mode": "PERMISSIVE",
        "columnNameOfCorruptRecord": CORRUPT,
        "maxColumns": "20480",
        "maxCharsPerColumn": "-1",
        # Two buffers per file are held until the task ends, and a task may have thousands of small files: a million
        # characters, the default, would fill the heap with five hundred.
        "inputBufferSize": "16384",
    }


def cell(position: int) -> str:
    """Name of the cell at a position. Not the header: headers may differ in case only."""
    return f"_c{position}"


def text_schema(width: int) -> str:
    """DDL of one row of text cells."""
    return ", ".join([f"{identifier(cell(i))} string" for i in range(width)] + [f"{CORRUPT} string"])


def read_group(spark: SparkSession, plan: Plan, group: Group) -> DataFrame:
    """Rows of one group.

    Returns:
        The cells ``_c0 …`` in the order of the file, ``_corrupt_record`` and where each row comes from: ``_at``
        (member and record index) and ``_split`` (first byte of the Spark split). Correct only because every
        split is a Spark partition of its own (``session.py``).
    """
    typed = typed_positions(plan, group)
    fields = [f"{identifier(cell(i))} {typed.get(i, 'string')}" for i in range(len(group.match.header))]
    rows = (
        spark.read.options(**csv_options(plan.source))
        .option("header", "true")
        .options(**({} if plan.source.encoding == "utf-8" else {"encoding": plan.source.encoding}))
        .schema(", ".join([*fields, f"{CORRUPT} string"]))
        .csv([without_globs(uri) for uri in group.files.values()])
    )
    member = "cast(substring_index(substring_index(input_file_name(), '/', -1), '.', 1) as bigint)"
    cells = [
        _cell_sql(cell(i), group) if i not in typed else identifier(cell(i)) for i in range(len(group.match.header))
    ]
    return rows.selectExpr(
        *cells,
        _cell_sql(CORRUPT, group),
        f"{member} * {MEMBER_SHIFT} + monotonically_increasing_id() % {MEMBER_SHIFT} as _at",
        "input_file_block_start() as _split",
    )


def without_globs(uri: str) -> str:
    """The path taken literally: Spark expands brackets, braces, stars and question marks."""
    return re.sub(r"([\\\[\]{}*?])", r"\\\1", uri)


def _cell_sql(column: str, group: Group) -> str:
    """The cell, with its line ends back as line feeds."""
    if group.placeholders is None:
        return identifier(column)
    carriage, feed = group.placeholders.carriage_return, group.placeholders.line_feed
    one = f"replace({identifier(column)}, {literal(carriage + feed)}, {literal(feed)})"
    return f"translate({one}, {literal(carriage + feed)}, {literal(chr(10) * 2)}) as {identifier(column)}"
