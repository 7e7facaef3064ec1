"""The rules of a column as SQL over its typed value."""

from __future__ import annotations

import re

from sluice_glue.engines.spark.sql import decimal, literal, typed_literal
from sluice_glue.plan.checks import Check, FolderRule
from sluice_glue.plan.model import Column, LengthRule, MultipleRule, PatternRule, RangeRule, Rule
from sluice_glue.plan.partition_folder import ESCAPED

_ESCAPED = "[" + "".join(f"\\x{ord(character):02x}" for character in ESCAPED) + "]"


def passes_sql(check: Check, column: Column, value: str) -> str:
    """SQL that is true for a value that is not null and passes."""
    return " and ".join(_passes(rule, column, value) for rule in check.rules)


def _passes(rule: Rule | FolderRule, column: Column, value: str) -> str:
    if isinstance(rule, RangeRule):
        bounds = (
            (">=", rule.minimum),
            ("<=", rule.maximum),
            (">", rule.exclusive_minimum),
            ("<", rule.exclusive_maximum),
        )
        parts = [f"{value} {sign} {typed_literal(column, bound)}" for sign, bound in bounds if bound is not None]
        return " and ".join(parts) or "true"
    if isinstance(rule, MultipleRule):
        return _multiple(column, value, rule.of)
    if isinstance(rule, LengthRule):
        lengths = ((">=", rule.minimum), ("<=", rule.maximum))
        parts = [f"length({value}) {sign} {bound}" for sign, bound in lengths if bound is not None]
        return " and ".join(parts) or "true"
    if isinstance(rule, PatternRule):
        return f"{value} rlike {literal(rule.java_pattern)}"
    if isinstance(rule, FolderRule):
        return _fits_folder(value, rule.max_bytes)
    return f"{value} in ({', '.join(typed_literal(column, text) for text in rule.values)})"


def _multiple(column: Column, value: str, of: str) -> str:
    whole = re.fullmatch(r"[0-9]{1,18}", of, re.ASCII)
    if column.type.base in ("int", "bigint") and whole is not None:
        return f"{value} % {whole.group()} = 0"
    if column.type.base == "decimal":
        return f"{value} % {decimal(of)} = 0"
    # The remainder of two doubles is exact, in Java as in JavaScript; their quotient is not, and may be infinite.
    return f"double({value}) % double({literal(of)}) = 0"


def _fits_folder(value: str, limit: int) -> str:
    """Whether a text, escaped, has at most so many bytes as a folder's name. Short ones are not looked into."""
    written = f"regexp_replace({value}, {literal(_ESCAPED)}, '%XX')"
    return f"(octet_length({value}) <= {limit // 3} or octet_length({written}) <= {limit})"
