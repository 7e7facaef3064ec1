"""One cell as SQL text: cell text -> null -> guard -> cast. Pure; Spark only ever sees the text."""

from __future__ import annotations

from sluice_glue.engines.spark.sql import literal, typed_literal
from sluice_glue.plan.formats import Slice, iso_date, iso_timestamp
from sluice_glue.plan.model import MAX_SAFE_INTEGER, Column, Source


def text_sql(column: Column, cell: str) -> str:
    """The cell's text, null when it is one of the column's null tokens."""
    if not column.null_tokens:
        return cell
    if len(column.null_tokens) == 1:
        return f"nullif({cell}, {literal(column.null_tokens[0])})"
    return f"if({cell} in ({', '.join(literal(token) for token in column.null_tokens)}), null, {cell})"


def value_sql(column: Column, text: str, source: Source, *, no_blanks: bool = False) -> str:
    """The typed value of a text; null when the guard or the cast refuses it.

    Casts to integers take what the guard takes, and blanks around it: without blanks they need no guard.
    """
    base = column.type.base
    if base == "string":
        return text
    cast = _CASTS.get(base, _plain_cast)(column, text, source)
    if no_blanks and base in ("int", "bigint"):
        return cast
    return f"if({text} rlike {literal(full_match(column.guard or ''))}, {cast}, null)"


def full_match(guard: str) -> str:
    """The guard for the whole text: ``rlike`` finds anywhere, and ``$`` would let a last line end pass."""
    return rf"\A(?:{guard})\z"


def default_sql(column: Column, text: str) -> str:
    """The default of a missing column, as a value of the column's type."""
    return f"cast({typed_literal(column, text)} as {column.type.text})"


def _plain_cast(column: Column, text: str, source: Source) -> str:
    return f"try_cast({text} as {column.type.text})"


def _bigint_cast(column: Column, text: str, source: Source) -> str:
    cast = f"try_cast({text} as bigint)"
    if not column.safe_integer:
        return cast
    return f"if({cast} between -{MAX_SAFE_INTEGER} and {MAX_SAFE_INTEGER}, {cast}, null)"


def _double_cast(column: Column, text: str, source: Source) -> str:
    cast = f"try_cast({_with_dot(text, source)} as double)"
    return f"if(abs({cast}) < double('Infinity'), {cast}, null)"


def _decimal_cast(column: Column, text: str, source: Source) -> str:
    return f"try_cast({_with_dot(text, source)} as {column.type.text})"


def _with_dot(text: str, source: Source) -> str:
    return f"translate({text}, ',', '.')" if source.decimal_comma else text


def _date_cast(column: Column, text: str, source: Source) -> str:
    form = column.format or "yyyy-MM-dd"
    iso = text if form in ("iso", "yyyy-MM-dd") else _joined(text, iso_date(form))
    cast = f"try_cast({iso} as date)"
    return f"if({cast} >= date'0001-01-01', {cast}, null)"


def _timestamp_cast(column: Column, text: str, source: Source) -> str:
    # The guard has seen the Z. Without zone text the cast skips a lookup that compiles two expressions per row.
    form = column.format or "iso"
    iso = f"substring({text}, 1, length({text}) - 1)" if form == "iso" else _joined(text, iso_timestamp(form))
    cast = f"try_cast({iso} as timestamp)"
    return f"if({cast} >= timestamp'0001-01-01 00:00:00', {cast}, null)"


def _joined(text: str, pieces: tuple[str | Slice, ...]) -> str:
    """The pieces of an ISO text put together."""
    parts = [
        literal(piece) if isinstance(piece, str) else f"substring({text}, {piece.first}, {piece.length})"
        for piece in pieces
    ]
    return f"concat({', '.join(parts)})"


_CASTS = {
    "bigint": _bigint_cast,
    "double": _double_cast,
    "decimal": _decimal_cast,
    "date": _date_cast,
    "timestamp": _timestamp_cast,
}
