"""The plan of a dataset as frozen dataclasses: everything that changes a row, whoever reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Format = Literal["csv"]
Encoding = Literal["utf-8", "windows-1252", "iso-8859-1"]
Compression = Literal["none", "gzip"]
Direction = Literal["asc", "desc"]
Transform = Literal["identity", "year", "month", "day", "hour", "date"]
MissingPolicy = Literal["null", "default", "reject"]
BadValue = Literal["quarantine_row", "null_value", "reject_file"]

# What a folder's name may have in every file system of use, and less than a key of S3.
_FOLDER_BYTES = 255
MAX_SAFE_INTEGER = 2**53 - 1
"""What JSON's numbers hold exactly: the bound of an ``integer`` of a contract."""


@dataclass(frozen=True, kw_only=True)
class FileSource:
    """How the files of a dataset are packed, whatever their format."""

    suffix: str
    compression: Compression
    max_bytes: int
    max_inflated_bytes: int


@dataclass(frozen=True, kw_only=True)
class CsvSource(FileSource):
    """How the CSV files of a dataset are written."""

    encoding: Encoding
    delimiter: str
    quote: str
    escape: str
    decimal_comma: bool
    format: Literal["csv"] = "csv"

    @property
    def extension(self) -> str:
        """What the batch's own copy of a file is called by; an engine knows the packing from it."""
        return "csv.gz" if self.compression == "gzip" else "csv"


Source: TypeAlias = CsvSource
"""One class per format, told apart by ``format``; the next one joins with ``|``."""


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
