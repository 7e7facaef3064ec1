"""The only two ways for a text to become part of a Spark expression: as a literal, and as a name of our own.

Texts of a contract, a key or a file are hostile: ``${env:SECRET}`` is expanded in any SQL text, inside literals too,
unless ``spark.sql.variable.substitute`` is off. So it is off in every session (``session.py``), and a literal holds no
``$`` either.

SQL text and not Column objects: a plan of 20 columns is thousands of calls over the gateway otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sluice_glue.plan.check_values import BOOLEAN, NUMBER
from sluice_glue.plan.errors import PlanError
from sluice_glue.plan.model import Column

# What a literal may hold as it is: whatever ends it, begins an escape or is substituted is written by its number.
_SPECIAL = re.compile("[\x00-\x1f\x7f-\x9f'\"\\\\$`\u2028\u2029\ud800-\udfff]")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_WHOLE = re.compile(r"-?[0-9]{1,18}", re.ASCII)


def literal(text: str) -> str:
    """A SQL string literal, whatever the text holds."""
    return "'" + _SPECIAL.sub(lambda found: f"\\u{ord(found.group()):04x}", text) + "'"


def identifier(name: str) -> str:
    """A quoted SQL identifier.

    Raises:
        ValueError: it is no name of ours, nor one that the plan's parser lets through.
    """
    if not _IDENTIFIER.fullmatch(name):
        raise ValueError(f"{name[:60]!r} is no identifier")
    return f"`{name}`"


def struct(fields: Iterable[tuple[str, str]]) -> str:
    """A struct: any text names a field, SQL gives its value."""
    return f"named_struct({', '.join(f'{literal(name)}, {sql}' for name, sql in fields)})"


def typed_literal(column: Column, text: str) -> str:
    """A SQL literal of the column's type from canonical text."""
    base = column.type.base
    if base == "string":
        return literal(text)
    if base == "boolean":
        if not BOOLEAN.fullmatch(text):
            raise PlanError("", f"{text[:60]!r} is no boolean")
        return text.lower()
    if base in ("int", "bigint"):
        return whole_number(text)
    if base == "decimal":
        return decimal(text)
    if base == "double":
        return f"double({literal(text)})"
    return f"{'date' if base == 'date' else 'timestamp'}{literal(text)}"


def whole_number(text: str) -> str:
    """A whole number; beyond 64 bits, or where it is none, a decimal."""
    return text if _WHOLE.fullmatch(text) else decimal(text)


def decimal(text: str) -> str:
    """An exact number of any size; a leading plus is no SQL literal."""
    if not NUMBER.fullmatch(text):
        raise PlanError("", f"{text[:60]!r} is no number")
    return f"{text.lstrip('+')}BD"
