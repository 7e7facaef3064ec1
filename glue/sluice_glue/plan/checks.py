"""What must hold for a value of a column, and the reason of a row where it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sluice_glue.plan.model import Column, Plan, Rule

SHAPE = "shape"
ENCODING = "encoding"
DUPLICATE = "duplicate"


@dataclass(frozen=True)
class FolderRule:
    """The value, escaped, fits the name of its partition's folder."""

    max_bytes: int
    rule: Literal["length"] = "length"


@dataclass(frozen=True)
class Check:
    """A value that is not null passes when all the rules hold, else its row has the reason."""

    reason: str
    rules: tuple[Rule | FolderRule, ...]


def required(column: Column) -> str:
    """The reason of a value that is missing."""
    return f"required:{column.name}"


def wrong_type(column: Column) -> str:
    """The reason of a text that is no value of the column's type."""
    return f"type:{column.name}"


def checks(plan: Plan, column: Column) -> list[Check]:
    """The rules of a column over its typed value, in the order of the plan.

    A text that is too long for the folder of its partition breaks `length`: the write would fail, and the batch too.
    """
    by_rule: dict[str, tuple[Rule | FolderRule, ...]] = {rule.rule: (rule,) for rule in column.rules}
    folder = plan.folder_bytes(column)
    if folder is not None:
        length = (*by_rule.pop("length", ()), FolderRule(folder))
        by_rule = {"length": length, **by_rule}
    return [Check(f"{rule}:{column.name}", rules) for rule, rules in by_rule.items()]
