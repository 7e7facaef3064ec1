"""Values of a plan look like values of their type, before anything is made of their text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sluice_glue.plan.errors import PlanError
from sluice_glue.plan.model import Column, EnumRule, MultipleRule, Plan, RangeRule, Rule

NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?", re.ASCII)
BOOLEAN = re.compile(r"true|false", re.IGNORECASE | re.ASCII)
_FORMS = {
    **dict.fromkeys(("int", "bigint", "decimal", "double"), NUMBER),
    "boolean": BOOLEAN,
    "date": re.compile(r"[0-9-]+", re.ASCII),
    "timestamp": re.compile(r"[0-9T :.Z-]+", re.ASCII),
}


def check_values(plan: Plan) -> None:
    """Prove the texts that stand for values; ``PlanError`` names the first that is wrong."""
    for index, column in enumerate(plan.columns):
        form = _FORMS.get(column.type.base)
        for place, text in _values(column):
            if form is not None and not form.fullmatch(text):
                raise PlanError(f"/columns/{index}/{place}", f"{text[:60]!r} is no {column.type.text}")
        for at, rule in enumerate(column.rules):
            if isinstance(rule, MultipleRule) and not NUMBER.fullmatch(rule.of):
                raise PlanError(f"/columns/{index}/rules/{at}/of", f"{rule.of[:60]!r} is no number")


def _values(column: Column) -> Iterator[tuple[str, str]]:
    if column.missing.default is not None:
        yield "missing/default", column.missing.default
    for at, rule in enumerate(column.rules):
        yield from ((f"rules/{at}/{place}", text) for place, text in _texts(rule))


def _texts(rule: Rule) -> Iterator[tuple[str, str]]:
    if isinstance(rule, RangeRule):
        for place in ("minimum", "maximum", "exclusive_minimum", "exclusive_maximum"):
            text: str | None = getattr(rule, place)
            if text is not None:
                yield place, text
    if isinstance(rule, EnumRule):
        yield from ((f"values/{at}", text) for at, text in enumerate(rule.values))
