"""Which column of the plan stands where in a file, by the names that the file gives them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sluice_glue.plan.model import Column, Plan


@dataclass(frozen=True)
class HeaderMatch:
    """Where the columns of the plan are in a file.

    Attributes:
        header: the header's cells.
        positions: per column of the plan its position in the file, ``None`` when it is filled.
        unknown: positions that no column names.
    """

    header: tuple[str, ...]
    positions: tuple[int | None, ...]
    unknown: tuple[int, ...]


@dataclass(frozen=True)
class HeaderRefusal:
    """Why a file with this header is refused."""

    reason: str
    detail: str


def match_header(plan: Plan, header: Sequence[str]) -> HeaderMatch | HeaderRefusal:
    """Match a header with the plan, exactly (case, spaces); the order of the columns is free.

    Args:
        plan: the plan.
        header: the cells of the header record.

    Returns:
        The match, or the file reason with a detail that names the header.
    """
    cells = tuple(header)
    by_header = {text: index for index, column in enumerate(plan.columns) for text in reversed(column.headers)}
    positions: list[int | None] = [None] * len(plan.columns)
    unknown: list[int] = []
    if "" in cells:
        return HeaderRefusal("empty-header", f"cell {cells.index('') + 1} of the header is empty")
    for position, text in enumerate(cells):
        if text in cells[:position]:
            return HeaderRefusal("duplicate-header", f"{text!r} stands twice in the header")
        index = by_header.get(text)
        if index is None:
            unknown.append(position)
        elif positions[index] is not None:
            earlier = cells[positions[index] or 0]
            return HeaderRefusal(
                "duplicate-header", f"{earlier!r} and {text!r} both name the column {plan.columns[index].name}"
            )
        else:
            positions[index] = position
    if unknown and plan.drift.new_column == "reject":
        return HeaderRefusal("unknown-column", f"{cells[unknown[0]]!r} is no column")
    for column, at in zip(plan.columns, positions, strict=True):
        if at is None and not _can_fill(column):
            return HeaderRefusal(
                "missing-column", f"no header for the column {column.name} ({', '.join(column.headers)})"
            )
    return HeaderMatch(cells, tuple(positions), tuple(unknown))


def _can_fill(column: Column) -> bool:
    if column.missing.policy == "reject":
        return False
    return column.nullable or (column.missing.policy == "default" and column.missing.default is not None)
