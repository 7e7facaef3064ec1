"""SQL text of one column: cell text -> null -> guard -> cast -> rules. Pure; Spark only ever sees the text.

SQL text and not Column objects: a plan of 20 columns is thousands of calls over the gateway otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sluice_glue.partitions import fits_folder_sql
from sluice_glue.plan import Column, LengthRule, MultipleRule, PatternRule, Plan, RangeRule, Rule, Source

MAX_SAFE_INTEGER = 2**53 - 1
_TOKEN = re.compile("yyyy|MM|dd|HH|mm|SSS|ss")
_UNSET = {"yyyy": "1970", "MM": "01", "dd": "01", "HH": "00", "mm": "00", "ss": "00"}


@dataclass(frozen=True)
class Check:
    """One rule of a column. ``passes`` is SQL, true for a value that is not null and passes."""

    reason: str
    passes: str


def quoted(text: str) -> str:
    """A SQL string literal, whatever the text holds."""
    escaped = (
        text.replace("\\", "\\\\").replace("'", "\\'").replace("\0", "\\0").replace("\n", "\\n").replace("\r", "\\r")
    )
    return f"'{escaped}'"


def name(identifier: str) -> str:
    """A quoted SQL identifier."""
    return "`" + identifier.replace("`", "``") + "`"


def text_sql(column: Column, cell: str) -> str:
    """The cell's text, null when it is one of the column's null tokens."""
    if not column.null_tokens:
        return cell
    if len(column.null_tokens) == 1:
        return f"nullif({cell}, {quoted(column.null_tokens[0])})"
    return f"if({cell} in ({', '.join(quoted(token) for token in column.null_tokens)}), null, {cell})"


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
    return f"if({text} rlike {quoted(full_match(column.guard or ''))}, {cast}, null)"


def full_match(guard: str) -> str:
    """The guard for the whole text: ``rlike`` finds anywhere, and ``$`` would let a last line end pass."""
    return rf"\A(?:{guard})\z"


def checks(plan: Plan, column: Column, value: str) -> list[Check]:
    """The rules of a column over its typed value, in the order of the plan.

    A text that is too long for the folder of its partition breaks `length`: the write would fail, and with it the batch.
    """
    passes: dict[str, str] = {rule.rule: _passes(rule, column, value) for rule in column.rules}
    folder = plan.folder_bytes(column)
    if folder is not None:
        passes = {"length": f"{passes.get('length', 'true')} and {fits_folder_sql(value, folder)}"} | {
            rule: sql for rule, sql in passes.items() if rule != "length"
        }
    return [Check(f"{rule}:{column.name}", sql) for rule, sql in passes.items()]


def literal(column: Column, text: str) -> str:
    """A SQL literal of the column's type from canonical text."""
    base = column.type.base
    if base == "string":
        return quoted(text)
    if base == "boolean":
        return text.lower()
    if base in ("int", "bigint"):
        return text if re.fullmatch(r"-?[0-9]{1,18}", text) else _number(text)
    if base == "decimal":
        return _number(text)
    if base == "double":
        return f"double({quoted(text)})"
    if base == "date":
        return f"date{quoted(text)}"
    return f"timestamp{quoted(text)}"


def default_sql(column: Column, text: str) -> str:
    """The default of a missing column, as a value of the column's type."""
    return f"cast({literal(column, text)} as {column.type.text})"


def _number(text: str) -> str:
    """An exact number of any size; a leading plus or dot is no SQL literal."""
    return f"{text.lstrip('+')}BD"


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
    iso = text if form in ("iso", "yyyy-MM-dd") else _rearranged(text, form, ("yyyy", "MM", "dd"))
    cast = f"try_cast({iso} as date)"
    return f"if({cast} >= date'0001-01-01', {cast}, null)"


def _timestamp_cast(column: Column, text: str, source: Source) -> str:
    # The guard has seen the Z. Without zone text the cast skips a lookup that compiles two expressions per row.
    form = column.format or "iso"
    if form == "iso":
        iso = f"substring({text}, 1, length({text}) - 1)"
    else:
        iso = _rearranged(text, form, ("yyyy", "MM", "dd", "HH", "mm", "ss", "SSS"))
    cast = f"try_cast({iso} as timestamp)"
    return f"if({cast} >= timestamp'0001-01-01 00:00:00', {cast}, null)"


def _rearranged(text: str, form: str, tokens: tuple[str, ...]) -> str:
    """ISO text from a format of fixed-width tokens; the guard has proved the positions."""
    places = {match.group(): match.start() + 1 for match in _TOKEN.finditer(form)}
    separators = {"yyyy": "", "MM": "-", "dd": "-", "HH": " ", "mm": ":", "ss": ":", "SSS": "."}
    parts: list[str] = []
    for token in tokens:
        if token in places:
            parts += [quoted(separators[token]), f"substring({text}, {places[token]}, {len(token)})"]
        elif token in _UNSET:
            parts.append(quoted(separators[token] + _UNSET[token]))
    return f"concat({', '.join(parts)})"


_CASTS = {
    "bigint": _bigint_cast,
    "double": _double_cast,
    "decimal": _decimal_cast,
    "date": _date_cast,
    "timestamp": _timestamp_cast,
}


def _passes(rule: Rule, column: Column, value: str) -> str:
    if isinstance(rule, RangeRule):
        bounds = (
            (">=", rule.minimum),
            ("<=", rule.maximum),
            (">", rule.exclusive_minimum),
            ("<", rule.exclusive_maximum),
        )
        parts = [f"{value} {sign} {literal(column, bound)}" for sign, bound in bounds if bound is not None]
        return " and ".join(parts) or "true"
    if isinstance(rule, MultipleRule):
        return _multiple(column, value, rule.of)
    if isinstance(rule, LengthRule):
        lengths = ((">=", rule.minimum), ("<=", rule.maximum))
        parts = [f"length({value}) {sign} {bound}" for sign, bound in lengths if bound is not None]
        return " and ".join(parts) or "true"
    if isinstance(rule, PatternRule):
        return f"{value} rlike {quoted(rule.java_pattern)}"
    return f"{value} in ({', '.join(literal(column, text) for text in rule.values)})"


def _multiple(column: Column, value: str, of: str) -> str:
    whole = re.fullmatch(r"[0-9]{1,18}", of) is not None
    if column.type.base in ("int", "bigint") and whole:
        return f"{value} % {of} = 0"
    if column.type.base == "decimal":
        return f"{value} % {_number(of)} = 0"
    # The remainder of two doubles is exact, in Java as in JavaScript; their quotient is not, and may be infinite.
    return f"double({value}) % double({quoted(of)}) = 0"
