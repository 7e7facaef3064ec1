"""plan.json to a plan, once, with exact error paths.

The document is ``libs/protocol/schemas/plan.schema.json``. The parser is as strict as the schema and adds what a schema
cannot say, because a plan may come from any place that a job argument names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from sluice_glue.fields import Fields
from sluice_glue.names import DATASET_ID
from sluice_glue.plan.check_names import check_names
from sluice_glue.plan.check_values import check_values
from sluice_glue.plan.errors import PlanError
from sluice_glue.plan.model import (
    Column,
    ColumnType,
    Dedupe,
    Drift,
    EnumRule,
    LengthRule,
    Missing,
    MultipleRule,
    Order,
    Partition,
    PatternRule,
    Plan,
    RangeRule,
    Rule,
)
from sluice_glue.plan.parse_source import parse_source

_NAME = re.compile(r"[a-z][a-z0-9_]{0,126}")
_DECIMAL = re.compile(r"decimal\((?P<precision>[0-9]{1,2}),(?P<scale>[0-9]{1,2})\)")
_SIMPLE_TYPES = ("string", "boolean", "int", "bigint", "double", "date", "timestamp")
_RULE_ORDER = ("range", "multiple", "length", "pattern", "enum")


def parse_plan(text: str) -> Plan:
    """Parse plan.json.

    Args:
        text: the document.

    Returns:
        The plan; everything that it names exists.

    Raises:
        PlanError: with the path of the first field that is wrong.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PlanError("", f"not JSON: {error}") from None
    return _plan(Fields(document, PlanError))


def _plan(fields: Fields) -> Plan:
    fields.expect("plan_format", 1)
    plan = Plan(
        dataset_id=fields.matching("dataset_id", DATASET_ID),
        source=parse_source(fields.child("source")),
        columns=fields.each("columns", _column, least=1),
        partition=fields.each("partition", _partition),
        sort=fields.each("sort", _order),
        dedupe=fields.optional("dedupe", _dedupe),
        drift=_drift(fields.child("drift")),
    )
    fields.done()
    check_names(plan)
    check_values(plan)
    return plan


def _column(fields: Fields) -> Column:
    column = Column(
        name=fields.matching("name", _NAME),
        headers=fields.strings("headers", least=1),
        type=_type(fields),
        nullable=fields.flag("nullable"),
        null_tokens=fields.strings("null_tokens"),
        guard=fields.optional_text("guard"),
        safe_integer=fields.has("safe_integer") and fields.flag("safe_integer"),
        format=fields.optional_text("format"),
        missing=_missing(fields.child("missing")),
        rules=fields.each("rules", _rule),
    )
    fields.done()
    if column.guard is None and column.type.base != "string":
        fields.reject("guard", f"a column of type {column.type.text} needs a guard")
    names = [rule.rule for rule in column.rules]
    if names != [name for name in _RULE_ORDER if name in names]:
        fields.reject("rules", f"rules are listed once each, in the order {', '.join(_RULE_ORDER)}")
    return column


def _type(fields: Fields) -> ColumnType:
    text = fields.text("type")
    if text in _SIMPLE_TYPES:
        return ColumnType(text, text)
    match = _DECIMAL.fullmatch(text)
    if match is None:
        fields.reject("type", f"unknown type {text!r}")
    precision, scale = int(match["precision"]), int(match["scale"])
    if not (1 <= precision <= 38 and scale <= precision):
        fields.reject("type", f"{text} is no decimal: 1 <= precision <= 38 and scale <= precision")
    return ColumnType(text, "decimal", precision, scale)


def _missing(fields: Fields) -> Missing:
    missing = Missing(
        policy=fields.choice("policy", ("null", "default", "reject")),
        default=fields.optional_text("default"),
    )
    fields.done()
    return missing


def _rule(fields: Fields) -> Rule:
    make: dict[str, Callable[[], Rule]] = {
        "range": lambda: RangeRule(
            fields.text_if_there("minimum"),
            fields.text_if_there("maximum"),
            fields.text_if_there("exclusive_minimum"),
            fields.text_if_there("exclusive_maximum"),
        ),
        "multiple": lambda: MultipleRule(fields.text("of")),
        "length": lambda: LengthRule(fields.count_if_there("minimum"), fields.count_if_there("maximum")),
        "pattern": lambda: PatternRule(fields.text("pattern"), fields.text("java_pattern")),
        "enum": lambda: EnumRule(fields.strings("values", least=1)),
    }
    rule = make[fields.choice("rule", _RULE_ORDER)]()
    fields.done()
    return rule


def _partition(fields: Fields) -> Partition:
    partition = Partition(
        name=fields.matching("name", _NAME),
        column=fields.matching("column", _NAME),
        transform=fields.choice("transform", ("identity", "year", "month", "day", "hour", "date")),
        pad=fields.count("pad", least=0),
    )
    fields.done()
    return partition


def _order(fields: Fields) -> Order:
    order = Order(fields.matching("column", _NAME), fields.choice("direction", ("asc", "desc")))
    fields.done()
    return order


def _dedupe(fields: Fields) -> Dedupe:
    dedupe = Dedupe(fields.strings("key", least=1), fields.each("order", _order))
    fields.done()
    return dedupe


def _drift(fields: Fields) -> Drift:
    drift = Drift(
        new_column=fields.choice("new_column", ("rescue", "ignore", "reject")),
        missing_column=fields.choice("missing_column", ("null", "default", "reject")),
        bad_value=fields.choice("bad_value", ("quarantine_row", "null_value", "reject_file")),
        max_bad_ratio=fields.ratio_or_null("max_bad_ratio"),
    )
    fields.done()
    return drift
