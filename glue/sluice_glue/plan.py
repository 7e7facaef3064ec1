"""The plan of a dataset as frozen dataclasses, parsed once with exact error paths. No Spark here.

The document is ``libs/protocol/schemas/plan.schema.json``. The parser is as strict as the schema and adds what a schema
cannot say (names that must exist, decimals that must fit), because a plan may come from any place that a job argument names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sluice_glue.errors import GlueError
from sluice_glue.plan_fields import Fields, PlanPath, reject

Encoding = Literal["utf-8", "windows-1252", "iso-8859-1"]
Compression = Literal["none", "gzip"]
Direction = Literal["asc", "desc"]
Transform = Literal["identity", "year", "month", "day", "hour", "date"]
MissingPolicy = Literal["null", "default", "reject"]
BadValue = Literal["quarantine_row", "null_value", "reject_file"]

_NAME = re.compile(r"[a-z][a-z0-9_]{0,126}")
_DECIMAL = re.compile(r"decimal\((?P<precision>[0-9]{1,2}),(?P<scale>[0-9]{1,2})\)")
_SIMPLE_TYPES = ("string", "boolean", "int", "bigint", "double", "date", "timestamp")
# What a folder's name may have in every file system of use, and less than a key of S3.
_FOLDER_BYTES = 255
_RULE_ORDER = ("range", "multiple", "length", "pattern", "enum")


class PlanError(GlueError):
    """The plan is not usable; the message names the exact path."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__("SLC5001", f"plan {path or '(top)'}: {problem}")
        self.path = path


@dataclass(frozen=True)
class Source:
    """How the files of a dataset are written."""

    format: Literal["csv"]
    suffix: str
    compression: Compression
    encoding: Encoding
    delimiter: str
    quote: str
    escape: str
    decimal_comma: bool
    max_bytes: int
    max_inflated_bytes: int


@dataclass(frozen=True)
class ColumnType:
    """A lake type. ``precision`` and ``scale`` are 0 unless ``base`` is ``decimal``."""

    text: str
    base: str
    precision: int = 0
    scale: int = 0


@dataclass(frozen=True)
class RangeRule:
    """Bounds as canonical text of the column's type, compared as values."""

    minimum: str | None
    maximum: str | None
    exclusive_minimum: str | None
    exclusive_maximum: str | None
    rule: Literal["range"] = "range"


@dataclass(frozen=True)
class MultipleRule:
    """The value is a whole multiple of a number."""

    of: str
    rule: Literal["multiple"] = "multiple"


@dataclass(frozen=True)
class LengthRule:
    """Bounds of the length in code points."""

    minimum: int | None
    maximum: int | None
    rule: Literal["length"] = "length"


@dataclass(frozen=True)
class PatternRule:
    """A regular expression that must be found somewhere in the text."""

    pattern: str
    java_pattern: str
    rule: Literal["pattern"] = "pattern"


@dataclass(frozen=True)
class EnumRule:
    """The canonical texts that are allowed."""

    values: tuple[str, ...]
    rule: Literal["enum"] = "enum"


Rule = RangeRule | MultipleRule | LengthRule | PatternRule | EnumRule


@dataclass(frozen=True)
class Missing:
    """What becomes of a file without this column."""

    policy: MissingPolicy
    default: str | None


@dataclass(frozen=True)
class Column:
    """One column, in the order of the table."""

    name: str
    headers: tuple[str, ...]
    type: ColumnType
    nullable: bool
    null_tokens: tuple[str, ...]
    guard: str | None
    safe_integer: bool
    format: str | None
    missing: Missing
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Partition:
    """One partition key, derived from a column."""

    name: str
    column: str
    transform: Transform
    pad: int


@dataclass(frozen=True)
class Order:
    """A column with a direction; nulls are last in both."""

    column: str
    direction: Direction


@dataclass(frozen=True)
class Dedupe:
    """Of the rows with one key the first in this order is kept."""

    key: tuple[str, ...]
    order: tuple[Order, ...]


@dataclass(frozen=True)
class Drift:
    """What may differ between the files and the contract."""

    new_column: Literal["rescue", "ignore", "reject"]
    missing_column: MissingPolicy
    bad_value: BadValue
    max_bad_ratio: float | None


@dataclass(frozen=True)
class Plan:
    """Everything that changes a row of one dataset."""

    dataset_id: str
    source: Source
    columns: tuple[Column, ...]
    partition: tuple[Partition, ...]
    sort: tuple[Order, ...]
    dedupe: Dedupe | None
    drift: Drift

    def column(self, name: str) -> Column:
        """The column of that name, which the parser has seen."""
        return next(column for column in self.columns if column.name == name)

    @property
    def path_only(self) -> frozenset[str]:
        """Columns whose value is stored in the partition path and not in the files."""
        return frozenset(p.name for p in self.partition if p.name == p.column and p.transform == "identity")

    def folder_bytes(self, column: Column) -> int | None:
        """How many bytes a value may have in the name of its partition's folder; None where no text becomes one."""
        names = [p.name for p in self.partition if p.column == column.name and p.transform == "identity"]
        if column.type.base != "string" or not names:
            return None
        return _FOLDER_BYTES - max(len(name) + 1 for name in names)


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
    except ValueError as error:
        raise PlanError("", f"not JSON: {error}") from None
    try:
        return _plan(Fields(document, ""))
    except PlanPath as problem:
        raise PlanError(problem.path, problem.problem) from None


def _plan(fields: Fields) -> Plan:
    if fields.integer("plan_format") != 1:
        reject(fields.at("plan_format"), "only plan_format 1 is known")
    plan = Plan(
        dataset_id=fields.matching("dataset_id", re.compile(r"[a-z][a-z0-9_]{1,39}")),
        source=_source(fields.child("source")),
        columns=tuple(_column(child) for child in fields.children("columns", at_least=1)),
        partition=tuple(_partition(child) for child in fields.children("partition")),
        sort=tuple(_order(child) for child in fields.children("sort")),
        dedupe=fields.optional("dedupe", lambda: _dedupe(fields.child("dedupe"))),
        drift=_drift(fields.child("drift")),
    )
    fields.done()
    _check_names(plan)
    return plan


def _source(fields: Fields) -> Source:
    source = Source(
        format=fields.choice("format", ("csv",)),
        suffix=fields.text("suffix"),
        compression=fields.choice("compression", ("none", "gzip")),
        encoding=fields.choice("encoding", ("utf-8", "windows-1252", "iso-8859-1")),
        delimiter=fields.character("delimiter"),
        quote=fields.character("quote"),
        escape=fields.character("escape"),
        decimal_comma=fields.boolean("decimal_comma"),
        max_bytes=fields.integer("max_bytes", at_least=1),
        max_inflated_bytes=fields.integer("max_inflated_bytes", at_least=1),
    )
    fields.done()
    # The scan and the reader look for single ASCII bytes; anything else could be part of a longer character.
    for name, character in (("quote", source.quote), ("escape", source.escape)):
        if not character.isascii() or character in "\r\n\0":
            reject(fields.at(name), "must be an ASCII character, not a line end")
    if source.delimiter in ("\r", "\n", "\0", source.quote, source.escape):
        reject(fields.at("delimiter"), "must differ from quote, escape and line ends")
    return source


def _column(fields: Fields) -> Column:
    column = Column(
        name=fields.matching("name", _NAME),
        headers=fields.texts("headers", at_least=1),
        type=_type(fields),
        nullable=fields.boolean("nullable"),
        null_tokens=fields.texts("null_tokens"),
        guard=fields.optional("guard", lambda: fields.text("guard")),
        safe_integer=fields.has("safe_integer") and fields.boolean("safe_integer"),
        format=fields.optional("format", lambda: fields.text("format")),
        missing=_missing(fields.child("missing")),
        rules=tuple(_rule(child) for child in fields.children("rules")),
    )
    fields.done()
    if column.guard is None and column.type.base != "string":
        reject(fields.at("guard"), f"a column of type {column.type.text} needs a guard")
    names = [rule.rule for rule in column.rules]
    if names != [name for name in _RULE_ORDER if name in names]:
        reject(fields.at("rules"), f"rules are listed once each, in the order {', '.join(_RULE_ORDER)}")
    return column


def _type(fields: Fields) -> ColumnType:
    text = fields.text("type")
    if text in _SIMPLE_TYPES:
        return ColumnType(text, text)
    match = _DECIMAL.fullmatch(text)
    if match is None:
        reject(fields.at("type"), f"unknown type {text!r}")
    precision, scale = int(match["precision"]), int(match["scale"])
    if not (1 <= precision <= 38 and scale <= precision):
        reject(fields.at("type"), f"{text} is no decimal: 1 <= precision <= 38 and scale <= precision")
    return ColumnType(text, "decimal", precision, scale)


def _missing(fields: Fields) -> Missing:
    missing = Missing(
        policy=fields.choice("policy", ("null", "default", "reject")),
        default=fields.optional("default", lambda: fields.text("default")),
    )
    fields.done()
    return missing


def _rule(fields: Fields) -> Rule:
    make: dict[str, Callable[[], Rule]] = {
        "range": lambda: RangeRule(
            fields.text_or_none("minimum"),
            fields.text_or_none("maximum"),
            fields.text_or_none("exclusive_minimum"),
            fields.text_or_none("exclusive_maximum"),
        ),
        "multiple": lambda: MultipleRule(fields.text("of")),
        "length": lambda: LengthRule(fields.integer_or_none("minimum"), fields.integer_or_none("maximum")),
        "pattern": lambda: PatternRule(fields.text("pattern"), fields.text("java_pattern")),
        "enum": lambda: EnumRule(fields.texts("values", at_least=1)),
    }
    rule = make[fields.choice("rule", _RULE_ORDER)]()
    fields.done()
    return rule


def _partition(fields: Fields) -> Partition:
    partition = Partition(
        name=fields.matching("name", _NAME),
        column=fields.matching("column", _NAME),
        transform=fields.choice("transform", ("identity", "year", "month", "day", "hour", "date")),
        pad=fields.integer("pad", at_least=0),
    )
    fields.done()
    return partition


def _order(fields: Fields) -> Order:
    order = Order(fields.matching("column", _NAME), fields.choice("direction", ("asc", "desc")))
    fields.done()
    return order


def _dedupe(fields: Fields) -> Dedupe:
    dedupe = Dedupe(fields.texts("key", at_least=1), tuple(_order(child) for child in fields.children("order")))
    fields.done()
    return dedupe


def _drift(fields: Fields) -> Drift:
    drift = Drift(
        new_column=fields.choice("new_column", ("rescue", "ignore", "reject")),
        missing_column=fields.choice("missing_column", ("null", "default", "reject")),
        bad_value=fields.choice("bad_value", ("quarantine_row", "null_value", "reject_file")),
        max_bad_ratio=fields.ratio_or_none("max_bad_ratio"),
    )
    fields.done()
    return drift


def _check_names(plan: Plan) -> None:
    """Names that appear elsewhere must be columns, and nothing may have two meanings."""
    names = [column.name for column in plan.columns]
    for index, name in enumerate(names):
        if name in names[:index]:
            reject(f"/columns/{index}/name", f"{name} is declared twice")
    stored = [p.name for p in plan.partition]
    for index, partition in enumerate(plan.partition):
        path = f"/partition/{index}"
        if partition.name in stored[:index]:
            reject(f"{path}/name", f"{partition.name} is declared twice")
        if partition.name in names and partition.name not in plan.path_only:
            reject(f"{path}/name", f"{partition.name} is a column, but not derived from it by identity")
        if partition.column not in names:
            reject(f"{path}/column", f"no column {partition.column}")
        base = plan.column(partition.column).type.base
        if partition.transform != "identity" and base not in ("date", "timestamp"):
            reject(f"{path}/transform", f"{partition.transform} of a {base}")
        if partition.transform == "hour" and base != "timestamp":
            reject(f"{path}/transform", "hour of a date")
    for index, order in enumerate(plan.sort):
        if order.column not in names:
            reject(f"/sort/{index}/column", f"no column {order.column}")
    if plan.dedupe is not None:
        for index, key in enumerate(plan.dedupe.key):
            if key not in names:
                reject(f"/dedupe/key/{index}", f"no column {key}")
        for index, order in enumerate(plan.dedupe.order):
            if order.column not in names:
                reject(f"/dedupe/order/{index}/column", f"no column {order.column}")
